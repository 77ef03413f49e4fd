"""The DICOM JSON model (PS3.18 Annex F): data sets to and from what `json` reads and writes."""

from __future__ import annotations

import json
import warnings
from base64 import b64decode
from binascii import b2a_base64
from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any

from dicomconstruct.dataelem import FLOAT_VRS, INTEGER_VRS, RAW_VRS, TEXT_VRS, UNREAD, DataElement
from dicomconstruct.errors import DicomError, shown
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import MultiValue, PersonName

BULK_DATA_THRESHOLD = 1024
"""Longer binary values are given to the caller's handler of bulk data, where there is one."""
NAME_GROUPS = ("Alphabetic", "Ideographic", "Phonetic")
"""The component groups of a name (PS3.18 F.2.2)."""
VALUE_KEYS = ("Value", "BulkDataURI", "InlineBinary")

BulkDataHandler = Callable[[DataElement], str]
"""Stores the value of an element elsewhere and gives the URI of where."""


def to_json_model(
    data_set: Any,
    bulk_data_threshold: int = BULK_DATA_THRESHOLD,
    bulk_data_element_handler: BulkDataHandler | None = None,
    suppress_invalid_tags: bool = False,
) -> dict[str, Any]:
    """The JSON model of a data set, items and all; without recursion.

    Parameters
    ----------
    data_set
        A data set.
    bulk_data_threshold
        Binary values whose text would be longer go to the handler.
    bulk_data_element_handler
        Stores a value elsewhere and gives its URI; None to keep all values in the model.
    suppress_invalid_tags
        Whether to leave out elements whose values cannot be read instead of raising.

    Raises
    ------
    MalformedValue
        When a value has no meaning under its VR, unless suppressed.
    """
    made: dict[str, Any] = {}
    pending = [(data_set, made)]
    while pending:
        here, model = pending.pop()
        for tag, element in here._all_opened().items():
            try:
                vr = element.VR
                value = element._value
                if value is UNREAD:
                    value = element._raw.source.view(element) if vr in RAW_VRS else element.value
                if type(value) is Sequence:
                    inside: list[dict[str, Any]] = [{} for _ in value]
                    pending += zip(value, inside, strict=True)
                    model[key_of(tag)] = {"vr": "SQ", "Value": inside}
                else:
                    model[key_of(tag)] = _model(element, vr, value, bulk_data_threshold, bulk_data_element_handler)
            except (DicomError, ValueError, TypeError) as error:
                if not suppress_invalid_tags:
                    raise
                warnings.warn(f"{tag} is left out: {error}", UserWarning, stacklevel=3)
    return made


def key_of(tag: BaseTag) -> str:
    """Eight hexadecimal digits (PS3.18 F.2.2)."""
    return f"{tag:08X}"


def _model(
    element: DataElement, vr: str, value: Any, threshold: int, handler: BulkDataHandler | None
) -> dict[str, Any]:
    """The model of one element that is no sequence."""
    if value is None or (not value and value != 0):
        return {"vr": vr}
    if vr in RAW_VRS or isinstance(value, bytes):
        inline = str(b2a_base64(value, newline=False), "ascii")
        if handler is not None and len(inline) > threshold:
            return {"vr": vr, "BulkDataURI": handler(element)}
        return {"vr": vr, "InlineBinary": inline}
    convert = VALUE_OF.get(vr)
    if type(value) is not MultiValue:
        return {"vr": vr, "Value": [value if convert is None else convert(value)]}
    if convert is None:
        return {"vr": vr, "Value": list(value)}
    return {"vr": vr, "Value": [None if one is None or one == "" else convert(one) for one in value]}


def _name(value: str) -> dict[str, str]:
    groups = value.split("=")
    while len(groups) > 1 and not groups[-1]:
        groups.pop()
    return dict(zip(NAME_GROUPS, groups, strict=False))


VALUE_OF: dict[str, Callable[[Any], Any]] = {
    "AT": key_of,
    "DS": float,
    "FD": float,
    "FL": float,
    "IS": int,
    "PN": _name,
}
"""How one value stands in the model, for the VRs where it is not the value itself (PS3.18 Table F.2.3-1)."""


