"""Containers made from content: what `.build` takes, completed by the grammar's own rows.

A data set is made from tags, VRs and bytes. The header form comes from the VR row, the
length from the content, delimiters from the choice of undefined length (PS3.5 7.1, 7.5, A.4). Every token
knows its size, so that nesting costs the same at any depth and nothing here recurses.

>>> from dicomconstruct.grammar import VRS, encoding_for
>>> encoding = encoding_for("1.2.840.10008.1.2.1")
>>> name = element(encoding.layout, (0x0010, 0x0010), VRS["PN"], b"Doe^Jane")
>>> encoding.data_set.build([name]).hex(" ")
'10 00 10 00 50 4e 08 00 44 6f 65 5e 4a 61 6e 65'
>>> group = sequence(encoding.layout, (0x0008, 0x1140), VRS["SQ"], [item(encoding.layout, [name])])
>>> size([group])
36
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.dicom import BasicOffsetTable
from dicomconstruct.grammar.headers import HEADER_SIZES, ZEROS, largest_length
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.layouts import (
    DECLARED,
    ELEMENTS,
    EXPLICIT_LE,
    FRAGMENTS,
    ITEMS,
    NOTHING,
    VALUE,
    Body,
    Layout,
)
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    META_GROUP_LENGTH,
    PREAMBLE_LENGTH,
    PREFIX,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
)
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.grammar.vrs import VR, VRS, HeaderForm

Token = dict[str, Any]
"""One element, item, fragment or delimiter: a container as `DicomFile` parses it."""

OPENING: Mapping[str, bytes] = {"preamble": bytes(PREAMBLE_LENGTH), "prefix": PREFIX}
"""The fields before the file meta group (PS3.10 7.1)."""
DEFLATE_WRAPPER = "deflate"
"""The wrapper that PS3.5 A.5 asks for."""


def size(tokens: Iterable[Token]) -> int:
    """The encoded size of tokens of this module in bytes, nested tokens included."""
    return sum(token["size"] for token in tokens)


def element(layout: Layout, tag: tuple[int, int], vr: VR, value: bytes) -> Token:
    """An element with a value field of its own.

    Parameters
    ----------
    layout
        Of the data set that it belongs to.
    tag
        Group and element number.
    vr
        The VR row, which decides the header form (PS3.5 7.1.2); implicit layouts have one form only.
    value
        The bytes of the value field, padded already.

    Raises
    ------
    UnwritableValue
        When the length field of that form is too small for the value.
    """
    form = HeaderForm.IMPLICIT if layout.implicit else vr.header
    if len(value) > largest_length(form):
        raise UnwritableValue(
            f"the value is too long for the length field of {vr.code}",
            path=f"({tag[0]:04X},{tag[1]:04X})",
            expected=f"at most {largest_length(form)} bytes",
            found=len(value),
        )
    return _token("element", layout, form, tag, len(value), vr=vr, value=value)


def sequence(
    layout: Layout, tag: tuple[int, int], vr: VR, items: Sequence[Token], *, undefined: bool = False
) -> Token:
    """A sequence of items, with a delimiter where its length is undefined (PS3.5 7.5.2)."""
    return _level(layout, tag, vr, items, ITEMS, undefined=undefined)


def fragments(layout: Layout, tag: tuple[int, int], vr: VR, pieces: Iterable[bytes]) -> Token:
    """An encapsulated value: the basic offset table first, maybe empty, then the fragments (PS3.5 A.4)."""
    made = [_token("fragment", layout, HeaderForm.IMPLICIT, ITEM, len(piece), value=piece) for piece in pieces]
    return _level(layout, tag, vr, made, FRAGMENTS, undefined=True)


def offset_table_of_frames(frames: Iterable[Sequence[bytes]]) -> bytes:
    """The first fragment's value for frames of one or more fragments each (PS3.5 A.4)."""
    offsets, offset = [], 0
    for frame in frames:
        offsets.append(offset)
        offset += sum(HEADER_SIZES[HeaderForm.IMPLICIT] + len(piece) for piece in frame)
    return bytes(BasicOffsetTable.build({"count": len(offsets), "offsets": offsets, "excess": b""}))


def item(layout: Layout, tokens: Sequence[Token], *, undefined: bool = False) -> Token:
    """An item of a sequence, with a delimiter where its length is undefined (PS3.5 7.5.1)."""
    children = [*tokens, delimiter(layout, "item delimiter")] if undefined else list(tokens)
    return _token(
        "item",
        layout,
        HeaderForm.IMPLICIT,
        ITEM,
        UNDEFINED_LENGTH if undefined else size(children),
        content=ELEMENTS,
        children=children,
    )


