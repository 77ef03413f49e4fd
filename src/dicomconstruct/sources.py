"""Where bytes come from: paths, buffers, files; whole, or in windows that skip what nobody asks for.

The only module that opens files to read them.
"""

from __future__ import annotations

import io
import os
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import compress, count
from typing import Any, BinaryIO, NamedTuple, cast

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import (
    CHILDREN,
    END,
    KEY,
    OFFSET,
    SHAPE,
    Bound,
    Elsewhere,
    Frame,
    Later,
    Lazy,
    OutOfSight,
    Reading,
    Row,
    end_of,
)
from dicomconstruct.config import logger
from dicomconstruct.engines import Record
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import FRAGMENTS
from dicomconstruct.validity import warn

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""What can be read: a path, bytes, or a binary file-like object (seekable or not)."""

WINDOW = 1 << 14
"""Bytes read at first, and after a value that was skipped: where a file has pixels, what stands before them."""

LARGEST_WINDOW = 1 << 20
"""Windows grow up to this while nothing is skipped."""

SMALL = 3 << 17
"""A file of as many bytes is read at once, though a part of it is wanted: it is scanned when it is looked into."""

LARGE = 1 << 21
"""A file of more bytes has its large values read by themselves, so that they are given away without a copy."""

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def source_bytes(source: Source) -> bytes:
    """The bytes of a source. OSError where a path cannot be read, TypeError for anything else."""
    if isinstance(source, str | os.PathLike):
        with opened(source) as file:
            return rest_of(file, size_of_file(file))
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if hasattr(source, "read"):
        data = source.read()
        if isinstance(data, bytes):
            return data
        raise TypeError("a file-like object has to be opened in binary mode")
    raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def path_of(source: Any) -> Any:
    """The path that a source is; None for one that is none."""
    return os.fspath(source) if isinstance(source, str | os.PathLike) else None


def path_bytes(path: str | os.PathLike[str], at_most: int) -> bytes | None:
    """The bytes of a file; None where it has more than `at_most`, or grows meanwhile."""
    handle = os.open(path, _FLAGS)
    try:
        size = os.fstat(handle).st_size
        if size > at_most:
            return None
        data = os.read(handle, size + 1)
        return data if len(data) == size else None
    finally:
        os.close(handle)


def rest_of(file: BinaryIO, size: int) -> bytes:
    """The bytes of an unbuffered file from where it stands, `size` of them unless it grows meanwhile."""
    data = file.read(size + 1)
    if len(data) == size:
        return data
    pieces = [data]
    held = len(data)
    while piece := file.read(max(WINDOW, size + 1 - held)):
        pieces.append(piece)
        held += len(piece)
    return b"".join(pieces)


def read_fully(file: BinaryIO, count: int) -> bytes:
    """So many bytes from where an unbuffered file stands, fewer only where it ends.

    One call of the system gives about 2 GB at most.
    """
    data = file.read(count)
    if len(data) == count or not data:
        return data
    pieces = [data]
    left = count - len(data)
    while left and (piece := file.read(left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def is_seekable(file: Any) -> bool:
    """Whether a file-like object can be read from elsewhere than where it stands."""
    return bool(file.seekable()) if hasattr(file, "seekable") else hasattr(file, "seek") and hasattr(file, "tell")


def size_of_file(file: BinaryIO) -> int:
    """How many bytes there are from where a seekable file stands."""
    start = file.tell()
    size = file.seek(0, os.SEEK_END) - start
    file.seek(start)
    return size


def opened(path: str | os.PathLike[str]) -> BinaryIO:
    """A file opened without a buffer, to be read in windows."""
    return open(path, "rb", buffering=0)


class Store:
    """The bytes that rows count in: all of them, or those that were asked for.

    Parameters
    ----------
    data
        The bytes from the beginning on.
    is_whole
        Whether these are all; else stretches behind them may follow by `keep`.
    path
        Where the rest can be read when it is asked for after all; "" where it cannot.
    timestamp
        When the file was last changed; a warning says where it was again. None where nobody asked.
    base
        Where they begin in the file, for bytes that were taken out of it.
    """

    __slots__ = ("_pieces", "_starts", "_timestamp", "base", "data", "is_whole", "path")

    def __init__(
        self,
        data: bytes,
        *,
        is_whole: bool = True,
        path: str = "",
        timestamp: float | None = None,
        base: int = 0,
    ) -> None:
        self.data = data
        self._timestamp = timestamp
        self.is_whole = is_whole
        self.path = path
        self.base = base
        if not is_whole:
            self._starts: list[int] = []
            self._pieces: list[bytes] = []

    @classmethod
    def of_stretches(cls, stretches: Iterable[tuple[int, bytes]], base: int = 0) -> Store:
        """A store that has only some bytes: each stretch with the place where it stands, in ascending order."""
        made = cls(b"", is_whole=False, base=base)
        for start, data in stretches:
            made.keep(start, data)
        return made

    def keep(self, start: int, data: bytes) -> None:
        """Hold a stretch that stands behind all that are held."""
        self._starts.append(start)
        self._pieces.append(data)

    def stretch(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`.

        Raises OSError where they were deferred and the file is gone, DicomError where it never had a path.
        """
        if end <= len(self.data) or self.is_whole:
            return self.data[start:end]
        place = bisect_right(self._starts, start) - 1
        if place >= 0 and end <= self._starts[place] + len(self._pieces[place]):
            return self._pieces[place][start - self._starts[place] : end - self._starts[place]]
        return b"".join(self._held(start, end))

    def stretches(self, start: int, end: int) -> Iterable[bytes]:
        """The bytes from `start` to `end` as they lie, not joined; errors are those of `stretch`."""
        if end <= len(self.data) or self.is_whole:
            return (self.data[start:end],)
        return self._held(start, end)

    def holds(self, start: int, end: int) -> bool:
        """Whether the bytes from `start` to `end` are here."""
        if end <= len(self.data) or self.is_whole:
            return True
        place = bisect_right(self._starts, start) - 1
        return place >= 0 and end <= self._starts[place] + len(self._pieces[place])

    def _held(self, start: int, end: int) -> Iterator[bytes]:
        """The stretches that make up the bytes from `start` to `end`, those that were deferred read now."""
        if start < len(self.data):
            following = bisect_left(self._starts, start)
            apart = self._starts[following] if following < len(self._starts) else end
            yield self.data[start : min(end, apart)]
            start = min(end, apart, len(self.data))
        place = bisect_right(self._starts, start) - 1
        while start < end:
            if place >= 0 and start < self._starts[place] + len(self._pieces[place]):
                begin, piece = self._starts[place], self._pieces[place]
                yield piece[start - begin : end - begin]
                start = begin + len(piece)
                place += 1
                continue
            following = self._starts[place + 1] if place + 1 < len(self._starts) else end
            stop = min(end, following)
            yield self._read(start, stop)
            start = stop
            place += 1

    def _read(self, start: int, end: int) -> bytes:
        if not self.path:
            raise DicomError("a deferred value can only be read again from a path", offset=start)
        warn_of_change(self.path, self._timestamp)
        with opened(self.path) as file:
            file.seek(start)
            data = read_fully(file, end - start)
        if len(data) < end - start:
            raise DicomError(
                "the file ends before a deferred value does", offset=start, expected=end - start, found=len(data)
            )
        return data


