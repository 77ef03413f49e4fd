"""JSON models that also record how elements were encoded, beyond PS3.18 F.2.

They use names outside the standard, which other readers ignore, and only where the rest of the model would be
written as other bytes:

========================  ===============================================================================
``RawValue``              The value field in base64, little endian, as PS3.18 F.2.7 has it.
``WireVR``                The VR of the header, where that is another than the element's; with `RawValue`.
``UndefinedLength``       True for an element of undefined length (PS3.5 7.5.1).
``UndefinedLengthItems``  The numbers of the items of undefined length.
========================  ===============================================================================

Group lengths, which PS3.18 F.2.2 leaves out, are part of such a model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.config import disable_value_validation
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.data_set_writer import DataSetWriter
from dicomconstruct.dataset.element_access import adopt
from dicomconstruct.dataset.json_places import Place
from dicomconstruct.dataset.json_reading import ModelReader, of_bytes
from dicomconstruct.dataset.json_values import (
    BULK_DATA_URI,
    INLINE_BINARY,
    RAW_VALUE,
    UNDEFINED_LENGTH,
    UNDEFINED_LENGTH_ITEMS,
    VALUE,
    WIRE_VR,
    encoded,
    key_of,
)
from dicomconstruct.dataset.json_writing import BulkDataHandler, Model, ModelWriter, little_endian
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.layouts import EXPLICIT_LE, Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree.rows import wire_vr
from dicomconstruct.tree.store import Store
from dicomconstruct.validity import warn
from dicomconstruct.values import CharacterSets

LITTLE = ByteOrder.LITTLE


class SpellingWriter(ModelWriter):
    """Makes models that also record how elements were encoded; parameters are those of `ModelWriter`."""

    leaves_lengths_out = False
    declares_unicode = False

    def __init__(self, threshold: int, handler: BulkDataHandler | None = None, suppress: bool = False) -> None:
        super().__init__(threshold, handler, suppress)
        self._inside_raw: set[int] = set()
        """By their ``id``, models of items of sequences with ``RawValue``."""

    def _fill(self, place: Place) -> None:
        super()._fill(place)
        here, model, _, _ = place
        if id(model) in self._inside_raw:
            codes = self._vrs.holding_items
            self._leave(item for told in model.values() if told["vr"] in codes for item in told.get(VALUE, ()))
            return
        charsets = self._declarations.at(place)[1] or DEFAULT_CHARACTER_SETS
        with disable_value_validation():
            for element in here._all_opened().values():
                told = model.get(key_of(element.tag))
                if told is not None and told["vr"] in self._vrs and BULK_DATA_URI not in told:
                    self._spell(element, told, charsets)

    def _leave(self, models: Iterable[Model]) -> None:
        """Fill the models of items without their encoding."""
        self._inside_raw.update(map(id, models))

    def _spell(self, element: DataElement, told: Model, charsets: CharacterSets) -> None:
        """Add the encoding of an element to its model, where the model would be written otherwise."""
        source, value = element._source, element._value
        wire = wire_vr(element._row) if isinstance(source, DataSetAsRead) and element.is_original else None
        if element.is_undefined_length or (isinstance(value, Sequence) and value.is_undefined_length):
            told[UNDEFINED_LENGTH] = True
        if wire in self._vrs and wire != told["vr"] and wire not in self._vrs.holding_items:
            told[WIRE_VR], told[RAW_VALUE] = wire, encoded(source.raw(element._row))
            self._leave(told[VALUE] if told["vr"] in self._vrs.holding_items and VALUE in told else ())
        elif isinstance(value, Sequence):
            numbers = [number for number, item in enumerate(value) if item.is_undefined_length_sequence_item]
            if numbers:
                told[UNDEFINED_LENGTH_ITEMS] = numbers
        else:
            raw = value_field(element, charsets)
            if raw is not None and raw != self._read_again(element, told, charsets):
                told[RAW_VALUE] = encoded(raw)

    def _read_again(self, element: DataElement, told: Model, charsets: CharacterSets) -> bytes | None:
        """The value field of the element read from a model; None where it cannot be written."""
        here = Dataset()
        here._remember(self._codec)
        try:
            if INLINE_BINARY in told:
                read = of_bytes(element.tag, told, here, charsets)
            else:
                entries = told.get(VALUE, [])
                read = ModelReader(Dataset, None, self._codec).of_values(element.tag, told["vr"], entries, here)
        except DicomError:
            return None
        return value_field(read, charsets)


def value_field(element: DataElement, charsets: CharacterSets) -> bytes | None:
    """The value field of an element in little endian; None for a value that cannot be written."""
    if element.is_undefined_length and isinstance(element.value, bytes):
        return element.value
    if element.is_original:
        return bytes(little_endian(element, element._source.raw(element._row)))
    try:
        return element.encode(LITTLE, charsets)
    except DicomError:
        return None


def to_spelt_model(
    data_set: Dataset, threshold: int, handler: BulkDataHandler | None = None, suppress: bool = False
) -> Model:
    """The model of a data set with its encoding; parameters are those of `ModelWriter`.

    Warns where the data set read from the model would be written as other bytes: because of repeated elements,
    their order, wrong lengths, or bytes that are no element. There is no check with a
    handler, which keeps some of the bytes.
    """
    model = SpellingWriter(threshold, handler, suppress).model(data_set)
    if handler is None and not suppress:
        layout = getattr(data_set._source, "layout", EXPLICIT_LE)
        if not is_carried(data_set, model, layout):
            warn("the JSON model does not carry how the data set is put together: it is written otherwise again")
    return model


def is_carried(data_set: Dataset, model: Model, layout: Layout) -> bool:
    """Whether the data set read from a model is written as the same bytes in a layout."""
    try:
        with disable_value_validation():
            reader = ModelReader(Dataset, None, data_set._codec)
            read = as_spelt(reader, reader.made(Dataset), model)
            return written(read, layout) == written(data_set, layout)
    except DicomError:
        return False


def written(data_set: Dataset, layout: Layout) -> bytes:
    """The bytes of a data set in a layout."""
    return b"".join(DataSetWriter(data_set._codec, layout).write(data_set))


def as_spelt(reader: ModelReader, data_set: Any, model: Mapping[Any, Any]) -> Any:
    """Fill a data set with the elements of a model, in the encoding that the model records; returns it.

    Where headers have other VRs than their elements, the data set is written and read again.
    """
    reader.filled(data_set, model)
    if reader.has_wire_vrs:
        data = written(data_set, EXPLICIT_LE)
        codec: Codec = data_set._codec
        context = ReadingContext(codec, Store(data), EXPLICIT_LE)
        adopt(data_set, Dataset._of(None, DataSetAsRead(context, codec.read_data_set(data, EXPLICIT_LE))))
    return data_set
