"""A part of a file as a file of its own, so that a large value is written from where it stands."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from dicomconstruct.sources import read_fully


class FilePart(io.RawIOBase):
    """A part of a file as a file of its own, for values that are not to be held in memory.

    Parameters
    ----------
    file
        The file, which has to stay open.
    start, length
        The offset of the part, and its length in bytes.
    """

    def __init__(self, file: BinaryIO, start: int, length: int) -> None:
        super().__init__()
        self._file, self._start, self._length = file, start, length
        self._here = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._here

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._here = {os.SEEK_SET: 0, os.SEEK_CUR: self._here, os.SEEK_END: self._length}[whence] + offset
        return self._here

    def read(self, count: int | None = -1) -> bytes:
        left = max(0, self._length - self._here)
        self._file.seek(self._start + self._here)
        data = read_fully(self._file, left if count is None or count < 0 else min(count, left))
        self._here += len(data)
        return data
