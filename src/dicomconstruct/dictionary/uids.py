"""Unique identifiers and transfer syntaxes (PS3.6 Annex A, PS3.5 Annex A)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from dicomconstruct.contexts import changed, unchanged
from dicomconstruct.dictionary.tables import table


class UIDEntry(NamedTuple):
    """One row of PS3.6 Table A-1 to A-4."""

    uid: str
    name: str
    type: str
    keyword: str
    retired: bool
    info: str


class TransferSyntaxEntry(NamedTuple):
    """One transfer syntax; `pixel_data` is native, encapsulated, referenced, external or none.

    `lossy` is None where the data set has no pixel data of its own.
    """

    uid: str
    keyword: str
    name: str
    implicit: bool
    little_endian: bool
    deflated: bool
    encapsulated: bool
    retired: bool
    pixel_data: str
    lossy: bool | None


@cache
def standard_uids() -> dict[str, UIDEntry]:
    """The rows of PS3.6 by UID; "&" in names is "and", as in pydicom: programs make names of files of them."""
    return {
        uid: UIDEntry(uid, name.replace(" & ", " and "), kind, keyword, retired == "1", info)
        for uid, name, kind, keyword, retired, info in table("uids")
    }


@cache
def _uids_by_keyword() -> dict[str, str]:
    return {entry.keyword: uid for uid, entry in standard_uids().items() if entry.keyword}


_added: ContextVar[Mapping[str, UIDEntry]] = ContextVar("dicomconstruct.uids", default=MappingProxyType({}))
added_uids = _added.get
"""The rows that a program added, by UID; they hold in the context that added them (PEP 567)."""


def add_uids(entries: Iterable[UIDEntry]) -> None:
    """Add rows of UIDs in this context, which replace rows of the standard with the same UIDs."""
    _added.set({**added_uids(), **{entry.uid: entry for entry in entries}})


def take_out_uid(uid: str) -> None:
    """Take a row out that was added here."""
    _added.set({known: entry for known, entry in added_uids().items() if known != uid})


def uids_for_a_while() -> AbstractContextManager[None]:
    """Context manager: undo at its end the additions of rows made inside."""
    return changed(_added, unchanged)


def uid_entries() -> Iterable[UIDEntry]:
    """Every row of the standard's tables of UIDs, and those added here."""
    return {**standard_uids(), **added_uids()}.values()


def uid_entry_of(uid: str) -> UIDEntry | None:
    """The row for a UID, added here or the standard's, or None."""
    return added_uids().get(uid) or standard_uids().get(uid)


def uid_of_keyword(keyword: str) -> str | None:
    """The UID with that keyword, or None."""
    return _uids_by_keyword().get(keyword)


@cache
def transfer_syntaxes() -> Mapping[str, TransferSyntaxEntry]:
    """Every transfer syntax of PS3.6 Table A-1 by its UID."""
    rows = {}
    for uid, keyword, name, *flags, pixel_data, lossy in table("transfer_syntaxes"):
        facts = (*(flag == "1" for flag in flags), pixel_data, lossy == "1" if lossy else None)
        rows[uid] = TransferSyntaxEntry._make((uid, keyword, name, *facts))
    return MappingProxyType(rows)
