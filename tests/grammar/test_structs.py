"""The structs byte by byte, and the combinators on structures that have nothing to do with DICOM."""

from __future__ import annotations

import io
import zlib
from typing import Any, BinaryIO, NamedTuple

import pytest
from construct import Byte, Bytes, Container, StreamError, Struct, Tell

from dicomconstruct.grammar import DicomFile, Encoding, encoding_for
from dicomconstruct.grammar.combinators import CLOSE, Decision, Extent, Known, Level, Nested, look_ahead
from dicomconstruct.grammar.deflated import Deflated, wrapper_of
from dicomconstruct.grammar.dicom import BasicOffsetTable

IMPLICIT_LE = encoding_for("1.2.840.10008.1.2")
EXPLICIT_LE = encoding_for("1.2.840.10008.1.2.1")
EXPLICIT_BE = encoding_for("1.2.840.10008.1.2.2")


@pytest.mark.parametrize(
    ("encoding", "data", "fields"),
    [
        (IMPLICIT_LE, "10002000 04000000", {"group": 0x10, "element": 0x20, "length": 4}),
        (
            EXPLICIT_LE,
            "10002000 4f42 abcd 04000000",
            {"group": 0x10, "element": 0x20, "vr": b"OB", "reserved": b"\xab\xcd", "length": 4},
        ),
        (
            EXPLICIT_BE,
            "00100020 4f42 0000 00000004",
            {"group": 0x10, "element": 0x20, "vr": b"OB", "reserved": b"\0\0", "length": 4},
        ),
    ],
    ids=["implicit-le", "explicit-le", "explicit-be"],
)
def test_headers(encoding: Encoding, data: str, fields: dict[str, Any]) -> None:
    raw = bytes.fromhex(data)
    parsed = encoding.header.parse(raw)
    assert {name: value for name, value in parsed.items() if name != "_io"} == fields
    assert encoding.header.build(fields) == raw


def test_a_short_header() -> None:
    fields = {"group": 0x10, "element": 0x10, "vr": b"PN", "length": 8}
    assert EXPLICIT_LE.short_header.build(fields) == bytes.fromhex("1000 1000 504e 0800")
    assert EXPLICIT_BE.short_header.build(fields) == bytes.fromhex("0010 0010 504e 0008")
    assert IMPLICIT_LE.short_header.build(fields) == bytes.fromhex("1000 1000 08000000")


ITEM = bytes.fromhex("feff00e0 0a000000") + bytes.fromhex("08006000 4353 0200") + b"MR"
OPEN_ITEM = bytes.fromhex("feff00e0 ffffffff 08006000 4353 0200") + b"MR" + bytes.fromhex("feff0de0 00000000")
END = bytes.fromhex("feffdde0 00000000")


@pytest.mark.parametrize(
    ("part", "data", "kinds"),
    [
        ("element", bytes.fromhex("08006000 4353 0200") + b"MR", "element"),
        ("element", bytes.fromhex("08004011 5351 0000 12000000") + ITEM, "element"),
        ("item", ITEM, "item"),
        ("item", OPEN_ITEM, "item"),
    ],
    ids=["value", "sequence", "defined item", "undefined item"],
)
def test_parts_of_an_encoding_that_are_one_token(part: str, data: bytes, kinds: str) -> None:
    construct = getattr(EXPLICIT_LE, part)
    token = construct.parse(data + b"what follows is not its business")
    assert token.kind == kinds
    assert construct.build(token) == data


@pytest.mark.parametrize(
    ("part", "data", "kinds"),
    [
        ("sequence", ITEM + OPEN_ITEM + END, ["item", "item", "sequence delimiter"]),
        ("sequence", ITEM, ["item"]),
        ("fragments", bytes.fromhex("feff00e0 00000000 feff00e0 02000000 ffd8") + END, ["fragment"] * 2),
        ("data_set", bytes.fromhex("08006000 4353 0200") + b"MR" + b"\1", ["element", "opaque"]),
    ],
    ids=["sequence with delimiter", "sequence", "fragments", "data set with a byte left over"],
)
def test_parts_of_an_encoding_that_are_levels(part: str, data: bytes, kinds: list[str]) -> None:
    construct = getattr(EXPLICIT_LE, part)
    tokens = construct.parse(data)
    assert [token.kind for token in tokens][: len(kinds)] == kinds
    assert construct.build(tokens) == data


