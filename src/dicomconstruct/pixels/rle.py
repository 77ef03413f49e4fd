"""RLE Lossless: frames taken apart into segments of bytes, and the runs of each segment (PS3.5 G).

Each code gives the offset of the next one. A segment is decoded code by code while each stands for many bytes,
which are copied at once. Where each stands for few, numpy finds all codes of a block: from the place that each byte
as a code would lead to follow those after 2, 4, ... 64 codes, so that only every 64th has to be looked up
alone.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from dicomconstruct import compiler
from dicomconstruct.errors import DicomError, MalformedValue, Unsupported
from dicomconstruct.grammar.rle import (
    EVEN,
    HEADER_LENGTH,
    LAST_LITERAL,
    LONGEST_RUN,
    MOST_SEGMENTS,
    NO_OPERATION,
    REPEATED,
    RLEHeader,
)
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.validity import warn

Bytes = np.ndarray[Any, np.dtype[np.uint8]]
Places = np.ndarray[Any, np.dtype[np.intp]]
MOST_SIGNIFICANT_FIRST = ">"
PROBED = 16
"""The number of codes that are sampled for the mean length of their runs."""
SHORT_CODES = 8
"""Mean encoded bytes a code from which on it is quicker to decode one by one."""
FEW_BYTES = 512
"""The largest segment in bytes that is too small for numpy to pay."""
DOUBLINGS = 6
BLOCK = 1 << 15
"""Bytes of a segment in which codes are found together."""
STEP = [
    code + 2 if code <= LAST_LITERAL else 1 if code == NO_OPERATION else 2 for code in range(1 << BITS_OF_A_BYTE)
]
"""The distance from each code to the next."""
STEPS: Places = np.array(STEP, np.intp)


@cache
def _header() -> compiler.Compiled:
    return compiler.compile(RLEHeader, "RLE header")


def parse_header(header: bytes) -> list[int]:
    """The offsets of the segments of a frame.

    Parameters
    ----------
    header
        The first 64 bytes of the frame.

    Raises
    ------
    MalformedValue
        When these are not 64 bytes, or they tell of more than 15 segments.
    """
    if len(header) != HEADER_LENGTH:
        raise MalformedValue(f"The RLE header can only be {HEADER_LENGTH} bytes long", found=len(header))
    fields = _header().parse(bytes(header))
    if fields["segments"] > MOST_SEGMENTS:
        raise MalformedValue(f"The RLE header specifies an invalid number of segments ({fields['segments']})")
    return list(fields["offsets"][: fields["segments"]])


def _are_short(data: bytes, here: int, end: int) -> bool:
    """Whether the next codes stand for so few bytes each that finding them by numpy pays."""
    start = here
    for _ in range(PROBED):
        if here >= end:
            return False
        here += STEP[data[here]]
    return here - start < SHORT_CODES * PROBED


def _one_by_one(data: bytes, here: int, stop: int, out: bytearray) -> int:
    """Decode the codes before `stop`; give the offset of the next one."""
    while here < stop:
        code = data[here]
        if code <= LAST_LITERAL:
            after = here + code + 2
            out += data[here + 1 : after]
            here = after
        elif code > NO_OPERATION:
            out += data[here + 1 : here + 2] * (REPEATED - code)
            here += 2
        else:
            here += 1
    return here


def _places_of_codes(block: Bytes) -> Places:
    """The offsets of the codes of a block that begins with a code; in any order."""
    size = block.size
    following = np.empty(size + 1, np.intp)
    np.add(STEPS[block], np.arange(size), out=following[:size])
    following[size] = size
    np.minimum(following, size, out=following)
    tables = [following]
    for _ in range(DOUBLINGS):
        tables.append(tables[-1][tables[-1]])
    far, here, found = tables[-1].data, 0, []
    while here < size:
        found.append(here)
        here = far[here]
    places = np.array(found, np.intp)
    for table in reversed(tables[:-1]):
        places = np.concatenate((places, table[places]))
    return places[places < size]


def _together(whole: Bytes, here: int, stop: int) -> tuple[Bytes, Places, int]:
    """The bytes from a code on, how many times each is to be there, and where the code at or after `stop` is."""
    block = whole[here:stop]
    places = _places_of_codes(block)
    last = int(places.max())
    after = min(whole.size, here + last + STEP[block[last]])
    piece = whole[here:after]
    times = np.ones(piece.size + 1, np.intp)
    codes = piece[places]
    is_run = codes > NO_OPERATION
    times[places] = 0
    times[places[is_run] + 1] = REPEATED - codes[is_run].astype(np.intp)
    return piece, times[:-1], after


def decode_segment(src: bytes, at_most: int | None = None) -> tuple[Bytes, int]:
    """The bytes that the runs of a segment stand for.

    Parameters
    ----------
    src
        The segment.
    at_most
        The number of bytes to give; further ones are only counted.

    Returns
    -------
    numpy.ndarray, int
        The bytes, and their number including those beyond `at_most`.
    """
    data, out = bytes(src), bytearray()
    here, end, unwanted = 0, len(data), 0
    while here < end:
        stop = min(end, here + BLOCK)
        if stop - here <= FEW_BYTES or not _are_short(data, here, end):
            here = _one_by_one(data, here, stop, out)
            continue
        piece, times, here = _together(np.frombuffer(data, np.uint8), here, stop)
        if at_most is None or len(out) < at_most:
            out += np.repeat(piece, times).data
        else:
            unwanted += int(times.sum())
    return np.frombuffer(out, np.uint8)[:at_most], len(out) + unwanted


def decode_frame(
    src: bytes,
    rows: int,
    columns: int,
    samples_per_pixel: int,
    bits_allocated: int,
    segment_order: str = MOST_SIGNIFICANT_FIRST,
) -> bytearray:
    """One frame, uncompressed: little endian, plane by plane (Planar Configuration 1).

    Parameters
    ----------
    src
        The frame in RLE Lossless.
    rows, columns, samples_per_pixel, bits_allocated
        The description of the frame.
    segment_order
        ``">"`` when the segments of a sample begin with its most significant byte, as PS3.5 G.2 has it; ``"<"`` for
        frames that have them the other way round.

    Raises
    ------
    Unsupported
        When samples are not of whole bytes.
    MalformedValue
        When the header or the segments do not make up such a frame.
    """
    if bits_allocated % BITS_OF_A_BYTE:
        raise Unsupported(
            f"Unable to decode RLE encoded pixel data with {bits_allocated} bits allocated, not whole bytes"
        )
    offsets = parse_header(src[:HEADER_LENGTH])
    width = bits_allocated // BITS_OF_A_BYTE
    if len(offsets) != samples_per_pixel * width:
        raise MalformedValue(
            "The number of RLE segments in the pixel data doesn't match the expected amount "
            f"({len(offsets)} vs. {samples_per_pixel * width} segments)"
        )
    if any(not HEADER_LENGTH <= offset <= len(src) for offset in offsets):
        raise MalformedValue("An RLE segment begins outside of the frame", found=offsets)
    pixels = rows * columns
    segments = [_whole_segment(src[start:stop], pixels) for start, stop in pairwise([*offsets, len(src)])]
    out = bytearray(samples_per_pixel * pixels * width)
    frame = np.frombuffer(out, np.uint8).reshape(samples_per_pixel, pixels, width)
    for number, segment in enumerate(segments):
        sample, place = divmod(number, width)
        frame[sample, :, width - 1 - place if segment_order == MOST_SIGNIFICANT_FIRST else place] = segment
    return out


def _whole_segment(src: bytes, pixels: int) -> Bytes:
    segment, total = decode_segment(src, pixels)
    if total < pixels:
        raise MalformedValue(
            f"The amount of decoded RLE segment data doesn't match the expected amount ({total} vs. {pixels} bytes)"
        )
    if total > pixels:
        warn(f"The decoded RLE segment contains non-conformant padding - {total} vs. {pixels} bytes expected")
    return segment


def encode_segment(rows: Bytes) -> bytes:
    """A segment, of even length; no run goes from one row into the next (PS3.5 G.3.1).

    Parameters
    ----------
    rows
        The bytes, as an array of rows and columns.
    """
    encoded = encode_rows(rows)
    return encoded + b"\0" if len(encoded) % EVEN else encoded


def encode_rows(rows: Bytes) -> bytes:
    """The runs of some rows of bytes; parameters are those of `encode_segment`."""
    columns = rows.shape[1]
    if not rows.size:
        return b""
    flat = np.ascontiguousarray(rows).reshape(-1)
    is_first = np.empty(rows.shape, bool)
    is_first[:, 0] = True
    np.not_equal(rows[:, 1:], rows[:, :-1], out=is_first[:, 1:])
    starts = _cut(np.flatnonzero(is_first), flat.size)
    lengths = np.diff(starts, append=flat.size)
    is_alone = lengths == 1
    row_of = starts // columns
    begins = np.ones(starts.size, bool)
    begins[1:] = ~(is_alone[1:] & is_alone[:-1] & (row_of[1:] == row_of[:-1]))
    tokens = _cut(np.flatnonzero(begins), starts.size)
    sizes = np.diff(tokens, append=starts.size)
    is_literal = is_alone[tokens]
    counts = np.where(is_literal, sizes, lengths[tokens])
    follow = np.where(is_literal, sizes, 1)
    places = np.cumsum(follow + 1) - (follow + 1)
    encoded = np.empty(int(places[-1] + follow[-1] + 1), np.uint8)
    is_code = np.zeros(encoded.size, bool)
    is_code[places] = True
    encoded[places] = np.where(is_literal, counts - 1, REPEATED - counts)
    encoded[~is_code] = flat[starts]
    return encoded.tobytes()


def _cut(starts: Places, end: int) -> Places:
    """Where runs begin when none is longer than a code can say."""
    lengths = np.diff(starts, append=end)
    parts = -(-lengths // LONGEST_RUN)
    if parts.size == parts.sum():
        return starts
    first = np.cumsum(parts) - parts
    within = np.arange(int(parts.sum())) - np.repeat(first, parts)
    cut: Places = np.repeat(starts, parts) + within * LONGEST_RUN
    return cut


def encode_frame(src: bytes, rows: int, columns: int, samples_per_pixel: int, bits_allocated: int) -> bytes:
    """One frame in RLE Lossless.

    Parameters
    ----------
    src
        The frame: little endian, pixel by pixel (Planar Configuration 0).
    rows, columns, samples_per_pixel, bits_allocated
        The description of the frame.

    Raises
    ------
    DicomError
        When it would take more than 15 segments, or these are not the bytes of such a frame.
    """
    width = bits_allocated // BITS_OF_A_BYTE
    if samples_per_pixel * width > MOST_SEGMENTS:
        raise DicomError(
            "Unable to encode as the DICOM standard only allows a maximum of 15 segments in RLE encoded data"
        )
    if len(src) != rows * columns * samples_per_pixel * width:
        raise DicomError(
            "the bytes are not those of a frame",
            expected=rows * columns * samples_per_pixel * width,
            found=len(src),
        )
    samples = np.frombuffer(src, np.uint8).reshape(rows, columns, samples_per_pixel, width)
    segments = [
        encode_segment(samples[:, :, sample, place])
        for sample in range(samples_per_pixel)
        for place in reversed(range(width))
    ]
    offsets, here = [0] * MOST_SEGMENTS, HEADER_LENGTH
    for number, segment in enumerate(segments):
        offsets[number], here = here, here + len(segment)
    return b"".join([_header().build({"segments": len(segments), "offsets": offsets}), *segments])
