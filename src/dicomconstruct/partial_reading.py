"""Reading in parts: a file is read chunk by chunk; bytes that are not wanted are dropped, or skipped unread.

Offsets count from the beginning of the file throughout. A reading holds one chunk; the bytes of it that are wanted
go into the store before the next chunk replaces it.
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
"""Bytes read at first, and behind a value that was skipped: as many as most files have before their pixels."""

LARGEST_CHUNK = 1 << 20
"""Chunks grow up to this while nothing is skipped."""


class Chosen(NamedTuple):
    """What a choice takes of the outermost level of a data set."""

    rows: list[Row]
    """The elements of what is read."""
    left_out: list[Row]
    """Elements that are left out, but tell what those mean: private creators, Pixel Representation."""
    stopped: int | None
    """The offset where reading ended; None where it did not before the end of the file."""


class Choice(NamedTuple):
    """What is wanted of the outermost level of a data set.

    Parameters
    ----------
    before
        Reading ends before the first element with one of these keys.
    stops
        ``stops(row)``: whether reading ends before that element; asked once of each. None for no such condition.
    keys
        The elements wanted; None for all.
    context
        Of `keys`, those that only tell what others mean, and are no elements of what is read.
    defer_size
        Values longer than this are read when they are asked for; None for no limit.
    """

    before: frozenset[Any] = frozenset()
    stops: Callable[[Row], bool] | None = None
    keys: frozenset[Any] | None = None
    left_out: frozenset[Any] = frozenset()
    defer_size: int | None = None

    def of(self, rows: list[Row]) -> Chosen:
        """What is chosen of the rows of a whole level."""
        stopped = None
        if self.before or self.stops is not None:
            place = self.end_among(rows)
            if place is not None:
                rows, stopped = rows[:place], rows[place][OFFSET]
        return self.sorted_out(rows, stopped)

    def sorted_out(self, rows: list[Row], stopped: int | None) -> Chosen:
        """The rows of a level up to where reading ends: the wanted ones, and those that tell what they mean."""
        if self.keys is None:
            return Chosen(rows, [], stopped)
        rows, tags = self.wanted(rows), self.left_out
        left_out = [row for row in rows if row[KEY] in tags]
        return Chosen([row for row in rows if row[KEY] not in tags] if left_out else rows, left_out, stopped)

    def end_among(self, rows: list[Row]) -> int | None:
        """The place of the row before which reading ends; None where it goes on. Asks the condition."""
        place = None
        if self.before:
            is_before = map(self.before.__contains__, [row[KEY] for row in rows])
            place = next(compress(count(), is_before), None)
        if self.stops is not None:
            return next((number for number, row in enumerate(rows[:place]) if self.stops(row)), place)
        return place

    def wanted(self, rows: list[Row]) -> list[Row]:
        """Those of the rows that are wanted."""
        keys = self.keys
        return rows if keys is None else [row for row in rows if row[KEY] in keys]

    @property
    def keeps_all(self) -> bool:
        """Whether the elements before the end of reading lie side by side, with their values."""
        return self.keys is None and self.defer_size is None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out, though something may be left for later."""
        return not self.before and self.stops is None and self.keys is None

    def defers(self, row: Row) -> bool:
        """Whether a row's value is left for later."""
        return self.defer_size is not None and end_of(row) - row[OFFSET] - row[SHAPE].size > self.defer_size


EVERYTHING = Choice()


class InParts(NamedTuple):
    """A file of which a part was read: its opening, what was chosen of its data set, and their bytes."""

    record: Record
    chosen: Chosen
    store: Store


