"""Whether a value is one that its VR allows (PS3.5 6.2), told from the VR rows of the grammar.

`problem_of` tells what is wrong with one value, `validate_value` warns or raises. What was found to be well written
is remembered, so that checking the same code string a thousand times costs a lookup each.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from functools import cache, lru_cache, partial
from numbers import Integral, Real
from typing import Any

from dicomconstruct.config import IGNORE
from dicomconstruct.errors import DicomError, UnwritableValue
from dicomconstruct.grammar.kinds import FLOATS, Items, Numbers, Raw, Tags, Text
from dicomconstruct.grammar.vrs import VR, VRS, VRTable
from dicomconstruct.validity import form_problem, length_problem, range_problem, report, size_problem, type_problem
from dicomconstruct.values import DATE, DATE_TIME, PERSON_NAME, TIME
from dicomconstruct.values.forms import with_ranges
from dicomconstruct.values.person_name import name_problem

Check = Callable[[Any], str]
"""Gives what is wrong with a value, "" for nothing."""
Validator = Callable[[str, Any], tuple[bool, str]]
"""Gives for a VR and a value whether the VR allows it, and what is wrong."""

MOMENTS = {DATE.name: date, TIME.name: time, DATE_TIME.name: datetime}
"""The types of the standard library that dates and times may be of, by the name of their converter."""
REMEMBERED = 64
"""Longer texts are not remembered."""
_TEXTS = 2048


def validate_value(vr: str, value: Any, validation_mode: int, validator: Validator | None = None) -> None:
    """Warn of a value that its VR does not allow, or raise for it.

    Parameters
    ----------
    vr
        The VR; under a choice of VRs, and under one that nobody knows, every value is allowed.
    value
        One value: a text, a number, bytes, a date; None is an empty value and always allowed.
    validation_mode
        `config.IGNORE`, `config.WARN` or `config.RAISE`.
    validator
        Asked instead of the VR's own rules: ``validator(vr, value)`` gives ``(is_allowed, problem)``.

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
    """What is wrong with one value under a VR; "" for nothing, under a choice of VRs and under an unknown one."""
    row = vrs.get(vr)
    return "" if row is None or value is None else check_of(row)(value)


def check_values(vr: str, value: Any, mode: int, error: type[DicomError] = UnwritableValue) -> None:
    """Do about each of several values, or about one, what a validation mode says.

    Parameters
    ----------
    vr
        The VR.
    value
        One value or a list of them.
    mode
        `config.IGNORE`, `config.WARN` or `config.RAISE`.
    error
        What is raised.

    Raises
    ------
    DicomError
        The `error`, under `config.RAISE`.
    """
    row = VRS.get(vr)
    if row is None or mode == IGNORE:
        return
    check = check_of(row)
    for one in value if isinstance(value, list) else (value,):
        if one is not None:
            report(check(one), mode, error)


@cache
def check_of(row: VR) -> Check:
    """What tells whether a VR allows a value other than None."""
    kind = row.kind
    if isinstance(kind, Text):
        return _text_check(row, kind)
    if isinstance(kind, Tags | Items) or not isinstance(kind, Numbers | Raw):
        return _anything
    if isinstance(kind, Raw):
        return partial(_bytes_problem, row.code)
    if kind.typecode in FLOATS:
        return partial(_float_problem, row.code)
    return partial(_integer_problem, row.code, kind.word_size, *number_range(kind))


def number_range(kind: Numbers) -> tuple[int, int]:
    """The lowest and the highest whole number that goes into the words of a kind."""
    values = 1 << 8 * kind.word_size
    lowest = -values // 2 if kind.typecode.islower() else 0
    return lowest, lowest + values - 1


def _anything(value: Any) -> str:  # noqa: ARG001
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
    """What the text of one value matches as a whole under a VR; of dates and times also a range."""
    if row.form is None:
        return None
    kind = row.kind
    is_moment = isinstance(kind, Text) and kind.converter.name in MOMENTS
    return re.compile(with_ranges(row.form) if is_moment else row.form)


def longest_of(row: VR) -> int | None:
    """The greatest length of one value, None where there is none or the form of the value has it in it."""
    kind = row.kind
    return None if isinstance(kind, Text) and kind.converter.name in MOMENTS else row.max_length


def _text_check(row: VR, kind: Text) -> Check:
    types: tuple[type, ...] = (str, bytes)
    judge = partial(_name_problem, row) if kind.converter is PERSON_NAME else partial(_text_problem, row)
    if kind.converter.name in MOMENTS:
        types += (MOMENTS[kind.converter.name],)
    remembered = lru_cache(maxsize=_TEXTS)(judge)

    def check(value: Any) -> str:
        if type(value) is str:
            return remembered(value) if len(value) <= REMEMBERED else judge(value)
        if not isinstance(value, types):
            return type_problem(row.code, value)
        return judge(value) if isinstance(value, str | bytes) else ""

    return check


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
    assert row.max_length is not None
    return name_problem(value, row.max_length)
