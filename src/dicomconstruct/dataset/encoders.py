"""Encoders of headers and values for each VR of a codec (PS3.5 7.1, 6.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from dicomconstruct.codec import Codec
from dicomconstruct.dataelem.conversion import encoder_of
from dicomconstruct.grammar.authoring import form_with_room, under_un
from dicomconstruct.grammar.headers import ZEROS, largest_length
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import VR, HeaderForm
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.headers import Head, header_bytes, header_packer
from dicomconstruct.values import CharacterSets


class Encoder(NamedTuple):
    """Encodes the elements of one VR in one layout."""

    encode: Callable[[Any, ByteOrder, CharacterSets], bytes]
    """Encodes the value field; UnwritableValue for a value outside the VR."""
    head: Head
    form: HeaderForm
    longest: int
    """The largest length of the header's length field."""

    def outgrows(self, length: int) -> bool:
        """Whether a value of `length` bytes has to be written as UN; errors as `Encoders.header`."""
        return length > self.longest and form_with_room(self.form, length) is not self.form


class Encoders(NamedTuple):
    """Encodes elements and items in one layout."""

    layout: Layout
    by_vr: Mapping[str, Encoder]
    item: Head
    """For items and delimiters, which have no VR (PS3.5 7.5)."""

    def header(self, tag: BaseTag, code: str, length: int) -> bytes:
        """The header of an element (PS3.5 7.1.2, 6.2.2); of one too long for its length field, one of VR UN.

        Raises UnwritableValue for a length beyond 32 bits.
        """
        encoder = self.by_vr[code]
        group, element = tag >> 16, tag & 0xFFFF
        if length == UNDEFINED_LENGTH or not encoder.outgrows(length):
            return encoder.head(group, element, length)
        fields = {"group": group, "element": element, "length": length}
        return header_bytes(HeaderForm.LONG, self.layout.order, under_un(fields))


@lru_cache(maxsize=64)
def encoders_of(codec: Codec, layout: Layout) -> Encoders:
    """The encoders of a codec in a layout."""

    def encoder(row: VR) -> Encoder:
        form = HeaderForm.IMPLICIT if layout.implicit else row.header
        preset = {"vr": row.wire, **ZEROS}
        head = header_packer(form, layout.order, preset)
        return Encoder(encoder_of(row.kind), head, form, largest_length(form))

    item = header_packer(HeaderForm.IMPLICIT, layout.order, {})
    return Encoders(layout, {code: encoder(row) for code, row in codec.vrs.items()}, item)
