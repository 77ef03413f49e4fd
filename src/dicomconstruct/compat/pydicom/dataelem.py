"""Face of pydicom.dataelem."""

import warnings
from typing import Any

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

OLD_NAME = "DataElement_from_raw"


def __getattr__(name: str) -> Any:
    if name == OLD_NAME and not options().use_future:
        return _element_from_raw
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _element_from_raw(raw: RawDataElement, encoding: Any = None, dataset: Any = None) -> DataElement:
    """`convert_raw_data_element` under its old name."""
    message = (
        f"'pydicom.dataelem.{OLD_NAME}' is deprecated and will be removed in v4.0, please use "
        "'pydicom.dataelem.convert_raw_data_element' instead"
    )
    warnings.warn(message, DeprecationWarning, stacklevel=2)
    return convert_raw_data_element(raw, encoding=encoding, ds=dataset)