def warn_of_change(path: str | os.PathLike[str], timestamp: float | None) -> None:
    """Warn where a file was changed since; None for a time that nobody knows. OSError where the file is gone."""
    if timestamp is not None and os.path.getmtime(path) != timestamp:
        warn("Deferred read warning -- file modification time has changed")


class Windowed(NamedTuple):
    """A file of which only a part was read: its opening, the rows wanted of its data set, and their bytes."""

    record: Record
    rows: list[Row]
    store: Store
    stopped: int | None
    """Where reading ended; None where it did not before the end of the file."""


class Choice(NamedTuple):
    """What is wanted of the outermost level of a data set.

    Parameters
    ----------
    before
        Reading ends before the first element with one of these keys.
    stops
        ``stops(row)``: whether reading ends before that element; None for no such condition.
    keys
        The elements wanted; None for all.
    defer_size
        Values longer than this are read when they are asked for; None for no limit.
    """

    before: frozenset[Any] = frozenset()
    stops: Callable[[Row], bool] | None = None
    keys: frozenset[Any] | None = None
    defer_size: int | None = None

    def of(self, rows: list[Row]) -> tuple[list[Row], int | None]:
        """The rows wanted, and the offset where reading ends; None where it goes on."""
        stopped = None
        if self.before:
            is_before = map(self.before.__contains__, [row[KEY] for row in rows])
            place = next(compress(count(), is_before), None)
            if place is not None:
                rows, stopped = rows[:place], rows[place][OFFSET]
        if self.stops is not None:
            for place, row in enumerate(rows):
                if self.stops(row):
                    rows, stopped = rows[:place], row[OFFSET]
                    break
        if self.keys is not None:
            keys = self.keys
            rows = [row for row in rows if row[KEY] in keys]
        return rows, stopped

    @property
    def keeps_all(self) -> bool:
        """Whether every row up to where reading ends is kept; all but the last of a window lie inside it."""
        return self.keys is None and self.defer_size is None

    def defers(self, row: Row) -> bool:
        """Whether a row's value is left for later."""
        return self.defer_size is not None and end_of(row) - row[OFFSET] - row[SHAPE].size > self.defer_size


EVERYTHING = Choice()


