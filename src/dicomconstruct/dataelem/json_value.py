"""The DICOM JSON model of one element (PS3.18 F.2): to and from what `json` reads and writes."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from inspect import signature
from typing import Any

from dicomconstruct.dataelem.conversion import FLOAT_VRS, INTEGER_VRS, RAW_VRS
from dicomconstruct.dataelem.element import PLAIN, DataElement, empty_value_for_VR
from dicomconstruct.dataelem.json_text import text_of_model
from dicomconstruct.dataelem.raw import RawDataElement, convert_raw_data_element
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.uid import UID
from dicomconstruct.validity import form_problem, warn
from dicomconstruct.values import IS, DSfloat, MultiValue, PersonName

SINGLE = frozenset((str, int, float, UID, PersonName, DSfloat, IS))
"""Types of single values that are written as they are, or by the VR's own way."""
NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
"""The component groups of a name (PS3.18 F.2.2)."""
VALUE, BULK_DATA_URI, INLINE_BINARY = "Value", "BulkDataURI", "InlineBinary"
VALUE_KEYS = (VALUE, BULK_DATA_URI, INLINE_BINARY)

BulkDataHandler = Callable[[DataElement], str]
"""Stores the value of an element elsewhere and gives the URI of where."""
Retrieve = Callable[[str, str, str], Any]
"""Gives the value of a tag and VR that stands behind a URI."""


@lru_cache(maxsize=1 << 13)
def key_of(tag: BaseTag) -> str:
    """Eight hexadecimal digits (PS3.18 F.2.2)."""
    return f"{tag:08X}"


def to_model(element: DataElement, handler: BulkDataHandler | None, threshold: int) -> dict[str, Any]:
    """The model of an element; parameters and errors are those of `DataElement.to_json_dict`."""
    value = element.value
    if not isinstance(value, Sequence):
        return value_model(element, element.VR, value, threshold, handler)
    items = [item.to_json_dict(bulk_data_element_handler=handler, bulk_data_threshold=threshold) for item in value]
    return {"vr": element.VR, VALUE: items}


def value_model(
    element: DataElement, vr: str, value: Any, threshold: int, handler: BulkDataHandler | None
) -> dict[str, Any]:
    """The model of one element that is no sequence; `value` may be a view of its bytes."""
    if type(value) in SINGLE and vr not in RAW_VRS:
        if not value and value != 0:
            return {"vr": vr}
        convert = VALUE_OF.get(vr)
        return {"vr": vr, VALUE: [value if convert is None else convert(value)]}
    if type(value) not in PLAIN and hasattr(value, "dtype"):
        value = value.tolist()
    if value is None or (not value and value != 0):
        return {"vr": vr}
    if vr in RAW_VRS or isinstance(value, bytes):
        inline = str(b2a_base64(value, newline=False), "ascii")
        if handler is not None and len(inline) > threshold:
            return {"vr": vr, BULK_DATA_URI: handler(element)}
        return {"vr": vr, INLINE_BINARY: inline}
    convert = VALUE_OF.get(vr)
    if type(value) is not MultiValue and not isinstance(value, list):
        return {"vr": vr, VALUE: [value if convert is None else convert(value)]}
    if convert is None:
        return {"vr": vr, VALUE: list(value)}
    return {"vr": vr, VALUE: [None if one is None or one == "" else convert(one) for one in value]}


def _name(value: str) -> dict[str, str]:
    groups = value.split("=")
    while len(groups) > 1 and not groups[-1]:
        groups.pop()
    return dict(zip(NAME_GROUPS, groups, strict=False))


def _decimal(value: Any) -> float:
    """A number. MalformedValue for the text of what is none."""
    if isinstance(value, str):
        raise MalformedValue(form_problem("DS", value))
    return float(value)


def _integer(value: Any) -> int:
    """A whole number. MalformedValue for one that is none, and for the text of what is none."""
    if type(value) is not IS and (isinstance(value, str) or int(value) != value):
        raise MalformedValue(form_problem("IS", str(value)))
    return int(value)


VALUE_OF: dict[str, Callable[[Any], Any]] = {
    "AT": key_of,
    "DS": _decimal,
    "FD": float,
    "FL": float,
    "IS": _integer,
    "PN": _name,
}
"""How one value stands in the model, for the VRs where it is not the value itself (PS3.18 Table F.2.3-1)."""


