"""Face of pydicom.hooks."""

from dicomconstruct.dataelem.hooks import (
    Hooks,
    hooks,
    raw_element_value,
    raw_element_value_fix_separator,
    raw_element_value_retry,
    raw_element_vr,
)

__all__ = [
    "Hooks",
    "hooks",
    "raw_element_value",
    "raw_element_value_fix_separator",
    "raw_element_value_retry",
    "raw_element_vr",
]
