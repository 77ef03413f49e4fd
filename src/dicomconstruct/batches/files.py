"""Expansion of paths, folders and patterns to files."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dicomconstruct.temporary_files import is_temporary

KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
"""Special files, which are never read because reading may block or never end."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file, or the reason why a path gives no file.

    Parameters
    ----------
    path
        The path of the file.
    error
        Why it cannot be read; "" for a readable file.
    folder
        The folder that was searched; "" for a file that was given itself.
    """

    path: str
    error: str = ""
    folder: str = ""

    @property
    def inside(self) -> str:
        """Its path relative to the searched folder; its name without one."""
        return os.path.relpath(self.path, self.folder) if self.folder else os.path.basename(self.path)


def expanded(paths: Iterable[str | os.PathLike[str]], *, into_folders: bool = True) -> Iterator[Found]:
    """Expand paths to files: folders recursively in the order of names, patterns by matching.

    Inside a folder, links to folders are not followed; special files (pipes, devices) and temporary files that
    killed writers left (`dicomconstruct.atomic`) are skipped.

    Parameters
    ----------
    paths
        Files, folders and patterns such as ``study/*.dcm``.
    into_folders
        Whether a folder is expanded to the files in it; else it is an error.
    """
    for path in (os.fspath(one) for one in paths):
        if os.path.isdir(path):
            yield from _inside(path) if into_folders else [Found(path, "is a folder; -r takes the files in it")]
        elif os.path.lexists(path) or not glob.has_magic(path):
            yield Found(path, special(path))
        else:
            matches = sorted(glob.glob(path, recursive=True))
            if not matches:
                yield Found(path, "nothing matches this pattern")
            for match in matches:
                if not os.path.isdir(match):
                    yield Found(match, special(match))


def special(path: str | os.PathLike[str]) -> str:
    """Why a path cannot be read as a file, such as a named pipe; "" for a regular file and for a missing one."""
    try:
        kind = KINDS.get(stat.S_IFMT(os.stat(path).st_mode))
    except OSError:
        return ""
    return f"is {kind}, not a file" if kind else ""


def _inside(folder: str) -> Iterator[Found]:
    empty = True
    problems: list[OSError] = []
    for where, folders, names in os.walk(folder, onerror=problems.append):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(where, name)
            if not is_temporary(name) and _is_regular(path):
                empty = False
                yield Found(path, folder=folder)
    for problem in problems:
        yield Found(problem.filename or folder, problem.strerror or str(problem))
    if empty and not problems:
        yield Found(folder, "no files in this folder")


def _is_regular(path: str) -> bool:
    """Whether a path is a regular file; also True where its status is unknown, since reading it reports why."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return True
