"""Data sets as pickles: the bytes that were read, and what was done to them since.

Nothing is decoded that nobody looked at, and what was replaced or taken out is not in the pickle. A data set that
was read with a codec or with hooks of its own, which cannot be pickled, is decoded.

A pickle is a list of records, the first for the data set itself, the others for those inside sequences that were
made or rearranged; so nesting costs no recursion.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET
from dicomconstruct.codec import STANDARD
from dicomconstruct.dataelem import DataElement, tag_of_keyword
from dicomconstruct.dataelem.decoding import USUAL, ValueSettings
from dicomconstruct.dataelem.element import FEW_HAVE
from dicomconstruct.dataelem.hooks import USUAL_HOOKS, How
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.file_bytes import file_pieces
from dicomconstruct.dataset.file_data_set import FileDataset
from dicomconstruct.dataset.file_meta import FileMetaDataset
from dicomconstruct.dataset.origin import Origin
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.dataset.stored import PIXEL_REPRESENTATION, Stored, StoredFile
from dicomconstruct.dataset.written import DataSetWriter
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import EVERYTHING, Store
from dicomconstruct.tag import BaseTag

FILE_META, BUFFER = "file_meta", "buffer"
ELSEWHERE = (FILE_META, BUFFER)
"""Attributes that are not pickled as such: the first where it was read with the data set."""
TRANSFER_SYNTAX = tag_of_keyword("TransferSyntaxUID")
MEANING = frozenset((SPECIFIC_CHARACTER_SET, PIXEL_REPRESENTATION, TRANSFER_SYNTAX))
"""Elements that tell what others mean, kept in the bytes even where they were edited; private creators are too."""

Step = tuple[BaseTag, int] | str | None
"""Into an item of a sequence, or to the file meta information; None for staying."""
TOP = -1
"""Stands for the data set of the record itself, where a place is counted from."""


class Fragment(NamedTuple):
    """A data set's bytes in one layout, with what the data sets around it say of its meaning, nearest first."""

    layout: Layout
    data: bytes
    around: list[tuple[Layout, bytes]]


class Items(NamedTuple):
    """The items of a sequence: the numbers of their records."""

    numbers: list[int]
    is_undefined_length: bool


class Packed(NamedTuple):
    """An element that is not in the bytes."""

    tag: int
    vr: str
    value: Any
    few: dict[str, Any]


class Given(NamedTuple):
    """The bytes that a program or a JSON model gave for an element, whose value may have no meaning."""

    kind: type[RawSource]
    state: dict[str, Any]


class Place(NamedTuple):
    """What was done to one data set among those in the bytes of a record.

    `step` leads to it from the data set of the place numbered `inside`.
    """

    inside: int
    step: Step
    attributes: dict[str, Any]
    elements: list[Packed]
    gone: list[BaseTag]
    lengths: dict[BaseTag, Any]
    """Group lengths as they were read, where the bytes have shorter groups (PS3.5 7.2)."""


class Record(NamedTuple):
    """One data set: its class, its bytes (of a file, of a data set, or None), and what was done since."""

    kind: type[Dataset]
    base: bytes | Fragment | None
    settings: ValueSettings
    """Those that the data set was read with."""
    places: list[Place]


