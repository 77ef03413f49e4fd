"""What is left of data sets as they were read, on its way into a pickle: rows and bytes."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import asdict
from functools import cached_property
from typing import Any
from zlib import compress

from dicomconstruct.codec import STANDARD
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, REACH, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.pickles.rows import PackedShapes, RowPacker
from dicomconstruct.dataset.pickles.sources import (
    PackedFile,
    PackedMeta,
    PackedSets,
    PackedSource,
    PackedStore,
    PackedWhole,
    Reading,
    Scope,
    is_item,
)
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.dataset.stored_file import StoredFile
from dicomconstruct.dataset.traversal import holds_items
from dicomconstruct.dataset.written import is_replaced
from dicomconstruct.grammar.deflate import PLAIN, beyond_padding, trailer
from dicomconstruct.grammar.layouts import Reason
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.levels import written_out
from dicomconstruct.tree.rows import wire_vr
from dicomconstruct.tree.scope import SEQUENCE, UNKNOWN
from dicomconstruct.tree.store import Store

REPLACED_PREAMBLE = b"\0"
"""Stands for a preamble that is no longer there: none that is written is as short (PS3.10 7.1)."""


class SourcePacker:
    """Packs the sources of one pickle: all rows refer to the same shapes, those of one store to its bytes.

    Parameters
    ----------
    apart
        By their ``id`` the data sets that are packed by themselves; other items are left where they were read.
    """

    def __init__(self, apart: Container[int]) -> None:
        self._apart = apart
        self._stores: dict[Store, int] = {}
        self._kept: list[Stretches] = []
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

    def number_of(self, store: Store) -> int:
        """The number of a store."""
        number = self._stores.setdefault(store, len(self._kept))
        if number == len(self._kept):
            self._kept.append(Stretches(store))
        return number

    def add(self, packed: Any) -> int:
        """Have a packed source; gives its number."""
        self.packed.append(packed)
        return len(self.packed) - 1

    def add_whole(self, source: Stored, data: bytes) -> int:
        """The same of a data set of which all bytes are left, which are those of its file where it has one."""
        is_file = isinstance(source, StoredFile)
        layout, charsets = (None, None) if is_file else (source.layout, PackedSets.of(source))
        return self.add(PackedWhole(data, reading_of(source), layout, charsets))

    def add_left(
        self,
        source: Stored,
        held: Mapping[BaseTag, Any] | None,
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
        outer
            The number of the source that holds it.
        part
            Those of its rows that are to be known; None for all.
        """
        rows, left = self._left(source, held, part)
        item = [] if source.item is None else self._rows.packed([(*source.item[:CHILDREN], None)])
        origin = source.origin
        return self.add(
            PackedSource(
                self.number_of(source.store),
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
        meta_rows: list[int] = []
        meta_store = source.store
        if meta is not None:
            meta_store = meta._source.store
            meta_rows, _ = self._left(meta._source, meta._elements if meta._is_looked_into else None)
        facts = record._asdict()
        del facts["meta"]
        wrapping, content = facts.pop("data_set")
        if record.preamble and not has_preamble:
            facts["preamble"] = REPLACED_PREAMBLE
        wrapped = None
        if record.wrapper != PLAIN:
            self._kept[self.number_of(source.store)].is_deflated = True
            wrapped = {name: content.fields[name] for name in ("compressed", "excess", "problem")}
            wrapped["trailer"] = content.fields.get("trailer") or trailer(content.inside)
            if not has_all:
                length = content.fields.get("length", len(wrapped["compressed"]))
                wrapped |= {"compressed": b"", "excess": beyond_padding(**wrapped), "length": length}
        number = self.add_left(source, held)
        file = PackedFile(facts, meta_rows, wrapping, wrapped)
        self.packed[number] = self.packed[number]._replace(file=file)
        return number, self.add(PackedMeta(number, self.number_of(meta_store)))

    def _left(
        self, source: Stored, held: Mapping[BaseTag, Any] | None, part: list[Row] | None = None
    ) -> tuple[list[int], set[BaseTag | None]]:
        """The rows of a data set as numbers, and the tags of those whose values are left; keeps their bytes."""
        stored, kept = source.elements(), self._kept[self.number_of(source.store)]
        left: set[BaseTag | None] = set()
        whole: set[int] = set()
        opened: dict[int, list[Row]] = {}
        closed: set[int] = set()
        rows = source.rows if part is None else part
        for row in rows:
            tag = row[KEY]
            element: Any = row if held is None or tag is None else held.get(tag)
            is_read = element is None or type(element) is tuple
            if not is_read and stored[tag] is not row and is_replaced(element, stored[tag], source):
                element = None
            elif not is_read and stored[tag] is row:
                if not is_own(element, source, row):
                    if is_changed_sequence(element, source) and element._row is row:
                        opened[id(row)] = source.inside(row)
                        closed.update(map(id, opened[id(row)]))
                        continue
                    element = None
                elif holds_items(element):
                    kept.keep(row[OFFSET], row[OFFSET] + row[SHAPE].size)
                    self._keep_inside(source, row, element._value, opened, closed)
                    left.add(tag)
                    continue
            if element is None:
                closed.add(id(row))
                continue
            left.add(tag)
            whole.add(id(row))
            kept.keep(row[OFFSET], row[END] if len(row) <= CHILDREN else end_of(row))
        open_before_gaps(source, rows, whole, opened)
        return self._rows.packed(rows, opened, closed), left

    def _keep_inside(
        self, source: Stored, row: Row, items: Iterable[Any], opened: dict[int, list[Row]], closed: set[int]
    ) -> None:
        """Keep what is inside a sequence that was looked into, of items that are packed apart the header only."""
        kept = self._kept[self.number_of(source.store)]
        rows = opened[id(row)] = source.inside(row)
        whole: set[int] = set()
        left = iter(items)
        for one in rows:
            is_apart = is_item(one) and id(next(left, None)) in self._apart
            (closed if is_apart else whole).add(id(one))
            kept.keep(one[OFFSET], one[OFFSET] + one[SHAPE].size if is_apart else end_of(one))
        open_before_gaps(source, rows, whole, opened)


class Stretches:
    """The parts of a store that are left, joined where they meet.

    Parameters
    ----------
    store
        The store.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self.is_deflated = False
        """Whether to compress them, as they were in their file."""
        self._runs: list[tuple[int, int]] = []

    def keep(self, start: int, end: int) -> None:
        """Keep the bytes from `start` to `end`."""
        if self._runs and self._runs[-1][1] == start:
            self._runs[-1] = self._runs[-1][0], end
        else:
            self._runs.append((start, end))

    def packed(self) -> PackedStore:
        """The bytes, and where they stand; errors are those of `Store.stretches`."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(self._runs):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        stretches = [(start, b"".join(written_out(self._store.stretches(start, end)))) for start, end in joined]
        if self.is_deflated:
            stretches = [(start, compress(data)) for start, data in stretches]
        return PackedStore(stretches, self._store.size, self.is_deflated)


def open_before_gaps(source: Stored, rows: list[Row], whole: Set[int], opened: dict[int, list[Row]]) -> None:
    """Open what stands right before bytes that are not kept, as long as what it looks ahead at is there.

    Parameters
    ----------
    source
        The data set that has the rows: its elements, or the items of one of its sequences.
    rows
        The rows, in the order of their offsets.
    whole
        The ``id`` of those that are kept with all that is inside.
    opened
        By the ``id`` of a row those inside it; what is opened is put in.
    """
    pending: list[tuple[Stored, Row, int, int]] = []
    gap = begin = -1
    for row in reversed(rows):
        if id(row) not in whole:
            continue
        end = end_of(row)
        if end != begin:
            gap = end
        begin = row[OFFSET]
        if end + REACH > gap and gap < source.store.size:
            pending.append((source, row, end, gap))
    while pending:
        holder, row, end, gap = pending.pop()
        inner, inside = looked_into(holder, row)
        if inside is None:
            continue
        opened[id(row)] = inside
        for one in reversed(inside):
            if end + REACH <= gap:
                break
            pending.append((inner, one, end, gap))
            end = one[OFFSET]


def looked_into(source: Stored, row: Row) -> tuple[Stored, list[Row] | None]:
    """The rows inside a row of a data set and what has them: the data set, or the item that the row is.

    None for the rows of an element without items, and of one that is nested too deeply to be opened.
    """
    if is_item(row) and len(row) > CHILDREN:
        inner = source.data_sets([row])[0]._source
        return inner, inner.rows
    is_open = len(row) > CHILDREN or (row[KEY] is not None and vr_read(source, row) == SEQUENCE)
    return source, source.inside(row) if is_open and row[SHAPE].body.reason is not Reason.TOO_DEEP else None


def is_own(element: DataElement, source: Stored | None, row: Row | None) -> bool:
    """Whether an element is what a row of a source says, edits inside items aside."""
    return source is not None and element._source is source and element._row is row and element.is_original


def is_changed_sequence(element: DataElement, source: Any) -> bool:
    """Whether an element is a sequence of a source whose items are other ones now, or in another order.

    No byte of it is left, but what stood beside its items is known, and named where it gets lost.
    """
    return element._source is source and isinstance(source, Stored) and holds_items(element)


def whole_bytes(source: Stored, meta: Stored | None) -> bytes | None:
    """All bytes of a data set, or of the file around it; None where not all of it was read, or it is an item.

    `meta` is the file meta information that was read with it. Errors are those of `Store.stretches`.
    """
    store = source.store
    if isinstance(source, StoredFile):
        if meta is None or source.record is None or not source.choice.is_everything:
            return None
        return b"".join(written_out(meta.store.stretches(0, meta.store.size)))
    if source.outer is not None or source.item is not None or not store.holds(0, store.size):
        return None
    end = 0
    for row in source.rows:
        if row[OFFSET] != end:
            return None
        end = end_of(row)
    return store.stretch(0, end) if end == store.size else None


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


def vr_read(source: Stored, row: Row) -> str | None:
    """The VR that a source gives to the element of a row; None where its numbers may be warned of."""
    tag = row[KEY]
    leaf = source.origin.leaf_of(tag, row)
    if leaf is not None:
        return leaf[0]
    if source.origin.how.settings.wrong_length_is_unknown:
        return None
    return source._code(tag, row) if wire_vr(row) == UNKNOWN else source._meant(tag, row)
