"""The header of a row: its VR, its length field, its form (PS3.5 7.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dicomconstruct.compiler.runtime import END, OFFSET, SHAPE, Row, end_of
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm


def wire_vr(row: Row) -> str | None:
    """The VR in the header of a row, or None."""
    shape = row[SHAPE]
    wire = shape.constants.get("vr") if shape.container is None else shape.container["header"].get("vr")
    return None if wire is None else str(wire, "latin-1")


def wire_length(row: Row) -> int:
    """The length field in the header of a row."""
    shape = row[SHAPE]
    if shape.container is not None:
        return int(shape.container["header"]["length"])
    return UNDEFINED_LENGTH if row[END] is None else int(row[END]) - row[OFFSET] - shape.size


def content_size(row: Row) -> int:
    """The number of bytes after the header of a row, up to the end of its descendants."""
    return int(end_of(row) - row[OFFSET] - row[SHAPE].size)


def header_form(row: Row) -> HeaderForm:
    """The form of the header of a row."""
    shape = row[SHAPE]
    facts: Mapping[str, Any] = shape.known if shape.container is None else shape.container
    form: HeaderForm = facts.get("form", HeaderForm.IMPLICIT)
    return form


def is_undefined(form: HeaderForm, length: int) -> bool:
    """Whether a length is undefined; that of a 16-bit field never is (PS3.5 7.1.2)."""
    return form is not HeaderForm.SHORT and length == UNDEFINED_LENGTH
