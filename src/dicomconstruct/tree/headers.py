"""Encoding of headers, also with a changed length (PS3.5 7.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from dicomconstruct import compiler
from dicomconstruct.compiler.runtime import OFFSET, SHAPE, Row, end_of
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.headers import HEADERS, largest_length
from dicomconstruct.grammar.primitives import ITEM_DELIMITER, SEQUENCE_DELIMITER, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.rows import content_size, header_form, is_undefined, wire_length
from dicomconstruct.tree.store import Store

Head = Callable[[int, int, int], bytes]
"""Gives a header of group, element and length."""


def compiled_header(form: HeaderForm, order: ByteOrder) -> compiler.Compiled:
    """The compiled reader and writer of headers of one form."""
    return _compiled(HEADERS[form, order])


@cache
def _compiled(header: Any) -> compiler.Compiled:
    return compiler.compile(header, "header")


@cache
def _packer(header: Any) -> compiler.Packer:
    return _compiled(header).packer("group", "element", "length")


def header_packer(form: HeaderForm, order: ByteOrder, preset: Mapping[str, Any]) -> Head:
    """The encoder of headers of one form by group, element and length; other fields are preset."""
    return _packer(HEADERS[form, order]).with_preset(preset)


def header_bytes(form: HeaderForm, order: ByteOrder, fields: Mapping[str, Any]) -> bytes:
    """A header, encoded from its fields."""
    return compiled_header(form, order).build_one(fields)


def delimiter_bytes(order: ByteOrder, *, is_item: bool) -> bytes:
    """An item delimiter or a sequence delimiter (PS3.5 7.5)."""
    tag = ITEM_DELIMITER if is_item else SEQUENCE_DELIMITER
    return header_packer(HeaderForm.IMPLICIT, order, {})(*tag, 0)


def relengthened(row: Row, store: Store, order: ByteOrder, length: int, *, is_last: bool = True) -> bytes:
    """The header of a row with changed content.

    Parameters
    ----------
    row, store, order
        The row, its store, and the byte order of its header.
    length
        The new length of the content.
    is_last
        Whether the row ends at the end of the source and nothing is written after it.
    """
    ends_source = is_last and end_of(row) >= store.size
    before = content_size(row)
    declared = length_after(header_form(row), wire_length(row), before, length, ends_source=ends_source)
    return with_length(row, store, order, declared)


def with_length(row: Row, store: Store, order: ByteOrder, length: int) -> bytes:
    """The header of a row with another length field; all else as for `relengthened`."""
    fields = row[SHAPE].header(store.stretch(row[OFFSET], row[OFFSET] + row[SHAPE].size), 0)
    return header_bytes(header_form(row), order, {**fields, "length": length})


def length_after(form: HeaderForm, declared: int, before: int, now: int, *, ends_source: bool) -> int:
    """The length field of a container with changed content.

    It becomes correct. An undefined length stays undefined (PS3.5 7.1.1); a container cut short by the end of the
    source still declares the missing bytes.

    Parameters
    ----------
    form, declared
        The form of its header, and the length field that was read.
    before, now
        The old and the new length of its content.
    ends_source
        Whether it ends at the end of the source and nothing is written after it.

    Raises
    ------
    UnwritableValue
        When the length field cannot declare so many bytes.
    """
    if is_undefined(form, declared):
        return declared
    length = now + (max(0, declared - before) if ends_source else 0)
    longest = largest_length(form)
    if length > longest:
        raise UnwritableValue(
            "the value is too long for a length field", expected=f"at most {longest}", found=length
        )
    return length
