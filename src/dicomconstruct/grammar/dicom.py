"""The DICOM file format on one page: PS3.10 7.1, PS3.5 6.2.2, 7, A.4.

Each line is a rule of the standard with its clause. Every engine tries these lines first; what
real files do instead is in `recovery/`, and is asked only where no line fits. `vrs.py` has the row of each VR,
`syntaxes.py` that of each transfer syntax, `primitives.py` the tags and numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from construct import Array, Bytes, Construct, GreedyBytes, Int32ul, Struct, Switch, Tell, stream_size, this

from dicomconstruct.grammar.alternatives import Foreseen, Marked
from dicomconstruct.grammar.combinators import Copied, Decision, Extent, Known, Nested
from dicomconstruct.grammar.deflate import DEFLATE, PLAIN
from dicomconstruct.grammar.deflated import Deflated
from dicomconstruct.grammar.integers import int16, int32
from dicomconstruct.grammar.layouts import (
    CONTENTS,
    DECLARED,
    ELEMENTS,
    EXPLICIT_LE,
    FRAGMENTS,
    ITEMS,
    META,
    Layout,
)
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    META_GROUP,
    PIXEL_DATA,
    PREAMBLE_LENGTH,
    PREFIX,
    SEQUENCE_DELIMITER,
    TRANSFER_SYNTAX_UID,
    ByteOrder,
)
from dicomconstruct.grammar.syntaxes import TransferSyntax, uid_in
from dicomconstruct.grammar.vocabulary import (
    DEFINED,
    EMPTY,
    SEQUENCES,
    UNDEFINED,
    UNKNOWN,
    VALUES,
    End,
    another_group,
    closes,
    opens,
    value,
)
from dicomconstruct.grammar.vrs import LONG, SHORT, HeaderForm

IMPLICIT = HeaderForm.IMPLICIT
BEGIN = (ITEM, SEQUENCE_DELIMITER)
"""The first token of a sequence or an encapsulated value: an item, or its end."""


def tag_fields(order: ByteOrder) -> tuple[Construct, Construct]:
    """Group number and element number, with which every header begins (PS3.5 7.1.1)."""
    return "group" / int16(order), "element" / int16(order)


def header_forms(order: ByteOrder) -> dict[HeaderForm, Struct]:
    """The three forms of a header (PS3.5 7.1.2, 7.1.3); items and delimiters have the implicit one (PS3.5 7.5)."""
    tag = tag_fields(order)
    return {
        SHORT: Struct(*tag, "vr" / Bytes(2), "length" / int16(order)),
        LONG: Struct(*tag, "vr" / Bytes(2), "reserved" / Bytes(2), "length" / int32(order)),
        IMPLICIT: Struct(*tag, "length" / int32(order)),
    }


ELEMENTS_WITH_VR = (
    value("PS3.5 7.1.2", SHORT, rows=VALUES),
    value("PS3.5 7.1.2", LONG, rows=VALUES, length=DEFINED),
    value("PS3.5 6.2.2", LONG, rows=UNKNOWN, length=DEFINED, not_said=SEQUENCES, not_first=BEGIN),
    value("PS3.5 6.2.2", LONG, rows=UNKNOWN, length=EMPTY, not_said=SEQUENCES),
    opens(ITEMS, "PS3.5 7.5.2", LONG, rows=SEQUENCES, length=UNDEFINED, first=BEGIN),
    opens(ITEMS, "PS3.5 7.5.1", LONG, rows=SEQUENCES, length=DEFINED, first=BEGIN),
    opens(ITEMS, "PS3.5 7.5.1", LONG, rows=SEQUENCES, length=EMPTY),
    opens(ITEMS, "PS3.5 7.5.1", SHORT, rows=SEQUENCES, length=DEFINED, first=BEGIN),
    opens(ITEMS, "PS3.5 7.5.1", SHORT, rows=SEQUENCES, length=EMPTY),
    opens(FRAGMENTS, "PS3.5 A.4", LONG, rows=VALUES, tag=PIXEL_DATA, length=UNDEFINED, first=BEGIN),
)
"""A data set with VRs. UN may hold items (PS3.5 6.2.2): such a value is one only where none begin it."""

ELEMENTS_WITHOUT_VR = (
    value("PS3.5 7.1.3", IMPLICIT, rows=VALUES, length=DEFINED, no_vr=True),
    opens(ITEMS, "PS3.5 7.5.2", IMPLICIT, rows=SEQUENCES, length=UNDEFINED, no_vr=True, first=BEGIN),
    opens(ITEMS, "PS3.5 7.5.1", IMPLICIT, rows=SEQUENCES, length=DEFINED, no_vr=True, first=BEGIN),
    opens(ITEMS, "PS3.5 7.5.1", IMPLICIT, rows=SEQUENCES, length=EMPTY),
    value("PS3.5 7.8", IMPLICIT, rows=UNKNOWN, private=True, length=DEFINED, no_vr=True, not_first=BEGIN),
)
"""A data set without VRs, which the dictionary has; letters of a VR in its place are for recovery to judge."""

ITEM_ENDS = closes("item delimiter", "PS3.5 7.5.2", ITEM_DELIMITER, inside=True)
ELEMENTS_END = End("PS3.5 7.5.1", before=(ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER))
"""Both end a data set that is an item's content; the file meta group ends with another group."""

