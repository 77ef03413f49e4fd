"""Conversion of JSON entries to element values (PS3.18 F.2.3 to F.2.7)."""

from __future__ import annotations

import re
from binascii import Error as BinasciiError, a2b_base64
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from dicomconstruct.dataelem import empty_value
from dicomconstruct.dataelem.conversion import rule_of
from dicomconstruct.dataset.json_values import (
    INFINITY,
    MINUS_INFINITY,
    NAME_GROUPS,
    NOT_A_NUMBER,
    SEPARATOR,
    VR_CODE,
    key_of,
    word_of,
)
from dicomconstruct.errors import MalformedJson, WrongJsonType, shown
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tag import BaseTag, tag_of_number
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.uid import uid_of
from dicomconstruct.validity import warn
from dicomconstruct.values import DSfloat, PersonName
from dicomconstruct.values.integer_string import IS_RANGE
from dicomconstruct.values.spelling import PADDING

WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,20}")
DECIMAL_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
WORDS = {
    **dict.fromkeys((NOT_A_NUMBER, "nan"), float("nan")),
    **dict.fromkeys((INFINITY, "inf"), float("inf")),
    **dict.fromkeys((MINUS_INFINITY, "-inf"), float("-inf")),
}
"""Strings for numbers that JSON cannot express; dicom-rs and Python write the short ones."""
TAG = re.compile("[0-9A-Fa-f]{8}")


def text_under(name: str, tag: BaseTag, value: Any) -> Any:
    """The string under a name, also when a writer put it into a list.

    Raises WrongJsonType for any other JSON type.
    """
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str | bytes):
        raise WrongJsonType(
            f"Invalid attribute value for data element '{key_of(tag)}' - the value for '{name}' must be str, not "
            f"{type(value).__name__}"
        )
    return value


def bytes_of(encoded: Any) -> bytes:
    """Decode base64 (PS3.18 F.2.7), also with the line ends of MIME encoders (RFC 2045 6.8).

    Raises MalformedJson for any other text.
    """
    try:
        try:
            return a2b_base64(encoded, strict_mode=True)
        except BinasciiError:
            return a2b_base64(encoded[:0].join(encoded.split()), strict_mode=True)
    except ValueError as error:
        raise MalformedJson(f"'InlineBinary' is not base64: {error}", found=shown(encoded)) from None


def check_vr(vr: Any) -> None:
    """Raise MalformedJson for a code that is neither a VR nor a choice of VRs, WrongJsonType for no string."""
    if not isinstance(vr, str):
        raise WrongJsonType("'vr' must be a string", found=shown(vr))
    if not all(map(VR_CODE.fullmatch, vr.split(CHOICE))):
        raise MalformedJson("no VR", expected="two capital letters", found=shown(vr))


def text_of_numbers(value: Any) -> bytes:
    """The value field of DS or IS values. MalformedJson for text beyond ASCII (PS3.5 6.2)."""
    values = value if isinstance(value, list) else [value]
    text = SEPARATOR.join(one if isinstance(one, str) else "" if one is None else spelt(one) for one in values)
    if not text.isascii():
        raise MalformedJson("text beyond the default repertoire", found=shown(text))
    return text.encode("ascii")


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def each(
    entry: Callable[[VR, Any], Any], plain: type | None = None, *, empty: bool = False
) -> Callable[[VR, list[Any]], Any]:
    """The reader of entries that are converted one by one.

    Parameters
    ----------
    entry
        ``entry(row, one)``: the value of one entry.
    plain
        The type of entries that are values already.
    empty
        Whether the value of an empty entry is None.
    """

    def read(row: VR, values: list[Any]) -> Any:
        if plain is not None and set(map(type, values)) == {plain}:
            return _single(values)
        return _single([None if empty and (one is None or one == "") else entry(row, one) for one in values])

    return read


def text_of(row: VR, values: list[Any]) -> Any:
    """One text; several values joined by backslashes where the VR splits text at these, else as a list."""
    if len(values) == 1 and type(values[0]) is str:
        return values[0] or empty_value(row)
    for place, one in enumerate(values):
        if not isinstance(one, str):
            if one is not None:
                raise WrongJsonType(
                    "text must be a string", expected=f"a string under {row.code}", found=shown(one)
                )
            values = [*values[:place], "", *values[place + 1 :]]
    if len(values) > 1:
        return SEPARATOR.join(values) if rule_of(row).splits else values
    return values[0] or empty_value(row)


def unique_identifiers(row: VR, values: list[Any]) -> Any:
    """UIDs without padding; other characters around them stay."""
    text = text_of(row, values)
    uids = [uid_of(one.rstrip(PADDING)) for one in text.split(SEPARATOR)] if text else []
    return _single(uids) if uids else text


