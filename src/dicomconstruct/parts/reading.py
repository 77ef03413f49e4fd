"""Data sets, sequences and items that stand in a stream without a file around them (PS3.5 7)."""

from __future__ import annotations

from importlib import import_module
from typing import Any, BinaryIO

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import KEY, SHAPE, Row
from dicomconstruct.config import options
from dicomconstruct.dataelem.encodings import Encoding, character_sets_of
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.file_as_read import PartAsRead
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.dataset.sequence_values import items_of
from dicomconstruct.errors import DicomError, InvalidDicomError
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.partial_reading import Choice
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import is_seekable, read_fully, rest_of, source_bytes
from dicomconstruct.tag import Tag
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET, UNDECLARED_CHARACTER_SETS
from dicomconstruct.tree.store import Store
from dicomconstruct.validity import report

DEFAULT_ENCODING = "iso8859"


def bare_data_set(
    source: Any,
    layout: Layout,
    choice: Choice,
    codec: Codec,
    *,
    length: int | None = None,
    encoding: Encoding = DEFAULT_ENCODING,
) -> Dataset:
    """A data set without preamble and file meta information.

    Parameters
    ----------
    source
        Bytes, a path, or a binary file, read from where it stands.
    layout
        How it is encoded; where its headers make sense in another layout only, that one is taken, with a warning.
    choice
        What is wanted of it; a file stands where reading ended, afterwards.
    codec
        What to read it with.
    length
        How many bytes it has; None where it goes on to the end.
    encoding
        Of its text, unless it has a Specific Character Set.

    Raises
    ------
    InvalidDicomError
        When the layout is another one, and invalid values are to raise (`config.RAISE`).
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
    made = Dataset._of(None, stored)
    _decode_as(made, encoding)
    return made


def rows_in_layout(data: bytes, layout: Layout, codec: Codec, start: int = 0) -> tuple[Layout, list[Row]]:
    """The layout of a bare data set, likely the given one, and its rows; warnings as for `bare_data_set`.

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
    """Say that a data set is laid out otherwise than was declared, as the reading validation mode demands.

    Raises InvalidDicomError where that is `config.RAISE`.
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
    """Let the text of a data set without Specific Character Set be decoded in an encoding."""
    source = data_set._source
    if any(row[KEY] == SPECIFIC_CHARACTER_SET for row in source.rows):
        return
    if encoding == DEFAULT_ENCODING:
        source._charsets = UNDECLARED_CHARACTER_SETS
    else:
        source._charsets = character_sets_of(encoding)
        data_set.set_original_encoding(source.layout.implicit, source.layout.little_endian, encoding)


def _read(source: Any, length: int) -> bytes:
    """So many bytes of a source, fewer where there are no more."""
    return read_fully(source, length) if hasattr(source, "read") else source_bytes(source)[:length]


def read_sequence(
    fp: BinaryIO,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    bytelength: int,
    encoding: Encoding = DEFAULT_ENCODING,
    offset: int = 0,
    *,
    codec: Codec = STANDARD,
) -> Sequence:
    """Read the items of a sequence (PS3.5 7.5).

    Parameters
    ----------
    fp
        A binary file that stands at the first item, and behind the last or its delimiter afterwards.
    is_implicit_VR, is_little_endian
        How the items are encoded.
    bytelength
        How many bytes they have; `grammar.primitives.UNDEFINED_LENGTH` where a delimiter ends them.
    encoding
        Names of Python codecs of their text, unless they have a Specific Character Set.
    offset
        Where the file stands in a larger one, which counts for `Dataset.seq_item_tell`.
    codec
        What to read them with.

    Raises
    ------
    LookupError
        When the encoding is unknown.
    """
    layout = _layout(is_implicit_VR, is_little_endian)
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
    encoding: Encoding = DEFAULT_ENCODING,
    offset: int = 0,
    *,
    codec: Codec = STANDARD,
) -> Dataset | None:
    """Read one item of a sequence (PS3.5 7.5.1); None where the sequence delimiter stands.

    Parameters and errors are those of `read_sequence`.

    Raises
    ------
    OSError
        When the file ends there.
    DicomError
        When neither an item nor a delimiter stands there.
    """
    layout = _layout(is_implicit_VR, is_little_endian)
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


def _layout(implicit: bool, little_endian: bool) -> Layout:
    return Layout(implicit, ByteOrder.LITTLE if little_endian else ByteOrder.BIG)
