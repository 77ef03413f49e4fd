"""Values in the DICOM JSON model (PS3.18 F.2.3 to F.2.5): the entries of ``Value``.

What reading gives for ordinary values is turned into entries a list at a time; what is unusual is looked at one
value at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from math import isfinite, isnan
from numbers import Integral, Real
from typing import Any

from dicomconstruct.dataelem import FLOAT_VRS, INTEGER_VRS, TEXT_VRS
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    DA,
    DT,
    IS,
    PERSON_NAME,
    TEXT,
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
"""Names beside those of the standard, under which a model has how an element was encoded (`json_spelling`)."""
ALPHABETIC = "Alphabetic"
NAME_GROUPS = (ALPHABETIC, "Ideographic", "Phonetic")
"""The component groups of a name (PS3.18 F.2.2)."""
NOT_A_NUMBER, INFINITY, MINUS_INFINITY = "NaN", "Infinity", "-Infinity"
"""How numbers stand in a model that JSON has no number for; fo-dicom, dicom-rs and Azure write the same."""
EXACT_DIGITS = 15
"""Decimal strings of so many digits are the same number after a way through a 64-bit float."""
BEYOND_EXACT_DIGITS = 10.0**EXACT_DIGITS
LARGE_INTEGER_VRS = ("SV", "UV")
LARGEST_EXACT = (1 << 53) - 1
"""Readers that make a 64-bit float of each number, as JavaScript does, round larger whole numbers."""
LOWEST_IS, LARGEST_IS = IS_RANGE[0], IS_RANGE[-1]
SEPARATOR = "\\"
"""Between the values of text in a file (PS3.5 6.4), and hence in none of them."""
REPLACEMENT = "\ufffd"
"""Stands in text for bytes that have no meaning."""
VR_CODE = re.compile("[A-Z]{2}")
PLAIN_TEXT = TEXT_VRS - {"PN"}
"""The VRs whose values are JSON strings as they are."""
NUMBERS_IN_TEXT = ("DS", "IS")
IN_ANY_REPERTOIRE = frozenset(
    code for code, row in VRS.items() if getattr(row.kind, "converter", None) in (TEXT, PERSON_NAME)
)
"""The VRs whose text Specific Character Set concerns (PS3.5 6.1.2.2)."""
SPELT_AS_TEXT = (int, float, DA, DT, TM)
Entries = list[Any]


class NoEntry(MalformedValue):
    """A value that the model has no entry for; its bytes can stand for it."""


@lru_cache(maxsize=1 << 13)
def key_of(tag: BaseTag) -> str:
    """Eight hexadecimal digits (PS3.18 F.2.2)."""
    return f"{tag:08X}"


def _nothing(vr: str, value: None) -> Entries:  # noqa: ARG001
    return []


def _text(vr: str, value: str) -> Entries | None:
    if vr in PLAIN_TEXT and value.isascii():
        return [value] if value else []
    return None


def _whole_number(vr: str, value: int) -> Entries | None:
    return [value] if vr in INTEGER_VRS and -LARGEST_EXACT <= value <= LARGEST_EXACT else None


def _float(vr: str, value: float) -> Entries | None:
    return [value] if vr in FLOAT_VRS and isfinite(value) else None


def _decimal_string(vr: str, value: DSfloat) -> Entries | None:
    spelling = value.original_string
    if spelling is None or len(spelling) > EXACT_DIGITS or vr != "DS":
        return _decimal_strings([value]) if vr == "DS" else None
    number = float(value)
    return [number] if isfinite(number) else None


def _integer_string(vr: str, value: IS) -> Entries | None:
    number = int(value)
    return [number] if vr == "IS" and LOWEST_IS <= number <= LARGEST_IS else None


def _person_name(vr: str, value: PersonName) -> Entries | None:
    if vr == "PN" and value.isascii():
        return [name_entry(value)] if value else []
    return None


def _tag(vr: str, value: BaseTag) -> Entries | None:
    return [key_of(value)] if vr == "AT" else None


def _several(vr: str, value: Any) -> Entries | None:
    make = SEVERAL.get(vr)
    return None if make is None else make(list(value))


def _texts(values: list[Any]) -> Entries | None:
    try:
        text = SEPARATOR.join(values)
    except TypeError:
        return None
    if not text.isascii():
        return None
    texts = text.split(SEPARATOR) if values else []
    return [one or None for one in texts] if "" in texts else texts


def _whole_numbers(values: list[Any]) -> Entries | None:
    try:
        return values if type(sum(values)) is int else None
    except TypeError:
        return None


def _large_numbers(values: list[Any]) -> Entries | None:
    is_usual = _whole_numbers(values) is not None and values and in_exact_range(values)
    return values if is_usual else None


def in_exact_range(values: list[int]) -> bool:
    """Whether all whole numbers are exact as 64-bit floats."""
    return min(values) >= -LARGEST_EXACT and max(values) <= LARGEST_EXACT


def _floats(values: list[Any]) -> Entries | None:
    try:
        made = list(map(float, values))
    except (TypeError, ValueError, OverflowError):
        return None
    return made if isfinite(sum(made)) else None


def _decimal_strings(values: list[Any]) -> Entries | None:
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


def _integer_strings(values: list[Any]) -> Entries | None:
    made = []
    for one in values:
        if type(one) is not IS or not LOWEST_IS <= one <= LARGEST_IS:
            return None
        made.append(int(one))
    return made


def _person_names(values: list[Any]) -> Entries | None:
    if set(map(type, values)) == {PersonName} and "".join(values).isascii():
        return [name_entry(one) if one else None for one in values]
    return None


def _tags(values: list[Any]) -> Entries | None:
    return list(map(key_of, values)) if set(map(type, values)) == {BaseTag} else None


USUAL: dict[type, Callable[[str, Any], Entries | None]] = {
    BaseTag: _tag,
    DSfloat: _decimal_string,
    IS: _integer_string,
    MultiValue: _several,
    PersonName: _person_name,
    UID: _text,
    float: _float,
    int: _whole_number,
    list: _several,
    str: _text,
    type(None): _nothing,
}
"""What gives the entries of ordinary values by type: none for an empty one, None for one that needs a closer look.

