"""The bytes of a source, as far as they are held. All offsets are absolute.

A store opens no files: the reader puts bytes into it by `Store.hold`, and may give it a `Feed` for bytes that are
requested later.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterator
from operator import itemgetter
from typing import Protocol, cast

from dicomconstruct.errors import DicomError

LEAD = 16
"""Bytes before a stretch that identify a feed: at least the header of an element (PS3.5 7.1)."""
LARGE = 1 << 14
"""A stretch of at least this size that is not held stays unread until it is written."""
CHUNK = 1 << 20
"""Bytes of such a stretch in memory at a time."""

_start_of = itemgetter(0)


class Feed(Protocol):
    """The source of bytes that a store does not hold."""

    def chunks(self, start: int, end: int, lead: bytes, at_a_time: int) -> Iterator[bytes]:
        """The bytes from `start` to `end`.

        Parameters
        ----------
        lead
            The bytes before them when the source was read.
        at_a_time
            The maximum size of a chunk.

        Raises
        ------
        SourceChanged
            When the source is not what it was.
        """


class Chunked:
    """A piece of output whose bytes are read when it is written."""

    __slots__ = ()

    def chunks(self) -> Iterator[bytes]:
        """The bytes in chunks."""
        raise NotImplementedError


class Unread(Chunked):
    """A stretch that is read from the feed of its store at each access, unless the store holds it."""

    __slots__ = ("end", "start", "store")

    def __init__(self, store: Store, start: int, end: int) -> None:
        self.store = store
        self.start = start
        self.end = end

    def __len__(self) -> int:
        return self.end - self.start

    def chunks(self) -> Iterator[bytes]:
        """The bytes in chunks; errors as `Store.stretch`."""
        if self.store.holds(self.start, self.end):
            return self.store.stretches(self.start, self.end)
        return self.store.fetched(self.start, self.end, CHUNK)


class Store:
    """The bytes of rows: all of a source, or the chosen ones.

    Parameters
    ----------
    data
        The bytes from the beginning on.
    size
        The size of the source; that of `data` by default.

    Attributes
    ----------
    feed
        The source of bytes that are not held; None for none.
    deferred
        The deferred stretches.
    """

    __slots__ = ("_pieces", "data", "deferred", "feed", "size")

    def __init__(self, data: bytes = b"", size: int | None = None) -> None:
        self.data = data
        self.size = len(data) if size is None else size
        self.feed: Feed | None = None
        self.deferred: list[tuple[int, int]] = []
        self._pieces: list[tuple[int, bytes]] = []

    @classmethod
    def of(cls, data: bytes, start: int) -> Store:
        """A store of bytes at an offset, such as those of a separate value."""
        if not start:
            return cls(data)
        made = cls(size=start + len(data))
        made.hold(start, data)
        return made

    def hold(self, start: int, data: bytes) -> None:
        """Hold bytes at an offset; bytes held already are not changed."""
        for begin, end in list(self.gaps(start, start + len(data))):
            insort(self._pieces, (begin, data[begin - start : end - start]), key=_start_of)

    def gaps(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a stretch that are not held, as start and end."""
        while start < end:
            found = self._piece_at(start)
            if found is not None:
                start = found[0] + len(found[1])
                continue
            place = bisect_right(self._pieces, start, key=_start_of)
            stop = min(end, self._pieces[place][0]) if place < len(self._pieces) else end
            yield start, stop
            start = stop

    def holds(self, start: int, end: int) -> bool:
        """Whether all bytes of a stretch are held."""
        return end <= len(self.data) or next(self.gaps(start, end), None) is None

    def stretch(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`; missing ones are read from the feed and held.

        Raises
        ------
        SourceChanged
            When the source is not what it was when it was read.
        DicomError
            When they are missing and there is no feed.
        OSError
            When the source cannot be read.
        """
        if end <= len(self.data):
            return self.data[start:end]
        data, base = self.piece(start, end)
        return data[start - base : end - base]

    def piece(self, start: int, end: int) -> tuple[bytes, int]:
        """Bytes that contain a stretch, and their offset; errors as `stretch`."""
        if end <= len(self.data):
            return self.data, 0
        for begin, stop in list(self.gaps(start, end)):
            self.hold(begin, b"".join(self.fetched(begin, stop, stop - begin)))
        begin, data = self._piece_at(start) or (start, b"")
        if end <= begin + len(data):
            return data, begin
        return b"".join(self._held(start, end)), start

    def stretches(self, start: int, end: int) -> Iterator[bytes]:
        """The bytes from `start` to `end` in the pieces held; a large stretch that is not held is an `Unread`.

        Errors are those of `stretch`; `Unread.chunks` raises them too.
        """
        if end <= len(self.data):
            return iter((self.data[start:end],))
        return self._stretches(start, end)

    def _stretches(self, start: int, end: int) -> Iterator[bytes]:
        for begin, stop in self.gaps(start, end):
            yield from self._held(start, begin)
            if stop - begin < LARGE:
                yield from self.fetched(begin, stop, CHUNK)
            else:
                # Pieces of this size are neither joined nor sliced.
                yield cast(bytes, Unread(self, begin, stop))
            start = stop
        yield from self._held(start, end)

    def fetched(self, start: int, end: int, at_a_time: int) -> Iterator[bytes]:
        """Yield the bytes from `start` to `end` of the feed in chunks, which are not held; errors as `stretch`."""
        if self.feed is None:
            raise DicomError("these bytes were left out when the source was read", offset=start)
        return self.feed.chunks(start, end, self.lead(start), at_a_time)

    def hold_deferred(self) -> None:
        """Read and hold all deferred stretches; errors as `stretch`."""
        for start, end in self.deferred:
            self.stretch(start, end)

    def lead(self, start: int) -> bytes:
        """The held bytes right before an offset, to identify the source."""
        begin = max(0, start - LEAD)
        for _, end in self.gaps(begin, start):
            begin = end
        return b"".join(self._held(begin, start))

    def _piece_at(self, offset: int) -> tuple[int, bytes] | None:
        """The piece with the byte at an offset, and its start; None if it is not held."""
        if offset < len(self.data):
            return 0, self.data
        place = bisect_right(self._pieces, offset, key=_start_of) - 1
        if place < 0:
            return None
        start, piece = self._pieces[place]
        return (start, piece) if offset < start + len(piece) else None

    def _held(self, start: int, end: int) -> Iterator[bytes]:
        """The pieces of a held stretch."""
        while start < end:
            found = self._piece_at(start)
            assert found is not None
            begin, piece = found
            yield piece[start - begin : end - begin]
            start = begin + len(piece)
