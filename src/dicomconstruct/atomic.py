"""Files written whole: beside their target under a temporary name, then moved into place.

The only module that opens files to write them. Who looks at a path finds the old file or the new one, never a part
of either; docs/explanation/writing-files.md has what is promised.

A writer holds a lock on its temporary file. The system lets the lock go when the process ends, however it ends: a
temporary file without a lock is what a killed process left, and the next writer in that folder removes it.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from enum import Enum
from importlib import import_module
from itertools import count
from typing import Any, BinaryIO, Protocol, Self

TEMPORARY = ".dicomconstruct-{}.tmp"
"""The name of a file that is being written: hidden, and without the suffix of any image."""
_TEMPORARY = re.compile(re.escape(TEMPORARY).replace(r"\{\}", r"\d+"))
PathName = str | bytes | os.PathLike[str] | os.PathLike[bytes]

MOST_LINKS = 40
"""Symbolic links that are followed one after another, as many as Linux follows (path_resolution(7))."""
PROBED = 8
"""Numbers of temporary names in a row that have to be free before no leftover is looked for behind them."""
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
    """What is told of the temporary files of a process; a set does."""

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


def write_file(
    path: PathName,
    pieces: Iterable[bytes],
    *,
    overwrite: bool = True,
    fsync: bool = False,
    like: os.stat_result | None = None,
) -> None:
    """Write a file beside its target and move it into place.

    A new file has the permissions that the umask leaves. One that is replaced keeps its mode bits, its extended
    attributes and, where the system lets it, owner and group; other hard links to it keep the old content. A
    symbolic link is followed. A pipe, a device and an open descriptor are written to as they are.

    Parameters
    ----------
    path
        Where to.
    pieces
        The bytes.
    overwrite
        Whether a file that is there may be replaced; else one that appears meanwhile is kept as well.
    fsync
        Whether the bytes are on the disk before the file is moved into place, and its name there at the end.
    like
        The file whose mode bits and times it gets instead.

    Raises
    ------
    OSError
        When the file cannot be written; it names `path`. The old file is as it was then, and no other is left.
        What `pieces` raise comes as it is.
    """
    shown = os.fspath(path)
    source = _Pieces(pieces)
    try:
        _write(os.fsdecode(shown), source, overwrite=overwrite, fsync=fsync, like=like)
    except OSError as error:
        if error is source.error or error.errno is None:
            raise
        named = OSError(error.errno, error.strerror, shown)
        for note in getattr(error, "__notes__", ()):
            named.add_note(note)
        raise named.with_traceback(error.__traceback__) from None


class _Pieces:
    """Pieces that are written, and the error that they raised, which is not about the file."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = pieces
        self.error: BaseException | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._pieces
        except BaseException as error:
            self.error = error
            raise


def _write(
    path: str, pieces: Iterable[bytes], *, overwrite: bool, fsync: bool, like: os.stat_result | None
) -> None:
    path, found = _target(path, overwrite=overwrite)
    if found is not None and not stat.S_ISREG(found.st_mode):
        with open(path, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if fsync:
                _sync(file.fileno())
        return
    replaced = None if found is None else _Replaced(path)
    model = replaced.found if like is None and replaced is not None else like
    folder, name = os.path.split(path)
    with _Folder(folder) as at, _Temporary(at) as temporary:
        with _explained(replaced is not None):
            temporary.create(NEW_FILE_MODE if model is None else stat.S_IMODE(model.st_mode))
        with temporary.opened() as file:
            file.writelines(pieces)
        if replaced is not None:
            replaced.imitate(temporary.handle, keep_mode=like is None)
        if like is not None:
            at.set_times(temporary.name, like)
            _change_mode(temporary.handle, stat.S_IMODE(like.st_mode))
        if fsync:
            _sync(temporary.handle)
        with at.synced(fsync):
            temporary.move(name, overwrite=overwrite)


def _target(path: str, *, overwrite: bool) -> tuple[str, os.stat_result | None]:
    """The path of what is to be written, symbolic links followed, and what stands there; None for nothing.

    The link of an open descriptor in /proc is given as it is: it leads to no name that a file could be moved to.
    """
    for _ in range(MOST_LINKS):
        try:
            found = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            if os.path.basename(path) in ("", os.curdir, os.pardir):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT))  # makes nothing: the system says why
            if isinstance(error, NotADirectoryError):
                raise
            return path, None
        if not overwrite:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
        if not stat.S_ISLNK(found.st_mode):
            return path, found
        folder = os.path.dirname(path)
        if os.path.realpath(folder).startswith("/proc/"):
            return path, found
        path = os.path.join(folder, os.readlink(path))
    raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))


@contextmanager
def _explained(is_there: bool) -> Iterator[None]:
    """Say more where a file could be written to, but nothing beside it."""
    try:
        yield
    except PermissionError as error:
        if is_there:
            error.add_note(
                "It is written beside the old file and moved into place, so its folder has to be writable."
            )
        raise


