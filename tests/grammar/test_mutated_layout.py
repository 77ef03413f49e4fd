"""Reading follows the grammar: another delimiter or another header there changes what is read and written."""

from __future__ import annotations

from typing import Any

import pytest
from bytes_of import UNDEFINED, explicit, implicit, item, item_end, long, sequence_end, tag
from changed_grammar import change_everywhere
from construct import Bytes, Int32ub, Int32ul, Struct

from dicomconstruct.codec import Codec
from dicomconstruct.grammar import LONG
from dicomconstruct.grammar.headers import HEADER_SIZES, HEADERS, tag_fields
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, ByteOrder
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import outline

BEFORE = explicit(0x00080005, "CS", b"ISO_IR 100")
AFTER = explicit(0x00100010, "PN", b"Doe^John")
OPEN_SEQUENCE = long(0x00081140, "SQ", length=UNDEFINED)
CLOSED_ITEM = item(length=UNDEFINED) + explicit(0x00081155, "UI", b"1.") + item_end()


def lines(data: bytes) -> list[str]:
    codec = Codec()
    check_laws(data, codec=codec, edits=0)
    return outline(codec.read_tree(data)).splitlines()


def test_another_sequence_delimiter(monkeypatch: pytest.MonkeyPatch) -> None:
    other = implicit(0xFFFEE0EE)
    data = BEFORE + OPEN_SEQUENCE + CLOSED_ITEM + other + AFTER
    assert "  sequence delimiter (FFFE,E0EE) 0" not in lines(data)
    change_everywhere(monkeypatch, "SEQUENCE_DELIMITER", SEQUENCE_DELIMITER, (0xFFFE, 0xE0EE))
    assert lines(data)[-2:] == ["  sequence delimiter (FFFE,E0EE) 0", "element (0010,0010) PN 8"]


def test_another_item_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    other = tag(0xFFFEE111) + CLOSED_ITEM[4:]
    data = BEFORE + OPEN_SEQUENCE + other + sequence_end() + AFTER
    change_everywhere(monkeypatch, "ITEM", ITEM, (0xFFFE, 0xE111))
    assert lines(data) == [
        "element (0008,0005) CS 10",
        "element (0008,1140) SQ items undefined",
        "  item [0] (FFFE,E111) undefined",
        "    element (0008,1155) UI 2",
        "    item delimiter (FFFE,E00D) 0",
        "  sequence delimiter (FFFE,E0DD) 0",
        "element (0010,0010) PN 8",
    ]


def wide_header(order: ByteOrder) -> Any:
    length = Int32ul if order is ByteOrder.LITTLE else Int32ub
    return Struct(*tag_fields(order), "vr" / Bytes(2), "reserved" / Bytes(6), "length" / length)


def test_another_reserved_size(monkeypatch: pytest.MonkeyPatch) -> None:
    for order in ByteOrder:
        monkeypatch.setitem(HEADERS, (LONG, order), wide_header(order))
    monkeypatch.setitem(HEADER_SIZES, LONG, HEADERS[LONG, ByteOrder.LITTLE].sizeof())
    wide = tag(0x00091001) + b"OB" + bytes(6) + b"\4\0\0\0" + b"abcd"
    node = Codec().read_tree(BEFORE + wide + AFTER).find("(0009,1001)")
    assert node is not None
    assert (node.header_length, node.length, node.raw) == (16, 4, b"abcd")
    assert lines(BEFORE + wide + AFTER)[1:] == ["element (0009,1001) OB 4", "element (0010,0010) PN 8"]
