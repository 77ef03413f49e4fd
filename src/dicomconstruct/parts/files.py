"""The preamble and prefix of a file, deferred values, and sizes with units."""

from __future__ import annotations

import math
import os
import re
from functools import partial
from typing import Any, BinaryIO

from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.grammar.primitives import PREAMBLE_LENGTH, PREFIX, SEQUENCE_DELIMITER, UNDEFINED_LENGTH
from dicomconstruct.parts.buffers import read_undefined_length_value
from dicomconstruct.sources import opened, read_fully, warn_of_change
from dicomconstruct.tag import Tag

UNITS = {
    "kb": 1000,
    "mb": 1000**2,
    "gb": 1000**3,
    "kib": 1 << 10,
    "mib": 1 << 20,
    "gib": 1 << 30,
}
SIZE = re.compile(r" *(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+) *(?P<unit>[A-Za-z]*) *")


def size_in_bytes(expr: int | float | str | None) -> int | None:
    """A number of bytes, given as a number or as text such as ``"512 kB"`` or ``"4 MiB"``.

    None and infinity give None, for no limit. Raises ValueError for any other text.
    """
    if expr is None or expr == math.inf:
        return None
    if not isinstance(expr, str):
        return int(expr)
    found = SIZE.fullmatch(expr)
    if found is None or (found["unit"] and found["unit"].lower() not in UNITS):
        raise ValueError(f"no size: {expr!r}; a number, or one with a unit of kB, MB, GB, KiB, MiB, GiB")
    return int(float(found["number"]) * UNITS[found["unit"].lower()]) if found["unit"] else int(float(expr))


def is_dicom(file_path: str | os.PathLike[str]) -> bool:
    """Whether a file has a preamble and the prefix ``DICM`` (PS3.10 7.1). OSError if it cannot be read."""
    with opened(file_path) as file:
        opening = read_fully(file, PREAMBLE_LENGTH + len(PREFIX))
    return opening[PREAMBLE_LENGTH:] == PREFIX


def read_preamble(fp: BinaryIO, force: bool) -> bytes | None:
    """Read the preamble and the prefix of a file (PS3.10 7.1).

    Parameters
    ----------
    fp
        A binary file; afterwards positioned after the prefix, or at the beginning if it has no prefix.
    force
        Whether to accept a file without prefix.

    Returns
    -------
    bytes or None
        The preamble; None if there is no prefix.

    Raises
    ------
    InvalidDicomError
        When there is no prefix and `force` is not set.
    """
    preamble, prefix = read_fully(fp, PREAMBLE_LENGTH), read_fully(fp, len(PREFIX))
    if prefix == PREFIX:
        return preamble
    if not force:
        raise InvalidDicomError(
            "File is missing DICOM File Meta Information header or the 'DICM' prefix is missing from the header. "
            "Use force=True to force reading.",
            expected=PREFIX.decode(),
        )
    fp.seek(0)
    return None


def read_deferred_data_element(
    fileobj_type: Any, filename_or_obj: Any, timestamp: float | None, raw_data_elem: RawDataElement
) -> RawDataElement:
    """Read the deferred value of a raw element.

    Parameters
    ----------
    fileobj_type
        What opens the file: `open`, or a class such as `gzip.GzipFile`.
    filename_or_obj
        Its path, or an open binary file.
    timestamp
        The modification time when it was read; a later change gives a warning. None if unknown.
    raw_data_elem
        The element, with the offset of its value.

    Returns
    -------
    RawDataElement
        The element with its value.

    Raises
    ------
    OSError
        When the file does not exist, or its name is unknown.
    EOFError
        When its value has undefined length and no delimiter follows.
    """
    if filename_or_obj is None:
        raise OSError("Deferred read -- original filename not stored. Cannot re-open")
    if isinstance(filename_or_obj, str | os.PathLike):
        if not os.path.exists(filename_or_obj):
            raise OSError(f"Deferred read -- original file {os.fspath(filename_or_obj)} is missing")
        warn_of_change(filename_or_obj, timestamp)
        kind: Any = opened if fileobj_type is open else partial(fileobj_type, mode="rb")
        with kind(filename_or_obj) as file:
            return _with_value(raw_data_elem, file)
    return _with_value(raw_data_elem, filename_or_obj)


def _with_value(raw: RawDataElement, file: Any) -> RawDataElement:
    file.seek(raw.value_tell)
    if raw.length != UNDEFINED_LENGTH:
        return raw._replace(value=read_fully(file, raw.length))
    value = read_undefined_length_value(file, raw.is_little_endian, Tag(SEQUENCE_DELIMITER))
    return raw._replace(value=value)