META_ENDS = another_group("PS3.10 7.1", META_GROUP)

ITEMS_LINES = (
    opens(ELEMENTS, "PS3.5 7.5.1", IMPLICIT, tag=ITEM, length=DEFINED),
    opens(ELEMENTS, "PS3.5 7.5.2", IMPLICIT, tag=ITEM, length=UNDEFINED),
    closes("sequence delimiter", "PS3.5 7.5.2", SEQUENCE_DELIMITER, inside=False),
)
ITEMS_END = End("PS3.5 7.5.1", not_before=(ITEM,))
"""A sequence; an item is read in the layout of its sequence where its first header fits that."""

FRAGMENTS_LINES = (
    value("PS3.5 A.4", IMPLICIT, tag=ITEM, length=DEFINED, then=BEGIN),
    closes("sequence delimiter", "PS3.5 A.4", SEQUENCE_DELIMITER, inside=None),
)
FRAGMENTS_END = End("PS3.5 A.4", not_before=(), never_before=BEGIN)
"""An encapsulated value: the basic offset table, maybe empty, and the fragments."""


def value_length(stream: BinaryIO, context: Any) -> int:
    """The length of the value field: 0 where the content is a level of its own."""
    body = context.body
    return 0 if body.content in CONTENTS or body.end is None else body.end - stream.tell()


def tokens(headers: Mapping[HeaderForm, Construct]) -> dict[str, Construct]:
    """The struct of each token; `headers` are those of one byte order.

    Delimiters should have the length 0 (PS3.5 7.5); opaque bytes have no explanation, ``body.reason`` says why.
    """
    start, body, value_start = "offset" / Tell, "body" / Known("body"), "value_offset" / Tell
    implicit, rest = "header" / headers[IMPLICIT], "value" / Extent(value_length)
    delimiter = Struct(start, implicit, body, value_start)
    enclosing = Struct(start, implicit, body, value_start, rest)
    return {
        "element": Struct(
            start, "form" / Known("form"), "header" / Switch(this.form, dict(headers)), body, value_start, rest
        ),
        "item": enclosing,
        "fragment": enclosing,
        "item delimiter": delimiter,
        "sequence delimiter": delimiter,
        "stray delimiter": delimiter,
        "opaque": Struct(start, body, value_start, rest),
    }


def whole_offsets_ahead(stream: BinaryIO, context: Any) -> int:  # noqa: ARG001
    """The number of whole 32-bit offsets in the rest of the stream."""
    return int((stream_size(stream) - stream.tell()) // Int32ul.sizeof())


BasicOffsetTable = Struct(
    "count" / Decision(whole_offsets_ahead),
    "offsets" / Array(this.count, Int32ul),
    "excess" / GreedyBytes,
)
"""The value of the first fragment: the offset of each frame's first fragment, counted from the first
byte after the table (PS3.5 A.4). Little endian in every encapsulated syntax. Keeps bytes in excess."""


def file(
    recovery: Any,
    meta: Mapping[Layout, Nested],
    data_set: Mapping[Layout, Nested],
    syntaxes: Mapping[str, TransferSyntax],
) -> Struct:
    """A whole file (PS3.10 7.1): preamble, prefix, file meta group, and the data set in its transfer syntax.

    Parameters
    ----------
    recovery
        `recovery.file.FileRecovery`, asked where a file lacks a part of this or its declaration is wrong.
    meta, data_set
        The file meta group and the data set in each layout.
    syntaxes
        The transfer syntaxes by UID.
    """
    declared = {uid: syntax.layout for uid, syntax in syntaxes.items() if not syntax.deflated}
    nested = data_set[EXPLICIT_LE]
    explicit_meta = Foreseen(None, {None: EXPLICIT_LE}, {None: (EXPLICIT_LE, META)}, nested)
    levels = {uid: (layout, ELEMENTS) for uid, layout in declared.items()}
    not_deflated = Foreseen("declared", {None: PLAIN, **dict.fromkeys(declared, PLAIN)})
    wrapped = {wrapper: Deflated(Switch(this._.layout, dict(data_set)), wrapper) for wrapper in DEFLATE}
    return Struct(
        "leading" / Extent(recovery.leading_length, Marked(PREAMBLE_LENGTH, PREFIX, 0)),
        "preamble" / Extent(None, Marked(PREAMBLE_LENGTH, PREFIX, PREAMBLE_LENGTH)),
        "prefix" / Extent(None, Marked(0, PREFIX, len(PREFIX))),
        "meta_layout" / Decision(recovery.meta_layout, explicit_meta),
        "meta" / Switch(this.meta_layout, dict(meta)),
        "declared" / Copied("meta", TRANSFER_SYNTAX_UID, uid_in),
        "wrapper" / Decision(recovery.wrapper, not_deflated),
        "layout" / Decision(recovery.layout, Foreseen("declared", declared, levels, nested)),
        "evidence"
        / Decision(recovery.basis, Foreseen("declared", dict.fromkeys(declared, DECLARED), levels, nested)),
        "data_set_offset" / Tell,
        "data_set" / Switch(this.wrapper, {PLAIN: Switch(this.layout, dict(data_set)), **wrapped}),
    )
