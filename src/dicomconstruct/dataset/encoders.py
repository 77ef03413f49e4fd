"""What encodes elements, looked up once a VR: their header, and their value (PS3.5 7.1, 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from dicomconstruct.codec import Codec
from dicomconstruct.dataelem.conversion import encoder_of
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.authoring import under_un
from dicomconstruct.grammar.headers import ZEROS, largest_length
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import VR, HeaderForm
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets

Head = Callable[[int, int, int], bytes]
"""Gives a header of group, element and length."""


class Encoder(NamedTuple):
    """What encodes the elements of one VR in one layout."""

    encode: Callable[[Any, ByteOrder, CharacterSets], bytes]
    """Gives the value field; UnwritableValue where the VR has no form for the value."""
    head: Head
    longest: int
    """The largest length that the header can declare."""


class Encoders(NamedTuple):
    """What encodes elements and items in one layout."""

    codec: Codec
    layout: Layout
    by_vr: Mapping[str, Encoder]
    item: Head
    """For items and delimiters, which have no VR (PS3.5 7.5)."""

    def header(self, tag: BaseTag, code: str, length: int) -> bytes:
        """The header of an element (PS3.5 7.1.2, 6.2.2); of one too long for its length field, one of VR UN.

        Raises UnwritableValue for a length that no field can hold.
        """
        _, head, longest = self.by_vr[code]
        group, element = tag >> 16, tag & 0xFFFF
        if length <= longest or length == UNDEFINED_LENGTH:
            return head(group, element, length)
        if not self.may_be_unknown(code) or length > largest_length(HeaderForm.LONG):
            raise UnwritableValue("the value is too long for its length field", found=length)
        fields = {"group": group, "element": element, "length": length}
        return self.codec.header(HeaderForm.LONG, self.layout.order, under_un(fields))

    def may_be_unknown(self, code: str) -> bool:
        """Whether a value too long for its length field can be written as UN, which has a longer one."""
        return not self.layout.implicit and self.codec.vrs[code].header is HeaderForm.SHORT


@lru_cache(maxsize=64)
def encoders_of(codec: Codec, layout: Layout) -> Encoders:
    """What encodes elements with a codec in a layout."""

    def encoder(row: VR) -> Encoder:
        form = HeaderForm.IMPLICIT if layout.implicit else row.header
        preset = {"vr": row.wire, **ZEROS}
        head = codec.header_packer(form, layout.order, preset)
        return Encoder(encoder_of(row.kind), head, largest_length(form))

    item = codec.header_packer(HeaderForm.IMPLICIT, layout.order, {})
    return Encoders(codec, layout, {code: encoder(row) for code, row in codec.vrs.items()}, item)
