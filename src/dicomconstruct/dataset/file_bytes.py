"""A data set as a whole file: what comes before the data set, and the data set in its encoding (PS3.10 7.1)."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from operator import index
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import KEY, SHAPE, end_of
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset.ambiguous import PIXEL_DATA_TAG
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.cut_short import ended, is_ended
from dicomconstruct.dataset.data_set import IS_PART, Dataset
from dicomconstruct.dataset.data_set_writer import DataSetWriter
from dicomconstruct.dataset.element_writer import no_fragments
from dicomconstruct.dataset.encoding_choice import NOTHING, Asked, Target, declared_in, is_of, record_of, target_of
from dicomconstruct.dataset.file_as_read import FileAsRead
from dicomconstruct.dataset.file_meta import FileMetaDataset, validate_file_meta
from dicomconstruct.dataset.places import is_elsewhere
from dicomconstruct.dataset.raw_source import is_as_read
from dicomconstruct.dataset.read_back import check_read_back
from dicomconstruct.dataset.unexplained import bytes_of
from dicomconstruct.engines import Record
from dicomconstruct.errors import Unexplained
from dicomconstruct.grammar.deflate import PLAIN, beyond_padding, deflated, trailer
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.layouts import DECLARED, EXPLICIT_BE, EXPLICIT_LE, IMPLICIT_LE
from dicomconstruct.grammar.primitives import COMMAND_GROUP, META_GROUP, META_GROUP_LENGTH, PREAMBLE_LENGTH, PREFIX
from dicomconstruct.tag import Tag
from dicomconstruct.tree.levels import gathered, joined, size_of
from dicomconstruct.tree.scope import GROUP_LENGTH_VR

UNIQUE_IDENTIFIER = "UI"
GROUP_LENGTH_TAG = Tag(META_GROUP_LENGTH)
STANDARD_SYNTAXES = {IMPLICIT_LE: "ImplicitVRLittleEndian", EXPLICIT_BE: "ExplicitVRBigEndian"}
"""Transfer syntaxes that the encoding alone tells: explicit VR in little endian may be of any (PS3.5 A)."""
FROM_DATA_SET = {
    "MediaStorageSOPClassUID": "SOPClassUID",
    "MediaStorageSOPInstanceUID": "SOPInstanceUID",
}
"""What the file meta information repeats of the data set (PS3.10 Table 7.1-1)."""


def file_pieces(
    data_set: Any,
    codec: Codec,
    asked: Asked = NOTHING,
    *,
    enforce_file_format: bool = False,
    force_encoding: bool = False,
    drop_unexplained: bool = False,
) -> list[bytes]:
    """The bytes of a file, in pieces; parameters and errors as `dicomconstruct.dcmwrite`."""
    record = record_of(data_set)
    if record is not None and asked is NOTHING and not enforce_file_format and _is_untouched(data_set, codec):
        return file_stretches(data_set._source)
    check_groups(data_set, strict=enforce_file_format)
    check_preamble(data_set, record)
    target = target_of(data_set, codec, asked, force=force_encoding)
    mark_pixels(data_set, target)
    if target.is_encapsulated and record is not None:
        check_pixels(data_set, codec, record)
    own = standard_meta(data_set, target) if enforce_file_format else getattr(data_set, "file_meta", None)
    group: list[bytes] | None = None
    is_made = record is None or getattr(own, "_source", None) is None
    if own is not None and (enforce_file_format or (is_made and len(own))):
        own, group = meta_group(own, codec, drop_unexplained=drop_unexplained)
    writer = DataSetWriter(codec, target.layout, drop_unexplained=drop_unexplained)
    is_part = is_elsewhere(data_set, None) or IS_PART in data_set.__dict__
    around = DEFAULT_CHARACTER_SETS if is_part else None
    content = writer.write(data_set, around) if record is None else writer.changed(data_set, around)
    has_moved = record is not None and is_moved(data_set, record, target)
    # a reader finds a file with a prefix behind leading bytes in every encoding
    keeps_leading = record is not None and not enforce_file_format and bool(record.prefix or not has_moved)
    if record is not None:
        writer.unexplained += left_behind(record, target, content, keeps_leading=keeps_leading)
        writer.report()
    if enforce_file_format:
        preamble = getattr(data_set, "preamble", None) or bytes(PREAMBLE_LENGTH)
        head = [preamble, PREFIX, *(group or [])]
    elif record is None:
        head = _opening(data_set, group or [])
    else:
        changed = _changed_opening(data_set, codec, record, group)
        if not keeps_leading:
            changed = (_opening_as_read(data_set, record) if changed is None else changed)[1:]
        is_as_read = content is None and changed is None and target.wrapper == record.wrapper
        if is_as_read and data_set._source.has_whole_file:
            return file_stretches(data_set._source)
        head = _opening_as_read(data_set, record) if changed is None else changed
    body = _body(data_set._source, record, content, target.wrapper)
    if record is not None and any(body):
        head, odd = _followed(head, getattr(data_set, "file_meta", None))
        writer.unexplained += odd
        writer.report()
    if asked is not NOTHING or not has_moved:
        return gathered(head + body)
    data = joined(head + body)
    data_sets = (FileMetaDataset() if own is None else own, data_set)
    check_read_back(data, data_sets, writer.all_of, codec, target)
    return [data]


def _followed(head: list[bytes], meta: FileMetaDataset | None) -> tuple[list[bytes], list[Unexplained]]:
    """End the last element of the file meta group where the data set would become part of its value.

    Returns the pieces before the data set, and the bytes that have no form there.
    """
    source: DataSetAsRead | None = None if meta is None else meta._source
    if source is None or not source.rows or end_of(source.rows[-1]) < source.store.size:
        return head, []
    row = source.rows[-1]
    before, as_read = b"".join(head), bytes_of(source, row)
    if is_ended(row, source) or not before.endswith(as_read):
        return head, []
    odd: list[Unexplained] = []
    pieces = ended(row, source, odd)
    return [before[: -len(as_read)], *pieces], [one._replace(path=str(row[KEY])) for one in odd]


def left_behind(
    record: Record, target: Target, content: list[bytes] | None, *, keeps_leading: bool
) -> Iterator[Unexplained]:
    """The bytes around the data set that were read and are not written."""
    if record.leading and not keeps_leading:
        yield Unexplained("", 0, len(record.leading), "bytes before the preamble or the first element")
    if record.wrapper == PLAIN or (content is None and target.wrapper == record.wrapper):
        return
    held = record.data_set[1].fields
    length, excess = held.get("length", len(held["compressed"])), beyond_padding(**held)
    if held["problem"]:
        what = f"a data set that was not inflated to its end: {held['problem']}"
        yield Unexplained("", record.data_set_offset, length, what)
    known = held.get("trailer") or trailer(record.data_set[1].inside)
    if target.wrapper == PLAIN and excess not in (b"", known):
        place = record.data_set_offset + length
        yield Unexplained("", place, len(excess), "bytes after the deflate stream")


def _is_untouched(data_set: Any, codec: Codec) -> bool:
    """Whether a file is as it was read: no element was accessed. The cheapest test, so it comes first."""
    source: FileAsRead = data_set._source
    if data_set._is_looked_into or source.codec.vrs is not codec.vrs or not source.has_whole_file:
        return False
    attributes = data_set.__dict__
    meta, record = attributes.get("file_meta"), source.record
    if meta is None or meta._is_looked_into or record is None or not is_of(meta, record):
        return False
    return (attributes.get("preamble") or b"") == record.preamble


def file_stretches(source: FileAsRead) -> list[bytes]:
    """All bytes of a file that was read whole, deferred values included."""
    store = source.store
    return list(store.stretches(0, store.size))


def _changed_opening(data_set: Any, codec: Codec, record: Record, group: list[bytes] | None) -> list[bytes] | None:
    """The pieces before the data set of a file that was read; None where they did not change.

    A file has the prefix if it has a preamble. `group` is a new file meta group, or None.
    """
    meta: Any = getattr(data_set, "file_meta", None)
    preamble = getattr(data_set, "preamble", None) or b""
    if group is None:
        is_absent = meta is None or meta._source is None
        group = [] if is_absent else DataSetWriter(codec, record.meta_layout).changed(meta)
    if group is None:
        if preamble == record.preamble and is_of(meta, record):
            return None
        group = list(meta._source.stretches())
    if preamble == record.preamble:
        return [record.leading, preamble, record.prefix, *group]
    return [record.leading, preamble, PREFIX if preamble else b"", *group]


def _opening_as_read(data_set: Any, record: Record) -> list[bytes]:
    return [record.leading, record.preamble, record.prefix, *data_set.file_meta._source.stretches()]


def _body(source: Any, record: Record | None, content: list[bytes] | None, wrapper: str) -> list[bytes]:
    """The data set, deflated where the wrapper asks for it; `content` is None for a data set as read."""
    if record is None:
        pieces = content or []
        return pieces if wrapper == PLAIN else [deflated(joined(pieces), wrapper)]
    if wrapper == PLAIN:
        return list(source.stretches()) if content is None else content
    if record.wrapper == PLAIN:
        return [deflated(joined(source.stretches() if content is None else content), wrapper)]
    held = record.data_set[1]
    if content is None and record.wrapper == wrapper:
        return [held.fields["compressed"], held.fields["excess"]]
    inside = joined(source.stretches() if content is None else content)
    return [deflated(inside, wrapper), beyond_padding(**held.fields)]


def _opening(data_set: Any, group: list[bytes]) -> list[bytes]:
    """Preamble, prefix and file meta group of a data set made in memory, as far as it has them."""
    preamble = getattr(data_set, "preamble", None)
    if preamble is None and group and "preamble" not in data_set.__dict__:
        preamble = bytes(PREAMBLE_LENGTH)
    return [preamble, PREFIX, *group] if preamble else group


def meta_group(meta: Dataset, codec: Codec, *, drop_unexplained: bool = False) -> tuple[Dataset, list[bytes]]:
    """File meta information with its correct group length, and the bytes of both (PS3.10 7.1)."""
    made = meta.copy()
    made.pop(GROUP_LENGTH_TAG, None)
    content = DataSetWriter(codec, EXPLICIT_LE, drop_unexplained=drop_unexplained).write(made)
    length = DataElement(GROUP_LENGTH_TAG, GROUP_LENGTH_VR, size_of(content))
    made[GROUP_LENGTH_TAG] = length
    alone = Dataset._of({GROUP_LENGTH_TAG: length}, None)
    return made, [*DataSetWriter(codec, EXPLICIT_LE).write(alone), *content]


def standard_meta(data_set: Any, target: Target) -> FileMetaDataset:
    """The required file meta information, completed from the data set (PS3.10 7.1).

    The data set's own is not changed. Raises AttributeError where a required element is missing.
    """
    own = getattr(data_set, "file_meta", None)
    meta: FileMetaDataset = FileMetaDataset() if own is None else deepcopy(own)
    layout = target.layout
    known = {keyword: data_set.get(source) for keyword, source in FROM_DATA_SET.items()}
    keyword = STANDARD_SYNTAXES.get(layout)
    known["TransferSyntaxUID"] = None if keyword is None else dictionary.uid_of_keyword(keyword)
    record = record_of(data_set)
    if record is not None and record.declared and record.layout == layout:
        known["TransferSyntaxUID"] = record.declared
    for keyword, value in known.items():
        if value and not meta.get(keyword):
            meta[keyword] = DataElement(keyword, UNIQUE_IDENTIFIER, value)
    validate_file_meta(meta, enforce_standard=True)
    return meta


def check_groups(data_set: Any, *, strict: bool) -> None:
    """ValueError for elements of a command or of the file meta information (PS3.7 E, PS3.10 7.1).

    Elements that were read in the data set are allowed, unless `strict`.
    """
    elements = data_set._elements
    lowest = min(elements, key=index, default=None)
    if lowest is None or lowest >> 16 > META_GROUP:
        return
    source = data_set._source
    read = source.elements() if isinstance(source, DataSetAsRead) and not strict else {}
    groups = {tag >> 16 for tag in elements if tag >> 16 <= META_GROUP and tag not in read}
    if COMMAND_GROUP in groups:
        raise ValueError(
            "Command Set elements (0000,eeee) are not allowed when using dcmwrite(), use write_dataset() instead"
        )
    if META_GROUP in groups:
        raise ValueError(
            "File Meta Information Group elements (0002,eeee) must be in a FileMetaDataset instance in the "
            f"'{type(data_set).__name__}.file_meta' attribute"
        )


def is_moved(data_set: Any, record: Record, target: Target) -> bool:
    """Whether a file is written in another encoding than it was read in, or declares another one."""
    if target.layout is not record.layout or target.wrapper != record.wrapper:
        return True
    if record.evidence == DECLARED and all(row[SHAPE].container is None for row in record.meta):
        return False
    meta = getattr(data_set, "file_meta", None)
    return meta is not None and declared_in(meta, record) != record.declared


def check_preamble(data_set: Any, record: Record | None) -> None:
    """ValueError for a preamble that has not 128 bytes (PS3.10 7.1); one that was read may stay."""
    preamble = getattr(data_set, "preamble", None)
    if preamble and len(preamble) != PREAMBLE_LENGTH and (record is None or preamble != record.preamble):
        raise ValueError(f"'{type(data_set).__name__}.preamble' must be {PREAMBLE_LENGTH}-bytes long")


def check_pixels(data_set: Any, codec: Codec, record: Record) -> None:
    """UnwritableValue for native pixels under an encapsulated transfer syntax (PS3.5 A.4)."""
    declared = codec.syntaxes.get(str(record.declared))
    if declared is None or declared.encapsulated:
        return
    element = data_set.get(PIXEL_DATA_TAG)
    if element is not None and not element.is_undefined_length:
        raise no_fragments(element)


def mark_pixels(data_set: Any, target: Target) -> None:
    """Mark assigned pixels as fragments or as native, as the transfer syntax says (PS3.5 A.4)."""
    if target.is_encapsulated is None or not data_set._is_looked_into:
        return
    element = data_set._elements.get(PIXEL_DATA_TAG)
    if not isinstance(element, DataElement) or is_as_read(element):
        return
    if target.is_encapsulated:
        element.is_undefined_length = True
    elif element.is_undefined_length:
        element.is_undefined_length = False
