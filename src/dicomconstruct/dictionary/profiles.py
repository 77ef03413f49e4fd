"""Choices of VR, directory records and the confidentiality profile (PS3.5 8, PS3.3 F, PS3.15 E)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import NamedTuple

from dicomconstruct.dictionary.elements import entry_of
from dicomconstruct.dictionary.tables import Mask, is_masked, table


class AmbiguousVR(NamedTuple):
    """The rule that decides the VR of an element with a choice of VRs.

    Parameters
    ----------
    tag
        Eight hexadecimal digits, ``x`` where a digit is open.
    decided_by
        Tag and keyword of the element that decides, and the rule in words.
    implicit_vr
        The VR in implicit VR encodings, where that decides; else "".
    default
        The VR where the deciding element is missing.
    lookup_scope
        The data sets in which the deciding element is looked for.
    """

    tag: str
    keyword: str
    vr: str
    decided_by: str
    rule: str
    implicit_vr: str
    default: str
    lookup_scope: str


class DirectoryKey(NamedTuple):
    """One key of a directory record type (PS3.3 F.5); `type` is 1, 1C, 2 or 3.

    `sources` names the toolkits that know it, or the clause that lists it.
    """

    record_type: str
    tag: int
    keyword: str
    type: str
    retired: bool
    condition: str
    sources: str


class DirectoryRecordType(NamedTuple):
    """Where a directory record may stand, and the SOP Classes it is used for (PS3.3 F.4).

    A parent is a record type, ``root`` for the top level, or ``any``.
    """

    record_type: str
    retired: bool
    parents: tuple[str, ...]
    sop_class_uids: tuple[str, ...]


@cache
def _ambiguous() -> dict[str, AmbiguousVR]:
    return {
        tag: AmbiguousVR(tag, keyword, vr, decided_by, rule, implicit_vr, default, scope)
        for tag, keyword, vr, _retired, decided_by, rule, implicit_vr, default, scope, _basis in table("ambiguous")
    }


def ambiguous_of(tag: int) -> AmbiguousVR | None:
    """The rule for the VR of a tag with a choice of VRs (PS3.5 8.1 to 8.3); None for a tag without one."""
    entry = entry_of(tag)
    return _ambiguous().get(entry.tag) if entry is not None else None


def ambiguous_vrs() -> frozenset[str]:
    """Every choice of VRs that an element has, such as ``US or SS``."""
    return frozenset(row.vr for row in _ambiguous().values())


@cache
def directory_records() -> tuple[DirectoryKey, ...]:
    """The keys of every directory record type; those of type ``*`` are common to all."""
    return tuple(
        DirectoryKey(record_type, int(tag, 16), keyword, kind, retired == "1", condition, sources)
        for record_type, tag, keyword, kind, retired, condition, sources in table("directory", "RECORDS")
    )


@cache
def directory_record_types() -> Mapping[str, DirectoryRecordType]:
    """The directory record types by name."""
    rows = {}
    for name, retired, parents, uids in table("directory", "TYPES"):
        rows[name] = DirectoryRecordType(
            name, retired == "1", tuple(parents.split("|")) if parents else (), tuple(uids.split())
        )
    return MappingProxyType(rows)


class _Confidentiality(NamedTuple):
    by_tag: dict[int, Mapping[str, str]]
    masked: list[tuple[Mask, Mapping[str, str]]]
    private: Mapping[str, str]


@cache
def _confidentiality() -> _Confidentiality:
    columns = import_module("dicomconstruct.dictionary.confidentiality_generated").COLUMNS
    profile = _Confidentiality({}, [], {})
    for values in table("confidentiality"):
        row = MappingProxyType(dict(zip(columns, values, strict=True)))
        if row["tag"] == "private":
            profile = profile._replace(private=row)
        elif is_masked(row["tag"]):
            profile.masked.append((Mask(row["tag"]), row))
        else:
            profile.by_tag[int(row["tag"], 16)] = row
    return profile


def confidentiality_of(tag: int) -> Mapping[str, str] | None:
    """The actions of the confidentiality profile on an element, by option (PS3.15 Table E.1-1); None without any.

    The codes are PS3.15's: D dummy value, Z empty or dummy, X remove, K keep, C clean, U new UID, and
    combinations of them. A masked row holds for its whole range of groups, beyond the limits of PS3.5 7.6 too:
    an overlay in a group where none may stand is to be removed like any other.
    """
    profile = _confidentiality()
    if tag >> 16 & 1:
        return profile.private
    return profile.by_tag.get(tag) or next((row for mask, row in profile.masked if mask.matches(tag)), None)
