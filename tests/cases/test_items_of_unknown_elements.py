"""Sequences without VR whose items begin with elements of another edition, which the dictionary lacks."""

from __future__ import annotations

import io
import itertools
from typing import Any

import pytest
from bytes_of import UNDEFINED, explicit, implicit, item, part10, sequence_end, undefined_item

from dicomconstruct import Dataset, check, dcmread, dcmwrite

UNKNOWN = {"first": [0x00189999], "only": [0x00189999], "all": [0x00189998, 0x00189999, 0x0020FFFE]}
INSIDE = implicit(0x0020000D, b"9.9.9\0") + implicit(0x00280010, b"\5\0")


def contents(unknown: str) -> bytes:
    odd = b"".join(implicit(tag, b"ab") for tag in UNKNOWN[unknown])
    return odd + INSIDE if unknown == "first" else odd


ITEMS = {"defined": item, "undefined": undefined_item}
HOLDERS = {"private": 0x00091001, "unknown": 0x00189001}
WAYS = [
    way
    for way in itertools.product(HOLDERS, ["undefined", "defined"], ["implicit", "UN"])
    if way != ("unknown", "defined", "implicit")
]
"""Which element holds them: an unknown even one of defined length and without VR is no sequence."""


def written(data_set: Dataset, **how: bool) -> bytes:
    buffer = io.BytesIO()
    dcmwrite(buffer, data_set, **how)  # type: ignore[arg-type]
    return buffer.getvalue()


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("items", ITEMS)
@pytest.mark.parametrize(("holder", "length", "layout"), WAYS)
@pytest.mark.filterwarnings("ignore:VR lookup failed:UserWarning")
def test_items_stay_inside(unknown: str, items: str, holder: str, length: str, layout: str) -> None:
    value = ITEMS[items](contents(unknown)) * 2
    declared = UNDEFINED if length == "undefined" else None
    value += sequence_end() if length == "undefined" else b""
    tag = HOLDERS[holder]
    if layout == "implicit":
        data = implicit(0x00080060, b"CT") + implicit(tag, value, length=declared)
    else:
        data = explicit(0x00080060, "CS", b"CT") + explicit(tag, "UN", value, length=declared)
    data_set: Any = dcmread(data, force=True)
    assert [element.tag for element in data_set] == [0x00080060, tag]
    assert data_set[tag].VR == "SQ"
    tags = [*UNKNOWN[unknown], *([0x0020000D, 0x00280010] if unknown == "first" else [])]
    assert [[element.tag for element in one] for one in data_set[tag].value] == [tags, tags]
    assert written(data_set, implicit_vr=layout == "implicit", little_endian=True) == data
    again: Any = dcmread(written(data_set, implicit_vr=False, little_endian=False), force=True)
    assert [element.tag for element in again[tag].value[1]] == tags
    assert Dataset.from_json(data_set.to_json(raw_values=True)) == data_set


def test_fragments_under_unknown_tags_stay_fragments() -> None:
    value = item() + item(b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01") + sequence_end()
    data_set: Any = dcmread(explicit(0x00091001, "UN", value, length=UNDEFINED), force=True)
    assert data_set[0x00091001].value == value[:-8]


def test_the_check_says_nothing_of_offset_tables() -> None:
    value = undefined_item(contents("first")) + sequence_end()
    data = part10(implicit(0x00091001, value, length=UNDEFINED), uid="1.2.840.10008.1.2")
    assert not [one for one in check(data) if "offset" in one.message]
