"""The files of a File-set: staged until it is written, then put in place, all of them or none.

Changed files are first moved aside inside the folder, then to their targets, the DICOMDIR last. Where that
fails, all moves are undone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from dicomconstruct.dataset import Dataset, FileMetaDataset
from dicomconstruct.dataset.file_meta import validate_file_meta
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import dcmwrite, write_bytes

DICOMDIR = "DICOMDIR"
"""The File ID of the DICOMDIR (PS3.10 8.6)."""
DEFERRED = 1 << 20
"""The longest value in bytes of an instance that is read for its records."""
PathName = str | os.PathLike[str]


class Transfer(NamedTuple):
    """A file and its target."""

    source: Path
    target: Path


def put_in_place(
    root: Path, directory: bytes, *, copied: Iterable[Transfer], moved: Iterable[Transfer], removed: Iterable[Path]
) -> None:
    """Change the files of a File-set, and write its DICOMDIR.

    A file at the target of another is replaced. Folders that become empty are removed.

    Parameters
    ----------
    root
        The folder; made if it is missing.
    directory
        The bytes of the DICOMDIR.
    copied, moved
        Files from other folders, and files of the folder that are moved inside it.
    removed
        Files of the folder to remove; missing ones are ignored.

    Raises
    ------
    OSError
        When a file cannot be read, moved or written; the folder is unchanged then.
    """
    root.mkdir(parents=True, exist_ok=True)
    moves = list(moved)
    left = {one.source.parent for one in moves}
    with tempfile.TemporaryDirectory(dir=root, prefix=".dicomconstruct-") as aside:
        journal = Journal(Path(aside))
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
        The folder for files moved aside.
    """

    def __init__(self, aside: Path) -> None:
        self._moves: list[Transfer] = []
        self._aside = aside
        self._numbers = count()

    def place(self) -> Path:
        """A free path aside."""
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
        """Move files aside; one with several targets is copied."""
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
        """Undo all moves, the last first, and remove the folders that were made."""
        for source, target in reversed(self._moves):
            shutil.move(target, source)
            if target.parent != self._aside:
                _prune(target.parent, self._aside.parent)


def _prune(folder: Path, root: Path) -> None:
    """Remove a folder, and those around it inside `root`, as long as they are empty."""
    with suppress(OSError):
        while folder != root and root in folder.parents:
            folder.rmdir()
            folder = folder.parent


class Stage:
    """A folder of staged files, removed with the object."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder; made when it is first asked for."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="dicomconstruct-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def put(self, name: str, instance: Dataset, path: PathName | None) -> Path:
        """Put the file of an instance on the stage; give its path there.

        Parameters
        ----------
        name
            Its file name.
        instance
            Its data set.
        path
            The path of its file, which is copied. None to write the data set as a file (PS3.10 7.1).

        Raises
        ------
        OSError
            When the file cannot be read, or the stage not be written to.
        ValueError
            When the data set lacks a required element of a file, or cannot be written.
        """
        place = self.folder / name
        if path is None:
            dcmwrite(place, as_file(instance))
        else:
            shutil.copyfile(path, place)
        return place


def as_file(instance: Dataset) -> Dataset:
    """A data set with preamble and file meta information: itself, or one with the same elements."""
    meta = FileMetaDataset(getattr(instance, "file_meta", None) or {})
    before = len(meta)
    for keyword in ("SOPClassUID", "SOPInstanceUID"):
        if not meta.get(f"MediaStorage{keyword}"):
            setattr(meta, f"MediaStorage{keyword}", instance[keyword].value)
    validate_file_meta(meta)
    preamble = getattr(instance, "preamble", None)
    if preamble and len(meta) == before:
        return instance
    made = Dataset(instance)
    made.file_meta = meta
    if preamble:
        made.preamble = preamble
    return made


def instance_of(ds_or_path: Dataset | PathName) -> tuple[Dataset, PathName | None]:
    """An instance, and its path where that was given; errors as `FileSet.add`."""
    instance, path = (
        (ds_or_path, None)
        if isinstance(ds_or_path, Dataset)
        else (dcmread(ds_or_path, defer_size=DEFERRED), ds_or_path)
    )
    missing = [keyword for keyword in ("SOPClassUID", "SOPInstanceUID") if not instance.get(keyword)]
    if missing:
        raise UnwritableValue(f"an instance in a File-set needs {' and '.join(missing)}")
    return instance, path
