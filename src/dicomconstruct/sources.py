"""Sources of bytes: paths, buffers, files, streams. Every read is complete or raises an error.

No other module opens files for reading.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple, Self

from dicomconstruct.errors import DicomError, SourceChanged
from dicomconstruct.validity import warn

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""A path, bytes, or a binary file-like object (seekable or not)."""

CHUNK = 1 << 20
"""Bytes read at a time."""

_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def source_bytes(source: Source) -> bytes:
    """The bytes of a source. OSError if it cannot be read, TypeError for any other object."""
    if isinstance(source, str | os.PathLike):
        with opened(source) as file:
            return rest_of(file, os.fstat(file.fileno()).st_size)  # 0 for a pipe or a device
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if hasattr(source, "read"):
        return rest_of(source)
    raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def path_bytes(path: str | os.PathLike[str], at_most: int) -> bytes | None:
    """The bytes of a file; None if it has more than `at_most`, is not a regular file, or changes during reading."""
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
    """Open a file for unbuffered reading."""
    return open(path, "rb", buffering=0)


def read_fully(file: Any, count: int) -> bytes:
    """Read `count` bytes from the position of a file-like object, fewer only at its end.

    A single read of a file (beyond about 2 GB), a socket or a pipe may give fewer bytes than requested.

    Raises
    ------
    TypeError
        When the object was opened in text mode.
    BlockingIOError
        When the object is non-blocking and has no bytes yet.
    """
    pieces, left = [], count
    while left > 0 and (piece := _read(file, left)):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def rest_of(file: Any, size: int = 0) -> bytes:
    """The bytes of a file-like object from its position on; errors are those of `read_fully`.

    Parameters
    ----------
    size
        Their likely number, to read them at once.
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
    """Whether a file-like object is seekable."""
    return bool(file.seekable()) if hasattr(file, "seekable") else hasattr(file, "seek") and hasattr(file, "tell")


class SeekableInput:
    """A seekable file-like object, read by offsets from its initial position.

    Parameters
    ----------
    file
        The object.

    Attributes
    ----------
    start
        Its initial position.
    size
        The number of bytes from there to its end.
    """

    def __init__(self, file: Any) -> None:
        self._file = file
        self.start: int = file.tell()
        file.seek(0, os.SEEK_END)  # some objects return None
        self.size: int = max(0, file.tell() - self.start)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`. DicomError if the object has become shorter."""
        self._file.seek(self.start + start)
        return self._checked(read_fully(self._file, end - start), start, end)[: end - start]

    def read_all(self) -> bytes:
        """All bytes, also those appended since; errors as `read`."""
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
    """The status of a file, to detect changes."""

    device: int
    inode: int
    size: int
    modified: int
    """Nanoseconds since the epoch."""
    changed: int
    """The same for the status (POSIX) or the creation (Windows) of the file."""

    @classmethod
    def of(cls, file: int | str | os.PathLike[str]) -> Self:
        """The status of a file by its handle or path. OSError for a missing file."""
        found = os.stat(file)
        return cls(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    def difference(self, now: FileState) -> str:
        """The first difference to a later status, in words; "" for none."""
        if now[:2] != self[:2]:
            return "it is another file under the same name"
        if now.size != self.size:
            return f"it had {self.size} bytes and has {now.size}"
        if now.modified != self.modified:
            return "it was modified"
        return "" if now.changed == self.changed else "its status changed, and its bytes may have with it"


class Run(NamedTuple):
    """A stretch of the bytes of a store, and its current offset in the file."""

    start: int
    end: int
    at: int


class FileAgain:
    """A file that was read in part, to read more of it as long as it is unchanged.

    A change in place that keeps the size and both times (after a clock was set back, or on a file system with
    coarse times) is detected only if the bytes before the stretch differ.

    Parameters
    ----------
    path
        The path.
    state
        Its status when it was read.
    runs
        The stretches of a file that the data set was saved over; None for an unchanged file.
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
            self._check(self.path, start)  # opening a pipe in its place would block
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
        """Whether a path or a handle refers to this file."""
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
    """Warn if a file was modified since a time; None for an unknown time. OSError for a missing file."""
    if timestamp is not None and os.path.getmtime(path) != timestamp:
        warn("Deferred read warning -- file modification time has changed")
