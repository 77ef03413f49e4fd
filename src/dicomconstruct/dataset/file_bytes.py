"""A data set as a whole file: what comes before the data set, and the data set in its encoding (PS3.10 7.1)."""

from __future__ import annotations

from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoders import encoders_of
from dicomconstruct.dataset.pieces import GROUP_LENGTH_VR, gathered, size_of
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.dataset.written import DataSetWriter
from dicomconstruct.engines import Record
from dicomconstruct.grammar.authoring import DEFLATE_WRAPPER
from dicomconstruct.grammar.deflate import PLAIN, beyond_padding, deflated
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.layouts import EXPLICIT_LE, Layout
from dicomconstruct.grammar.primitives import META_GROUP_LENGTH, PREAMBLE_LENGTH, PREFIX, ByteOrder
from dicomconstruct.tag import Tag


def file_pieces(
    data_set: Dataset, codec: Codec, *, implicit_vr: bool | None = None, little_endian: bool | None = None
) -> list[bytes]:
    """The bytes of a file, in stretches; parameters and errors as `dicomconstruct.dcmwrite`."""
    record = record_of(data_set)
    if record is not None and implicit_vr is None and little_endian is None and _is_untouched(data_set, codec):
        return [data_set._source.later.data]
    layout, wrapper = encoding_of(data_set, codec, implicit_vr, little_endian)
    content = DataSetWriter(codec, layout).changed(data_set)
    if record is not None:
        return gathered(_with_opening(data_set, codec, record, content, wrapper))
    content = [] if content is None else content
    if wrapper != PLAIN:
        content = [deflated(b"".join(content), wrapper)]
    return gathered(_opening(data_set, codec) + content)


def _is_untouched(data_set: Any, codec: Codec) -> bool:
    """Whether nobody has looked into a file that was read; asked first, since it is soon answered."""
    source: Stored = data_set._source
    if source._rows is not None or source.codec.vrs is not codec.vrs:
        return False
    return _has_its_opening(data_set) and not data_set.file_meta._is_looked_into


def _has_its_opening(data_set: Any) -> bool:
    """Whether a file that was read as a whole still has its preamble and its file meta group."""
    source: Stored = data_set._source
    record = source.record
    if record is None or not source.is_whole or not _is_of(data_set.file_meta, record):
        return False
    return (data_set.preamble or b"") == record.preamble


def _is_of(meta: Any, record: Record) -> bool:
    """Whether file meta information was read with a file, rather than with another one."""
    return meta is not None and type(meta._source) is Stored and meta._source.rows is record.meta


def _with_opening(
    data_set: Any, codec: Codec, record: Any, content: list[bytes] | None, wrapper: str
) -> list[bytes]:
    """A file that was read: its opening and file meta group as they were, but for what changed."""
    source: Stored = data_set._source
    meta = data_set.file_meta
    changed_meta = DataSetWriter(codec, record.meta_layout).changed(meta) if meta is not None else []
    if content is None and changed_meta is None and source.later is not None and _has_its_opening(data_set):
        return [source.later.data]
    head = [record.leading, data_set.preamble or b"", record.prefix]
    head += meta._source.stretches() if changed_meta is None else changed_meta
    if wrapper == PLAIN:
        return head + (list(source.stretches()) if content is None else content)
    if record.wrapper == PLAIN:
        return [*head, deflated(b"".join(source.stretches() if content is None else content), wrapper)]
    held = record.data_set[1]
    if content is None and record.wrapper == wrapper:
        return [*head, held.fields["compressed"], held.fields["excess"]]
    inside = b"".join(source.stretches() if content is None else content)
    return [*head, deflated(inside, wrapper), beyond_padding(**held.fields)]


def _opening(data_set: Any, codec: Codec) -> list[bytes]:
    """Preamble, prefix and file meta group of a data set that was never read."""
    meta = getattr(data_set, "file_meta", None)
    if meta is None or not len(meta):
        return []
    preamble = (getattr(data_set, "preamble", None) or b"").ljust(PREAMBLE_LENGTH, b"\0")
    group_length = Tag(META_GROUP_LENGTH)
    meta = meta.copy()
    if group_length in meta:
        del meta[group_length]
    content = DataSetWriter(codec, EXPLICIT_LE).write(meta)
    number = codec.vrs[GROUP_LENGTH_VR].kind.encode(size_of(content), EXPLICIT_LE.order, DEFAULT_CHARACTER_SETS)
    head = encoders_of(codec, EXPLICIT_LE).header(group_length, GROUP_LENGTH_VR, len(number))
    return [preamble, PREFIX, head, number, *content]


def encoding_of(
    data_set: Any, codec: Codec, implicit_vr: bool | None, little_endian: bool | None
) -> tuple[Layout, str]:
    """The layout and wrapping to write a data set in: asked for, declared, or as it was read."""
    if implicit_vr is not None and little_endian is not None:
        return Layout(implicit_vr, ByteOrder.LITTLE if little_endian else ByteOrder.BIG), PLAIN
    record = record_of(data_set)
    meta = getattr(data_set, "file_meta", None)
    if meta is not None and record is not None and _is_of(meta, record) and not meta._is_looked_into:
        return record.layout, record.wrapper
    uid = meta.get("TransferSyntaxUID") if meta is not None else None
    if record is not None and (uid or None) == record.declared:
        return record.layout, record.wrapper
    if uid is not None:
        encoding = codec.encoding_for(str(uid))
        return encoding.layout, DEFLATE_WRAPPER if encoding.deflated else PLAIN
    if record is not None:
        return record.layout, record.wrapper
    raise ValueError(
        "nothing says how to encode the data set: set file_meta.TransferSyntaxUID, or implicit_vr and little_endian"
    )


def record_of(data_set: Dataset) -> Record | None:
    """What surrounded a data set in the file that it was read from."""
    source = data_set._source
    return source.record if isinstance(source, Stored) else None
