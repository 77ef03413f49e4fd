"""Files under temporary names, and what writers that were killed left of them.

A writer holds a lock on its temporary file. The system lets the lock go when the process ends, however it ends: a
temporary file without a lock is what a killed process left, and the next writer in that folder removes it.
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
"""The name of a file that is being written: hidden, and without the suffix of any image."""
_TEMPORARY = re.compile(re.escape(TEMPORARY).replace(r"\{\}", r"\d+"))
PROBED = 8
"""Numbers of temporary names in a row that have to be free before no leftover is looked for behind them."""
LONG_PATH = 900
"""Bytes of a folder's path from which on a temporary name may find no room: macOS has 1 024, Linux 4 096."""
NEW_FILE_MODE = 0o666
"""The mode of a new file, before the system takes from it what the umask says."""
_OWNER_ONLY = stat.S_IRUSR | stat.S_IWUSR
_EVERYWHERE = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _EVERYWHERE
_LOOK = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | _EVERYWHERE
_FOLDER = getattr(os, "O_DIRECTORY", 0) | _EVERYWHERE
_BY_HANDLE = {os.open, os.stat, os.unlink, os.rename, os.link, os.utime} <= os.supports_dir_fd
_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS)
"""How file systems without hard links refuse one: FAT, some network and FUSE file systems."""
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP)
"""What fsync says of a pipe, and of a folder on a file system that does not write folders by themselves."""


class Notes(Protocol):
    """Keeps the paths of the temporary files of a process; a set will do."""

    def add(self, path: str, /) -> None:
        """A file is being written."""

    def discard(self, path: str, /) -> None:
        """It is gone, or in its place."""


unfinished: ContextVar[Notes | None] = ContextVar("dicomconstruct.unfinished", default=None)
"""Where a program keeps the temporary files of this context, to remove them when it has to end at once."""

fcntl: Any = None if os.name == "nt" else import_module("fcntl")
"""The module with the locks. Windows needs none: it does not remove a file that is open."""


def is_temporary(name: str) -> bool:
    """Whether a file of this name is one that is being written, or that a killed process left."""
    return _TEMPORARY.fullmatch(name) is not None


def sync(handle: int) -> None:
    """Have what was written to a file, or the names in a folder, on the disk."""
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


class Folder:
    """A folder that files are made, moved and removed in.

    The longest paths have no room for a temporary name: such a folder is held open, and names in it are looked up
    from there.
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
        """What stands under a name; None for nothing."""
        try:
            return os.stat(self._named(name), follow_symlinks=False, **self._at)
        except FileNotFoundError:
            return None

    def leads_to(self, name: str, handle: int) -> bool:
        """Whether a name is that of an open file."""
        found = self.found(name)
        return found is not None and os.path.samestat(found, os.fstat(handle))

    def replace(self, name: str, target: str) -> None:
        """Move a file into the place of another."""
        os.replace(self._named(name), self._named(target), **self._between)

    def put(self, name: str, target: str) -> None:
        """Move a file to where nothing is. FileExistsError where something is, however recent."""
        try:
            os.link(self._named(name), self._named(target), **self._between)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            self._put_in_claimed(name, target)
        else:
            self.unlink(name)

    def _put_in_claimed(self, name: str, target: str) -> None:
        """The same without hard links: an empty file claims the name for as long as moving takes."""
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
        """Have the names in the folder on the disk at the end; OSError at the beginning where that cannot be."""
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
    """What stands under a temporary name."""

    NOTHING = "nothing"
    REMOVED = "what a killed process left, and is gone now"
    IN_USE = "what is being written, or cannot be told from it"


class Temporary:
    """A file under a temporary name, which is gone at the end unless it was moved."""

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
        """Make the file under the first number that is free, and remove what killed processes left under others.

        It has the mode less what the umask takes, but for its owner's permissions.
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
        """Make and lock the file, unless something stands under the name."""
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
        """The handle that keeps the lock."""
        assert self._handle is not None
        return self._handle

    @contextmanager
    def opened(self) -> Iterator[BinaryIO]:
        """The file to write to. Closing it tells what could not be written; the file stays locked."""
        handle = os.dup(self.handle)
        try:
            file = os.fdopen(handle, "wb")
        except BaseException:
            os.close(handle)
            raise
        with file:
            yield file

    def move(self, target: str, *, overwrite: bool) -> None:
        """Move the file into its place. FileExistsError where something is there that may not be replaced."""
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
    """Remove the temporary files in a folder that killed processes left; none that is being written."""
    with suppress(OSError), Folder(folder) as at:
        _clear_behind(at, count())


def _clear_behind(folder: Folder, numbers: Iterator[int]) -> None:
    """Remove leftovers under some numbers on, until many in a row are free."""
    free = 0
    while free < PROBED:
        state = _clear(folder, TEMPORARY.format(next(numbers)))
        free = free + 1 if state is _State.NOTHING else 0


def _clear(folder: Folder, name: str) -> _State:
    """Remove what stands under a temporary name, if a killed process left it."""
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
    """A file opened to be locked: to be written to, which network file systems ask for, or else to be read."""
    try:
        return folder.open(name, os.O_RDWR | _LOOK)
    except PermissionError:
        return folder.open(name, os.O_RDONLY | _LOOK)


def _lock(handle: int) -> None:
    """Lock a file that is being written. Where the file system has no locks, leftovers stay."""
    if fcntl is not None:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
