"""Face of pydicom._uid_dict, a private module of pydicom whose table libraries such as pynetdicom add rows to."""

from __future__ import annotations

from collections.abc import Mapping

from dicomconstruct.compat.pydicom._dictionaries import Row, Table
from dicomconstruct.dictionary.uids import UIDEntry, add_uids, added_uids, standard_uids, take_out_uid


def _row(entry: UIDEntry) -> Row:
    """Name, type, info, ``Retired`` or "", keyword."""
    return entry.name, entry.type, entry.info, "Retired" if entry.retired else "", entry.keyword


def _add(rows: Mapping[str, Row]) -> None:
    add_uids(
        UIDEntry(uid, name, kind, keyword, bool(retired), info)
        for uid, (name, kind, info, retired, keyword) in rows.items()
    )


UID_dictionary = Table(standard_uids, added_uids, _add, take_out_uid, _row)
"""The registered UIDs as rows."""

__all__ = ["UID_dictionary"]