def to_json_text(model: dict[str, Any], dump_handler: Callable[[dict[str, Any]], str] | None = None) -> str:
    """The text of a model, its keys sorted as PS3.18 F.2.2 asks; `dump_handler` writes it otherwise."""
    return json.dumps(model, sort_keys=True) if dump_handler is None else dump_handler(model)


def from_json_model(
    data_set_class: type[Any],
    model: Mapping[str, Any] | str | bytes | bytearray,
    bulk_data_uri_handler: Callable[..., Any] | None = None,
) -> Any:
    """The data set of a JSON model; without recursion.

    Parameters
    ----------
    data_set_class
        What to make, items included.
    model
        The model, or its text.
    bulk_data_uri_handler
        ``handler(tag, vr, uri)`` or ``handler(uri)`` gives the value that a URI stands for.

    Raises
    ------
    KeyError
        When an element has no ``vr``.
    TypeError
        When a value is not of the form that PS3.18 F.2.2 asks for.
    """
    if isinstance(model, str | bytes | bytearray):
        model = json.loads(model)
    if not isinstance(model, Mapping):
        raise TypeError(f"a JSON model is an object, not {shown(model)}")
    retrieve = _retriever(bulk_data_uri_handler)
    made = data_set_class()
    pending = [(model, made)]
    while pending:
        own_model, here = pending.pop()
        for tag, held in own_model.items():
            vr = held["vr"]
            if vr == "SQ":
                items = [(item or {}, data_set_class()) for item in _values(tag, held)]
                pending += items
                here.add_new(tag, vr, Sequence._of([item for _, item in items]))
            else:
                here.add_new(tag, vr, _value(tag, vr, held, retrieve))
    return made


def _retriever(handler: Callable[..., Any] | None) -> Callable[[str, str, str], Any]:
    if handler is None:
        return _nothing
    if len(signature(handler).parameters) > 1:
        return handler
    return lambda tag, vr, uri: handler(uri)  # noqa: ARG005


def _nothing(tag: str, vr: str, uri: str) -> None:  # noqa: ARG001
    warnings.warn(f"nobody to ask for the bulk data of {tag}", UserWarning, stacklevel=5)


def _values(tag: str, held: Mapping[str, Any]) -> list[Any]:
    values = held.get("Value", [])
    if not isinstance(values, list):
        raise TypeError(f"the values of {tag} are not in a list")
    return values


def _value(tag: str, vr: str, held: Mapping[str, Any], retrieve: Callable[[str, str, str], Any]) -> Any:
    """The value of one element's model, as an element takes it."""
    key = next((key for key in VALUE_KEYS if key in held), None)
    if key == "BulkDataURI":
        if not isinstance(held[key], str):
            raise TypeError(f"the bulk data URI of {tag} is no text")
        return retrieve(tag, vr, held[key])
    if key == "InlineBinary":
        inline = held[key][0] if isinstance(held[key], list) and held[key] else held[key]
        if not isinstance(inline, str | bytes):
            raise TypeError(f"the inline binary of {tag} is no text")
        return b64decode(inline)
    values = list(_read_values(tag, vr, _values(tag, held)))
    if not values:
        return empty_value(vr)
    return values[0] if len(values) == 1 else values


def empty_value(vr: str) -> Any:
    """What an empty element of a VR has for a value."""
    return "" if vr in TEXT_VRS else None


def _read_values(tag: str, vr: str, values: list[Any]) -> Iterator[Any]:
    for value in values:
        if vr == "PN":
            yield _read_name(tag, value)
        elif value is None or value == "":
            yield empty_value(vr)
        elif vr == "AT":
            yield int(value, 16) if isinstance(value, str) else value
        elif vr in INTEGER_VRS:
            yield int(value)
        elif vr in FLOAT_VRS:
            yield float(value)
        else:
            yield value


def _read_name(tag: str, value: Any) -> PersonName:
    if isinstance(value, Mapping):
        return PersonName("=".join(value.get(group) or "" for group in NAME_GROUPS).rstrip("="))
    if value:
        warnings.warn(f"the name of {tag} is not in its component groups", UserWarning, stacklevel=6)
    return PersonName(value or "")
