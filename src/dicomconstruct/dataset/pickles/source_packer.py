"""Packing of the rows and bytes of data sets as read that are still used."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from operator import itemgetter
from typing import Any
from zlib import compress

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, REACH, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.as_read import ITEM_TOKEN, DataSetAsRead
from dicomconstruct.dataset.data_set_writer import is_replaced
from dicomconstruct.dataset.file_as_read import FileAsRead
from dicomconstruct.dataset.pickles.restoring import (
    PackedSource,
    PackedStore,
    Reading,
    item_inside,
    left_source,
    meta_of_whole_file,
    whole_file,
)
from dicomconstruct.dataset.pickles.rows import RowPacker
from dicomconstruct.engines import FileGrammar
from dicomconstruct.grammar.deflate import PLAIN, beyond_padding, trailer
from dicomconstruct.grammar.layouts import Reason
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.levels import written_out
from dicomconstruct.tree.rows import wire_vr
from dicomconstruct.tree.scope import (
    PIXEL_REPRESENTATION,
    SPECIFIC_CHARACTER_SET,
    UNDECLARED_CHARACTER_SETS,
    UNKNOWN,
    creator_tag,
)
from dicomconstruct.tree.store import Store

REPLACED_PREAMBLE = b"\0"
"""Replaces a preamble that was changed: shorter than any that is written (PS3.10 7.1)."""
offset_of = itemgetter(OFFSET)


class Use:
    """The parts of a source that a pickle needs.

    Attributes
    ----------
    number
        The number of the source.
    outer
        The number of the enclosing source of an item; None for no item.
    place
        That number, and the offsets of the sequence and of the item; None for no item.
    rows
        The offsets of rows whose bytes are kept.
    is_all
        Whether the bytes of all rows are kept.
    is_held
        Whether a data set of the pickle was read from it: then all rows are packed.
    inside
        The uses of items, by the offsets of sequence and item.
    """

    def __init__(self, source: DataSetAsRead, number: int, outer: Use | None) -> None:
        self.source, self.number = source, number
        self.outer = None if outer is None else outer.number
        self.rows: set[int] = set()
        self.is_all = self.is_held = False
        self.inside: dict[int, dict[int, Use]] = {}
        self.place: tuple[int, int, int] | None = None
        if outer is not None and source.item is not None and (rows := outer.source.rows):
            offset = source.item[OFFSET]
            sequence = rows[bisect_right(rows, offset, key=offset_of) - 1][OFFSET]
            self.place = outer.number, sequence, offset
            outer.inside.setdefault(sequence, {})[offset] = self

    def hold(self, source: DataSetAsRead, elements: dict[BaseTag, Any] | None) -> None:
        """Keep the bytes of the rows and unchanged elements of a data set; of all rows for None."""
        self.is_held = True
        if elements is None:
            self.is_all = True
            return
        first = source.elements()
        for row in source.rows:
            element = elements.get(row[KEY])
            if element is not None and (type(element) is tuple or stands(element, source, first[row[KEY]], row)):
                self.rows.add(row[OFFSET])

    def sorted_out(self) -> tuple[list[Row], list[Row], set[int]]:
        """The rows to pack, the left-out rows that govern them, and the ``id`` of rows whose bytes are kept."""
        rows, is_held = self.source.rows, self.is_held
        left = [one for one in rows if self.is_all or one[OFFSET] in self.rows or (is_held and one[KEY] is None)]
        creators = {creator_tag(row[KEY]) for row in left if row[KEY] is not None}
        governing = {SPECIFIC_CHARACTER_SET, PIXEL_REPRESENTATION, *creators}
        left_out = [row for row in self.source.left_out if row[KEY] in governing]
        left += [row for row in rows if row[KEY] in governing and len(row) <= CHILDREN]
        stay = {id(row) for row in (*left, *left_out)}
        if not is_held:
            rows = [row for row in rows if id(row) in stay or row[OFFSET] in self.inside]
        return rows, left_out, stay


class SourcePacker:
    """Packs the sources of one pickle: rows refer to the shapes of their codec, and to the bytes of their store."""

    def __init__(self) -> None:
        self._uses: dict[DataSetAsRead, Use] = {}
        self._items: dict[tuple[int, int], Use] = {}
        """By the number of the enclosing source and the offset of the item."""
        self.stores: dict[Store, Stretches] = {}
        """The kept stretches of each store."""
        self.rows: dict[FileGrammar | None, RowPacker] = {}
        """The packer of the rows of each grammar."""
        self.packed: list[Any] = []
        """The packed sources; None for one that is not packed yet."""

    def add(self, packed: Any) -> int:
        """Add a packed source; returns its number."""
        self.packed.append(packed)
        return len(self.packed) - 1

    def use(self, source: DataSetAsRead) -> Use:
        """The use of a source, created after those of the enclosing ones; one for all sources of a place."""
        around: list[Any] = [source]
        while around[-1] is not None and around[-1] not in self._uses:
            around.append(around[-1].outer)
        outer = None if around[-1] is None else self._uses[around[-1]]
        for one in reversed(around[:-1]):
            place = (-1, id(one)) if outer is None else (outer.number, one.item[OFFSET])
            if place not in self._items:
                self._items[place] = Use(one, self.add(None), outer)
            outer = self._uses[one] = self._items[place]
        return self._uses[source]

    def packer(self, codec: Codec) -> RowPacker:
        """The packer of the rows of a codec."""
        if codec.file not in self.rows:
            self.rows[codec.file] = RowPacker(codec, len(self.rows))
        return self.rows[codec.file]

    def kept(self, store: Store) -> Stretches:
        """The kept stretches of a store."""
        return self.stores.setdefault(store, Stretches(store, len(self.stores)))

    def pack(self) -> None:
        """Pack all sources that are not packed yet."""
        for use in self._uses.values():
            if self.packed[use.number] is None:
                self.packed[use.number] = self._left(use) if use.place is None else (item_inside, *use.place)

    def _left(self, use: Use) -> PackedSource:
        """The remaining part of a source and its items."""
        source, kept = use.source, self.kept(use.source.store)
        opened: dict[int, list[Row]] = {}
        closed: set[int] = set()
        whole: list[tuple[DataSetAsRead, Row]] = []
        rows, left_out, stay = use.sorted_out()
        pending = [(use, [*rows, *left_out], stay)]
        while pending:
            here, these, stay = pending.pop()
            for row in these:
                is_left = id(row) in stay
                if row[OFFSET] not in here.inside:
                    if is_left:
                        whole.append((here.source, row))
                    else:
                        closed.add(id(row))
                    continue
                if is_left:
                    kept.keep(row[OFFSET], row[OFFSET] + row[SHAPE].size)
                items = here.inside[row[OFFSET]]
                if is_left or here.is_held:
                    opened[id(row)] = here.source.inside(row)
                else:
                    opened[id(row)] = [found for _, one in sorted(items.items()) if (found := one.source.item)]
                for one in opened[id(row)]:
                    item = items.get(one[OFFSET])
                    if item is not None:
                        kept.keep(one[OFFSET], one[OFFSET] + one[SHAPE].size)
                        if is_left and not item.is_held:
                            item.hold(item.source, None)
                        opened[id(one)], _, inner = item.sorted_out()
                        pending.append((item, opened[id(one)], inner))
                    elif is_left:
                        whole.append((here.source, one))
                    else:
                        closed.add(id(one))
        for _, row in whole:
            kept.keep(row[OFFSET], end_of(row))
        open_before_gaps(whole, kept.gaps(), opened)
        context, charsets, packer = source.context, source.character_sets, self.packer(source.codec)
        return (
            left_source,
            (kept.number, packer.number, context.layout, context.depth, reading_of(source)),
            packer.packed(rows, opened, closed),
            packer.packed(left_out, {}, set()),
            None if charsets is UNDECLARED_CHARACTER_SETS else charsets,
            use.outer,
            [] if source.item is None else packer.packed([(*source.item[:CHILDREN], None)], {}, set()),
            None,
        )

    def pack_whole_file(self, source: FileAsRead, meta: DataSetAsRead) -> None:
        """Pack a file without changes: its data set and its file meta information."""
        data, number = b"".join(written_out(meta.store.stretches(0, meta.store.size))), self.use(source).number
        self.packed[number] = whole_file, data, reading_of(source)
        self.packed[self.use(meta).number] = meta_of_whole_file, number, b"" if meta.store is source.store else data

    def pack_file(self, source: FileAsRead, meta: DataSetAsRead | None, *, has_preamble: bool) -> None:
        """Pack the remaining part of a file.

        Parameters
        ----------
        source
            The data set of the file.
        meta
            The file meta information that was read with it; None where it was removed.
        has_preamble
            Whether the preamble is unchanged.
        """
        use, record, kept = self.use(source), source.record, self.kept(source.store)
        assert record is not None
        facts = record._asdict()
        del facts["meta"]
        if record.preamble and not has_preamble:
            facts["preamble"] = REPLACED_PREAMBLE
        wrapping, content = facts.pop("data_set")
        left, wrapped = self._left(use), None
        if record.wrapper != PLAIN:
            kept.is_deflated = True
            wrapped = {name: content.fields[name] for name in ("compressed", "excess", "problem")}
            wrapped["trailer"] = content.fields.get("trailer") or trailer(content.inside)
            if kept.joined() != [(0, source.store.size)]:
                length = content.fields.get("length", len(wrapped["compressed"]))
                wrapped |= {"compressed": b"", "excess": beyond_padding(**wrapped), "length": length}
        file = facts, None if meta is None else self.use(meta).number, wrapping, wrapped
        self.packed[use.number] = (*left[:-1], file)


class Stretches:
    """The parts of a store that are kept.

    Parameters
    ----------
    store, number
        The store, and its number.
    """

    def __init__(self, store: Store, number: int) -> None:
        self._store, self.number = store, number
        self.is_deflated = False
        """Whether to deflate them, as in their file."""
        self._runs: list[tuple[int, int]] = []

    def keep(self, start: int, end: int) -> None:
        """Keep the bytes from `start` to `end`."""
        self._runs.append((start, end))

    def joined(self) -> list[tuple[int, int]]:
        """The stretches in order, adjacent ones merged."""
        joined: list[tuple[int, int]] = []
        for start, end in sorted(self._runs):
            if joined and start <= joined[-1][1]:
                joined[-1] = joined[-1][0], max(joined[-1][1], end)
            else:
                joined.append((start, end))
        return joined

    def gaps(self) -> list[int]:
        """The offsets where bytes begin that are not kept."""
        return [end for _, end in self.joined() if end < self._store.size]

    def packed(self) -> PackedStore:
        """The stretches with their offsets; errors are those of `Store.stretches`."""
        stretches = []
        for start, end in self.joined():
            data = b"".join(written_out(self._store.stretches(start, end)))
            stretches.append((start, compress(data) if self.is_deflated else data))
        return stretches, self.is_deflated, self._store.size


def open_before_gaps(
    pending: list[tuple[DataSetAsRead, Row]], gaps: list[int], opened: dict[int, list[Row]]
) -> None:
    """Read the children of rows just before gaps, while the bytes of their lookahead are available.

    Parameters
    ----------
    pending
        Rows that are kept with all children, and their sources.
    gaps
        The offsets where bytes begin that are not kept.
    opened
        Children by the ``id`` of a row; those that are read are added.
    """
    while pending:
        source, row = pending.pop()
        place = bisect_left(gaps, end_of(row))
        if place == len(gaps) or gaps[place] >= end_of(row) + REACH:
            continue
        if row[SHAPE].token == ITEM_TOKEN and row[SHAPE].opens is not None and len(row) > CHILDREN:
            source = source.data_sets([row])[0]._source
            opened[id(row)] = source.rows
        elif row[SHAPE].body.reason is not Reason.TOO_DEEP and (
            len(row) > CHILDREN or (row[KEY] is not None and vr_read(source, row) in source.codec.vrs.holding_items)
        ):
            opened[id(row)] = source.inside(row)
        pending += [(source, one) for one in opened.get(id(row), ())]


def stands(element: DataElement, source: DataSetAsRead, first: Row, row: Row) -> bool:
    """Whether a row is still written for an element of its tag, given the first row of that tag."""
    return is_own(element, source, row) if first is row else not is_replaced(element, first, source)


def is_own(element: DataElement, source: DataSetAsRead | None, row: Row | None) -> bool:
    """Whether an element is unchanged since it was read from a row, changes in items aside."""
    return source is not None and element._source is source and element._row is row and element.is_original


def is_packable(source: Any) -> bool:
    """Whether a source can be pickled, because its codec can."""
    return isinstance(source, DataSetAsRead) and source.codec.can_be_pickled


def reading_of(source: DataSetAsRead) -> Reading:
    """How a source was read."""
    return Reading(source.context.policy.settings, source.codec, source.context.policy.is_hooked)


def vr_read(source: DataSetAsRead, row: Row) -> str | None:
    """The VR of a row in its source; None where determining it may warn."""
    leaf = source.context.element_decoder_of(row[KEY], row)
    if leaf is not None:
        return leaf[0]
    if source.context.policy.settings.wrong_length_is_unknown:
        return None
    return source._code(row[KEY], row) if wire_vr(row) == UNKNOWN else source._meant(row[KEY], row)