def to_text(model: dict[str, Any], dump_handler: Callable[[dict[str, Any]], str] | None = None) -> str:
    """The text of a model, its keys sorted as PS3.18 F.2.2 asks; `dump_handler` writes it otherwise.

    Raises DicomError for a model that nests too deeply for `dump_handler`.
    """
    if dump_handler is None:
        return text_of_model(model, partial(json.dumps, sort_keys=True))
    try:
        return dump_handler(model)
    except RecursionError as error:
        raise DicomError("a JSON model that nests too deeply for the dump handler") from error


def from_model(
    data_set_class: type[Any],
    tag: str,
    vr: str,
    value: Any,
    value_key: str | None,
    bulk_data_uri_handler: Callable[..., Any] | None = None,
) -> DataElement:
    """The element of a model; parameters and errors are those of `DataElement.from_json`."""
    if value_key is not None and value_key not in VALUE_KEYS:
        raise ValueError(f"Unknown attribute name '{value_key}' for tag {tag}")
    if vr == "SQ":
        items = [] if value_key is None else listed(tag, value)
        made = [data_set_class.from_json(item or {}, bulk_data_uri_handler) for item in items]
        return element_of(tag, vr, Sequence(made))
    return element_of(tag, vr, value_of(tag, vr, value, value_key, retriever(bulk_data_uri_handler)))


def element_of(tag: str, vr: str, value: Any) -> DataElement:
    """The element of a tag as a model spells it.

    The bytes of an element of VR UN are encoded in implicit VR little endian; they are decoded where the dictionary
    knows the tag (PS3.5 6.2.2, PS3.18 F.2.3).

    Raises ValueError where nothing can be made of tag and value.
    """
    try:
        if vr == "UN" and isinstance(value, bytes):
            return convert_raw_data_element(RawDataElement(Tag(tag), vr, len(value), value, 0, True, True))
        return DataElement(tag, vr, value)
    except (ValueError, TypeError) as error:
        raise ValueError(f"Data element '{tag}' could not be loaded from JSON: {value}") from error


def value_key_of(held: Mapping[str, Any]) -> str | None:
    """Under which name the model of an element has its value; None for an empty element."""
    return next((key for key in VALUE_KEYS if key in held), None)


def retriever(handler: Callable[..., Any] | None) -> Retrieve:
    """What gives the value behind a URI; the caller's handler takes all three arguments or the URI alone."""
    if handler is None:
        return _nothing
    if len(signature(handler).parameters) > 1:
        return handler
    return lambda tag, vr, uri: handler(uri)  # noqa: ARG005


def _nothing(tag: str, vr: str, uri: str) -> Any:  # noqa: ARG001
    warn(f'No bulk data URI handler provided for retrieval of value of data element "{tag}"')
    return empty_value_for_VR(vr, raw=True)


def listed(tag: str, values: Any) -> list[Any]:
    """The values of an element's model. TypeError where they are not in a list."""
    if not isinstance(values, list):
        raise TypeError(f"'Value' of data element '{tag}' must be a list")
    return values


def value_of(tag: str, vr: str, value: Any, value_key: str | None, retrieve: Retrieve) -> Any:
    """The value of an element's model, as an element that is no sequence takes it."""
    if value_key is None:
        return empty_value_for_VR(vr)
    if value_key == VALUE:
        values = list(_read_values(tag, vr, listed(tag, value)))
        if not values:
            return empty_value_for_VR(vr)
        return values[0] if len(values) == 1 else values
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str | bytes):
        raise TypeError(
            f"Invalid attribute value for data element '{tag}' - the value for '{value_key}' must be str, not "
            f"{type(value).__name__}"
        )
    return retrieve(tag, vr, str(value)) if value_key == BULK_DATA_URI else b64decode(value)


def _read_values(tag: str, vr: str, values: list[Any]) -> Iterator[Any]:
    for value in values:
        if vr == "PN":
            yield _read_name(tag, value)
        elif value is None or value == "":
            yield empty_value_for_VR(vr)
        elif vr == "AT":
            yield _read_tag(value)
        elif vr in INTEGER_VRS:
            yield int(value)
        elif vr in FLOAT_VRS:
            yield float(value)
        else:
            yield value


def _read_tag(value: Any) -> Any:
    """A tag; None, with a warning, for what is no eight hexadecimal digits."""
    if not isinstance(value, str):
        return value
    try:
        return int(value, 16)
    except ValueError:
        warn(f"Invalid value '{value}' for AT element - ignoring it")
        return None


def _read_name(tag: str, value: Any) -> PersonName:
    if isinstance(value, Mapping):
        return PersonName.of_text("=".join(value.get(group) or "" for group in NAME_GROUPS).rstrip("="))
    if value:
        warn(f"Value of data element '{tag}' with VR Person Name (PN) is not formatted correctly")
    return PersonName.of_text(value or "")
