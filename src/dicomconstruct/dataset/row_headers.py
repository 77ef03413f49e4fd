"""What the headers of rows say: the VR and the length as they stand in the file (PS3.5 7.1.2, 7.1.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomconstruct import grammar
from dicomconstruct.compiler.runtime import END, OFFSET, SHAPE, Row
from dicomconstruct.grammar.primitives import SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm

if TYPE_CHECKING:
    from dicomconstruct.dataset.stored import Stored


def wire_vr(row: Row) -> str | None:
    """The VR in a row's header; None where the header has none."""
    shape = row[SHAPE]
    wire = shape.constants.get("vr") if shape.container is None else shape.container["header"].get("vr")
    return None if wire is None else str(wire, "latin-1")


def wire_length(row: Row) -> int:
    """What the length field in a row's header says, whatever was found inside."""
    shape = row[SHAPE]
    if shape.container is not None:
        return int(shape.container["header"]["length"])
    return UNDEFINED_LENGTH if row[END] is None else int(row[END]) - row[OFFSET] - shape.size


def up_to_delimiter(value: bytes, order: ByteOrder) -> bytes:
    """The bytes before the sequence delimiter in a value without items (PS3.5 7.5.1)."""
    place = value.find(grammar.tag_bytes(SEQUENCE_DELIMITER, order))
    return value if place < 0 else value[:place]


def relengthened(row: Row, source: Stored, length: int) -> bytes:
    """The header of a row that was read, with another length; an undefined one is left (PS3.5 7.1.1)."""
    shape = row[SHAPE]
    head = source.store.stretch(row[OFFSET], row[OFFSET] + shape.size)
    fields = shape.header(head, 0)
    form = (
        shape.known.get("form", HeaderForm.IMPLICIT)
        if shape.container is None
        else form_of_container(shape.container)
    )
    if form is not HeaderForm.SHORT and fields["length"] == UNDEFINED_LENGTH:
        return head
    return source.codec.header(form, source.layout.order, {**fields, "length": length})


def form_of_container(token: Any) -> HeaderForm:
    """The header form of a token that a recovery rule read."""
    form = token.get("form", HeaderForm.IMPLICIT)
    assert isinstance(form, HeaderForm)
    return form
