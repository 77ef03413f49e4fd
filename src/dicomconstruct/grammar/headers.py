"""Element headers in their three forms (PS3.5 7.1.2, 7.1.3)."""

from __future__ import annotations

from functools import lru_cache

from construct import Struct

from dicomconstruct.grammar.dicom import header_forms, tag_fields
from dicomconstruct.grammar.fixed import format_of
from dicomconstruct.grammar.integers import int16
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm

HEADERS = {(form, order): header for order in ByteOrder for form, header in header_forms(order).items()}
HEADER_SIZES: dict[HeaderForm, int] = {form: HEADERS[form, ByteOrder.LITTLE].sizeof() for form in HeaderForm}
TAG_SIZE = Struct(*tag_fields(ByteOrder.LITTLE)).sizeof()
VR_FIELD = slice(TAG_SIZE, TAG_SIZE + HEADERS[HeaderForm.SHORT, ByteOrder.LITTLE].vr.sizeof())
"""The offset of the VR field in an explicit header."""
SMALLEST_HEADER = min(HEADER_SIZES.values())


RESERVED = "reserved"


def zeros_of(header: Struct) -> dict[str, bytes]:
    """The fields of a header that "shall be set to 0000H" (PS3.5 7.1.2), and their bytes."""
    return {one.name: bytes(one.sizeof()) for one in header.subcons if one.name == RESERVED}


ZEROS: dict[str, bytes] = zeros_of(HEADERS[HeaderForm.LONG, ByteOrder.LITTLE])
"""Those of a long header."""
TAG_READERS = {order: format_of(Struct(*tag_fields(order))).unpack_from for order in ByteOrder}


def tag_bytes(tag: tuple[int, int], order: ByteOrder) -> bytes:
    """A tag encoded in a byte order."""
    return b"".join(int16(order).build(half) for half in tag)


@lru_cache
def largest_length(form: HeaderForm) -> int:
    """The largest length that a header of that form can declare, below the value of the undefined length."""
    highest = (1 << 8 * int(HEADERS[form, ByteOrder.LITTLE].length.sizeof())) - 1
    return highest - 1 if highest == UNDEFINED_LENGTH else highest