def file_container(
    syntax: TransferSyntax, data_set: Sequence[Token], meta: Sequence[Token] | None, *, preamble: bytes = b""
) -> Token:
    """A whole file for `DicomFile.build`.

    Parameters
    ----------
    syntax
        The transfer syntax of the data set; a deflated one is deflated by building.
    data_set
        The elements, made in the layout of `syntax`.
    meta
        The elements of the file meta group without its group length, which is put before them
        (PS3.10 7.1); None for a bare data set without preamble and prefix.
    preamble
        The first bytes; filled up with zeros.
    """
    content: Any = list(data_set)
    if syntax.deflated:
        content = {"compressed": None, "excess": b"", "content": content}
    return {
        "leading": b"",
        "preamble": b"" if meta is None else preamble.ljust(PREAMBLE_LENGTH, b"\0"),
        "prefix": b"" if meta is None else PREFIX,
        "meta_layout": EXPLICIT_LE,
        "meta": [] if meta is None else [group_length_element(EXPLICIT_LE, META_GROUP_LENGTH, meta), *meta],
        "declared": None if meta is None else syntax.uid,
        "wrapper": DEFLATE_WRAPPER if syntax.deflated else PLAIN,
        "layout": syntax.layout,
        "evidence": DECLARED,
        "data_set": content,
    }


def group_length_element(layout: Layout, tag: tuple[int, int], group: Iterable[Token]) -> Token:
    """The group length element before the other elements of its group (PS3.5 7.2)."""
    return element(layout, tag, VRS["UL"], bytes(int32(layout.order).build(size(group))))


def form_with_room(form: HeaderForm, length: int) -> HeaderForm:
    """The header form for a value of a given size: one too long for a 16-bit length field is written as UN.

    UN has a 32-bit one (PS3.5 6.2.2). Raises UnwritableValue for a length that no field can declare.
    """
    if length <= largest_length(form):
        return form
    if form is HeaderForm.SHORT and length <= largest_length(HeaderForm.LONG):
        return HeaderForm.LONG
    expected = f"at most {largest_length(HeaderForm.LONG)}"
    raise UnwritableValue("the value is too long for its length field", expected=expected, found=length)


def under_un(fields: Mapping[str, Any]) -> Token:
    """The header fields of an element whose value has outgrown its 16-bit length field.

    Its VR becomes UN, which has a 32-bit one (PS3.5 6.2.2); the length is the caller's to fill in.
    """
    return {**fields, "vr": VRS["UN"].wire, **ZEROS}


def _level(
    layout: Layout, tag: tuple[int, int], vr: VR, inner: Sequence[Token], content: str, *, undefined: bool
) -> Token:
    form = HeaderForm.IMPLICIT if layout.implicit else vr.header
    if form is HeaderForm.SHORT:
        raise UnwritableValue(f"{vr.code} has no room for {content}", path=f"({tag[0]:04X},{tag[1]:04X})")
    children = [*inner, delimiter(layout, "sequence delimiter")] if undefined else list(inner)
    length = UNDEFINED_LENGTH if undefined else size(children)
    return _token("element", layout, form, tag, length, vr=vr, content=content, children=children)


def delimiter(layout: Layout, kind: str) -> Token:
    """An item delimiter or a sequence delimiter, by its kind (PS3.5 7.5)."""
    tag = ITEM_DELIMITER if kind == "item delimiter" else SEQUENCE_DELIMITER
    return _token(kind, layout, HeaderForm.IMPLICIT, tag, 0, content=NOTHING)


def _token(
    kind: str,
    layout: Layout,
    form: HeaderForm,
    tag: tuple[int, int],
    length: int,
    *,
    vr: VR | None = None,
    content: str = VALUE,
    value: bytes = b"",
    children: list[Token] | None = None,
) -> Token:
    header: Token = {"group": tag[0], "element": tag[1], "length": length}
    if vr is not None and form is not HeaderForm.IMPLICIT:
        header["vr"] = vr.wire
    if form is HeaderForm.LONG:
        header |= ZEROS
    token: Token = {
        "kind": kind,
        "form": form,
        "header": header,
        "body": Body(layout, content),
        "value": value,
        "size": HEADER_SIZES[form] + len(value) + size(children or ()),
    }
    if children is not None:
        token["children"] = children
    return token
