"""What the tests of the DICOM JSON model share."""

from __future__ import annotations

import io
import json
from typing import Any

from bytes_of import EXPLICIT_LE, part10

from dicomconstruct import Dataset, dcmread
from dicomconstruct.filereader import read_dataset


def strict(text: str) -> Any:
    """What a JSON text says; ValueError for what only Python takes for JSON."""

    def refused(token: str) -> Any:
        raise ValueError(f"{token} is not JSON")

    return json.loads(text, parse_constant=refused)


def read(*elements: bytes, uid: str = EXPLICIT_LE) -> Dataset:
    """The data set of a file of some elements."""
    return dcmread(part10(*elements, uid=uid))


def saved(data_set: Dataset, *, implicit: bool = False, little_endian: bool = True) -> bytes:
    """The bytes of a data set without a file around it."""
    target = io.BytesIO()
    data_set.save_as(target, implicit_vr=implicit, little_endian=little_endian)
    return target.getvalue()


def through_bytes(data_set: Dataset) -> Dataset:
    """A data set written and read again."""
    return read_dataset(io.BytesIO(saved(data_set)), is_implicit_VR=False, is_little_endian=True)
