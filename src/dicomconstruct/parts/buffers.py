"""What can be asked of any buffer or file: its length, its rest, its pieces, and where something stands in it."""

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
    """The path as text of what names a file; anything else as it is."""
    return os.fspath(file_object) if isinstance(file_object, os.PathLike) else file_object


def check_buffer(buffer: io.BufferedIOBase) -> None:
    """Check that something can be read from and gone about in.

    Raises
    ------
    TypeError
        For no buffer.
    ValueError
        For one that is closed, or cannot be read or gone about in.
    """
    if not isinstance(buffer, io.BufferedIOBase):
        raise TypeError("the buffer must inherit from 'io.BufferedIOBase'")
    buffered.check_buffer(buffer)


def reset_buffer_position(buffer: io.BufferedIOBase) -> AbstractContextManager[int]:
    """Stand where one stood before, afterwards; gives the offset. Errors as for `check_buffer`."""
    check_buffer(buffer)
    return buffered.kept_position(buffer)


def read_buffer(buffer: io.BufferedIOBase, *, chunk_size: int | None = None) -> Iterator[bytes]:
    """What a buffer has from where it stands, piece by piece.

    Parameters
    ----------
    buffer
        The buffer.
    chunk_size
        The bytes of a piece; None for `config.settings.buffered_read_size`.

    Raises
    ------
    ValueError
        For a size that is none, and as for `check_buffer`.
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
    """How many bytes there are from where a buffer stands. Errors as for `check_buffer`."""
    with reset_buffer_position(buffer) as start:
        buffer.seek(0, os.SEEK_END)
        return buffer.tell() - start


def buffer_length(buffer: io.BufferedIOBase) -> int:
    """How many bytes a buffer has. Errors as for `check_buffer`."""
    with reset_buffer_position(buffer):
        buffer.seek(0, os.SEEK_END)
        return buffer.tell()


def buffer_equality(buffer: Any, other: Any) -> bool:
    """Whether a buffer, or bytes, and another hold the same from beginning to end.

    Both stand where they stood, afterwards. False where `other` is neither. Errors as for `check_buffer`.
    """
    if not isinstance(other, bytes | bytearray | io.BufferedIOBase):
        return False
    for one in (buffer, other):
        if not isinstance(one, bytes | bytearray):
            check_buffer(one)
    return buffer is other or buffered.same_bytes(buffer, other)


SEARCHED = 128
"""Bytes that are searched at a time."""
READ_AT_ONCE = 8192


def find_bytes(fp: Any, bytes_to_find: bytes, read_size: int = SEARCHED, rewind: bool = True) -> int | None:
    """Where some bytes stand, from where a file stands on.

    Parameters
    ----------
    fp
        A binary file.
    bytes_to_find
        The bytes.
    read_size
        How many bytes are searched at a time.
    rewind
        Whether the file stands where it stood, afterwards; otherwise behind the bytes, or at its end.

    Returns
    -------
    int or None
        Their offset in the file; None where there are none.
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
    """Where a tag stands, from where a file stands on; all else as for `find_bytes`."""
    return find_bytes(fp, _delimiter(delimiter, is_little_endian), read_size, rewind)


def _delimiter(delimiter: int, is_little_endian: bool) -> bytes:
    order = ByteOrder.LITTLE if is_little_endian else ByteOrder.BIG
    return VRS["AT"].kind.encode(BaseTag(delimiter), order, DEFAULT_CHARACTER_SETS)


def length_of_undefined_length(
    fp: Any, delimiter: int, is_little_endian: bool, read_size: int = SEARCHED, rewind: bool = True
) -> int | None:
    """How many bytes there are up to a tag, from where a file stands on; all else as for `find_bytes`."""
    start: int = fp.tell()
    found = find_delimiter(fp, delimiter, is_little_endian, read_size, rewind)
    return None if found is None else found - start


def absorb_delimiter_item(fp: Any, is_little_endian: bool, delimiter: int) -> None:
    """Go behind a delimiter with its length, where one stands; else stay (PS3.5 7.5)."""
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
    """Read a value that a delimiter ends (PS3.5 7.5).

    Parameters
    ----------
    fp
        A binary file that stands at the value, and behind the delimiter afterwards.
    is_little_endian
        Its byte order.
    delimiter_tag
        The delimiter.
    defer_size
        A longer value is passed over; None for no limit.
    read_size
        How many bytes are searched at a time.

    Returns
    -------
    bytes or None
        The value; None for one that is passed over.

    Raises
    ------
    EOFError
        When there is no delimiter; the file stands where it stood, then.
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
