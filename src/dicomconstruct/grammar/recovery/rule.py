"""The base class of recovery rules, and the place that they look at, where no line of the page fits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any, BinaryIO, ClassVar

from dicomconstruct.grammar.combinators import AGAIN as AGAIN, CLOSE as CLOSE, Frame, look_ahead
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import SMALLEST_HEADER, VR_FIELD
from dicomconstruct.grammar.layouts import (
    FRAGMENTS,
    ITEMS,
    NOTHING,
    OPAQUE,
    Body,
    Layout,
    Reason,
)
from dicomconstruct.grammar.primitives import DEFAULT_MAX_DEPTH, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm

NEXT = "\1"
"""Answer of a rule: it noted a part of the token, such as its header form; the following rules go on."""


class OddPlace:
    """A place at which no line of the page fits.

    Parameters
    ----------
    stream, context
        As construct has them; ``context.frame`` is the open level.
    layout
        The layout of the level.
    evidence
        The tests of what lies ahead.
    """

    def __init__(self, stream: BinaryIO, context: Any, layout: Layout, evidence: Evidence) -> None:
        self.stream = stream
        self.context = context
        self.layout = layout
        self.evidence = evidence
        self.at = stream.tell()
        self.frame: Frame = context.frame
        self.form: HeaderForm | None = None
        """The form of the header here, once a rule has found it."""

    @property
    def order(self) -> ByteOrder:
        """The byte order of the level."""
        return self.layout.order

    @cached_property
    def vr_of(self) -> Any:
        """The dictionary's VR of a tag; None without a dictionary."""
        return self.context._params.get("vr_of")

    @property
    def end(self) -> int:
        """Where the level ends."""
        return self.frame.end

    @property
    def has_room(self) -> bool:
        """Whether a header has room before the level's end."""
        return self.end - self.at >= SMALLEST_HEADER

    @cached_property
    def tag(self) -> tuple[int, int] | None:
        """The tag here; None where the input ends before."""
        return self.tag_at(self.at)

    def tag_at(self, at: int) -> tuple[int, int] | None:
        """The tag at an offset; None where the input ends before."""
        return self.evidence.tag_at(self.stream, at, self.order)

    @cached_property
    def vr_field(self) -> bytes:
        """The two bytes at the place of the VR field."""
        return look_ahead(self.stream, VR_FIELD.stop, skip=self.at - self.stream.tell())[VR_FIELD]

    @cached_property
    def known_form(self) -> HeaderForm | None:
        """The header form of the VR here; None where the table does not know it."""
        return self.evidence.vr_form(self.vr_field)

    @cached_property
    def seen(self) -> Any:
        """The header here, in the form that was found."""
        assert self.form is not None
        return self.evidence.sight(self.stream, self.at, self.form, self.order)

    @property
    def inside(self) -> int:
        """Where the value begins."""
        return int(self.seen.value_offset)

    @property
    def is_undefined(self) -> bool:
        """Whether the header has the undefined length."""
        return self.form is not HeaderForm.SHORT and self.seen.fields.length == UNDEFINED_LENGTH

    @cached_property
    def vr(self) -> str | None:
        """The VR of the header, else that of the dictionary, else None."""
        if self.form is HeaderForm.IMPLICIT:
            return self.dictionary_vr
        return str(self.seen.fields.vr, "latin-1")

    @property
    def dictionary_vr(self) -> str | None:
        """The VR that the dictionary has for the tag."""
        known: str | None = self.vr_of(self.tag) if self.vr_of is not None else None
        return known

    def holds_items(self, vr: str | None) -> bool:
        """Whether values of a VR are items."""
        row = None if vr is None else self.evidence.vrs.get(vr)
        return row is not None and row.holds_items

    @cached_property
    def begins_in(self) -> ByteOrder | None:
        """The byte order in which an item or sequence delimiter begins the value; None where neither does."""
        return self.evidence.items_order(self.stream, self.inside, self.order)

    @property
    def is_too_deep(self) -> bool:
        """Whether opening one more sequence or item passes the limit on nesting."""
        return bool(self.frame.depth // 2 >= self.context._params.get("max_depth", DEFAULT_MAX_DEPTH))

    @cached_property
    def stop(self) -> int:
        """Where the value of defined length ends, which may run past the level that holds it.

        A level of defined length yields where the input goes on sensibly after the longer inner one but not
        after itself (odd lengths of items and sequences, class C066); otherwise the inner one is cut.
        """
        declared, frame = self.inside + int(self.seen.fields.length), self.frame
        if declared <= frame.end or not frame.has_length:
            return min(declared, frame.end)
        outer = frame.parent
        while outer is not None and outer.end < declared:
            outer = outer.parent
        if outer is None or self.evidence.follows(self.stream, frame.end, outer.end, self.layout):
            return frame.end
        if not self.evidence.follows(self.stream, declared, outer.end, self.layout):
            return frame.end
        inner: Frame | None = frame
        while inner is not None and inner is not outer:
            inner.end = max(inner.end, declared)
            inner = inner.parent
        return declared

    # Answers of rules.

    def read_on(self) -> str:
        """The level goes on past its length, as far as the one that holds it."""
        assert self.frame.parent is not None
        self.frame.end, self.frame.has_length = self.frame.parent.end, False
        return AGAIN

    def opaque(self, end: int, reason: Reason) -> str:
        """Unexplained bytes up to `end`."""
        return self.token(OPAQUE, Body(self.layout, OPAQUE, end, reason))

    def stray_delimiter(self) -> str:
        """A delimiter that ends nothing."""
        return self.token("stray delimiter", Body(self.layout, NOTHING))

    def token(self, name: str, body: Body) -> str:
        """A token of that name, and the content after its header."""
        self.context.body = body
        self.context.form = self.form
        return name

    def items(self, layout: Layout, end: int | None = None) -> str:
        """An element that holds items."""
        return self.token("element", Body(layout, ITEMS, end))

    def fragments(self, layout: Layout) -> str:
        """An element that holds fragments."""
        return self.token("element", Body(layout, FRAGMENTS))


class RecoveryRule:
    """A departure of real files from the page, and how it is read.

    Attributes
    ----------
    clause
        The clause of the standard that they depart from, or that leaves the case open.
    odd
        The classes of odd files in which it occurs, as in ``tests/odd``.
    asked_at_the_end
        Whether it is asked where the level should end; elsewhere every rule is.
    is_recorded
        Whether the tree says where it was needed.
    """

    clause: ClassVar[str] = ""
    odd: ClassVar[tuple[str, ...]] = ()
    asked_at_the_end: ClassVar[bool] = False
    is_recorded: ClassVar[bool] = True

    @cached_property
    def name(self) -> str:
        """The class name in words."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", type(self).__name__).lower()

    def applies(self, here: OddPlace) -> bool:  # noqa: ARG002
        """Whether the rule applies here: always, unless a subclass overrides it."""
        return True

    def read(self, here: OddPlace) -> str:  # noqa: ARG002
        """The token's name, whose known fields `OddPlace.token` keeps; `CLOSE`, `AGAIN` or `NEXT`.

        `CLOSE`, unless a subclass overrides it.
        """
        return CLOSE


class Recovery:
    """The rules of a level in their order, as the rule that a `Level` asks.

    Where none applies, the level ends.
    """

    def __init__(self, rules: Iterable[RecoveryRule], layout: Layout, evidence: Evidence) -> None:
        self.rules = tuple(rules)
        self._layout = layout
        self._evidence = evidence

    def __call__(self, stream: BinaryIO, context: Any) -> str:
        here = OddPlace(stream, context, self._layout, self._evidence)
        names: list[str] = []
        for rule in self.rules:
            if (here.at < here.end or rule.asked_at_the_end) and rule.applies(here):
                names.append(rule.name)
                answer = rule.read(here)
                if answer != NEXT:
                    context.recovery += names if rule.is_recorded else ()
                    return answer
        return CLOSE
