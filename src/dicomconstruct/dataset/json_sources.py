"""Elements that a DICOM JSON model gives by bytes or by a URI, and what they have for a source (PS3.18 F.2)."""

from __future__ import annotations

from typing import Any

from dicomconstruct.config import RAISE
from dicomconstruct.dataelem import DataElement, RawDataElement, empty_value
from dicomconstruct.dataelem.decoding import ValueSettings
from dicomconstruct.dataelem.hooks import ConversionPolicy, codec_of, convert_value
from dicomconstruct.dataset.json_forms import form_of
from dicomconstruct.dataset.json_values import INLINE_BINARY, VALUE
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.errors import DicomError, MalformedJson, WrongJsonType, shown
from dicomconstruct.grammar.vrs import VRTable
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import UNKNOWN
from dicomconstruct.validity import warn
from dicomconstruct.values import CharacterSets

UNICODE = "ISO_IR 192"
"""The Specific Character Set that holds any text (PS3.3 C.12.1.1.2)."""


class GivenBytes(RawSource):
    """Bytes that a model gives for an element under a VR, in little endian; they are written as they are.

    Parameters
    ----------
    raw
        The element.
    vr
        Its VR, which `raw` does not have where it is UN.
    data_set
        The data set that it stands in.
    charsets
        The character sets of its text.
    """

    __slots__ = ("_charsets",)

    def __init__(self, raw: RawDataElement, vr: str, data_set: Any, charsets: CharacterSets) -> None:
        super().__init__(raw, data_set, ConversionPolicy.here(), {"VR": vr})
        self._charsets = charsets

    @property
    def character_sets(self) -> CharacterSets:
        """Those that the model has around the bytes."""
        return self._charsets

    def decode(self, element: DataElement) -> Any:
        """The value. MalformedValue, with the tag as path, where the bytes have no meaning under the VR."""
        try:
            return super().decode(element)
        except DicomError as error:
            error.locate(str(element.tag))
            raise

    def raw(self, row: RawDataElement) -> bytes:
        """The bytes of the value."""
        return row.value or b""

    def view(self, element: DataElement) -> memoryview:
        """The bytes of the value without padding."""
        return memoryview(element._row.value or b"")

    def element(self) -> DataElement:
        """The element that has these bytes."""
        return DataElement._read(self._raw.tag, self._data["VR"], self._raw, self)


class GivenWords(GivenBytes):
    """Words that a model gives under a VR of bytes; they swap where another byte order is written (PS3.5 7.3)."""

    __slots__ = ()

    def raw(self, row: RawDataElement) -> bytes:
        """The bytes of the value, padded to an even length."""
        return self.codec.vrs[self._data["VR"]].kind.padded(row.value or b"")


class BulkData(RawSource):
    """The URI that a model has in the place of a value which no handler was there to fetch (PS3.18 F.2.6).

    The element is empty, and is written so, with a warning; its own model has the URI again.

    Parameters
    ----------
    uri
        The URI.
    tag, vr
        Those of the element.
    data_set
        The data set that it stands in.
    """

    __slots__ = ("uri",)

    def __init__(self, uri: str, tag: BaseTag, vr: str, data_set: Any) -> None:
        super().__init__(
            RawDataElement(tag, vr, 0, None, 0, False, True), data_set, ConversionPolicy.here(), {"VR": vr}
        )
        self.uri = uri

    def decode(self, element: DataElement) -> Any:
        """The value of an empty element of the VR."""
        value = empty_value(self.codec.vrs.get(element.VR))
        return Sequence() if element.VR in self.codec.vrs.holding_items else value

    def raw(self, row: RawDataElement) -> bytes:
        """No bytes, with a warning that they are elsewhere."""
        warn(f"the value of {row.tag} is written empty: no handler fetched it from {self.uri}")
        return b""

    def view(self, element: DataElement) -> memoryview:  # noqa: ARG002
        """No bytes."""
        return memoryview(b"")

    def element(self) -> DataElement:
        """The element that stands for what is behind the URI."""
        return DataElement._read(self._raw.tag, self._data["VR"], self._raw, self)


def given(tag: BaseTag, vr: str, data: bytes, data_set: Any, charsets: CharacterSets) -> DataElement:
    """The element of ``InlineBinary`` (PS3.18 F.2.7): its value where the bytes have one, else the bytes.

    Parameters
    ----------
    tag, vr
        Those of the element.
    data
        The bytes, in little endian; under UN in implicit VR, and of the VR that the dictionary knows (PS3.5 6.2.2).
    data_set
        The data set that it is put in, which tells its private creator.
    charsets
        The character sets of its text.

    Raises MalformedJson under a VR that holds items.
    """
    codec = codec_of(data_set)
    if vr in codec.vrs.holding_items:
        raise MalformedJson("a sequence given by bytes", expected=VALUE, found=INLINE_BINARY)
    if vr == UNKNOWN:
        return _unknown(tag, data, data_set, charsets)
    raw = RawDataElement(tag, vr, len(data), data, 0, False, True)
    if is_of_words(vr, codec.vrs):
        return GivenWords(raw, vr, data_set, charsets).element()
    if vr in codec.vrs.holding_bytes or vr not in codec.vrs:
        return DataElement(tag, vr, data)
    try:
        value = convert_value(vr, raw, charsets, ValueSettings.here()._replace(mode=RAISE), codec)
    except DicomError:
        return GivenBytes(raw, vr, data_set, charsets).element()
    return DataElement(tag, vr, value, already_converted=True)


def is_of_words(vr: str, vrs: VRTable) -> bool:
    """Whether a VR holds bytes whose order depends on the byte order (PS3.5 7.3)."""
    return vr in vrs.holding_bytes and vrs[vr].kind.word_size > 1


def _unknown(tag: BaseTag, data: bytes, data_set: Any, charsets: CharacterSets) -> DataElement:
    """The element of bytes under UN; it stays UN where the dictionary knows a sequence and the bytes are none."""
    raw = RawDataElement(tag, UNKNOWN, len(data), data, 0, True, True)
    codec, hooks = codec_of(data_set), ConversionPolicy.here().hooks
    found: dict[str, Any] = {}
    hooks.vr(raw, found, encoding=None, ds=data_set, **hooks.kwargs)
    vr = str(found["VR"])
    if vr == UNKNOWN:
        return DataElement(tag, UNKNOWN, data)
    if vr not in codec.vrs.holding_items:
        return GivenBytes(raw, vr, data_set, charsets).element()
    try:
        return DataElement(tag, vr, convert_value(vr, raw, charsets, codec=codec))
    except DicomError:
        return DataElement(tag, UNKNOWN, data)


def fetched(tag: BaseTag, vr: str, value: Any, data_set: Any, charsets: CharacterSets) -> DataElement:
    """The element of what a handler gave for a URI: a value, or its bytes, those of text in UTF-8 (PS3.18 F.2.2).

    Parameters and errors are those of `given`, and WrongJsonType where the VR holds items and the value none.
    """
    vrs = codec_of(data_set).vrs
    if vr in vrs.holding_items and not isinstance(value, list | tuple | Sequence):
        raise WrongJsonType("the items of a sequence must be data sets", found=shown(value))
    if isinstance(value, bytes | bytearray) and (vr not in vrs.holding_bytes or is_of_words(vr, vrs)):
        is_text = vr in vrs and form_of(vrs[vr]).is_of_any_repertoire
        return given(tag, vr, bytes(value), data_set, CharacterSets.of(UNICODE) if is_text else charsets)
    return DataElement(tag, vr, value)
