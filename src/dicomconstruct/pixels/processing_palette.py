"""Palette colours: an index turned into colours by the tables of a data set or a palette of the standard.

PS3.3 C.7.6.3.1.5 and C.7.6.3.1.6 describe the tables, C.7.9.2 those that come as segments, PS3.6 Annex B the
well-known palettes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from dicomconstruct.dictionary.palettes import palette_of
from dicomconstruct.errors import DicomError, WrongType, within
from dicomconstruct.grammar.kinds import Numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.samples import (
    ALL_ENTRIES,
    BITS_OF_A_BYTE,
    BYTES,
    WORDS,
    LookupTableDescriptor,
    Segment,
    length_of_offset,
    offset_in_entries,
)
from dicomconstruct.pixels.processing_tables import Array, LookupTable
from dicomconstruct.samples import byte_order_of, bytes_of, known_byte_order_of, numbers_of, required

if TYPE_CHECKING:
    from dicomconstruct.dataelem import DataElement
    from dicomconstruct.dataset import Dataset

SUPPLEMENTAL = ("MIXED", "COLOR")
"""Values of Pixel Presentation that stand for a Supplemental Palette Color Lookup Table (PS3.3 C.8.16.2.1.1)."""
COLORS = ("Red", "Green", "Blue")
ALPHA = "Alpha"


def apply_color_lut(arr: Array, ds: Dataset | None = None, palette: str | None = None) -> Array:
    """The colours of an index.

    Parameters
    ----------
    arr
        The index; it is left as it is.
    ds
        Has the Palette Color Lookup Table Module, with or without segments.
    palette
        A well-known palette instead: its name, such as ``HOT_IRON``, or its SOP Instance UID (PS3.6 Annex B).

    Returns
    -------
    numpy.ndarray
        `arr` with one axis more for red, green and blue, and for alpha where the data set has it.

    Raises
    ------
    DicomError
        Where neither `ds` nor `palette` is given, the palette is unknown, or the tables are not whole.
    WrongType, MissingElement, MissingEntry
        Those are `DicomError` too: for a number of bits other than 8 and 16, a table or a byte order that is
        missing, an entry beyond the end of a table.
    """
    if palette is not None:
        return _well_known(palette).of(arr)
    if ds is None:
        raise DicomError("Either 'ds' or 'palette' is required")
    if ds.get("PixelPresentation") in SUPPLEMENTAL:
        raise DicomError(
            "Use of this function with the Supplemental Palette Color Lookup Table Module is not currently "
            "supported"
        )
    with within("the Palette Color Lookup Tables"):
        return palette_tables(ds).of(arr)


def _well_known(palette: str) -> LookupTable:
    found = palette_of(palette)
    if found is None:
        raise DicomError(f"Unknown palette '{palette}'")
    channels = [np.frombuffer(channel, np.uint8) for channel in (found.red, found.green, found.blue)]
    descriptor = LookupTableDescriptor(len(channels[0]), 0, BITS_OF_A_BYTE)
    return LookupTable(descriptor, np.stack(channels, axis=-1))


def palette_tables(ds: Dataset) -> LookupTable:
    """The tables of a data set side by side; errors are those of `apply_color_lut`."""
    name = "RedPaletteColorLookupTableDescriptor"
    form = next((form for form in ("", "Segmented") if f"{form}RedPaletteColorLookupTableData" in ds), None)
    if form is None or name not in ds:
        raise DicomError("No suitable Palette Color Lookup Table Module found")
    called = "(0028,1101) 'Red Palette Color Lookup Table Descriptor'"
    descriptor = LookupTableDescriptor.of(required(ds, name), called)
    if descriptor.bits not in (BYTES.word_size * BITS_OF_A_BYTE, WORDS.word_size * BITS_OF_A_BYTE):
        raise WrongType(f"{called}: data type 'uint{descriptor.bits}' not understood")
    colors = [*COLORS, ALPHA] if f"{form}AlphaPaletteColorLookupTableData" in ds else COLORS
    elements = [_data(ds, f"{form}{color}PaletteColorLookupTableData") for color in colors]
    if form:
        channels = [_expanded(element, descriptor, ds) for element in elements]
    else:
        if len({len(bytes_of(element)) for element in elements}) > 1:
            raise DicomError("LUT data must be the same length")
        channels = [_entries(element, descriptor, ds) for element in elements]
    shortest = min(map(len, channels))
    return LookupTable(descriptor, np.stack([channel[:shortest] for channel in channels], axis=-1))


def _data(ds: Dataset, keyword: str) -> DataElement:
    required(ds, keyword)
    element: DataElement = ds[keyword]
    return element


def _entries(element: DataElement, descriptor: LookupTableDescriptor, ds: Dataset) -> Array:
    """The entries of a table: 8 bits each, maybe with a byte of padding, or 16 bits each.

    A data set that was made in memory and says nothing of a byte order has that of the default transfer syntax
    (PS3.5 10.1).
    """
    raw, entries = bytes_of(element), descriptor.entries
    lengths = {entries: BYTES, entries + entries % 2: BYTES, entries * WORDS.word_size: WORDS}
    if entries == 1:
        lengths[WORDS.word_size] = WORDS if descriptor.bits > BITS_OF_A_BYTE else BYTES
    if len(raw) not in lengths:
        bits = len(raw) / entries * BITS_OF_A_BYTE
        raise DicomError(
            f"The bit depth of the LUT data '{bits:.1f}' is invalid (only 8 or 16 bits per entry allowed)",
            path=f"{element.tag} '{element.name}'",
        )
    order = byte_order_of(element, ds) or ByteOrder.LITTLE
    return numbers_of(raw, element.VR, lengths[len(raw)], order)[:entries]


def _expanded(element: DataElement, descriptor: LookupTableDescriptor, ds: Dataset) -> Array:
    kind = BYTES if descriptor.bits == BITS_OF_A_BYTE else WORDS
    numbers = numbers_of(bytes_of(element), element.VR, kind, known_byte_order_of(element, ds)).tolist()
    expanded = expand_segmented_lut(numbers, kind, entries=descriptor.entries)
    return np.array(expanded, np.uint8 if kind is BYTES else np.uint16)


def expand_segmented_lut(
    data: Sequence[int], kind: Numbers, order: ByteOrder = ByteOrder.LITTLE, entries: int = ALL_ENTRIES
) -> list[int]:
    """The entries that segments stand for (PS3.3 C.7.9.2).

    Parameters
    ----------
    data
        Opcodes, lengths, entries and offsets, all as numbers.
    kind
        `BYTES` or `WORDS`: what an entry is.
    order
        The byte order of the words that four bytes of an offset make up.
    entries
        How many entries there are to be; what comes after them is left out.

    Raises
    ------
    DicomError
        Where the first segment is not discrete, a segment is of an unknown type, or an indirect segment copies
        another one.
    """
    return _Expansion(data, kind, order, entries).all()


class _Expansion:
    """Segments that become entries, one after another."""

    def __init__(self, data: Sequence[int], kind: Numbers, order: ByteOrder, entries: int) -> None:
        self.data, self.kind, self.order, self.entries = data, kind, order, entries
        self.done: list[int] = []
        self.copied = 0

    def all(self) -> list[int]:
        here = 0
        while here + 1 < len(self.data) and len(self.done) < self.entries:
            here = self.indirect(here) if self.data[here] == Segment.INDIRECT else self.direct(here)
        return self.done[: self.entries]

    def direct(self, here: int) -> int:
        """Expand the segment at an index; the index of the next."""
        opcode, length = self.data[here : here + 2]
        here += 2
        if opcode == Segment.DISCRETE:
            self.done += self.data[here : here + length]
            return here + length
        if opcode != Segment.LINEAR:
            raise DicomError(f"Error expanding a segmented palette lookup table: unknown segment type '{opcode}'")
        if not self.done:
            raise self.error("the first segment cannot be a linear segment")
        if here >= len(self.data):
            raise self.error("the last segment is not whole")
        if length:
            start, end = self.done[-1], self.data[here]
            line = np.linspace(start + (end - start) / length, end, length)
            self.done += np.around(line).astype(np.int64).tolist()
        return here + 1

    def indirect(self, here: int) -> int:
        """Expand the segments that the one at an index tells of; the index of the next."""
        if not self.done:
            raise self.error("the first segment cannot be an indirect segment")
        count, here = self.data[here + 1], here + 2
        after = here + length_of_offset(self.kind)
        if after > len(self.data):
            raise self.error("the last segment is not whole")
        there = offset_in_entries(self.data[here:after], self.order, self.kind)
        for _ in range(count):
            if there + 1 >= len(self.data) or len(self.done) >= self.entries:
                break
            if self.data[there] == Segment.INDIRECT:
                raise self.error("an indirect segment cannot copy an indirect segment")
            self.copied += 1
            if self.copied > self.entries:
                raise self.error("more segments are copied than there are entries")
            there = self.direct(there)
        return after

    @staticmethod
    def error(problem: str) -> DicomError:
        return DicomError(f"Error expanding a segmented palette color lookup table: {problem}")
