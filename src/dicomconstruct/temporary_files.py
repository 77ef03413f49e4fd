"""Temporary files, and the removal of those that killed writers left.

A writer holds a lock on its temporary file, which the system releases when the process ends. A temporary file
without a lock was left by a killed process; the next writer in that folder removes it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import Enum
from importlib import import_module
from itertools import count
from typing import Any, BinaryIO, Protocol, Self

TEMPORARY = ".dicomconstruct-{}.tmp"
"""The name of a temporary file: hidden, and without the suffix of an image."""
_TEMPORARY = re.compile(re.escape(TEMPORARY).replace(r"\{\}", r"\d+"))
PROBED = 8
"""The search for leftovers ends after this many consecutive free names."""
LONG_PATH = 900
"""Folder paths longer than this, in bytes, are opened: macOS limits paths to 1 024, Linux to 4 096."""
NEW_FILE_MODE = 0o666
"""The mode of a new file before the umask is applied."""
_OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR
_EVERYWHERE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _EVERYWHERE
_LOOK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _EVERYWHERE
_FOLDER = getattr(os, "O_DIRECTORY", 0) | _EVERYWHERE
_BY_HANDLE = {os.open, os.stat, os.unlink, os.rename, os.link, os.utime} <= os.supports_dir_fd
_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""Errors of file systems without hard links: FAT, some network and FUSE file systems."""
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP)
"""Errors of fsync for a pipe, and for a folder on a file system that cannot sync folders."""


class Notes(Protocol):
    """A collection of the paths of temporary files of a process, such as a set."""

    def add(self, path: str, /) -> None:
        """Add the path of a file that is being written."""

    def discard(self, path: str, /) -> None:
        """Remove the path of a file that was removed or moved into place."""


unfinished: ContextVar[Notes | None] = ContextVar("dicomconstruct.unfinished", default=None)
"""The temporary files of this context, which a program removes when it has to end at once."""

fcntl: Any = None if os.name == "nt" else import_module("fcntl")
"""The module with the locks. Windows needs none: it does not remove a file that is open."""


def is_temporary(name: str) -> bool:
    """Whether this is the name of a temporary file."""
    return _TEMPORARY.fullmatch(name) is not None


