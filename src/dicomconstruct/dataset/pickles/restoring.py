"""What a pickle of data sets holds, and the data sets made of it again."""

from __future__ import annotations

from typing import Any, NamedTuple

from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_access import become
from dicomconstruct.dataset.file_meta import FileMetaDataset
from dicomconstruct.dataset.pickles.rows import PackedShapes
from dicomconstruct.dataset.pickles.sources import PackedStore, Restoring
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag

FILE_META = "file_meta"


class Ref(NamedTuple):
    """Stands for the data set of a number where an attribute is one."""

    number: int


class Items(NamedTuple):
    """A sequence and what was set on it."""

    kind: type[Sequence]
    numbers: list[int | None]
    """Those of its items; None for one that is as it was read."""
    is_undefined_length: bool
    changed: bool
    attributes: dict[str, Any]


class PackedElement(NamedTuple):
    """An element that its row alone does not tell."""

    kind: type[DataElement]
    tag: BaseTag
    vr: str
    value: Any
    rare: dict[str, Any] | None
    attributes: dict[str, Any] | None
    """Those of a class derived from `DataElement`."""
    source: int | None
    """The number of the source that it was read from; None for a value that was assigned."""
    key: BaseTag | None
    """The tag that it has there; None for a raw element."""


class PackedDataSet(NamedTuple):
    """A data set, and what was done to it since it was read."""

    kind: type[Dataset]
    source: int | None
    attributes: dict[str, Any]
    has_meta: bool
    """Whether it has the file meta information that was read with it, as it was."""
    gone: list[BaseTag]
    elements: list[PackedElement] | None
    """Those to put in; None where nobody has looked into it."""
    order: list[BaseTag] | None
    """The tags in the order of its elements, where that is another one than such changes leave."""


class Pickle(NamedTuple):
    """What a pickle holds."""

    shapes: PackedShapes | None
    stores: list[PackedStore]
    sources: list[Any]
    data_sets: list[PackedDataSet]


def begun(kind: type[Dataset]) -> Dataset:
    """A data set that is to be filled."""
    return kind.__new__(kind)


def element_of(packed: Pickle) -> DataElement:
    """The one element of a pickled data set."""
    holder = begun(Dataset)
    fill(holder, packed)
    element: DataElement = next(iter(holder._elements.values()))
    return element


def fill(top: Dataset, pickle: Pickle) -> None:
    """Put into a data set what a pickle holds."""
    data_sets = [top, *(begun(packed.kind) for packed in pickle.data_sets[1:])]
    restoring = Restoring(pickle.shapes, pickle.stores, data_sets)
    for source in pickle.sources:
        restoring.sources.append(source.source(restoring))
    for data_set, packed in zip(data_sets, pickle.data_sets, strict=True):
        source = None if packed.source is None else restoring.sources[packed.source]
        become(data_set, None if packed.elements is None else _elements(packed, restoring), source)
        attributes = {
            name: data_sets[value.number] if type(value) is Ref else value
            for name, value in packed.attributes.items()
        }
        if packed.source is not None and packed.has_meta:
            attributes[FILE_META] = FileMetaDataset._of(None, pickle.sources[packed.source].meta(source))
        put_attributes(data_set, attributes)


def _elements(packed: PackedDataSet, restoring: Restoring) -> dict[BaseTag, Any]:
    """The elements of a data set by tag, in its order."""
    elements: dict[BaseTag, Any] = {} if packed.source is None else dict(restoring.stored(packed.source))
    for tag in packed.gone:
        del elements[tag]
    for one in packed.elements or ():
        elements[one.tag] = _element(one, restoring)
    return elements if packed.order is None else {tag: elements[tag] for tag in packed.order}


def _element(packed: PackedElement, restoring: Restoring) -> DataElement:
    made = packed.kind.__new__(packed.kind)
    made.tag, made.VR, made._value, made._rare = packed.tag, packed.vr, packed.value, packed.rare
    made._source = made._decoder = None
    if packed.source is not None:
        source = made._source = restoring.sources[packed.source]
        if packed.key is None:
            made._row = source._raw
        else:
            made._row = restoring.stored(packed.source)[packed.key]
            leaf = source.origin.leaf_of(packed.key, made._row)
            made._decoder = None if leaf is None else leaf[1]
    if isinstance(packed.value, Items):
        made._value = _sequence(packed.value, made, restoring)
    if packed.attributes:
        made.__dict__.update(packed.attributes)
    return made


def _sequence(packed: Items, element: DataElement, restoring: Restoring) -> Sequence:
    as_read: list[Any] = []
    if isinstance(element._source, Stored):
        as_read = element._source.items(element._row)
    data_sets = restoring.data_sets
    items = [as_read[at] if one is None else data_sets[one] for at, one in enumerate(packed.numbers)]
    made = packed.kind._of(items, packed.is_undefined_length)
    made.changed = packed.changed
    made.__dict__.update(packed.attributes)
    return made


def put_attributes(data_set: Any, attributes: dict[str, Any]) -> None:
    """Give a data set its attributes again, by ``__setstate__`` where its class has one."""
    if hasattr(type(data_set), "__setstate__"):
        data_set.__setstate__(attributes)
    else:
        data_set.__dict__.update(attributes)
