"""Face of pydicom._uid_dict, a private module of the peer whose table libraries such as pynetdicom add rows to."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from dicomconstruct.dictionary.uids import UIDEntry, add_uids, uid_entries, uid_entry_of

Row = tuple[str, str, str, str, str]
"""Name, type, info, ``Retired`` or "", keyword."""


class UIDDictionary(MutableMapping[str, Row]):
    """The registered UIDs as rows; rows that are put in hold in the context that put them in."""

    def __getitem__(self, uid: str) -> Row:
        row = uid_entry_of(uid)
        if row is None:
            raise KeyError(uid)
        return row.name, row.type, row.info, "Retired" if row.retired else "", row.keyword

    def __setitem__(self, uid: str, row: Row) -> None:
        name, kind, info, retired, keyword = row
        add_uids([UIDEntry(uid, name, kind, keyword, bool(retired), info)])

    def __delitem__(self, uid: str) -> None:
        raise TypeError(f"Rows of UIDs can be added and replaced, not taken away: {uid}")

    def __iter__(self) -> Iterator[str]:
        return (row.uid for row in uid_entries())

    def __len__(self) -> int:
        return len(list(uid_entries()))


UID_dictionary = UIDDictionary()

__all__ = ["UID_dictionary"]
