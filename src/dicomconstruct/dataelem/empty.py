"""The values of empty elements, by value kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dicomconstruct.config import options
from dicomconstruct.grammar.kinds import Items, Kind, KindTable, Text
from dicomconstruct.grammar.vrs import VR, VRS
from dicomconstruct.values import DECIMAL_STRING, INTEGER_STRING, PERSON_NAME, PersonName


def empty_value_for_VR(VR: str | None, raw: bool = False) -> Any:  # noqa: N802, N803
    """The value of an empty element after reading.

    Parameters
    ----------
    VR
        The VR. Text gives "", or None under `config.use_none_as_empty_text_VR_value`; a sequence gives an empty
        list; all others give None.
    raw
        Whether to give the value of a raw element, which is bytes.
    """
    return empty_value(VRS.get(VR or ""), raw)


def empty_value(row: VR | None, raw: bool = False) -> Any:
    """`empty_value_for_VR` for a VR row; None for an unknown VR."""
    if row is None:
        return None
    empty = row.behaviour.empty or EMPTY.of(row.kind)
    value = empty()
    if isinstance(value, str) and options().use_none_as_empty_text_VR_value:
        return None
    return b"" if raw and value is not None else value


EMPTY: KindTable[Callable[[], Any]] = KindTable(
    {
        **dict.fromkeys((DECIMAL_STRING, INTEGER_STRING, Kind), lambda: None),
        Items: list,
        PERSON_NAME: lambda: PersonName(""),
        Text: str,
    }
)
"""The functions that make the value of an empty element, by value kind."""
