"""Assigned values become what reading gives: numbers that know their spelling, names, UIDs, tags, lists.

A value that is none of its VR's raises `UnwritableValue` where nothing can be made of it; where it is kept as
it is, there is a warning, and writing it will fail.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from dicomconstruct.dataelem.description import tag_of_key
from dicomconstruct.errors import MalformedValue, UnwritableValue, shown
from dicomconstruct.grammar.kinds import FLOATS, Items, Kind, Numbers, Raw, Tags, Text, text
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRS
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    INTEGER_STRING,
    IS,
    PERSON_NAME,
    TIME,
    UNIQUE_IDENTIFIER,
    CharacterSets,
    Converter,
    DSdecimal,
    DSfloat,
    MultiValue,
    PersonName,
)

SEPARATOR = "\\"
DATES = (DATE, TIME, DATE_TIME)
NAMES_OF_DATES = frozenset(converter.name for converter in DATES)
DATE_TEXT = text(DEFAULT_TEXT, split=True)
"""Dates and times are text to users of this API, ranges of queries included (PS3.4 C.2.2.2.5)."""
_DAY = r"[0-9]{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_SECONDS = r"(?:[0-5][0-9]|60)(?:\.[0-9]{1,6})?"
_HOUR = rf"(?:[01][0-9]|2[0-3])(?:[0-5][0-9](?:{_SECONDS})?)?"
_MOMENT = (
    rf"[0-9]{{4}}(?:(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12][0-9]|3[01])(?:{_HOUR})?)?)?(?:[+-][01][0-9][0-5][0-9])?"
)


def _or_range(form: str) -> re.Pattern[str]:
    """A date or time, or a range of them such as queries have (PS3.4 C.2.2.2.5)."""
    return re.compile(rf"(?:{form})?|(?:{form})? ?- ?(?:{form})? *|(?:{form}) *")


FORMS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "AS": re.compile(r"(?:[0-9]{3}[DWMY])?"),
        "CS": re.compile(r"[A-Z0-9 _]*"),
        "DA": _or_range(rf"{_DAY}|[0-9]{{4}}\.[0-9]{{2}}\.[0-9]{{2}}"),
        "DT": _or_range(_MOMENT),
        "TM": _or_range(_HOUR),
    }
)
"""How a value is to be written, by VR; one that is not is kept, with a warning (PS3.5 Table 6.2-1)."""


SINGLE = frozenset((int, float, bytes, DSfloat, DSdecimal, IS, PersonName, UID, BaseTag))
"""Types of single values; looking one up is cheaper than asking whether it is a list of some kind."""

Check = Callable[[Any], Any]


class Rule(NamedTuple):
    """How an assigned value becomes what reading gives.

    Parameters
    ----------
    check
        Gives one value as it is kept, or UnwritableValue; warns of one that is none of the VR's.
    splits
        Whether a backslash separates values.
    whole
        Whether a list is one value, as the items of a sequence are.
    numbers
        Whether an array may be given.
    """

    check: Check
    splits: bool = False
    whole: bool = False
    numbers: bool = False


def converted(vr: str, value: Any) -> Any:
    """What reading gives for an assigned value.

    Parameters
    ----------
    vr
        The VR; under one that nobody knows, a value is kept as it is.
    value
        A value, a list of values, or None.

    Raises
    ------
    UnwritableValue
        When nothing can be made of the value under the VR.
    """
    rule = RULES.get(vr)
    kind = type(value)
    if rule is None:
        return MultiValue(value) if kind is list else value
    check, splits, whole, numbers = rule
    if kind is str:
        if not splits or SEPARATOR not in value:
            return check(value)
        value = value.split(SEPARATOR)
    elif whole or kind in SINGLE:
        return check(value)
    elif value is None:
        return None
    elif kind is not list and kind is not MultiValue:
        if numbers and hasattr(value, "tolist"):
            value = value.tolist()
            if not isinstance(value, list):
                return check(value)
        elif not isinstance(value, MultiValue | list | tuple) or (vr == "AT" and is_pair(value)):
            return check(value)
    if len(value) == 1:
        return converted(vr, value[0])
    return MultiValue.of([None if one is None else check(one) for one in value], element=element_check(vr))


def is_pair(value: Any) -> bool:
    """Whether a value is a group and an element rather than several tags."""
    return type(value) is tuple and len(value) == 2 and not any(isinstance(one, BaseTag | tuple) for one in value)


@lru_cache(maxsize=256)
def element_check(vr: str) -> Callable[[Any], Any] | None:
    """What a value put in a list of values of a VR is given to; None where anything may be."""
    return partial(_checked_among, vr) if vr in RULES else None


def _checked_among(vr: str, value: Any) -> Any:
    return None if value is None else RULES[vr].check(value)


Encode = Callable[[Any, ByteOrder, CharacterSets], bytes]
"""Gives the value field of a value, or UnwritableValue where the VR has no form for it."""


def encoder_of(kind: Kind) -> Encode:
    """What encodes the values of a kind, such as users of this API have them."""
    if isinstance(kind, Text) and kind.converter.name in NAMES_OF_DATES:
        return partial(_encoded_date, kind.converter)
    return kind.encode


def _encoded_date(converter: Converter, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
    if value is None or isinstance(value, str):
        return DATE_TEXT.encode(value, order, charsets)
    values = value if isinstance(value, MultiValue | list | tuple) else [value]
    spelt = [one if isinstance(one, str) else str(converter.encode(one, charsets), "ascii") for one in values]
    return DATE_TEXT.encode(spelt, order, charsets)


def _warn(vr: str, problem: str, value: Any) -> None:
    warnings.warn(f"{problem} for VR {vr}: {shown(value)}", UserWarning, stacklevel=2)


def _text(vr: str, longest: int, form: re.Pattern[str] | None) -> Check:
    fits = None if form is None else form.fullmatch

    def check(value: Any) -> Any:
        if isinstance(value, str):
            if len(value) > longest:
                _warn(vr, f"more than the {longest} characters allowed", value)
            if fits is not None and fits(value) is None:
                _warn(vr, "not the form", value)
        elif not isinstance(value, bytes):
            _warn(vr, "no text", value)
        return value

    return check


def _date(vr: str, form: re.Pattern[str]) -> Check:
    fits = form.fullmatch

    def check(value: Any) -> Any:
        if isinstance(value, str):
            if fits(value) is None:
                _warn(vr, "not the form", value)
        elif not isinstance(value, date | time):
            _warn(vr, "no date or time", value)
        return value

    return check


def _spelt_number(vr: str, longest: int, kind: type[DSfloat | IS], kept: tuple[type, ...]) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, kept) or (isinstance(value, str) and not value):
            return value
        if isinstance(value, bytes):
            value = str(value, "latin-1")
        try:
            if not isinstance(value, str):
                return kind(value)
            if len(value) > longest:
                _warn(vr, f"more than the {longest} characters allowed", value)
            return kind.parse(value)
        except MalformedValue as error:
            raise UnwritableValue(error.problem, expected=error.expected, found=error.found) from None
        except (TypeError, OverflowError) as error:
            raise UnwritableValue("no number", found=shown(value)) from error

    return check


def _name(value: Any) -> Any:
    return value if type(value) is PersonName else PersonName(_as_text(value))


def _uid(value: Any) -> Any:
    uid = value if type(value) is UID else UID(_as_text(value))
    if uid and not uid.is_valid:
        _warn("UI", "not the form", value)
    return uid


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return str(value, "latin-1")
    if not isinstance(value, str):
        raise UnwritableValue("no text", found=shown(value))
    return value


def _whole_number(vr: str, lowest: int, highest: int) -> Check:
    def check(value: Any) -> Any:
        if not isinstance(value, int):
            if not isinstance(value, bytes):
                _warn(vr, "no whole number", value)
        elif not lowest <= value <= highest:
            _warn(vr, f"not from {lowest} to {highest}", value)
        return value

    return check


def _number(vr: str) -> Check:
    def check(value: Any) -> Any:
        if not isinstance(value, float | int | bytes):
            _warn(vr, "no number", value)
        return value

    return check


def _tag(value: Any) -> Any:
    try:
        return tag_of_key(value)
    except (TypeError, ValueError) as error:
        raise UnwritableValue(f"no tag ({error})", found=shown(value)) from error


def _bytes(vr: str) -> Check:
    def check(value: Any) -> Any:
        if isinstance(value, str | int | float):
            _warn(vr, "no bytes", value)
        return value

    return check


def _items(value: Any) -> Any:
    if isinstance(value, Sequence):
        return value
    return Sequence(None if value is None or value == "" else value)


def _rule(row: VR) -> Rule:
    kind = row.kind
    if isinstance(kind, Items):
        return Rule(_items, whole=True)
    if isinstance(kind, Tags):
        return Rule(_tag, splits=True)
    if isinstance(kind, Numbers):
        return _numbers_rule(row, kind)
    if isinstance(kind, Text):
        return _text_rule(row, kind)
    return Rule(_bytes(row.code))


def _numbers_rule(row: VR, kind: Numbers) -> Rule:
    if kind.typecode in FLOATS:
        return Rule(_number(row.code), splits=True, numbers=True)
    values = 1 << 8 * kind.word_size
    lowest = -values // 2 if kind.typecode.islower() else 0
    return Rule(_whole_number(row.code, lowest, lowest + values - 1), splits=True, numbers=True)


def _text_rule(row: VR, kind: Text) -> Rule:
    converter = kind.converter
    if converter is PERSON_NAME:
        return Rule(_name, kind.split)
    if converter is UNIQUE_IDENTIFIER:
        return Rule(_uid, kind.split)
    if converter in DATES:
        return Rule(_date(row.code, FORMS[row.code]), kind.split)
    assert row.max_length is not None
    if converter is DECIMAL_STRING:
        check = _spelt_number(row.code, row.max_length, DSfloat, (DSfloat, DSdecimal))
        return Rule(check, splits=True, numbers=True)
    if converter is INTEGER_STRING:
        return Rule(_spelt_number(row.code, row.max_length, IS, (IS,)), splits=True, numbers=True)
    return Rule(_text(row.code, row.max_length, FORMS.get(row.code)), kind.split)


RULES = {code: _rule(row) for code, row in VRS.items()}
"""By VR."""


def _vrs_of(is_meant: Callable[[Kind], bool]) -> frozenset[str]:
    return frozenset(code for code, row in VRS.items() if is_meant(row.kind))


def _is_raw(kind: Kind) -> bool:
    return isinstance(kind, Raw) and not isinstance(kind, Items)


def _is_text(kind: Kind) -> bool:
    return isinstance(kind, Text) and kind.converter not in (DECIMAL_STRING, INTEGER_STRING)


def _is_integers(kind: Kind) -> bool:
    return isinstance(kind, Numbers) and not isinstance(kind, Tags) and kind.typecode not in FLOATS


def _is_floats(kind: Kind) -> bool:
    return isinstance(kind, Numbers) and kind.typecode in FLOATS


RAW_VRS = _vrs_of(_is_raw)
TEXT_VRS = _vrs_of(_is_text)
INTEGER_VRS = _vrs_of(_is_integers)
FLOAT_VRS = _vrs_of(_is_floats)
