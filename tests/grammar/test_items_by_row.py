"""That a VR holds items is said by its row, not by the letters SQ."""

from __future__ import annotations

import io

import pytest
from bytes_of import IMPLICIT_LE, UNDEFINED, explicit, implicit, item, long, part10, sequence_end, tag

from dicomconstruct import STANDARD, VR, dcmread, dcmwrite
from dicomconstruct.codec import Codec
from dicomconstruct.grammar import SHORT
from dicomconstruct.grammar.kinds import items, numbers
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import first_difference, outline

CONTENT = explicit(0x00081155, "UI", b"1.2\0")
NAME = explicit(0x00100010, "PN", b"Doe^John")
LAB = STANDARD.with_vr(VR("XQ", "Laboratory Sequence", value=items()))
SMALL = STANDARD.with_vr(VR("XS", "Short Sequence", header=SHORT, value=items()))
SHORT_HEADER = tag(0x00091001) + b"XS"


def read(data: bytes, codec: Codec) -> list[str]:
    """The outline of what both engines read by the page alone, and write again."""
    tree = codec.read_tree(data)
    assert first_difference(tree, codec.read_tree(data, engine="reference")) == ""
    assert codec.rebuild(tree) == codec.rebuild(tree, engine="reference") == data
    assert [node.recovery for node in tree.walk() if node.recovery] == []
    return outline(tree).splitlines()


@pytest.mark.parametrize(
    ("element", "codec", "is_empty"),
    [
        (long(0x00091001, "XQ", item(CONTENT)), LAB, False),
        (long(0x00091001, "XQ", length=UNDEFINED) + item(CONTENT) + sequence_end(), LAB, False),
        (long(0x00091001, "XQ"), LAB, True),
        (SHORT_HEADER + b"\x14\0" + item(CONTENT), SMALL, False),
        (SHORT_HEADER + b"\0\0", SMALL, True),
    ],
    ids=["defined", "undefined", "empty", "short", "short and empty"],
)
def test_a_row_of_items_opens(element: bytes, codec: Codec, is_empty: bool) -> None:
    data = part10(element, NAME)
    lines = read(data, codec)
    assert any(line.startswith("element (0009,1001)") and " items " in line for line in lines)
    assert ("    element (0008,1155) UI 4" in lines) is not is_empty
    data_set = dcmread(data, codec=codec)
    value = data_set[0x00091001].value
    assert [one.ReferencedSOPInstanceUID for one in value] == ([] if is_empty else ["1.2"])
    data_set.PatientName = "Roe"
    out = io.BytesIO()
    dcmwrite(out, data_set)
    assert out.getvalue() == part10(element, explicit(0x00100010, "PN", b"Roe "))


def test_an_empty_one_of_a_short_header_at_the_end_of_the_input() -> None:
    """What a longer header would need is not there; the VR tells all the same."""
    data = long(0x00081140, "SQ", length=UNDEFINED) + item(SHORT_HEADER + b"\0\0")
    tree = SMALL.read_tree(data)
    assert first_difference(tree, SMALL.read_tree(data, engine="reference")) == ""


def test_a_dictionary_may_say_such_a_row() -> None:
    def vr_of(tag: BaseTag, creator: str | None) -> str | None:  # noqa: ARG001
        return {0x1001: "XQ", 0x1155: "UI"}.get(tag.element)

    data = part10(implicit(0x00091001, item(implicit(0x00081155, b"1.2\0"))), uid=IMPLICIT_LE)
    assert read(data, LAB.with_vr_of(vr_of))[-1] == "    element (0008,1155) -- 4"


def test_a_row_of_the_letters_sq_need_not_hold_items() -> None:
    codec = STANDARD.with_vr(VR("SQ", "Numbers", value=numbers("H")))
    data = part10(long(0x00081140, "SQ", item(CONTENT)), NAME)
    assert read(data, codec)[-2:] == ["element (0008,1140) SQ 20", "element (0010,0010) PN 8"]
    assert dcmread(data, codec=codec)[0x00081140].value[0] == 0xFFFE
