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
from dicomconstruct.grammar.primitives import PREFIX, RESYNC_WINDOW, UNDEFINED_LENGTH, ByteOrder
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
"""A file of as many bytes is read at once, though a part of it is wanted: it is scanned when it is looked into."""
LARGE = 1 << 21
"""A file of more bytes has its large values read by themselves, so that they are given away without a copy."""

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
        Values longer than this, in bytes or as text as for `size_in_bytes`, are read from the path when they are
        first asked for. A source without a path has nothing to be read from later; its values are read at once.
    stop_before_pixels
        Leave out Pixel Data, Float Pixel Data, Double Float Pixel Data and all after them.
    force
        Read files without the prefix ``DICM`` too.
    specific_tags
        Read only these elements of the data set, as tags or keywords, and Specific Character Set.
    codec
        What to read it with.

    Raises
    ------
    InvalidDicomError
        When the file has no prefix and `force` is not set.
    OSError
        When the path cannot be read.
    ValueError
        When `codec` runs the reference engine, which makes trees (`read_tree`) but no data sets.
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
    """Read a file until a condition holds.

    Parameters
    ----------
    fileobj
        A path, bytes, or a binary file-like object, which stands where reading ended, afterwards.
    stop_when
        ``stop_when(tag, vr, length)``, asked before each element of the outermost level; reading ends before
        the first for which it is true. `vr` is None where the header has none; `length` is that of the header,
        `grammar.primitives.UNDEFINED_LENGTH` for the undefined one. It may change places with `defer_size`.
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
        A path, bytes, or a binary file-like object, read from where it stands.
    is_implicit_VR, is_little_endian
        How it is encoded; where its headers make sense otherwise only, there is a warning.
    bytelength
        How many bytes it has; None where it goes on to the end.
    parent_encoding
        Names of Python codecs of its text, unless it has a Specific Character Set.
    stop_when, specific_tags, codec
        As for `read_partial`.
    defer_size
        Longer values are held too, but `Dataset.get_item` leaves them out under `keep_deferred`.
    at_top_level
        Ignored; accepted because programs pass it.

    Raises
    ------
    InvalidDicomError
        When it is encoded otherwise, and invalid values are to raise (`config.RAISE`).
    LookupError
        When `parent_encoding` is unknown.
    """
    refuse_reference(codec)
    layout = Layout(is_implicit_VR, ByteOrder.LITTLE if is_little_endian else ByteOrder.BIG)
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
    """The elements of a data set in file order: raw ones, and elements for sequences of undefined length.

    Parameters
    ----------
    fp, is_implicit_VR, is_little_endian, stop_when, specific_tags, codec
        As for `read_dataset`.
    defer_size
        Raw elements with longer values have none.
    encoding
        Of the text inside sequences, unless they have a Specific Character Set.

    Raises
    ------
    EOFError
        When the data set ends inside a value of undefined length, where neither item nor delimiter stands.
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
    """The file meta information of a file (PS3.10 7.1), and no more; parameters and errors as `dcmread`."""
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
    """The size of the sources that are read at once for a choice; larger ones are read in chunks.

    A condition is asked while reading, a deferred value is not here, and what a file-like object reads may come
    from far away: there, no more is read than is wanted.
    """
    if choice is EVERYTHING or choice == EVERYTHING:
        return LARGE
    return SMALL if by_path and choice.defer_size is None and choice.stops is None else FIRST_CHUNK


def _large(path: Any, choice: Choice, codec: Codec, *, force: bool) -> FileDataset:
    """The data set of a file that is read in parts; of a pipe or a device, which is read to its end."""
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
    """The bytes of a stream from where it stands; of one without prefix, which may have no end, only the first.

    InvalidDicomError as `dcmread`.
    """
    opening = read_fully(file, RESYNC_WINDOW)
    if not force and PREFIX not in opening:
        raise no_prefix(len(opening))
    return opening + rest_of(file)


def _seekable(fp: Any, choice: Choice, codec: Codec, *, force: bool) -> FileDataset:
    """The data set of a file-like object, which stands where reading ended, afterwards.

    Where there is no prefix, and it need not be there, the object is read from its beginning.
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
    """The data set of a whole file; one without prefix is refused before it is read."""
    if not force and PREFIX not in data:
        raise no_prefix(0)
    return _file_data_set(FileAsRead.of(data, codec, choice), data, force=force, source=source)


def stored_of(found: InParts, codec: Codec, choice: Choice) -> FileAsRead:
    """The data set of a file that was read in parts."""
    context = ReadingContext(codec, found.store, found.record.layout)
    return FileAsRead(context, found.chosen, found.record, None, choice)


