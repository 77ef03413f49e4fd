"""Data elements: `DataElement`, dictionary lookups for its tag, conversion, validation and text of values."""

from __future__ import annotations

from dicomconstruct.dataelem.conversion import converted, element_check
from dicomconstruct.dataelem.description import (
    Description,
    description_of,
    element_of_keyword,
    is_repeating_keyword,
    private_name_of,
    tag_of_key,
    tag_of_keyword,
)
from dicomconstruct.dataelem.element import DataElement
from dicomconstruct.dataelem.empty import empty_value, empty_value_for_VR
from dicomconstruct.dataelem.raw import RawDataElement, RawElementAsRead, convert_raw_data_element
from dicomconstruct.dataelem.shown import SHOWN_VALUES, shown_value
from dicomconstruct.dataelem.source import UNREAD, Source
from dicomconstruct.dataelem.validation import check_values, problem_of, validate_value
from dicomconstruct.lazy import point_to_face

point_to_face(globals())

__all__ = [
    "SHOWN_VALUES",
    "UNREAD",
    "DataElement",
    "Description",
    "RawDataElement",
    "RawElementAsRead",
    "Source",
    "check_values",
    "convert_raw_data_element",
    "converted",
    "description_of",
    "element_check",
    "element_of_keyword",
    "empty_value",
    "empty_value_for_VR",
    "is_repeating_keyword",
    "private_name_of",
    "problem_of",
    "shown_value",
    "tag_of_key",
    "tag_of_keyword",
    "validate_value",
]
