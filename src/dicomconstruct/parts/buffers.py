"""Functions on buffers and files: length, remaining bytes, chunks, search."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from dicomconstruct import config
from dicomconstruct.dataelem import buffered
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.sources import read_fully
from dicomconstruct.tag import BaseTag


def path_from_pathlike(file_object: Any) -> Any:
    """The path of a path-like object as text; any other object unchanged."""
    return os.fspath(file_object) if isinstance(file_object, os.PathLike) else file_object


def check_buffer(buffer: io.BufferedIOBase) -> None:
    """Check that an object is a readable, seekable buffer.

    Raises
    ------
    TypeError
        For any other object than a buffer.
    ValueError
        For a buffer that is closed, not readable or not seekable.
    """
    if not isinstance(buffer, io.BufferedIOBase):
        raise TypeError("the buffer must inherit from 'io.BufferedIOBase'")
    buffered.check_buffer(buffer)


def reset_buffer_position(buffer: io.BufferedIOBase) -> AbstractContextManager[int]:
    """A context manager that gives the position and restores it at the end. Errors as for `check_buffer`."""
    check_buffer(buffer)
    return buffered.kept_position(buffer)


def read_buffer(buffer: io.BufferedIOBase, *, chunk_size: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a buffer from its position on, in chunks.

    Parameters
    ----------
    buffer
        The buffer.
    chunk_size
        Bytes of a chunk; None for `config.settings.buffered_read_size`.

    Raises
    ------
    ValueError
        For a chunk size below 1, and as for `check_buffer`.
    TypeError
        As for `check_buffer`.
    """
    size = config.options().buffered_read_size if chunk_size is None else chunk_size
    if size <= 0:
        raise ValueError(f"Invalid 'chunk_size' value '{size}', must be greater than 0")
    check_buffer(buffer)
    while piece := buffer.read(size):
        yield piece


def buffer_remaining(buffer: io.BufferedIOBase) -> int:
    """The number of bytes from the position of a buffer to its end. Errors as for `check_buffer`."""
    with reset_buffer_position(buffer) as start:
        buffer.seek(0, os.SEEK_END)
        return buffer.tell() - start


def buffer_length(buffer: io.BufferedIOBase) -> int:
    """The number of bytes in a buffer. Errors as for `check_buffer`."""
    with reset_buffer_position(buffer):
        buffer.seek(0, os.SEEK_END)
        return buffer.tell()


def buffer_equality(buffer: Any, other: Any) -> bool:
    """Whether a buffer or bytes and another have the same content from beginning to end.

    Both positions are restored. False if `other` is neither a buffer nor bytes. Errors as for `check_buffer`.
    """
    if not isinstance(other, bytes | bytearray | io.BufferedIOBase):
        return False
    for one in (buffer, other):
        if not isinstance(one, bytes | bytearray):
            check_buffer(one)
    return buffer is other or buffered.same_bytes(buffer, other)


SEARCHED = 128
"""Bytes searched at a time."""
READ_AT_ONCE = 8192


def find_bytes(fp: Any, bytes_to_find: bytes, read_size: int = SEARCHED, rewind: bool = True) -> int | None:
    """Find bytes in a file from its position on.

    Parameters
    ----------
    fp
        A binary file.
    bytes_to_find
        The bytes.
    read_size
        How many bytes are searched at a time.
    rewind
        Whether to restore the position; otherwise it is after the bytes found, or at the end.

    Returns
    -------
    int or None
        Their offset in the file; None if they are not found.
    """
    start: int = fp.tell()
    seen, place = b"", start
    found = None
    while found is None and (piece := fp.read(read_size)):
        seen += piece
        at = seen.find(bytes_to_find)
        if at >= 0:
            found = place + at
        else:
            kept = seen[max(0, len(seen) - len(bytes_to_find) + 1) :]
            place += len(seen) - len(kept)
            seen = kept
    if rewind:
        fp.seek(start)
    elif found is not None:
        fp.seek(found + len(bytes_to_find))
    return found


def find_delimiter(
    fp: Any, delimiter: int, is_little_endian: bool, read_size: int = SEARCHED, rewind: bool = True
) -> int | None:
    """The offset of a tag from the position of a file on; other parameters as for `find_bytes`."""
    return find_bytes(fp, _delimiter(delimiter, is_little_endian), read_size, rewind)


def _delimiter(delimiter: int, is_little_endian: bool) -> bytes:
    return VRS["AT"].kind.encode(BaseTag(delimiter), ByteOrder.of(is_little_endian), DEFAULT_CHARACTER_SETS)


def length_of_undefined_length(
    fp: Any, delimiter: int, is_little_endian: bool, read_size: int = SEARCHED, rewind: bool = True
) -> int | None:
    """The number of bytes from the position of a file to a tag; other parameters as for `find_bytes`."""
    start: int = fp.tell()
    found = find_delimiter(fp, delimiter, is_little_endian, read_size, rewind)
    return None if found is None else found - start


def absorb_delimiter_item(fp: Any, is_little_endian: bool, delimiter: int) -> None:
    """Skip a delimiter and its length field if the next bytes are one (PS3.5 7.5)."""
    start: int = fp.tell()
    wanted = _delimiter(delimiter, is_little_endian)
    if read_fully(fp, len(wanted)) == wanted:
        read_fully(fp, VRS["UL"].kind.word_size)
    else:
        fp.seek(start)


def read_undefined_length_value(
    fp: Any,
    is_little_endian: bool,
    delimiter_tag: int,
    defer_size: int | float | None = None,
    read_size: int = READ_AT_ONCE,
) -> bytes | None:
    """Read a value of undefined length, which a delimiter ends (PS3.5 7.5).

    Parameters
    ----------
    fp
        A binary file at the position of the value; afterwards after the delimiter.
    is_little_endian
        Its byte order.
    delimiter_tag
        The delimiter.
    defer_size
        A longer value is skipped; None for no limit.
    read_size
        How many bytes are searched at a time.

    Returns
    -------
    bytes or None
        The value; None for a skipped one.

    Raises
    ------
    EOFError
        When there is no delimiter; the position is unchanged.
    """
    start: int = fp.tell()
    length = length_of_undefined_length(fp, delimiter_tag, is_little_endian, read_size)
    if length is None:
        raise EOFError(f"End of file reached before delimiter {BaseTag(delimiter_tag)} found")
    value = None
    if defer_size is None or length <= defer_size:
        value = read_fully(fp, length)
    fp.seek(start + length)
    absorb_delimiter_item(fp, is_little_endian, delimiter_tag)
    return value
