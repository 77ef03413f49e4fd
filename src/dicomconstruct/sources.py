"""Where bytes come from: paths, buffers, files, streams. Every read is complete, or an error says what is missing.

The only module that opens files to read them.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, Self

from dicomconstruct.errors import DicomError, SourceChanged
from dicomconstruct.validity import warn

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""What can be read: a path, bytes, or a binary file-like object (seekable or not)."""

CHUNK = 1 << 20
"""Bytes read at a time where a stretch is handed on without being held."""

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def source_bytes(source: Source) -> bytes:
    """The bytes of a source. OSError where it cannot be read, TypeError for anything else."""
    if isinstance(source, str | os.PathLike):
        with opened(source) as file:
            return rest_of(file, os.fstat(file.fileno()).st_size)  # 0 for a pipe or a device
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if hasattr(source, "read"):
        return rest_of(source)
    raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def path_bytes(path: str | os.PathLike[str], at_most: int) -> bytes | None:
    """The bytes of a file; None where it has more than `at_most`, is not a regular one, or changes meanwhile."""
    handle = os.open(path, _FLAGS)
    try:
        found = os.fstat(handle)
        size = found.st_size
        if size > at_most or not stat.S_ISREG(found.st_mode):
            return None
        data = os.read(handle, size + 1)
        return data if len(data) == size else None
    finally:
        os.close(handle)


def opened(path: str | os.PathLike[str]) -> BinaryIO:
    """A file opened without a buffer."""
    return open(path, "rb", buffering=0)


def read_fully(file: Any, count: int) -> bytes:
    """So many bytes from where a file-like object stands, fewer only where it ends.

    A system, a socket or a pipe may give fewer bytes than are asked for (one call gives about 2 GB at most).

    Raises
    ------
    TypeError
        When the object was opened in text mode.
    BlockingIOError
        When the object does not block and has no bytes yet.
    """
    pieces, left = [], count
    while left > 0 and (piece := _read(file, left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def rest_of(file: Any, size: int = 0) -> bytes:
    """The bytes of a file-like object from where it stands; errors are those of `read_fully`.

    Parameters
    ----------
    size
        How many there are likely to be, so that they are read at once.
    """
    data = read_fully(file, size + 1) if size else b""
    if size and len(data) <= size:
        return data
    return b"".join([data, *iter(lambda: _read(file, CHUNK), b"")])


def _read(file: Any, count: int) -> bytes:
    data = file.read(count)
    return data if type(data) is bytes else _as_bytes(data)


def _as_bytes(data: Any) -> bytes:
    if data is None:
        raise BlockingIOError("the file-like object does not block, and has no bytes yet")
    if isinstance(data, str):
        raise TypeError("a file-like object has to be opened in binary mode")
    return bytes(data)


def is_seekable(file: Any) -> bool:
    """Whether a file-like object can be read from elsewhere than where it stands."""
    return bool(file.seekable()) if hasattr(file, "seekable") else hasattr(file, "seek") and hasattr(file, "tell")


class SeekableInput:
    """A seekable file-like object, read by offsets from where it stood.

    Parameters
    ----------
    file
        The object.

    Attributes
    ----------
    start
        Where it stood.
    size
        How many bytes it has from there.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self.start: int = file.tell()
        file.seek(0, os.SEEK_END)  # some objects return None
        self.size: int = max(0, file.tell() - self.start)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`. DicomError where there are fewer than there were when reading began."""
        self._file.seek(self.start + start)
        return self._checked(read_fully(self._file, end - start), start, end)[: end - start]

    def read_all(self) -> bytes:
        """All bytes, those among them that came since reading began; errors as `read`."""
        self._file.seek(self.start)
        return self._checked(rest_of(self._file, self.size), 0, self.size)

    @staticmethod
    def _checked(data: bytes, start: int, end: int) -> bytes:
        if len(data) < end - start:
            raise DicomError(
                "the source has fewer bytes than it said", offset=start, expected=end - start, found=len(data)
            )
        return data


class FileState(NamedTuple):
    """The status of a file by which a change is noticed."""

    device: int
    inode: int
    size: int
    modified: int
    """Nanoseconds since the epoch."""
    changed: int
    """The same for what the system knows of the file (POSIX), or its creation (Windows)."""

    @classmethod
    def of(cls, file: int | str | os.PathLike[str]) -> Self:
        """That of a file, by its handle or its path. OSError for a missing file."""
        found = os.stat(file)
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def difference(self, now: FileState) -> str:
        """What is different now, in a few words; "" where nothing is."""
        if now[:2] != self[:2]:
            return "it is another file under the same name"
        if now.size != self.size:
            return f"it had {self.size} bytes and has {now.size}"
        if now.modified != self.modified:
            return "it was modified"
        return "" if now.changed == self.changed else "its status changed, and its bytes may have with it"


class Run(NamedTuple):
    """A stretch of a store's bytes, and where it stands in the file now."""

    start: int
    end: int
    at: int


class FileAgain:
    """A file that was read in part, to be read again as long as it is what it was.

    A file whose bytes are changed in place without a change of its size and of both its times is not noticed
    unless the bytes before the stretch differ: a clock that is set back, or a file system with coarse times.

    Parameters
    ----------
    path
        Where it is.
    state
        What it was when it was read.
    runs
        Where the bytes stand, of a file that the data set was saved over; None where all are where they were.
    """

    def __init__(self, path: str, state: FileState, runs: list[Run] | None = None) -> None:
        self.path = path
        self.state = state
        self._runs = [Run(0, state.size, 0)] if runs is None else runs

    def chunks(self, start: int, end: int, lead: bytes, at_a_time: int) -> Iterator[bytes]:
        """The bytes from `start` to `end`; parameters and errors as `tree.store.Feed`.

        Also raises OSError when the file cannot be opened.
        """
        run = next((run for run in self._runs if run.start <= start and end <= run.end), None)
        if run is None:
            raise SourceChanged("the file was saved over without these bytes", offset=start)
        lead = lead[max(0, len(lead) - (start - run.start)) :]
        here = run.at + start - run.start
        try:
            self._check(self.path, start)  # a pipe in its place opens only when it is written to
            file = opened(self.path)
        except FileNotFoundError as error:
            raise SourceChanged(f"{self.path}, which has the value of an element, is gone", offset=start) from error
        with file:
            self._check(file.fileno(), start)
            file.seek(here - len(lead))
            if read_fully(file, len(lead)) != lead:
                raise self._changed("the header of the element is not where it was", start)
            left = end - start
            while left:
                chunk = read_fully(file, min(at_a_time, left))
                self._check(file.fileno(), start)
                if not chunk:
                    raise self._changed("it ends before the value does", start)
                yield chunk
                left -= len(chunk)

    def is_file(self, file: int | str | os.PathLike[str]) -> bool:
        """Whether a path or a handle is that of this file."""
        try:
            return FileState.of(file)[:2] == self.state[:2]
        except OSError:
            return False

    def _check(self, file: int | str, offset: int) -> None:
        different = self.state.difference(FileState.of(file))
        if different:
            raise self._changed(different, offset)

    def _changed(self, what: str, offset: int) -> SourceChanged:
        return SourceChanged(f"{self.path} changed after it was read: {what}", offset=offset)


def warn_of_change(path: str | os.PathLike[str], timestamp: float | None) -> None:
    """Warn where a file changed since a time; None for an unknown time. OSError where the file is gone."""
    if timestamp is not None and os.path.getmtime(path) != timestamp:
        warn("Deferred read warning -- file modification time has changed")
