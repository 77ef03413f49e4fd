"""The packing of numbers and bits in bulk elements: lookup tables, overlays, waveforms (PS3.5 8.1 to 8.3).

A value of VR OW is an array of 16-bit words, whatever it holds; `vrs.py` has the size of the words, this module
the numbers packed into them. Facts only: the rooms that make arrays apply them.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Literal, NamedTuple

from dicomconstruct.errors import MalformedValue, shown
from dicomconstruct.grammar.kinds import FLOATS, Numbers, numbers, swapped
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS

BIT_ORDER: Literal["little"] = "little"
"""Which bit of a byte is the first: the least significant (PS3.5 8.1.1, 8.2)."""
BITS_OF_A_BYTE = 8

BYTES, WORDS = numbers("B"), numbers("H")
"""The entries of lookup tables (PS3.3 C.7.6.3.1.6, C.11.1.1)."""

WAVEFORM_SAMPLES: dict[tuple[int, str], Numbers] = {
    (8, "SB"): numbers("b"),
    (8, "UB"): numbers("B"),
    (8, "MB"): numbers("B"),
    (8, "AB"): numbers("B"),
    (16, "SS"): numbers("h"),
    (16, "US"): numbers("H"),
    (32, "SL"): numbers("i"),
    (32, "UL"): numbers("I"),
    (64, "SV"): numbers("q"),
    (64, "UV"): numbers("Q"),
}
"""The samples of Waveform Data by Waveform Bits Allocated and Waveform Sample Interpretation (PS3.3 C.10.9.1.5);
MB and AB are the codes of the mu-law and the A-law."""

ALL_ENTRIES = 1 << 16
"""The number of entries of a lookup table that is written as 0 (PS3.3 C.11.1.1)."""


class LookupTableDescriptor(NamedTuple):
    """The three values of a LUT Descriptor (PS3.3 C.11.1.1, C.7.6.3.1.5)."""

    entries: int
    first: int
    """The stored value that the first entry is for; lower ones map to the first entry too."""
    bits: int

    @classmethod
    def of(cls, values: object, name: str) -> LookupTableDescriptor:
        """The descriptor of three numbers. MalformedValue, naming the element, for anything else.

        The number of entries has no sign, also where the VR that the others ask for has one.
        """
        if isinstance(values, Sequence) and len(values) == 3 and all(isinstance(one, int) for one in values):
            return cls(values[0] % ALL_ENTRIES or ALL_ENTRIES, values[1], values[2])
        raise MalformedValue(f"{name} has three numbers", found=shown(values))

    @property
    def last(self) -> int:
        """The index of the last entry."""
        return self.entries - 1


class Segment(IntEnum):
    """The opcodes of segmented lookup tables (PS3.3 C.7.9.2)."""

    DISCRETE = 0
    """Opcode, length, that many entries."""
    LINEAR = 1
    """Opcode, length, the last entry of a linear ramp that begins at the entry before."""
    INDIRECT = 2
    """Opcode, number of segments to copy, offset of the first of them: its less significant word first."""


def offset_in_entries(parts: Sequence[int], order: ByteOrder, kind: Numbers) -> int:
    """The offset of an indirect segment (PS3.3 C.7.9.2.3).

    Parameters
    ----------
    parts
        The entries behind the number of segments: two words, or four bytes.
    order
        The byte order of the words that bytes make up.
    kind
        `BYTES` or `WORDS`.
    """
    if kind is WORDS:
        low, high = parts
        return low | high << 16
    words = [parts[:2], parts[2:]]
    low, high = (int.from_bytes(bytes(word), order.value) for word in words)
    return low | high << 16


def length_of_offset(kind: Numbers) -> int:
    """The number of entries that the offset of an indirect segment takes."""
    return 4 // kind.word_size


def bytes_for_bits(count: int) -> int:
    """The number of bytes that hold that many bits."""
    return -(-count // BITS_OF_A_BYTE)


def word_size_of(vr: str) -> int:
    """The bytes of a VR that swap together; of a choice such as US or OW those of the first."""
    row = VRS.get(vr.partition(" ")[0])
    return 1 if row is None else row.kind.word_size


def type_string(kind: Numbers, order: ByteOrder) -> str:
    """The type of numbers in the notation of the array interface, such as ``<i2``."""
    letter = "f" if kind.typecode in FLOATS else "u" if kind.typecode.isupper() else "i"
    return f"{'<' if order is ByteOrder.LITTLE else '>'}{letter}{kind.word_size}"


def in_little_endian(raw: bytes, word: int, order: ByteOrder) -> bytes:
    """A value with its words of a size swapped if it is big endian (PS3.5 7.3); excess bytes stay."""
    return raw if order is ByteOrder.LITTLE else swapped(raw, word)
