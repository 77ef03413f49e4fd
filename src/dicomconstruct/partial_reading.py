"""Reading in parts: a file is read chunk by chunk, and the bytes of elements that are not chosen are skipped.

All offsets are absolute. A reading holds one chunk; the bytes of chosen elements go into the store before the next
chunk replaces it.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from itertools import compress, count, pairwise
from sys import maxsize
from typing import Any, BinaryIO, NamedTuple, cast

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import (
    CHILDREN,
    KEY,
    OFFSET,
    REACH,
    SHAPE,
    Bound,
    Incomplete,
    Lazy,
    Reading,
    ReadingStream,
    Row,
    RowFrame,
    UnreadLevel,
    end_of,
)
from dicomconstruct.config import logger
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import FRAGMENTS
from dicomconstruct.sources import SeekableInput
from dicomconstruct.tree.store import Store

FIRST_CHUNK = 1 << 14
"""Size of the first chunk, and of that after a skipped value; most files have fewer bytes before their pixels."""

LARGEST_CHUNK = 1 << 20
"""The maximum size of chunks, which grow while nothing is skipped."""


class Chosen(NamedTuple):
    """The rows that a `Choice` selects from the outermost level of a data set."""

    rows: list[Row]
    """The chosen elements."""
    left_out: list[Row]
    """Elements that the chosen ones need but that were not asked for: private creators, Pixel Representation."""
    stopped: int | None
    """The offset where reading ended; None at the end of the file."""


class Choice(NamedTuple):
    """A selection of elements of the outermost level of a data set.

    Parameters
    ----------
    before
        Reading ends before the first element with one of these keys.
    stops
        ``stops(row)``: whether reading ends before that element; called once for each. None for no condition.
    keys
        The elements to read; None for all.
    left_out
        Those of `keys` that others need but that were not asked for.
    defer_size
        Longer values are read at the first access; None for no limit.
    """

    before: frozenset[Any] = frozenset()
    stops: Callable[[Row], bool] | None = None
    keys: frozenset[Any] | None = None
    left_out: frozenset[Any] = frozenset()
    defer_size: int | None = None

    def of(self, rows: list[Row]) -> Chosen:
        """Select from the rows of a whole level."""
        stopped = None
        if self.before or self.stops is not None:
            place = self.end_among(rows)
            if place is not None:
                rows, stopped = rows[:place], rows[place][OFFSET]
        return self.sorted_out(rows, stopped)

    def sorted_out(self, rows: list[Row], stopped: int | None) -> Chosen:
        """Split the rows of a level up to the end of reading into chosen ones and left out ones."""
        if self.keys is None:
            return Chosen(rows, [], stopped)
        rows, tags = self.wanted(rows), self.left_out
        left_out = [row for row in rows if row[KEY] in tags]
        return Chosen([row for row in rows if row[KEY] not in tags] if left_out else rows, left_out, stopped)

    def end_among(self, rows: list[Row]) -> int | None:
        """The index of the row before which reading ends, or None. Calls the condition."""
        place = None
        if self.before:
            is_before = map(self.before.__contains__, [row[KEY] for row in rows])
            place = next(compress(count(), is_before), None)
        if self.stops is not None:
            return next((number for number, row in enumerate(rows[:place]) if self.stops(row)), place)
        return place

    def wanted(self, rows: list[Row]) -> list[Row]:
        """The rows with one of `keys`."""
        keys = self.keys
        return rows if keys is None else [row for row in rows if row[KEY] in keys]

    @property
    def keeps_all(self) -> bool:
        """Whether all elements before the end of reading are kept with their values."""
        return self.keys is None and self.defer_size is None

    @property
    def is_everything(self) -> bool:
        """Whether all elements are read, though values may be deferred."""
        return not self.before and self.stops is None and self.keys is None

    def defers(self, row: Row) -> bool:
        """Whether the value of a row is deferred."""
        return self.defer_size is not None and end_of(row) - row[OFFSET] - row[SHAPE].size > self.defer_size


EVERYTHING = Choice()


class InParts(NamedTuple):
    """A file read in parts: its record, the chosen rows of its data set, and their bytes."""

    record: Record
    chosen: Chosen
    store: Store


class ChunkReading(Reading):
    """A chunk of a file for emitted code, and the whole file for the recovery rules."""

    __slots__ = ("_source",)

    def __init__(self, source: SeekableInput, bound: Bound) -> None:
        super().__init__(b"", bound)
        self._source = source
        self.reach = 0

    @property
    def stream(self) -> BinaryIO:
        """The whole file for the recovery rules; not cached, so that no reference cycle keeps the chunk."""
        return cast(BinaryIO, ReadingStream(self))

    @property
    def end(self) -> int:
        return self._source.size

    @property
    def chunk_end(self) -> int:
        """The offset after the last byte of the chunk."""
        return self.base + len(self.data)

    def load(self, start: int, length: int) -> None:
        """Replace the chunk by the bytes from `start` on: `length` or a little more, fewer at the end."""
        end = min(self.end, start + max(length, 2 * REACH))
        self.data = self._source.read(start, end)
        self.base = start
        self.reach = maxsize if end == self.end else end - REACH

    def stretch(self, start: int, end: int) -> bytes:
        if self.base <= start and end <= self.chunk_end:
            return self.data[start - self.base : end - self.base]
        end = min(end, self.end)
        return self._source.read(start, end) if start < end else b""


def read_in_parts(codec: Codec, source: SeekableInput, choice: Choice, *, force: bool) -> InParts | None:
    """Read the chosen elements of a file.

    Gives None for files that are read whole: with a deflated data set, or with fragments under `EVERYTHING`. Of a
    file without prefix, only the record is read unless `force` is set.

    Raises
    ------
    OSError
        When the file cannot be read.
    DicomError
        When it has fewer bytes than its size.
    """
    reading = ChunkReading(source, codec.bound)
    record = _opening(codec, reading)
    if not record.prefix and not force:
        return InParts(record, Chosen([], [], None), Store(size=source.size))
    later = record.data_set[1]
    if record.wrapper != PLAIN or not isinstance(later, UnreadLevel):
        return None
    reader = _PartReader(codec, source, reading, choice)
    chosen = reader.chosen_of(later)
    return None if chosen is None else InParts(record, chosen, reader.store)


def _opening(codec: Codec, reading: ChunkReading) -> Record:
    """The record of a file up to its data set; the chunk grows until it holds all of it."""
    length = FIRST_CHUNK
    while True:
        reading.load(0, length)
        with suppress(Incomplete):
            record = Record(*codec.compiled.compiled.read_from(reading, reading.end, Lazy.LATER))
            if record.data_set_offset <= reading.chunk_end:
                return record
        length *= 4


class _PartReader:
    """Reads the outermost level chunk by chunk."""

    def __init__(self, codec: Codec, source: SeekableInput, reading: ChunkReading, choice: Choice) -> None:
        self._readers = codec.compiled.compiled.namespace["READERS"]
        self._source = source
        self._reading = reading
        self._choice = choice
        self._in_store = 0
        """The number of chosen rows that are in the store."""
        self._asked = -1
        """The offset of the last row that the condition was called for."""
        self._end = 0
        """The offset after the bytes put into the store last."""
        self._stopped: int | None = None
        self.store = Store(size=source.size)

    def chosen_of(self, later: UnreadLevel) -> Chosen | None:
        """The chosen rows of a data set; None for fragments that are read whole."""
        reading, before = self._reading, self._choice.before
        top = RowFrame(self._readers[later.start], later.start, later.end, False, None, None, 0, [], reading, True)
        frame: RowFrame | None = top
        pos = later.pos
        while frame is not None:
            if not reading.base <= pos < reading.reach:
                if self._choice == EVERYTHING and top.rows and _has_fragments(top.rows[-1]):
                    return None
                self._put_into_store(top, pos, is_open=frame is not top)
                if self._stopped is not None:
                    break
                self._load(pos)
            try:
                pos, frame = frame.read(reading.data, pos, frame, reading)
            except Incomplete as edge:
                pos, frame = edge.pos, edge.frame
            if frame is not None and frame.parent is top and top.rows[-1][KEY] in before:
                break
        if self._stopped is None:
            self._put_into_store(top, pos, is_open=frame is not None and frame is not top)
        self._hold_ahead(self._end)
        return self._choice.sorted_out(top.rows, self._stopped)

    def _load(self, pos: int) -> None:
        """Load the chunk at `pos`; a larger one than before unless bytes were skipped."""
        reading = self._reading
        is_next = reading.base <= pos <= reading.chunk_end
        reading.load(pos, min(4 * len(reading.data), LARGEST_CHUNK) if is_next else FIRST_CHUNK)

    def _put_into_store(self, top: RowFrame, pos: int, *, is_open: bool) -> None:
        """Put the chosen rows up to `pos` into the store, before the next chunk is loaded.

        Other rows are dropped but for the last, which recovery rules look at and may have read again.
        """
        new = top.rows[self._in_store :]
        place = self._end_among(new)
        if place is not None:
            self._stopped, is_open = new[place][OFFSET], False
            del new[place:]
        wanted = self._choice.wanted(new)
        opened = new[-1] if is_open else None
        if not self.store.data:
            self.store.data = self._reading.data[: self._first_value_apart(wanted, opened)]
        self._keep(wanted, opened, pos)
        top.rows[self._in_store :] = wanted if wanted[-1:] == new[-1:] else [*wanted, new[-1]]
        self._in_store = max(0, len(top.rows) - 1)

    def _end_among(self, rows: list[Row]) -> int | None:
        """The index of the row before which reading ends, or None; the condition is called once for each row."""
        unasked = next((place for place, row in enumerate(rows) if row[OFFSET] > self._asked), len(rows))
        place = self._choice.end_among(rows[unasked:])
        if rows:
            self._asked = max(self._asked, rows[-1][OFFSET])
        return None if place is None else unasked + place

    def _first_value_apart(self, wanted: list[Row], opened: Row | None) -> int | None:
        """The offset of the first value of the chunk that is kept as a piece of its own, or None."""
        for row in wanted[-1:]:
            if self._is_apart(row, opened):
                return int(row[OFFSET] + row[SHAPE].size)
        return None

    def _is_apart(self, row: Row, opened: Row | None) -> bool:
        """Whether a value reaches beyond the chunk and is kept as one piece."""
        if len(row) > CHILDREN and row[CHILDREN] is not None and not _has_fragments(row):
            return False
        if row is opened:
            return True
        reading = self._reading
        is_inside = reading.base <= row[OFFSET] and end_of(row) <= reading.chunk_end
        return not is_inside and not self._choice.defers(row)

    def _keep(self, rows: list[Row], opened: Row | None, pos: int) -> None:
        """Put rows into the store; only the first and the last may reach beyond the chunk."""
        if not self._choice.keeps_all or len(rows) < 3:
            self._keep_each(rows, opened, pos)
            return
        end = end_of(rows[-1])
        if opened is None and end <= len(self.store.data):
            self._end = end
            return
        self._keep_each(rows[:1], opened, pos)
        self._hold(rows[1][OFFSET], rows[-1][OFFSET])
        self._end = rows[-1][OFFSET]
        self._keep_each(rows[-1:], opened, pos)

    def _keep_each(self, rows: list[Row], opened: Row | None, pos: int) -> None:
        """Put rows into the store, adjacent rows as one piece; of an open row the bytes up to `pos`."""
        start = end = self._end
        for row in rows:
            value = row[OFFSET] + row[SHAPE].size
            if row[OFFSET] != end:
                self._hold(start, end)
                if row[OFFSET] > end:
                    self._hold_ahead(end)
                start = row[OFFSET]
            end = value
            if self._is_apart(row, opened):
                if row is not opened:
                    self._hold(start, value)
                    self._hold_apart(row, value)
                    start = end = end_of(row)
            elif row is opened:
                end = value if self._choice.defer_size is not None else pos
            elif self._choice.defers(row):
                logger.debug("Defer size exceeded. Skipping forward to next data element.")
                self.store.deferred.append((value, end_of(row)))
            else:
                end = end_of(row)
        self._hold(start, end)
        self._end = end

    def _hold_ahead(self, end: int) -> None:
        """Hold the bytes that a token ending there looks ahead at, if the next row is not chosen."""
        self._hold(end, min(end + REACH, self._source.size))

    def _hold_apart(self, row: Row, value: int) -> None:
        """Put a value into the store as one piece; fragments and their delimiter as two."""
        end = last = end_of(row)
        if len(row) > CHILDREN and row[CHILDREN] and _has_fragments(row):
            last = row[CHILDREN][-1][OFFSET]
        for start, stop in ((value, last), (last, end)):
            if start < stop and not self.store.holds(start, stop):
                self.store.hold(start, self._source.read(start, stop))

    def _hold(self, start: int, end: int) -> None:
        """Put a stretch into the store, from the chunk as far as it goes, the rest from the file."""
        if end <= len(self.store.data):
            return
        reading = self._reading
        for begin, stop in list(self.store.gaps(start, end)):
            edges = sorted(
                {begin, stop, *(edge for edge in (reading.base, reading.chunk_end) if begin < edge < stop)}
            )
            for first, last in pairwise(edges):
                self.store.hold(first, reading.stretch(first, last))


def _has_fragments(row: Row) -> bool:
    """Whether a row opens a level of fragments (PS3.5 A.4)."""
    return bool(row[SHAPE].body.content == FRAGMENTS)
