"""The compiled engine follows the grammar: what is changed there changes what emitted code reads and writes.

Data made for the changed grammar is read as it was meant, the same as by the reference engine, and by the
alternatives: were they left behind, the interpreter would have to be asked.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bytes_of import (
    EXPLICIT_BE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    long,
    part10,
    sequence_end,
    tag,
)
from changed_grammar import change_everywhere
from construct import Bytes, Int8ub, Int32ub, Int32ul, Struct

from dicomconstruct import STANDARD, VR
from dicomconstruct.codec import Codec
from dicomconstruct.grammar import LONG, SHORT, vrs as vr_rows
from dicomconstruct.grammar.headers import HEADER_SIZES, HEADERS, tag_fields
from dicomconstruct.grammar.integers import int16
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    META_GROUP,
    PIXEL_DATA,
    SEQUENCE_DELIMITER,
    ByteOrder,
)
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import first_difference, outline

BEFORE = explicit(0x00080005, "CS", b"ISO_IR 100")
AFTER = explicit(0x00100010, "PN", b"Doe^John")
OPEN_SEQUENCE = long(0x00081140, "SQ", length=UNDEFINED)
CONTENT = explicit(0x00081155, "UI", b"1.")
CLOSED_ITEM = item(length=UNDEFINED) + CONTENT + item_end()


def lines(data: bytes, codec: Codec | None = None) -> list[str]:
    """The outline of the tree that both engines read, after it has been written by both."""
    codec = codec or Codec()
    tree = codec.read_tree(data)
    assert first_difference(tree, codec.read_tree(data, engine="reference")) == ""
    for engine in ("compiled", "reference"):
        container = codec.parse(data, engine=engine)
        assert container == codec.parse(data)
        assert codec.evaluator(engine).write(container) == data
    return outline(tree).splitlines()


def asked_about(data: bytes, codec: Codec | None = None) -> list[int]:
    """The offsets at which the rules of a level had to be asked."""
    codec = codec or Codec()
    namespace = codec.compiled.compiled.namespace
    ask, offsets = namespace["ask"], []

    def counted(reading: Any, levels: Any, readers: Any, frame: Any, pos: int, tried: bool) -> Any:
        offsets.append(pos)
        return ask(reading, levels, readers, frame, pos, tried)

    namespace["ask"] = counted
    try:
        codec.read_rows(data)
    finally:
        namespace["ask"] = ask
    return offsets


@pytest.mark.parametrize("form", [LONG, SHORT], ids=["long", "short"])
def test_a_new_vr_has_the_header_of_its_row(form: vr_rows.HeaderForm) -> None:
    lab = STANDARD.with_vr(VR("ZZ", "Phantom Counts", header=form, value=numbers("H")))
    length = b"\0\0\4\0\0\0" if form is LONG else b"\4\0"
    data = part10(BEFORE, tag(0x00091001) + b"ZZ" + length + b"\1\0\2\0", AFTER)
    assert lines(data, lab)[-2:] == ["element (0009,1001) ZZ 4", "element (0010,0010) PN 8"]
    assert asked_about(data, lab) == []


@pytest.mark.parametrize(
    ("code", "form", "length"), [("PN", LONG, b"\0\0\4\0\0\0"), ("OB", SHORT, b"\4\0")], ids=["PN long", "OB short"]
)
def test_another_header_form_of_a_standard_vr(code: str, form: vr_rows.HeaderForm, length: bytes) -> None:
    row = STANDARD.vrs[code]
    lab = STANDARD.with_vr(VR(code, row.name, header=form, value=row.value))
    data = BEFORE + tag(0x00091001) + code.encode() + length + b"abcd" + explicit(0x00100020, "LO", b"id")
    expected = ["element (0008,0005) CS 10", f"element (0009,1001) {code} 4", "element (0010,0020) LO 2"]
    assert lines(data, lab) == expected
    assert asked_about(data, lab) == []
    assert asked_about(data) != []


def test_another_sequence_delimiter(monkeypatch: pytest.MonkeyPatch) -> None:
    data = part10(BEFORE, OPEN_SEQUENCE, CLOSED_ITEM, implicit(0xFFFEE0EE), AFTER)
    assert "  sequence delimiter (FFFE,E0EE) 0" not in lines(data)
    change_everywhere(monkeypatch, "SEQUENCE_DELIMITER", SEQUENCE_DELIMITER, (0xFFFE, 0xE0EE))
    assert lines(data)[-2:] == ["  sequence delimiter (FFFE,E0EE) 0", "element (0010,0010) PN 8"]
    assert asked_about(data) == []


def test_another_item_delimiter(monkeypatch: pytest.MonkeyPatch) -> None:
    open_item = item(length=UNDEFINED) + CONTENT + implicit(0xFFFEE00F)
    data = part10(BEFORE, OPEN_SEQUENCE, open_item, open_item, sequence_end(), AFTER)
    change_everywhere(monkeypatch, "ITEM_DELIMITER", ITEM_DELIMITER, (0xFFFE, 0xE00F))
    assert lines(data)[-8:] == [
        *("  item [0] (FFFE,E000) undefined", "    element (0008,1155) UI 2", "    item delimiter (FFFE,E00F) 0"),
        *("  item [1] (FFFE,E000) undefined", "    element (0008,1155) UI 2", "    item delimiter (FFFE,E00F) 0"),
        *("  sequence delimiter (FFFE,E0DD) 0", "element (0010,0010) PN 8"),
    ]
    assert asked_about(data) == []


def test_another_item_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    other = tag(0xFFFEE111) + CLOSED_ITEM[4:]
    data = part10(BEFORE, OPEN_SEQUENCE, other, sequence_end(), AFTER)
    change_everywhere(monkeypatch, "ITEM", ITEM, (0xFFFE, 0xE111))
    assert lines(data)[-6:] == [
        "element (0008,1140) SQ items undefined",
        "  item [0] (FFFE,E111) undefined",
        "    element (0008,1155) UI 2",
        "    item delimiter (FFFE,E00D) 0",
        "  sequence delimiter (FFFE,E0DD) 0",
        "element (0010,0010) PN 8",
    ]
    assert asked_about(data) == []


def test_another_tag_of_pixel_data(monkeypatch: pytest.MonkeyPatch) -> None:
    data = part10(fragments(0x7FE10011, b"", b"\xff\xd8\xff\xd9"), uid=JPEG)
    change_everywhere(monkeypatch, "PIXEL_DATA", PIXEL_DATA, (0x7FE1, 0x0011))
    assert lines(data)[-4:] == [
        "element (7FE1,0011) OB fragments undefined",
        "  fragment [0] (FFFE,E000) 0",
        "  fragment [1] (FFFE,E000) 4",
        "  sequence delimiter (FFFE,E0DD) 0",
    ]
    assert asked_about(data) == []


def test_another_group_of_the_file_meta_information(monkeypatch: pytest.MonkeyPatch) -> None:
    data = part10(BEFORE, AFTER).replace(b"DICM\2\0", b"DICM\4\0")
    for number in (0x0001, 0x0002, 0x0003, 0x0010, 0x0012):
        data = data.replace(tag(0x00020000 | number), tag(0x00040000 | number))
    for name, element in (("TRANSFER_SYNTAX_UID", 0x0010), ("META_GROUP_LENGTH", 0x0000)):
        change_everywhere(monkeypatch, name, (META_GROUP, element), (0x0004, element))
    change_everywhere(monkeypatch, "META_GROUP", META_GROUP, 0x0004)
    codec = Codec()
    tree = codec.read_tree(data)
    assert [str(node.tag) for node in tree.meta] == [f"(0004,{one:04X})" for one in (0, 1, 2, 3, 16, 18)]
    assert lines(data, codec)[-2:] == ["element (0008,0005) CS 10", "element (0010,0010) PN 8"]
    assert asked_about(data, codec) == []


def wide_header(order: ByteOrder, reserved: int) -> Any:
    length = Int32ul if order is ByteOrder.LITTLE else Int32ub
    return Struct(*tag_fields(order), "vr" / Bytes(2), "reserved" / Bytes(reserved), "length" / length)


def change_header(monkeypatch: pytest.MonkeyPatch, form: vr_rows.HeaderForm, headers: dict[ByteOrder, Any]) -> None:
    for order, header in headers.items():
        monkeypatch.setitem(HEADERS, (form, order), header)
    monkeypatch.setitem(HEADER_SIZES, form, HEADERS[form, ByteOrder.LITTLE].sizeof())


@pytest.mark.parametrize("reserved", [6, 4, 1])
def test_another_reserved_size(monkeypatch: pytest.MonkeyPatch, reserved: int) -> None:
    change_header(monkeypatch, LONG, {order: wide_header(order, reserved) for order in ByteOrder})
    wide = tag(0x00091001) + b"OB" + bytes(reserved) + b"\4\0\0\0" + b"abcd"
    data = BEFORE + wide + AFTER
    node = Codec().read_tree(data).find("(0009,1001)")
    assert node is not None
    assert (node.header_length, node.length, node.raw) == (10 + reserved, 4, b"abcd")
    assert lines(data)[1:] == ["element (0009,1001) OB 4", "element (0010,0010) PN 8"]
    assert asked_about(data) == []


def test_another_size_of_a_short_length(monkeypatch: pytest.MonkeyPatch) -> None:
    def tiny(order: ByteOrder) -> Any:
        return Struct(*tag_fields(order), "vr" / Bytes(2), "length" / Int8ub)

    change_header(monkeypatch, SHORT, {order: tiny(order) for order in ByteOrder})
    data = tag(0x00080005) + b"CS\x0aISO_IR 100" + tag(0x00100010) + b"PN\x08Doe^John"
    assert lines(data) == ["element (0008,0005) CS 10", "element (0010,0010) PN 8"]
    assert asked_about(data) == []


def test_another_field_in_a_header(monkeypatch: pytest.MonkeyPatch) -> None:
    def longer(order: ByteOrder) -> Any:
        return Struct(*tag_fields(order), "vr" / Bytes(2), "length" / int16(order), "spare" / Bytes(1))

    change_header(monkeypatch, SHORT, {order: longer(order) for order in ByteOrder})
    data = tag(0x00080005) + b"CS\x0a\0!ISO_IR 100" + tag(0x00100010) + b"PN\x08\0?Doe^John"
    tree = Codec().read_tree(data)
    assert [node.fields["spare"] for node in tree.data_set] == [b"!", b"?"]
    assert lines(data) == ["element (0008,0005) CS 10", "element (0010,0010) PN 8"]
    assert asked_about(data) == []


def test_a_dictionary_of_ones_own() -> None:
    data = part10(
        implicit(0x00091001, item(implicit(0x00091002, b"ab"))), implicit(0x00091003, b"cd"), uid=IMPLICIT_LE
    )

    def vr_of(tag: BaseTag, creator: str | None) -> str | None:  # noqa: ARG001
        return {0x1001: "SQ", 0x1002: "LO", 0x1003: "DS"}.get(tag.element)

    lab = STANDARD.with_vr_of(vr_of)
    assert lines(data, lab)[-4:] == [
        "element (0009,1001) -- items 18",
        "  item [0] (FFFE,E000) 10",
        "    element (0009,1002) -- 2",
        "element (0009,1003) -- 2",
    ]
    assert asked_about(data, lab) == []


@pytest.mark.parametrize("depth", [0, 1, 2, 3])
def test_another_limit_of_depth(depth: int) -> None:
    inner = CONTENT
    for _ in range(3):
        inner = explicit(0x00081140, "SQ", item(inner))
    levels = [line for line in lines(part10(inner), STANDARD.with_limits(max_depth=depth)) if "SQ items" in line]
    assert len(levels) == depth


def test_another_transfer_syntax() -> None:
    lab = STANDARD.with_encoding(replace(STANDARD.syntaxes[EXPLICIT_BE], uid="1.2.3.4"))
    data = part10(explicit(0x00080005, "CS", b"ISO_IR 100", order=">"), uid="1.2.3.4")
    assert lines(data, lab)[-1] == "element (0008,0005) CS 10"
    assert asked_about(data, lab) == []
