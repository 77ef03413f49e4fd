"""Validation of values by the VR rows of the grammar (PS3.5 6.2).

`problem_of` gives the problem of one value, `validate_value` warns or raises. Results for short texts are cached,
so that validating the same code string again costs one lookup.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, lru_cache, partial
from numbers import Integral, Real
from typing import Any

from dicomconstruct.config import IGNORE
from dicomconstruct.errors import DicomError, UnwritableValue
from dicomconstruct.grammar.kinds import (
    DEFAULT_CHARACTER_SETS,
    Floats,
    Items,
    Kind,
    KindTable,
    Numbers,
    Raw,
    Tags,
    Text,
)
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRS, VRTable
from dicomconstruct.validity import form_problem, length_problem, range_problem, report, size_problem, type_problem
from dicomconstruct.values import DATE, DATE_TIME, PERSON_NAME, TIME
from dicomconstruct.values.forms import with_ranges
from dicomconstruct.values.person_name import name_problem

Check = Callable[[Any], str]
"""``check(value)`` gives the problem of a value, or ""."""
Types = tuple[type, ...]
Validator = Callable[[str, Any], tuple[bool, str]]
"""``validator(vr, value)`` gives whether the VR allows the value, and the problem."""

MOMENTS = {DATE: date, TIME: time, DATE_TIME: datetime}
"""The standard library types of dates and times, by their converter."""
REMEMBERED = 64
"""The longest text whose validation is cached, in characters."""
_TEXTS = 2048


def validate_value(vr: str, value: Any, validation_mode: int, validator: Validator | None = None) -> None:
    """Warn or raise for a value that its VR does not allow.

    Parameters
    ----------
    vr
        The VR; under a choice of VRs and an unknown VR every value is allowed.
    value
        One value: text, a number, bytes, a date. None, the empty value, is always allowed.
    validation_mode
        `config.IGNORE`, `config.WARN` or `config.RAISE`.
    validator
        Replaces the rules of the VR: ``validator(vr, value)`` gives ``(is_allowed, problem)``.

    Raises
    ------
    UnwritableValue
        Under `config.RAISE`.
    """
    if validation_mode == IGNORE:
        return
    if validator is not None:
        is_valid, problem = validator(vr, value)
        report("" if is_valid else problem, validation_mode)
    else:
        report(problem_of(vr, value), validation_mode)


def problem_of(vr: str, value: Any, vrs: VRTable = VRS) -> str:
    """The problem of one value under a VR; "" for none, under a choice of VRs and under an unknown VR."""
    check = vrs.by_code(check_of).get(vr)
    return "" if check is None or value is None else check(value)


def check_values(
    vr: str, value: Any, mode: int, error: type[DicomError] = UnwritableValue, vrs: VRTable = VRS
) -> None:
    """Validate one value or each of several.

    Parameters
    ----------
    vr
        The VR.
    value
        One value or a list of them.
    mode
        `config.IGNORE`, `config.WARN` or `config.RAISE`.
    error
        The class of the exception.
    vrs
        The VR rows.

    Raises
    ------
    DicomError
        The `error`, under `config.RAISE`.
    """
    check = vrs.by_code(check_of).get(vr)
    if check is not None and mode != IGNORE:
        report_each(check, [value] if vrs[vr].kind.is_whole else value, mode, error)


def report_each(check: Check, value: Any, mode: int, error: type[DicomError] = UnwritableValue) -> None:
    """`check_values` with the check function itself."""
    for one in value if isinstance(value, list) else (value,):
        if one is not None:
            report(check(one), mode, error)


@cache
def check_of(row: VR) -> Check:
    """The check function of a VR, for values other than None."""
    return row.behaviour.check or CHECKS.of(row.kind)(row)


def number_range(kind: Numbers) -> tuple[int, int]:
    """The range of integers that fit into the words of a kind."""
    values = 1 << 8 * kind.word_size
    lowest = -values // 2 if kind.typecode.islower() else 0
    return lowest, lowest + values - 1


def _anything(value: Any) -> str:  # noqa: ARG001
    return ""


def _encoding_problem(kind: Kind, value: Any) -> str:
    try:
        kind.encode(value, ByteOrder.LITTLE, DEFAULT_CHARACTER_SETS)
    except DicomError as error:
        return str(error)
    return ""


def _integer_problem(vr: str, size: int, lowest: int, highest: int, value: Any) -> str:
    if isinstance(value, bytes):
        return "" if len(value) % size == 0 else size_problem(vr, len(value), size)
    if not isinstance(value, int | Integral):
        return type_problem(vr, value)
    return "" if lowest <= value <= highest else range_problem(vr, lowest, highest)  # type: ignore[operator]


def _float_problem(vr: str, value: Any) -> str:
    return "" if isinstance(value, float | int | Real) else type_problem(vr, value)


def _bytes_problem(vr: str, value: Any) -> str:
    if isinstance(value, bytes | bytearray | memoryview) or hasattr(value, "read"):
        return ""
    try:
        memoryview(value)
    except TypeError:
        return type_problem(vr, value)
    return ""


@cache
def form_of(row: VR) -> re.Pattern[str] | None:
    """The pattern of one text value of a VR; that of dates and times allows ranges."""
    if row.form is None:
        return None
    kind = row.kind
    is_moment = isinstance(kind, Text) and kind.converter in MOMENTS
    return re.compile(with_ranges(row.form) if is_moment else row.form)


def longest_of(row: VR) -> int | None:
    """The maximum length of one value; None for no limit and for dates and times, whose pattern has it."""
    kind = row.kind
    return None if isinstance(kind, Text) and kind.converter in MOMENTS else row.max_length


def _text_problem(row: VR, value: str | bytes) -> str:
    if not value:
        return ""
    form, longest = form_of(row), longest_of(row)
    if form is not None and form.fullmatch(str(value, "latin-1") if isinstance(value, bytes) else value) is None:
        return form_problem(row.code, value)
    if longest is not None and len(value) > longest:
        return length_problem(row.code, len(value), longest)
    return ""


def _name_problem(row: VR, value: str | bytes) -> str:
    return name_problem(value, row.max_length or sys.maxsize)


def _text_check(
    row: VR, problem_of: Callable[[VR, Any], str] = _text_problem, types: Types = (str, bytes)
) -> Check:
    judge = partial(problem_of, row)
    remembered = lru_cache(maxsize=_TEXTS)(judge)

    def check(value: Any) -> str:
        if type(value) is str:
            return remembered(value) if len(value) <= REMEMBERED else judge(value)
        if not isinstance(value, types):
            return type_problem(row.code, value)
        return judge(value) if isinstance(value, str | bytes) else ""

    return check


def _integer_check(row: VR) -> Check:
    kind = row.kind
    assert isinstance(kind, Numbers)
    return partial(_integer_problem, row.code, kind.word_size, *number_range(kind))


CHECKS: KindTable[Callable[[VR], Check]] = KindTable(
    {
        **{one: partial(_text_check, types=(str, bytes, MOMENTS[one])) for one in MOMENTS},
        PERSON_NAME: partial(_text_check, problem_of=_name_problem),
        Text: _text_check,
        Items: lambda row: _anything,  # noqa: ARG005
        Tags: lambda row: _anything,  # noqa: ARG005
        Floats: lambda row: partial(_float_problem, row.code),
        Numbers: _integer_check,
        Raw: lambda row: partial(_bytes_problem, row.code),
        Kind: lambda row: partial(_encoding_problem, row.kind),
    }
)
"""The makers of check functions, by value kind."""
