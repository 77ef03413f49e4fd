"""The header of a frame in RLE Lossless, and the facts about its segments (PS3.5 G).

The header says where each segment begins, counted from the first byte of the header; what follows are the segments.
"""

from __future__ import annotations

from construct import Array, Int32ul, Struct

MOST_SEGMENTS = 15
"""The number of offsets in a header (PS3.5 G.5)."""

RLEHeader = Struct("segments" / Int32ul, "offsets" / Array(MOST_SEGMENTS, Int32ul))
"""The number of segments and their offsets; unused offsets are zero. Little endian."""

HEADER_LENGTH: int = RLEHeader.sizeof()
FRAME_STARTS: tuple[bytes, ...] = tuple(
    Int32ul.build(segments) + Int32ul.build(HEADER_LENGTH) for segments in range(1, MOST_SEGMENTS + 1)
)
"""The beginnings of frames: the number of segments, then the first offset, the header's length (PS3.5 G.5)."""
LONGEST_RUN = 128
"""The most bytes that one code stands for (PS3.5 G.3.1)."""
LAST_LITERAL = LONGEST_RUN - 1
"""A code up to this one is followed by that many literal bytes and one more."""
NO_OPERATION = LONGEST_RUN
"""The code without output."""
REPEATED = 2 * LONGEST_RUN + 1
"""This number less a code above `NO_OPERATION` is the count of repetitions of the next byte."""
EVEN = 2
"""A segment has an even number of bytes (PS3.5 G.3)."""