Text beyond ASCII always needs one: its character set has to be declared.
"""
SEVERAL: dict[str, Callable[[list[Any]], Entries | None]] = {
    **dict.fromkeys(PLAIN_TEXT, _texts),
    **dict.fromkeys(INTEGER_VRS, _whole_numbers),
    **dict.fromkeys(LARGE_INTEGER_VRS, _large_numbers),
    "AT": _tags,
    "DS": _decimal_strings,
    **dict.fromkeys(FLOAT_VRS, _floats),
    "IS": _integer_strings,
    "PN": _person_names,
}


def unusual_entries(vr: str, value: Any) -> Entries:
    """The entries of any value, none for an empty one, each looked at by itself.

    Raises NoEntry for a value that is not to be told by entries.
    """
    if hasattr(value, "tolist"):
        value = value.tolist()
    values = list(value) if isinstance(value, MultiValue | list | tuple) else [value]
    make = ENTRIES.get(vr, _any_entry)
    made = [None if one is None or (isinstance(one, str) and not one) else make(one) for one in values]
    if vr in PLAIN_TEXT - IN_ANY_REPERTOIRE and not all(one is None or one.isascii() for one in made):
        raise NoEntry("text beyond the default repertoire", found=vr)
    return [] if made == [None] else made


def is_of_numbers(value: Any) -> bool:
    """Whether the values of a DS or IS are numbers that their VR allows, or missing."""
    values = value if isinstance(value, MultiValue | list | tuple) else [value]
    return not any(isinstance(one, ISfloat | str) and one != "" for one in values)


def beyond_ascii(entries: Entries) -> list[str]:
    """The texts among the entries of text that are not of ASCII characters alone."""
    texts = [text for one in entries for text in (one.values() if isinstance(one, dict) else (one,))]
    return [text for text in texts if isinstance(text, str) and not text.isascii()]


def name_entry(name: str) -> dict[str, str]:
    """The component groups of a name that are not empty. NoEntry for a name of more groups than there are."""
    if "=" not in name:
        return {ALPHABETIC: str(name)}
    groups = name.split("=")
    while len(groups) > len(NAME_GROUPS):
        if groups.pop():
            raise NoEntry("more component groups than a name has", expected=len(NAME_GROUPS), found=name)
    return {key: group for key, group in zip(NAME_GROUPS, groups, strict=False) if group}


def _name_entry(value: Any) -> dict[str, str] | None:
    return name_entry(_text_entry(value)) or None


def _text_entry(value: Any) -> str:
    if isinstance(value, Text) and REPLACEMENT in value and not _is_decodable(value):
        raise NoEntry("text with bytes that have no meaning", found=repr(value))
    if isinstance(value, (str, *SPELT_AS_TEXT)):
        return str(value)
    raise NoEntry("no text", found=type(value).__name__)


def _is_decodable(text: Text) -> bool:
    """Whether the bytes that a text was read from have a meaning."""
    if text.raw is None or text.charsets is None:
        return True
    try:
        text.charsets.decode(text.raw, delimiters=DELIMITERS if isinstance(text, PersonName) else b"")
    except DicomError:
        return False
    return True


def _decimal_entry(value: Any) -> float | str:
    """A number where it is the decimal string's, else its text (PS3.18 F.2.3)."""
    if isinstance(value, str):
        return _ascii_entry(value)
    spelling = getattr(value, "original_string", None)
    if spelling is None:
        return _double_entry(value)
    text = str(spelling).strip(" \0")
    number = float(text)
    return number if isfinite(number) and len(text) <= DS_MAX_BYTES and _is_same(text, number) else text


