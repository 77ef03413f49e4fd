"""The value representations as an enumeration, and pydicom's named sets of them.

All are computed from the VR rows of the grammar; choices of VRs such as ``US or SS`` from the dictionary (PS3.6 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from dicomconstruct.dataelem.shown import is_long
from dicomconstruct.dictionary import ambiguous_vrs
from dicomconstruct.grammar.kinds import Floats, Kind, Numbers, Text
from dicomconstruct.grammar.vrs import LONG, SHORT, VRS
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.values import DECIMAL_STRING, INTEGER_STRING, PERSON_NAME, TEXT

_CHOICES = sorted(ambiguous_vrs(), key=len, reverse=True)

VR: Any = StrEnum(  # type: ignore[misc]
    "VR",
    {**{code: code for code in VRS}, **{choice.replace(CHOICE, "_"): choice for choice in _CHOICES}},
    module=__name__,
)
"""Every value representation and every choice of VRs in the dictionary, as `str` members."""


def _those(codes: Iterable[str]) -> set[Any]:
    return {VR(code) for code in codes}


def _of_kind(is_meant: Callable[[Kind], bool]) -> set[Any]:
    return _those(code for code, row in VRS.items() if is_meant(row.kind))


def _is_text(kind: Kind) -> bool:
    return isinstance(kind, Text)


def _is_text_of_any_repertoire(kind: Kind) -> bool:
    return isinstance(kind, Text) and kind.converter in (TEXT, PERSON_NAME)


def _is_integer(kind: Kind) -> bool:
    if isinstance(kind, Text):
        return kind.converter is INTEGER_STRING
    return isinstance(kind, Numbers) and not isinstance(kind, Floats)


def _is_float(kind: Kind) -> bool:
    if isinstance(kind, Text):
        return kind.converter is DECIMAL_STRING
    return isinstance(kind, Floats)


def _is_one_text(kind: Kind) -> bool:
    return isinstance(kind, Text) and not kind.split and kind.converter is TEXT


STANDARD_VR = _those(VRS)
AMBIGUOUS_VR = _those(_CHOICES)
BYTES_VR = _those(VRS.holding_bytes)
FLOAT_VR = _of_kind(_is_float)
INT_VR = _of_kind(_is_integer)
LIST_VR = _those(VRS.holding_items)
STR_VR = _of_kind(_is_text)
CUSTOMIZABLE_CHARSET_VR = _of_kind(_is_text_of_any_repertoire)
DEFAULT_CHARSET_VR = STR_VR - CUSTOMIZABLE_CHARSET_VR
EXPLICIT_VR_LENGTH_16 = _those(code for code, row in VRS.items() if row.header is SHORT)
EXPLICIT_VR_LENGTH_32 = _those(code for code, row in VRS.items() if row.header is LONG)
_OF_BYTES = _those(choice for choice in _CHOICES if _those(choice.split(CHOICE)) <= BYTES_VR)
_OF_BYTES_TOO = _those(choice for choice in _CHOICES if _those(choice.split(CHOICE)) & BYTES_VR)
BUFFERABLE_VRS = BYTES_VR - {VR("UN")} | _OF_BYTES
"""The VRs that accept a buffer as the value."""
ALLOW_BACKSLASH = BYTES_VR | _of_kind(_is_one_text) | _OF_BYTES_TOO
"""The VRs in which a backslash does not separate values."""
LONG_VALUE_VR = _those(code for code, row in VRS.items() if is_long(row)) | AMBIGUOUS_VR
"""The VRs whose values may be too long to show."""
