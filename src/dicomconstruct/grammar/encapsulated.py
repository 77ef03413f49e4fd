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
        self._go_on_past_a_length(stream, here, frame, context)
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

    def _go_on_past_a_length(self, stream: BinaryIO, here: int, frame: Frame, context: Any) -> None:
        """Let the levels around end later where fragments lead on to their delimiter past the item that holds them.

        Lengths of items with encapsulated icons are met that leave out the delimiter, or more (pydicom#2324).
        """
        item, beyond = frame.parent, frame.parent
        while beyond is not None and beyond.end <= frame.end:
            beyond = beyond.parent
        if item is None or beyond is None or item.owner is None:
            return
        first = self.evidence.sight(stream, here, HeaderForm.IMPLICIT, self.layout.order)
        if first is None or (first.end <= frame.end and here < frame.end):
            return
        if here == frame.end and self._belongs_to_the_sequence(stream, here, item, beyond.end, context):
            return
        stop = self.evidence.end_of_fragments(stream, here, beyond.end, self.layout.order)
        inner: Frame | None = frame
        while stop is not None and inner is not None and inner is not beyond:
            inner.end = max(inner.end, stop)
            inner = inner.parent

    def _belongs_to_the_sequence(self, stream: BinaryIO, here: int, item: Frame, end: int, context: Any) -> bool:
        """Whether what stands right after an item is the sequence's: its delimiter, or another item."""
        sequence = item.parent
        if sequence is None or not sequence.sealed or sequence.end > here:
            return True
        if self.evidence.tag_at(stream, here, self.layout.order) != ITEM:
            return False
        vr_of = context._params.get("vr_of")
        return self.evidence.looks_like_items(stream, here, end, self.layout, vr_of)

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