def _is_same(text: str, number: float) -> bool:
    """Whether the shortest spelling of a float says the same number as a text."""
    try:
        return Decimal(text) == Decimal(repr(number))
    except InvalidOperation:
        return False


def _integer_entry(value: Any) -> int | str:
    if isinstance(value, str):
        return _ascii_entry(value)
    if isinstance(value, ISfloat) or (isinstance(value, IS) and not LOWEST_IS <= value <= LARGEST_IS):
        return str(value).strip(" \0")
    return _whole(value)


def _ascii_entry(text: str) -> str:
    """The text of what is no number."""
    if text.isascii():
        return text
    raise NoEntry("text beyond the default repertoire", found=repr(text))


def _whole(value: Any) -> int:
    if isinstance(value, Integral) or (
        isinstance(value, float | Decimal) and isfinite(value) and value == int(value)
    ):
        return int(value)
    raise NoEntry("no whole number", found=repr(value))


def _exact(value: Any) -> int | str:
    """A whole number, as text where readers would round it (PS3.18 F.2.3)."""
    number = _whole(value)
    return number if -LARGEST_EXACT <= number <= LARGEST_EXACT else str(number)


def _double_entry(value: Any) -> float | str:
    if not isinstance(value, Real | Decimal):
        raise NoEntry("no number", found=repr(value))
    number = float(value)
    return number if isfinite(number) else word_of(number)


def word_of(number: float) -> str:
    """How a number that JSON has none for stands in a model."""
    return NOT_A_NUMBER if isnan(number) else INFINITY if number > 0 else MINUS_INFINITY


def _tag_entry(value: Any) -> str:
    try:
        return key_of(Tag(value))
    except (TypeError, ValueError) as error:
        raise NoEntry("no tag", found=repr(value)) from error


def _any_entry(value: Any) -> Any:
    """The entry of a value under a VR that is not the standard's, or a choice of several."""
    if isinstance(value, bool | bytes | Sequence):
        raise NoEntry("no text or number", found=type(value).__name__)
    if isinstance(value, Integral):
        return _exact(value)
    return _double_entry(value) if isinstance(value, Real | Decimal) else _text_entry(value)


ENTRIES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(PLAIN_TEXT, _text_entry),
    **dict.fromkeys(INTEGER_VRS, _exact),
    **dict.fromkeys(FLOAT_VRS, _double_entry),
    "AT": _tag_entry,
    "DS": _decimal_entry,
    "IS": _integer_entry,
    "PN": _name_entry,
}
