"""Face of pydicom.values."""

from typing import Any

from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.dataelem import hooks as _hooks

__all__ = ["convert_value"]


def convert_value(VR: str, raw_data_element: RawDataElement, encoding: Any = None) -> Any:
    """The value of a raw element under a VR; errors are those of `convert_raw_data_element`."""
    return _hooks.convert_value(VR, raw_data_element, encoding)
