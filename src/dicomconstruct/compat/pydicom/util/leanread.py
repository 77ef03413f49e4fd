"""Face of pydicom.util.leanread: the outermost elements of a file as tuples, read by the one grammar."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from dicomconstruct.compiler.runtime import KEY, SHAPE
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.filereader import dcmread
from dicomconstruct.grammar.layouts import ITEMS
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH

ElementAsRead = tuple[tuple[int, int], bytes | None, int, bytes | None, int]
"""Group and element, the VR (None under implicit VR), the length of the header, the value, and its offset."""


class dicomfile:
    """The elements of a file, those of the file meta information first.

    Parameters
    ----------
    filename
        The path.

    Attributes
    ----------
    preamble
        The 128 bytes before the prefix; None for a file without prefix.

    Raises
    ------
    OSError
        When the file cannot be read.
    """

    def __init__(self, filename: str | bytes | os.PathLike[str]) -> None:
        self._data_set = dcmread(os.fsdecode(filename), force=True)
        self.preamble = self._data_set.preamble

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        """Do nothing: the file is closed once it is read."""

    def __iter__(self) -> Iterator[ElementAsRead]:
        """The elements in file order; the value of a sequence of undefined length is None.

        Raises
        ------
        NotImplementedError
            At the data set where no transfer syntax is declared, and at an element of undefined length that is no
            SQ.
        """
        meta = self._data_set.file_meta
        yield from _elements(meta._source)
        if "TransferSyntaxUID" not in meta:
            raise NotImplementedError("No transfer syntax in file meta info")
        yield from _elements(self._data_set._source)


def _elements(source: DataSetAsRead) -> Iterator[ElementAsRead]:
    for row in source.rows:
        tag = row[KEY]
        if tag is None:
            continue
        raw = source.raw_element(tag, row)
        vr = raw.VR
        is_undefined = raw.length == UNDEFINED_LENGTH
        if is_undefined and vr is None and row[SHAPE].body.content == ITEMS:
            vr = "SQ"
        if is_undefined and vr != "SQ":
            raise NotImplementedError("This reader does not handle undefined length except for SQ")
        code = None if vr is None else vr.encode("ascii")
        yield (tag.group, tag.elem), code, raw.length, None if is_undefined else raw.value or b"", raw.value_tell
