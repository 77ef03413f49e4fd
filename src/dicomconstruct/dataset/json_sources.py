"""Sources of elements that a DICOM JSON model holds as base64 or as a URI (PS3.18 F.2.6, F.2.7)."""

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
"""Defined term of UTF-8 (PS3.3 C.12.1.1.2)."""


class GivenBytes(RawSource):
    """Value field in little endian that a model gives for an element; it is written unchanged.

    Parameters
    ----------
    raw
        The element; of VR UN where `vr` was looked up in the dictionary.
    vr
        Its VR.
    data_set
        The data set that holds it.
    charsets
        The character sets of its text.
    """

    __slots__ = ("_charsets",)

    def __init__(self, raw: RawDataElement, vr: str, data_set: Any, charsets: CharacterSets) -> None:
        super().__init__(raw, data_set, ConversionPolicy.here(), {"VR": vr})
        self._charsets = charsets

    @property
    def character_sets(self) -> CharacterSets:
        """The character sets that the model declares for the element."""
        return self._charsets

    def decode(self, element: DataElement) -> Any:
        """The value. MalformedValue, with the tag as path, for bytes that the VR cannot decode."""
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


class GivenWords(GivenBytes):
    """Value field of a VR of words, such as OW; swapped when written in big endian (PS3.5 7.3)."""

    __slots__ = ()

    raw = RawSource.raw


class BulkData(RawSource):
    """URI of a value that was not fetched, because there was no handler (PS3.18 F.2.6).

    The element is empty and is written empty, with a warning; its JSON model has the URI again.

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
        """The empty value of the VR."""
        value = empty_value(self.codec.vrs.get(element.VR))
        return Sequence() if element.VR in self.codec.vrs.holding_items else value

    def raw(self, row: RawDataElement) -> bytes:
        """No bytes, with a warning that the value was not fetched."""
        warn(f"the value of {row.tag} is written empty: no handler fetched it from {self.uri}")
        return b""

    def view(self, element: DataElement) -> memoryview:  # noqa: ARG002
        """No bytes."""
        return memoryview(b"")


def raw_element(tag: BaseTag, vr: str, data: bytes) -> RawDataElement:
    """The raw element of a little endian value field; implicit VR under UN (PS3.5 6.2.2)."""
    return RawDataElement(tag, vr, len(data), data, 0, vr == UNKNOWN, True)


def given(tag: BaseTag, vr: str, data: bytes, data_set: Any, charsets: CharacterSets) -> DataElement:
    """The element of ``InlineBinary`` (PS3.18 F.2.7): with its value if it can be decoded, else with the bytes.

    Parameters
    ----------
    tag, vr
        Those of the element.
    data
        The bytes, in little endian; under UN in implicit VR, decoded as the VR of the dictionary (PS3.5 6.2.2).
    data_set
        The data set that the element is put in; it determines the private creator.
    charsets
        The character sets of its text.

    Raises MalformedJson under a VR that holds items.
    """
    codec = codec_of(data_set)
    if vr in codec.vrs.holding_items:
        raise MalformedJson("a sequence given by bytes", expected=VALUE, found=INLINE_BINARY)
    if vr == UNKNOWN:
        return _unknown(tag, data, data_set, charsets)
    raw = raw_element(tag, vr, data)
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
    """Whether a VR holds words, whose bytes are swapped in big endian (PS3.5 7.3)."""
    return vr in vrs.holding_bytes and vrs[vr].kind.word_size > 1


def _unknown(tag: BaseTag, data: bytes, data_set: Any, charsets: CharacterSets) -> DataElement:
    """The element of bytes under UN; it stays UN if the dictionary says SQ and the bytes are not items."""
    raw = raw_element(tag, UNKNOWN, data)
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
    """The element of what a handler returned for a URI: a value, or its bytes, text in UTF-8 (PS3.18 F.2.2).

    Parameters and errors are those of `given`; WrongJsonType under SQ for a value that is not a list of items.
    """
    vrs = codec_of(data_set).vrs
    if vr in vrs.holding_items and not isinstance(value, list | tuple | Sequence):
        raise WrongJsonType("the items of a sequence must be data sets", found=shown(value))
    if isinstance(value, bytes | bytearray) and (vr not in vrs.holding_bytes or is_of_words(vr, vrs)):
        is_text = vr in vrs and form_of(vrs[vr]).is_of_any_repertoire
        return given(tag, vr, bytes(value), data_set, CharacterSets.of(UNICODE) if is_text else charsets)
    return DataElement(tag, vr, value)
