"""Layouts of data sets, and the two facts that every token carries; imports no structs (PS3.5 7.1, 7.3)."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from dicomconstruct.grammar.primitives import ByteOrder


class Layout:
    """The layout of a data set: with or without VR fields, in which byte order (PS3.5 7.1, 7.3).

    There is one object for each of the four, so that dict lookups compare identity only.

    Parameters
    ----------
    implicit
        Whether elements have no VR field.
    order
        The byte order.
    """

    __slots__ = ("implicit", "little_endian", "order")

    implicit: bool
    order: ByteOrder
    little_endian: bool

    def __new__(cls, implicit: bool, order: ByteOrder) -> Layout:
        return _layout(bool(implicit), order)

    @staticmethod
    def of(implicit: bool, is_little_endian: bool) -> Layout:
        """The layout with this VR form and byte order."""
        return _layout(bool(implicit), ByteOrder.of(is_little_endian))

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a layout does not change: {name!r} cannot be set")

    def __reduce__(self) -> Any:
        return Layout, (self.implicit, self.order)

    def __str__(self) -> str:
        return f"{'implicit' if self.implicit else 'explicit'}-{self.order.value[0]}e"

    def __repr__(self) -> str:
        return f"Layout(implicit={self.implicit}, order={self.order})"


@lru_cache
def _layout(implicit: bool, order: ByteOrder) -> Layout:
    made = object.__new__(Layout)
    for name, value in (("implicit", implicit), ("order", order), ("little_endian", order is ByteOrder.LITTLE)):
        object.__setattr__(made, name, value)
    return made


EXPLICIT_LE = Layout(False, ByteOrder.LITTLE)
IMPLICIT_LE = Layout(True, ByteOrder.LITTLE)
EXPLICIT_BE = Layout(False, ByteOrder.BIG)
IMPLICIT_BE = Layout(True, ByteOrder.BIG)
LAYOUTS = (EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE, IMPLICIT_BE)
"""Every layout in the order in which they are tried; the last is ACR-NEMA's, long retired."""
LAYOUT_BY_NAME = {str(layout): layout for layout in LAYOUTS}

DECLARED = "declared"
CONTRADICTED = "headers contradict the declaration"
INFERRED = "inferred from the headers"
ASSUMED = "assumed: nothing declared, nothing to infer from"
"""The evidence for the layout of a file's data set."""

ELEMENTS = "elements"
META = "meta"
"""The level of the file meta group (PS3.10 7.1); it is never the content of a token."""
ITEMS = "items"
FRAGMENTS = "fragments"
VALUE = "value"
OPAQUE = "opaque"
NOTHING = "nothing"
CONTENTS = (ELEMENTS, ITEMS, FRAGMENTS)
"""The contents that are levels of their own; the others are leaves."""


class Reason(StrEnum):
    """Why content is opaque."""

    NO_HEADER = "no element header"
    NO_ITEM = "no item"
    NO_FRAGMENT = "no fragment"
    TOO_SHORT = "fewer bytes than a header takes"
    ZEROS = "zeros"
    TOO_DEEP = "nested beyond the limit"
    UNDEFINED_WITHOUT_ITEMS = "undefined length without items"


class Body(NamedTuple):
    """The content after a header, as reading decided it.

    `end` is an offset: where a value ends, or where a level of defined length does; None leaves the end of
    a level to its delimiter. `reason` says why content is opaque.
    """

    layout: Layout
    content: str
    end: int | None = None
    reason: str = ""

    @property
    def key(self) -> tuple[Layout, str]:
        return self.layout, self.content
