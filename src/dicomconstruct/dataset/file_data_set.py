"""The data set of a file (PS3.10 7), with preamble, file meta information and file name."""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Mapping
from copy import deepcopy
from typing import Any, ClassVar, Self

from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.element_access import DataSetSource, ElementAccess, adopt
from dicomconstruct.dataset.encoding_facts import Encoding
from dicomconstruct.dataset.file_meta import FileMetaDataset


class FileDataset(Dataset):
    """The data set of a file.

    Parameters
    ----------
    filename_or_obj
        The path or file-like object that it was read from.
    dataset
        The data set.
    preamble
        The 128 bytes before the prefix; None where there are none.
    file_meta
        The file meta information.
    is_implicit_VR, is_little_endian
        The encoding of the data set.

    Attributes
    ----------
    preamble, file_meta
        As above. After assignment of None the file is written without preamble.
    filename
        The path that it was read from; None for a source without name.
    buffer
        The file-like object that it was read from; None for a path, and for a file opened from one.
    """

    __slots__ = ()

    _is_of_a_file: ClassVar[bool] = True
    filename: str | None
    buffer: Any = None
    preamble: bytes | None = None
    file_meta: FileMetaDataset
    is_decompressed: bool = False
    """Whether the pixels were decompressed after reading."""

    def __init__(
        self,
        filename_or_obj: Any,
        dataset: Mapping[Any, Any] | ElementAccess,
        preamble: bytes | None = None,
        file_meta: FileMetaDataset | None = None,
        is_implicit_VR: bool = True,  # noqa: N803
        is_little_endian: bool = True,
    ) -> None:
        if isinstance(dataset, ElementAccess):
            super().__init__()
            self.__dict__.update(dataset.__dict__)
            adopt(self, dataset)
        else:
            super().__init__(dataset)
        meta = FileMetaDataset() if file_meta is None else file_meta
        self._surround(filename_or_obj, preamble, meta, (is_implicit_VR, is_little_endian))

    @classmethod
    def _of_file(
        cls,
        source: DataSetSource,
        filename: Any,
        preamble: bytes | None,
        file_meta: FileMetaDataset,
        original_encoding: Encoding,
    ) -> Self:
        """The data set of a file; `source` makes its elements when one is asked for."""
        made = cls._unread(source)
        made._surround(filename, preamble, file_meta, original_encoding)
        return made

    def _surround(
        self, source: Any, preamble: bytes | None, file_meta: FileMetaDataset, original_encoding: Encoding
    ) -> None:
        attributes = self.__dict__
        if type(source) is str:
            attributes["filename"] = source
        else:
            attributes.update(names_of_source(source))
        if preamble is not None:
            attributes["preamble"] = preamble
        attributes["file_meta"] = file_meta
        attributes["original_encoding"] = original_encoding

    @property
    def fileobj_type(self) -> Any:
        """`open` for a path, else the type of `buffer`."""
        return open if self.buffer is None else type(self.buffer)

    @property
    def timestamp(self) -> float | None:
        """The modification time of the file, in seconds since 1970; None where the file is missing."""
        name = self.filename
        return os.path.getmtime(name) if name and os.path.exists(name) else None

    def _copied_attributes(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Deep copies of all attributes; None for a buffer that cannot be copied."""
        kept = {name: value for name, value in self.__dict__.items() if name != "buffer"}
        copied = {name: deepcopy(value, memo) for name, value in kept.items()}
        if self.buffer is not None:
            copied["buffer"] = copied_buffer(self.buffer, memo)
        return copied


def names_of_source(source: Any) -> dict[str, Any]:
    """The attributes `filename` and `buffer` of a source."""
    if isinstance(source, os.PathLike):
        return {"filename": os.fspath(source)}
    if source is None or isinstance(source, str | bytes | bytearray | memoryview):
        return {"filename": source if isinstance(source, str) else None}
    name = getattr(source, "name", None) or getattr(source, "filename", None)
    named = {"filename": name if isinstance(name, str) else None}
    return named if type(source) is io.BufferedReader else {**named, "buffer": source}


def copied_buffer(buffer: Any, memo: dict[int, Any]) -> Any:
    """A deep copy of a file-like object; None, with a warning, where it cannot be copied."""
    try:
        return deepcopy(buffer, memo)
    except Exception as error:
        warnings.warn(
            f"The {type(error).__name__} exception '{error}' occurred trying to deepcopy the buffer-like the "
            "dataset was read from, the 'buffer' attribute will be set to 'None' in the copied object",
            UserWarning,
            stacklevel=2,
        )
        return None
