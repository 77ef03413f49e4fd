"""Convert assigned values to the types that reading gives: numbers with their spelling, names, UIDs, tags, lists.

A value that cannot be converted raises `UnwritableValue`. Other values that the VR does not allow are kept with a
warning; writing them fails.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any, NamedTuple

from dicomconstruct.config import IGNORE, RAISE, options
from dicomconstruct.dataelem.description import tag_of_key
from dicomconstruct.dataelem.validation import Check, check_of
from dicomconstruct.errors import DicomError, MalformedValue, OutOfRange, UnwritableValue, WrongType, shown
from dicomconstruct.grammar.kinds import (
    DEFAULT_CHARACTER_SETS,
    Items,
    Kind,
    KindTable,
    Numbers,
    Raw,
    Tags,
    Text,
    text,
)
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRS, VRTable
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import UID, uid_of
from dicomconstruct.validity import report
from dicomconstruct.values import (
    DA,
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    DS,
    DT,
    INTEGER_STRING,
    IS,
    PERSON_NAME,
    TEXT,
    TIME,
    TM,
    UNIQUE_IDENTIFIER,
    CharacterSets,
    Converter,
    DSdecimal,
    DSfloat,
    ISfloat,
    MultiValue,
    PersonName,
)
from dicomconstruct.values.number_text import is_blank
from dicomconstruct.values.repertoire import ESCAPE

SEPARATOR = "\\"
BYTE_SEPARATOR = b"\\"
MOMENTS: dict[Converter, Callable[[Any], Any]] = {DATE: DA, TIME: TM, DATE_TIME: DT}
"""The classes of dates and times by converter."""
DATE_TEXT = text(DEFAULT_TEXT, split=True)
"""Dates and times are text by default, so that ranges in queries fit (PS3.4 C.2.2.2.5)."""

SINGLE = frozenset((int, float, bytes, DSfloat, DSdecimal, IS, PersonName, UID, BaseTag))
"""Types of single values; looking a type up is faster than `isinstance` checks for lists."""

Make = Callable[[Any, int], Any]
"""``make(value, mode)`` converts one value or raises UnwritableValue; `mode` is the validation mode."""


class Rule(NamedTuple):
    """The conversion of assigned values of one VR.

    Parameters
    ----------
    make
        ``make(value, mode)`` converts one value or raises UnwritableValue.
    splits
        Whether a backslash separates values.
    whole
        Whether a list is one value, as the items of a sequence are.
    numbers
        Whether arrays are accepted.
    pairs
        Whether a pair of numbers is one value.
    text
        Whether bytes are encoded text, in which a backslash separates values.
    ascii
        Whether ASCII bytes are decoded: for VRs that Specific Character Set does not affect (PS3.5 6.1.2.1).
    """

    make: Make
    splits: bool = False
    whole: bool = False
    numbers: bool = False
    pairs: bool = False
    text: bool = False
    ascii: bool = False

    def text_of(self, value: Any) -> Any:
        """The text of ASCII bytes under a rule with `ascii`; any other value unchanged."""
        return str(value, "ascii") if self.ascii and type(value) is bytes and value.isascii() else value


def converted(vr: str, value: Any, mode: int | None = None, vrs: VRTable = VRS) -> Any:
    """Convert an assigned value to the type that reading gives.

    Parameters
    ----------
    vr
        The VR; values of an unknown VR are kept unchanged.
    value
        A value, a list of values, or None.
    mode
        The validation mode: `config.IGNORE`, `config.WARN` or `config.RAISE`; None for the current writing
        validation mode.
    vrs
        The VR rows.

    Raises
    ------
    UnwritableValue
        When the value cannot be converted; under `config.RAISE` also when the VR does not allow it.
    """
    if mode is None:
        mode = options().writing_mode
    rule = vrs.by_code(rule_of).get(vr)
    kind = type(value)
    if rule is None:
        return MultiValue(None, value) if kind is list else value
    if kind is bytes and rule.ascii:
        value = rule.text_of(value)
        kind = type(value)
    make, splits, whole, numbers, pairs, is_text, _ = rule
    if kind is str:
        if not splits or SEPARATOR not in value:
            return make(value, mode)
        value = value.split(SEPARATOR)
    elif kind is bytes and splits and is_text and BYTE_SEPARATOR in value and is_plain(value):
        value = value.split(BYTE_SEPARATOR)
    elif whole or kind in SINGLE:
        return make(value, mode)
    elif value is None:
        return None
    elif kind is not list and kind is not MultiValue:
        if numbers and hasattr(value, "tolist"):
            value = value.tolist()
            if not isinstance(value, list):
                return make(value, mode)
        elif not isinstance(value, MultiValue | list | tuple) or (pairs and is_pair(value)):
            return make(value, mode)
    if len(value) == 1:
        return converted(vr, value[0], mode, vrs)
    if rule.ascii:
        value = map(rule.text_of, value)
    made = [None if one is None else make(one, mode) for one in value]
    return MultiValue.of(made, element=element_check(vr, vrs))


def is_plain(raw: bytes) -> bool:
    """Whether each backslash in encoded text is a separator under every character set."""
    return raw.isascii() and ESCAPE not in raw


def is_pair(value: Any) -> bool:
    """Whether a value is a pair of group and element numbers, not several tags."""
    return type(value) is tuple and len(value) == 2 and not any(isinstance(one, BaseTag | tuple) for one in value)


def element_check(vr: str, vrs: VRTable = VRS) -> Callable[[Any], Any] | None:
    """The function that converts values put into a list of values of a VR; None for an unknown VR."""
    return vrs.by_code(check_among).get(vr)


def check_among(row: VR) -> Callable[[Any], Any]:
    """The function that converts values put into a list of values of a VR row."""
    return partial(_checked_among, row)


def _checked_among(row: VR, value: Any) -> Any:
    rule = rule_of(row)
    return None if value is None else rule.make(rule.text_of(value), options().writing_mode)


Encode = Callable[[Any, ByteOrder, CharacterSets], bytes]
"""``encode(value, order, charsets)`` gives the value field or raises UnwritableValue."""


def encoder_of(kind: Kind) -> Encode:
    """The encoder of a value kind; that of dates and times takes text too."""
    if isinstance(kind, Text) and kind.converter in MOMENTS:
        return partial(_encoded_date, kind.converter)
    return kind.encode


def _encoded_date(converter: Converter, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
    if value is None or isinstance(value, str | bytes):
        return DATE_TEXT.encode(value, order, charsets)
    values = value if isinstance(value, MultiValue | list | tuple) else [value]
    spelt = [one if isinstance(one, str | bytes) else converter.encode(one, charsets) for one in values]
    return DATE_TEXT.encode(spelt, order, charsets)


def _kept(check: Check) -> Make:
    """Validate a value and keep it unchanged."""

    def make(value: Any, mode: int) -> Any:
        if mode and (problem := check(value)):
            report(problem, mode)
        return value

    return make


def _made(convert: Callable[[Any], Any], check: Check) -> Make:
    """Validate and convert a value; warn only where the conversion succeeds."""

    def make(value: Any, mode: int) -> Any:
        if not mode or not (problem := check(value)):
            return convert(value)
        if mode == RAISE:
            report(problem, mode)
        made = convert(value)
        report(problem, mode)
        return made

    return make


def _moment(check: Check, convert: Callable[[Any], Any]) -> Make:
    """Keep a date or time as text, or convert it to an object under `config.datetime_conversion`."""
    keep = _kept(check)

    def make(value: Any, mode: int) -> Any:
        if not options().datetime_conversion or isinstance(value, bytes):
            return keep(value, mode)
        try:
            return convert(value)
        except MalformedValue as error:
            if check(value):
                raise UnwritableValue(error.problem, expected=error.expected, found=shown(value)) from None
            return value  # a range of a query

    return make


def _spelt_number(check: Check, convert: Make, kept: tuple[type, ...]) -> Make:
    def make(value: Any, mode: int) -> Any:
        if isinstance(value, bytes):
            value = str(value, "latin-1")
        if isinstance(value, kept) or is_blank(value):
            return value
        problem = check(value) if mode and isinstance(value, str) else ""
        if mode == RAISE:
            report(problem, mode)
        try:
            made = convert(value, mode)
        except MalformedValue as error:
            raise UnwritableValue(error.problem, expected=error.expected, found=shown(value)) from None
        except (TypeError, OverflowError) as error:
            raise UnwritableValue("no number", found=shown(value)) from error
        report(problem, mode)
        return made

    return make


def _decimal_string(value: Any, mode: int) -> Any:
    if not isinstance(value, str):
        return DS(value, validation_mode=mode)
    return (DSdecimal if options().use_DS_decimal else DSfloat).parse(value)


def _integer_string(value: Any, mode: int) -> Any:
    return IS(value, IGNORE if isinstance(value, str) else mode)


def _person_name(value: Any) -> PersonName:
    if isinstance(value, bytes):
        name: PersonName = PersonName(value, validation_mode=IGNORE)
        return name
    return value if type(value) is PersonName else PersonName.of_text(_as_text(value))


def _unique_identifier(value: Any) -> UID:
    return value if type(value) is UID else uid_of(_as_text(value).strip())


def _as_text(value: Any) -> str:
    if isinstance(value, bytes):
        return str(value, "latin-1")
    if not isinstance(value, str):
        raise WrongType("no text", found=shown(value))
    return value


def _tag(value: Any, mode: int) -> Any:  # noqa: ARG001
    if isinstance(value, str | bytes) and not value:
        return value
    try:
        return tag_of_key(value)
    except (TypeError, ValueError) as error:
        kind = OutOfRange if isinstance(error, OverflowError) else UnwritableValue
        raise kind(f"no tag ({error})", found=shown(value)) from error


def _items(value: Any, mode: int) -> Any:  # noqa: ARG001
    if isinstance(value, Sequence):
        return value
    return Sequence(None if value is None or value == "" else value)


def _own(convert: Callable[[Any], Any], check: Check) -> Make:
    """Convert a value by the function of the VR row."""

    def make(value: Any, mode: int) -> Any:
        try:
            made = None if value is None else convert(value)
        except DicomError:
            raise
        except (TypeError, ValueError) as error:
            raise UnwritableValue(f"no value of the VR ({error})", found=shown(value)) from error
        if made is not None and mode:
            report(check(made), mode)
        return made

    return make


def _read_again(kind: Kind, check: Check) -> Make:
    """Encode a value and decode the bytes; keep a value that cannot be encoded."""

    def make(value: Any, mode: int) -> Any:
        if value is None or (problem := check(value)):
            report(problem if value is not None else "", mode)
            return value
        encoded = kind.encode(value, ByteOrder.LITTLE, DEFAULT_CHARACTER_SETS)
        return kind.decode(encoded, ByteOrder.LITTLE, DEFAULT_CHARACTER_SETS)

    return make


@cache
def rule_of(row: VR) -> Rule:
    """The conversion of values assigned under a VR."""
    rule, convert = RULES.of(row.kind)(row, check_of(row)), row.behaviour.convert
    make = rule.make if convert is None else _own(convert, check_of(row))
    return rule._replace(make=make, whole=row.kind.is_whole)


def _of_moments(row: VR, check: Check) -> Rule:
    return _of_text(row, check)._replace(make=_moment(check, MOMENTS[row.kind.converter]), ascii=True)  # type: ignore[attr-defined]


def _of_number_text(convert: Make, *kept: type) -> Callable[[VR, Check], Rule]:
    return lambda row, check: Rule(_spelt_number(check, convert, kept), splits=True, numbers=True, text=True)  # noqa: ARG005


def _of_text(row: VR, check: Check) -> Rule:
    assert isinstance(row.kind, Text)
    return Rule(_kept(check), row.kind.split, text=True)


RULES: KindTable[Callable[[VR, Check], Rule]] = KindTable(
    {
        **dict.fromkeys(MOMENTS, _of_moments),
        DECIMAL_STRING: _of_number_text(_decimal_string, DSfloat, DSdecimal),
        INTEGER_STRING: _of_number_text(_integer_string, IS, ISfloat),
        PERSON_NAME: lambda row, check: _of_text(row, check)._replace(make=_made(_person_name, check)),
        TEXT: _of_text,
        UNIQUE_IDENTIFIER: lambda row, check: _of_text(row, check)._replace(make=_made(_unique_identifier, check)),
        Text: lambda row, check: _of_text(row, check)._replace(ascii=True),
        Items: lambda row, check: Rule(_items),  # noqa: ARG005
        Tags: lambda row, check: Rule(_tag, splits=True, pairs=True),  # noqa: ARG005
        Numbers: lambda row, check: Rule(_kept(check), splits=True, numbers=True),  # noqa: ARG005
        Raw: lambda row, check: Rule(_kept(check)),  # noqa: ARG005
        Kind: lambda row, check: Rule(_read_again(row.kind, check)),
    }
)
"""The conversion of assigned values by value kind."""
