"""The DICOM JSON model (PS3.18 Annex F): data sets to and from what `json` reads and writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from dicomconstruct.config import logger
from dicomconstruct.dataelem import RAW_VRS, UNREAD
from dicomconstruct.dataelem.element import BULK_DATA_THRESHOLD
from dicomconstruct.dataelem.json_value import (
    BulkDataHandler,
    element_of,
    key_of,
    listed,
    retriever,
    to_text,
    value_key_of,
    value_model,
    value_of,
)
from dicomconstruct.errors import DicomError, shown
from dicomconstruct.sequence import Sequence

__all__ = ["from_json_model", "to_json_model", "to_text"]


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
                    value = element._source.view(element) if vr in RAW_VRS else element.value
                if type(value) is Sequence:
                    inside: list[dict[str, Any]] = [{} for _ in value]
                    pending += zip(value, inside, strict=True)
                    model[key_of(tag)] = {"vr": "SQ", "Value": inside}
                else:
                    model[key_of(tag)] = value_model(
                        element, vr, value, bulk_data_threshold, bulk_data_element_handler
                    )
            except (DicomError, ValueError, TypeError) as error:
                if not suppress_invalid_tags:
                    raise
                logger.error("Error while processing tag %s: %s", key_of(tag), error)
    return made


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
    retrieve = retriever(bulk_data_uri_handler)
    made = data_set_class()
    pending = [(model, made)]
    while pending:
        own_model, here = pending.pop()
        for tag, held in own_model.items():
            vr, key = held["vr"], value_key_of(held)
            if vr == "SQ":
                items = [(item or {}, data_set_class()) for item in ([] if key is None else listed(tag, held[key]))]
                pending += items
                here.add(element_of(tag, vr, Sequence._of([item for _, item in items])))
            else:
                value = None if key is None else held[key]
                here.add(element_of(tag, vr, value_of(tag, vr, value, key, retrieve)))
    return made
