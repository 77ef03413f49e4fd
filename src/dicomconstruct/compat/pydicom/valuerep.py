"""Face of pydicom.valuerep."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from dicomconstruct.compat.pydicom._asked_for import asked_for
from dicomconstruct.config import RAISE, options
from dicomconstruct.dataelem.representations import (
    ALLOW_BACKSLASH,
    AMBIGUOUS_VR,
    BUFFERABLE_VRS,
    BYTES_VR,
    CUSTOMIZABLE_CHARSET_VR,
    DEFAULT_CHARSET_VR,
    EXPLICIT_VR_LENGTH_16,
    EXPLICIT_VR_LENGTH_32,
    FLOAT_VR,
    INT_VR,
    LIST_VR,
    LONG_VALUE_VR,
    STANDARD_VR,
    STR_VR,
    VR,
)
from dicomconstruct.dataelem.validation import (
    form_of,
    longest_of,
    problem_of,
    validate_value,
)
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.parts.text_decoding import TEXT_DELIMITERS
from dicomconstruct.validity import form_problem, length_problem, range_problem, report, type_problem
from dicomconstruct.values import DA, DS, DT, IS, TM, DSdecimal, DSfloat, ISfloat, PersonName
from dicomconstruct.values.number_text import format_number_as_ds, is_valid_ds
from dicomconstruct.values.person_name import DELIMITERS as NAME_DELIMITERS

__all__ = [
    "ALLOW_BACKSLASH",
    "AMBIGUOUS_VR",
    "BUFFERABLE_VRS",
    "BYTES_VR",
    "CUSTOMIZABLE_CHARSET_VR",
    "DA",
    "DEFAULT_CHARSET_VR",
    "DS",
    "DT",
    "EXPLICIT_VR_LENGTH_16",
    "EXPLICIT_VR_LENGTH_32",
    "FLOAT_VR",
    "INT_VR",
    "IS",
    "LIST_VR",
    "LONG_VALUE_VR",
    "PN_DELIMS",
    "STANDARD_VR",
    "STR_VR",
    "TEXT_VR_DELIMS",
    "TM",
    "VR",
    "DSdecimal",
    "DSfloat",
    "ISfloat",
    "PersonName",
    "format_number_as_ds",
    "is_valid_ds",
    "validate_date_time",
    "validate_length_and_type_and_regex",
    "validate_number",
    "validate_pn",
    "validate_pn_component",
    "validate_pn_component_length",
    "validate_regex",
    "validate_type",
    "validate_type_and_length",
    "validate_type_and_regex",
    "validate_value",
    "validate_vr_length",
]

PN_DELIMS = {NAME_DELIMITERS[0]}
TEXT_VR_DELIMS = set(TEXT_DELIMITERS)


def _outcome(problem: str) -> tuple[bool, str]:
    return not problem, problem


def _first_failure(vr: str, value: Any, *checks: Callable[[str, Any], tuple[bool, str]]) -> tuple[bool, str]:
    """The outcome of the first check that fails; later checks are not run."""
    return next((outcome for check in checks if not (outcome := check(vr, value))[0]), (True, ""))


def validate_type(vr: str, value: Any, types: type | tuple[type, ...]) -> tuple[bool, str]:
    """Whether a value is None or of one of some types, and the error text."""
    return _outcome("" if value is None or isinstance(value, types) else type_problem(vr, value))


_validate_text = partial(validate_type, types=(str, bytes))


def validate_vr_length(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a text is no longer than its VR allows, and the error text."""
    longest = longest_of(VRS[vr]) if vr in VRS else None
    is_too_long = value and longest is not None and len(value) > longest
    return _outcome(length_problem(vr, len(value), longest or 0) if is_too_long else "")


def validate_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a text has the form of its VR, and the error text."""
    form = form_of(VRS[vr]) if vr in VRS else None
    text = str(value, "latin-1") if isinstance(value, bytes) else value
    return _outcome(form_problem(vr, value) if value and form and not form.fullmatch(text) else "")


def validate_type_and_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text of the form of its VR, and the error text."""
    return _first_failure(vr, value, _validate_text, validate_regex)


def validate_type_and_length(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text no longer than its VR allows, and the error text."""
    return _first_failure(vr, value, _validate_text, validate_vr_length)


def validate_length_and_type_and_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text of the length and the form of its VR, and the error text."""
    return _first_failure(vr, value, _validate_text, validate_vr_length, validate_regex)


def validate_pn(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a person name with component groups that are not too many nor too long."""
    return _first_failure(
        vr, value, _validate_text, lambda _, name: _outcome(problem_of("PN", name) if name else "")
    )


validate_pn_component_length = validate_pn


def validate_pn_component(value: str | bytes) -> None:
    """Raise UnwritableValue for a component group of a person name that is too long."""
    report(problem_of("PN", value), RAISE)


def validate_date_time(vr: str, value: Any, date_time_type: type) -> tuple[bool, str]:
    """Whether a value is a date or a time of a type, or a text written as the VR demands."""
    return (True, "") if isinstance(value, date_time_type) else validate_type_and_regex(vr, value)


def validate_number(vr: str, value: Any, min_value: int, max_value: int) -> tuple[bool, str]:
    """Whether a value is a whole number within limits, and the error text."""
    is_outside = isinstance(value, int) and not min_value <= value <= max_value
    return (
        _outcome(range_problem(vr, min_value, max_value)) if is_outside else validate_type(vr, value, (int, bytes))
    )


UNLIMITED = VRS["UT"].max_length or 0
"""The greatest length of values that only the length field of an element limits (PS3.5 Table 6.2-1)."""
NOT_COUNTED = ("AS", "PN")
"""VRs without a greatest length of a value here: those of a fixed form or of component groups."""


def _patterns() -> dict[str, str]:
    return {code: form.pattern for code, row in VRS.items() if (form := form_of(row)) is not None}


__getattr__ = asked_for(
    __name__,
    {
        "DSclass": lambda: DSdecimal if options().use_DS_decimal else DSfloat,
        "VALUE_LENGTH": lambda: {
            code: row.kind.word_size for code, row in VRS.items() if type(row.kind) is Numbers
        },
        "VR_REGEXES": _patterns,
        "STR_VR_REGEXES": lambda: {code: re.compile(pattern) for code, pattern in _patterns().items()},
        "BYTE_VR_REGEXES": lambda: {code: re.compile(pattern.encode()) for code, pattern in _patterns().items()},
        "MAX_VALUE_LEN": lambda: {
            code: longest
            for code, row in VRS.items()
            if code in STR_VR and code not in NOT_COUNTED and (longest := longest_of(row) or UNLIMITED) < UNLIMITED
        },
        "VALIDATORS": lambda: dict.fromkeys(VRS, lambda vr, value: _outcome(problem_of(vr, value))),
    },
)
