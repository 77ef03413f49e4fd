"""Unique identifiers and transfer syntaxes (PS3.6 Annex A, PS3.5 Annex A)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

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
def _uids() -> dict[str, UIDEntry]:
    """The rows of PS3.6; "&" in names is "and", as in pydicom: programs make names of files of them."""
    return {
        uid: UIDEntry(uid, name.replace(" & ", " and "), kind, keyword, retired == "1", info)
        for uid, name, kind, keyword, retired, info in table("uids")
    }


@cache
def _uids_by_keyword() -> dict[str, str]:
    return {entry.keyword: uid for uid, entry in _uids().items() if entry.keyword}


_added: ContextVar[Mapping[str, UIDEntry]] = ContextVar("dicomconstruct.uids", default=MappingProxyType({}))
"""The rows that a program added; they hold in the context that added them (PEP 567)."""


def add_uids(entries: Iterable[UIDEntry]) -> None:
    """Add rows of UIDs in this context, in the place of those of the standard where it has one."""
    _added.set(MappingProxyType({**_added.get(), **{entry.uid: entry for entry in entries}}))


@contextmanager
def uids_for_a_while() -> Iterator[None]:
    """Take back at the end the rows that are added meanwhile."""
    token = _added.set(_added.get())
    try:
        yield
    finally:
        _added.reset(token)


def uid_entries() -> Iterable[UIDEntry]:
    """Every row of the standard's tables of UIDs, and those added here."""
    added = _added.get()
    return {**_uids(), **added}.values() if added else _uids().values()


def uid_entry_of(uid: str) -> UIDEntry | None:
    """The row for a UID, added here or the standard's, or None."""
    return _added.get().get(uid) or _uids().get(uid)


def uid_of_keyword(keyword: str) -> str | None:
    """The UID with that keyword, or None."""
    return _uids_by_keyword().get(keyword)


@cache
def transfer_syntaxes() -> Mapping[str, TransferSyntaxEntry]:
    """Every transfer syntax of PS3.6 Table A-1 by its UID."""
    rows = {}
    for uid, keyword, name, *flags, pixel_data, lossy in table("transfer_syntaxes"):
        implicit, little_endian, deflated, encapsulated, retired = (flag == "1" for flag in flags)
        rows[uid] = TransferSyntaxEntry(
            uid,
            keyword,
            name,
            implicit,
            little_endian,
            deflated,
            encapsulated,
            retired,
            pixel_data,
            lossy == "1" if lossy else None,
        )
    return MappingProxyType(rows)