def test_nothing_where_a_token_should_be_is_an_error_of_construct() -> None:
    with pytest.raises(StreamError, match="nothing of this kind"):
        EXPLICIT_LE.item.parse(b"")


@pytest.mark.parametrize("data", [b"", b"\0\0\0\0\x64\0\0\0", b"\0\0\0\0\x64\0", b"\1"])
def test_basic_offset_table(data: bytes) -> None:
    table = BasicOffsetTable.parse(data)
    assert list(table.offsets) == [0, 100][: len(data) // 4]
    assert BasicOffsetTable.build(table) == data


@pytest.mark.parametrize("data", [b"", b"\0", b"DICM", b"\0" * 128 + b"DICM", b"\0" * 131, b"\xff" * 40])
def test_dicom_file_alone_without_any_dictionary(data: bytes) -> None:
    assert DicomFile.build(DicomFile.parse(data)) == data


# The combinators.


def next_byte(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return stream.read(1)[0]


def test_a_decision_looks_but_does_not_move_and_writes_nothing() -> None:
    struct = Struct("seen" / Decision(next_byte), "byte" / Byte)
    assert (struct.parse(b"\7").seen, struct.parse(b"\7").byte) == (7, 7)
    assert struct.build({"seen": 1, "byte": 7}) == b"\7"
    assert struct.sizeof() == 1


def length_before(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return int(context.length)


@pytest.mark.parametrize(("data", "value"), [(b"\2abc", b"ab"), (b"\5abc", b"abc"), (b"\0abc", b"")])
def test_an_extent_takes_what_is_declared_and_there(data: bytes, value: bytes) -> None:
    struct = Struct("length" / Byte, "value" / Extent(length_before))
    parsed = struct.parse(data)
    assert parsed.value == value
    assert struct.build(parsed) == data[:1] + value


class Inside(NamedTuple):
    """The body of a token of brackets."""

    key: str | None
    end: int | None = None


def bracket_rule(stream: BinaryIO, context: Any) -> str:
    ahead = look_ahead(stream, 1)
    if not ahead:
        return CLOSE
    name = {b"(": "open", b")": "close"}.get(ahead, "letter")
    context.body = Inside("level" if name == "open" else None)
    return name


def bracket_token() -> Struct:
    return Struct("offset" / Tell, "body" / Known("body"), "text" / Bytes(1))


BRACKETS = Nested(
    {
        "level": Level(
            bracket_rule,
            {"open": bracket_token(), "close": bracket_token(), "letter": bracket_token()},
            frozenset({"close"}),
        )
    },
    "level",
)


def shape(tokens: list[Container]) -> str:
    return "".join(token.text.decode() + shape(token.get("children", [])) for token in tokens)


def test_nested_keeps_what_is_inside_what() -> None:
    tokens = BRACKETS.parse(b"a(b(c)d)e")
    assert [token.text for token in tokens] == [b"a", b"(", b"e"]
    assert [token.text for token in tokens[1].children] == [b"b", b"(", b"d", b")"]
    assert BRACKETS.build(tokens) == b"a(b(c)d)e"
    assert shape(tokens) == "a(b(c)d)e"


@pytest.mark.parametrize("data", [b"", b"((", b"a(b)c)", b"(" * 50_000 + b"x" + b")" * 50_000])
def test_nested_of_any_depth_and_balance(data: bytes) -> None:
    assert BRACKETS.build(BRACKETS.parse(data)) == data


def test_deflated_keeps_the_stream_and_counts_what_follows() -> None:
    struct = Deflated(Bytes(3), "zlib")
    fresh = struct.build({"compressed": None, "excess": b"", "content": b"abc"})
    parsed = struct.parse(fresh + b"!!")
    assert (parsed.content, parsed.problem) == (b"abc", "")
    assert parsed.compressed + parsed.excess == fresh + b"!!"
    assert struct.build(parsed) == fresh + b"!!"


def test_a_wrapper_is_recognised_by_inflating_under_it() -> None:
    raw = zlib.compressobj(wbits=-15)
    plain = b"DICOM" * 40
    assert wrapper_of(io.BytesIO(raw.compress(plain) + raw.flush())) == "deflate"
    assert wrapper_of(io.BytesIO(zlib.compress(plain))) == "zlib"
    assert wrapper_of(io.BytesIO(b"\xff" * 40)) == "plain"