def names(row: VR, values: list[Any]) -> Any:  # noqa: ARG001
    """Person names."""
    return _single([name for one in values for name in _names_of(one)])


def _names_of(value: Any) -> list[PersonName]:
    """The names of an entry: one, or several for a string with backslashes."""
    if isinstance(value, Mapping):
        return [_name(value)]
    if value is not None and not isinstance(value, str):
        raise WrongJsonType("a person name must be an object", found=shown(value))
    if value:
        warn("a value with VR Person Name (PN) is not formatted correctly: a string, not an object")
    return [PersonName.of_text(one) for one in (value or "").split(SEPARATOR)]


def _name(value: Mapping[str, Any]) -> PersonName:
    groups = [value.get(group) or "" for group in NAME_GROUPS]
    for text in groups:
        if not isinstance(text, str):
            raise WrongJsonType("a component group of a name must be a string", found=shown(text))
        if "=" in text or SEPARATOR in text:
            raise MalformedJson("a delimiter in a component group of a name", found=shown(text))
    if strange := value.keys() - set(NAME_GROUPS):
        raise MalformedJson(
            "no component group of a name", expected=", ".join(NAME_GROUPS), found=shown(min(strange))
        )
    return PersonName.of_text("=".join(groups).rstrip("="))


def _whole_number(row: VR, value: Any) -> int:  # noqa: ARG001
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value):
        return int(value)
    raise _no_number("a whole number", value)


def _float(row: VR, value: Any) -> float:  # noqa: ARG001
    if isinstance(value, str):
        if value in WORDS:
            return WORDS[value]
        number = float(value) if DECIMAL_NUMBER.fullmatch(value) else None
        if number is not None and isfinite(number):
            return number
    elif isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except OverflowError:
            pass
    raise _no_number("a 64-bit float", value)


def _no_number(expected: str, value: Any) -> MalformedJson:
    kind = MalformedJson if isinstance(value, str | float | int) and not isinstance(value, bool) else WrongJsonType
    return kind("no number of the VR", expected=expected, found=shown(value))


def _decimal_string(row: VR, value: Any) -> Any:
    """A number or its text, with as many digits as a decimal string holds."""
    if isinstance(value, float) and isfinite(value):
        return DSfloat.of_float(value).canonical_string()
    return _number_in_text(row, value)


def _integer_string(row: VR, value: Any) -> Any:
    """A number; the text of one beyond 32 bits, with all digits."""
    return spelt(value) if type(value) is int and value not in IS_RANGE else _number_in_text(row, value)


def _number_in_text(row: VR, value: Any) -> Any:
    if isinstance(value, float):
        return value if isfinite(value) else word_of(value)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        return value
    raise WrongJsonType("no number", expected=f"a number or a string under {row.code}", found=shown(value))


def spelt(number: Any) -> str:
    """The text of a number. MalformedJson for more digits than Python converts (`sys.set_int_max_str_digits`)."""
    try:
        return str(number)
    except ValueError as error:
        raise MalformedJson(f"no number of the VR: {error}") from None


def _tag(row: VR, value: Any) -> BaseTag | None:  # noqa: ARG001
    """A tag; None, with a warning, for text that is not eight hexadecimal digits."""
    if isinstance(value, str):
        if not TAG.fullmatch(value):
            warn(f"Invalid value '{value}' for AT element - ignoring it")
            return None
        value = int(value, 16)
    if not isinstance(value, int) or isinstance(value, bool):
        raise WrongJsonType("a tag must be a string of eight hexadecimal digits", found=shown(value))
    if not 0 <= value < 1 << 32:
        raise MalformedJson("no tag", expected="eight hexadecimal digits", found=shown(value))
    return tag_of_number(value)


whole_numbers = each(_whole_number, int, empty=True)
floats = each(_float, float, empty=True)
decimal_strings = each(_decimal_string)
integer_strings = each(_integer_string)
tags = each(_tag, empty=True)


def no_bytes(row: VR | None, values: list[Any]) -> Any:
    """Values under a VR of bytes (PS3.18 F.2.2): servers send them for private elements under UN.

    The element warns of them, and writing it raises UnwritableValue.
    """
    is_empty = all(one is None or one == "" for one in values)
    return empty_value(row) if is_empty else _single(values)


def any_values(values: list[Any]) -> Any:
    """Values under a VR that the codec does not know."""
    for one in values:
        if not isinstance(one, str | int | float | type(None)):
            raise WrongJsonType("no value", expected="a string or a number", found=shown(one))
    return _single(values)
