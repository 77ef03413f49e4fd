"""Encapsulated values made of buffers: frames stay in their files until the value is read (PS3.5 A.4)."""

from __future__ import annotations

import io
import os
from bisect import bisect_right
from typing import Any

from dicomconstruct.dataelem.buffered import kept_position, length_of
from dicomconstruct.encapsulation.building import (
    extended_table,
    item_header,
    offset_table_item,
    starts_of,
)
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.primitives import ALIGNMENT
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.sources import read_fully

USUAL_READ = 8192


class BufferedItem:
    """A buffer as an item: a header, the bytes of the buffer, and a zero if their number is odd.

    Parameters
    ----------
    buffer
        A readable and seekable buffer.

    Raises
    ------
    ValueError
        When it has more bytes than an item can have.
    TypeError
        When it is not a buffer.
    """

    def __init__(self, buffer: io.BufferedIOBase) -> None:
        self.buffer = buffer
        if not isinstance(buffer, io.BufferedIOBase):
            raise TypeError("the buffer must inherit from 'io.BufferedIOBase'")
        with kept_position(buffer):
            buffer.seek(0)
            self._held = length_of(buffer)
        largest = largest_length(HeaderForm.IMPLICIT)
        if self._held > largest:
            raise ValueError(f"Buffers containing more than {largest} bytes are not supported")
        self._padding = bool(self._held % ALIGNMENT)
        self._item = item_header(self._held + self._padding)
        self.length = len(self._item) + self._held + self._padding
        """The length with header and padding."""

    @property
    def value_length(self) -> int:
        """The length without the header."""
        return self.length - len(self._item)

    def read(self, start: int, size: int) -> bytes:
        """At most `size` bytes of the item from `start` on; the position of the buffer is restored.

        Raises ValueError for a start outside the item.
        """
        if not 0 <= start < self.length:
            raise ValueError(
                f"Invalid 'start' value '{start}', must be in the closed interval [0, {self.length - 1}]"
            )
        data = self._item[start : start + size]
        with kept_position(self.buffer):
            self.buffer.seek(max(0, start - len(self._item)))
            data += read_fully(self.buffer, size - len(data))
        is_at_padding = self._padding and start + len(data) == self.length - 1
        return data + b"\0" if is_at_padding and len(data) < size else data


class EncapsulatedBuffer(io.BufferedIOBase):
    """The value of Pixel Data for compressed frames in buffers, itself a readable buffer.

    Parameters
    ----------
    buffers
        The frames, each of them one fragment.
    use_bot
        Whether the basic offset table has offsets; else it is empty.

    Raises
    ------
    TypeError
        When `buffers` is not a list of buffers.
    ValueError
        When one is closed, cannot be read, or has more bytes than a fragment can have.
    """

    def __init__(self, buffers: list[io.BufferedIOBase], use_bot: bool = False) -> None:
        if not isinstance(buffers, list) or not all(isinstance(one, io.BufferedIOBase) for one in buffers):
            raise TypeError("'buffers' must be a list of objects that inherit from 'io.BufferedIOBase'")
        self._items = [BufferedItem(buffer) for buffer in buffers]
        self._table = offset_table_item(self.offsets if use_bot else [])
        self._starts = [len(self._table) + offset for offset in self.offsets]
        self._here = 0

    @property
    def basic_offset_table(self) -> bytes:
        """The first item of the value."""
        return self._table

    @property
    def closed(self) -> bool:
        """Whether any of the buffers is closed."""
        return any(item.buffer.closed for item in self._items)

    @property
    def encapsulated_length(self) -> int:
        """The bytes of the value."""
        return len(self._table) + sum(self.lengths)

    @property
    def lengths(self) -> list[int]:
        """The bytes of each item, its header included."""
        return [item.length for item in self._items]

    @property
    def offsets(self) -> list[int]:
        """The offset of each item, counted from the first item after the table."""
        return starts_of(self.lengths)

    @property
    def extended_lengths(self) -> bytes:
        """The value of Extended Offset Table Lengths (PS3.3 C.7.6.3.1.9)."""
        return extended_table(item.value_length for item in self._items)

    @property
    def extended_offsets(self) -> bytes:
        """The value of Extended Offset Table (PS3.3 C.7.6.3.1.8)."""
        return extended_table(self.offsets)

    def readable(self) -> bool:
        """Whether all buffers can be read."""
        return all(item.buffer.readable() for item in self._items)

    def seekable(self) -> bool:
        """Whether all buffers are seekable."""
        return all(item.buffer.seekable() for item in self._items)

    def tell(self) -> int:
        """The position of the next byte that is read."""
        return self._here

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Move to another position, not before the beginning; returns it.

        Raises ValueError for a negative offset from the beginning, and for an unknown `whence`.
        """
        if whence == os.SEEK_SET and offset < 0:
            raise ValueError(f"Negative seek 'offset' value {offset}")
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._here, os.SEEK_END: self.encapsulated_length}
        if whence not in bases:
            raise ValueError("Invalid 'whence' value, should be 0, 1 or 2")
        self._here = max(0, bases[whence] + offset)
        return self._here

    def read(self, size: int | None = USUAL_READ, /) -> bytes:
        """At most `size` bytes from the position on; all for None or a negative size."""
        left = self.encapsulated_length - self._here if size is None or size < 0 else size
        pieces = []
        while left > 0 and (piece := self._piece(left)):
            pieces.append(piece)
            left -= len(piece)
            self._here += len(piece)
        return b"".join(pieces)

    def _piece(self, size: int) -> bytes:
        """Some bytes of the item at the position; empty at the end, or where the buffer gives none."""
        if self._here < len(self._table):
            return self._table[self._here : self._here + size]
        place = bisect_right(self._starts, self._here) - 1
        if place < 0 or self._here >= self.encapsulated_length:
            return b""
        return self._items[place].read(self._here - self._starts[place], size)

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer from the position on; give the number of bytes."""
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def encapsulate_buffer(buffers: list[io.BufferedIOBase], has_bot: bool = True) -> EncapsulatedBuffer:
    """As `encapsulate`, of frames in buffers, each one fragment; errors are those of `EncapsulatedBuffer`."""
    return EncapsulatedBuffer(buffers, use_bot=has_bot)


def encapsulate_extended_buffer(buffers: list[io.BufferedIOBase]) -> tuple[EncapsulatedBuffer, bytes, bytes]:
    """As `encapsulate_extended`, of frames in buffers; errors are those of `EncapsulatedBuffer`."""
    made = EncapsulatedBuffer(buffers)
    return made, made.extended_offsets, made.extended_lengths
