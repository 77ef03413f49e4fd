"""Elements as bytes, in one layout: whatever their VR and value, by the encoders of the grammar's rows (PS3.5 7.1).

What was read in another layout is not decoded for it, only swapped where the byte order is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cached_property
from io import IOBase
from typing import Any

from dicomconstruct import grammar
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import SHAPE
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataelem.buffered import is_buffer, kept_position
from dicomconstruct.dataelem.conversion import encoder_of
from dicomconstruct.dataelem.decoding import LUT_DESCRIPTORS
from dicomconstruct.dataset.ambiguous import Ambiguity
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.character_sets import respelt
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoders import Encoder, Encoders, encoders_of
from dicomconstruct.dataset.streamed import piece_of
from dicomconstruct.dataset.unexplained import check_fragments, fragments_in
from dicomconstruct.errors import DicomError, UnwritableValue
from dicomconstruct.grammar.kinds import Items, Kind, Numbers, Raw, Text
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import (
    DELIMITING_GROUP,
    ITEM,
    PIXEL_DATA,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
    ByteOrder,
)
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import read_fully
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree.scope import CHOICE, UNKNOWN, charsets_of, order_of
from dicomconstruct.uid import UID
from dicomconstruct.validity import warn
from dicomconstruct.values import IS, CharacterSets, DSdecimal, DSfloat, MultiValue, PersonName

PIXEL_DATA_TAG = Tag(PIXEL_DATA)
BITS_SAID_BY = {PIXEL_DATA_TAG: "BitsAllocated", Tag("WaveformData"): "WaveformBitsAllocated"}
"""What says how many bits the samples of an element have."""
LEAVES = frozenset(
    (str, int, float, type(None), PersonName, UID, DSdecimal, DSfloat, IS, BaseTag, MultiValue, list)
)
"""Types of values that are encoded by their VR alone: neither sequences nor bytes."""


class ElementWriter:
    """Encodes elements in one layout.

    Parameters
    ----------
    codec
        Its VR rows decide header forms and values.
    layout
        The layout to write in.
    """

    def __init__(self, codec: Codec, layout: Layout) -> None:
        self.codec = codec
        self.layout = layout
        self._order = layout.order
        self._here: Dataset | None = None
        """The data set that is being written."""

    @cached_property
    def _encoders(self) -> Encoders:
        return encoders_of(self.codec, self.layout)

    @cached_property
    def _by_vr(self) -> Mapping[str, Encoder]:
        return self._encoders.by_vr

    def _has_moved(self, element: DataElement, data_set: Dataset) -> bool:
        """Whether an element was read in another data set than it stands in, or inside another one."""
        raise NotImplementedError

    def _sequence(self, element: DataElement, items: Sequence) -> list[bytes]:
        """A sequence element, whose items have been written."""
        raise NotImplementedError

    def _around(self, data_set: Dataset) -> Iterable[Dataset]:
        """The data sets around one, the nearest first."""
        raise NotImplementedError

    def _recoded(self, element: DataElement, data_set: Dataset, charsets: CharacterSets) -> bytes | None:
        """The value field of an element that was read elsewhere; None where it has to be encoded anew.

        No number is decoded for it, and text only where its character sets are others, so that a value without
        meaning, or spelt oddly, comes through as it is.
        """
        if not element.is_original or element.VR not in self.codec.vrs:
            return None
        source, row = element._source, element._row
        vr = self.codec.vrs[element.VR]
        if type(element._value) is Sequence or isinstance(vr.kind, Items):
            return None
        if isinstance(source, DataSetAsRead) and row[SHAPE].opens is not None:
            check_fragments(element, self._order)
            return None
        if element.is_undefined_length and not isinstance(source, DataSetAsRead):
            if isinstance(vr.kind, Raw) and source.layout.order is not self._order:
                raise fragments_in(self._order, element)
            return None
        data: bytes = source.raw(row)
        if isinstance(vr.kind, Text):
            read = source.character_sets
            if read is charsets or read.resolved == charsets.resolved:
                return data
            return respelt(vr, data, read, charsets, moved=self._has_moved(element, data_set))
        if self._order is ByteOrder.LITTLE is source.layout.order:
            return data
        if source.order_of(row) is self._order_of(vr.code, len(data)):
            return data
        return vr.kind.reordered(data, source.order_of(row), self._word_size(element, vr.kind, data_set))

    def _order_of(self, code: str, size: int) -> ByteOrder:
        """The byte order of a value of so many bytes, which may have to be written as UN (PS3.5 6.2.2)."""
        return order_of(UNKNOWN if self._by_vr[code].outgrows(size) else code, self._order)

    def _put_again(
        self, element: DataElement, data_set: Dataset, charsets: CharacterSets, pieces: list[bytes]
    ) -> None:
        """Encode an element that was read elsewhere, or was assigned."""
        if element.tag >> 16 == DELIMITING_GROUP:
            raise UnwritableValue("items and delimiters are no elements", path=str(element.tag))
        try:
            data = self._recoded(element, data_set, charsets)
        except UnwritableValue as error:
            error.locate(str(element.tag))
            raise
        if data is None:
            self._put(element, charsets, pieces)
        else:
            pieces += self._encoders.header(element.tag, element.VR, len(data)), data

    @staticmethod
    def _word_size(element: DataElement, kind: Kind, data_set: Dataset) -> int:
        """The bytes that swap together: of wide pixels and waveform samples those of one (PS3.5 7.3, 8)."""
        said_by = BITS_SAID_BY.get(element.tag)
        if said_by is None or kind.word_size == 1:
            return kind.word_size
        with suppress(DicomError):
            bits = data_set.get(said_by)
            return max(kind.word_size, bits // 8 if isinstance(bits, int) else 0)
        return kind.word_size

    def value_field(self, element: DataElement, charsets: CharacterSets, kind: Kind | None = None) -> bytes:
        """The value field of an element, as its VR has it or another value kind.

        Raises UnwritableValue for a value that has no form there, ValueError for a buffer that cannot be read.
        """
        value = element.value
        if is_buffer(value):
            element._check_buffer(value)
            return piece_of(value)
        if kind is None:
            row = self.codec.vrs.get(element.VR)
            if row is None:
                return element.encode(self._order, charsets, self.codec.vrs)
            kind = row.kind
        encode = encoder_of(kind)
        try:
            return encode(value, self._order, charsets)
        except UnwritableValue:
            if element.tag not in LUT_DESCRIPTORS or not is_list_of_integers(value):
                raise
            return encode(wrapped(value, kind), self._order, charsets)

    def _put(self, element: DataElement, charsets: CharacterSets, pieces: list[bytes]) -> None:
        """Encode an element from its value."""
        try:
            value = element._value
            if value is UNREAD:
                value = element.value
            encoder = self._by_vr.get(element.VR)
            if encoder is None or type(value) not in LEAVES:
                self._put_any(element, value, charsets, pieces)
                return
            encode, head, _, longest = encoder
            data = encode(value, self._order, charsets)
            tag, length = element.tag, len(data)
            if length <= longest:
                pieces += head(tag >> 16, tag & 0xFFFF, length), data
            else:
                self._put_too_long(element, value, charsets, pieces)
        except UnwritableValue as error:
            error.locate(str(element.tag))
            if element.tag not in LUT_DESCRIPTORS or element.VR not in self._by_vr:
                raise
            self._put_descriptor(element, charsets, pieces)

    def _put_descriptor(self, element: DataElement, charsets: CharacterSets, pieces: list[bytes]) -> None:
        """Encode a LUT descriptor, whose number of entries is unsigned whatever its VR is (PS3.3 C.11.1.1)."""
        try:
            data = self.value_field(element, charsets)
        except UnwritableValue as error:
            error.locate(str(element.tag))
            raise
        pieces += self._encoders.header(element.tag, element.VR, len(data)), data

    def _put_too_long(self, element: DataElement, value: Any, charsets: CharacterSets, pieces: list[bytes]) -> None:
        """Encode an element that has outgrown its length field: as UN, in little endian (PS3.5 6.2.2)."""
        code = element.VR
        data = self._by_vr[code].encode(value, ByteOrder.LITTLE, charsets)
        if self._by_vr[code].outgrows(len(data)):
            warn(
                f"The value for the data element {element.tag} exceeds the size of 64 kByte and cannot be written "
                f"in an explicit transfer syntax. The data element VR is changed from '{code}' to 'UN' to allow "
                "saving the data."
            )
        pieces += self._encoders.header(element.tag, code, len(data)), data

    def _put_any(self, element: DataElement, value: Any, charsets: CharacterSets, pieces: list[bytes]) -> None:
        """Encode an element of any VR and value."""
        code = element.VR
        if code not in self._by_vr:
            code = self._chosen_vr(element) if CHOICE in code else code
            value = element.value
        is_undefined_length = element.is_undefined_length
        if type(value) is bytes and is_undefined_length:
            data = value
        elif type(value) is bytes or not isinstance(value, Sequence | IOBase):
            encoder = self._by_vr.get(code)
            if encoder is None:
                raise UnwritableValue("no such VR", found=code)
            data = self._in_our_order(element, encoder.encode(value, self._order, charsets))
        elif isinstance(value, Sequence):
            pieces += self._sequence(element, value)
            return
        else:
            element._check_buffer(value)
            data = piece_of(value)
        tag, header = element.tag, self._encoders.header
        if is_undefined_length:
            if tag == PIXEL_DATA_TAG:
                self._check_fragments(element, value)
            delimiter = self._encoders.item(*SEQUENCE_DELIMITER, 0)
            pieces += header(tag, code, UNDEFINED_LENGTH), data, delimiter
        elif len(data) <= self._by_vr[code].longest:
            pieces += header(tag, code, len(data)), data
        else:
            self._put_too_long(element, value, charsets, pieces)

    def _chosen_vr(self, element: DataElement) -> str:
        """The VR of an element that has a choice of them, which it has from then on.

        Without VRs, what it would be called does not matter; words are written, and the choice is left open.
        """
        assert self._here is not None
        ambiguity = Ambiguity(self._here, self._around(self._here), self.layout.implicit)
        code = ambiguity.vr_of(element)
        if CHOICE in code and self.layout.implicit:
            return next((one for one in code.split(CHOICE) if self._holds(one, element)), code.split(CHOICE)[-1])
        if CHOICE in code:
            raise UnwritableValue(
                f"Cannot write ambiguous VR of '{code}' for data element with tag {element.tag}.\n"
                "Set the correct VR before writing, or use an implicit VR transfer syntax"
            )
        if not self.layout.implicit or isinstance(self.codec.vrs[code].kind, Numbers):
            ambiguity.settle(element, self._order)
        return code

    def _holds(self, code: str, element: DataElement) -> bool:
        """Whether a VR has a form for the value of an element."""
        try:
            self._by_vr[code].encode(element.value, self._order, charsets_of(""))
        except UnwritableValue:
            return False
        return True

    def _check_fragments(self, element: DataElement, value: Any) -> None:
        """UnwritableValue for pixels of undefined length that are no fragments (PS3.5 A.4)."""
        if not begins_with_item(value, self._order):
            raise no_fragments(element)

    def _in_our_order(self, element: DataElement, data: bytes) -> bytes:
        """Words of a value that was read in the other byte order (PS3.5 7.3)."""
        source = element._source
        if source is None or source.layout is self.layout:
            return data
        kind = self.codec.vrs[element.VR].kind if element.VR in self.codec.vrs else None
        if not isinstance(kind, Raw) or source.layout.order is self.layout.order:
            return data
        return kind.reordered(data, source.layout.order, kind.word_size)


def is_list_of_integers(value: Any) -> bool:
    """Whether a value is several whole numbers."""
    return isinstance(value, MultiValue | list) and all(isinstance(one, int) for one in value)


def wrapped(values: Any, kind: Kind) -> list[int]:
    """The values of a LUT descriptor as signed numbers: its number of entries is unsigned (PS3.3 C.11.1.1)."""
    numbers = 1 << 8 * kind.word_size
    return [one - numbers if one >= numbers // 2 else one for one in values]


def no_fragments(element: DataElement) -> UnwritableValue:
    """What to raise where an encapsulated transfer syntax is asked for and pixels are no fragments (PS3.5 A.4)."""
    return UnwritableValue(
        f"The {element.tag} '{element.name}' element value hasn't been encapsulated as required for a "
        "compressed transfer syntax - see pydicom.encaps.encapsulate() for more information"
    )


def begins_with_item(value: Any, order: ByteOrder) -> bool:
    """Whether bytes, or a buffer where it stands, begin with an item, as fragments do (PS3.5 A.4)."""
    first: bytes = grammar.tag_bytes(ITEM, order)
    if is_buffer(value):
        with kept_position(value):
            return read_fully(value, len(first)) == first
    return isinstance(value, bytes | bytearray) and value.startswith(first)
