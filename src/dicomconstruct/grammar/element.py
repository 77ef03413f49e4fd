"""Data elements, and the level that holds them: a data set, the file meta group, an item's content.

A conformant element takes the straight way through `ElementRules.element`. What real files do instead,
and how each is told apart, is listed with its tests in tests/odd/.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from construct import Construct, Struct, Switch, Tell, this

from dicomconstruct.grammar.combinators import (
    CLOSE,
    Chosen,
    Decision,
    Extent,
    Frame,
    Given,
    Level,
    look_ahead,
)
from dicomconstruct.grammar.evidence import Evidence, is_lettered
from dicomconstruct.grammar.headers import HEADER_SIZES, HEADERS, SMALLEST_HEADER, VR_FIELD
from dicomconstruct.grammar.layouts import CONTENTS, FRAGMENTS, ITEMS, NOTHING, OPAQUE, VALUE, Body, Layout, Reason
from dicomconstruct.grammar.primitives import (
    DEFAULT_MAX_DEPTH,
    DELIMITING_GROUP,
    ITEM,
    ITEM_DELIMITER,
    META_GROUP,
    PIXEL_DATA,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
    ByteOrder,
)
from dicomconstruct.grammar.straight import Straight
from dicomconstruct.grammar.vrs import HeaderForm


def leaf_length(stream: BinaryIO, context: Any) -> int:
    """How many bytes the value takes: none where the content is a level of its own."""
    body: Body = context.body
    if body.content in CONTENTS or body.end is None:
        return 0
    return body.end - stream.tell()


def opaque_token() -> Construct:
    """Bytes that the grammar has no explanation for; `body.reason` says why."""
    return Struct("offset" / Tell, "body" / Chosen("body"), "value_offset" / Tell, "value" / Extent(leaf_length))


def delimiter_token(order: ByteOrder, layout: Layout) -> Construct:
    """An item or sequence delimiter, or a stray one: a tag and a length that should be 0 (PS3.5 7.5)."""
    return Struct(
        "offset" / Tell,
        "header" / HEADERS[HeaderForm.IMPLICIT, order],
        "body" / Given(Body(layout, NOTHING)),
        "value_offset" / Tell,
    )


def too_deep(frame: Frame, context: Any) -> bool:
    """Whether opening one more sequence or item passes the limit on nesting."""
    return bool(frame.depth // 2 >= context._params.get("max_depth", DEFAULT_MAX_DEPTH))


def opaque(context: Any, layout: Layout, end: int, reason: Reason) -> str:
    """A level rule's answer for unexplained bytes up to `end`."""
    context.body = Body(layout, OPAQUE, end, reason)
    return OPAQUE


def runs_past(frame: Frame) -> bool:
    """Whether the length that opened a level runs past the level that holds it."""
    return bool(frame.owner.value_offset + frame.owner.header.length > frame.end)


def trusted_end(stream: BinaryIO, declared: int, frame: Frame, evidence: Evidence, layout: Layout) -> int:
    """Where a value or item of defined length ends, when it may run past the level that holds it.

    A level of defined length yields where the input goes on sensibly after the longer inner one but not
    after itself (odd lengths of items and sequences); otherwise the inner one is cut.
    """
    if declared <= frame.end or not frame.sealed:
        return min(declared, frame.end)
    outer = frame.parent
    while outer is not None and outer.end < declared:
        outer = outer.parent
    if outer is None or evidence.follows(stream, frame.end, outer.end, layout):
        return frame.end
    if not evidence.follows(stream, declared, outer.end, layout):
        return frame.end
    inner: Frame | None = frame
    while inner is not None and inner is not outer:
        inner.end = max(inner.end, declared)
        inner = inner.parent
    return declared


