"""A data set as bytes: slices of what was read where nothing changed, elements encoded anew where it did.

Lengths that enclose a change are made right; undefined lengths stay undefined; a group length that was right
stays right, and one that was wrong stays wrong (PS3.5 7.2).

Bytes travel as a list of pieces. Small ones are joined, large ones are handed on as they are, so that a large value
is not copied on its way into the file, however deep it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataset.character_sets import character_sets, respelt
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_writer import LEAVES, ElementWriter
from dicomconstruct.dataset.pieces import GROUP_LENGTH_VR, GroupLengths, Pieces, gathered, size_of
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.dataset.traversal import MAY_HOLD_ITEMS
from dicomconstruct.errors import DicomError, UnwritableValue
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, in_order
from dicomconstruct.tree import Kind as TokenKind
from dicomconstruct.tree.scope import DEFAULT_CHARACTER_SETS
from dicomconstruct.values import CharacterSets

Place = tuple[int | None, int]
"""Where a data set is written: the ``id`` of the one that holds it, None for the outermost one, and its own."""


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
    """

    def __init__(self, codec: Codec, layout: Layout, outer: DataSetWriter | None = None) -> None:
        super().__init__(codec, layout)
        self._made: dict[Place, list[bytes]] = {} if outer is None else outer._made
        """What was written of data sets."""
        self._holders: dict[int, Dataset] = {} if outer is None else outer._holders
        """The data sets that hold others, by the ``id`` of those."""
        self._spelt_anew: set[int] = set() if outer is None else outer._spelt_anew
        """The ``id`` of data sets whose text was read in other character sets than it is written in."""
        self._moved: set[int] = set() if outer is None else outer._moved
        """The ``id`` of data sets that were read inside another one than they are written in."""

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
        AttributeError
            When nothing tells which of a choice of VRs an element has.
        ValueError
            When a value is a buffer that cannot be read.
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
            outer = source.character_sets if isinstance(source, Stored) else DEFAULT_CHARACTER_SETS
        if is_elsewhere(top, None):
            self._moved.add(id(top))
        for writer, holder, data_set, charsets in reversed(self._encoded(top, outer)):
            try:
                pieces = writer._own(data_set, charsets)
            except DicomError as error:
                error.path = f"{self._path(data_set)}{error.path or ''}"
                raise
            if pieces is not None:
                self._made[place_of(holder, data_set)] = pieces
        return self._made.get(place_of(None, top))

    def _encoded(
        self, top: Dataset, around: CharacterSets
    ) -> list[tuple[DataSetWriter, Dataset | None, Dataset, CharacterSets]]:
        """The data set and those inside it that may have changed, outer ones before inner ones.

        With what writes each, what holds it, and the character sets of its text.
        """
        found = []
        pending: list[tuple[DataSetWriter, Dataset | None, Dataset, CharacterSets]] = [(self, None, top, around)]
        while pending:
            writer, holder, data_set, outer = pending.pop()
            if holder is not None:
                self._holders[id(data_set)] = holder
            charsets = character_sets(data_set, outer)
            found.append((writer, holder, data_set, charsets))
            source = data_set._source
            spelt_anew = isinstance(source, Stored) and has_other_text(source, charsets)
            if spelt_anew:
                self._spelt_anew.add(id(data_set))
            for element, items in sequences_of(data_set) if spelt_anew else writer._looked_into(data_set):
                for item in items:
                    inside = writer._inside(element, item)
                    if id(data_set) in self._moved or is_elsewhere(item, source):
                        self._moved.add(id(item))
                    if spelt_anew or inside._is_encoded(item) or has_moved(item, source, charsets):
                        pending.append((inside, data_set, item, charsets))
        return found

    def _has_moved(self, element: DataElement, data_set: Dataset) -> bool:
        return element._source is not data_set._source or id(data_set) in self._moved

    def _path(self, data_set: Dataset) -> str:
        """The path of a data set inside the outermost one, such as ``(0008,1140)[2].``."""
        steps: list[str] = []
        for holder in self._around(data_set):
            steps.append(step_into(holder, data_set))
            data_set = holder
        return "".join(reversed(steps))

    def _inside(self, element: DataElement, item: Dataset) -> DataSetWriter:
        """What writes an item: in the layout that it was read in, where its sequence is as it was read."""
        source = item._source
        if type(source) is not Stored or source.layout is self.layout or source.layout == self.layout:
            return self
        if not element.is_original or not self._is_ours(element._source):
            return self
        return DataSetWriter(self.codec, source.layout, self)

    def _is_ours(self, source: Any) -> bool:
        """Whether what was read can be written as it stands."""
        if not isinstance(source, Stored) or source.codec.vrs is not self.codec.vrs:
            return False
        return source.layout is self.layout or source.layout == self.layout

    def _is_encoded(self, data_set: Dataset) -> bool:
        """Whether any element of a data set may have to be encoded anew."""
        return data_set._is_looked_into or not self._is_ours(data_set._source)

    def _looked_into(self, data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
        """The sequences that somebody looked into; all of them where nothing can be written as it was read."""
        source = data_set._source
        for element in data_set._elements.values() if source is None or self._is_ours(source) else data_set:
            if type(element) is tuple:
                continue
            value = element._value
            if value is UNREAD:
                is_here = element._source is source and self._is_ours(source)
                if is_here or element.VR not in MAY_HOLD_ITEMS:
                    continue
                value = element.value
            if type(value) not in LEAVES and type(value) is not bytes and isinstance(value, Sequence):
                yield element, value

    def _own(self, data_set: Dataset, charsets: CharacterSets) -> list[bytes] | None:
        """The bytes of one data set, those inside it being made; None where they are as they were read."""
        source = data_set._source
        self._here = data_set
        if self._is_ours(source):
            return self._merged(data_set, source, charsets)
        pieces: list[bytes] = []
        elements = data_set._all_opened()
        for tag in in_order(elements):
            self._put_again(elements[tag], data_set, charsets, pieces)
        return gathered(pieces)

    def _merged(self, data_set: Dataset, source: Stored, charsets: CharacterSets) -> list[bytes] | None:
        """What was read, with what was changed, added and taken away."""
        elements, rows, stored = data_set._elements, source.rows, source.elements()
        added = sorted(elements.keys() - stored.keys(), reverse=True)
        changed = bool(added)
        pieces = Pieces(source.store)
        made = pieces.made
        spelt_anew = id(data_set) in self._spelt_anew
        lengths = None
        if GroupLengths.among(stored):
            lengths = GroupLengths(rows, self.codec.vrs[GROUP_LENGTH_VR].kind, self._order)

        def put_added(before: BaseTag | None) -> None:
            while added and (before is None or added[-1] < before):
                tag, place = added.pop(), pieces.flush()
                self._put_again(elements[tag], data_set, charsets, made)
                if lengths is not None:
                    lengths.wrote(tag, 0, made, place)

        last = end_of_elements(rows)
        for row in rows[:last]:
            tag = row[KEY]
            if tag is None:
                pieces.keep(row)
                continue
            element = elements.get(tag)
            if added and element is not None:
                put_added(tag)
            place = 0 if lengths is None else pieces.flush()
            if element is None:
                changed = True
            elif type(element) is tuple or stored[tag] is not row:
                pieces.keep(row)
            elif (
                element._source is None
                or element._row is not row
                or not element.is_original
                or not source.is_of_vr(element.VR, tag, row)
            ):
                changed = True
                pieces.flush()
                self._put_again(element, data_set, charsets, made)
            elif type(element._value) is Sequence and self._is_changed(data_set, element._value):
                changed = True
                pieces.flush()
                made += self._sequence_again(element._value, row, source)
            elif spelt_anew and self._is_spelt_anew(element, row, data_set, charsets):
                changed = True
                pieces.flush()
                self._put_again(element, data_set, charsets, made)
            else:
                pieces.keep(row)
            if lengths is not None:
                pieces.flush()
                lengths.wrote(tag, end_of(row) - row[OFFSET], made, place)
        put_added(None)
        if not changed:
            return None
        for row in rows[last:]:
            pieces.keep(row)
        pieces.flush()
        if lengths is not None:
            lengths.correct(made)
        return gathered(made)

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
        """Whether any of the items that were read is encoded anew."""
        return any(place_of(holder, item) in self._made for item in items)

    def _sequence_again(self, items: Sequence, row: Row, source: Stored) -> list[bytes]:
        """A sequence whose items are those that were read, with what changed inside them."""
        left = iter(items)
        store, rows = source.inside(row)
        pieces = Pieces(store)
        for inside in rows:
            is_item = inside[SHAPE].token == TokenKind.ITEM
            made = self._made.get(place_of(self._here, next(left))) if is_item else None
            if made is None:
                pieces.keep(inside)
            else:
                pieces.flush()
                pieces.made += [self._relengthened(inside, store, size_of(made)), *made]
        pieces.flush()
        content = pieces.made
        return gathered([self._relengthened(row, source.store, size_of(content)), *content])

    def _relengthened(self, row: Row, store: Any, length: int) -> bytes:
        """A header with another length; an undefined one is left."""
        shape = row[SHAPE]
        head: bytes = store.stretch(row[OFFSET], row[OFFSET] + shape.size)
        fields = shape.header(head, 0)
        form = shape.settled.get("form", HeaderForm.IMPLICIT) if shape.told is None else form_told(shape.told)
        if form is not HeaderForm.SHORT and fields["length"] == UNDEFINED_LENGTH:
            return head
        return self.codec.header(form, self.layout.order, {**fields, "length": length})

    def _around(self, data_set: Dataset) -> Iterator[Dataset]:
        """The data sets around one, the nearest first."""
        holder = self._holders.get(id(data_set))
        while holder is not None:
            yield holder
            holder = self._holders.get(id(holder))

    def _sequence(self, element: DataElement, items: Sequence) -> list[bytes]:
        """A sequence whose items are in a new order, or were never read."""
        pieces = self.items(items, self._here)
        if not (items.is_undefined_length or element.is_undefined_length):
            return gathered([self._encoders.header(element.tag, "SQ", size_of(pieces)), *pieces])
        head = self._encoders.header(element.tag, "SQ", UNDEFINED_LENGTH)
        return gathered([head, *pieces, self._encoders.item(*SEQUENCE_DELIMITER, 0)])

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
        content = self._as_read(source) if made is None else made
        if self._is_ours(source) and source.rows and source.rows[-1][SHAPE].token == TokenKind.ITEM_DELIMITER:
            *before, last = content
            return [*before, last[: -source.rows[-1][SHAPE].size]]
        return content

    @staticmethod
    def _as_read(source: Any) -> list[bytes]:
        """The bytes of a data set that nobody changed."""
        assert isinstance(source, Stored)
        return list(source.stretches())


def has_other_text(source: Stored, charsets: CharacterSets) -> bool:
    """Whether text that was read has other bytes in some character sets than in those it was read in."""
    read = source.character_sets
    return read is not charsets and read.resolved != charsets.resolved


def has_moved(item: Dataset, place: Any, charsets: CharacterSets) -> bool:
    """Whether a data set was read inside another one, in other character sets than it is written in.

    Parameters
    ----------
    item
        The data set.
    place
        The source of the data set that it stands in; its own items have not moved.
    charsets
        The character sets that hold there.
    """
    return is_elsewhere(item, place) and has_other_text(item._source.outer, charsets)


def is_elsewhere(item: Dataset, place: Any) -> bool:
    """Whether a data set was read inside another one than that of the source `place`."""
    source = item._source
    return isinstance(source, Stored) and source.outer is not None and source.outer is not place


def place_of(holder: Dataset | None, data_set: Dataset) -> Place:
    """Where a data set is written."""
    return (None if holder is None else id(holder)), id(data_set)


def step_into(holder: Dataset, item: Dataset) -> str:
    """How a data set inside another one is reached, such as ``(0008,1140)[2].``."""
    for element in holder._elements.values():
        items = None if type(element) is tuple else element._value
        for place, one in enumerate(items if type(items) is Sequence else ()):
            if one is item:
                return f"{element.tag}[{place}]."
    return ""


def sequences_of(data_set: Dataset) -> Iterator[tuple[DataElement, Sequence]]:
    """All sequences in a data set, whether anybody looked into them or not."""
    for element in data_set:
        if element.VR in MAY_HOLD_ITEMS and isinstance(element.value, Sequence):
            yield element, element.value


def end_of_elements(rows: list[Row]) -> int:
    """The place after the last element; a delimiter stays last."""
    place = len(rows)
    while place and rows[place - 1][KEY] is None:
        place -= 1
    return place


def form_told(token: Any) -> HeaderForm:
    """The header form of a token that the rules told."""
    form = token.get("form", HeaderForm.IMPLICIT)
    assert isinstance(form, HeaderForm)
    return form
