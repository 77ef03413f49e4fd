"""Lookup tables: entries out of a data set, and values mapped through them (PS3.3 C.11.1.1, C.7.6.3.1.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from dicomconstruct.errors import MalformedValue, MissingEntry, Unsupported, shown
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE, BYTES, WORDS, LookupTableDescriptor
from dicomconstruct.samples import bytes_of, known_byte_order_of, numbers_of, required, words_in_little_endian

if TYPE_CHECKING:
    from dicomconstruct.dataset import Dataset

Array = np.ndarray[Any, Any]

FEWEST_BITS, MOST_BITS = 8, 16
"""Bits of an entry (PS3.3 C.11.1.1.1, C.11.2.1.1)."""
WIDEST = (1 << MOST_BITS) - 1
SMALL = 2
"""Bytes of integers that are so few that a table of all of them is worth while."""
BEYOND_ALL_TABLES = 1 << 32
"""Larger than any index; keeps 64-bit numbers without sign from turning negative."""


class LookupTable(NamedTuple):
    """A table and what its descriptor says of it."""

    descriptor: LookupTableDescriptor
    entries: Array
    """A row for each entry: one number, or one for each channel."""

    def of(self, arr: Array) -> Array:
        """The entries of values: the first for those below it, the last for those above.

        Raises MissingEntry where the table is shorter than its descriptor says and such an entry is asked for.
        """
        if len(self.entries) < self.descriptor.entries:
            return self._looked_up(arr)
        return by_value(arr, self._looked_up)

    def _looked_up(self, arr: Array) -> Array:
        index = self.indices(arr)
        held = len(self.entries)
        if held < self.descriptor.entries and index.size and index.max() >= held:
            raise MissingEntry(f"index {held} is out of bounds of a lookup table of {held} entries")
        looked_up: Array = self.entries[index]
        return looked_up

    def indices(self, arr: Array) -> Array:
        """Which entry each value is for; numbers with a fraction lose it."""
        first = self.descriptor.first
        if arr.dtype.kind == "i" and arr.dtype.itemsize <= SMALL and first >= 1 << 15:
            first -= 1 << 16  # written without the sign that the pixels have
        if arr.dtype == np.uint64:
            arr = np.minimum(arr, BEYOND_ALL_TABLES)
        index: Array = np.clip(arr.astype(np.int64) - first, 0, self.descriptor.last)
        return index


def by_value(arr: Array, work: Callable[[Array], Array]) -> Array:
    """``work(arr)``, for work that knows nothing but each single value.

    Where there are more pixels than values that their type can hold, the work is done once for each value.
    """
    if arr.dtype.kind not in "iu" or arr.dtype.itemsize > SMALL or arr.size <= 1 << (8 * arr.dtype.itemsize):
        return work(arr)
    arr = arr.astype(arr.dtype.newbyteorder("="), copy=False)
    unsigned = np.uint8 if arr.dtype.itemsize == 1 else np.uint16
    every = np.arange(1 << (8 * arr.dtype.itemsize), dtype=np.uint16).astype(unsigned)
    return np.take(work(every.view(arr.dtype)), arr.view(unsigned), axis=0)


def table_descriptor(item: Dataset) -> LookupTableDescriptor:
    """LUT Descriptor of an item. MissingElement where it is missing, MalformedValue if it is not three numbers."""
    return LookupTableDescriptor.of(required(item, "LUTDescriptor"), "(0028,3002) 'LUT Descriptor'")


def lookup_table(item: Dataset, data_set: Dataset) -> LookupTable:
    """The table of an item of a LUT sequence.

    Entries of 8 bits may be packed two to a word, or have a word each (PS3.3 C.11.1.1.1); bits of an entry above
    those that the descriptor tells of are padding.

    Parameters
    ----------
    item
        Has LUT Descriptor and LUT Data.
    data_set
        What the item belongs to, whose byte order is its own.

    Raises
    ------
    MissingElement
        Where the item lacks one of the two, or the byte order of LUT Data that is bytes is not known.
    Unsupported
        Where an entry has not from 8 to 16 bits.
    """
    descriptor = table_descriptor(item)
    if not FEWEST_BITS <= descriptor.bits <= MOST_BITS:
        raise Unsupported(f"'{descriptor.bits}' bits per LUT entry is not supported")
    value = required(item, "LUTData")
    narrow = descriptor.bits == BITS_OF_A_BYTE
    if isinstance(value, bytes | bytearray | memoryview):
        element = item["LUTData"]
        raw, order = bytes_of(element), known_byte_order_of(element, data_set)
        kind = BYTES if narrow and len(raw) < WORDS.word_size * descriptor.entries else WORDS
        entries = numbers_of(raw, element.VR, kind, order)
    else:
        numbers = [value] if isinstance(value, int) else value
        if not isinstance(numbers, Sequence) or not all(isinstance(one, int) for one in numbers):
            raise MalformedValue("(0028,3006) 'LUT Data' holds whole numbers", found=shown(value))
        if narrow and len(numbers) == -(-descriptor.entries // WORDS.word_size) < descriptor.entries:
            numbers = list(words_in_little_endian([one & WIDEST for one in numbers]))
        entries = np.array([one & WIDEST for one in numbers], np.int64)
    masked = entries[: descriptor.entries] & ((1 << descriptor.bits) - 1)
    return LookupTable(descriptor, masked.astype(np.uint8 if narrow else np.uint16))