def at_once(choice: Choice, *, by_path: bool) -> int:
    """The size of the sources that are read at once for a choice; of larger ones, windows.

    A condition is asked while reading, a deferred value is not here, and what a file-like object reads may come
    from far away: there, no more is read than is wanted.
    """
    if choice == EVERYTHING:
        return LARGE
    return SMALL if by_path and choice.defer_size is None and choice.stops is None else WINDOW


class WindowReading(Reading):
    """A window of a file: emitted code sees the window, the rules see the file from there on."""

    __slots__ = ("base", "file", "size")

    def __init__(self, file: BinaryIO, base: int, length: int, size: int, bound: Bound) -> None:
        file.seek(base)
        super().__init__(file.read(length), bound)
        self.base = base
        self.file = file
        self.size = size

    @property
    def stream(self) -> BinaryIO:
        """The file as the rules look at it."""
        if self._stream is None:
            self._stream = cast(BinaryIO, Shifted(self.file, self.base, self.size))
        return self._stream

    @property
    def is_whole(self) -> bool:
        return self.base + len(self.data) >= self.size

    def beyond(self, pos: int, count: int) -> bytes:
        self.file.seek(self.base + pos)
        return self.file.read(count)


class Shifted(io.RawIOBase):
    """A file as it looks from an offset on."""

    def __init__(self, file: BinaryIO, base: int, size: int) -> None:
        super().__init__()
        self._file = file
        self._base = base
        self._size = size
        self._here = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._here, os.SEEK_END: self._size - self._base}[whence]
        self._here = start + offset
        return self._here

    def tell(self) -> int:
        return self._here

    def read(self, count: int | None = -1) -> bytes:
        self._file.seek(self._base + self._here)
        data = self._file.read(-1 if count is None else count)
        self._here += len(data)
        return data


