"""Values that are files or other buffers: large values that are written without being held in memory.

A buffer is written from its position to its end, and compared from its beginning. Both restore the position.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import SEEK_END, IOBase
from itertools import zip_longest
from typing import Any

from dicomconstruct.sources import read_fully

CHUNK = 1 << 16
"""Bytes read at a time."""


def is_buffer(value: Any) -> bool:
    """Whether a value is a file or another buffer."""
    return isinstance(value, IOBase)


def check_buffer(buffer: Any) -> None:
    """Raise ValueError for a buffer that is closed, not readable or not seekable."""
    if buffer.closed:
        raise ValueError("the buffer has been closed")
    if not buffer.readable() or not buffer.seekable():
        raise ValueError("the buffer must be readable and seekable")


@contextmanager
def kept_position(buffer: Any) -> Iterator[int]:
    """Give the position of a buffer and restore it at the end. Errors as for `check_buffer`."""
    check_buffer(buffer)
    position: int = buffer.tell()
    try:
        yield position
    finally:
        buffer.seek(position)


def length_of(buffer: Any) -> int:
    """The number of bytes from the position of a buffer to its end. Errors as for `check_buffer`."""
    with kept_position(buffer) as position:
        buffer.seek(0, SEEK_END)
        end: int = buffer.tell()
    return max(0, end - position)


def chunks_of(buffer: Any, size: int = CHUNK) -> Iterator[bytes]:
    """The bytes from the position of a buffer to its end, in chunks. Errors as for `check_buffer`."""
    with kept_position(buffer):
        while chunk := buffer.read(size):
            yield chunk


def same_bytes(one: Any, other: Any) -> bool:
    """Whether two buffers, or a buffer and bytes, have the same content from the beginning."""
    return all(mine == theirs for mine, theirs in zip_longest(_all(one), _all(other)))


def _all(value: Any) -> Iterator[bytes]:
    if not is_buffer(value):
        view = memoryview(value).cast("B")
        yield from (bytes(view[start : start + CHUNK]) for start in range(0, len(view), CHUNK))
        return
    with kept_position(value):
        value.seek(0)
        while chunk := read_fully(value, CHUNK):
            yield chunk