def _file_data_set(outermost: FileAsRead, data: bytes, *, force: bool, source: Any) -> FileDataset:
    """The data set of a file with its file meta information; `data` is the file where the data set is deflated."""
    record = outermost.record
    assert record is not None
    if not record.prefix and not force:
        raise no_prefix(len(record.leading) + len(record.preamble))
    is_plain = record.wrapper == PLAIN
    store = outermost.store if is_plain else Store(data)
    meta_as_read = DataSetAsRead(outermost.context.beside(store, record.meta_layout), record.meta)
    if logger.isEnabledFor(DEBUG):
        import_module("dicomconstruct.dataset.reading_log").log_file(source, record, meta_as_read, outermost)
    meta = FileMetaDataset._of(None, meta_as_read)
    layout = record.layout
    if record.evidence is not DECLARED or record.meta_layout is not EXPLICIT_LE:
        _report_surprises(record, outermost.codec)
    encoding = (layout.implicit, layout.little_endian)
    made = FileDataset._of_file(None, outermost, source, record.preamble or None, meta, encoding)
    if not is_plain:
        made.__dict__["buffer"] = DicomBytesIO(outermost.store.data)
    return made


def no_prefix(offset: int) -> InvalidDicomError:
    """The error for a file that has no prefix where it should be."""
    return InvalidDicomError(
        "no DICM prefix: not a DICOM file, or one without preamble, which force=True reads all the same",
        offset=offset,
        expected=PREFIX.decode(),
    )


def _report_surprises(record: Record, codec: Codec) -> None:
    """Warn where a file is laid out otherwise than it declares; errors as `report_layout`."""
    if record.meta and record.meta_layout != EXPLICIT_LE:
        report_layout(EXPLICIT_LE, record.meta_layout)
    declared = EXPLICIT_LE
    if record.declared is None:
        return
    if record.declared in codec.syntaxes:
        declared = codec.syntaxes[record.declared].layout
    else:
        for uid in private_transfer_syntaxes():
            if uid == record.declared:
                declared = Layout(uid.is_implicit_VR, ByteOrder.LITTLE if uid.is_little_endian else ByteOrder.BIG)
    if record.layout != declared and record.evidence != ASSUMED:
        report_layout(declared, record.layout)


def choice_of(
    stop_when: StopWhen | None,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None,
    defer_size: int | str | float | None = None,
    before: frozenset[BaseTag] = frozenset(),
) -> Choice:
    """What is wanted of a data set; errors as for `wanted` and `size_in_bytes`."""
    keys, left_out = (None, frozenset()) if specific_tags is None else _with_context(wanted(specific_tags))
    stops = None if stop_when is None else partial(_stops, stop_when)
    return Choice(before, stops, keys, left_out, size_in_bytes(defer_size))


def refuse_reference(codec: Codec) -> None:
    """Raise ValueError for a codec with the reference engine, which makes no data sets."""
    if codec.engine == ReferenceEngine.name:
        raise ValueError("data sets are read by the compiled engine; read_tree and scan run the reference too")


def _stops(stop_when: StopWhen, row: Row) -> bool:
    """Whether a condition on tag, VR and length holds for a row."""
    return row[KEY] is not None and stop_when(row[KEY], wire_vr(row), wire_length(row))


def wanted(tags: Iterable[int | str | tuple[int, int] | BaseTag]) -> frozenset[BaseTag]:
    """The tags asked for, and Specific Character Set, which decodes their text.

    Raises ValueError for what is neither a tag nor a keyword.
    """
    return frozenset([SPECIFIC_CHARACTER_SET, *map(tag_named, tags)])


@lru_cache(maxsize=64)
def _with_context(tags: frozenset[BaseTag]) -> tuple[frozenset[BaseTag], frozenset[BaseTag]]:
    """Tags with those that decide their VRs (Pixel Representation, private creators), and the latter alone."""
    private = (tag for tag in tags if tag.is_private and not tag.is_private_creator)
    left_out = frozenset((PIXEL_REPRESENTATION, *(tag.private_creator for tag in private))) - tags
    return tags | left_out, left_out


def tag_named(tag: int | str | tuple[int, int] | BaseTag) -> BaseTag:
    """A tag given as such or by its keyword, that of a repeating group too."""
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
        What to read it with.
    engine
        ``"compiled"`` or ``"reference"``, where it is not to be the codec's own.

    Raises
    ------
    OSError
        When the path cannot be read. Nothing is raised for what the bytes hold.
    """
    return codec.read_tree(source_bytes(source), engine=engine)


def scan(source: Source, *, codec: Codec = STANDARD, engine: str = "") -> Iterator[Node]:
    """Every node of a file in file order: headers, values, items, delimiters, fragments, opaque stretches.

    The headers of all nodes and the values of those without `children` cover every byte exactly once. The
    nodes of a deflated data set come after the node of its stream and count in the inflated bytes.

    Parameters and errors are those of `read_tree`.
    """
    return read_tree(source, codec=codec, engine=engine).walk()


point_to_face(globals())
