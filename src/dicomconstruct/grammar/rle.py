"""The header of a frame in RLE Lossless, and the facts about its segments (PS3.5 G).

The header says where each segment begins, counted from the first byte of the header; what follows are the segments.
"""

from __future__ import annotations

from construct import Array, Int32ul, Struct

MOST_SEGMENTS = 15
"""A header has a place for so many offsets (PS3.5 G.5)."""

RLEHeader = Struct("segments" / Int32ul, "offsets" / Array(MOST_SEGMENTS, Int32ul))
"""How many segments there are and where they begin; offsets in excess are zero. Little endian."""

HEADER_LENGTH: int = RLEHeader.sizeof()
FRAME_STARTS: tuple[bytes, ...] = tuple(
    Int32ul.build(segments) + Int32ul.build(HEADER_LENGTH) for segments in range(1, MOST_SEGMENTS + 1)
)
"""The bytes that frames begin with: so many segments, the first of them right behind the header (PS3.5 G.5)."""
LONGEST_RUN = 128
"""Bytes that one code stands for at most (PS3.5 G.3.1)."""
LAST_LITERAL = LONGEST_RUN - 1
"""Codes up to this one tell that so many bytes and one more follow as they are."""
NO_OPERATION = LONGEST_RUN
"""The code that stands for nothing."""
REPEATED = 2 * LONGEST_RUN + 1
"""What a code above `NO_OPERATION` is taken from: the next byte is repeated so many times."""
EVEN = 2
"""A segment has an even number of bytes (PS3.5 G.3)."""
