"""What is left of data sets as they were read, on its way into a pickle: rows and bytes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from operator import itemgetter
from typing import Any, NamedTuple
from zlib import compress

from dicomconstruct.codec import STANDARD
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.pickles.rows import PackedShapes, RowPacker
from dicomconstruct.dataset.pickles.sources import (
    PackedFile,
    PackedMeta,
    PackedSource,
    PackedStore,
    PackedWhole,
    Reading,
    Scope,
    is_item,
)
from dicomconstruct.dataset.stored import Stored, StoredFile
from dicomconstruct.dataset.traversal import holds_items
from dicomconstruct.grammar.deflate import PLAIN, beyond_padding
from dicomconstruct.sources import EVERYTHING, Store
from dicomconstruct.tag import BaseTag

REPLACED_PREAMBLE = b"\0"
"""Stands for a preamble that is no longer there: none that is written is as short (PS3.10 7.1)."""


class Where(NamedTuple):
    """Where rows count: the number of a store, and by how much more offsets count there than in their own."""

    store: int
    by: int = 0

    def inside(self, inner: Store, outer: Store) -> Where:
        """The same for rows that count in bytes taken out of others."""
        return Where(self.store, self.by + inner.base - outer.base)


class SourcePacker:
    """Packs the sources of one pickle: all rows refer to the same shapes, those of one store to its bytes.

    Parameters
    ----------
    apart
        By their ``id`` the data sets that are packed by themselves; other items are left where they were read.
    """

    def __init__(self, apart: Container[int]) -> None:
        self._apart = apart
        self._stores: dict[int, int] = {}
        self._kept: list[Stretches] = []
        self._alive: list[Any] = []
        """What is known by its ``id``."""
        self.packed: list[Any] = []
        """The packed sources."""

    @cached_property
    def _rows(self) -> RowPacker:
        return RowPacker()

    @property
    def shapes(self) -> PackedShapes | None:
        """The shapes that rows refer to; None where there are no rows."""
        return self._rows.shapes if self._stores else None

    @property
    def stores(self) -> list[PackedStore]:
        """The bytes that are left."""
        return [kept.packed() for kept in self._kept]

    def where_of(self, store: Store) -> Where:
        """Where rows of a store count by themselves."""
        number = self._stores.get(id(store))
        if number is None:
            number = self._stores[id(store)] = len(self._kept)
            self._kept.append(Stretches(store.base))
            self._alive.append(store)
        return Where(number)

    def add(self, packed: Any) -> int:
        """Have a packed source; gives its number."""
        self.packed.append(packed)
        return len(self.packed) - 1

    def add_whole(self, source: Stored, data: bytes) -> int:
        """The same of a data set of which all bytes are left, which are those of its file where it has one."""
        is_file = isinstance(source, StoredFile)
        layout, charsets = (None, None) if is_file else (source.layout, source.character_sets)
        return self.add(PackedWhole(data, reading_of(source), layout, charsets))

    def add_left(
        self,
        source: Stored,
        held: Mapping[BaseTag, Any] | None,
        where: Where,
        outer: int | None = None,
        part: list[Row] | None = None,
    ) -> int:
        """The same of what is left of a data set.

        Parameters
        ----------
        source
            The data set as it was read.
        held
            What there is now by tag: rows and elements, of which those that are not its own are left out; None for
            all that was read.
        where
            Where its rows count.
        outer
            The number of the source that holds it.
        part
            Those of its rows that are to be known; None for all.
        """
        rows, left = self._left(source, held, where, part)
        item = [] if source.item is None else self._rows.packed([(*source.item[:CHILDREN], None)], where.by)
        origin = source.origin
        return self.add(
            PackedSource(
                where.store,
                origin.layout,
                origin.depth,
                reading_of(source),
                rows,
                outer,
                item,
                Scope.of(source, left, is_alone=outer is None),
            )
        )

    def add_file(
        self,
        source: StoredFile,
        held: Mapping[BaseTag, Any] | None,
        meta: Any,
        *,
        has_preamble: bool,
        has_all: bool,
    ) -> tuple[int, int]:
        """The same of what is left of the data set of a file; gives the number of the file meta information too.

        Parameters
        ----------
        source, held
            As for `add_left`.
        meta
            The file meta information that was read with it; None where it is no longer there.
        has_preamble
            Whether the preamble is as it was read.
        has_all
            Whether all elements are as they were read: then a compressed stream is kept as it is, too.
        """
        record = source.record
        assert record is not None
        where = self.where_of(source.store)
        meta_rows: list[int] = []
        meta_where = where
        if meta is not None:
            meta_where = self.where_of(meta._source.store)
            meta_rows, _ = self._left(meta._source, meta._elements if meta._is_looked_into else None, meta_where)
        facts = record._asdict()
        del facts["meta"]
        wrapping, content = facts.pop("data_set")
        if record.preamble and not has_preamble:
            facts["preamble"] = REPLACED_PREAMBLE
        wrapped = None
        if record.wrapper != PLAIN:
            self._kept[where.store].is_deflated = True
            wrapped = {name: content.fields[name] for name in ("compressed", "excess")}
            if not has_all:
                wrapped = {"compressed": b"", "excess": beyond_padding(**wrapped)}
        number = self.add_left(source, held, where)
        file = PackedFile(facts, meta_rows, wrapping, wrapped)
        self.packed[number] = self.packed[number]._replace(file=file)
        return number, self.add(PackedMeta(number, meta_where.store))

    def _left(
        self, source: Stored, held: Mapping[BaseTag, Any] | None, where: Where, part: list[Row] | None = None
    ) -> tuple[list[int], set[BaseTag | None]]:
        """The rows of a data set as numbers, and the tags of those whose values are left; keeps their bytes."""
        store, stored, kept = source.store, source.elements(), self._kept[where.store]
        left: set[BaseTag | None] = set()
        opened: dict[int, tuple[list[Row], int]] = {}
        closed: set[int] = set()
        rows = source.rows if part is None else part
        for row in rows:
            tag = row[KEY]
            element: Any = row if held is None or tag is None else held.get(tag)
            if type(element) is not tuple and element is not None and stored[tag] is row:
                if not is_own(element, source, row):
                    element = None
                elif holds_items(element):
                    opened[id(row)] = self._inside(source, row, element._value, where, closed)
                    left.add(tag)
                    continue
            if element is None:
                closed.add(id(row))
                continue
            left.add(tag)
            kept.keep(store, row[OFFSET], row[END] if len(row) <= CHILDREN else end_of(row), where.by)
        return self._rows.packed(rows, where.by, opened, closed), left

    def _inside(
        self, source: Stored, row: Row, items: Iterable[Any], where: Where, closed: set[int]
    ) -> tuple[list[Row], int]:
        """The rows inside a sequence that was looked into; of items that are packed apart only headers are kept."""
        kept = self._kept[where.store]
        kept.keep(source.store, row[OFFSET], row[OFFSET] + row[SHAPE].size, where.by)
        store, rows = source.inside(row)
        by = where.inside(store, source.store).by
        left = iter(items)
        for one in rows:
            is_apart = is_item(one) and id(next(left, None)) in self._apart
            if is_apart:
                closed.add(id(one))
            kept.keep(store, one[OFFSET], one[OFFSET] + one[SHAPE].size if is_apart else end_of(one), by)
        self._alive.append(rows)
        return rows, by


class Stretches:
    """The parts of a store that are left, joined where they meet.

    Parameters
    ----------
    base
        Where the store begins in its file.
    """

    def __init__(self, base: int) -> None:
        self._base = base
        self.is_deflated = False
        """Whether to compress them, as they were in their file."""
        self._runs: list[tuple[int, Store, int, int]] = []

    def keep(self, store: Store, start: int, end: int, by: int) -> None:
        """Keep a part of a store whose offsets count by so many bytes less."""
        if self._runs:
            place, before, begin, stop = self._runs[-1]
            if before is store and stop == start and place == begin + by:
                self._runs[-1] = place, store, begin, end
                return
        self._runs.append((start + by, store, start, end))

    def packed(self) -> PackedStore:
        """The bytes, and where they stand."""
        found: list[tuple[int, list[bytes]]] = []
        after: int | None = None
        for place, store, start, end in sorted(self._runs, key=itemgetter(0, 3)):
            if after is None or place > after:
                found.append((place, []))
                after = place
            if place + end - start > after:
                found[-1][1].extend(store.stretches(start + after - place, end))
                after = place + end - start
        stretches = [(place, b"".join(pieces)) for place, pieces in found]
        if self.is_deflated:
            stretches = [(place, compress(data)) for place, data in stretches]
        return PackedStore(stretches, self._base, self.is_deflated)


def is_own(element: DataElement, source: Stored | None, row: Row | None) -> bool:
    """Whether an element is what a row of a source says, edits inside items aside."""
    return source is not None and element._source is source and element._row is row and element.is_original


def whole_bytes(source: Stored, meta: Stored | None) -> bytes | None:
    """All bytes of a data set, or of the file around it; None where not all of it was read, or it is an item.

    `meta` is the file meta information that was read with it.
    """
    store = source.store
    if isinstance(source, StoredFile):
        if meta is None or source.record is None or source.choice._replace(defer_size=None) != EVERYTHING:
            return None
        if source.record.wrapper != PLAIN:
            return meta.store.data
        return store.data if store.is_whole else b"".join(source.file_stretches())
    if source.outer is not None or source.item is not None or not store.is_whole:
        return None
    end = 0
    for row in source.rows:
        if row[OFFSET] != end:
            return None
        end = end_of(row)
    return store.data if end == len(store.data) else None


def is_packable(source: Any) -> bool:
    """Whether a data set can be restored as it was read: its codec differs from the standard one in limits only."""
    if not isinstance(source, Stored):
        return False
    codec = source.origin.codec
    return codec is STANDARD or (
        codec.vrs is STANDARD.vrs
        and codec.syntaxes is STANDARD.syntaxes
        and codec.vr_of is STANDARD.vr_of
        and codec.engine == STANDARD.engine
    )


def reading_of(source: Stored) -> Reading:
    """How a data set was read."""
    origin, how = source.origin, source.origin.how
    limits = () if origin.codec is STANDARD else tuple(asdict(origin.codec.limits).items())
    return Reading(how.settings, limits, how.is_hooked)
