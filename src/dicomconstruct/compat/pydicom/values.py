"""Face of pydicom.values."""

from __future__ import annotations

from typing import Any

from dicomconstruct.config import RAISE, options
from dicomconstruct.dataelem.representations import CUSTOMIZABLE_CHARSET_VR, VR
from dicomconstruct.dataset.sequence_values import sequence_of
from dicomconstruct.grammar.kinds import Items, Kind, Text
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.parts.byte_values import (
    convert_AE_string,
    convert_ATvalue,
    convert_numbers,
    convert_PN,
    convert_single_string,
    convert_tag,
    convert_text,
    converter_of,
    multi_string,
)
from dicomconstruct.parts.text_decoding import TEXT_DELIMITERS
from dicomconstruct.values import PERSON_NAME, TEXT
from dicomconstruct.values.encodings import character_sets_of

TEXT_VR_DELIMS = set(TEXT_DELIMITERS)
_OF_VRS = {
    "convert_string": converter_of("CS"),
    **{f"convert_{vr}_string": converter_of(vr) for vr in ("DA", "DS", "DT", "IS", "TM", "UR")},
    **{f"convert_{vr}value": converter_of(vr) for vr in ("OB", "OV", "OW")},
    **{f"convert_{vr}": converter_of(vr) for vr in ("UI", "UN")},
}
"""The converters under pydicom's names: of one VR, or of several that are converted alike."""
globals().update(_OF_VRS)

__all__ = [
    "CUSTOMIZABLE_CHARSET_VR",
    "TEXT_VR_DELIMS",
    "convert_AE_string",
    "convert_ATvalue",
    "convert_PN",
    "convert_SQ",
    "convert_numbers",
    "convert_retry_VR_order",
    "convert_single_string",
    "convert_tag",
    "convert_text",
    "convert_value",
    "converters",
    "multi_string",
    *_OF_VRS,
]


def convert_SQ(
    byte_string: bytes,
    is_implicit_VR: bool,
    is_little_endian: bool,
    encoding: list[str] | None = None,
    offset: int = 0,
) -> Any:
    """The items in the bytes of a sequence, which stand at an offset of their file."""
    layout = Layout.of(is_implicit_VR, is_little_endian)
    return sequence_of(bytes(byte_string), layout, character_sets_of(encoding), offset)


def _converter(vr: str) -> Any:
    row = VRS.get(vr)
    if row is None:
        return converter_of("OW")
    if isinstance(row.kind, Items):
        return convert_SQ
    named = {"AE": convert_AE_string, "AT": convert_ATvalue}
    if vr in named:
        return named[vr]
    if _is(row.kind, PERSON_NAME):
        return convert_PN
    if _is(row.kind, TEXT):
        return convert_text if row.kind.split else convert_single_string  # type: ignore[attr-defined]
    return converter_of(vr)


def _is(kind: Kind, converter: object) -> bool:
    return isinstance(kind, Text) and kind.converter is converter


converters: dict[Any, Any] = {vr: _converter(vr) for vr in VR}
"""The converters that `convert_value` calls; changes here affect that function only, not our reader."""

convert_retry_VR_order = [
    "SH", "UL", "SL", "US", "SS", "FL", "FD", "OF", "OB", "UI", "DA", "TM",
    "PN", "IS", "DS", "LT", "SQ", "UN", "AT", "OW", "DT", "UT",
]  # fmt: skip
"""The VRs that `convert_value` tries for a value that has no meaning under its own."""


def convert_value(VR: str, raw_data_element: Any, encodings: Any = None) -> Any:
    """The value of a raw element under a VR, or under another one where it has no meaning.

    Parameters
    ----------
    VR
        The VR.
    raw_data_element
        The raw element.
    encodings
        Names of the Python codecs of its text.

    Raises
    ------
    NotImplementedError
        When there is no converter for the VR.
    MalformedValue
        When the reading validation mode is `config.RAISE` and the value has no meaning under its VR.
    """
    if VR not in converters:
        raise NotImplementedError(f"Unknown Value Representation '{VR}'")
    if isinstance(encodings, str):
        encodings = [encodings]
    try:
        return _converted(VR, raw_data_element, encodings)
    except ValueError:
        if options().reading_mode == RAISE:
            raise
    for other in convert_retry_VR_order:
        if other != VR:
            try:
                return _converted(other, raw_data_element, encodings)
            except (ValueError, TypeError):
                continue
    return raw_data_element.value


def _converted(vr: str, raw: Any, encodings: list[str] | None) -> Any:
    convert = converters[vr]
    row = VRS.get(vr)
    kind = row.kind if row is not None else None
    if isinstance(kind, Items):
        return convert(raw.value, raw.is_implicit_VR, raw.is_little_endian, encodings, raw.value_tell)
    if isinstance(kind, Text) and kind.converter is PERSON_NAME:
        return convert(raw.value, encodings)
    if isinstance(kind, Text) and kind.converter is TEXT:
        return convert(raw.value, encodings, vr)
    return convert(raw.value, raw.is_little_endian)
