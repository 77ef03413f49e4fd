"""One header that is odd does not turn a whole data set, or a whole item, into another encoding."""

from __future__ import annotations

import pytest
from bytes_of import EXPLICIT_LE, UNDEFINED, explicit, item, item_end, long, part10, sequence, sequence_end

from dicomconstruct import STANDARD
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Node

PATIENT = explicit(0x00100020, "LO", b"ID")
PIXELS = bytes(range(256)) * 100
"""So long that "QQ", "OB" or "OW" and two zeros, taken for a length, stay within the file."""

UNKNOWN_VR = long(0x00080005, "QQ", b"ab")
CUT_SHORT = long(0x7FE00010, "OW", PIXELS, length=1 << 20)
WITHOUT_ITEMS = long(0x7FE00010, "OB", PIXELS, length=UNDEFINED)
WHOLE = explicit(0x7FE00010, "OW", PIXELS)

FIRST = {
    "unknown VR": (UNKNOWN_VR + PATIENT + WHOLE, ["QQ", "LO", "OW"]),
    "cut short": (CUT_SHORT, ["OW"]),
    "undefined length without items": (WITHOUT_ITEMS, ["OB"]),
}
CASES = pytest.mark.parametrize(("content", "vrs"), FIRST.values(), ids=FIRST)


def vrs_of(nodes: list[Node]) -> list[str | None]:
    return [node.vr for node in nodes if node.tag is not None and node.tag.group < 0xFFFE]


@CASES
def test_at_the_start_of_a_data_set(content: bytes, vrs: list[str]) -> None:
    data = part10(content, uid=EXPLICIT_LE)
    check_laws(data)
    tree = STANDARD.read_tree(data)
    assert (tree.coding.layout, tree.coding.evidence) == ("explicit-le", "declared")
    assert vrs_of(tree.data_set) == vrs


@CASES
def test_at_the_start_of_the_last_item(content: bytes, vrs: list[str]) -> None:
    data = part10(PATIENT, long(0x00081140, "SQ", length=UNDEFINED), item(length=UNDEFINED), content)
    check_laws(data)
    first_item = STANDARD.read_tree(data).find("(0008,1140)[0]")
    assert first_item is not None
    assert first_item.content_layout == "explicit-le"
    assert vrs_of(first_item.children or []) == vrs


@pytest.mark.parametrize("defined", [True, False])
def test_an_unknown_vr_at_the_start_of_an_item(defined: bool) -> None:
    content = UNKNOWN_VR + WHOLE
    if defined:
        inside = sequence(0x00081140, item(content))
    else:
        delimited = item(length=UNDEFINED) + content + item_end() + sequence_end()
        inside = long(0x00081140, "SQ", length=UNDEFINED) + delimited
    data = part10(inside, PATIENT)
    check_laws(data)
    tree = STANDARD.read_tree(data)
    first_item = tree.find("(0008,1140)[0]")
    assert first_item is not None
    assert vrs_of(first_item.children or []) == ["QQ", "OW"]
    assert vrs_of(tree.data_set) == ["SQ", "LO"]


@pytest.mark.parametrize("times", [1, 2, 20])
def test_zeros_between_elements_hide_no_element(times: int) -> None:
    stretch = bytes(16) + explicit(0x00100040, "CS", b"O ")
    data = part10(PATIENT, stretch * times, explicit(0x00280010, "US", b"\1\0"))
    check_laws(data)
    tree = STANDARD.read_tree(data)
    assert vrs_of(tree.data_set) == ["LO", *["CS"] * times, "US"]
