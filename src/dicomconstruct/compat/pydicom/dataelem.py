"""Face of pydicom.dataelem."""

from typing import Any

from dicomconstruct.compat.pydicom._asked_for import asked_for, warn_of_removal
from dicomconstruct.config import options
from dicomconstruct.dataelem import DataElement, RawDataElement, convert_raw_data_element, empty_value_for_VR
from dicomconstruct.dataelem.representations import (
    ALLOW_BACKSLASH,
    AMBIGUOUS_VR,
    BUFFERABLE_VRS,
    BYTES_VR,
    DEFAULT_CHARSET_VR,
    LONG_VALUE_VR,
    STR_VR,
)

__all__ = [
    "ALLOW_BACKSLASH",
    "AMBIGUOUS_VR",
    "BUFFERABLE_VRS",
    "BYTES_VR",
    "DEFAULT_CHARSET_VR",
    "LONG_VALUE_VR",
    "STR_VR",
    "DataElement",
    "RawDataElement",
    "convert_raw_data_element",
    "empty_value_for_VR",
]


def _element_from_raw(raw: RawDataElement, encoding: Any = None, dataset: Any = None) -> DataElement:
    """`convert_raw_data_element` under its old name."""
    warn_of_removal(
        "'pydicom.dataelem.DataElement_from_raw' is deprecated and", "pydicom.dataelem.convert_raw_data_element", 3
    )
    return convert_raw_data_element(raw, encoding=encoding, ds=dataset)


def _old_name() -> Any:
    if options().use_future:
        raise AttributeError(f"module {__name__!r} has no attribute 'DataElement_from_raw'")
    return _element_from_raw


__getattr__ = asked_for(__name__, {"DataElement_from_raw": _old_name})