def read_windowed(codec: Codec, file: BinaryIO, size: int, choice: Choice, path: str) -> Windowed | None:
    """Read a file without what is not wanted of it; None where only the whole can tell what it holds.

    Parameters
    ----------
    file
        A seekable file, unbuffered or not.
    size
        How many bytes it has.
    choice
        What is wanted of the outermost level of the data set.
    path
        Where deferred values are read from later.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    reading = WindowReading(file, 0, WINDOW, size, codec.bound)
    try:
        record = Record(*codec.compiled.compiled.read_from(reading, size, Lazy.LATER))
    except OutOfSight:
        return None
    later = record.data_set[1]
    if record.wrapper != PLAIN or not isinstance(later, Later) or later.pos > len(reading.data):
        return None
    timestamp = os.path.getmtime(path) if path and choice.defer_size is not None else None
    store = Store(reading.data, is_whole=False, path=path, timestamp=timestamp)
    windows = _Windows(codec, file, size, reading, choice, store)
    rows = windows.rows_of(later)
    return None if rows is None else Windowed(record, rows, store, windows.stopped)


class _Windows:
    """Reads the outermost level window by window."""

    def __init__(
        self, codec: Codec, file: BinaryIO, size: int, reading: WindowReading, choice: Choice, store: Store
    ) -> None:
        self._readers = codec.compiled.compiled.namespace["READERS"]
        self._file = file
        self._size = size
        self._reading = reading
        self._choice = choice
        self._store = store
        self.stopped: int | None = None
        self._wanted: list[Row] = []
        self._shelves: dict[int, list[Row]] = {}
        """Rows of open levels that stand before this window, counted from the file's beginning; by their list."""

    def rows_of(self, later: Later) -> list[Row] | None:
        """The wanted rows, their offsets counted from the file's beginning.

        None where everything is wanted and a level is open at a window's end: the whole is as quickly read.
        """
        reading = self._reading
        reader = self._readers[later.start]
        top = Frame(reader, later.start, self._size, False, None, None, 0, [], reading, True)
        frame: Frame | None = top
        pos = later.pos
        while frame is not None:
            try:
                pos, frame = frame.read(reading.data, pos, frame, reading)
            except OutOfSight as edge:
                pos, frame = edge.pos, edge.frame
            else:
                if frame is not None and frame.parent is top and top.rows[-1][KEY] in self._choice.before:
                    break
                continue
            if frame is top:
                if self._take(top.rows):
                    return self._wanted
                if top.rows:
                    top.before = Elsewhere(top.rows[-1], reading.data, 0)
                top.rows = []
            elif self._choice == EVERYTHING:
                return None
            elif pos <= len(reading.data) < LARGEST_WINDOW:
                reading = self._widened(frame)
                continue
            reading = self._moved_on(frame, pos)
            pos = 0
        self._take(top.rows)
        return self._wanted

    def _widened(self, frame: Frame) -> WindowReading:
        """This window with more bytes at its end, so that what is open may close in it."""
        old = self._reading
        reading = WindowReading(self._file, old.base, 4 * len(old.data), self._size, old.bound)
        self._reading = reading
        if not reading.base:
            self._store.data = reading.data
        for one in levels_from(frame):
            one.reading = reading
        return reading

    def _moved_on(self, frame: Frame, by: int) -> WindowReading:
        """The next window, which begins `by` bytes on; all open levels count from there."""
        old = self._reading
        length = WINDOW if by > len(old.data) else min(4 * len(old.data), LARGEST_WINDOW)
        reading = self._reading = WindowReading(self._file, old.base + by, length, self._size, old.bound)
        *inside, top = levels_from(frame)
        matters = not inside or self._matters(top.rows[-1])
        inner: Frame | None = None
        for one in inside:
            self._count_from(one, inner, by, old.base, one.rows[:-1] if matters else [])
            one.reading = reading
            inner = one
        self._count_from(top, inner, by, old.base, [row for row in top.rows[:-1] if self._matters(row)])
        top.reading = reading
        return reading

    def _matters(self, row: Row) -> bool:
        """Whether a row of the outermost level is wanted, or may be where reading ends."""
        choice = self._choice
        return choice.keys is None or choice.stops is not None or row[KEY] in choice.keys | choice.before

    def _count_from(self, frame: Frame, inner: Frame | None, by: int, base: int, shelved: list[Row]) -> None:
        """Count one open level from `by` bytes on; its last row is the one that opened `inner`, if any.

        Of the other rows, those that matter are put aside.
        """
        rows = frame.rows
        frame.count_from(by, inner)
        if shelved:
            shelf = self._shelves.setdefault(id(rows), [])
            shelf += [moved(row, base, self._shelves) for row in shelved]
        del rows[:-1]
        if inner is None:
            rows[:] = [moved(row, -by, {}) for row in rows]
        else:
            opener = rows.pop()
            end = None if opener[END] is None else opener[END] - by
            inner.row = (opener[SHAPE], opener[OFFSET] - by, end, opener[KEY], inner.rows)
            rows.append(inner.row)

    def _take(self, rows: list[Row]) -> bool:
        """Keep what is wanted of the rows of this window; whether reading ends here."""
        base, window = self._reading.base, self._reading.data
        shelf = self._shelves.pop(id(rows), [])
        if base:
            rows = shelf + [moved(row, base, self._shelves) for row in rows if self._matters(row)]
        wanted, stopped = self._choice.of(rows)
        self._wanted += wanted
        if wanted and self._choice.keeps_all and not shelf:
            *inside, last = wanted
            if base and inside:
                start, end = inside[0][OFFSET], last[OFFSET]
                self._store.keep(start, window[start - base : end - base])
            wanted = [last]
        for row in wanted:
            self._keep_row(row, base, window)
        self.stopped = stopped
        return stopped is not None

    def _keep_row(self, row: Row, base: int, window: bytes) -> None:
        start, end = row[OFFSET], end_of(row)
        if end <= len(self._store.data):
            return
        if self._choice.defers(row):
            logger.debug("Defer size exceeded. Skipping forward to next data element.")
            return
        if base <= start and end <= base + len(window):
            self._store.keep(start, window[start - base : end - base])
        elif len(row) > CHILDREN:
            value = start + row[SHAPE].size
            inside = row[CHILDREN]
            last = inside[-1][OFFSET] if inside and row[SHAPE].body.content == FRAGMENTS else value
            for one, other in ((start, value), (value, last), (last, end)):
                self._keep(one, other)
        else:
            self._keep(start, start + row[SHAPE].size)
            self._keep(start + row[SHAPE].size, end)

    def _keep(self, start: int, end: int) -> None:
        """Read a stretch; a value apart from its header is given away as it was read, without a copy."""
        if end > max(start, len(self._store.data)):
            self._file.seek(start)
            self._store.keep(start, read_fully(self._file, end - start))


def levels_from(frame: Frame) -> Iterator[Frame]:
    """An open level and those around it."""
    one: Frame | None = frame
    while one is not None:
        yield one
        one = one.parent


def moved(row: Row, by: int, shelves: dict[int, list[Row]]) -> Row:
    """A row and all inside it, their offsets counted from elsewhere; without recursion.

    `shelves` has rows that go before those of a list as they are, and loses them.
    """
    top: list[Row] = []
    pending = [(iter([row]), top)]
    while pending:
        left, target = pending[-1]
        one = next(left, None)
        if one is None:
            pending.pop()
            continue
        end = None if one[END] is None else one[END] + by
        head = (one[SHAPE], one[OFFSET] + by, end, one[KEY])
        if len(one) <= CHILDREN:
            target.append(head)
        elif one[CHILDREN] is None:
            target.append((*head, None))
        else:
            children = shelves.pop(id(one[CHILDREN]), [])
            target.append((*head, children))
            pending.append((iter(one[CHILDREN]), children))
    return top[0]
