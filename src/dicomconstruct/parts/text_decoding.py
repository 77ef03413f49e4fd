"""Decode elements whose text is bytes under a Specific Character Set (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dicomconstruct.config import IGNORE
from dicomconstruct.dataelem.element import DataElement
from dicomconstruct.grammar.kinds import PADDING, SEPARATOR, Items, Text
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.values import PERSON_NAME, TEXT, MultiValue, PersonName
from dicomconstruct.values.encodings import character_sets_of, convert_encodings, decode_bytes

TEXT_DELIMITERS = b"\t\n\f\r"
"""Control characters that reset the character sets to those of value 1 (PS3.5 6.1.2.5.3)."""


def decode_element(elem: DataElement, dicom_character_set: str | Iterable[str] | None) -> None:
    """Decode the value of an element in place: bytes to text, names again, and the elements of items.

    Parameters
    ----------
    elem
        The element; one without text that depends on the character set is left unchanged.
    dicom_character_set
        The values of Specific Character Set.

    Raises
    ------
    UnicodeDecodeError
        For undecodable bytes under `config.RAISE`; UnknownCharacterSet for an unknown term.
    """
    if elem.is_empty:
        return
    encodings = convert_encodings(dicom_character_set)
    row = VRS.get(elem.VR)
    kind = row.kind if row is not None else None
    value = elem.value
    if isinstance(kind, Items):
        for item in value:
            item.decode()
    elif isinstance(kind, Text) and kind.converter is PERSON_NAME:
        if isinstance(value, PersonName) and value.raw is not None:
            parts = character_sets_of(encodings).split(value.raw)
            if len(parts) > 1:
                value = [PersonName(part, validation_mode=IGNORE) for part in parts]
        elem.value = _each(value, encodings, _name)
    elif isinstance(kind, Text) and kind.converter is TEXT:
        if isinstance(value, bytes) and kind.split and SEPARATOR in value:
            value = character_sets_of(encodings).split(value)
        elem.value = _each(value, encodings, _text)


def _each(value: Any, encodings: list[str], decode: Any) -> Any:
    if isinstance(value, MultiValue | list):
        return [decode(one, encodings) for one in value]
    return decode(value, encodings)


def _name(value: Any, encodings: list[str]) -> Any:
    return value.decode(encodings) if isinstance(value, PersonName) else value


def _text(value: Any, encodings: list[str]) -> Any:
    return decode_bytes(value.rstrip(PADDING), encodings, TEXT_DELIMITERS) if isinstance(value, bytes) else value
