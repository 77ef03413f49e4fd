"""Files put in their place in the folder of a File-set, all of them or none.

What is to change is first taken aside inside the folder, then put in its place, the DICOMDIR last. Where that
fails, everything goes back to where it was.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from dicomconstruct.filewriter import write_bytes

DICOMDIR = "DICOMDIR"
"""The File ID of the file with the directory (PS3.10 8.6)."""


class Transfer(NamedTuple):
    """A file, and where it is to be."""

    source: Path
    target: Path


def put_in_place(
    root: Path, directory: bytes, *, copied: Iterable[Transfer], moved: Iterable[Transfer], removed: Iterable[Path]
) -> None:
    """Change the files of a File-set, and write its DICOMDIR.

    A file that stands where another is to be is replaced. Folders that this leaves empty are removed.

    Parameters
    ----------
    root
        The folder; made where it is not there.
    directory
        The bytes of the DICOMDIR.
    copied, moved
        Files that come from elsewhere, and those of the folder that are to be somewhere else in it.
    removed
        Files of the folder that are to go; those that are gone already do not matter.

    Raises
    ------
    OSError
        When a file cannot be read, moved or written; the folder is as it was then.
    """
    root.mkdir(parents=True, exist_ok=True)
    moves = list(moved)
    left = {one.source.parent for one in moves}
    with _aside(root) as aside:
        journal = Journal(aside)
        try:
            ready = [*journal.brought(copied), *journal.taken(moves)]
            for path in removed:
                if path.exists():
                    left.add(path.parent)
                    journal.move(path, journal.place())
            for source, target in ready:
                target.parent.mkdir(parents=True, exist_ok=True)
                if os.path.lexists(target):
                    journal.move(target, journal.place())
                journal.move(source, target)
            write_bytes(root / DICOMDIR, directory)
        except BaseException:
            journal.undo()
            raise
    for folder in left:
        _prune(folder, root)


class Journal:
    """Moves of files that can be undone.

    Parameters
    ----------
    aside
        A folder for files that are nowhere else for the time being.
    """

    def __init__(self, aside: Path) -> None:
        self._moves: list[Transfer] = []
        self._aside = aside
        self._numbers = count()

    def place(self) -> Path:
        """A place aside that nothing is at."""
        return self._aside / str(next(self._numbers))

    def move(self, source: Path, target: Path) -> None:
        """Move a file."""
        shutil.move(source, target)
        self._moves.append(Transfer(source, target))

    def brought(self, files: Iterable[Transfer]) -> Iterator[Transfer]:
        """Copy files aside."""
        for source, target in files:
            place = self.place()
            shutil.copyfile(source, place)
            yield Transfer(place, target)

    def taken(self, files: Iterable[Transfer]) -> Iterator[Transfer]:
        """Move files aside; one that is to be at several places is copied."""
        known: dict[Path, Path] = {}
        for source, target in files:
            place = self.place()
            if source in known:
                shutil.copyfile(known[source], place)
            else:
                self.move(source, place)
                known[source] = place
            yield Transfer(place, target)

    def undo(self) -> None:
        """Move everything back, the last first, and remove the folders that were made for it."""
        for source, target in reversed(self._moves):
            shutil.move(target, source)
            if target.parent != self._aside:
                _prune(target.parent, self._aside.parent)


@contextmanager
def _aside(root: Path) -> Iterator[Path]:
    """A folder in the folder of the File-set, for a while."""
    folder = Path(tempfile.mkdtemp(dir=root, prefix=".dicomconstruct-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _prune(folder: Path, root: Path) -> None:
    """Remove a folder, and those around it inside `root`, as long as they are empty."""
    with suppress(OSError):
        while folder != root and root in folder.parents:
            folder.rmdir()
            folder = folder.parent
