"""Element headers in their three forms, and the two facts that every token carries (PS3.5 7.1.2, 7.1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from construct import Bytes, Construct, Struct

from dicomconstruct.grammar.primitives import ByteOrder, int16, int32
from dicomconstruct.grammar.vrs import HeaderForm


@dataclass(frozen=True)
class Layout:
    """How a data set is laid out: with or without VR fields, in which byte order (PS3.5 7.1, 7.3)."""

    implicit: bool
    order: ByteOrder

    def __hash__(self) -> int:
        return 2 * self.little_endian + self.implicit

    def __str__(self) -> str:
        return f"{'implicit' if self.implicit else 'explicit'}-{self.order.value[0]}e"

    @property
    def little_endian(self) -> bool:
        return self.order is ByteOrder.LITTLE


EXPLICIT_LE = Layout(False, ByteOrder.LITTLE)
IMPLICIT_LE = Layout(True, ByteOrder.LITTLE)
EXPLICIT_BE = Layout(False, ByteOrder.BIG)
IMPLICIT_BE = Layout(True, ByteOrder.BIG)
LAYOUTS = (EXPLICIT_LE, IMPLICIT_LE, EXPLICIT_BE, IMPLICIT_BE)
"""Every layout in the order in which they are tried; the last is ACR-NEMA's, long retired."""

ELEMENTS = "elements"
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
    """What follows a header, as reading decided it.

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


def tag_fields(order: ByteOrder) -> tuple[Construct, Construct]:
    """Group number and element number (PS3.5 7.1.1)."""
    return "group" / int16(order), "element" / int16(order)


def header(form: HeaderForm, order: ByteOrder) -> Struct:
    """The element header of one form.

    The reserved bytes of a long header "shall be set to 0000H" (PS3.5 7.1.2); they are kept as found.
    """
    if form is HeaderForm.SHORT:
        return Struct(*tag_fields(order), "vr" / Bytes(2), "length" / int16(order))
    if form is HeaderForm.LONG:
        return Struct(*tag_fields(order), "vr" / Bytes(2), "reserved" / Bytes(2), "length" / int32(order))
    return Struct(*tag_fields(order), "length" / int32(order))


HEADERS = {(form, order): header(form, order) for form in HeaderForm for order in ByteOrder}
HEADER_SIZES = {form: HEADERS[form, ByteOrder.LITTLE].sizeof() for form in HeaderForm}
TAG_SIZE = Struct(*tag_fields(ByteOrder.LITTLE)).sizeof()
VR_FIELD = slice(TAG_SIZE, TAG_SIZE + 2)
"""Where the VR field stands in an explicit header."""
SMALLEST_HEADER = min(HEADER_SIZES.values())


def tag_bytes(tag: tuple[int, int], order: ByteOrder) -> bytes:
    """A tag as it stands in a file."""
    return b"".join(int16(order).build(half) for half in tag)


@lru_cache
def largest_length(form: HeaderForm) -> int:
    """The largest length that a header of that form can declare; all ones means undefined in 32 bits."""
    field = int16(ByteOrder.LITTLE) if form is HeaderForm.SHORT else int32(ByteOrder.LITTLE)
    highest = (1 << 8 * int(field.sizeof())) - 1
    return highest if form is HeaderForm.SHORT else highest - 1
