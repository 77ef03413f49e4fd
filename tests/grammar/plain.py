"""DICOM in plain construct: an oracle for conformant files that shares nothing with the grammar but the VR table.

PS3.5 7, 7.5, A.4, A.5 and PS3.10 7.1 in one page; it raises a ConstructError for anything else.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from construct import (
    Adapter,
    Bytes,
    Check,
    Computed,
    Const,
    Construct,
    FixedSized,
    GreedyBytes,
    GreedyRange,
    If,
    IfThenElse,
    Int16ub,
    Int16ul,
    Int32ub,
    Int32ul,
    LazyBound,
    Peek,
    Prefixed,
    RestreamData,
    Struct,
    Switch,
    Terminated,
    this,
)

from dicomconstruct.grammar.vrs import VRS

UNDEFINED = 0xFFFFFFFF
ITEM, ITEM_END, SEQUENCE_END = (0xFFFE, 0xE000), (0xFFFE, 0xE00D), (0xFFFE, 0xE0DD)
LONG = {code.encode() for code, row in VRS.items() if row.header.value == "long"}
VROf = Callable[[tuple[int, int]], str | None]


def whole(one: Construct) -> Construct:
    """As many as there are, up to the end."""
    return Struct("inside" / GreedyRange(one), Terminated)


def element(u16: Construct, u32: Construct, *, implicit: bool, vr_of: VROf) -> Construct:
    """An element in one encoding: its two integers, and whether elements lack their VR."""
    tag = Struct("group" / u16, "element" / u16)

    def vr_in_dictionary(context: Any) -> bytes:
        return (vr_of((context.tag.group, context.tag.element)) or "UN").encode()

    def is_long(context: Any) -> bool:
        return implicit or context.vr in LONG

    def is_sequence(context: Any) -> bool:
        return bool(context.header.vr == b"SQ")

    def tagged(pair: tuple[int, int]) -> Construct:
        return Const({"group": pair[0], "element": pair[1]}, tag)

    def ended(one: Construct, end: tuple[int, int]) -> Construct:
        return Struct("inside" / GreedyRange(one), "end" / Struct("tag" / tagged(end), "length" / Const(0, u32)))

    header = Struct(  # PS3.5 7.1.2, 7.1.3
        "tag" / tag,
        Check(this.tag.group != ITEM[0]),
        "vr" / (Computed(vr_in_dictionary) if implicit else Bytes(2)),
        "reserved" / If(lambda context: not implicit and is_long(context), Const(b"\0\0")),
        "length" / IfThenElse(is_long, u32, u16),
    )
    elements = LazyBound(lambda: inner)
    item = Struct(  # PS3.5 7.5.1
        "tag" / tagged(ITEM),
        "length" / u32,
        "content"
        / IfThenElse(this.length == UNDEFINED, ended(elements, ITEM_END), FixedSized(this.length, whole(elements))),
    )
    fragment = Struct("tag" / tagged(ITEM), "value" / Prefixed(u32, GreedyBytes))  # PS3.5 A.4
    inner = Struct(  # PS3.5 7.1, 7.5.2, A.4
        "header" / header,
        "value"
        / IfThenElse(
            this.header.length == UNDEFINED,
            IfThenElse(is_sequence, ended(item, SEQUENCE_END), ended(fragment, SEQUENCE_END)),
            FixedSized(this.header.length, IfThenElse(is_sequence, whole(item), GreedyBytes)),
        ),
    )
    return inner


class Deflated(Adapter):
    """A raw deflate stream, which zlib writes anew (PS3.5 A.5)."""

    def _decode(self, obj: bytes, context: Any, path: str) -> bytes:  # noqa: ARG002
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(obj)

    def _encode(self, obj: bytes, context: Any, path: str) -> bytes:  # noqa: ARG002
        raw = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return raw.compress(obj) + raw.flush()


def dicom_file(vr_of: VROf) -> Construct:
    """A file with preamble, prefix, file meta group and a data set (PS3.10 7.1)."""
    explicit = element(Int16ul, Int32ul, implicit=False, vr_of=vr_of)
    of_group_2 = Struct("next" / Peek(Int16ul), Check(this.next == 0x0002), "element" / explicit)

    def syntax(context: Any) -> str:
        values = [one.element.value for one in context.meta if one.element.header.tag.element == 0x0010]
        return values[0].rstrip(b"\0").decode()

    without_vr = whole(element(Int16ul, Int32ul, implicit=True, vr_of=vr_of))
    return Struct(
        "preamble" / Bytes(128),
        "prefix" / Const(b"DICM"),
        "meta" / GreedyRange(of_group_2),
        "data_set"
        / Switch(
            syntax,
            {
                "1.2.840.10008.1.2": without_vr,
                "1.2.840.113619.5.2": without_vr,
                "1.2.840.10008.1.2.2": whole(element(Int16ub, Int32ub, implicit=False, vr_of=vr_of)),
                "1.2.840.10008.1.2.1.99": RestreamData(Deflated(GreedyBytes), whole(explicit)),
            },
            default=whole(explicit),
        ),
    )


def leaves(parsed: Any) -> Iterator[tuple[int, int, int, bytes]]:
    """Group, element, length and value of all headers in file order; values of what encloses others are empty."""
    pending = [iter([one.element for one in parsed.meta] + list(parsed.data_set.inside))]
    while pending:
        one = next(pending[-1], None)
        if one is None:
            pending.pop()
            continue
        tag = one.header.tag if "header" in one else one.tag
        value = one.value if "value" in one else one.get("content", b"")
        if isinstance(value, bytes):
            length = one.header.length if "header" in one else one.get("length", len(value))
            yield tag.group, tag.element, length, value
            continue
        yield tag.group, tag.element, one.header.length if "header" in one else one.length, b""
        end = value.get("end")
        ends = [] if end is None else [end]
        pending.append(iter([*value.inside, *ends]))
