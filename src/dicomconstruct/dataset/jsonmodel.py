"""Conversion of data sets and elements to and from DICOM JSON models (PS3.18 Annex F)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.element import BULK_DATA_THRESHOLD
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.json_reading import VR, BulkDataReader, ModelReader, tag_of
from dicomconstruct.dataset.json_spelling import as_spelt, to_spelt_model
from dicomconstruct.dataset.json_text import text_of_model
from dicomconstruct.dataset.json_values import VALUE_KEYS
from dicomconstruct.dataset.json_writing import BulkDataHandler, ModelWriter
from dicomconstruct.errors import DicomError, MalformedJson


def to_json_model(
    data_set: Any,
    bulk_data_threshold: int = BULK_DATA_THRESHOLD,
    bulk_data_element_handler: BulkDataHandler | None = None,
    suppress_invalid_tags: bool = False,
    raw_values: bool = False,
) -> dict[str, Any]:
    """The JSON model of a data set; parameters and errors are those of `Dataset.to_json_dict`."""
    if raw_values:
        return to_spelt_model(data_set, bulk_data_threshold, bulk_data_element_handler, suppress_invalid_tags)
    return ModelWriter(bulk_data_threshold, bulk_data_element_handler, suppress_invalid_tags).model(data_set)


def to_element_model(
    element: DataElement,
    bulk_data_threshold: int = BULK_DATA_THRESHOLD,
    bulk_data_element_handler: BulkDataHandler | None = None,
) -> dict[str, Any]:
    """The JSON model of an element; parameters and errors are those of `DataElement.to_json_dict`."""
    return ModelWriter(bulk_data_threshold, bulk_data_element_handler).element_model(element)


def to_text(model: dict[str, Any], dump_handler: Callable[[dict[str, Any]], str] | None = None) -> str:
    """The JSON text of a model, its keys sorted (PS3.18 F.2.2), or what `dump_handler` returns for it.

    Raises DicomError for a model that nests too deeply for `dump_handler`.
    """
    if dump_handler is None:
        return text_of_model(model, partial(json.dumps, sort_keys=True, allow_nan=False))
    try:
        return dump_handler(model)
    except RecursionError as error:
        raise DicomError("a JSON model that nests too deeply for the dump handler") from error


def from_json_model(
    data_set_class: type[Any],
    model: Mapping[str, Any] | str | bytes | bytearray,
    bulk_data_uri_handler: BulkDataReader | None = None,
    codec: Codec = STANDARD,
) -> Any:
    """The data set of a JSON model; parameters and errors are those of `Dataset.from_json`."""
    reader = ModelReader(data_set_class, bulk_data_uri_handler, codec)
    return as_spelt(reader, reader.made(data_set_class), reader.parsed(model))


def element_from_json(
    data_set_class: type[Any],
    tag: Any,
    vr: str,
    value: Any,
    value_key: str | None,
    bulk_data_uri_handler: BulkDataReader | None = None,
) -> DataElement:
    """The element of a model; parameters and errors are those of `DataElement.from_json`."""
    if value_key is not None and value_key not in VALUE_KEYS:
        raise MalformedJson(f"Unknown attribute name '{value_key}' for tag {tag}")
    held = {VR: vr} if value_key is None else {VR: vr, value_key: value}
    made = ModelReader(data_set_class, bulk_data_uri_handler).filled(Dataset(), {tag: held})
    element: DataElement = made[tag_of(tag)]
    return element
