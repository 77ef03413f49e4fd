"""Encapsulated values: a basic offset table and fragments in the shape of items (PS3.5 A.4)."""

from __future__ import annotations

from typing import Any, BinaryIO

from construct import Array, Construct, GreedyBytes, Int32ul, Struct, Tell, stream_size, this

from dicomconstruct.grammar.combinators import CLOSE, Decision, Extent, Frame, Level
from dicomconstruct.grammar.element import delimiter_token, leaf_length, opaque, opaque_token
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import HEADERS, SMALLEST_HEADER
from dicomconstruct.grammar.layouts import OPAQUE, VALUE, Body, Layout, Reason
from dicomconstruct.grammar.primitives import ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER, UNDEFINED_LENGTH
from dicomconstruct.grammar.straight import Straight
from dicomconstruct.grammar.vrs import HeaderForm


def whole_offsets_ahead(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    """How many whole 32-bit offsets the rest of the stream holds."""
    return int((stream_size(stream) - stream.tell()) // Int32ul.sizeof())


BasicOffsetTable = Struct(
    "count" / Decision(whole_offsets_ahead),
    "offsets" / Array(this.count, Int32ul),
    "excess" / GreedyBytes,
)
"""The value of the first fragment: the offset of each frame's first fragment, counted from the first
byte after the table (PS3.5 A.4). Little endian in every encapsulated syntax. Keeps bytes in excess."""


class FragmentRules:
    """The rules of a level of fragments."""

    def __init__(self, layout: Layout, evidence: Evidence) -> None:
        self.layout = layout
        self.evidence = evidence

    def token(self) -> Construct:
        return Struct(
            "offset" / Tell,
            "header" / HEADERS[HeaderForm.IMPLICIT, self.layout.order],
            "body" / Decision(self.body),
            "value_offset" / Tell,
            "value" / Extent(leaf_length),
        )

    def level(self) -> Level:
        delimiter = delimiter_token(self.layout.order, self.layout)
        tokens = {
            "fragment": self.token(),
            "sequence delimiter": delimiter,
            "stray delimiter": delimiter,
            OPAQUE: opaque_token(),
        }
        straight = Straight(self.layout, self.evidence.vrs)
        closing = frozenset({"sequence delimiter"})
        return Level(self.next_token, tokens, closing, straight.fragments(), straight.fragments_end())

    def next_token(self, stream: BinaryIO, context: Any) -> str:
        frame: Frame = context.frame
        here = stream.tell()
        if here >= frame.end:
            return CLOSE
        seen = self.evidence.sight(stream, here, HeaderForm.IMPLICIT, self.layout.order)
        if seen is not None and frame.end - here >= SMALLEST_HEADER:
            tag = (seen.fields.group, seen.fields.element)
            if tag == ITEM:
                return "stray delimiter" if seen.fields.length == UNDEFINED_LENGTH else "fragment"
            if tag == SEQUENCE_DELIMITER:
                return "sequence delimiter"
            if tag == ITEM_DELIMITER:
                return "stray delimiter"
        if frame.parent is None:
            return opaque(context, self.layout, frame.end, Reason.NO_FRAGMENT)
        return CLOSE

    def body(self, stream: BinaryIO, context: Any) -> Body:
        frame: Frame = context._.frame
        declared = stream.tell() + context.header.length
        return Body(self.layout, VALUE, min(self._end(stream, declared, frame), frame.end))

    def _end(self, stream: BinaryIO, declared: int, frame: Frame) -> int:
        """The declared end, or one byte off it where only there the next fragment or delimiter stands."""
        following = (ITEM, SEQUENCE_DELIMITER)
        if declared >= frame.end or self.evidence.tag_at(stream, declared, self.layout.order) in following:
            return declared
        for end in (declared - 1, declared + 1):
            if end >= stream.tell() and self.evidence.tag_at(stream, end, self.layout.order) in following:
                return end
        return declared
