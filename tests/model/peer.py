"""The same data set made with both libraries: what pydicom read, put together again with our classes."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset as TheirDataset
from pydicom.multival import MultiValue as TheirMultiValue
from pydicom.sequence import Sequence as TheirSequence
from pydicom.valuerep import IS, DSfloat, PersonName
from real_files import FILES as FILES

from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset


def theirs(path: Path) -> TheirDataset:
    """What pydicom reads of a file, whatever it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path, force=True)


def quietly(call: Callable[[], Any]) -> Any:
    """The result of a call, whatever it warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call()


def plain(value: Any) -> Any:
    """A value of theirs as a program would write it down."""
    if isinstance(value, TheirSequence):
        return [rebuilt(item) for item in value]
    if isinstance(value, TheirMultiValue):
        return [plain(one) for one in value]
    if isinstance(value, DSfloat):
        return value.original_string if hasattr(value, "original_string") else float(value)
    if isinstance(value, IS):
        return value.original_string if hasattr(value, "original_string") else int(value)
    if isinstance(value, PersonName):
        return str(value)
    return value


def rebuilt(data_set: TheirDataset, made: Dataset | None = None) -> Dataset:
    """Our data set of the elements of theirs."""
    made = Dataset() if made is None else made
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for element in data_set:
            made.add_new(int(element.tag), str(element.VR), plain(element.value))
    return made


def rebuilt_file(data_set: Any) -> FileDataset:
    """Our data set of a file, its meta information included."""
    meta = FileMetaDataset()
    rebuilt(data_set.file_meta, meta)
    return FileDataset(data_set.filename, rebuilt(data_set), data_set.preamble, meta)
