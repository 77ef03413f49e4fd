"""Data elements by tag, keyword, repeating group and private creator (PS3.6 6 to 9, PS3.7 E, PS3.5 7.6, 7.8)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from dicomconstruct.dictionary.additions import FIRST_OF_BLOCKS, additions, in_any_block
from dicomconstruct.dictionary.entry import Entry
from dicomconstruct.dictionary.tables import Mask, is_masked, lines, table
from dicomconstruct.tag import BaseTag, tag_of_number

TAG_DIGITS = 8
KEPT = 8192
"""The most rows that are kept split into columns: more than the dictionary has."""


@cache
def _lines() -> dict[str, str]:
    """The rows of PS3.6 by the digits of their tags; each is split into columns when it is first asked for."""
    return {line[:TAG_DIGITS]: line for line in lines("elements")}


@cache
def _tags() -> dict[str, str]:
    """The digits of the tags by keyword."""
    return {line.rsplit("\t", 2)[1]: tag for tag, line in _lines().items()}


@cache
def _masked() -> list[tuple[Mask, Entry]]:
    """The rows of tags with open digits."""
    return [(Mask(tag), _entry(line)) for tag, line in _lines().items() if is_masked(tag)]


def _entry(line: str) -> Entry:
    tag, vr, vm, name, keyword, retired = line.split("\t")
    return Entry(tag, vr, vm, name, keyword, retired == "1")


_LAST_REPETITION = 0x1E
"""Groups 5000 and 6000 repeat in even steps up to 501E and 601E (PS3.5 7.6)."""


def _repeating(tag: BaseTag) -> Entry | None:
    if tag.is_private or (tag.group >> 8 in (0x50, 0x60) and tag.group & 0xFF > _LAST_REPETITION):
        return None
    return next((entry for mask, entry in _masked() if mask.matches(tag)), None)


def entry_of(tag: int) -> Entry | None:
    """The dictionary's row for a tag; None for one that it does not have.

    A group length (gggg,0000) and a private creator (gggg,0010-00FF) have rows by rule (PS3.5 7.2, 7.8.1);
    other private elements need their creator: `private_entry_of`.
    """
    return additions().elements.get(tag) or _standard_entry(tag)


@lru_cache(maxsize=KEPT)
def _standard_entry(tag: int) -> Entry | None:
    line = _lines().get(f"{tag:08X}")
    if line is not None:
        return _entry(line)
    of_interest = BaseTag(tag)
    if of_interest.is_group_length:
        return Entry(f"{tag:08X}", "UL", "1", "Group Length", retired=True)
    if of_interest.is_private_creator:
        return Entry(f"{tag:08X}", "LO", "1", "Private Creator")
    return _repeating(of_interest)


def vr_of(tag: int) -> str | None:
    """The VR of a tag as the dictionary has it, or None."""
    entry = entry_of(tag)
    return entry.vr if entry is not None and entry.vr != "NONE" else None


def name_of(tag: int) -> str:
    """The name of a tag, or ""."""
    entry = entry_of(tag)
    return entry.name if entry is not None else ""


def keyword_of(tag: int) -> str:
    """The keyword of a tag, or ""."""
    entry = entry_of(tag)
    return entry.keyword if entry is not None else ""


def tag_of(keyword: str) -> BaseTag | None:
    """The tag of a keyword, of a repeating group the first; None for an unknown keyword."""
    added = additions().keywords.get(keyword)
    if added is not None:
        return tag_of_number(added)
    return _standard_tag_of(keyword)


@lru_cache(maxsize=1 << 14)
def _standard_tag_of(keyword: str) -> BaseTag | None:
    tag = _tags().get(keyword) if keyword else None
    return None if tag is None else tag_of_number(int(tag.lower().replace("x", "0"), 16))


@cache
def standard_entries() -> Mapping[int, Entry]:
    """The rows of tags without open digits by tag, as the standard has them."""
    return {int(tag, 16): _entry(line) for tag, line in _lines().items() if not is_masked(tag)}


@cache
def standard_keywords() -> Mapping[str, int]:
    """The tags without open digits by keyword, as the standard has them."""
    return {entry.keyword: tag for tag, entry in standard_entries().items() if entry.keyword}


def entries() -> dict[int, Entry]:
    """The rows of tags without open digits by tag, those added here included."""
    return {**standard_entries(), **additions().elements}


def masked_entry_of(tag: int) -> Entry | None:
    """The row of a repeating group that a tag belongs to (PS3.5 7.6); None for any other tag."""
    return None if f"{tag:08X}" in _lines() else _repeating(BaseTag(tag))


def masked_entries() -> list[Entry]:
    """The rows of repeating groups."""
    return [entry for _, entry in _masked()]


class _PrivateElements(NamedTuple):
    fixed: dict[int, Entry]
    in_any_block: dict[tuple[int, int], Entry]
    masked: list[tuple[Mask, Entry]]


@cache
def _private_rows() -> dict[str, list[list[str]]]:
    creators: dict[str, list[list[str]]] = {}
    for creator, *row in table("private"):
        creators.setdefault(creator, []).append(row)
    return creators


@cache
def _private_elements(creator: str) -> _PrivateElements:
    """The rows of a known creator: only known names are cached, to bound memory."""
    elements = _PrivateElements({}, {}, [])
    for tag, vr, vm, name, _safe in _private_rows()[creator]:
        entry = Entry(tag, vr, vm, name)
        if not is_masked(tag):
            elements.fixed[int(tag, 16)] = entry
        elif is_masked(tag[:4]):
            elements.masked.append((Mask(tag), entry))
        else:
            elements.in_any_block[int(tag[:4], 16), int(tag[6:], 16)] = entry
    return elements


def private_entry_of(tag: int, creator: str) -> Entry | None:
    """The row of a private element under its creator (PS3.5 7.8.1), or None.

    The block that the creator was given does not matter, but a row for the very tag comes first. A tag outside
    all blocks, such as the creator's own, is found by such a row only.

    Parameters
    ----------
    tag
        The tag in the data set.
    creator
        The private creator's value, verbatim but for padding.
    """
    added = additions().private.get(creator)
    if added is not None and (entry := added.get(in_any_block(tag))) is not None:
        return entry
    if creator not in _private_rows():
        return None
    elements = _private_elements(creator)
    entry = elements.fixed.get(tag)
    if entry is not None or tag & 0xFFFF < FIRST_OF_BLOCKS:
        return entry
    entry = elements.in_any_block.get((tag >> 16, tag & 0xFF))
    return entry or next((entry for mask, entry in elements.masked if mask.matches(tag)), None)
