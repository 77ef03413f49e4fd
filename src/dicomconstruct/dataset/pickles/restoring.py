"""Contents of a pickle of data sets, and restoring them.

A file without changes is pickled as its bytes, which are read again. Of any other source the pickle has the used
stretches with their offsets, and its rows. A source is pickled as one of the functions below and its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple
from zlib import decompress

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import KEY, OFFSET, Row
from dicomconstruct.compiler.writing import Unwrapped
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.decoding import ValueSettings
from dicomconstruct.dataelem.hooks import USUAL_HOOKS, ConversionPolicy, Registered, raw_element_value
from dicomconstruct.dataelem.raw import RawDataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_access import become
from dicomconstruct.dataset.file_as_read import FileAsRead, PartAsRead
from dicomconstruct.dataset.pickles.rows import Shapes, shapes_of, unpacked
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.partial_reading import Choice, Chosen
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import UNDECLARED_CHARACTER_SETS
from dicomconstruct.tree.store import Store
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import Encodings

PackedSource = tuple[Callable[..., Any], *tuple[Any, ...]]
"""A function that restores a source, and its arguments after `Restoring`."""
PackedStore = tuple[list[tuple[int, bytes]], bool, int]
"""Stretches with their offsets, whether they are deflated, and the size of the store."""


class Items(NamedTuple):
    """A packed sequence: the numbers of its items, None for an unchanged one, and its other attributes."""

    kind: type[Any]
    numbers: list[int | None]
    is_undefined_length: bool
    changed: bool
    attributes: dict[str, Any]


class Reading(NamedTuple):
    """How a data set was read: settings, codec, and whether hooks were registered."""

    settings: ValueSettings
    codec: Codec
    is_hooked: bool

    def policy(self) -> ConversionPolicy:
        """The policy for elements that are not converted yet: without the hooks, which cannot be pickled."""
        return ConversionPolicy(self.settings, CONVERTED if self.is_hooked else USUAL_HOOKS)


def convert_rest(raw: RawDataElement, data: dict[str, Any], *, encoding: Encodings = None, **kwargs: Any) -> None:
    """The value hook of a restored data set, whose own hooks were applied before pickling.

    Parameters and errors are those of `raw_element_value`.
    """
    raw_element_value(raw, data, encoding=encoding, **kwargs)


CONVERTED = Registered(value=convert_rest)


class Restoring:
    """Restores the data sets of a pickle and their sources.

    Parameters
    ----------
    top
        The first data set, still empty.
    shapes
        The shapes that rows refer to, for each codec.
    stores, sources, data_sets
        Numbered by their index. A data set has its class, the number of its source, its attributes, the names of
        attributes that are numbers of data sets, the tags of its elements (None for those that were read), and the
        elements that differ from their rows.
    """

    def __init__(
        self,
        top: Dataset,
        shapes: list[Shapes],
        stores: list[PackedStore],
        sources: list[PackedSource],
        data_sets: list[tuple[Any, ...]],
    ) -> None:
        self.shapes = [shapes_of(one) for one in shapes]
        self.stores = [store_of(*one) for one in stores]
        self.data_sets = [top, *(begun(packed[0]) for packed in data_sets[1:])]
        self._packed = sources
        self._sources: dict[int, Any] = {}
        self._by_offset: dict[int, dict[int, Row]] = {}
        self._items: dict[tuple[int, int], dict[int, Any]] = {}
        for number in range(len(sources)):
            self.source(number)
        for data_set, packed in zip(self.data_sets, data_sets, strict=True):
            self._fill(data_set, *packed)

    def source(self, number: int) -> Any:
        """The source of a number."""
        if number not in self._sources:
            make, *arguments = self._packed[number]
            self._sources[number] = make(self, *arguments)
        return self._sources[number]

    def row(self, number: int, offset: int) -> Row:
        """The row of a source that begins at an offset."""
        if number not in self._by_offset:
            source = self.source(number)
            self._by_offset[number] = {row[OFFSET]: row for row in (*source.left_out, *source.rows)}
        return self._by_offset[number][offset]

    def items(self, number: int, offset: int) -> dict[int, Any]:
        """The items, by their offsets, of the sequence whose row begins at an offset of a source; made once."""
        asked = number, offset
        if asked not in self._items:
            items = self.source(number).items(self.row(number, offset))
            self._items[asked] = {one._source.item[OFFSET]: one for one in items}
        return self._items[asked]

    def _fill(
        self,
        data_set: Any,
        kind: type[Dataset],
        number: int | None,
        attributes: dict[str, Any],
        data_sets: list[str],
        tags: list[int] | None,
        packed: list[tuple[Any, ...]],
    ) -> None:
        source = None if number is None else self.source(number)
        elements = None
        if tags is not None or packed or source is None:
            stored = {} if source is None else source.elements()
            changed = {element.tag: element for element in (self._element(*one) for one in packed)}
            order = stored if tags is None else map(BaseTag, tags)
            elements = {tag: changed[tag] if tag in changed else stored[tag] for tag in order}
        become(data_set, elements, source)
        attributes |= {name: self.data_sets[attributes[name]] for name in data_sets}
        if hasattr(kind, "__setstate__"):
            data_set.__setstate__(attributes)
        else:
            data_set.__dict__.update(attributes)

    def _element(
        self,
        kind: type[DataElement],
        tag: BaseTag,
        vr: str,
        value: Any,
        rare: dict[str, Any] | None,
        attributes: dict[str, Any] | None,
        number: int | None,
        offset: int | None,
    ) -> DataElement:
        """An element from its packed attributes, the number of its source and the offset of its row."""
        made = kind.__new__(kind)
        made._source = made._decoder = None
        as_read: list[Any] = []
        if number is not None:
            source = made._source = self.source(number)
            made._row = source._raw if offset is None else self.row(number, offset)
            if offset is not None:
                leaf = source.context.element_decoder_of(made._row[KEY], made._row)
                made._decoder = None if leaf is None else leaf[1]
                as_read = list(self.items(number, offset).values()) if isinstance(value, Items) else []
        made.tag, made.VR, made._value, made._rare = tag, vr, value, rare
        if isinstance(value, Items):
            items = [as_read[at] if one is None else self.data_sets[one] for at, one in enumerate(value.numbers)]
            made._value = value.kind._of(items, value.is_undefined_length)
            made._value.changed = value.changed
            made._value.__dict__.update(value.attributes)
        if attributes:
            made.__dict__.update(attributes)
        return made


def whole_file(restoring: Restoring, data: bytes, reading: Reading) -> FileAsRead:  # noqa: ARG001
    """The data set of a file without changes, read again."""
    return FileAsRead.of(data, reading.codec, policy=reading.policy())


def meta_of_whole_file(restoring: Restoring, number: int, data: bytes) -> DataSetAsRead:
    """The file meta information of such a file; `data` are its bytes if the data set is deflated."""
    file = restoring.source(number)
    store = file.store if file.record.wrapper == PLAIN else Store(data)
    return DataSetAsRead(file.context.beside(store, file.record.meta_layout), file.record.meta)


def left_source(
    restoring: Restoring,
    context: tuple[int, int, Layout, int, Reading],
    rows: list[int],
    left_out: list[int],
    charsets: CharacterSets | None,
    outer: int | None,
    item: list[int],
    file: tuple[Any, ...] | None,
) -> DataSetAsRead:
    """The remaining part of a data set that was read.

    Parameters
    ----------
    restoring
        The other contents of the pickle.
    context
        The numbers of its store and shapes, its layout, the number of enclosing levels, its `Reading`.
    rows, left_out
        Its packed rows, and those that only determine the meaning of others.
    charsets
        Its character sets; None for undeclared ones.
    outer, item
        The number of the enclosing source and the packed row of an item that is restored by itself.
    file
        The fields of the `Record` of a file, the number of its file meta information or None, the number of its
        wrapping, and the fields of that or None.
    """
    store, shapes, layout, depth, reading = context
    known, telling, around = (unpacked(numbers, restoring.shapes[shapes]) for numbers in (rows, left_out, item))
    here = ReadingContext(reading.codec, restoring.stores[store], layout, depth, reading.policy())
    chosen, choice = Chosen(known, telling, None), Choice(keys=frozenset(row[KEY] for row in known))
    made = DataSetAsRead(here, known)
    if file is not None:
        facts, meta, wrapping, wrapped = file
        content = known if wrapped is None else Unwrapped(wrapped, b"", known, {})
        meta_rows = [] if meta is None else restoring.source(meta).rows
        made = FileAsRead(here, chosen, Record(**facts, meta=meta_rows, data_set=(wrapping, content)), None, choice)
    elif telling:
        made = PartAsRead(here, chosen, choice)
    elif outer is not None:
        made = DataSetAsRead(here, known, restoring.source(outer), around[0])
    made._charsets = UNDECLARED_CHARACTER_SETS if charsets is None else charsets
    return made


def item_inside(restoring: Restoring, outer: int, sequence: int, offset: int) -> DataSetAsRead:
    """An item: the number of the enclosing source, and the offsets of its sequence and of itself."""
    found: DataSetAsRead = restoring.items(outer, sequence)[offset]._source
    return found


def raw_source(
    restoring: Restoring, kind: type[RawSource], state: dict[str, Any], data_set: int, reading: Reading
) -> RawSource:
    """The source of a raw element that a program put into a data set."""
    return kind.of_state(state, restoring.data_sets[data_set], reading.policy())


def store_of(stretches: list[tuple[int, bytes]], is_deflated: bool, size: int) -> Store:
    """A store of some stretches."""
    made = Store(size=size)
    for place, data in stretches:
        made.hold(place, decompress(data) if is_deflated else data)
    return made


def begun(kind: type[Dataset]) -> Dataset:
    """An empty data set to be filled."""
    return kind.__new__(kind)


def fill(top: Dataset, packed: tuple[Any, ...]) -> None:
    """Fill a data set from the arguments of `Restoring`."""
    Restoring(top, *packed)


def element_of(packed: tuple[Any, ...]) -> DataElement:
    """The one element of a pickled data set."""
    holder = begun(Dataset)
    fill(holder, packed)
    element: DataElement = next(iter(holder._elements.values()))
    return element
