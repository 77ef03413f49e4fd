"""Decoding never changes what is written, nor whether it can be: any looks at all, and the bytes are the same.

An edit, or another encoding, has the same outcome with and without the looks before it.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, strategies as st
from odd_data_sets import mutated, odd_files, real_files

from dicomconstruct import Dataset, dcmread, dcmwrite
from dicomconstruct.errors import DicomError
from dicomconstruct.sequence import Sequence

pytestmark = pytest.mark.filterwarnings("ignore")

RAISED = (DicomError, ValueError, TypeError, AttributeError, NotImplementedError, KeyError)
"""What looking may raise; what it raises is not the question here."""


def every_value(data_set: Dataset) -> None:
    for element in data_set.iterall():
        with suppress(*RAISED):
            _ = element.value


def first_values(data_set: Dataset) -> None:
    for tag in list(data_set.keys())[:3]:
        with suppress(*RAISED):
            _ = data_set[tag].value


def into_items(data_set: Dataset) -> None:
    for element in data_set:
        if element.VR == "SQ" and isinstance(element.value, Sequence):
            for one in element.value:
                every_value(one)


def creators(data_set: Dataset) -> None:
    for tag in data_set.keys():  # noqa: SIM118
        if tag.is_private:
            data_set.private_creators(tag.group)


LOOKS: list[Callable[[Any], object]] = [
    str,
    every_value,
    first_values,
    into_items,
    creators,
    lambda data_set: list(data_set.keys()),
    lambda data_set: data_set.get("SpecificCharacterSet"),
    lambda data_set: data_set.get("PatientName"),
    lambda data_set: str(data_set.file_meta),
    lambda data_set: data_set.file_meta.get("TransferSyntaxUID"),
    lambda data_set: data_set.to_json_dict(suppress_invalid_tags=True),
    lambda data_set: data_set.get_item(0x00080005),
    lambda data_set: data_set == data_set.copy(),
]
LOOKED = st.lists(st.sampled_from(LOOKS), min_size=1, max_size=4)


def looked_at(data: bytes, looks: list[Callable[[Any], object]]) -> Dataset:
    data_set = dcmread(io.BytesIO(data), force=True)
    for look in looks:
        with suppress(*RAISED):
            look(data_set)
    return data_set


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


FILES = odd_files() | mutated(real_files()) | mutated(odd_files())


@given(FILES, LOOKED)
def test_looking_changes_no_byte(data: bytes, looks: list[Callable[[Any], object]]) -> None:
    assert written(looked_at(data, looks)) == data


def edited(data_set: Dataset) -> tuple[Dataset, dict[str, Any]]:
    data_set.PatientID = "NEW"
    return data_set, {}


def declared_otherwise(data_set: Dataset) -> tuple[Dataset, dict[str, Any]]:
    data_set.SpecificCharacterSet = "ISO_IR 192"
    return data_set, {}


def put_elsewhere(data_set: Dataset) -> tuple[Dataset, dict[str, Any]]:
    other = Dataset()
    other.SpecificCharacterSet = "ISO_IR 192"
    for tag in list(data_set.keys()):
        if tag.group > 2 and tag not in other:
            other[tag] = data_set[tag]
    return other, {"implicit_vr": False, "little_endian": True}


def part(data_set: Dataset) -> tuple[Dataset, dict[str, Any]]:
    return data_set[0x00090000:], {"implicit_vr": False, "little_endian": True}


def encoded(implicit_vr: bool, little_endian: bool) -> Callable[[Dataset], tuple[Dataset, dict[str, Any]]]:
    options = {"implicit_vr": implicit_vr, "little_endian": little_endian, "force_encoding": True}
    return lambda data_set: (data_set, options)


WORK = [
    edited,
    declared_otherwise,
    put_elsewhere,
    part,
    encoded(True, True),
    encoded(False, True),
    encoded(False, False),
]


def outcome(data_set: Dataset, work: Callable[[Dataset], tuple[Dataset, dict[str, Any]]]) -> Any:
    """The bytes that are written, or what was raised."""
    try:
        made, options = work(data_set)
        return written(made, **options)
    except RAISED as error:
        return type(error), str(error)


@given(FILES, LOOKED, st.sampled_from(WORK))
def test_looking_decides_about_no_outcome(data: bytes, looks: list[Callable[[Any], object]], work: Any) -> None:
    assert outcome(looked_at(data, looks), work) == outcome(looked_at(data, []), work)
