"""Files written whole: beside their target under a temporary name, then moved into place.

A reader of the path finds the old file or the new one, never a part of either; the guarantees are in
docs/explanation/writing-files.md. Only this module and `temporary_files` open files to write them.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from dicomconstruct.temporary_files import NEW_FILE_MODE, Folder, Temporary, sync

PathName = str | bytes | os.PathLike[str] | os.PathLike[bytes]

MOST_LINKS = 40
"""The largest number of symbolic links to follow, as in Linux (path_resolution(7))."""
_LOOK = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def write_file(
    path: PathName,
    pieces: Iterable[bytes],
    *,
    overwrite: bool = True,
    fsync: bool = False,
    like: os.stat_result | None = None,
) -> None:
    """Write a file beside its target and move it into place.

    A new file has the permissions of the umask. A replaced one keeps its mode bits, its extended attributes and, if
    the system allows it, owner and group; other hard links to it keep the old content. Symbolic links are followed.
    Pipes, devices and open descriptors are written directly; bytes for the descriptor of a regular file are
    collected in memory first.

    Parameters
    ----------
    path
        The path of the file.
    pieces
        The bytes.
    overwrite
        Whether to replace an existing file; if not, a file made meanwhile is kept as well.
    fsync
        Whether to sync the bytes to disk before the move, and the name after it.
    like
        The status of a file whose mode bits and times it gets instead.

    Raises
    ------
    OSError
        When the file cannot be written; it names `path`. The old file is unchanged and no temporary file remains.
        Errors of `pieces` are not changed.
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
    """The pieces to write, and the error that they raised, to distinguish it from errors of the file."""

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
        if stat.S_ISREG(os.stat(path).st_mode):
            pieces = list(pieces)  # they may be read from that file
        with open(path, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if fsync:
                sync(file.fileno())
        return
    replaced = None if found is None else _Replaced(path)
    model = replaced.found if like is None and replaced is not None else like
    folder, name = os.path.split(path)
    with Folder(folder) as at, Temporary(at) as temporary:
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
            sync(temporary.handle)
        with at.synced(fsync):
            temporary.move(name, overwrite=overwrite)


def _target(path: str, *, overwrite: bool) -> tuple[str, os.stat_result | None]:
    """The path to write, with symbolic links followed, and its status, or None.

    The link of an open descriptor in /proc is not followed: its target is not a name that a file can be moved to.
    """
    for _ in range(MOST_LINKS):
        try:
            found = os.lstat(path)
        except (FileNotFoundError, NotADirectoryError) as error:
            if os.path.basename(path) in ("", os.curdir, os.pardir):
                os.close(os.open(path, os.O_WRONLY | os.O_CREAT))  # fails with the error of the system
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
    """Add a note to PermissionError if the folder of an existing file is not writable."""
    try:
        yield
    except PermissionError as error:
        if is_there:
            error.add_note(
                "It is written beside the old file and moved into place, so its folder has to be writable."
            )
        raise


def _change_mode(handle: int, mode: int) -> None:
    if hasattr(os, "fchmod"):
        os.fchmod(handle, mode)


class _Replaced:
    """The status and attributes of the replaced file.

    Raises OSError if the file may not be opened for writing.
    """

    def __init__(self, path: str) -> None:
        handle = os.open(path, os.O_WRONLY | _LOOK)
        try:
            self.found = os.fstat(handle)
            self._attributes = dict(_attributes(handle))
        finally:
            os.close(handle)

    def imitate(self, handle: int, *, keep_mode: bool) -> None:
        """Give a file the owner, the extended attributes and the mode bits, as far as the system allows it."""
        found, mode = self.found, stat.S_IMODE(self.found.st_mode)
        if hasattr(os, "fchown"):
            made = os.fstat(handle)
            if (made.st_uid, made.st_gid) != (found.st_uid, found.st_gid):
                made = _given_to(found.st_uid, found.st_gid, handle)
            if made.st_uid != found.st_uid:
                mode &= ~stat.S_ISUID
            if made.st_gid != found.st_gid:  # another group gets at most the permissions of others
                mode &= ~(stat.S_ISGID | stat.S_IRWXG) | (mode & stat.S_IRWXO) << 3
        if keep_mode:
            _change_mode(handle, mode)
        for name, value in self._attributes.items():
            with suppress(OSError):
                os.setxattr(handle, name, value)


def _given_to(owner: int, group: int, handle: int) -> os.stat_result:
    """Change owner and group of a file, or the group alone, as far as the system allows it; gives its status."""
    for one in (owner, -1):
        with suppress(PermissionError):
            os.fchown(handle, one, group)
            break
    return os.fstat(handle)


def _attributes(handle: int) -> Iterator[tuple[str, bytes]]:
    """The readable extended attributes of a file, access control lists included."""
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            for name in os.listxattr(handle):
                with suppress(OSError):
                    yield name, os.getxattr(handle, name)
