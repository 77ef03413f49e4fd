"""Conversion of element values to the entries of ``Value`` in the DICOM JSON model (PS3.18 F.2.3 to F.2.5).

The ``usual_*`` functions convert a list of ordinary values at once, the ``*_entry`` functions any single value.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite, isnan
from numbers import Integral, Real
from typing import Any

from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import (
    DA,
    DT,
    IS,
    TM,
    DSfloat,
    ISfloat,
    MultiValue,
    PersonName,
    Text,
)
from dicomconstruct.values.integer_string import IS_RANGE
from dicomconstruct.values.number_text import DS_MAX_BYTES
from dicomconstruct.values.person_name import DELIMITERS

VALUE, BULK_DATA_URI, INLINE_BINARY = "Value", "BulkDataURI", "InlineBinary"
VALUE_KEYS = (VALUE, BULK_DATA_URI, INLINE_BINARY)
RAW_VALUE, WIRE_VR = "RawValue", "WireVR"
UNDEFINED_LENGTH, UNDEFINED_LENGTH_ITEMS = "UndefinedLength", "UndefinedLengthItems"
SPELLING_KEYS = frozenset((RAW_VALUE, WIRE_VR, UNDEFINED_LENGTH, UNDEFINED_LENGTH_ITEMS))
"""Names outside the standard that say how an element was encoded (`json_spelling`)."""
ALPHABETIC = "Alphabetic"
NAME_GROUPS = (ALPHABETIC, "Ideographic", "Phonetic")
"""The component groups of a name (PS3.18 F.2.2)."""
NOT_A_NUMBER, INFINITY, MINUS_INFINITY = "NaN", "Infinity", "-Infinity"
"""Strings for numbers that JSON cannot express; fo-dicom, dicom-rs and Azure write the same."""
EXACT_DIGITS = 15
"""Decimal strings of at most so many digits survive conversion to a 64-bit float and back."""
BEYOND_EXACT_DIGITS = 10.0**EXACT_DIGITS
LARGEST_EXACT = (1 << 53) - 1
"""Readers that parse each number as a 64-bit float, such as JavaScript, round larger whole numbers."""
LOWEST_IS, LARGEST_IS = IS_RANGE[0], IS_RANGE[-1]
SEPARATOR = "\\"
"""Separates the values of text in a file (PS3.5 6.4)."""
REPLACEMENT = "\ufffd"
"""Replaces undecodable bytes in text."""
VR_CODE = re.compile("[A-Z]{2}")
SPELT_AS_TEXT = (int, float, DA, DT, TM)
Entries = list[Any]


class NoEntry(MalformedValue):
    """A value without JSON entry; the model can hold its bytes instead."""


@lru_cache(maxsize=1 << 13)
def key_of(tag: BaseTag) -> str:
    """Eight hexadecimal digits (PS3.18 F.2.2)."""
    return f"{tag:08X}"


def encoded(data: bytes | memoryview) -> str:
    """Bytes in base64."""
    return str(b2a_base64(data, newline=False), "ascii")


def no_entries(value: None) -> Entries:  # noqa: ARG001
    """The entries of an empty value."""
    return []


def usual_texts(values: list[Any]) -> Entries | None:
    """The entries of ASCII texts."""
    try:
        text = SEPARATOR.join(values)
    except TypeError:
        return None
    if not text.isascii():
        return None
    texts = text.split(SEPARATOR) if values else []
    return [one or None for one in texts] if "" in texts else texts


def usual_whole_numbers(values: list[Any]) -> Entries | None:
    """The entries of whole numbers of up to 32 bits."""
    try:
        return values if type(sum(values)) is int else None
    except TypeError:
        return None


def usual_large_numbers(values: list[Any]) -> Entries | None:
    """The entries of whole numbers that are exact as 64-bit floats."""
    is_usual = usual_whole_numbers(values) is not None and bool(values)
    return values if is_usual and min(values) >= -LARGEST_EXACT and max(values) <= LARGEST_EXACT else None


def usual_floats(values: list[Any]) -> Entries | None:
    """The entries of finite numbers."""
    try:
        made = list(map(float, values))
    except (TypeError, ValueError, OverflowError):
        return None
    return made if isfinite(sum(made)) else None


def usual_decimal_strings(values: list[Any]) -> Entries | None:
    """The entries of decimal strings that are exact as 64-bit floats."""
    made = []
    for one in values:
        if type(one) is not DSfloat:
            return None
        number, spelling = float(one), one.original_string
        size = DS_MAX_BYTES + 1 if spelling is None else len(spelling)
        if size > EXACT_DIGITS and (size > DS_MAX_BYTES or abs(number) >= BEYOND_EXACT_DIGITS):
            return None
        made.append(number)
    return made if isfinite(sum(made)) else None


def usual_integer_strings(values: list[Any]) -> Entries | None:
    """The entries of integer strings in range."""
    made = []
    for one in values:
        if type(one) is not IS or not LOWEST_IS <= one <= LARGEST_IS:
            return None
        made.append(int(one))
    return made


def usual_person_names(values: list[Any]) -> Entries | None:
    """The entries of ASCII names."""
    if set(map(type, values)) == {PersonName} and "".join(values).isascii():
        return [name_entry(one) if one else None for one in values]
    return None


def usual_tags(values: list[Any]) -> Entries | None:
    """The entries of tags."""
    return list(map(key_of, values)) if set(map(type, values)) == {BaseTag} else None


def entries_of(make: Callable[[Any], Any], value: Any) -> Entries:
    """The entries of any value, [] for an empty one; `make` gives the entry of one value.

    Raises NoEntry for a value without entry.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    values = list(value) if isinstance(value, MultiValue | list | tuple) else [value]
    made = [None if one is None or (isinstance(one, str) and not one) else make(one) for one in values]
    return [] if made == [None] else made


