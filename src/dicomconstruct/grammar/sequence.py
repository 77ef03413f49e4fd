"""Sequences of items: items of defined and undefined length, and their delimiters (PS3.5 7.5)."""

from __future__ import annotations

from typing import Any, BinaryIO

from construct import Construct, Struct, Tell

from dicomconstruct.grammar.combinators import CLOSE, Decision, Extent, Frame, Level
from dicomconstruct.grammar.element import (
    delimiter_token,
    leaf_length,
    opaque,
    opaque_token,
    too_deep,
    trusted_end,
)
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import HEADERS, SMALLEST_HEADER
from dicomconstruct.grammar.layouts import ELEMENTS, OPAQUE, Body, Layout, Reason
from dicomconstruct.grammar.primitives import (
    DELIMITING_GROUP,
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.grammar.straight import Straight
from dicomconstruct.grammar.vrs import HeaderForm


class SequenceRules:
    """The rules of a level of items; the layout is the one its items have unless they show another."""

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
            "item": self.token(),
            "sequence delimiter": delimiter,
            "stray delimiter": delimiter,
            OPAQUE: opaque_token(),
        }
        straight = Straight(self.layout, self.evidence.vrs)
        closing = frozenset({"sequence delimiter"})
        return Level(self.next_token, tokens, closing, straight.items(), straight.items_end())

    def next_token(self, stream: BinaryIO, context: Any) -> str:
        frame: Frame = context.frame
        here = stream.tell()
        if here >= frame.end:
            return "item" if self._more_items_than_declared(stream, here, frame, context) else CLOSE
        if frame.end - here < SMALLEST_HEADER:
            if self._more_items_than_declared(stream, here, frame, context):
                return "item"
            return self._leftover(frame, context, Reason.TOO_SHORT)
        tag = self.evidence.tag_at(stream, here, self.layout.order)
        if tag == ITEM:
            return "item"
        if tag == SEQUENCE_DELIMITER and not frame.sealed:
            return "sequence delimiter"
        if tag in (SEQUENCE_DELIMITER, ITEM_DELIMITER):
            return "stray delimiter"
        if self._pads_an_odd_item(stream, here, frame):
            return opaque(context, self.layout, here + 1, Reason.NO_ITEM)
        if self._item_under_another_tag(stream, here, frame.end):
            return "item"
        if frame.sealed and frame.parent is not None and self._length_eats_elements(stream, here, frame, context):
            return CLOSE
        return self._leftover(frame, context, Reason.NO_ITEM)

    def _leftover(self, frame: Frame, context: Any, reason: Reason) -> str:
        """Bytes that are no item: the parent's business, unless a length or the input's end makes them ours."""
        if frame.sealed or frame.parent is None:
            return opaque(context, self.layout, frame.end, reason)
        return CLOSE

    def _more_items_than_declared(self, stream: BinaryIO, here: int, frame: Frame, context: Any) -> bool:
        outer = frame.parent
        if outer is None or not frame.sealed or outer.end <= here:
            return False
        if self.evidence.tag_at(stream, here, self.layout.order) != ITEM:
            return False
        if outer.parent is not None and not outer.sealed:
            return False
        vr_of = context._params.get("vr_of")
        if not self.evidence.looks_like_items(stream, here, outer.end, self.layout, vr_of):
            return False
        frame.end, frame.sealed = outer.end, False
        return True

    def _pads_an_odd_item(self, stream: BinaryIO, here: int, frame: Frame) -> bool:
        """Whether one byte, which no length counts, makes the item before it even (Papyrus)."""
        previous = frame.previous
        if previous is None or previous["kind"] != "item" or previous.header.length % 2 == 0:
            return False
        return self.evidence.tag_at(stream, here + 1, self.layout.order) in (ITEM, SEQUENCE_DELIMITER)

    def _item_under_another_tag(self, stream: BinaryIO, here: int, end: int) -> bool:
        """Whether this is an item but for its tag: its length leads to the next item or to the end."""
        seen = self.evidence.sight(stream, here, HeaderForm.IMPLICIT, self.layout.order)
        if seen is None or seen.end > end:
            return False
        explicit = Layout(False, self.layout.order)
        if seen.fields.group != DELIMITING_GROUP and self.evidence.believable(stream, here, end, explicit):
            return False
        return seen.end == end or self.evidence.tag_at(stream, seen.end, self.layout.order) in (
            ITEM,
            SEQUENCE_DELIMITER,
        )

    def _length_eats_elements(self, stream: BinaryIO, here: int, frame: Frame, context: Any) -> bool:
        """Whether a sequence's defined length runs on over the elements that follow it."""
        outer = frame.parent
        assert outer is not None
        seen = self.evidence.believable(stream, here, outer.end, outer.key[0], context._params.get("vr_of"))
        if seen is None or seen.fields.group == DELIMITING_GROUP:
            return False
        sequence = frame.owner.header
        return bool((seen.fields.group, seen.fields.element) > (sequence.group, sequence.element))

    def body(self, stream: BinaryIO, context: Any) -> Body:
        frame: Frame = context._.frame
        here = stream.tell()
        undefined = context.header.length == UNDEFINED_LENGTH
        end = None
        if not undefined:
            end = trusted_end(stream, here + context.header.length, frame, self.evidence, self.layout)
        stop = frame.end if end is None else end
        if too_deep(frame, context):
            return Body(self.layout, OPAQUE, stop, Reason.TOO_DEEP)
        return Body(self._content_layout(stream, here, stop, context), ELEMENTS, end)

    def _content_layout(self, stream: BinaryIO, here: int, stop: int, context: Any) -> Layout:
        tag = self.evidence.tag_at(stream, here, self.layout.order)
        if here == stop or tag is None or tag[0] == DELIMITING_GROUP:
            return self.layout
        vr_of = context._params.get("vr_of")
        return self.evidence.layout_at(stream, here, stop, self.layout, vr_of) or self.layout
