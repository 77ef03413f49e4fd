"""The text of values in `str` of a data set."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.dataelem.description import KEPT
from dicomconstruct.grammar.kinds import Items, Kind, KindTable, Numbers, Raw, Text
from dicomconstruct.grammar.vrs import VR, VRS, VRTable
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.uid import UID
from dicomconstruct.values import IS, TEXT, DSdecimal, DSfloat, MultiValue, PersonName

SHOWN_VALUES = 16
"""The largest number of values, or of characters and bytes of a long value, that is shown instead of counted."""
SHOWN_CHARACTERS = 64
"""The largest number of characters shown of a value of a construct."""
LONG_TEXT = 10240
"""Text whose VR allows at least so many characters is counted instead of shown."""
PADDING = " \0"
CUT = "..."
Show = Callable[[Any, int], str]
"""``show(value, most)`` gives the text of a value, or a count of more than `most`."""


def shown_value(vr: str, value: Any, most: int = SHOWN_VALUES, vrs: VRTable = VRS) -> str:
    """The text of a value: its spelling, the name of a registered UID, or a count of more than `most`."""
    show = vrs.by_code(show_of).get(vr)
    return shown_alike(value, most, is_long=CHOICE in vr) if show is None else show(value, most)


def show_of(row: VR) -> Show:
    """The function that gives the text of the values of a VR."""
    own = row.behaviour.show
    if own is not None:
        return lambda value, most: own(value)  # noqa: ARG005
    return partial(shown_alike, is_long=True) if is_long(row) else SHOWS.of(row.kind)


def is_long(row: VR) -> bool:
    """Whether a single value may be too long to show: bytes and long text."""
    kind = row.kind
    is_text = isinstance(kind, Text) and kind.converter is TEXT
    return row.holds_bytes or (is_text and (row.max_length or LONG_TEXT) >= LONG_TEXT)


def shown_alike(value: Any, most: int, *, is_long: bool = False) -> str:
    """The text of a value of any kind but those of constructs."""
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
    if len(value) > most and is_long:
        return f"Array of {len(value)} elements"
    return str.__repr__(value) if isinstance(value, str) else repr(value)


def shown_beginning(value: Any, most: int) -> str:
    """The value of a construct in one line; the beginning of a long one."""
    text, most = repr(value), max(most, SHOWN_CHARACTERS)
    return text if len(text) <= most else f"{text[: most - len(CUT)]}{CUT}"


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
    """The number of bytes of a view."""
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
"""The functions that show a single value, by its type."""

SHOWN_AMONG: dict[type, Callable[[Any], str]] = {
    DSdecimal: _spelling,
    DSfloat: _spelling,
    IS: _spelling,
    PersonName: _name_among,
    float: repr,
    int: repr,
    str: repr,
}
"""The functions that show one of several values, by its type."""

SHOWS: KindTable[Show] = KindTable(
    {
        **dict.fromkeys((Items, Numbers, Raw, Text), shown_alike),
        Kind: shown_beginning,
    }
)
"""The functions that show values, by value kind."""
