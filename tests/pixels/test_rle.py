"""RLE Lossless both ways, against its rules, against other implementations, and against what is no RLE."""

from __future__ import annotations

import contextlib
import importlib

import numpy as np
import pytest
from hypothesis import given, strategies as st

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.rle import HEADER_LENGTH, LONGEST_RUN, RLEHeader
from dicomconstruct.pixels.rle import decode_frame, decode_segment, encode_frame, encode_rows, encode_segment


def slowly(segment: bytes) -> bytes:
    """PS3.5 G.3.2, byte by byte."""
    out, here = bytearray(), 0
    while here < len(segment):
        code, here = segment[here], here + 1
        if code < 128:
            out += segment[here : here + code + 1]
            here += code + 1
        elif code > 128:
            out += segment[here : here + 1] * (257 - code)
            here += 1
    return bytes(out)


@given(st.binary(max_size=600))
def test_any_bytes_are_unfolded_as_the_standard_says(segment: bytes) -> None:
    unfolded, total = decode_segment(segment)
    assert unfolded.tobytes() == slowly(segment)
    assert total == unfolded.size


@given(st.binary(max_size=600), st.integers(0, 700))
def test_no_more_is_unfolded_than_is_wanted(segment: bytes, wanted: int) -> None:
    unfolded, total = decode_segment(segment, wanted)
    assert unfolded.tobytes() == slowly(segment)[:wanted]
    assert total == len(slowly(segment))


RUNS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 1, 1, 2, 3, 127, 128, 129, 300])), max_size=12)


@given(RUNS, st.integers(1, 3))
def test_rows_come_back(runs: list[tuple[int, int]], rows: int) -> None:
    row = b"".join(bytes([value]) * times for value, times in runs)
    array = np.frombuffer(row * rows, np.uint8).reshape(rows, len(row))
    assert slowly(encode_rows(array)) == row * rows
    assert encode_rows(array) == encode_rows(array[:1]) * rows, "no run goes from one row into the next"
    assert len(encode_segment(array)) % 2 == 0


def test_runs_are_as_long_as_codes_can_say() -> None:
    equal = np.zeros((1, LONGEST_RUN * 2 + 1), np.uint8)
    assert encode_rows(equal) == b"\x81\x00\x81\x00\x00\x00"
    different = np.arange(LONGEST_RUN + 1, dtype=np.uint8).reshape(1, -1)
    assert encode_rows(different) == b"\x7f" + bytes(range(LONGEST_RUN)) + b"\x00\x80"


SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 200), st.sampled_from([1, 3]), st.sampled_from([1, 2, 4]))


@given(SHAPES, st.integers(0, 2**32 - 1), st.integers(1, 255))
def test_frames_come_back(shape: tuple[int, int, int, int], seed: int, values: int) -> None:
    rows, columns, samples, width = shape
    draw = np.random.default_rng(seed)
    frame = draw.integers(0, values, rows * columns * samples * width, dtype=np.uint8)
    encoded = encode_frame(frame.tobytes(), rows, columns, samples, width * 8)
    decoded = np.frombuffer(decode_frame(encoded, rows, columns, samples, width * 8), np.uint8)
    by_pixel = decoded.reshape(samples, rows, columns, width).transpose(1, 2, 0, 3)
    np.testing.assert_array_equal(by_pixel.reshape(-1), frame)
    header = RLEHeader.parse(encoded[:HEADER_LENGTH])
    assert header.segments == samples * width
    assert header.offsets[0] == HEADER_LENGTH
    others = importlib.import_module("rle.utils").decode_pixel_data(
        encoded, version=2, rows=rows, columns=columns, bits_allocated=width * 8
    )
    assert bytes(others) == decoded.tobytes()


@given(st.binary(max_size=300))
def test_any_bytes_are_a_frame_or_an_error_of_ours(frame: bytes) -> None:
    for samples, bits in ((1, 8), (1, 16), (3, 8)):
        with contextlib.suppress(DicomError):
            assert len(decode_frame(frame, 4, 4, samples, bits)) == 16 * samples * bits // 8


def header(segments: int, *offsets: int) -> bytes:
    return RLEHeader.build({"segments": segments, "offsets": [*offsets, *[0] * (15 - len(offsets))]})


@pytest.mark.parametrize(
    ("frame", "problem"),
    [
        (b"", "64 bytes"),
        (header(16), "invalid number of segments"),
        (header(0xFFFFFFFF), "invalid number of segments"),
        (header(2, 64, 66) + b"\x00\x01\x00\x01", "number of RLE segments"),
        (header(1, 0xFFFFFFF0) + b"\x00\x01", "begins outside"),
        (header(1, 2) + b"\x00\x01", "begins outside"),
        (header(1, 64) + b"\x81", "doesn't match the expected amount"),
    ],
)
def test_what_is_no_frame(frame: bytes, problem: str) -> None:
    with pytest.raises(DicomError, match=problem):
        decode_frame(frame, 1, 128, 1, 8)