def _sync(handle: int) -> None:
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def _change_mode(handle: int, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)


class _Replaced:
    """The file that is replaced: what the new one has to have of it.

    Raises OSError where the file may not be written to, as opening it to write does.
    """

    def __init__(self, path: str) -> None:
        handle = os.open(path, os.O_WRONLY | _LOOK)
        try:
            self.found = os.fstat(handle)
            self._attributes = dict(_attributes(handle))
        finally:
            os.close(handle)

    def imitate(self, handle: int, *, keep_mode: bool) -> None:
        """Give a file the owner, the extended attributes and the mode bits, as far as the system lets it."""
        found, mode = self.found, stat.S_IMODE(self.found.st_mode)
        if hasattr(os, "fchown"):
            made = os.fstat(handle)
            if (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
                made = _given_to(found.st_uid, found.st_gid, handle)
            if made.st_uid != found.st_uid:
                mode &= ~stat.S_ISUID
            if made.st_gid != found.st_gid:  # another group may do no more than everybody
                mode &= ~(stat.S_ISGID | stat.S_IRWXG) | (mode & stat.S_IRWXO) << 3
        if keep_mode:
            _change_mode(handle, mode)
        for name, value in self._attributes.items():
            with suppress(OSError):
                os.setxattr(handle, name, value)


def _given_to(owner: int, group: int, handle: int) -> os.stat_result:
    """Change owner and group of a file, or the group alone, as far as the system lets it; gives what it is then."""
    for one in (owner, -1):
        with suppress(PermissionError):
            os.fchown(handle, one, group)
            break
    return os.fstat(handle)


def _attributes(handle: int) -> Iterator[tuple[str, bytes]]:
    """The extended attributes of a file, access control lists among them, as far as they may be read."""
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(handle):
                with suppress(OSError):
                    yield name, os.getxattr(handle, name)


class _Folder:
    """A folder that files are made, moved and removed in.

    It is held by a handle where the system has such: a path that is as long as paths can be has no room for a
    temporary name, and the folder may be renamed meanwhile.
    """

    def __init__(self, path: str) -> None:
        self.path = path or os.curdir
        flags = getattr(os, "O_PATH", os.O_RDONLY) | _FOLDER
        self._handle = os.open(self.path, flags) if _BY_HANDLE else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._handle is not None:
            os.close(self._handle)

    def _named(self, name: str) -> str:
        return name if self._handle is not None else os.path.join(self.path, name)

    def open(self, name: str, flags: int, mode: int = NEW_FILE_MODE) -> int:
        """Open a file."""
        return os.open(self._named(name), flags, mode, dir_fd=self._handle)

    def unlink(self, name: str) -> None:
        """Remove a file."""
        os.unlink(self._named(name), dir_fd=self._handle)

    def found(self, name: str) -> os.stat_result | None:
        """What stands under a name; None for nothing."""
        try:
            return os.stat(self._named(name), dir_fd=self._handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def leads_to(self, name: str, handle: int) -> bool:
        """Whether a name is that of an open file."""
        found = self.found(name)
        return found is not None and os.path.samestat(found, os.fstat(handle))

    def replace(self, name: str, target: str) -> None:
        """Move a file into the place of another."""
        os.replace(self._named(name), self._named(target), src_dir_fd=self._handle, dst_dir_fd=self._handle)

    def put(self, name: str, target: str) -> None:
        """Move a file to where nothing is. FileExistsError where something is, however recent."""
        try:
            os.link(self._named(name), self._named(target), src_dir_fd=self._handle, dst_dir_fd=self._handle)
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
        os.utime(self._named(name), ns=(like.st_atime_ns, like.st_mtime_ns), dir_fd=self._handle)

    @contextmanager
    def synced(self, wanted: bool) -> Iterator[None]:
        """Have the names in the folder on the disk at the end; OSError at the beginning where that cannot be."""
        if not wanted or not hasattr(os, "O_DIRECTORY"):
            yield
            return
        handle = self.open(os.curdir, os.O_RDONLY | _FOLDER)
        try:
            yield
            _sync(handle)
        finally:
            os.close(handle)


class _State(Enum):
    """What stands under a temporary name."""

    NOTHING = "nothing"
    REMOVED = "what a killed process left, and is gone now"
    IN_USE = "what is being written, or cannot be told from it"


class _Temporary:
    """A file under a temporary name, which is gone at the end unless it was moved."""

    def __init__(self, folder: _Folder) -> None:
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
    with suppress(OSError), _Folder(folder) as at:
        _clear_behind(at, count())


def _clear_behind(folder: _Folder, numbers: Iterator[int]) -> None:
    """Remove leftovers under some numbers on, until many in a row are free."""
    free = 0
    while free < PROBED:
        state = _clear(folder, TEMPORARY.format(next(numbers)))
        free = free + 1 if state is _State.NOTHING else 0


def _clear(folder: _Folder, name: str) -> _State:
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


def _looked_at(folder: _Folder, name: str) -> int:
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
