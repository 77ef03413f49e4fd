"""Reading files: trees, nodes, data sets."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

from dicomconstruct import dictionary
from dicomconstruct.adapter.meaning import SPECIFIC_CHARACTER_SET
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import KEY, OFFSET, SHAPE, Row, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.dataset.stored import Origin, Stored, StoredFile, wire_vr
from dicomconstruct.engines import Record, ReferenceEngine
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.sources import (
    EVERYTHING,
    LARGE,
    WINDOW,
    Choice,
    Source,
    Store,
    opened,
    path_bytes,
    read_windowed,
    rest_of,
    size_of_file,
    source_bytes,
)
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Node, Tree

PIXEL_GROUP_DATA = frozenset(Tag(tag) for tag in (0x7FE00008, 0x7FE00009, 0x7FE00010))
"""Float, Double Float and integer Pixel Data (PS3.3 C.7.6.3, C.7.6.24, C.7.6.25)."""

StopWhen = Callable[[BaseTag, str | None, int], bool]


def dcmread(
    fp: Source,
    defer_size: int | str | None = None,
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
        Values longer than this, in bytes or as text such as ``"512 kB"``, are read from the path when they are
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
    choice = Choice(
        before=PIXEL_GROUP_DATA if stop_before_pixels else frozenset(),
        keys=None if specific_tags is None else wanted(specific_tags),
        defer_size=size_of(defer_size),
    )
    return _read(fp, choice, force=force, codec=codec)


def read_partial(
    fileobj: BinaryIO,
    stop_when: StopWhen | None = None,
    defer_size: int | str | None = None,
    force: bool = False,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> FileDataset:
    """Read a file until a condition holds.

    Parameters
    ----------
    fileobj
        A path, bytes, or a binary file-like object.
    stop_when
        ``stop_when(tag, vr, length)``, asked before each element of the outermost level; reading ends before
        the first for which it is true. `vr` is None where the header has none.
    defer_size, force, specific_tags, codec
        As for `dcmread`, with the same errors.
    """
    choice = Choice(
        stops=None if stop_when is None else stopping(stop_when),
        keys=None if specific_tags is None else wanted(specific_tags),
        defer_size=size_of(defer_size),
    )
    return _read(fileobj, choice, force=force, codec=codec)


def read_dataset(
    fp: Source,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    stop_when: StopWhen | None = None,
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> Dataset:
    """Read a data set without preamble and file meta information (PS3.5 7).

    Parameters
    ----------
    fp
        A path, bytes, or a binary file-like object, read from where it stands.
    is_implicit_VR, is_little_endian
        How it is encoded.
    stop_when, specific_tags, codec
        As for `read_partial`.
    """
    refuse_reference(codec)
    order = ByteOrder.LITTLE if is_little_endian else ByteOrder.BIG
    layout = Layout(is_implicit_VR, order)
    data = source_bytes(fp)
    rows = codec.read_data_set(data, layout)
    choice = Choice(
        stops=None if stop_when is None else stopping(stop_when),
        keys=None if specific_tags is None else wanted(specific_tags),
    )
    rows, _ = choice.of(rows)
    return Dataset._of(None, Stored(Origin(codec, Store(data), layout), rows))


def data_element_generator(
    fp: Source,
    is_implicit_VR: bool,  # noqa: N803
    is_little_endian: bool,
    stop_when: StopWhen | None = None,
    defer_size: int | str | None = None,  # noqa: ARG001
    encoding: Any = None,  # noqa: ARG001
    specific_tags: Iterable[int | str | tuple[int, int] | BaseTag] | None = None,
    *,
    codec: Codec = STANDARD,
) -> Iterator[DataElement]:
    """The elements of a data set in file order; parameters as `read_dataset`.

    `defer_size` and `encoding` are taken for the sake of programs that pass them: values are decoded when
    they are asked for, with the character sets that the data set says.
    """
    data_set = read_dataset(fp, is_implicit_VR, is_little_endian, stop_when, specific_tags, codec=codec)
    source = data_set._source
    for row in source.rows:
        if row[KEY] is not None:
            yield source.element(row[KEY], row)


def read_file_meta_info(filename: Source, *, codec: Codec = STANDARD) -> FileMetaDataset:
    """The file meta information of a file (PS3.10 7.1), and no more; parameters and errors as `dcmread`."""
    everything = Choice(stops=lambda _: True)
    return _read(filename, everything, force=False, codec=codec).file_meta


def _read(fp: Source, choice: Choice, *, force: bool, codec: Codec) -> FileDataset:
    refuse_reference(codec)
    enough = LARGE if choice == EVERYTHING else WINDOW
    found: FileDataset | bytes | None
    if isinstance(fp, str | os.PathLike):
        found = path_bytes(fp, at_most=enough)
        if found is None:
            with opened(fp) as file:
                found = _windowed(file, enough, choice, force, codec, os.fspath(fp))
    elif hasattr(fp, "seekable") and fp.seekable():
        found = _windowed(fp, enough, choice._replace(defer_size=None), force, codec, "")
    else:
        found = source_bytes(fp)
    if isinstance(found, FileDataset):
        return found
    outermost = StoredFile.of(found, codec, choice)
    assert outermost.record is not None
    return _file_data_set(outermost.record, Store(found), outermost, force=force, source=fp)


def _windowed(file: Any, enough: int, choice: Choice, force: bool, codec: Codec, path: str) -> FileDataset | bytes:
    """A file read in windows, or all its bytes where they are few, or only the whole tells what they hold."""
    start, size = file.tell(), size_of_file(file)
    if not start and size > enough:
        found = read_windowed(codec, file, size, choice, path)
        if found is not None:
            stored = StoredFile(Origin(codec, found.store, found.record.layout), found.rows, found.record)
            return _file_data_set(found.record, found.store, stored, force=force, source=path or file)
        file.seek(0)
    return rest_of(file, size)


def _file_data_set(record: Record, store: Store, outermost: StoredFile, *, force: bool, source: Any) -> FileDataset:
    if not record.prefix and not force:
        raise InvalidDicomError(
            "no DICM prefix: not a DICOM file, or one without preamble, which force=True reads all the same",
            offset=len(record.leading) + len(record.preamble),
            expected="DICM",
        )
    codec = outermost.codec
    meta = FileMetaDataset._of(None, Stored(Origin(codec, store, record.meta_layout), record.meta))
    layout = record.layout
    encoding = (layout.implicit, layout.little_endian)
    return FileDataset._of_file(None, outermost, source, record.preamble or None, meta, encoding)


def refuse_reference(codec: Codec) -> None:
    """ValueError for a codec whose engine makes no data sets, rather than running another one unasked."""
    if codec.engine == ReferenceEngine.name:
        raise ValueError("data sets are read by the compiled engine; read_tree and scan run the reference too")


def stopping(stop_when: StopWhen) -> Callable[[Row], bool]:
    """A condition on tag, VR and length as one on rows."""

    def stops(row: Row) -> bool:
        if row[KEY] is None:
            return False
        length = end_of(row) - row[OFFSET] - row[SHAPE].size
        return stop_when(row[KEY], wire_vr(row), length)

    return stops


def wanted(tags: Iterable[int | str | tuple[int, int] | BaseTag]) -> frozenset[BaseTag]:
    """The tags asked for, and Specific Character Set, without which text has no meaning.

    Raises ValueError for what is neither a tag nor a keyword.
    """
    return frozenset([SPECIFIC_CHARACTER_SET, *(tag_named(tag) for tag in tags)])


def tag_named(tag: int | str | tuple[int, int] | BaseTag) -> BaseTag:
    """A tag given as such or by its keyword."""
    known = dictionary.tag_of(tag) if isinstance(tag, str) else None
    return Tag(tag) if known is None else Tag(known)


UNITS = {"b": 1, "": 1, "kb": 1 << 10, "mb": 1 << 20, "gb": 1 << 30}


def size_of(size: int | str | None) -> int | None:
    """A number of bytes given as such or as text with a unit; ValueError for a unit that is none."""
    if size is None or isinstance(size, int):
        return size
    digits = size.strip().lower().rstrip("bgkm ")
    unit = size.strip().lower()[len(digits) :].strip()
    if unit not in UNITS:
        raise ValueError(f"no unit of size: {size!r}; one of bytes, kB, MB, GB")
    return int(float(digits) * UNITS[unit])


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
