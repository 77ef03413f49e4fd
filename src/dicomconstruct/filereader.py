"""Reading files: trees, nodes, data sets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from importlib import import_module
from logging import DEBUG
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import CHILDREN, KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.config import logger
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.file_as_read import FileAsRead
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.engines import Record, ReferenceEngine
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import ASSUMED, DECLARED, EXPLICIT_LE, ITEMS, Layout
from dicomconstruct.grammar.primitives import PREFIX, RESYNC_WINDOW, UNDEFINED_LENGTH
from dicomconstruct.lazy import point_to_face
from dicomconstruct.partial_reading import EVERYTHING, FIRST_CHUNK, Choice, InParts, read_in_parts
from dicomconstruct.parts.files import (
    is_dicom as is_dicom,
    read_deferred_data_element as read_deferred_data_element,
    read_preamble as read_preamble,
    size_in_bytes as size_in_bytes,
)
from dicomconstruct.parts.reading import (
    DEFAULT_ENCODING,
    bare_data_set,
    read_sequence as read_sequence,
    read_sequence_item as read_sequence_item,
    report_layout,
)
from dicomconstruct.parts.streams import DicomBytesIO
from dicomconstruct.sources import (
    FileAgain,
    FileState,
    SeekableInput,
    Source,
    is_seekable,
    opened,
    path_bytes,
    read_fully,
    rest_of,
    source_bytes,
)
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Node, Tree
from dicomconstruct.tree.rows import wire_length, wire_vr
from dicomconstruct.tree.scope import PIXEL_REPRESENTATION, SPECIFIC_CHARACTER_SET
from dicomconstruct.tree.store import Store
from dicomconstruct.uid import private_transfer_syntaxes

PIXEL_GROUP_DATA = frozenset(Tag(tag) for tag in (0x7FE00008, 0x7FE00009, 0x7FE00010))
"""Float, Double Float and integer Pixel Data (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25)."""

UP_TO_PIXELS = Choice(before=PIXEL_GROUP_DATA)

SMALL = 3 << 17
"""Files up to this size are read at once even for a selection of elements; they are scanned at the first access."""
LARGE = 1 << 21
"""In larger files, large values are read separately, so that `bytes` of them need no copy."""

PATHS = (str, os.PathLike)
StopWhen = Callable[[BaseTag, str | None, int], bool]


def dcmread(
    fp: Source,
    defer_size: int | str | float | None = None,
    stop_before_pixels: bool = False,
    force: bool = False,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> FileDataset:
    """Read a DICOM file (PS3.10 7.1).

    Parameters
    ----------
    fp
        A path, bytes, or a binary file-like object, seekable or not.
    defer_size
        Values longer than this, in bytes or as text as for `size_in_bytes`, are read from the path at the first
        access. Values of a source without a path are read at once.
    stop_before_pixels
        Stop before Pixel Data, Float Pixel Data or Double Float Pixel Data.
    force
        Read files without the prefix ``DICM`` too.
    specific_tags
        Read only these elements of the data set, as tags or keywords, and Specific Character Set.
    codec
        The codec to read with.

    Raises
    ------
    InvalidDicomError
        When the file has no prefix and `force` is not set.
    OSError
        When the path cannot be read.
    ValueError
        When `codec` has the reference engine, which makes trees (`read_tree`) but no data sets.
    """
    choice = UP_TO_PIXELS if stop_before_pixels else EVERYTHING
    if specific_tags is not None or defer_size is not None:
        choice = choice_of(None, specific_tags, defer_size, before=choice.before)
    return _read(fp, choice, force=force, codec=codec)


def read_partial(
    fileobj: Source,
    stop_when: StopWhen | None = None,
    defer_size: int | str | float | None = None,
    force: bool = False,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> FileDataset:
    """Read a file until a condition is true.

    Parameters
    ----------
    fileobj
        A path, bytes, or a binary file-like object, which is left at the position where reading ended.
    stop_when
        ``stop_when(tag, vr, length)``, called before each element of the outermost level; reading ends before
        the first for which it is true. `vr` is None for an implicit VR; `length` is the length field,
        `grammar.primitives.UNDEFINED_LENGTH` for the undefined length. It may be swapped with `defer_size`.
    defer_size, force, specific_tags, codec
        As for `dcmread`, with the same errors.
    """
    if callable(defer_size):
        stop_when, defer_size = defer_size, stop_when
    return _read(fileobj, choice_of(stop_when, specific_tags, defer_size), force=force, codec=codec)


def read_dataset(
    fp: Source,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    bytelength: int | None = None,
    stop_when: StopWhen | None = None,
    defer_size: int | str | float | None = None,
    parent_encoding: Any = DEFAULT_ENCODING,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    at_top_level: bool = True,  # noqa: ARG001
    *,
    codec: Codec = STANDARD,
) -> Dataset:
    """Read a data set without preamble and file meta information (PS3.5 7).

    Parameters
    ----------
    fp
        A path, bytes, or a binary file-like object, read from its position on.
    is_implicit_VR, is_little_endian
        The encoding; if the headers are valid in another one only, that one is taken with a warning.
    bytelength
        The number of bytes; None for all to the end.
    parent_encoding
        Names of Python codecs of its text, unless it has a Specific Character Set.
    stop_when, specific_tags, codec
        As for `read_partial`.
    defer_size
        Longer values are read too, but `Dataset.get_item` omits them under `keep_deferred`.
    at_top_level
        Ignored; part of pydicom's signature.

    Raises
    ------
    InvalidDicomError
        When it has another encoding, under `config.RAISE`.
    LookupError
        When `parent_encoding` is unknown.
    """
    refuse_reference(codec)
    layout = Layout.of(is_implicit_VR, is_little_endian)
    choice = choice_of(stop_when, specific_tags, defer_size)
    return bare_data_set(fp, layout, choice, codec, length=bytelength, encoding=parent_encoding)


def data_element_generator(
    fp: Source,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    stop_when: StopWhen | None = None,
    defer_size: int | str | float | None = None,
    encoding: Any = None,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> Iterator[RawDataElement | DataElement]:
    """Yield the elements of a data set in file order: raw elements, and elements for sequences of undefined length.

    Parameters
    ----------
    fp, is_implicit_VR, is_little_endian, stop_when, specific_tags, codec
        As for `read_dataset`.
    defer_size
        Longer values are omitted from raw elements.
    encoding
        The encoding of text inside sequences, unless they have a Specific Character Set.

    Raises
    ------
    EOFError
        When the data set ends inside a value of undefined length without item or delimiter.
    """
    data_set = read_dataset(
        fp,
        is_implicit_VR,
        is_little_endian,
        stop_when=stop_when,
        parent_encoding=DEFAULT_ENCODING if encoding is None else encoding,
        specific_tags=specific_tags,
        codec=codec,
    )
    source, longest = data_set._source, size_in_bytes(defer_size)
    for row in source.rows:
        tag = row[KEY]
        if tag is None:
            continue
        is_undefined = wire_length(row) == UNDEFINED_LENGTH
        if is_undefined and row[SHAPE].body.content == ITEMS:
            yield source.element(tag, row)
            continue
        size = end_of(row) - row[OFFSET] - row[SHAPE].size
        raw = source.raw_element(tag, row, deferred=longest is not None and size > longest)
        if is_undefined and raw.VR is None:
            raw = raw._replace(VR=dictionary.vr_of(tag))
        if is_undefined and not raw.value and len(row) > CHILDREN and not row[CHILDREN]:
            raise EOFError(f"the data set ends inside the value of {tag}")
        yield raw


def read_file_meta_info(filename: Source, *, codec: Codec = STANDARD) -> FileMetaDataset:
    """Read the file meta information only (PS3.10 7.1); parameters and errors as `dcmread`."""
    everything = Choice(stops=lambda _: True)
    return _read(filename, everything, force=False, codec=codec).file_meta


def _read(fp: Any, choice: Choice, *, force: bool, codec: Codec) -> FileDataset:
    refuse_reference(codec)
    if isinstance(fp, PATHS):
        path = os.fspath(fp)
        data = path_bytes(path, at_most=_at_once(choice, by_path=True))
        if data is not None:
            return _whole(data, choice, codec, force=force, source=path)
        return _large(path, choice, codec, force=force)
    if isinstance(fp, bytes | bytearray | memoryview):
        return _whole(bytes(fp), choice, codec, force=force, source=fp)
    if not hasattr(fp, "read"):
        raise TypeError(f"dcmread: Expected a file path, file-like or readable buffer, but got {type(fp).__name__}")
    if is_seekable(fp):
        return _seekable(fp, choice, codec, force=force)
    return _whole(_checked_rest(fp, force=force), choice, codec, force=force, source=fp)


def _at_once(choice: Choice, *, by_path: bool) -> int:
    """The largest size of a source that is read at once for a choice; larger ones are read in chunks.

    For conditions, deferred values and file-like objects, which may read over a network, it is small, so that
    little more than the chosen elements is read.
    """
    if choice is EVERYTHING or choice == EVERYTHING:
        return LARGE
    return SMALL if by_path and choice.defer_size is None and choice.stops is None else FIRST_CHUNK


def _large(path: Any, choice: Choice, codec: Codec, *, force: bool) -> FileDataset:
    """The data set of a large file, which is read in parts, or of a pipe or a device, which is read to its end."""
    with opened(path) as file:
        if not is_seekable(file):
            return _whole(_checked_rest(file, force=force), choice, codec, force=force, source=path)
        state = None if choice.defer_size is None else FileState.of(file.fileno())
        source = SeekableInput(file)
        found = read_in_parts(codec, source, choice, force=force)
        if found is None:
            return _whole(source.read_all(), choice, codec, force=force, source=path)
    if state is not None:
        found.store.feed = FileAgain(os.path.abspath(os.fsdecode(path)), state)
    return _file_data_set(stored_of(found, codec, choice), b"", force=force, source=path)


def _checked_rest(file: Any, *, force: bool) -> bytes:
    """The bytes of a stream from its position on; of a stream without prefix, which may be endless, only the first.

    InvalidDicomError as `dcmread`.
    """
    opening = read_fully(file, RESYNC_WINDOW)
    if not force and PREFIX not in opening:
        raise no_prefix(len(opening))
    return opening + rest_of(file)


def _seekable(fp: Any, choice: Choice, codec: Codec, *, force: bool) -> FileDataset:
    """The data set of a file-like object, which is left at the position where reading ended.

    Under `force`, an object without prefix is read from its beginning.
    """
    choice = choice._replace(defer_size=None)
    source = SeekableInput(fp)
    found = None
    if source.size > _at_once(choice, by_path=False):
        found = read_in_parts(codec, source, choice, force=force)
    if found is not None:
        outermost, data = stored_of(found, codec, choice), b""
    else:
        data = source.read_all()
        if not force and PREFIX not in data:
            raise no_prefix(0)
        outermost = FileAsRead.of(data, codec, choice)
    record = outermost.record
    assert record is not None
    if source.start and force and not record.prefix:
        fp.seek(0)
        return _seekable(fp, choice, codec, force=force)
    stopped = outermost.chosen.stopped if choice.before or choice.stops is not None else None
    fp.seek(source.start + (max(source.size, len(data)) if stopped is None else stopped))
    return _file_data_set(outermost, data, force=force, source=fp)


def _whole(data: bytes, choice: Choice, codec: Codec, *, force: bool, source: Any) -> FileDataset:
    """The data set of a whole file in memory; a file without prefix is refused before it is parsed."""
    if not force and PREFIX not in data:
        raise no_prefix(0)
    return _file_data_set(FileAsRead.of(data, codec, choice), data, force=force, source=source)


def stored_of(found: InParts, codec: Codec, choice: Choice) -> FileAsRead:
    """The data set of a file that was read in parts."""
    context = ReadingContext(codec, found.store, found.record.layout)
    return FileAsRead(context, found.chosen, found.record, None, choice)


def _file_data_set(outermost: FileAsRead, data: bytes, *, force: bool, source: Any) -> FileDataset:
    """The data set of a file with its file meta information; `data` is the file, for deflated data sets."""
    record = outermost.record
    assert record is not None
    if not record.prefix and not force:
        raise no_prefix(len(record.leading) + len(record.preamble))
    is_plain = record.wrapper == PLAIN
    store = outermost.context.store if is_plain else Store(data)
    meta_as_read = DataSetAsRead(outermost.context.beside(store, record.meta_layout), record.meta)
    if logger.isEnabledFor(DEBUG):
        import_module("dicomconstruct.dataset.reading_log").log_file(source, record, meta_as_read, outermost)
    meta = FileMetaDataset._unread(meta_as_read)
    if record.evidence is not DECLARED or record.meta_layout is not EXPLICIT_LE:
        _report_surprises(record, outermost.codec)
    encoding = (record.layout.implicit, record.layout.little_endian)
    made = FileDataset._of_file(outermost, source, record.preamble or None, meta, encoding)
    if not is_plain:
        made.__dict__["buffer"] = DicomBytesIO(outermost.store.data)
    return made


def no_prefix(offset: int) -> InvalidDicomError:
    """The error for a file without prefix."""
    return InvalidDicomError(
        "no DICM prefix: not a DICOM file, or one without preamble, which force=True reads all the same",
        offset=offset,
        expected=PREFIX.decode(),
    )


def _report_surprises(record: Record, codec: Codec) -> None:
    """Report that a file has another layout than it declares; errors as `report_layout`."""
    if record.meta and record.meta_layout != EXPLICIT_LE:
        report_layout(EXPLICIT_LE, record.meta_layout)
    if record.declared is None or record.evidence == ASSUMED:
        return
    row = codec.syntaxes.get(record.declared)
    declared = EXPLICIT_LE if row is None else row.layout
    for uid in private_transfer_syntaxes():
        if row is None and uid == record.declared:
            declared = Layout.of(uid.is_implicit_VR, uid.is_little_endian)
    if record.layout != declared:
        report_layout(declared, record.layout)


def choice_of(
    stop_when: StopWhen | None,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None,
    defer_size: int | str | float | None = None,
    before: frozenset[BaseTag] = frozenset(),
) -> Choice:
    """The `Choice` for reading parameters; errors as for `wanted` and `size_in_bytes`."""
    keys, left_out = (None, frozenset()) if specific_tags is None else _with_context(wanted(specific_tags))
    stops = None if stop_when is None else partial(_stops, stop_when)
    return Choice(before, stops, keys, left_out, size_in_bytes(defer_size))


def refuse_reference(codec: Codec) -> None:
    """Raise ValueError for a codec with the reference engine, which cannot make data sets."""
    if codec.engine == ReferenceEngine.name:
        raise ValueError("data sets are read by the compiled engine; read_tree and scan run the reference too")


def _stops(stop_when: StopWhen, row: Row) -> bool:
    """Whether a condition on tag, VR and length holds for a row."""
    return row[KEY] is not None and stop_when(row[KEY], wire_vr(row), wire_length(row))


def wanted(tags: Iterable[int | str | tuple[int, int] | BaseTag]) -> frozenset[BaseTag]:
    """These tags and Specific Character Set, which their text needs.

    Raises ValueError for anything but a tag or a keyword.
    """
    return frozenset([SPECIFIC_CHARACTER_SET, *map(tag_named, tags)])


@lru_cache(maxsize=64)
def _with_context(tags: frozenset[BaseTag]) -> tuple[frozenset[BaseTag], frozenset[BaseTag]]:
    """Tags with those that their VRs depend on (Pixel Representation, private creators), and the latter alone."""
    private = (tag for tag in tags if tag.is_private and not tag.is_private_creator)
    left_out = frozenset((PIXEL_REPRESENTATION, *(tag.private_creator for tag in private))) - tags
    return tags | left_out, left_out


def tag_named(tag: int | str | tuple[int, int] | BaseTag) -> BaseTag:
    """The tag of a tag or a keyword, also that of a repeating group."""
    if type(tag) is BaseTag:
        return tag
    known = dictionary.tag_of(tag) if isinstance(tag, str) else None
    return Tag(tag if known is None else known)


def read_tree(source: Source, *, codec: Codec = STANDARD, engine: str = "") -> Tree:
    """The lossless tree of a file or of bytes.

    Parameters
    ----------
    source
        A path, bytes, or a binary file-like object.
    codec
        The codec to read with.
    engine
        ``"compiled"`` or ``"reference"``; "" for that of the codec.

    Raises
    ------
    OSError
        When the path cannot be read. No bytes raise an error.
    """
    return codec.read_tree(source_bytes(source), engine=engine)


def scan(source: Source, *, codec: Codec = STANDARD, engine: str = "") -> Iterator[Node]:
    """Yield every node of a file in file order: headers, values, items, delimiters, fragments, opaque stretches.

    The headers of all nodes and the values of those without `children` cover every byte exactly once. The
    nodes of a deflated data set come after the node of its stream and count in the inflated bytes.

    Parameters and errors are those of `read_tree`.
    """
    return read_tree(source, codec=codec, engine=engine).walk()


point_to_face(globals())
