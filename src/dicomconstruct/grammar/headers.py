"""Element headers in their three forms (PS3.5 7.1.2, 7.1.3)."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from construct import Bytes, Construct, Struct

from dicomconstruct.grammar.integers import int16, int32
from dicomconstruct.grammar.layouts import CONTENTS as CONTENTS
from dicomconstruct.grammar.layouts import ELEMENTS as ELEMENTS
from dicomconstruct.grammar.layouts import EXPLICIT_BE as EXPLICIT_BE
from dicomconstruct.grammar.layouts import EXPLICIT_LE as EXPLICIT_LE
from dicomconstruct.grammar.layouts import FRAGMENTS as FRAGMENTS
from dicomconstruct.grammar.layouts import IMPLICIT_BE as IMPLICIT_BE
from dicomconstruct.grammar.layouts import IMPLICIT_LE as IMPLICIT_LE
from dicomconstruct.grammar.layouts import ITEMS as ITEMS
from dicomconstruct.grammar.layouts import LAYOUTS as LAYOUTS
from dicomconstruct.grammar.layouts import NOTHING as NOTHING
from dicomconstruct.grammar.layouts import OPAQUE as OPAQUE
from dicomconstruct.grammar.layouts import VALUE as VALUE
from dicomconstruct.grammar.layouts import Body as Body
from dicomconstruct.grammar.layouts import Layout as Layout
from dicomconstruct.grammar.layouts import Reason as Reason
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm


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
HEADER_SIZES: dict[HeaderForm, int] = {form: HEADERS[form, ByteOrder.LITTLE].sizeof() for form in HeaderForm}
TAG_SIZE = Struct(*tag_fields(ByteOrder.LITTLE)).sizeof()
VR_FIELD = slice(TAG_SIZE, TAG_SIZE + 2)
"""Where the VR field stands in an explicit header."""
SMALLEST_HEADER = min(HEADER_SIZES.values())


def packed(fixed: Struct) -> struct.Struct:
    """A structure of numbers and bytes as `struct` reads it at once, where construct goes field by field."""
    inner: list[Any] = [one.subcon for one in fixed.subcons]
    codes = [f"{one.sizeof()}s" if isinstance(one, Bytes) else one.fmtstr[1:] for one in inner]
    (order,) = {one.fmtstr[0] for one in inner if not isinstance(one, Bytes) and one.sizeof() > 1}
    return struct.Struct(order + "".join(codes))


@lru_cache
def fields_reader(fixed: Struct) -> Callable[[bytes], SimpleNamespace]:
    """What reads such a structure from the beginning of bytes; its fields are attributes of what that gives."""
    names, unpack = [one.name for one in fixed.subcons], packed(fixed).unpack_from

    def read(data: bytes) -> SimpleNamespace:
        return SimpleNamespace(**dict(zip(names, unpack(data), strict=True)))

    return read


TAG_READERS = {order: packed(Struct(*tag_fields(order))).unpack_from for order in ByteOrder}


def tag_bytes(tag: tuple[int, int], order: ByteOrder) -> bytes:
    """A tag as it stands in a file."""
    return b"".join(int16(order).build(half) for half in tag)


@lru_cache
def largest_length(form: HeaderForm) -> int:
    """The largest length that a header of that form can declare; all ones means undefined in 32 bits."""
    field = int16(ByteOrder.LITTLE) if form is HeaderForm.SHORT else int32(ByteOrder.LITTLE)
    highest = (1 << 8 * int(field.sizeof())) - 1
    return highest if form is HeaderForm.SHORT else highest - 1
