"""The bytes of a data set: rows that did not change are kept, changed elements are encoded.

`dicomconstruct.tree.levels` puts both together and corrects the lengths around a change.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.character_sets import character_sets, respelt
from dicomconstruct.dataset.cut_short import Followed, added_to, end_of_elements, ended, is_ended, unexplained_end
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_writer import LEAVES, ElementWriter
from dicomconstruct.dataset.kept_sequences import sequence_of
from dicomconstruct.dataset.places import (
    Enclosing,
    Place,
    has_moved,
    has_other_text,
    is_another,
    is_elsewhere,
    place_of,
    sequences_of,
    step_into,
)
from dicomconstruct.dataset.traversal import Descent, may_hold_items
from dicomconstruct.dataset.unexplained import (
    beside_elements,
    bytes_of,
    repeated_in,
    stretch_of,
    unexplained_inside,
)
from dicomconstruct.errors import (
    DicomError,
    Unexplained,
    UnexplainedBytes,
    UnexplainedBytesDropped,
    UnwritableValue,
)
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, in_order
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.levels import ELEMENT_NUMBER, LevelWriter, gathered, has_group_lengths, joined, size_of
from dicomconstruct.tree.scope import DEFAULT_CHARACTER_SETS, SEQUENCE, UNKNOWN
from dicomconstruct.tree.store import Unread
from dicomconstruct.values import CharacterSets


class DataSetWriter(ElementWriter):
    """Writes data sets in one layout.

    Parameters
    ----------
    codec
        Its VR rows decide header forms and values.
    layout
        The layout to write in; what was read in it is written as slices.
    outer
        The writer of the data set around it; None for the writer of an outermost one.
    drop_unexplained
        Whether to leave out, with a warning, what is no element and has no form in this layout.
    """

    def __init__(
        self,
        codec: Codec,
        layout: Layout,
        outer: DataSetWriter | None = None,
        *,
        drop_unexplained: bool = False,
    ) -> None:
        super().__init__(codec, layout)
        self.drops_unexplained: bool = drop_unexplained if outer is None else outer.drops_unexplained
        self.unexplained: list[Unexplained] = [] if outer is None else outer.unexplained
        """Bytes that have no form in this layout."""
        self._ordered: dict[int, list[DataElement]] = {} if outer is None else outer._ordered
        """The elements of data sets that are encoded anew, by the ``id`` of those."""
        self._made: dict[Place, list[bytes]] = {} if outer is None else outer._made
        """What was written of data sets."""
        self._holders: dict[int, Dataset] = {} if outer is None else outer._holders
        """The data sets that hold others, by the ``id`` of those."""
        self._spelt_anew: set[int] = set() if outer is None else outer._spelt_anew
        """The ``id`` of data sets whose text was read in other character sets than it is written in."""
        self._moved: set[int] = set() if outer is None else outer._moved
        """The ``id`` of data sets that were read inside another one than they are written in."""
        self._followed: Followed = Followed() if outer is None else outer._followed
        """The data sets as read that an added element follows."""

    def write(self, top: Dataset, outer: CharacterSets | None = None) -> list[bytes]:
        """The bytes of a data set, in pieces; of an item without its delimiter.

        Parameters
        ----------
        top
            The data set.
        outer
            The character sets of its text, unless it says its own; None for those that it was read in.

        Raises
        ------
        UnwritableValue
            For a value that its VR or length field cannot hold; `path` names the element.
        UnexplainedBytes
            For bytes that are no elements and would have to be left out, unless that is asked for.
        AttributeError
            When nothing tells which of a choice of VRs an element has.
        ValueError
            When a value is a buffer that cannot be read.
        DicomError
            When the data set holds itself; `path` names the element.
        """
        self.changed(top, outer)
        return self._content(top, None)

    def changed(self, top: Dataset, outer: CharacterSets | None = None) -> list[bytes] | None:
        """The same with any delimiter, or None where the bytes are those that were read."""
        source = top._source
        if not self._is_encoded(top):
            if outer is None or not has_other_text(source, character_sets(top, outer)):
                return None
        elif outer is None:
            outer = source.character_sets if isinstance(source, DataSetAsRead) else DEFAULT_CHARACTER_SETS
        if is_elsewhere(top, None):
            self._moved.add(id(top))
        for writer, holder, data_set, charsets, items in reversed(self._encoded(top, outer)):
            try:
                pieces = writer._own(data_set, charsets)
            except DicomError as error:
                error.path = f"{self._path(data_set)}{error.path or ''}"
                raise
            if pieces is not None:
                self._made[place_of(holder, data_set)] = pieces
            if data_set is not top:
                self._drop(data_set, items)
        self.report()
        return self._made.get(place_of(None, top))

    def _drop(self, holder: Dataset, items: list[int]) -> None:
        """Drop the pieces of items: the pieces of their holder have them."""
        for key in items:
            self._made.pop((id(holder), key), None)

    def report(self) -> None:
        """Raise UnexplainedBytes for bytes that have no form here; under `drop_unexplained`, warn instead."""
        met = sorted(self.unexplained, key=lambda one: one.offset)
        self.unexplained.clear()
        if met and not self.drops_unexplained:
            raise UnexplainedBytes(met)
        if met:
            warnings.warn(UnexplainedBytesDropped(met), stacklevel=2)

    def _encoded(
        self, top: Dataset, around: CharacterSets
    ) -> list[tuple[DataSetWriter, Dataset | None, Dataset, CharacterSets, list[int]]]:
        """The data set and those inside it that may have changed, outer ones before inner ones.

        With what writes each, what holds it, the character sets of its text, and the ``id`` of its items.
        """
        found = []
        pending: list[tuple[Any, Dataset | None, Dataset, CharacterSets, int]] = [(self, None, top, around, 0)]
        descent = Descent(top)
        while pending:
            writer, holder, data_set, outer, depth = pending.pop()
            if holder is not None:
                self._holders[id(data_set)] = holder
            charsets = character_sets(data_set, outer)
            source = data_set._source
            spelt_anew = isinstance(source, DataSetAsRead) and has_other_text(source, charsets)
            if spelt_anew:
                self._spelt_anew.add(id(data_set))
            keys: list[int] = []
            followed: set[int] | None = None
            for element, items in sequences_of(data_set) if spelt_anew else writer._looked_into(data_set):
                of_sequence = list(map(id, items))
                descent.into(id(data_set), depth, of_sequence)
                keys += of_sequence
                is_kept = writer._is_kept(element, data_set)
                if is_kept and followed is None:
                    followed = self._followed.rows(data_set, source, added_to(data_set, source.elements()))
                if is_kept and items and id(element._row) in (followed or ()):
                    self._followed.note(items[-1]._source)
                for item, key in zip(items, of_sequence, strict=True):
                    if not is_kept:
                        self._followed.note_item(item._source)
                    inside = writer._inside(item, is_kept=is_kept)
                    if id(data_set) in self._moved or is_elsewhere(item, source):
                        self._moved.add(key)
                    if spelt_anew or inside._is_encoded(item) or has_moved(item, source, charsets):
                        pending.append((inside, data_set, item, charsets, depth + 1))
            found.append((writer, holder, data_set, charsets, keys))
        return found

    def _has_moved(self, element: DataElement, data_set: Dataset) -> bool:
        return element._source is not data_set._source or id(data_set) in self._moved

    def _path(self, data_set: Dataset) -> str:
        """The path of a data set inside the outermost one, such as ``(0008,1140)[2].``."""
        steps: list[str] = []
        for holder in self._around(data_set):
            steps.append(step_into(self.all_of(holder), data_set))
            data_set = holder
        return "".join(reversed(steps))

    def _inside(self, item: Dataset, *, is_kept: bool) -> DataSetWriter:
        """The writer of an item: in the layout of its source, if its sequence is kept."""
        source = item._source
        if not is_kept or type(source) is not DataSetAsRead or source.layout == self.layout:
            return self
        return DataSetWriter(self.codec, source.layout, self)

    def _is_ours(self, source: Any) -> bool:
        """Whether the rows of a source can be kept."""
        if not isinstance(source, DataSetAsRead) or source.codec.vrs is not self.codec.vrs:
            return False
        return source.layout is self.layout or source.layout == self.layout

    def _is_kept(self, element: DataElement, data_set: Dataset) -> bool:
        """Whether the row of an element is kept, apart from changes inside it."""
        source = data_set._source
        if element._source is not source or not self._is_ours(source):
            return False
        return not is_another(element, element._row, source)

    def _is_encoded(self, data_set: Dataset) -> bool:
        """Whether any element of a data set may have to be encoded anew."""
        source = data_set._source
        return data_set._is_looked_into or source in self._followed or not self._is_ours(source)

    def _looked_into(self, data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
        """The sequences that were accessed; all of them where rows cannot be kept."""
        source = data_set._source
        is_here = source is None or self._is_ours(source)
        for element in data_set._elements.values() if is_here else self.all_of(data_set):
            if type(element) is tuple:
                continue
            value = element._value
            if value is UNREAD:
                if (is_here and element._source is source) or not may_hold_items(element):
                    continue
                value = element.value
            if type(value) not in LEAVES and type(value) is not bytes and isinstance(value, Sequence):
                yield element, value

    def all_of(self, data_set: Dataset) -> list[DataElement]:
        """The elements of a data set in the order of their tags, with those that others of their tag hide."""
        known = self._ordered.get(id(data_set))
        if known is not None:
            return known
        elements, source = data_set._all_opened(), data_set._source
        repeated = repeated_in(source, elements, is_replaced) if isinstance(source, DataSetAsRead) else {}
        tags = in_order(elements)
        if repeated:
            ordered = [one for tag in tags for one in repeated.get(tag) or (elements[tag],)]
        else:
            ordered = [elements[tag] for tag in tags]
        self._ordered[id(data_set)] = ordered
        return ordered

    def _own(self, data_set: Dataset, charsets: CharacterSets) -> list[bytes] | None:
        """The bytes of one data set, those inside it being made; None where they are as they were read."""
        source = data_set._source
        self._here = data_set
        if self._is_ours(source):
            return self._merged(data_set, source, charsets)
        if isinstance(source, DataSetAsRead):
            return self._recoded_set(data_set, source, charsets)
        pieces: list[bytes] = []
        for element in self.all_of(data_set):
            self._put_again(element, data_set, charsets, pieces)
        return gathered(pieces)

    def _recoded_set(self, data_set: Dataset, source: DataSetAsRead, charsets: CharacterSets) -> list[bytes]:
        """The bytes of a data set that was read in another layout."""
        elements = self.all_of(data_set)
        odd, tail = beside_elements(source, self.layout, self.codec)
        if odd:
            path = self._path(data_set).removesuffix(".")
            self.unexplained += [stretch_of(source, row, path) for row in odd]
        has_lengths = has_group_lengths(element.tag for element in elements)
        level = LevelWriter(source.store, self._order if has_lengths else None)
        written = set()
        for element in elements:
            pieces: list[bytes] = []
            self._put_again(element, data_set, charsets, pieces)
            if not element.tag and not any(joined(pieces)):
                raise UnwritableValue("without VR an empty element of this tag is zeros", path=str(element.tag))
            if element._source is source:
                written.add(id(element._row))
            level.replace(element.tag, read_size(element, source), pieces)
        for row in source.rows if has_lengths else ():
            if id(row) not in written:
                level.drop(row[KEY], end_of(row) - row[OFFSET])
        for row in tail:
            level.replace(None, 0, [bytes_of(source, row)])
        return level.pieces()

    def _merged(self, data_set: Dataset, source: DataSetAsRead, charsets: CharacterSets) -> list[bytes] | None:
        """The rows that were read, with elements changed, added and removed."""
        elements, rows, stored = data_set._elements, source.rows, source.elements()
        added = added_to(data_set, stored)
        is_followed = source in self._followed
        changed = bool(added) or is_followed
        followed = self._followed.rows(data_set, source, added)
        spelt_anew = id(data_set) in self._spelt_anew
        counts = has_group_lengths(stored)
        level = LevelWriter(source.store, self._order if counts else None)
        keep = level.keep

        def add(before: BaseTag | None) -> None:
            while added and (before is None or added[-1] < before):
                tag = added.pop()
                level.insert(tag, self._again(elements[tag], data_set, charsets))

        last = end_of_elements(rows)
        for row in rows[:last]:
            tag = row[KEY]
            if tag is None:
                keep(None, row[OFFSET], end_of(row))
                continue
            element = elements.get(tag)
            if added and element is not None:
                add(tag)
            made: list[bytes] | None = None
            if element is None:
                made = []
            elif type(element) is tuple:
                pass
            elif stored[tag] is not row:
                if is_replaced(element, stored[tag], source):
                    made = []
            elif is_another(element, row, source):
                made = self._again(element, data_set, charsets)
            elif type(element._value) is Sequence and self._is_changed(data_set, element._value):
                made = self._sequence_again(element._value, row, source, is_followed=id(row) in followed)
            elif spelt_anew and self._is_spelt_anew(element, row, data_set, charsets):
                made = self._again(element, data_set, charsets)
            if made is None and id(row) in followed and not is_ended(row, source):
                made = self._ended(row, source)
            if made is not None:
                changed = True
                level.replace(tag, end_of(row) - row[OFFSET], made)
            elif counts and not tag & ELEMENT_NUMBER:
                level.keep_group_length(tag, row[OFFSET], row[OFFSET] + row[SHAPE].size, end_of(row))
            else:
                keep(tag, row[OFFSET], row[END] if len(row) <= CHILDREN else end_of(row))
        add(None)
        if not changed:
            return None
        odd = unexplained_end(source) if is_followed else None
        for row in rows[last:]:
            if row is odd:
                self._leave_out([stretch_of(source, row)], None)
            else:
                keep(None, row[OFFSET], end_of(row))
        return level.pieces()

    def _again(self, element: DataElement, data_set: Dataset, charsets: CharacterSets) -> list[bytes]:
        """An element encoded anew."""
        pieces: list[bytes] = []
        self._put_again(element, data_set, charsets, pieces)
        return pieces

    def _is_spelt_anew(self, element: DataElement, row: Row, data_set: Dataset, charsets: CharacterSets) -> bool:
        """Whether an element's text has other bytes in other character sets."""
        vr, source = self.codec.vrs.get(element.VR), element._source
        if vr is None or len(row) > CHILDREN:
            return False
        data: bytes = source.raw(row)
        try:
            moved = self._has_moved(element, data_set)
            return respelt(vr, data, source.character_sets, charsets, moved=moved) != data
        except UnwritableValue:  # which is raised again, with the path, when it is written
            return True

    def _is_changed(self, holder: Dataset, items: Sequence) -> bool:
        """Whether any of the items that were read was taken out, or is encoded anew."""
        return items.changed or any(place_of(holder, item) in self._made for item in items)

    def _ended(self, row: Row, source: DataSetAsRead) -> list[bytes]:
        """A row with right lengths and delimiters."""
        odd: list[Unexplained] = []
        pieces = ended(row, source, odd)
        self._leave_out(odd, row)
        return pieces

    def _leave_out(self, odd: list[Unexplained], row: Row | None) -> None:
        """Note stretches that are not written: inside an element, or after the last one."""
        if not odd:
            return
        assert self._here is not None
        path = self._path(self._here)
        path = path.removesuffix(".") if row is None else f"{path}{row[KEY]}"
        self.unexplained += [one._replace(path=path) for one in odd]

    def _sequence_again(
        self, items: Sequence, row: Row, source: DataSetAsRead, *, is_followed: bool
    ) -> list[bytes]:
        """A sequence of items that were read, with the changes inside them."""
        made = {item._source.item[OFFSET]: self._made.get(place_of(self._here, item)) for item in items}
        odd: list[Unexplained] = []
        pieces = sequence_of(row, source, made, odd, is_followed=is_followed)
        self._leave_out(odd, row)
        return pieces

    def _around(self, data_set: Dataset) -> Enclosing:
        return Enclosing(data_set, self._holders)

    def _sequence(self, element: DataElement, items: Sequence) -> list[bytes]:
        """A sequence whose items are in a new order, or were never read."""
        source = element._source
        if isinstance(source, DataSetAsRead):
            self._check_moved(element, source, items)
        pieces = self.items(items, self._here)
        code = element.VR if element.VR in self.codec.vrs.holding_items else SEQUENCE
        if not (items.is_undefined_length or element.is_undefined_length):
            return gathered([self._encoders.header(element.tag, code, size_of(pieces)), *pieces])
        head = self._encoders.header(element.tag, code, UNDEFINED_LENGTH)
        return gathered([head, *pieces, self._encoders.item(*SEQUENCE_DELIMITER, 0)])

    def _check_moved(self, element: DataElement, source: DataSetAsRead, items: Sequence) -> None:
        """Note the bytes of a sequence that are not items, and that are not written.

        Raises UnwritableValue for one that would be read under another VR without its own.
        """
        known = self.codec.vr_of(element.tag, None) if self.layout.implicit and items else None
        if known not in (None, UNKNOWN, *self.codec.vrs.holding_items):
            raise UnwritableValue(f"without VR this tag is {known}, and no sequence", path=str(element.tag))
        if element.is_original or not self._is_ours(source):
            met = list(unexplained_inside(source, element._row))
            path = f"{self._path(self._here)}{element.tag}" if met and self._here is not None else ""
            self.unexplained += [one._replace(path=path) for one in met]

    def items(self, items: Iterable[Dataset], holder: Dataset | None) -> list[bytes]:
        """The items of a sequence of a data set; what is inside them has been written."""
        pieces: list[bytes] = []
        item = self._encoders.item
        for one in items:
            content = self._content(one, holder)
            if one.is_undefined_length_sequence_item:
                pieces += item(*ITEM, UNDEFINED_LENGTH), *content, item(*ITEM_DELIMITER, 0)
            else:
                pieces += item(*ITEM, size_of(content)), *content
        return pieces

    def _content(self, item: Dataset, holder: Dataset | None) -> list[bytes]:
        """The elements of an item without its delimiter."""
        source = item._source
        made = self._made.get(place_of(holder, item))
        content = list(source.stretches()) if made is None else made
        if self._is_ours(source) and source.rows and source.rows[-1][SHAPE].token == TokenKind.ITEM_DELIMITER:
            *before, last = content
            size = source.rows[-1][SHAPE].size
            if isinstance(last, Unread):
                return [*before, *last.store.stretches(last.start, last.end - size)]
            return [*before, last[:-size]]
        return content


def read_size(element: DataElement, source: Any) -> int:
    """How many bytes an element of a source took where it was read; 0 for any other."""
    return end_of(element._row) - int(element._row[OFFSET]) if element._source is source is not None else 0


def is_replaced(element: DataElement, row: Row, source: DataSetAsRead) -> bool:
    """Whether an element whose tag stands several times was assigned, or changed inside: then it stands alone.

    A data set has one element of a tag (PS3.5 7.1): the others are written only with the one that was read.
    """
    if is_another(element, row, source):
        return True
    items = element._value
    return isinstance(items, Sequence) and (items.changed or any(map(_is_changed_item, items)))


def _is_changed_item(item: Dataset) -> bool:
    source = item._source
    return (
        not isinstance(source, DataSetAsRead)
        or DataSetWriter(source.codec, source.layout).changed(item) is not None
    )