class Packing:
    """Puts a data set into records."""

    def __init__(self, top: Dataset) -> None:
        self._numbers: dict[int, int] = {}
        self._waiting: list[Dataset] = []
        self._number_of(top)

    def _number_of(self, data_set: Dataset) -> int:
        number = self._numbers.get(id(data_set))
        if number is None:
            number = self._numbers[id(data_set)] = len(self._waiting)
            self._waiting.append(data_set)
        return number

    def records(self) -> list[Record]:
        """The records of the data set, and of all that are met on the way."""
        made: list[Record] = []
        while len(made) < len(self._waiting):
            made.append(self._record(self._waiting[len(made)]))
        return made

    def _record(self, data_set: Dataset) -> Record:
        source = data_set._source
        if not isinstance(source, Stored) or source.codec is not STANDARD or source.origin.how.is_hooked:
            attributes = own_attributes(data_set, without=(BUFFER,))
            elements = [self._packed(element) for element in data_set]
            return Record(type(data_set), None, USUAL, [Place(TOP, None, attributes, elements, [], {})])
        record = source.record if isinstance(data_set, FileDataset) else None
        if record is not None and (
            record.wrapper == PLAIN or source.choice._replace(defer_size=None) == EVERYTHING
        ):
            return self._file_record(data_set, source)
        kept, places = self._kept(data_set, None)
        if FILE_META in data_set.__dict__:
            places[0].attributes[FILE_META] = data_set.__dict__[FILE_META]
        base = data_set if kept is None else kept
        pieces = DataSetWriter(STANDARD, source.layout).changed(base) if kept is not None else None
        data = b"".join(source.stretches() if pieces is None else pieces)
        fragment = Fragment(source.layout, data, around(source.outer))
        return Record(type(data_set), fragment, source.origin.how.settings, places)

    def _file_record(self, data_set: Any, source: Stored) -> Record:
        record = source.record
        assert record is not None
        kept, places = self._kept(data_set, None)
        elements = None if kept is None else kept._elements
        meta: Any = data_set.__dict__.get(FILE_META)
        if meta is not None and isinstance(meta._source, Stored) and meta._source.rows is record.meta:
            kept_meta, meta_places = self._kept(meta, FILE_META)
            places += [
                place._replace(inside=place.inside if place.inside == TOP else place.inside + len(places))
                for place in meta_places
            ]
            meta = FileMetaDataset._of(None, meta._source) if kept_meta is None else kept_meta
        else:
            places[0].attributes[FILE_META] = meta
            stored = Stored(Origin(STANDARD, source.store, record.meta_layout), record.meta)
            rows = stored.elements()
            meta = FileMetaDataset._of({tag: rows[tag] for tag in rows if tag == TRANSFER_SYNTAX}, stored)
        preamble = record.preamble
        if (data_set.preamble or b"") != preamble:
            preamble = bytes(len(preamble))
        whole = FileDataset._of_file(elements, source, None, preamble or None, meta, data_set.original_encoding)
        data = b"".join(file_pieces(whole, STANDARD))
        return Record(type(data_set), data, source.origin.how.settings, places)

    def _kept(self, top: Dataset, first: Step) -> tuple[Dataset | None, list[Place]]:
        """What is left of a data set as it was read, or None for all of it; and what was done at which place."""
        met: list[tuple[Dataset, int, Step]] = [(top, TOP, first)]
        for outer, (data_set, _, _) in enumerate(met):
            for tag, items in sequences_as_read(data_set):
                met += [(item, outer, (tag, place)) for place, item in enumerate(items)]
        kept: dict[int, Dataset] = {}
        done: dict[int, Place] = {}
        on_the_way = {0}
        for number in range(len(met) - 1, TOP, -1):
            data_set, inside, step = met[number]
            left, place = self._left(data_set, Place(inside, step, own_attributes(data_set), [], [], {}), kept)
            if left is not None:
                kept[id(data_set)] = left
            if number in on_the_way or any(place[2:]):
                on_the_way.add(inside)
                done[number] = place
        numbers = {number: place for place, number in enumerate(sorted(done))} | {TOP: TOP}
        return kept.get(id(top)), [
            done[number]._replace(inside=numbers[done[number].inside]) for number in sorted(done)
        ]

    def _left(self, data_set: Dataset, place: Place, kept: dict[int, Dataset]) -> tuple[Dataset | None, Place]:
        """The same for one data set, those inside it being done; fills its place."""
        if not data_set._is_looked_into:
            return None, place
        elements, source = data_set._elements, data_set._source
        stored = source.elements()
        left: dict[BaseTag, Any] = {}
        for tag, row in stored.items():
            element = elements.get(tag)
            means = tag in MEANING or tag.is_private_creator
            if element is None:
                if means:
                    left[tag] = row
                    place.gone.append(tag)
            elif type(element) is tuple:
                left[tag] = row
            elif is_as_read(element, row, source):
                left[tag] = left_of(element, row, kept)
            else:
                place.elements.append(self._packed(element))
                left[tag] = row if means else emptied(source.element(tag, row))
        place.elements.extend(self._packed(data_set[tag]) for tag in elements.keys() - stored.keys())
        if len(left) == len(stored) and all(type(one) is tuple for one in left.values()):
            return None, place
        for tag in left:
            if tag.is_group_length and tag in elements:
                with suppress(MalformedValue):
                    place.lengths[tag] = data_set[tag].value
        return type(data_set)._of(left, source), place

    def _packed(self, element: DataElement) -> Packed:
        if is_given(element):
            few = {name: getattr(element, name) for name in FEW_HAVE[1:] if getattr(element, name)}
            source = element._source
            return Packed(element.tag, element.VR, Given(type(source), source.state()), few)
        _, (tag, vr, value, few) = element.__reduce__()
        if type(value) is Sequence:
            value = Items([self._number_of(item) for item in value], value.is_undefined_length)
        return Packed(tag, vr, value, few)


def own_attributes(data_set: Dataset, without: tuple[str, ...] = ELSEWHERE) -> dict[str, Any]:
    """The attributes that are no elements, and that a pickle has; those of a class's ``__getstate__``."""
    has_state = type(data_set).__getstate__ is not object.__getstate__
    attributes: Any = data_set.__getstate__() if has_state else data_set.__dict__
    return {name: value for name, value in attributes.items() if name not in without}