class ElementRules:
    """The rules of a level of elements in one layout."""

    def __init__(self, layout: Layout, evidence: Evidence) -> None:
        self.layout = layout
        self.order = layout.order
        self.evidence = evidence
        self.straight = Straight(layout, evidence.vrs)

    def token(self) -> Construct:
        forms = {form: HEADERS[form, self.order] for form in HeaderForm}
        return Struct(
            "offset" / Tell,
            "form" / Chosen("form"),
            "header" / Switch(this.form, forms),
            "body" / Decision(self.body),
            "value_offset" / Tell,
            "value" / Extent(leaf_length),
        )

    def level(self) -> Level:
        closing = frozenset({"item delimiter"})
        ways, ending = self.straight.elements(), self.straight.elements_end()
        return Level(self.next_token, self._tokens(), closing, ways, ending)

    def meta_level(self) -> Level:
        return Level(self.next_meta_token, self._tokens(), frozenset(), self.straight.meta())

    def _tokens(self) -> dict[str, Construct]:
        delimiter = delimiter_token(self.order, self.layout)
        return {
            "element": self.token(),
            "item delimiter": delimiter,
            "stray delimiter": delimiter,
            OPAQUE: opaque_token(),
        }

    # Which token stands here.

    def next_meta_token(self, stream: BinaryIO, context: Any) -> str:
        """The file meta group ends with the first tag of another group, whatever (0002,0000) says."""
        tag = self.evidence.tag_at(stream, stream.tell(), self.order)
        if tag is None or tag[0] != META_GROUP:
            return CLOSE
        name = self.next_token(stream, context)
        return name if name == "element" else CLOSE

    def next_token(self, stream: BinaryIO, context: Any) -> str:
        frame: Frame = context.frame
        here = stream.tell()
        if here >= frame.end and not self._goes_on_past_its_length(stream, here, frame, context):
            return CLOSE
        if frame.end - here < SMALLEST_HEADER:
            if self._length_ends_inside_a_sibling(stream, here, frame):
                return CLOSE
            return opaque(context, self.layout, frame.end, Reason.TOO_SHORT)
        tag = self.evidence.tag_at(stream, here, self.order)
        if self.evidence.zeros_at(stream, here, frame.end):
            return self._zeros(stream, here, frame, context)
        if tag in (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER):
            return self._delimiter(stream, here, tag, frame)
        form = self.form(stream, context)
        if form is None or HEADER_SIZES[form] > frame.end - here:
            end = self.evidence.next_header(stream, here + 1, frame.end, self.layout)
            return opaque(context, self.layout, end, Reason.NO_HEADER)
        context.form = form
        return "element"

    def _goes_on_past_its_length(self, stream: BinaryIO, here: int, frame: Frame, context: Any) -> bool:
        """Whether an item of defined length is followed by more of its elements inside its sequence."""
        outer = frame.parent
        if outer is None or not frame.sealed or outer.end <= here or frame.owner["kind"] != "item":
            return False
        previous = frame.previous
        if previous is None or previous["kind"] != "element":
            return False
        seen = self.evidence.believable(stream, here, outer.end, self.layout, context._params.get("vr_of"))
        if seen is None or seen.fields.group == DELIMITING_GROUP:
            return False
        tag = (seen.fields.group, seen.fields.element)
        if tag <= (previous.header.group, previous.header.element):
            return False
        if outer.owner is not None and (not outer.sealed or runs_past(outer)):
            sequence = outer.owner.header
            if tag > (sequence.group, sequence.element):
                return False
        frame.end, frame.sealed = outer.end, False
        return True

    def _length_ends_inside_a_sibling(self, stream: BinaryIO, here: int, frame: Frame) -> bool:
        """Whether an item's defined length takes in a part of the header of the item or delimiter after it."""
        outer = frame.parent
        if outer is None or not frame.sealed or frame.owner["kind"] != "item":
            return False
        if outer.end - here < SMALLEST_HEADER:
            return False
        return self.evidence.tag_at(stream, here, self.order) in (ITEM, SEQUENCE_DELIMITER)

    def _zeros(self, stream: BinaryIO, here: int, frame: Frame, context: Any) -> str:
        stop = self.evidence.after_zeros(stream, here, frame.end)
        vr_of = context._params.get("vr_of")
        for start in range(stop, max(here, stop - SMALLEST_HEADER), -1):
            if start < frame.end and self.evidence.believable(stream, start, frame.end, self.layout, vr_of):
                return opaque(context, self.layout, start, Reason.ZEROS)
        return opaque(context, self.layout, frame.end, Reason.ZEROS)

    def _delimiter(self, stream: BinaryIO, here: int, tag: tuple[int, int], frame: Frame) -> str:
        in_item = frame.owner is not None and frame.owner["kind"] == "item"
        if not in_item:
            return "stray delimiter"
        if tag == ITEM_DELIMITER:
            return "stray delimiter" if frame.sealed else "item delimiter"
        if frame.sealed:
            return CLOSE if self._length_eats_siblings(stream, here, frame) else "stray delimiter"
        previous = frame.previous
        ended_by_length = (
            previous is not None
            and previous["body"].content == ITEMS
            and previous["body"].end is not None
            and tag == SEQUENCE_DELIMITER
        )
        return "stray delimiter" if ended_by_length else CLOSE

    def _length_eats_siblings(self, stream: BinaryIO, here: int, frame: Frame) -> bool:
        """Whether an item's defined length runs on over the delimiter or the item that follows it."""
        outer = frame.parent
        if outer is None or here == frame.end:
            return False
        if frame.end == outer.end and outer.sealed:
            return False
        return self.evidence.items_order(stream, frame.end, self.order) is None

    # Which form its header has.

    def form(self, stream: BinaryIO, context: Any) -> HeaderForm | None:
        """The header form of the element here; None where nothing believable stands here."""
        here = stream.tell()
        end = context.frame.end
        vr_of = context._params.get("vr_of")
        vr = look_ahead(stream, VR_FIELD.stop)[VR_FIELD]
        known = self.evidence.vr_form(vr)
        if self.layout.implicit:
            return self._form_without_vr(stream, here, context.frame, known, vr_of)
        seen = self.evidence.sight(stream, here, known, self.order) if known else None
        if seen is not None and self._straight(seen, end):
            return known
        lettered = is_lettered(vr)
        candidates: tuple[HeaderForm, ...] = (HeaderForm.LONG, HeaderForm.SHORT, HeaderForm.IMPLICIT)
        if known is HeaderForm.SHORT:
            candidates = (HeaderForm.SHORT, HeaderForm.IMPLICIT)
        elif known is None and not lettered:
            candidates = (HeaderForm.IMPLICIT, HeaderForm.LONG, HeaderForm.SHORT)
        for form in candidates:
            if self.evidence.fits(stream, here, end, self.layout, form, vr_of):
                return form
        return known

    @staticmethod
    def _straight(seen: Any, end: int) -> bool:
        """Whether the header is as PS3.5 7.1.2 has it and its value stays in its level."""
        if any(getattr(seen.fields, "reserved", b"")):
            return False
        return bool(seen.end <= end or (seen.form is HeaderForm.LONG and seen.undefined))

    def _form_without_vr(
        self, stream: BinaryIO, here: int, frame: Frame, known: HeaderForm | None, vr_of: Any
    ) -> HeaderForm | None:
        seen = self.evidence.believable(stream, here, frame.end, self.layout, vr_of)
        if known is not None:
            explicit = Layout(False, self.order)
            fits = self.evidence.fits(stream, here, frame.end, self.layout, HeaderForm.IMPLICIT, vr_of)
            if not fits and self.evidence.fits(
                stream, here, frame.end, explicit, known, vr_of, mixed_with=self.layout
            ):
                return known
        if seen is not None or self._is_element_all_the_same(stream, here, frame, vr_of):
            return HeaderForm.IMPLICIT
        return None

    def _is_element_all_the_same(self, stream: BinaryIO, here: int, frame: Frame, vr_of: Any) -> bool:
        """Whether a header without VR that is not believable is an element all the same, and not garbage.

        A tag that the dictionary lacks is one where the level goes on after it; one that runs past the level is
        cut short if the dictionary knows it or an element of its group came before.
        """
        tag = self.evidence.tag_at(stream, here, self.order)
        assert tag is not None
        if vr_of is None or vr_of(tag) is not None:
            return True
        if self.evidence.fits(stream, here, frame.end, self.layout, HeaderForm.IMPLICIT):
            return True
        previous = frame.previous
        in_its_group = previous is not None and previous["kind"] == "element" and previous.header.group == tag[0]
        return bool(tag[0] % 2) and in_its_group

    # What follows its header.

    def body(self, stream: BinaryIO, context: Any) -> Body:
        frame: Frame = context._.frame
        here = stream.tell()
        header = context.header
        tag = (header.group, header.element)
        vr = self._vr(context, tag)
        if context.form is not HeaderForm.SHORT and header.length == UNDEFINED_LENGTH:
            return self._undefined(stream, here, tag, vr, frame, context)
        end = trusted_end(stream, here + header.length, frame, self.evidence, self.layout)
        layout = self.layout
        if vr == "UN":
            vr, layout = self._known_vr(context, tag), Layout(True, self.order)
        if vr == "SQ" and here == end:
            return Body(layout, ITEMS, end)
        if vr == "SQ" or (vr is None and end > here):
            return self._defined_sequence(stream, here, end, vr, layout, frame, context)
        return Body(self.layout, VALUE, end)

    @staticmethod
    def _vr(context: Any, tag: tuple[int, int]) -> str | None:
        """The VR on the wire, or the one that ``vr_of`` knows for a header without VR."""
        if context.form is not HeaderForm.IMPLICIT:
            return str(context.header.vr, "latin-1")
        return ElementRules._known_vr(context, tag)

    @staticmethod
    def _known_vr(context: Any, tag: tuple[int, int]) -> str | None:
        vr_of = context._params.get("vr_of")
        known: str | None = vr_of(tag) if vr_of is not None else None
        return known

    def _defined_sequence(
        self, stream: BinaryIO, here: int, end: int, vr: str | None, likely: Layout, frame: Frame, context: Any
    ) -> Body:
        """The body of an element that is a sequence by its VR, or may be one: private, or of VR UN (PS3.5 6.2.2).

        PACS that take a private sequence for UN when they write explicit VR keep its items in defined lengths.
        """
        order = self.evidence.items_order(stream, here, self.order)
        tag = self.evidence.tag_at(stream, here, self.order)
        layout = Layout(likely.implicit, order or self.order)
        if vr is None:
            given = (stream, here, end, layout, context._params.get("vr_of"))
            is_sequence = order is not None and (
                (context.form is HeaderForm.IMPLICIT and self.evidence.looks_like_items(*given))
                or self.evidence.are_items(*given)
            )
        else:
            is_sequence = order is not None or tag == ITEM_DELIMITER or self._odd_item(stream, here, end)
        if not is_sequence:
            return Body(self.layout, VALUE, end)
        if too_deep(frame, context):
            return Body(layout, OPAQUE, end, Reason.TOO_DEEP)
        return Body(layout, ITEMS, end)

    def _odd_item(self, stream: BinaryIO, here: int, end: int) -> bool:
        seen = self.evidence.sight(stream, here, HeaderForm.IMPLICIT, self.order)
        return seen is not None and (
            seen.end == end or self.evidence.items_order(stream, seen.end, self.order) is not None
        )

    def _undefined(
        self, stream: BinaryIO, here: int, tag: tuple[int, int], vr: str | None, frame: Frame, context: Any
    ) -> Body:
        order = self.evidence.items_order(stream, here, self.order)
        vr_of = context._params.get("vr_of")
        if order is None:
            if vr == "SQ" and self.evidence.tag_at(stream, here, self.order) == ITEM_DELIMITER:
                return Body(self.layout, ITEMS)
            end = self.evidence.next_header(stream, here, frame.end, self.layout)
            return Body(self.layout, OPAQUE, end, Reason.UNDEFINED_WITHOUT_ITEMS)
        implicit = self.layout.implicit or vr == "UN"
        layout = Layout(implicit, order)
        if too_deep(frame, context):
            return Body(layout, OPAQUE, frame.end, Reason.TOO_DEEP)
        if vr == "SQ":
            return Body(layout, ITEMS)
        if tag == PIXEL_DATA:
            return Body(layout, FRAGMENTS)
        if self.evidence.looks_like_items(stream, here, frame.end, layout, vr_of):
            return Body(layout, ITEMS)
        if vr in (None, "UN"):
            is_empty = self.evidence.tag_at(stream, here, order) == SEQUENCE_DELIMITER
            if is_empty or self.evidence.are_no_fragments(stream, here, frame.end, layout):
                return Body(layout, ITEMS)
        return Body(layout, FRAGMENTS)