def sync(handle: int) -> None:
    """Sync a file, or the names in a folder, to disk."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


class Folder:
    """A folder in which files are made, moved and removed.

    A folder whose path is too long for another name is kept open, and names are resolved relative to it.
    """

    def __init__(self, path: str) -> None:
        self.path = path or os.curdir
        self._handle: int | None = None
        self._at: dict[str, Any] = {}
        self._between: dict[str, Any] = {}
        if _BY_HANDLE and len(os.fsencode(path)) > LONG_PATH:
            self._handle = os.open(self.path, getattr(os, "O_PATH", os.O_RDONLY) | _FOLDER)
            self._at = {"dir_fd": self._handle}
            self._between = {"src_dir_fd": self._handle, "dst_dir_fd": self._handle}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def _named(self, name: str) -> str:
        return name if self._handle is not None else os.path.join(self.path, name)

    def open(self, name: str, flags: int, mode: int = NEW_FILE_MODE) -> int:
        """Open a file."""
        return os.open(self._named(name), flags, mode, **self._at)

    def unlink(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self._named(name), **self._at)

    def found(self, name: str) -> os.stat_result | None:
        """The status of the file with this name, or None."""
        try:
            return os.stat(self._named(name), follow_symlinks=False, **self._at)
        except FileNotFoundError:
            return None

    def leads_to(self, name: str, handle: int) -> bool:
        """Whether a name refers to an open file."""
        found = self.found(name)
        return found is not None and os.path.samestat(found, os.fstat(handle))

    def replace(self, name: str, target: str) -> None:
        """Move a file over another."""
        os.replace(self._named(name), self._named(target), **self._between)

    def put(self, name: str, target: str) -> None:
        """Move a file to a free name. FileExistsError if the name is taken, even since just now."""
        try:
            os.link(self._named(name), self._named(target), **self._between)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            self._put_in_claimed(name, target)
        else:
            self.unlink(name)

    def _put_in_claimed(self, name: str, target: str) -> None:
        """The same without hard links: an empty file reserves the name during the move."""
        os.close(self.open(target, _MAKE))
        try:
            self.replace(name, target)
        except BaseException:
            self.unlink(target)
            raise

    def set_times(self, name: str, like: os.stat_result) -> None:
        """Give a file the times of another."""
        os.utime(self._named(name), ns=(like.st_atime_ns, like.st_mtime_ns), **self._at)

    @contextmanager
    def synced(self, wanted: bool) -> Iterator[None]:
        """Sync the names in the folder at the end; OSError at the beginning if that is impossible."""
        if not wanted or not hasattr(os, "O_DIRECTORY"):
            yield
            return
        handle = self.open(os.curdir, os.O_RDONLY | _FOLDER)
        try:
            yield
            sync(handle)
        finally:
            os.close(handle)


class _State(Enum):
    """The state of a temporary name."""

    NOTHING = "nothing"
    REMOVED = "what a killed process left, and is gone now"
    IN_USE = "what is being written, or cannot be told from it"


class Temporary:
    """A file under a temporary name, removed at the end unless it was moved."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._handle: int | None = None
        self.name = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        handle, self._handle = self._handle, None
        try:
            if self.name and handle is None:  # interrupted while it was made
                _clear(self._folder, self.name)
            elif self.name and handle is not None and self._folder.leads_to(self.name, handle):
                self._folder.unlink(self.name)
        finally:
            if handle is not None:
                os.close(handle)
            self._forget()

    def create(self, mode: int) -> None:
        """Make the file under the first free number, and remove files that killed processes left.

        The umask applies to its mode, except for the permissions of its owner.
        """
        numbers = count()
        number = next(numbers)
        while not self._made(TEMPORARY.format(number), mode & NEW_FILE_MODE | _OWNER_ONLY):
            if _clear(self._folder, TEMPORARY.format(number)) is _State.IN_USE:
                number = next(numbers)
        self._note()
        if number == 0:
            _clear_behind(self._folder, numbers)

    def _made(self, name: str, mode: int) -> bool:
        """Make and lock the file unless the name is taken."""
        self.name = name
        try:
            self._handle = self._folder.open(name, _MAKE, mode)
        except FileExistsError:
            self.name = ""
            return False
        _lock(self._handle)
        if self._folder.leads_to(name, self._handle):
            return True
        handle, self._handle, self.name = self._handle, None, ""
        os.close(handle)  # another writer took it for a leftover before it was locked
        return False

    @property
    def handle(self) -> int:
        """The handle with the lock."""
        assert self._handle is not None
        return self._handle

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file for writing. Closing it reports write errors and keeps the lock."""
        handle = os.dup(self.handle)
        try:
            file = os.fdopen(handle, "wb")
        except BaseException:
            os.close(handle)
            raise
        with file:
            yield file

    def move(self, target: str, *, overwrite: bool) -> None:
        """Move the file to its target. FileExistsError if the target exists and `overwrite` is false."""
        if overwrite:
            self._folder.replace(self.name, target)
        else:
            self._folder.put(self.name, target)
        self._forget()
        self.name = ""

    def _note(self) -> None:
        noted = unfinished.get()
        if noted is not None:
            noted.add(os.path.join(self._folder.path, self.name))

    def _forget(self) -> None:
        noted = unfinished.get()
        if noted is not None:
            noted.discard(os.path.join(self._folder.path, self.name))


def clear_leftovers(folder: str) -> None:
    """Remove the temporary files that killed processes left in a folder."""
    with suppress(OSError), Folder(folder) as at:
        _clear_behind(at, count())


def _clear_behind(folder: Folder, numbers: Iterator[int]) -> None:
    """Remove leftovers under these numbers until `PROBED` consecutive ones are free."""
    free = 0
    while free < PROBED:
        state = _clear(folder, TEMPORARY.format(next(numbers)))
        free = free + 1 if state is _State.NOTHING else 0


def _clear(folder: Folder, name: str) -> _State:
    """Remove the file under a temporary name if a killed process left it."""
    try:
        handle = _looked_at(folder, name)
    except FileNotFoundError:
        return _State.NOTHING
    except OSError:
        return _State.NOTHING if folder.found(name) is None else _State.IN_USE
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if stat.S_ISREG(os.fstat(handle).st_mode) and folder.leads_to(name, handle):
            folder.unlink(name)
            return _State.REMOVED
    except OSError:
        pass
    finally:
        os.close(handle)
    return _State.IN_USE


def _looked_at(folder: Folder, name: str) -> int:
    """Open a file for locking: for writing, as network file systems require, else for reading."""
    try:
        return folder.open(name, os.O_RDWR | _LOOK)
    except PermissionError:
        return folder.open(name, os.O_RDONLY | _LOOK)


def _lock(handle: int) -> None:
    """Lock a file that is being written. On file systems without locks, leftovers remain."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
