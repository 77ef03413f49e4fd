"""Values of DICOM JSON models as elements take them (PS3.18 F.2.3 to F.2.7): what ``Value`` and the others hold."""

from __future__ import annotations

import re
from binascii import Error as BinasciiError
from binascii import a2b_base64
from collections.abc import Callable, Mapping
from math import isfinite
from typing import Any

from dicomconstruct.dataelem import INTEGER_VRS, RAW_VRS, empty_value_for_VR
from dicomconstruct.dataelem.conversion import RULES
from dicomconstruct.dataset.json_values import (
    INFINITY,
    LARGEST_IS,
    LOWEST_IS,
    MINUS_INFINITY,
    NAME_GROUPS,
    NOT_A_NUMBER,
    PLAIN_TEXT,
    SEPARATOR,
    VR_CODE,
    key_of,
    word_of,
)
from dicomconstruct.errors import MalformedJson, WrongJsonType, shown
from dicomconstruct.tag import BaseTag, tag_of_number
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.uid import uid_of
from dicomconstruct.validity import warn
from dicomconstruct.values import DSfloat, PersonName
from dicomconstruct.values.spelling import PADDING

WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,20}")
DECIMAL_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?")
WORDS = {
    **dict.fromkeys((NOT_A_NUMBER, "nan"), float("nan")),
    **dict.fromkeys((INFINITY, "inf"), float("inf")),
    **dict.fromkeys((MINUS_INFINITY, "-inf"), float("-inf")),
}
"""What stands for numbers that JSON has none for; the short ones are those of dicom-rs and of Python."""
TAG = re.compile("[0-9A-Fa-f]{8}")


def value_of(vr: str, values: list[Any]) -> Any:
    """The value of the entries of ``Value`` under a VR other than SQ.

    Raises MalformedJson when an entry is none of the VR's, WrongJsonType when it is of another JSON type.
    """
    if vr not in READ:
        check_vr(vr)
    return READ.get(vr, _any_values)(vr, values) if values else empty_value_for_VR(vr)