def is_of_numbers(value: Any) -> bool:
    """Whether all values of a DS or IS are numbers that the VR allows, or empty."""
    values = value if isinstance(value, MultiValue | list | tuple) else [value]
    return not any(isinstance(one, ISfloat | str) and one != "" for one in values)


def beyond_ascii(entries: Entries) -> list[str]:
    """The texts among entries that have characters beyond ASCII."""
    texts = [text for one in entries for text in (one.values() if isinstance(one, dict) else (one,))]
    return [text for text in texts if isinstance(text, str) and not text.isascii()]


def name_entry(name: str) -> dict[str, str]:
    """The component groups of a name that are not empty. NoEntry for more than three groups (PS3.5 6.2)."""
    if "=" not in name:
        return {ALPHABETIC: str(name)}
    groups = name.split("=")
    while len(groups) > len(NAME_GROUPS):
        if groups.pop():
            raise NoEntry("more component groups than a name has", expected=len(NAME_GROUPS), found=name)
    return {key: group for key, group in zip(NAME_GROUPS, groups, strict=False) if group}


def any_name_entry(value: Any) -> dict[str, str] | None:
    """The component groups of a name or a text; None where all are empty."""
    return name_entry(text_entry(value)) or None


def text_entry(value: Any) -> str:
    """The text of a value. NoEntry for undecodable bytes and for values that are not text."""
    if isinstance(value, Text) and REPLACEMENT in value and not _is_decodable(value):
        raise NoEntry("text with bytes that have no meaning", found=repr(value))
    if isinstance(value, (str, *SPELT_AS_TEXT)):
        return str(value)
    raise NoEntry("no text", found=type(value).__name__)


def _is_decodable(text: Text) -> bool:
    """Whether the bytes that a text was read from can be decoded."""
    if text.raw is None or text.charsets is None:
        return True
    try:
        text.charsets.decode(text.raw, delimiters=DELIMITERS if isinstance(text, PersonName) else b"")
    except DicomError:
        return False
    return True


def decimal_entry(value: Any) -> float | str:
    """A number where a 64-bit float equals the decimal string, else its text (PS3.18 F.2.3)."""
    if isinstance(value, str):
        return ascii_entry(value)
    spelling = getattr(value, "original_string", None)
    if spelling is None:
        return double_entry(value)
    text = str(spelling).strip(" \0")
    number = float(text)
    return number if isfinite(number) and len(text) <= DS_MAX_BYTES and _is_same(text, number) else text


def _is_same(text: str, number: float) -> bool:
    """Whether the shortest spelling of a float is the same number as a text."""
    try:
        return Decimal(text) == Decimal(repr(number))
    except InvalidOperation:
        return False


def integer_entry(value: Any) -> int | str:
    """A whole number where it is in the range of IS, else its text (PS3.18 F.2.3)."""
    if isinstance(value, str):
        return ascii_entry(value)
    if isinstance(value, ISfloat) or (isinstance(value, IS) and not LOWEST_IS <= value <= LARGEST_IS):
        return str(value).strip(" \0")
    return _whole(value)


def ascii_entry(text: str) -> str:
    """ASCII text. NoEntry for any other."""
    if text.isascii():
        return text
    raise NoEntry("text beyond the default repertoire", found=repr(text))


def ascii_text_entry(value: Any) -> str:
    """The text of a value; NoEntry as for `text_entry` and `ascii_entry`."""
    return ascii_entry(text_entry(value))


def _whole(value: Any) -> int:
    if isinstance(value, Integral) or (
        isinstance(value, float | Decimal) and isfinite(value) and value == int(value)
    ):
        return int(value)
    raise NoEntry("no whole number", found=repr(value))


def exact_entry(value: Any) -> int | str:
    """A whole number; its text where readers would round it (PS3.18 F.2.3)."""
    number = _whole(value)
    return number if -LARGEST_EXACT <= number <= LARGEST_EXACT else str(number)


def double_entry(value: Any) -> float | str:
    """A number, or the string for one that JSON cannot express. NoEntry for any other value."""
    if not isinstance(value, Real | Decimal):
        raise NoEntry("no number", found=repr(value))
    number = float(value)
    return number if isfinite(number) else word_of(number)


def word_of(number: float) -> str:
    """The string for a number that JSON cannot express."""
    return NOT_A_NUMBER if isnan(number) else INFINITY if number > 0 else MINUS_INFINITY


def tag_entry(value: Any) -> str:
    """Eight hexadecimal digits. NoEntry for a value that is no tag."""
    try:
        return key_of(Tag(value))
    except (TypeError, ValueError) as error:
        raise NoEntry("no tag", found=repr(value)) from error


def any_entry(value: Any) -> Any:
    """The entry of a value under a VR that the standard does not have, or under a choice of VRs."""
    if isinstance(value, bool | bytes | Sequence):
        raise NoEntry("no text or number", found=type(value).__name__)
    if isinstance(value, Integral):
        return exact_entry(value)
    return double_entry(value) if isinstance(value, Real | Decimal) else text_entry(value)
