"""The one writer: a level as it is written, of slices of the source and of what was made anew between them.

Trees and data sets both write by it. Bytes travel as a list of pieces. Small ones are joined, large ones are handed
on as they are, so that a large value is not copied on its way into the file, however deep it stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.store import LARGE, Chunked, Store

ELEMENT_NUMBER = 0xFFFF
"""The bits of a tag that have its element number, which is 0 in a group length's (PS3.5 7.2)."""


def written_out(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces as bytes, one after another; what stands in buffers or was left to be read later is read now."""
    for piece in pieces:
        if isinstance(piece, Chunked):
            yield from piece.chunks()
        else:
            yield piece


def joined(pieces: Iterable[bytes]) -> bytes:
    """All bytes of pieces."""
    return b"".join(written_out(pieces))


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


def has_group_lengths(tags: Iterable[BaseTag]) -> bool:
    """Whether any tag is that of a group length (PS3.5 7.2)."""
    return not all(tag & ELEMENT_NUMBER for tag in tags)


class LevelWriter:
    """One level, written token by token in its order: kept, replaced, dropped or inserted.

    A group length that was right stays right, and one that was wrong stays wrong (PS3.5 7.2).

    Parameters
    ----------
    store
        The bytes that were read.
    order
        The byte order of its group lengths; None where there are none, so that nothing is counted.
    """

    __slots__ = ("_after", "_before", "_end", "_lengths", "_made", "_order", "_start", "_store")

    def __init__(self, store: Store, order: ByteOrder | None) -> None:
        self._made: list[bytes] = []
        self._store = store
        self._order = order
        self._start = self._end = 0
        """The run of tokens kept last, which is one slice of the store."""
        self._before: dict[int, int] = defaultdict(int)
        self._after: dict[int, int] = defaultdict(int)
        """By group, how many bytes its elements had, and have, but for the group length."""
        self._lengths: list[tuple[int, int, bool]] = []
        """Of each group length: the place of its value among the pieces, its group, and whether it was read."""

    def keep(self, tag: BaseTag | None, start: int, end: int) -> None:
        """Write a token as it was read: the bytes from `start` to `end`; `tag` is None for what is no element."""
        if self._order is not None and tag is not None:
            self._before[tag >> 16] += end - start
            self._after[tag >> 16] += end - start
        if start != self._end:
            self._flush()
            self._start = start
        self._end = end

    def keep_group_length(self, tag: BaseTag, start: int, value: int, end: int) -> None:
        """Write a group length as it was read, whose value begins at `value`; it follows where it was right."""
        pieces = [self._store.stretch(start, value), *self._store.stretches(value, end)]
        self.replace(tag, end - start, pieces)

    def replace(self, tag: BaseTag | None, before: int, pieces: list[bytes]) -> None:
        """Write pieces in place of a token of `before` bytes; 0 for one that is inserted.

        Of a group length, the header and the value are a piece each.
        """
        self._flush()
        if self._order is not None and tag is not None:
            if tag & ELEMENT_NUMBER:
                self._before[tag >> 16] += before
                self._after[tag >> 16] += size_of(pieces)
            elif len(pieces) == 2:
                self._lengths.append((len(self._made) + 1, tag >> 16, bool(before)))
        self._made += pieces

    def insert(self, tag: BaseTag, pieces: list[bytes]) -> None:
        """Write an element that was not read."""
        self.replace(tag, 0, pieces)

    def drop(self, tag: BaseTag | None, before: int) -> None:
        """Leave out a token of `before` bytes."""
        self.replace(tag, before, [])

    def _flush(self) -> None:
        if self._end > self._start:
            self._made += self._store.stretches(self._start, self._end)
            self._start = self._end

    def pieces(self) -> list[bytes]:
        """All that was written, with its group lengths made right."""
        self._flush()
        if self._order is not None:
            number = int32(self._order)
            for place, group, was_read in self._lengths:
                value, counted = self._made[place], self._before[group]
                is_number = len(value) == number.sizeof() and (was_read or counted)
                if is_number and number.parse(value) == counted:
                    self._made[place] = number.build(self._after[group])
        return gathered(self._made)