class ChunkReading(Reading):
    """A chunk of a file for emitted code, and the whole file for the rules."""

    __slots__ = ("_source",)

    def __init__(self, source: SeekableInput, bound: Bound) -> None:
        super().__init__(b"", bound)
        self._source = source
        self.reach = 0

    @property
    def stream(self) -> BinaryIO:
        """The whole file as the rules look at it; not kept, so that the chunk goes as soon as the reading does."""
        return cast(BinaryIO, ReadingStream(self))

    @property
    def end(self) -> int:
        return self._source.size

    @property
    def chunk_end(self) -> int:
        """The offset behind the last byte at hand."""
        return self.base + len(self.data)

    def load(self, start: int, length: int) -> None:
        """Have the bytes from `start` on at hand: `length` of them or a little more, fewer at the end."""
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
    """Read a file without what is not wanted of it.

    None where it has to be read whole: a deflated data set, and fragments where nothing is left out.

    Of a file without prefix, which may be anything, only the opening is read unless `force` is set.

    Raises
    ------
    OSError
        When the file cannot be read.
    DicomError
        When it ends before it should.
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
    """What a file has before its data set, read from a chunk that is as long as that takes."""
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
        """How many rows are wanted and in the store."""
        self._asked = -1
        """The offset of the last row that the condition was asked about."""
        self._end = 0
        """The offset behind what was put into the store last."""
        self._stopped: int | None = None
        self.store = Store(size=source.size)

    def chosen_of(self, later: UnreadLevel) -> Chosen | None:
        """What is chosen of a data set; None where fragments are to be read whole."""
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
        """Have the bytes from `pos` on at hand; more than before, where none was skipped."""
        reading = self._reading
        is_next = reading.base <= pos <= reading.chunk_end
        reading.load(pos, min(4 * len(reading.data), LARGEST_CHUNK) if is_next else FIRST_CHUNK)

    def _put_into_store(self, top: RowFrame, pos: int, *, is_open: bool) -> None:
        """Put what is wanted up to `pos` into the store, before other bytes are at hand.

        Rows that are not wanted go, but for the last: the rules look at it, and may have it read once more.
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
        """The place of the row before which reading ends, or None; a row is asked about once."""
        unasked = next((place for place, row in enumerate(rows) if row[OFFSET] > self._asked), len(rows))
        place = self._choice.end_among(rows[unasked:])
        if rows:
            self._asked = max(self._asked, rows[-1][OFFSET])
        return None if place is None else unasked + place

    def _first_value_apart(self, wanted: list[Row], opened: Row | None) -> int | None:
        """The offset of the first value of the chunk that is kept by itself, or None."""
        for row in wanted[-1:]:
            if self._is_apart(row, opened):
                return int(row[OFFSET] + row[SHAPE].size)
        return None

    def _is_apart(self, row: Row, opened: Row | None) -> bool:
        """Whether a value reaches out of the chunk, and is to be in the store as one piece."""
        if len(row) > CHILDREN and row[CHILDREN] is not None and not _has_fragments(row):
            return False
        if row is opened:
            return True
        reading = self._reading
        is_inside = reading.base <= row[OFFSET] and end_of(row) <= reading.chunk_end
        return not is_inside and not self._choice.defers(row)

    def _keep(self, rows: list[Row], opened: Row | None, pos: int) -> None:
        """Put rows into the store; only the first, from before this chunk, and the last may reach out of it."""
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
        """Put rows into the store, those side by side in one piece; of an open one what is there up to `pos`."""
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
        """Hold what a token that ends there looks ahead at, where what follows is not wanted."""
        self._hold(end, min(end + REACH, self._source.size))

    def _hold_apart(self, row: Row, value: int) -> None:
        """Put a value into the store as one piece, or fragments as one and their delimiter as another."""
        end = last = end_of(row)
        if len(row) > CHILDREN and row[CHILDREN] and _has_fragments(row):
            last = row[CHILDREN][-1][OFFSET]
        for start, stop in ((value, last), (last, end)):
            if start < stop and not self.store.holds(start, stop):
                self.store.hold(start, self._source.read(start, stop))

    def _hold(self, start: int, end: int) -> None:
        """Put a stretch into the store: what is at hand of it, and the rest as it is read."""
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
