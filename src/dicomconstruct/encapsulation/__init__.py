"""Encapsulated pixels (PS3.5 A.4): fragments and frames of a value, and a value made of frames.

The value is the bytes between the header of Pixel Data and its sequence delimiter: a basic offset table, maybe
empty, then the fragments, all as items.
"""

from __future__ import annotations

from dicomconstruct.encapsulation.buffered import (
    BufferedItem,
    EncapsulatedBuffer,
    encapsulate_buffer,
    encapsulate_extended_buffer,
)
from dicomconstruct.encapsulation.building import (
    encapsulate,
    encapsulate_extended,
    fragment_frame,
    itemize_fragment,
    itemize_frame,
)
from dicomconstruct.encapsulation.frames import generate_fragmented_frames, generate_frames, get_frame
from dicomconstruct.encapsulation.reading import generate_fragments, parse_basic_offsets, parse_fragments

__all__ = [
    "BufferedItem",
    "EncapsulatedBuffer",
    "encapsulate",
    "encapsulate_buffer",
    "encapsulate_extended",
    "encapsulate_extended_buffer",
    "fragment_frame",
    "generate_fragmented_frames",
    "generate_fragments",
    "generate_frames",
    "get_frame",
    "itemize_fragment",
    "itemize_frame",
    "parse_basic_offsets",
    "parse_fragments",
]
