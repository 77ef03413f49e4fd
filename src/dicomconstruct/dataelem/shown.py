"""Values as text, the way `str` of a data set shows them."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.dataelem.conversion import RAW_VRS
from dicomconstruct.dataelem.description import KEPT
from dicomconstruct.uid import UID
from dicomconstruct.values import IS, DSdecimal, DSfloat, MultiValue, PersonName

SHOWN_VALUES = 16
"""More values, or more characters and bytes of a long one, are counted instead of shown."""
LONG_WHEN_SHOWN = RAW_VRS | {"LT", "UC", "UT"}
"""The VRs of which a single value may be too long to show."""
CHOICE = " or "
"""Between the VRs of an element that may have one or another (PS3.6 6)."""
PADDING = " \0"


def shown_value(vr: str, value: Any, most: int = SHOWN_VALUES) -> str:
    """A value as text: spelt as found, the name of a well-known UID, a count where there are more than `most`."""
    kind = type(value)
    if kind is str and len(value) <= most:
        return repr(value)
    if kind is MultiValue or kind is list:
        return shown_values(value, most)
    show = SHOWN.get(kind)
    if show is not None:
        return show(value)
    if not isinstance(value, str | bytes):
        return repr(value)
    if len(value) > most and (vr in LONG_WHEN_SHOWN or CHOICE in vr):
        return f"Array of {len(value)} elements"
    return str.__repr__(value) if isinstance(value, str) else repr(value)


def shown_values(values: MultiValue[Any] | list[Any], most: int = SHOWN_VALUES) -> str:
    """Several values as text."""
    if len(values) > most:
        return f"Array of {len(values)} elements"
    if not values:
        return ""
    return f"[{', '.join([shown_among(value) for value in values])}]"


def shown_among(value: Any) -> str:
    """One of several values as text."""
    show = SHOWN_AMONG.get(type(value))
    if show is not None:
        return show(value)
    return str.__repr__(value) if isinstance(value, str) else repr(value)


def shown_bytes(view: memoryview) -> str:
    """How many bytes there are, of a value too long to show."""
    return f"Array of {len(view)} elements"


def _spelling(value: DSfloat | DSdecimal | IS) -> str:
    spelling = value.original_string
    return str(value) if spelling is None else spelling.strip(PADDING)


def _decimal(value: DSfloat | DSdecimal) -> str:
    return f"'{_spelling(value)}'"


def _integer(value: IS) -> str:
    return f"'{int.__repr__(value)}'"


def _name(value: PersonName) -> str:
    return str.__repr__(value.rstrip("="))


def _name_among(value: PersonName) -> str:
    return value.rstrip("=")


@lru_cache(maxsize=KEPT)
def shown_uid(value: UID) -> str:
    """The name of a registered UID, else the UID."""
    entry = dictionary.uid_entry_of(value)
    if entry is not None:
        return entry.name
    return str.__str__(value) if value else "''"


SHOWN: dict[type, Callable[[Any], str]] = {
    DSdecimal: _decimal,
    DSfloat: _decimal,
    IS: _integer,
    MultiValue: shown_values,
    PersonName: _name,
    UID: shown_uid,
    float: repr,
    int: repr,
    memoryview: shown_bytes,
    type(None): repr,
}
"""How a single value is shown, by its type."""

SHOWN_AMONG: dict[type, Callable[[Any], str]] = {
    DSdecimal: _spelling,
    DSfloat: _spelling,
    IS: _spelling,
    PersonName: _name_among,
    float: repr,
    int: repr,
    str: repr,
}
"""How one of several values is shown, by its type."""
