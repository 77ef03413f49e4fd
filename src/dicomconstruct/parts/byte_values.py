"""pydicom's functions that convert the bytes of a value.

They use the value kinds of the grammar and the current settings (`dicomconstruct.dataelem.decoding`). Functions for
text ignore the byte order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dicomconstruct.config import logger
from dicomconstruct.dataelem.conversion import element_check
from dicomconstruct.dataelem.decoding import NUMBER_STRINGS, ValueSettings, decoder_of
from dicomconstruct.dataelem.validation import problem_of
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, PADDING, STRUCT_TYPECODES, Text, numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.parts.text_decoding import TEXT_DELIMITERS
from dicomconstruct.tag import BaseTag
from dicomconstruct.validity import report
from dicomconstruct.values import MultiValue, PersonName
from dicomconstruct.values.encodings import DEFAULT_ENCODING, character_sets_of, decode_bytes, known_encodings

SEPARATOR = "\\"
TEXT_PADDING = " \0"
_TAG = VRS["AT"]
assert _TAG.max_length is not None
TAG_LENGTH = _TAG.max_length


def decoded(vr: str, byte_string: bytes, is_little_endian: bool) -> Any:
    """Decode bytes under a VR; text is in the default repertoire.

    Raises MalformedValue for malformed bytes, and for text that is not a number under DS and IS.
    """
    row = VRS[vr]
    decoder = decoder_of(row, ByteOrder.of(is_little_endian), ValueSettings.here())
    value = decoder.value(bytes(byte_string), DEFAULT_CHARACTER_SETS)
    if isinstance(row.kind, Text) and row.kind.converter.name in NUMBER_STRINGS:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str):
                raise MalformedValue("could not convert string to a number", found=repr(one))
    return decoder.several(value) if type(value) is list else value


def converter_of(vr: str) -> Callable[..., Any]:
    """A function ``convert(byte_string, is_little_endian, struct_format=None)`` for a VR."""

    def convert(byte_string: bytes, is_little_endian: bool, struct_format: str | None = None) -> Any:  # noqa: ARG001
        return decoded(vr, byte_string, is_little_endian)

    convert.__doc__ = f"""Decode bytes under {vr}. Raises MalformedValue for malformed bytes."""
    return convert


def convert_numbers(byte_string: bytes, is_little_endian: bool, struct_format: str) -> Any:
    """Decode binary numbers.

    Parameters
    ----------
    byte_string
        The bytes.
    is_little_endian
        Their byte order.
    struct_format
        A typecode of the `array` module, such as ``"H"``, or the letter of `struct` for it, as ``"l"`` for ``"i"``.

    Raises
    ------
    MalformedValue
        When the length is not a multiple of the size of a number.
    """
    typecode = STRUCT_TYPECODES.get(struct_format, struct_format)
    value = numbers(typecode).decode(bytes(byte_string), ByteOrder.of(is_little_endian), DEFAULT_CHARACTER_SETS)
    return "" if value is None else value


def convert_tag(byte_string: bytes, is_little_endian: bool, offset: int = 0) -> BaseTag:
    """The tag at an offset. MalformedValue for fewer than four bytes."""
    raw = bytes(byte_string[offset : offset + TAG_LENGTH])
    if len(raw) < TAG_LENGTH:
        raise MalformedValue("byte string too short for a tag", expected=TAG_LENGTH, found=len(raw))
    tag: BaseTag = _TAG.kind.decode(raw, ByteOrder.of(is_little_endian), DEFAULT_CHARACTER_SETS)
    return tag


def convert_ATvalue(  # noqa: N802
    byte_string: bytes,
    is_little_endian: bool,
    struct_format: str | None = None,  # noqa: ARG001
) -> Any:
    """Decode tags; bytes in excess are logged and ignored."""
    length = len(byte_string)
    if length % TAG_LENGTH:
        logger.warning("Expected length to be multiple of 4 for VR 'AT', got length %d", length)
    tags = [
        convert_tag(byte_string, is_little_endian, start) for start in range(0, length - TAG_LENGTH + 1, TAG_LENGTH)
    ]
    return tags[0] if len(tags) == 1 else MultiValue.of(tags, element=element_check("AT"))


def convert_AE_string(  # noqa: N802
    byte_string: bytes,
    is_little_endian: bool,
    struct_format: str | None = None,  # noqa: ARG001
) -> Any:
    """Decode application entity titles, without the insignificant spaces around them (PS3.5 6.2)."""
    return decoded("AE", byte_string, is_little_endian)


def multi_string(val: str, valtype: Callable[[str], Any] | None = None) -> Any:
    """Split text at backslashes; a single value is not a list.

    Parameters
    ----------
    val
        The text; trailing padding is removed.
    valtype
        Converts each value; None for text.
    """
    parts = val.rstrip(TEXT_PADDING).split(SEPARATOR)
    made = parts if valtype is None else [valtype(part) for part in parts]
    return made[0] if len(made) == 1 else MultiValue.of(made, element=valtype or str)


def convert_single_string(byte_string: bytes, encodings: Sequence[str] | None = None, vr: str | None = None) -> str:
    """Decode text in which a backslash is a character.

    Parameters
    ----------
    byte_string
        The bytes.
    encodings
        Names of Python codecs, that of value 1 of Specific Character Set first; None for the default repertoire.
    vr
        The VR that validates the text; None for no validation.

    Raises
    ------
    UnicodeDecodeError
        For undecodable bytes under `config.RAISE`; UnknownCharacterSet for an unknown codec, MalformedValue for
        text that the VR does not allow.
    """
    used = encodings or [DEFAULT_ENCODING]
    text = decode_bytes(bytes(byte_string).rstrip(PADDING), used, TEXT_DELIMITERS).rstrip(TEXT_PADDING)
    _checked(vr, text)
    return text


def _checked(vr: str | None, text: str) -> None:
    if vr is not None:
        mode = ValueSettings.here().mode
        report(problem_of(vr, text) if mode else "", mode, MalformedValue)


def convert_text(byte_string: bytes, encodings: Sequence[str] | None = None, vr: str | None = None) -> Any:
    """Decode text of one or several values; parameters and errors as of `convert_single_string`."""
    parts = _parts(byte_string, encodings)
    texts = [convert_single_string(part, encodings, vr) for part in parts]
    return texts[0] if len(texts) == 1 else MultiValue.of(texts, element=element_check(vr or ""))


def convert_PN(byte_string: bytes, encodings: Sequence[str] | None = None) -> Any:  # noqa: N802
    """Decode one or several person names; parameters and errors as of `convert_single_string`."""
    used = encodings or [DEFAULT_ENCODING]
    names = [PersonName(part.rstrip(PADDING), used) for part in _parts(byte_string, encodings)]
    return names[0] if len(names) == 1 else MultiValue.of(names, element=element_check("PN"))


def _parts(byte_string: bytes, encodings: Sequence[str] | None) -> list[bytes]:
    charsets = character_sets_of(known_encodings(encodings or [DEFAULT_ENCODING]))
    return charsets.split(bytes(byte_string).rstrip(PADDING))
