"""Readers of data sets, sequences and items outside a DICOM file (PS3.5 7)."""

from __future__ import annotations

from importlib import import_module
from typing import Any, BinaryIO

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import KEY, SHAPE, Row
from dicomconstruct.config import options
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.file_as_read import PartAsRead
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.dataset.sequence_values import items_of
from dicomconstruct.errors import DicomError, InvalidDicomError
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.partial_reading import Choice
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import is_seekable, read_fully, rest_of, source_bytes
from dicomconstruct.tag import Tag
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET, UNDECLARED_CHARACTER_SETS
from dicomconstruct.tree.store import Store
from dicomconstruct.validity import report
from dicomconstruct.values.encodings import Encodings, character_sets_of

DEFAULT_ENCODING = "iso8859"


def bare_data_set(
    source: Any,
    layout: Layout,
    choice: Choice,
    codec: Codec,
    *,
    length: int | None = None,
    encoding: Encodings = DEFAULT_ENCODING,
) -> Dataset:
    """A data set without preamble and file meta information.

    Parameters
    ----------
    source
        Bytes, a path, or a binary file, read from its position on.
    layout
        The expected layout; if the headers are valid in another layout only, that one is taken with a warning.
    choice
        The elements to read; a file is left at the position where reading ended.
    codec
        The codec to read with.
    length
        The number of bytes; None for all to the end.
    encoding
        The encoding of its text, unless it has a Specific Character Set.

    Raises
    ------
    InvalidDicomError
        When the layout is another one, under `config.RAISE`.
    LookupError
        When the encoding is unknown.
    """
    is_positioned = is_seekable(source)
    start = source.tell() if is_positioned else 0
    data = source_bytes(source) if length is None else _read(source, length)
    layout, rows = rows_in_layout(data, layout, codec, start)
    chosen = choice.of(rows)
    if chosen.stopped is not None and is_positioned:
        source.seek(chosen.stopped)
    stored = PartAsRead(ReadingContext(codec, Store.of(data, start), layout), chosen, choice)
    if options().debugging:
        import_module("dicomconstruct.dataset.reading_log").log_elements(stored)
    made = Dataset._unread(stored)
    _decode_as(made, encoding)
    return made


def rows_in_layout(data: bytes, layout: Layout, codec: Codec, start: int = 0) -> tuple[Layout, list[Row]]:
    """The layout that was found for a bare data set, and its rows; warnings as for `bare_data_set`.

    `start` is the offset of the first byte.
    """
    rows = codec.read_data_set(data, layout, start)
    if rows and rows[0][SHAPE].container is not None:
        found = codec.layout_of(data, layout)
        if found != layout:
            report_layout(layout, found)
            return found, codec.read_data_set(data, found, start)
    return layout, rows


def report_layout(expected: Layout, found: Layout) -> None:
    """Report that a data set has another layout than declared, by the reading validation mode.

    Raises InvalidDicomError under `config.RAISE`.
    """
    if expected.implicit is not found.implicit:
        words = ["explicit VR", "implicit VR"]
        wanted, seen = words[expected.implicit], words[found.implicit]
    else:
        wanted, seen = f"{expected.order.value} endian", f"{found.order.value} endian"
    report(
        f"Expected {wanted}, but found {seen} - using {seen} for reading", options().reading_mode, InvalidDicomError
    )


def _decode_as(data_set: Dataset, encoding: Any) -> None:
    """Set the encoding for the text of a data set without Specific Character Set."""
    source = data_set._source
    if any(row[KEY] == SPECIFIC_CHARACTER_SET for row in source.rows):
        return
    if encoding == DEFAULT_ENCODING:
        source._charsets = UNDECLARED_CHARACTER_SETS
    else:
        source._charsets = character_sets_of(encoding)
        data_set.set_original_encoding(source.layout.implicit, source.layout.little_endian, encoding)


def _read(source: Any, length: int) -> bytes:
    """Up to `length` bytes of a source."""
    return read_fully(source, length) if hasattr(source, "read") else source_bytes(source)[:length]


def read_sequence(
    fp: BinaryIO,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    bytelength: int,
    encoding: Encodings = DEFAULT_ENCODING,
    offset: int = 0,
    *,
    codec: Codec = STANDARD,
) -> Sequence:
    """Read the items of a sequence (PS3.5 7.5).

    Parameters
    ----------
    fp
        A binary file at the first item; afterwards after the last item or its delimiter.
    is_implicit_VR, is_little_endian
        The encoding of the items.
    bytelength
        Their length in bytes; `grammar.primitives.UNDEFINED_LENGTH` if a delimiter ends them.
    encoding
        Names of Python codecs of their text, unless they have a Specific Character Set.
    offset
        The offset of this file in a larger one, added to `Dataset.seq_item_tell`.
    codec
        The codec to read with.

    Raises
    ------
    LookupError
        When the encoding is unknown.
    """
    layout = Layout.of(is_implicit_VR, is_little_endian)
    is_undefined = bytelength == UNDEFINED_LENGTH
    start = fp.tell()
    data = rest_of(fp) if is_undefined else read_fully(fp, bytelength)
    rows, end = codec.read_items(data, layout, start + offset)
    if is_undefined:
        fp.seek(end - offset)
    items = items_of(data, rows, layout, codec, encoding, start + offset)
    return Sequence._of(items, is_undefined_length=is_undefined)


def read_sequence_item(
    fp: BinaryIO,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    encoding: Encodings = DEFAULT_ENCODING,
    offset: int = 0,
    *,
    codec: Codec = STANDARD,
) -> Dataset | None:
    """Read one item of a sequence (PS3.5 7.5.1); None at the sequence delimiter.

    Parameters and errors are those of `read_sequence`.

    Raises
    ------
    OSError
        At the end of the file.
    DicomError
        When there is neither an item nor a delimiter.
    """
    layout = Layout.of(is_implicit_VR, is_little_endian)
    start = fp.tell()
    size = codec.header_size(HeaderForm.IMPLICIT)
    header = read_fully(fp, size)
    if len(header) < size:
        raise OSError(f"No tag to read at file position {start + offset:X}")
    group, element, length = codec.header_fields(HeaderForm.IMPLICIT, layout.order, header)
    if (group, element) == SEQUENCE_DELIMITER:
        return None
    if (group, element) != ITEM:
        raise DicomError("neither an item nor a delimiter", offset=start + offset, found=Tag((group, element)))
    data = header + (rest_of(fp) if length == UNDEFINED_LENGTH else read_fully(fp, length))
    rows, end = codec.read_items(data, layout, start + offset, single=True)
    fp.seek(end - offset)
    return items_of(data, rows, layout, codec, encoding, start + offset)[0]
