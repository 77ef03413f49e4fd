"""Values as Python's own types, so that the readings of two libraries can be compared."""

from __future__ import annotations

import math
from typing import Any

from pydicom.datadict import DicomDictionary

from dicomconstruct import dictionary

NOT_READ_BY_PYDICOM: frozenset[str] = frozenset({"ISO_IR 203", "ISO 2022 IR 203"})
"""Terms of a later edition of the standard (PS3.3 C.12.1.1.2, 2023) than the one pydicom 3.0.2 knows."""


def same_in_pydicom() -> set[int]:
    """Tags that its dictionary, of another edition of PS3.6, gives the same VR."""
    return {tag for tag, entry in dictionary.entries().items() if DicomDictionary.get(tag, ("",))[0] == entry.vr}


ESCAPES_LEFT = ("\x1b$)A", "\x1b$)C")
"""Escape sequences of ISO 2022 IR 58 and 149, which pydicom leaves in text (no part of it: PS3.5 6.1.2.5)."""


def plain(value: Any) -> Any:
    """A value as nested lists of str, int, float and bytes."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str) or value is None or hasattr(value, "family_name"):
        text = str(value or "")
        for escape in ESCAPES_LEFT:
            text = text.replace(escape, "")
        return text
    if isinstance(value, float):
        text = getattr(value, "original_string", None)
        return text if text is not None else ("nan" if math.isnan(value) else float(value))
    if isinstance(value, int):
        return int(value)
    return [plain(one) for one in value]