def put_attributes(data_set: Any, attributes: dict[str, Any]) -> None:
    """Give a data set its attributes again, by ``__setstate__`` where its class has one."""
    if hasattr(data_set, "__setstate__"):
        data_set.__setstate__(attributes)
    else:
        data_set.__dict__.update(attributes)


def sequences_as_read(data_set: Dataset) -> Iterable[tuple[BaseTag, Sequence]]:
    """The sequences that somebody looked into, and whose items are those that were read."""
    if not data_set._is_looked_into:
        return
    source = data_set._source
    stored = source.elements()
    for tag, element in data_set._elements.items():
        if type(element) is not tuple and type(element._value) is Sequence:
            row = stored.get(tag)
            if row is not None and is_as_read(element, row, source):
                yield tag, element._value


def is_as_read(element: DataElement, row: Any, source: Stored) -> bool:
    """Whether the row of an element still stands for it, edits inside items aside."""
    if element._source is not source or element._row is not row or not element.is_original:
        return False
    return bool(source.element(element.tag, row).VR == element.VR)


def is_given(element: DataElement) -> bool:
    """Whether bytes that were given for an element still stand for it; those of items may be out of date."""
    source, value = element._source, element._value
    if not isinstance(source, RawSource) or source.how.hooks is not USUAL_HOOKS or not element.is_original:
        return False
    return type(value) is not Sequence or not len(value)


def emptied(element: DataElement) -> DataElement:
    """What keeps the place of an element that was edited."""
    value = Sequence() if element.VR == "SQ" else None
    return DataElement(element.tag, element.VR, value, already_converted=True)


def left_of(element: DataElement, row: Any, kept: dict[int, Dataset]) -> Any:
    """The row of an element; where items of it were edited, an element with what is left of them."""
    items = element._value
    if type(items) is not Sequence or not any(id(item) in kept for item in items):
        return row
    left = [kept.get(id(item)) or Dataset._of(None, item._source) for item in items]
    return element._copied(items.with_items(left))


def around(stored: Stored | None) -> list[tuple[Layout, bytes]]:
    """What the data sets around an item say of its meaning, nearest first."""
    found = []
    while stored is not None:
        rows = stored.elements()
        told = [rows[tag] for tag in (SPECIFIC_CHARACTER_SET, PIXEL_REPRESENTATION) if tag in rows]
        if told:
            alone = Stored(stored.origin, told)
            found.append((stored.layout, b"".join(alone.stretches())))
        stored = stored.outer
    return found


def restored(records: list[Record]) -> Dataset:
    """The data set of records; edits of all are made once all are there."""
    made = [_base(record) for record in records]
    for record, data_set in zip(records, made, strict=True):
        places: list[Dataset] = []
        for place in record.places:
            outer = data_set if place.inside == TOP else places[place.inside]
            here = stepped(outer, place.step)
            places.append(here)
            put_attributes(here, place.attributes)
            for tag in place.gone:
                del here._elements[tag]
            for tag, length in place.lengths.items():
                here[tag]._value = length
            for packed in place.elements:
                element = _unpacked(packed, made, here)
                here._elements[element.tag] = element
    return made[0]


def stepped(data_set: Dataset, step: Step) -> Any:
    """The data set that a step leads to."""
    if step is None:
        return data_set
    return data_set.__dict__[FILE_META] if isinstance(step, str) else data_set[step[0]].value[step[1]]


def _base(record: Record) -> Dataset:
    """A data set as its bytes have it."""
    if record.base is None:
        return record.kind._of({}, None)
    how = How(record.settings, USUAL_HOOKS)
    if isinstance(record.base, Fragment):
        outer = None
        for layout, data in reversed(record.base.around):
            outer = _stored(layout, data, outer, how)
        return record.kind._of(None, _stored(record.base.layout, record.base.data, outer, how))
    source = StoredFile.of(record.base, STANDARD, how=how)
    assert source.record is not None
    made = record.kind._of(None, source)
    meta = Stored(Origin(STANDARD, Store(record.base), source.record.meta_layout, how=how), source.record.meta)
    made.__dict__[FILE_META] = FileMetaDataset._of(None, meta)
    return made


def _stored(layout: Layout, data: bytes, outer: Stored | None, how: How) -> Stored:
    return Stored(Origin(STANDARD, Store(data), layout, how=how), STANDARD.read_data_set(data, layout), outer)


def _unpacked(packed: Packed, made: list[Dataset], data_set: Dataset) -> DataElement:
    value, tag = packed.value, BaseTag(packed.tag)
    if isinstance(value, Given):
        source = value.kind.of_state(value.state, data_set)
        element = DataElement._read(tag, packed.vr, source._raw, source)
    else:
        if isinstance(value, Items):
            value = Sequence._of([made[number] for number in value.numbers], value.is_undefined_length)
        element = DataElement(tag, packed.vr, value, already_converted=True)
    for name, held in packed.few.items():
        setattr(element, name, held)
    return element
