"""Structures of fixed fields, read by one `struct` call where construct reads each field; independent of DICOM."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from construct import Bytes, Struct


def format_of(fixed: Struct) -> struct.Struct:
    """The `struct` format of a structure of numbers and bytes in one byte order."""
    inner: list[Any] = [one.subcon for one in fixed.subcons]
    codes = [f"{one.sizeof()}s" if isinstance(one, Bytes) else one.fmtstr[1:] for one in inner]
    orders = {one.fmtstr[0] for one in inner if not isinstance(one, Bytes) and one.sizeof() > 1}
    return struct.Struct((orders.pop() if orders else "=") + "".join(codes))


@lru_cache
def struct_reader(fixed: Struct) -> Callable[[bytes], SimpleNamespace]:
    """The function that reads such a structure from the start of bytes; the fields are attributes of its result."""
    names, unpack = [one.name for one in fixed.subcons], format_of(fixed).unpack_from

    def read(data: bytes) -> SimpleNamespace:
        return SimpleNamespace(**dict(zip(names, unpack(data), strict=True)))

    return read


@lru_cache
def fixed_size(fixed: Struct) -> int:
    """The size of such a structure in bytes."""
    return int(fixed.sizeof())
