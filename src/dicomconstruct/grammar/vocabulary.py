"""The words that the page of the format is written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dicomconstruct.grammar.alternatives import Is, Not, Says, Shallow, Test
from dicomconstruct.grammar.layouts import VALUE
from dicomconstruct.grammar.primitives import DEFAULT_MAX_DEPTH, UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import VR, HeaderForm, VRTable

Tag = tuple[int, int]
UNDEFINED = Is(("length",), frozenset({UNDEFINED_LENGTH}))
DEFINED = Not(UNDEFINED)
EMPTY = Is(("length",), frozenset({0}))
SHALLOW = Shallow("max_depth", DEFAULT_MAX_DEPTH, levels=2)
"""An item inside a sequence is one step of nesting."""


@dataclass(frozen=True)
class Rows:
    """A set of VR rows."""

    holds_items: bool = False
    is_unknown: bool = False

    def of_form(self, vrs: VRTable, form: HeaderForm) -> frozenset[bytes]:
        """The VR fields of those that have a header of that form."""
        return frozenset(row.wire for row in vrs.values() if row.header is form and self._has(row))

    def _has(self, row: VR) -> bool:
        return row.holds_items is self.holds_items and row.is_unknown is self.is_unknown

    def test(self, vrs: VRTable) -> Says | Not:
        """Whether the dictionary says that an element without VR is of such a row."""
        if self.is_unknown:
            return Says("vr_of", frozenset({None}))
        holding_items = frozenset(row.code for row in vrs.values() if row.holds_items)
        return (
            Says("vr_of", holding_items)
            if self.holds_items
            else Not(Says("vr_of", frozenset({None, *holding_items})))
        )


VALUES = Rows()
SEQUENCES = Rows(holds_items=True)
UNKNOWN = Rows(is_unknown=True)
"""UN; without VR, an element that the dictionary lacks."""


@dataclass(frozen=True)
class Line:
    """One line of the page: an alternative in every layout.

    Parameters
    ----------
    clause
        The clause of the standard.
    content
        The content after the header; None for a token that closes a level.
    header
        The form of the header.
    rows
        The VR of the header; where it has none, of the dictionary.
    tag
        The tag; any where it is None.
    private
        Whether the group is odd.
    length
        The value of the length field; None for any.
    first, not_first
        Tags with one of which the value begins, or with none of which it begins in any byte order.
    then
        The tags of which one stands after the value, unless the level ends there.
    not_said
        Rows that the dictionary does not give to the tag.
    no_vr
        Whether the bytes are no VR where a header with VR has one.
    inside
        Whether it closes only a level that a token opened; `None` where it closes any, one of defined length too.
    group
        The group that goes on; another one ends the level.
    """

    clause: str
    content: str | None
    header: HeaderForm
    rows: Rows | None = None
    tag: Tag | None = None
    private: bool = False
    length: Test | None = None
    first: tuple[Tag, ...] = ()
    not_first: tuple[Tag, ...] = ()
    then: tuple[Tag, ...] = ()
    not_said: Rows | None = None
    no_vr: bool = False
    inside: bool | None = None
    group: int | None = None
    name: str = ""


def value(clause: str, header: HeaderForm, **known: Any) -> Line:
    """A header and its value."""
    return Line(clause, VALUE, header, **known)


def opens(content: str, clause: str, header: HeaderForm, **known: Any) -> Line:
    """A header that opens a level."""
    return Line(clause, content, header, **known)


def closes(name: str, clause: str, tag: Tag, *, inside: bool | None) -> Line:
    """A delimiter."""
    return Line(clause, None, HeaderForm.IMPLICIT, tag=tag, inside=inside, name=name)


def another_group(clause: str, group: int) -> Line:
    """The first header of another group, which ends the level before it."""
    return Line(clause, None, HeaderForm.IMPLICIT, group=group)


@dataclass(frozen=True)
class End:
    """Where a level ends that no delimiter ends: `Ending`, in tags."""

    clause: str
    before: tuple[Tag, ...] = ()
    not_before: tuple[Tag, ...] | None = None
    never_before: tuple[Tag, ...] = ()
