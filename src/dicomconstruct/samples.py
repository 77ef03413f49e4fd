"""Bulk elements as arrays of numbers, for lookup tables, overlays and waveforms.

`dicomconstruct.grammar.samples` has their layout; this module adds the byte order of a data set and numpy.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dicomconstruct.errors import MalformedValue, MissingElement, shown
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import WORDS, in_little_endian, type_string, word_size_of
from dicomconstruct.uid import UID

if TYPE_CHECKING:
    from dicomconstruct.dataelem import DataElement
    from dicomconstruct.dataset import Dataset

Array = np.ndarray[Any, Any]
LITTLE = ByteOrder.LITTLE


def transfer_syntax_of(data_set: Dataset) -> UID | None:
    """The Transfer Syntax UID of the file meta information; None if it is missing."""
    meta = getattr(data_set, "file_meta", None)
    syntax = meta.get("TransferSyntaxUID") if meta else None
    return (syntax if isinstance(syntax, UID) else UID(syntax)) if syntax else None


def byte_order_of(element: DataElement, data_set: Dataset) -> ByteOrder | None:
    """The byte order of a bulk element.

    It is the byte order in which the element was read; for an assigned value that of the transfer syntax, or the
    one in which the data set was read. None if unknown.

    Parameters
    ----------
    element
        The element.
    data_set
        The data set of the element or of an item with it.
    """
    original = element.original_byte_order
    if original is not None:
        return original
    syntax = transfer_syntax_of(data_set)
    little = data_set.original_encoding[1]
    if syntax is not None and syntax.is_transfer_syntax:
        little = syntax.is_little_endian
    return None if little is None else LITTLE if little else ByteOrder.BIG


def known_byte_order_of(element: DataElement, data_set: Dataset) -> ByteOrder:
    """`byte_order_of`; MissingElement if it is unknown."""
    order = byte_order_of(element, data_set)
    if order is None:
        raise MissingElement(
            "Unable to determine the endianness of the dataset, please set an appropriate Transfer Syntax UID in "
            f"'{type(data_set).__name__}.file_meta'"
        )
    return order


def required(data_set: Dataset, keyword: str) -> Any:
    """The value of an element. MissingElement, an AttributeError, if it is missing or empty."""
    value = data_set.get(keyword)
    if value is None:
        problem = "has no value for" if keyword in data_set else "has no element"
        raise MissingElement(f"'{type(data_set).__name__}' object {problem} '{keyword}'")
    return value


def number_of(data_set: Dataset, keyword: str, default: Any = None) -> Any:
    """The number in an element as float, or the default. MalformedValue for any other value."""
    value = data_set.get(keyword)
    try:
        return default if value is None else float(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise MalformedValue(f"{keyword} is one number", found=shown(value)) from error


def count_of(value: Any, name: str) -> int:
    """A value as a count. MalformedValue with `name` for any other value."""
    if isinstance(value, int) and value >= 0:
        return int(value)
    raise MalformedValue(f"{name} is one whole number from 0 on", found=shown(value))


def bulk_bytes(element: DataElement) -> bytes:
    """The bytes of a bulk element. MalformedValue with its name for any other value."""
    value = element.value
    if isinstance(value, bytes | bytearray | memoryview):
        return value if isinstance(value, bytes) else bytes(value)
    raise MalformedValue(f"{element.tag} {element.name} holds bytes", found=shown(value))


def numbers_of(raw: bytes, vr: str, kind: Numbers, order: ByteOrder) -> Array:
    """The numbers of a value as a read-only array; bytes in excess are ignored.

    Numbers narrower than the words of the VR are packed into those, the first in the less significant part
    (PS3.5 8.1.1, 8.3).

    Parameters
    ----------
    raw
        The value.
    vr
        Its VR.
    kind
        The kind of the numbers.
    order
        The byte order of the value.
    """
    if kind.word_size < word_size_of(vr):
        raw, order = in_little_endian(raw, word_size_of(vr), order), LITTLE
    read = np.frombuffer(raw, type_string(kind, order), len(raw) // kind.word_size)
    return read.astype(read.dtype.newbyteorder("="), copy=False)


def words_in_little_endian(values: Sequence[int]) -> bytes:
    """The little endian bytes of 16-bit words that contain narrower numbers."""
    return np.array(values, np.int64).astype(type_string(WORDS, LITTLE)).tobytes()
