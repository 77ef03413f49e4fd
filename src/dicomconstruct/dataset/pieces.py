"""The pieces of a data set that is put together, and the group lengths among them (PS3.5 7.2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, cast

from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, Row, end_of
from dicomconstruct.config import options
from dicomconstruct.dataelem.buffered import chunks_of, length_of
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, Kind
from dicomconstruct.grammar.primitives import ALIGNMENT, ByteOrder
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.store import LARGE, Store, Unread

GROUP_LENGTH_VR = "UL"
ELEMENT_NUMBER = 0xFFFF
"""The bits of a tag that have its element number, which is 0 in a group length's."""


class Streamed:
    """A piece that is read from a buffer when it is written, padded to an even length.

    Parameters
    ----------
    buffer
        What it is read from, from where that stands to its end.

    Raises
    ------
    ValueError
        When the buffer is closed or cannot be read.
    """

    __slots__ = ("_buffer", "_held")

    def __init__(self, buffer: Any) -> None:
        self._buffer = buffer
        self._held = length_of(buffer)

    def __len__(self) -> int:
        return self._held + self._held % ALIGNMENT

    def chunks(self) -> Iterator[bytes]:
        """Its bytes, as many at a time as `config.settings.buffered_read_size` says.

        Raises OSError where the buffer has fewer than when it was asked first.
        """
        left = self._held
        for chunk in chunks_of(self._buffer, options().buffered_read_size):
            yield chunk[:left]
            left -= min(left, len(chunk))
        if left:
            raise OSError(f"the buffer of a value has {left} bytes fewer than it had")
        yield b"\0" * (self._held % ALIGNMENT)


def piece_of(buffer: Any) -> bytes:
    """What a buffer has from where it stands, as a piece: its bytes where they are few; errors as `Streamed`."""
    streamed = Streamed(buffer)
    # A piece of this size is never joined nor sliced: lists of pieces need not know of the other kind.
    return b"".join(streamed.chunks()) if len(streamed) < LARGE else cast(bytes, streamed)


def written_out(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces as bytes, one after another; what stands in buffers or was left to be read later is read now."""
    for piece in pieces:
        if isinstance(piece, Streamed | Unread):
            yield from piece.chunks()
        else:
            yield piece


def size_of(pieces: Iterable[bytes]) -> int:
    """How many bytes there are in all."""
    return sum(map(len, pieces))


def gathered(pieces: list[bytes]) -> list[bytes]:
    """The same bytes in fewer pieces: neighbours are joined, but for large ones, which stay what they are."""
    if len(pieces) < 2:
        return pieces
    if max(map(len, pieces)) < LARGE:
        return [b"".join(pieces)]
    made, start = [], 0
    for place, piece in enumerate(pieces):
        if len(piece) >= LARGE:
            made += [b"".join(pieces[start:place]), piece] if start < place else [piece]
            start = place + 1
    return [*made, b"".join(pieces[start:])] if start < len(pieces) else made


class Pieces:
    """What is written of a data set that was read: rows that are kept, and pieces made anew between them.

    Rows that stand side by side are taken from the store in one slice.
    """

    __slots__ = ("_end", "_start", "_store", "made")

    def __init__(self, store: Store) -> None:
        self.made: list[bytes] = []
        self._store = store
        self._start = self._end = 0

    def keep(self, row: Row) -> None:
        """Write a row as it was read."""
        start = row[OFFSET]
        if start != self._end:
            self.flush()
            self._start = start
        end = row[END]
        self._end = end_of(row) if end is None or len(row) > CHILDREN else end

    def flush(self) -> int:
        """Put the rows kept last among the pieces; gives the place of what is made next."""
        if self._end > self._start:
            self.made += self._store.stretches(self._start, self._end)
            self._start = self._end
        return len(self.made)


class GroupLengths:
    """The group lengths of a data set that was read; those that were right stay right.

    Parameters
    ----------
    rows
        The data set as it was read.
    kind
        How a group length is encoded: the value kind of UL.
    order
        The byte order.
    """

    def __init__(self, rows: Iterable[Row], kind: Kind, order: ByteOrder) -> None:
        self._decode = partial(kind.decode, order=order, charsets=DEFAULT_CHARACTER_SETS)
        self._encode = partial(kind.encode, order=order, charsets=DEFAULT_CHARACTER_SETS)
        self._width = len(self._encode(0))
        self._right: list[tuple[int, int]] = []
        self._before: dict[int, int] = {}
        self._after: dict[int, int] = {}
        for row in rows:
            tag = row[KEY]
            if tag is not None and tag & ELEMENT_NUMBER:
                self._before[tag >> 16] = self._before.get(tag >> 16, 0) + end_of(row) - row[OFFSET]

    @staticmethod
    def among(tags: Iterable[BaseTag]) -> bool:
        """Whether any tag is that of a group length."""
        return not all(tag & ELEMENT_NUMBER for tag in tags)

    def wrote(self, tag: BaseTag, before: int, pieces: list[bytes], place: int) -> None:
        """Take note of an element that is written as the pieces from `place` on, and had `before` bytes.

        A group length becomes one piece.
        """
        group, size = tag >> 16, size_of(pieces[place:])
        if tag & ELEMENT_NUMBER:
            self._after[group] = self._after.get(group, 0) + size
            return
        pieces[place:] = [b"".join(written_out(pieces[place:]))]
        if size == before > self._width:
            length = self._decode(pieces[place][-self._width :])
            if length == self._before.get(group, 0):
                self._right.append((place, group))

    def correct(self, pieces: list[bytes]) -> None:
        """Write those anew that were right; `pieces` are those that `wrote` has seen."""
        for place, group in self._right:
            pieces[place] = pieces[place][: -self._width] + self._encode(self._after.get(group, 0))
