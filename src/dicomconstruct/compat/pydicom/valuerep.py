"""Face of pydicom.valuerep."""

from __future__ import annotations

import re
from typing import Any

from dicomconstruct.config import options
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
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.parts.text_decoding import TEXT_DELIMITERS
from dicomconstruct.validity import form_problem, length_problem, range_problem, type_problem
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

TEXTS = (str, bytes)
PN_DELIMS = {NAME_DELIMITERS[0]}
TEXT_VR_DELIMS = set(TEXT_DELIMITERS)


def _told(problem: str) -> tuple[bool, str]:
    return not problem, problem


def validate_type(vr: str, value: Any, types: type | tuple[type, ...]) -> tuple[bool, str]:
    """Whether a value is None or of one of some types, and what is wrong with it."""
    return _told("" if value is None or isinstance(value, types) else type_problem(vr, value))


def validate_vr_length(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a text is no longer than its VR allows, and what is wrong with it."""
    row = VRS.get(vr)
    longest = longest_of(row) if row is not None else None
    too_long = bool(value) and longest is not None and len(value) > longest
    return _told(length_problem(vr, len(value), longest) if too_long and longest is not None else "")


def validate_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a text is written as its VR demands, and what is wrong with it."""
    row = VRS.get(vr)
    form = form_of(row) if row is not None else None
    if not value or form is None:
        return _told("")
    found = form.fullmatch(str(value, "latin-1") if isinstance(value, bytes) else value)
    return _told("" if found else form_problem(vr, value))


def _all_of(*outcomes: tuple[bool, str]) -> tuple[bool, str]:
    return next((outcome for outcome in outcomes if not outcome[0]), (True, ""))


def validate_type_and_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text written as its VR demands, and what is wrong with it."""
    told = validate_type(vr, value, TEXTS)
    return told if not told[0] else validate_regex(vr, value)


def validate_type_and_length(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text no longer than its VR allows, and what is wrong with it."""
    told = validate_type(vr, value, TEXTS)
    return told if not told[0] else validate_vr_length(vr, value)


def validate_length_and_type_and_regex(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a text of the length and the form that its VR demands, and what is wrong with it."""
    told = validate_type(vr, value, TEXTS)
    return told if not told[0] else _all_of(validate_vr_length(vr, value), validate_regex(vr, value))


def validate_pn(vr: str, value: Any) -> tuple[bool, str]:
    """Whether a value is a person name with component groups that are not too many nor too long."""
    told = validate_type(vr, value, TEXTS)
    return told if not told[0] or not value else _told(problem_of("PN", value))


def validate_pn_component_length(vr: str, value: Any) -> tuple[bool, str]:
    """Whether one component group of a person name is not too long, and what is wrong with it."""
    return validate_pn(vr, value)


def validate_pn_component(value: str | bytes) -> None:
    """Raise UnwritableValue for a component group of a person name that is too long."""
    problem = problem_of("PN", value)
    if problem:
        raise UnwritableValue(problem)


def validate_date_time(vr: str, value: Any, date_time_type: type) -> tuple[bool, str]:
    """Whether a value is a date or a time of a type, or a text written as the VR demands."""
    if value is not None and isinstance(value, date_time_type):
        return _told("")
    return validate_type_and_regex(vr, value)


def validate_number(vr: str, value: Any, min_value: int, max_value: int) -> tuple[bool, str]:
    """Whether a value is a whole number within limits, and what is wrong with it."""
    told = validate_type(vr, value, (int, bytes))
    if not told[0] or not isinstance(value, int):
        return told
    return _told("" if min_value <= value <= max_value else range_problem(vr, min_value, max_value))


UNLIMITED = VRS["UT"].max_length or 0
"""The length that only the length field of an element limits (PS3.5 Table 6.2-1)."""
NOT_COUNTED = ("AS", "PN")
"""VRs whose greatest length is not that of a value: a fixed form, and component groups."""


def __getattr__(name: str) -> Any:
    """Tables by VR, made when they are asked for."""
    if name == "DSclass":
        return DSdecimal if options().use_DS_decimal else DSfloat
    if name == "VALUE_LENGTH":
        return {code: row.kind.word_size for code, row in VRS.items() if type(row.kind) is Numbers}
    if name in ("STR_VR_REGEXES", "BYTE_VR_REGEXES", "VR_REGEXES"):
        forms = {code: form.pattern for code, row in VRS.items() if (form := form_of(row)) is not None}
        if name == "VR_REGEXES":
            return forms
        return {code: re.compile(form if name.startswith("STR") else form.encode()) for code, form in forms.items()}
    if name == "MAX_VALUE_LEN":
        return {
            code: longest
            for code, row in VRS.items()
            if code in STR_VR and code not in NOT_COUNTED and (longest := longest_of(row) or UNLIMITED) < UNLIMITED
        }
    if name == "VALIDATORS":
        return dict.fromkeys(VRS, _validate)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _validate(vr: str, value: Any) -> tuple[bool, str]:
    return _told(problem_of(vr, value))
