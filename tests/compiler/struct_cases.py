"""Structs that have nothing to do with DICOM, one of each kind that the compiler knows, with bytes and fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, BinaryIO, NamedTuple

from construct import (
    Array,
    Byte,
    Bytes,
    Construct,
    Float16b,
    Float32l,
    Float64b,
    GreedyBytes,
    GreedyString,
    Int8sb,
    Int8ub,
    Int16sl,
    Int16ub,
    Int16ul,
    Int24ub,
    Int32sb,
    Int32ub,
    Int32ul,
    Int64sl,
    Int64ub,
    PascalString,
    Struct,
    Switch,
    Tell,
    VarInt,
    this,
)
from tlv import BY_RULES, FILE, ONE, RECORDS, STRICT, TLV, group, is_leaf_at, opened, record

from dicomconstruct.grammar.alternatives import Alternative, Ending, Foreseen, Is, Key, Marked, Not
from dicomconstruct.grammar.combinators import (
    CLOSE,
    Copied,
    Decision,
    Extent,
    Interpreted,
    Known,
    Level,
    Nested,
    Wrapped,
    look_ahead,
)


class Case(NamedTuple):
    """A struct, bytes that it takes whole, and what they mean; None where the interpreter alone says it."""

    name: str
    construct: Construct
    data: bytes
    fields: Any = None


class Xor(Wrapped):
    """A mask, and the content with every byte masked by it."""

    def unwrap(self, data: bytes, parameters: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:  # noqa: ARG002
        mask = data[:1] or b"\0"
        return {"mask": mask, "bare": not data}, bytes(byte ^ mask[0] for byte in data[1:])

    def wrap(self, fields: Mapping[str, Any], inside: Callable[[], bytes]) -> bytes:
        mask = fields["mask"]
        return b"" if fields["bare"] else mask + bytes(byte ^ mask[0] for byte in inside())


def next_byte(stream: BinaryIO, context: Any) -> bytes:  # noqa: ARG001
    return look_ahead(stream, 1)


def wandering(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    """A rule that does not go back to where it was."""
    return len(stream.read())


def is_large(stream: BinaryIO, context: Any) -> str:  # noqa: ARG001
    return "large" if context.size > 9 else "small"


def outer_size(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return int(context._.size)


def inner_sum(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    """A rule that looks into structures and arrays read before."""
    return int(context.pair.one + context.pair.two + sum(context.row))


def declared(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return int(context.size)


def to_the_hashes(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    """Up to the hashes, which stand after two bytes if anywhere, or all but the last byte."""
    ahead = look_ahead(stream, 1 << 20)
    return 2 if ahead[2:4] == b"##" else len(ahead) - 1


def always_five(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return 5


def first_kind(stream: BinaryIO, context: Any) -> str:  # noqa: ARG001
    ahead = stream.read()
    return "leaf" if is_leaf_at(ahead, 0, len(ahead)) else "other"


def size_of_value(value: bytes | None) -> int:
    return -1 if value is None else len(value)


def second_value(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    return size_of_value(context.records.value_of(number=2))


PAIR = Struct("one" / Int8ub, "two" / Int8ub)

CASES = [
    Case("one number", Struct("a" / Int8ub), b"\7", {"a": 7}),
    Case(
        "unsigned",
        Struct("a" / Int8ub, "b" / Int16ub, "c" / Int32ub, "d" / Int64ub),
        bytes.fromhex("01 0002 00000003 0000000000000004"),
        {"a": 1, "b": 2, "c": 3, "d": 4},
    ),
    Case(
        "signed",
        Struct("a" / Int8sb, "b" / Int16sl, "c" / Int32sb, "d" / Int64sl),
        bytes.fromhex("ff feff fffffffd fcffffffffffffff"),
        {"a": -1, "b": -2, "c": -3, "d": -4},
    ),
    Case(
        "byte orders mixed",
        Struct("a" / Int16ul, "b" / Int8ub, "c" / Int16ub, "d" / Bytes(2), "e" / Int32ul, "f" / Byte),
        bytes.fromhex("0100 02 0003 6464 05000000 06"),
        {"a": 1, "b": 2, "c": 3, "d": b"dd", "e": 5, "f": 6},
    ),
    Case(
        "floats",
        Struct("a" / Float16b, "b" / Float32l, "c" / Float64b),
        bytes.fromhex("3c00 0000c03f c004000000000000"),
        {"a": 1.0, "b": 1.5, "c": -2.5},
    ),
    Case("nothing", Struct(), b"", {}),
    Case(
        "no bytes",
        Struct("a" / Bytes(0), "b" / Bytes(3), "c" / Bytes(0)),
        b"abc",
        {"a": b"", "b": b"abc", "c": b""},
    ),
    Case(
        "bytes counted by a field",
        Struct("size" / Int8ub, "value" / Bytes(this.size), "after" / Int8ub),
        b"\3abc\7",
        {"size": 3, "value": b"abc", "after": 7},
    ),
    Case(
        "a signed count",
        Struct("size" / Int8sb, "value" / Bytes(this.size), "after" / Int8ub),
        b"\1a\7",
        {"size": 1, "value": b"a", "after": 7},
    ),
    Case(
        "arithmetic",
        Struct("n" / Int8ub, "m" / Int8ub, "a" / Bytes(this.n * 2 + 1), "b" / Bytes((this.n - this.m) // 2)),
        b"\5\1" + b"a" * 11 + b"bb",
        {"n": 5, "m": 1, "a": b"a" * 11, "b": b"bb"},
    ),
    Case(
        "division by a field",
        Struct("n" / Int8ub, "m" / Int8ub, "a" / Bytes(this.n // this.m), "b" / Bytes(this.n % this.m)),
        b"\5\2aab",
        {"n": 5, "m": 2, "a": b"aa", "b": b"b"},
    ),
    Case(
        "a number first",
        Struct("n" / Int8ub, "a" / Bytes(2 * this.n), "b" / Bytes(4 - this.n)),
        b"\2aaaabb",
        {"n": 2, "a": b"aaaa", "b": b"bb"},
    ),
    Case(
        "array counted by a field",
        Struct("count" / Int8ub, "row" / Array(this.count, Int16ub), "after" / Int8ub),
        bytes.fromhex("02 0001 0002 03"),
        {"count": 2, "row": [1, 2], "after": 3},
    ),
    Case(
        "array of a fixed count",
        Struct("row" / Array(3, Int16ul), "signed" / Array(2, Int8sb), "wide" / Array(1, Float64b)),
        bytes.fromhex("0100 0200 0300 ff fe 3ff0000000000000"),
        {"row": [1, 2, 3], "signed": [-1, -2], "wide": [1.0]},
    ),
    Case(
        "array of a signed count",
        Struct("count" / Int8sb, "row" / Array(this.count - 1, Int8ub)),
        b"\3ab",
        {"count": 3, "row": [97, 98]},
    ),
    Case(
        "structures inside",
        Struct("a" / Int8ub, "pair" / PAIR, "deep" / Struct("pair" / PAIR, "b" / Int16ul), "c" / Int8ub),
        b"\1\2\3\4\5\6\0\7",
        {"a": 1, "pair": {"one": 2, "two": 3}, "deep": {"pair": {"one": 4, "two": 5}, "b": 6}, "c": 7},
    ),
    Case(
        "a field of the structure around",
        Struct(
            "size" / Int8ub, "inner" / Struct("size" / Int8ub, "a" / Bytes(this._.size), "b" / Bytes(this.size))
        ),
        b"\1\2abb",
        {"size": 1, "inner": {"size": 2, "a": b"a", "b": b"bb"}},
    ),
    Case(
        "the same name twice",
        Struct("one" / Int8ub, "pair" / Struct("one" / Int8ub, "two" / Int8ub), "two" / Int8ub),
        b"\1\2\3\4",
        {"one": 1, "pair": {"one": 2, "two": 3}, "two": 4},
    ),
    Case(
        "switch to a number",
        Struct("kind" / Int8ub, "value" / Switch(this.kind, {1: Int16ub, 2: PAIR, 3: GreedyBytes}), "end" / Int8ub),
        b"\1\0\5\6",
        {"kind": 1, "value": 5, "end": 6},
    ),
    Case(
        "switch to a structure",
        Struct("kind" / Int8ub, "value" / Switch(this.kind, {1: Int16ub, 2: PAIR}), "end" / Int8ub),
        b"\2\3\4\5",
        {"kind": 2, "value": {"one": 3, "two": 4}, "end": 5},
    ),
    Case(
        "switch without a matching case",
        Struct("kind" / Int8ub, "value" / Switch(this.kind, {1: Int16ub, 2: PAIR}), "end" / Int8ub),
        b"\7\5",
        {"kind": 7, "value": None, "end": 5},
    ),
    Case(
        "switch by bytes, a case counted by a field",
        Struct("kind" / Bytes(1), "n" / Int8ub, "value" / Switch(this.kind, {b"a": Bytes(this.n), b"b": Tell})),
        b"a\2xy",
        {"kind": b"a", "n": 2, "value": b"xy"},
    ),
    Case("greedy", Struct("a" / Int8ub, "rest" / GreedyBytes), b"\1abc", {"a": 1, "rest": b"abc"}),
    Case("greedy of nothing", Struct("a" / Int8ub, "rest" / GreedyBytes, "more" / GreedyBytes), b"\1", None),
    Case(
        "tell",
        Struct("start" / Tell, "a" / Int16ub, "inner" / Struct("b" / Int8ub, "here" / Tell), "end" / Tell),
        b"\0\1\2",
        {"start": 0, "a": 1, "inner": {"b": 2, "here": 3}, "end": 3},
    ),
    Case(
        "decision by a rule",
        Struct("size" / Int8ub, "ahead" / Decision(next_byte), "judged" / Decision(is_large), "value" / Int8ub),
        b"\x0aZ",
        {"size": 10, "ahead": b"Z", "judged": "large", "value": 90},
    ),
    Case(
        "a rule that wanders",
        Struct("a" / Int8ub, "left" / Decision(wandering), "b" / Int8ub, "none" / Decision(wandering)),
        b"\1\2",
        {"a": 1, "left": 1, "b": 2, "none": 0},
    ),
    Case(
        "decision by structures read before",
        Struct("pair" / PAIR, "row" / Array(2, Int8ub), "sum" / Decision(inner_sum)),
        b"\1\2\3\4",
        {"pair": {"one": 1, "two": 2}, "row": [3, 4], "sum": 10},
    ),
    Case(
        "decision by the structure around",
        Struct("size" / Int8ub, "inner" / Struct("a" / Int8ub, "outer" / Decision(outer_size))),
        b"\5\6",
        {"size": 5, "inner": {"a": 6, "outer": 5}},
    ),
    Case(
        "decision foreseen",
        Struct("size" / Int8ub, "judged" / Decision(is_large, Foreseen("size", {1: "small", 20: "large"}))),
        b"\x14",
        {"size": 20, "judged": "large"},
    ),
    Case(
        "decision not foreseen",
        Struct("size" / Int8ub, "judged" / Decision(is_large, Foreseen("size", {1: "small"}))),
        b"\x14",
        {"size": 20, "judged": "large"},
    ),
    Case(
        "decision that foresees one answer",
        Struct("size" / Int8ub, "constant" / Decision(always_five, Foreseen(None, {None: 5}))),
        b"\1",
        {"size": 1, "constant": 5},
    ),
    Case(
        "chosen around",
        Struct("size" / Int8ub, "inner" / Struct("size" / Known("size"), "a" / Int8ub)),
        b"\1\2",
        {"size": 1, "inner": {"size": 1, "a": 2}},
    ),
    Case(
        "extent by a rule",
        Struct("size" / Int8ub, "value" / Extent(declared), "rest" / GreedyBytes),
        b"\2abc",
        {"size": 2, "value": b"ab", "rest": b"c"},
    ),
    Case(
        "extent beyond the end",
        Struct("size" / Int8ub, "value" / Extent(declared), "rest" / GreedyBytes),
        b"\x09abc",
        {"size": 9, "value": b"abc", "rest": b""},
    ),
    Case(
        "extent of a negative length",
        Struct("size" / Int8sb, "value" / Extent(declared), "rest" / GreedyBytes),
        b"\xf9abc",
        {"size": -7, "value": b"", "rest": b"abc"},
    ),
    Case(
        "extent marked",
        Struct("a" / Extent(to_the_hashes, Marked(2, b"##", 2)), "b" / GreedyBytes),
        b"ab##c",
        {"a": b"ab", "b": b"##c"},
    ),
    Case(
        "extent not marked",
        Struct("a" / Extent(to_the_hashes, Marked(2, b"##", 2)), "b" / GreedyBytes),
        b"ab#-c",
        {"a": b"ab#-", "b": b"c"},
    ),
    Case(
        "wrapped",
        Struct("a" / Int8ub, "w" / Xor(Struct("size" / Int8ub, "value" / Bytes(this.size), "more" / GreedyBytes))),
        b"\1\x0f" + bytes(byte ^ 0x0F for byte in b"\2abc"),
        {"a": 1, "w": {"mask": b"\x0f", "bare": False, "content": {"size": 2, "value": b"ab", "more": b"c"}}},
    ),
    Case(
        "wrapped by the structure around",
        Struct("size" / Int8ub, "w" / Xor(Switch(this._.size, {1: Int8ub, 2: Struct("a" / Bytes(this._._.size))}))),
        b"\2\0ab",
        {"size": 2, "w": {"mask": b"\0", "bare": False, "content": {"a": b"ab"}}},
    ),
    Case(
        "wrapped twice",
        Struct("w" / Xor(Xor(Struct("a" / Int8ub, "here" / Tell)))),
        b"\1" + bytes([2 ^ 1, 7 ^ 2 ^ 1]),
        {
            "w": {
                "mask": b"\1",
                "bare": False,
                "content": {"mask": b"\2", "bare": False, "content": {"a": 7, "here": 1}},
            }
        },
    ),
    Case(
        "interpreted",
        Struct("a" / Int8ub, "b" / Interpreted(Int24ub), "c" / Interpreted(VarInt), "d" / Int8ub),
        bytes.fromhex("01 000002 8101 03"),
        {"a": 1, "b": 2, "c": 129, "d": 3},
    ),
    Case(
        "interpreted text",
        Struct("text" / Interpreted(PascalString(Int8ub, "utf8")), "rest" / Interpreted(GreedyString("latin-1"))),
        b"\2\xc3\xa9abc",
        {"text": "\xe9", "rest": "abc"},
    ),
    Case(
        "interpreted with fields read before",
        Struct("size" / Int8ub, "value" / Interpreted(Bytes(this.size)), "end" / Tell),
        b"\2ab",
        {"size": 2, "value": b"ab", "end": 3},
    ),
    Case(
        "interpreted inside a wrapping",
        Struct(
            "size" / Int8ub, "w" / Xor(Struct("a" / Interpreted(VarInt), "b" / Interpreted(Bytes(this._._.size))))
        ),
        b"\2\0\5ab",
        {"size": 2, "w": {"mask": b"\0", "bare": False, "content": {"a": 5, "b": b"ab"}}},
    ),
]


class Body(NamedTuple):
    """What follows a header of the format below: never a level."""

    key: None = None
    end: int | None = None


def named(first: str, second: str, size: str) -> Nested:
    """A format of one kind of record, whose header fields have these names."""

    def rule(stream: BinaryIO, context: Any) -> str:
        here = stream.tell()
        if here >= context.frame.end:
            return CLOSE
        declared = (look_ahead(stream, 3) + bytes(3))[2]
        context.body = Body(end=min(context.frame.end, here + 3 + declared))
        return "record"

    def value_length(stream: BinaryIO, context: Any) -> int:
        return int(context.body.end) - stream.tell()

    header = Struct(first / Int8ub, second / Bytes(1), size / Int8ub)
    token = Struct(
        "offset" / Tell,
        "body" / Known("body"),
        "header" / header,
        "value_offset" / Tell,
        "value" / Extent(value_length),
    )
    alternatives = (
        Alternative("record", header, (Not(Is((second,), frozenset({b"?"}))),), {"body": Body()}, size),
    )
    level = Level(rule, {"record": token}, frozenset(), alternatives, Ending(not_before=frozenset()))
    return Nested({"records": level}, "records", key=Key((first,), str))


LEAVES = (record(5, b"N", b"abc"), record(2, b"T"), record(300, b"B", b"x" * 300))
NESTED_CASES = [
    Case(name, construct, data)
    for name, construct in [
        ("tlv", TLV),
        ("by rules", BY_RULES),
        ("strict tlv", STRICT),
    ]
    for data in [
        b"".join(LEAVES),
        group(1, *LEAVES[:2]),
        group(1),
        opened(1, *LEAVES),
        opened(1, group(2, opened(3, LEAVES[0]), LEAVES[1]), closed=False),
        opened(1, opened(2, opened(3, opened(4, LEAVES[0])))),
        group(1, group(2, group(3, group(4, LEAVES[0])))),
    ]
]
NESTED_CASES += [
    Case("tlv of nothing", TLV, b""),
    Case("tlv garbage", TLV, b"nothing of this kind"),
    Case("tlv garbage after", TLV, LEAVES[0] + b"??"),
    Case("tlv garbage inside", TLV, group(1, LEAVES[0], b"\0\1??") + LEAVES[1]),
    Case("tlv number zero", TLV, record(0, b"N", b"a") + LEAVES[0]),
    Case("tlv too long", TLV, record(1, b"N", b"abc", size=200)),
    Case("tlv group too long", TLV, record(1, b"G", LEAVES[0], size=200)),
    Case("tlv group of no records", TLV, record(1, b"G", b"abc") + LEAVES[0]),
    Case("tlv group that begins with a start", TLV, record(1, b"G", b"\0\1c") + LEAVES[0]),
    Case("tlv delimiters that end nothing", TLV, record(0, b"E") * 2 + group(1, record(0, b"E"), LEAVES[0])),
    Case("one record", ONE, LEAVES[0]),
    Case("one group", ONE, group(1, *LEAVES[:2])),
    Case("one open group", ONE, opened(1, opened(2, LEAVES[0]))),
    Case("one of no bytes", ONE, record(1, b"N")),
    Case("strict tlv in a file", Struct("a" / Int8ub, "records" / STRICT), b"\1" + group(1, LEAVES[0]) + opened(2)),
    Case("tlv in a file", FILE, b"XY\1" + group(1, LEAVES[0]) + opened(2)),
    Case("tlv in a wrapping", Struct("kind" / Int8ub, "w" / Xor(TLV)), b"\1\0" + group(1, LEAVES[0]) + b"?"),
    Case(
        "tlv by a field",
        Struct("kind" / Int8ub, "records" / Switch(this.kind, {1: TLV, 2: TLV})),
        b"\2" + opened(1, LEAVES[0]),
    ),
    Case(
        "tlv foreseen",
        Struct(
            "kind" / Int8ub,
            "first" / Decision(first_kind, Foreseen("kind", {1: "leaf"}, {1: RECORDS}, TLV)),
            "records" / TLV,
        ),
        b"\1" + LEAVES[0],
    ),
    *(
        Case(
            f"tlv that holds {what}",
            Struct("records" / TLV, "held" / Copied("records", (2,), size_of_value)),
            data,
        )
        for what, data in (
            ("an answer", record(1, b"N", b"a") + record(2, b"N", b"bcd") + record(2, b"N", b"e")),
            ("an answer in a group", LEAVES[0] + group(2, LEAVES[0])),
            ("none", record(1, b"N", b"a") + b"?"),
        )
    ),
]

CLASHING = (
    *("data", "pos", "end", "stop", "lazy", "reading", "value", "add", "parameters", "Short", "unpack_from"),
    *("exactly", "octets", "class", "None", "two words", "1st", "\xe9", "read", "write", "__name__"),
)
"""Names of fields that emitted code could take for something else."""
NAMED_CASES = [
    Case(
        f"field {name!r}",
        Struct(name / Int8ub, "x" / Bytes(2), "inner" / Struct(name / Int16ub, "rest" / GreedyBytes)),
        b"\3abcdef",
        {name: 3, "x": b"ab", "inner": {name: 0x6364, "rest": b"ef"}},
    )
    for name in CLASHING
]
NAMED_HEADER_CASES = [
    Case(f"header fields {names}", named(*names), b"\1a\2xy\2b\0\3?\1z")
    for names in [
        *(
            ("pos", "stop", "end"),
            ("key", "frame", "row"),
            ("data", "add", "reading"),
            ("rows", "children", "depth"),
        ),
        *(("class", "def", "if"), ("a", "key", "b"), ("a", "unpack0", "b"), ("a", "AMONG_0", "SHAPE_0")),
        *(("two words", "no-word", "1st"), ("struct_error", "KeyError", "Frame"), ("key_be", "ask", "READERS")),
    ]
]
