"""The stage: files of instances that are to be added to a File-set, kept until it is written."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from pathlib import Path

from dicomconstruct.dataset import Dataset, FileMetaDataset
from dicomconstruct.dataset.file_meta import validate_file_meta
from dicomconstruct.filewriter import dcmwrite


class Stage:
    """A folder of staged files, which goes when the stage does."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    @property
    def folder(self) -> Path:
        """The folder; made when it is first asked for."""
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="dicomconstruct-"))
            weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    def put(self, name: str, instance: Dataset, path: str | os.PathLike[str] | None) -> Path:
        """Put the file of an instance on the stage; gives its place there.

        Parameters
        ----------
        name
            What to call it.
        instance
            Its data set.
        path
            Where its file is; it is copied as it is. None to write the data set as a file (PS3.10 7.1).

        Raises
        ------
        OSError
            When the file cannot be read, or the stage not be written to.
        ValueError
            When the data set lacks what a file has to have, or cannot be written.
        """
        place = self.folder / name
        if path is None:
            dcmwrite(place, as_file(instance))
        else:
            shutil.copyfile(path, place)
        return place


def as_file(instance: Dataset) -> Dataset:
    """A data set with all that a file has to have around it: itself, or one with the same elements."""
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
