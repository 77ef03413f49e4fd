"""The tables of pydicom.datadict as mappings: the standard's rows, and those that a program puts in (PS3.6)."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, MutableMapping, ValuesView
from functools import cache
from typing import Any, TypeVar

from dicomconstruct import dictionary
from dicomconstruct.dictionary import Entry

Row = tuple[str, str, str, str, str]
"""VR, VM, name, ``Retired`` or "", keyword."""
K = TypeVar("K")
V = TypeVar("V")


def row_of(entry: Entry) -> Row:
    """A row of the dictionary as programs know it."""
    return entry.vr, entry.vm, entry.name, "Retired" if entry.retired else "", entry.keyword


def entry_of(tag: int, row: Row) -> Entry:
    """The row of the dictionary that a program means."""
    vr, vm, name, retired, keyword = row
    return Entry(f"{tag:08X}", vr, vm, name, keyword, bool(retired))


@cache
def standard_rows() -> dict[int, Row]:
    """The standard's rows by tag."""
    return {tag: row_of(entry) for tag, entry in dictionary.standard_entries().items()}


@cache
def standard_keywords() -> dict[str, int]:
    """The standard's tags by keyword."""
    return {row[4]: tag for tag, row in standard_rows().items() if row[4]}


class _Table(MutableMapping[K, V]):
    """What the standard has, and what was put in here, which comes first; only that can be taken out again."""

    def _standard(self) -> Mapping[K, V]:
        raise NotImplementedError

    def _added(self) -> Mapping[K, Any]:
        raise NotImplementedError

    def _row(self, added: Any) -> V:
        """What an addition looks like in the table."""
        row: V = added
        return row

    def _put(self, added: dict[K, V]) -> None:
        raise NotImplementedError

    def __setitem__(self, key: K, value: V) -> None:
        self._put({key: value})

    def update(self, *others: Any, **more: Any) -> None:
        """Put in what a mapping, or pairs, hold, all at once."""
        self._put(dict(*others, **more))

    def __getitem__(self, key: K) -> V:
        added = self._added().get(key)
        return self._standard()[key] if added is None else self._row(added)

    def __contains__(self, key: object) -> bool:
        return key in self._added() or key in self._standard()

    def __iter__(self) -> Iterator[K]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def keys(self) -> KeysView[K]:
        """The keys as they are here and now."""
        return self._all().keys()

    def values(self) -> ValuesView[V]:
        """The values as they are here and now."""
        return self._all().values()

    def items(self) -> ItemsView[K, V]:
        """Keys and values as they are here and now."""
        return self._all().items()

    def _all(self) -> Mapping[K, V]:
        added = self._added()
        if not added:
            return self._standard()
        return {**self._standard(), **{key: self._row(one) for key, one in added.items()}}

    def copy(self) -> dict[K, V]:
        """The table as it is here and now."""
        return dict(self._all())

    def _check_taken_out(self, key: K) -> None:
        """KeyError for what is not there, TypeError for what the standard has."""
        if key in self._added():
            return
        if key in self._standard():
            raise TypeError(f"Rows of the standard can be replaced, not taken out: {key}")
        raise KeyError(key)


class ElementRows(_Table[int, Row]):
    """The rows of elements by tag. Those put in hold in the context that put them in, as by `add_dict_entries`."""

    def _standard(self) -> Mapping[int, Row]:
        return standard_rows()

    def _added(self) -> Mapping[int, Entry]:
        return dictionary.additions().elements

    def _row(self, added: Entry) -> Row:
        return row_of(added)

    def _put(self, added: dict[int, Row]) -> None:
        dictionary.add_elements({tag: entry_of(tag, row) for tag, row in added.items()}, private=True)

    def __delitem__(self, tag: int) -> None:
        self._check_taken_out(tag)
        dictionary.take_out_element(tag)


class Keywords(_Table[str, int]):
    """Tags by keyword. A keyword that is put in stands for a tag that has a row; it holds in that context."""

    def _standard(self) -> Mapping[str, int]:
        return standard_keywords()

    def _added(self) -> Mapping[str, int]:
        return dictionary.additions().keywords

    def _put(self, added: dict[str, int]) -> None:
        dictionary.add_keywords(added)

    def __delitem__(self, keyword: str) -> None:
        self._check_taken_out(keyword)
        dictionary.take_out_keyword(keyword)
