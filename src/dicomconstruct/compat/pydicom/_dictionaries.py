"""The dictionary's tables as pydicom's mappings: rows of the standard, and rows that a program adds (PS3.6).

Added rows hold in the context that added them (PEP 567), as by `dicomconstruct.dictionary.add_elements`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

from dicomconstruct.contexts import unchanged
from dicomconstruct.dictionary import Entry

Row = tuple[str, str, str, str, str]
"""VR, VM, name, ``Retired`` or "", keyword."""
K = TypeVar("K")
V = TypeVar("V")


def row_of(entry: Entry) -> Row:
    """A row of the dictionary as pydicom's tuple."""
    return entry.vr, entry.vm, entry.name, "Retired" if entry.retired else "", entry.keyword


def entry_of(tag: int, row: Row) -> Entry:
    """The row of the dictionary from pydicom's tuple."""
    vr, vm, name, retired, keyword = row
    return Entry(f"{tag:08X}", vr, vm, name, keyword, bool(retired))


class Table(MutableMapping[K, V]):
    """The rows of the standard, and added rows, which take precedence; only added rows can be removed.

    Parameters
    ----------
    standard, added
        The rows of the standard, and the added ones.
    put, take_out
        Functions that add rows, and remove one by its key.
    shown
        The function that makes pydicom's form of a row.
    """

    def __init__(
        self,
        standard: Callable[[], Mapping[K, Any]],
        added: Callable[[], Mapping[K, Any]],
        put: Callable[[Mapping[K, V]], None],
        take_out: Callable[[K], None],
        shown: Callable[[Any], V] = unchanged,
    ) -> None:
        self._standard = standard
        self._added = added
        self._put = put
        self._take_out = take_out
        self._shown = shown

    def _rows(self) -> Mapping[K, Any]:
        return {**self._standard(), **self._added()}

    def __getitem__(self, key: K) -> V:
        added = self._added()
        return self._shown((added if key in added else self._standard())[key])

    def __setitem__(self, key: K, value: V) -> None:
        self._put({key: value})

    def update(self, *others: Any, **more: Any) -> None:
        """Add the rows of a mapping or of pairs, all at once."""
        self._put(dict(*others, **more))

    def __delitem__(self, key: K) -> None:
        """Remove an added row. KeyError for an unknown key, TypeError for a row of the standard."""
        if key in self._added():
            self._take_out(key)
        elif key in self._standard():
            raise TypeError(f"Rows of the standard can be replaced, not taken out: {key}")
        else:
            raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        return key in self._added() or key in self._standard()

    def __iter__(self) -> Iterator[K]:
        return iter(self._rows())

    def __len__(self) -> int:
        return len(self._rows())

    def copy(self) -> dict[K, V]:
        """A dict of the rows in the current context."""
        return dict(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[K, V]:
        """The same as `copy`: programs restore the table from it."""
        return dict(self)