def text_under(name: str, tag: BaseTag, value: Any) -> Any:
    """The string under a name, which some writers put into a list. WrongJsonType for what is no string."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, str | bytes):
        raise WrongJsonType(
            f"Invalid attribute value for data element '{key_of(tag)}' - the value for '{name}' must be str, not "
            f"{type(value).__name__}"
        )
    return value


def bytes_of(encoded: Any) -> bytes:
    """The bytes that base64 stands for. MalformedJson for what is not base64 (PS3.18 F.2.7)."""
    try:
        return a2b_base64(encoded, strict_mode=True)
    except BinasciiError:
        pass
    except ValueError as error:
        raise MalformedJson(f"'InlineBinary' is not base64: {error}", found=shown(encoded)) from None
    try:
        return a2b_base64(without_spaces(encoded), strict_mode=True)
    except BinasciiError as error:
        raise MalformedJson(f"'InlineBinary' is not base64: {error}", found=shown(encoded)) from None


def without_spaces(encoded: Any) -> Any:
    """Base64 without the line ends that MIME encoders put in (RFC 2045 6.8)."""
    return encoded[:0].join(encoded.split())


def check_vr(vr: Any) -> None:
    """MalformedJson for what is neither a VR nor a choice of several."""
    if not isinstance(vr, str):
        raise WrongJsonType("'vr' must be a string", found=shown(vr))
    if not all(map(VR_CODE.fullmatch, vr.split(CHOICE))):
        raise MalformedJson("no VR", expected="two capital letters", found=shown(vr))


def text_of_numbers(value: Any) -> bytes:
    """The text of what stands under DS or IS. MalformedJson for text beyond ASCII (PS3.5 6.2)."""
    values = value if isinstance(value, list) else [value]
    text = SEPARATOR.join(one if isinstance(one, str) else "" if one is None else spelt(one) for one in values)
    if not text.isascii():
        raise MalformedJson("text beyond the default repertoire", found=shown(text))
    return text.encode("ascii")


def _single(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _texts(vr: str, values: list[Any]) -> Any:
    if len(values) == 1 and type(values[0]) is str:
        return values[0] or empty_value_for_VR(vr)
    for place, one in enumerate(values):
        if not isinstance(one, str):
            if one is not None:
                raise WrongJsonType("text must be a string", expected=f"a string under {vr}", found=shown(one))
            values = [*values[:place], "", *values[place + 1 :]]
    if len(values) > 1:
        return SEPARATOR.join(values) if RULES[vr].splits else values
    return values[0] or empty_value_for_VR(vr)


def _unique_identifiers(vr: str, values: list[Any]) -> Any:
    """UIDs, of which nothing but padding is taken off: what else is around one in a file is in its model."""
    text = _texts(vr, values)
    uids = [uid_of(one.rstrip(PADDING)) for one in text.split(SEPARATOR)] if text else []
    return _single(uids) if uids else text


def _names(vr: str, values: list[Any]) -> Any:  # noqa: ARG001
    return _single([name for one in values for name in _names_of(one)])


def _names_of(value: Any) -> list[PersonName]:
    """A name; several for a string with backslashes."""
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


def _whole_numbers(vr: str, values: list[Any]) -> Any:  # noqa: ARG001
    return _single(values if set(map(type, values)) == {int} else [_whole_number(one) for one in values])


def _whole_number(value: Any) -> int | None:
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and WHOLE_NUMBER.fullmatch(value):
        return int(value)
    raise _no_number("a whole number", value)


def _floats(vr: str, values: list[Any]) -> Any:  # noqa: ARG001
    return _single(values if set(map(type, values)) == {float} else [_float(one) for one in values])


def _float(value: Any) -> float | None:
    if value is None or value == "":
        return None
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


def _numbers_in_text(vr: str, values: list[Any]) -> Any:
    return _single([_number_in_text(vr, one) for one in values])


def _number_in_text(vr: str, value: Any) -> Any:
    """A number, or the text of one: of a DS with as many digits as it holds, of an IS beyond 32 bits with all."""
    if isinstance(value, float):
        if not isfinite(value):
            return word_of(value)
        return DSfloat.of_float(value).canonical_string() if vr == "DS" else value
    if vr == "IS" and type(value) is int and not LOWEST_IS <= value <= LARGEST_IS:
        return spelt(value)
    if isinstance(value, str | int | None) and not isinstance(value, bool):
        return value
    raise WrongJsonType("no number", expected=f"a number or a string under {vr}", found=shown(value))


def spelt(number: Any) -> str:
    """The text of a number. MalformedJson for one of more digits than Python makes text of."""
    try:
        return str(number)
    except ValueError as error:
        raise MalformedJson(f"no number of the VR: {error}") from None


def _tags(vr: str, values: list[Any]) -> Any:  # noqa: ARG001
    return _single([_tag(one) for one in values])


def _tag(value: Any) -> BaseTag | None:
    """A tag; None, with a warning, for text that is not eight hexadecimal digits."""
    if value is None or value == "":
        return None
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


def _no_bytes(vr: str, values: list[Any]) -> Any:
    """Values where there should be bytes (PS3.18 F.2.2): servers send them for private elements under UN.

    The element warns of them, and is refused when it is written.
    """
    is_empty = all(one is None or one == "" for one in values)
    return empty_value_for_VR(vr) if is_empty else _single(values)


def _any_values(vr: str, values: list[Any]) -> Any:
    """Values under a VR that is not the standard's, or under a choice of VRs."""
    if CHOICE in vr:
        read = next((READ[code] for code in vr.split(CHOICE) if code in INTEGER_VRS), _no_bytes)
        return read(vr, values)
    for one in values:
        if not isinstance(one, str | int | float | type(None)):
            raise WrongJsonType("no value", expected="a string or a number", found=shown(one))
    return _single(values)


READ: dict[str, Callable[[str, list[Any]], Any]] = {
    **dict.fromkeys(PLAIN_TEXT, _texts),
    **dict.fromkeys(INTEGER_VRS, _whole_numbers),
    **dict.fromkeys(RAW_VRS, _no_bytes),
    "AT": _tags,
    "DS": _numbers_in_text,
    "FD": _floats,
    "FL": _floats,
    "IS": _numbers_in_text,
    "PN": _names,
    "UI": _unique_identifiers,
}
"""What makes the value of the entries of ``Value``, by VR."""
