"""Frames out of encapsulated values and back: offset tables are checked, buffers read as if they were one."""

from __future__ import annotations

import io
import warnings
from itertools import chain

import pytest
from construct import Container
from hypothesis import given, strategies as st

from dicomconstruct.compat.pydicom import encaps
from dicomconstruct.config import changed_options
from dicomconstruct.encapsulation import (
    EncapsulatedBuffer,
    encapsulate,
    encapsulate_buffer,
    encapsulate_extended,
    encapsulate_extended_buffer,
    fragment_frame,
    generate_fragmented_frames,
    generate_fragments,
    generate_frames,
    get_frame,
    parse_basic_offsets,
    parse_fragments,
)
from dicomconstruct.encapsulation.codestreams import kind_of
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.dicom import BasicOffsetTable
from dicomconstruct.parts import deprecated_encapsulation as deprecated
from dicomconstruct.parts.streams import DicomBytesIO

FRAMES = [b"one!", b"three bytes more", b"", b"ab"]
ITEM = bytes.fromhex("feff00e0")
DELIMITER = bytes.fromhex("feffdde000000000")
frames = st.lists(
    st.binary(max_size=40).filter(lambda frame: len(frame) % 2 == 0 and not kind_of(frame)), min_size=1, max_size=8
)
"""Frames that do not begin as images do: tests/cases/test_frames_and_fragments.py is about those."""


@given(frames, st.booleans())
def test_frames_come_back(made: list[bytes], has_bot: bool) -> None:
    value = encapsulate(made, has_bot=has_bot)
    assert list(generate_frames(value, number_of_frames=len(made))) == made
    assert [get_frame(value, index, number_of_frames=len(made)) for index in range(len(made))] == made
    count, _ = parse_fragments(value)
    assert count == len(made) + 1
    assert list(generate_fragments(value))[1:] == made


@given(frames)
def test_the_offsets_are_those_of_the_grammar(made: list[bytes]) -> None:
    value = encapsulate(made)
    offsets = parse_basic_offsets(value)
    fields = Container(count=len(made), offsets=offsets, excess=b"")
    table = BasicOffsetTable.build(fields)
    assert value.startswith(ITEM + len(table).to_bytes(4, "little") + table)
    assert all(value[len(table) + 8 + offset :].startswith(ITEM) for offset in offsets)


@given(frames)
def test_buffers_make_the_same_value_as_bytes(made: list[bytes]) -> None:
    value, offsets, lengths = encapsulate_extended_buffer([io.BytesIO(frame) for frame in made])
    expected = encapsulate_extended(made)
    assert (value.read(None), offsets, lengths) == expected
    assert encapsulate_buffer([io.BytesIO(frame) for frame in made]).read(-1) == encapsulate(made)
    assert list(generate_frames(expected[0], extended_offsets=expected[1:])) == made
    assert [get_frame(expected[0], at, extended_offsets=expected[1:]) for at in range(len(made))] == made


@given(st.integers(0, 100), st.integers(1, 50))
def test_a_frame_falls_into_as_many_even_pieces_as_asked_for(size: int, count: int) -> None:
    frame = bytes(range(1, size + 1))
    if count > max(1, (size + 1) // 2):
        with pytest.raises(ValueError, match="does not make"):
            list(fragment_frame(frame, count))
        return
    pieces = list(fragment_frame(frame, count))
    assert len(pieces) == count
    assert all(len(piece) % 2 == 0 and (piece or not size) for piece in pieces)
    assert b"".join(pieces) == frame + b"\0" * (size % 2)


def test_fragments_of_a_frame_stay_together() -> None:
    made = [b"abcdefgh", b"ijkl"]
    value = encapsulate(made, fragments_per_frame=2)
    assert list(generate_fragmented_frames(value)) == [(b"abcd", b"efgh"), (b"ij", b"kl")]
    assert get_frame(value + DELIMITER + b"more", 1) == b"ijkl"


@pytest.mark.parametrize(
    "offsets",
    [[0, 14, 36, 44], [4, 12, 36, 44], [0, 36, 12, 44], [0, 12, 12, 44], [0, 12, 36, 9999]],
)
def test_a_table_that_contradicts_the_fragments_is_not_used(offsets: list[int]) -> None:
    right = parse_basic_offsets(encapsulate(FRAMES))
    assert right == [0, 12, 36, 44]
    table = b"".join(offset.to_bytes(4, "little") for offset in offsets)
    value = ITEM + len(table).to_bytes(4, "little") + table + encapsulate(FRAMES, has_bot=False)[8:]
    with pytest.warns(UserWarning, match="Basic Offset Table does not fit"):
        assert list(generate_frames(value, number_of_frames=4)) == FRAMES
    with pytest.warns(UserWarning, match="Basic Offset Table"), pytest.raises(DicomError, match="number of frames"):
        list(generate_frames(value))


def test_a_table_with_too_few_frames_is_not_used() -> None:
    value = encapsulate([b"ab" * 4, b"cdef"], fragments_per_frame=2)
    with pytest.warns(UserWarning, match="does not fit"):
        assert list(generate_frames(value, number_of_frames=4)) == [b"abab", b"abab", b"cd", b"ef"]


def test_an_offset_inside_a_fragment_is_not_followed() -> None:
    value = bytearray(encapsulate(FRAMES))
    value[12] += 2
    with pytest.warns(UserWarning, match="does not fit"):
        assert get_frame(bytes(value), 1, number_of_frames=4) == FRAMES[1]
    with pytest.warns(UserWarning, match="does not fit"):
        assert get_frame(bytes(value), 0, number_of_frames=4) == FRAMES[0]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert get_frame(bytes(value), 3, number_of_frames=4) == FRAMES[3]


@pytest.mark.parametrize("table", [([0, 12, 30, 44], [4, 16, 0, 2]), ([0, 12, 36, 44], [4, 16, 9, 2])])
def test_an_extended_table_that_contradicts_the_fragments_is_not_used(table: tuple[list[int], list[int]]) -> None:
    value = encapsulate(FRAMES, has_bot=False)
    with pytest.warns(UserWarning, match="Extended Offset Table does not fit"):
        assert list(generate_frames(value, extended_offsets=table, number_of_frames=4)) == FRAMES
    with pytest.warns(UserWarning, match="Extended Offset Table does not fit"):
        assert get_frame(value, 2, extended_offsets=table, number_of_frames=4) == FRAMES[2]
    with pytest.raises(DicomError, match="different frames"):
        list(generate_frames(value, extended_offsets=([0, 12], [4])))


def test_images_end_with_a_marker_where_nothing_else_tells() -> None:
    first, second = [b"aa", b"bb\xff\xd9"], [b"cc", b"dd", b"e\xff\xd9\0"]
    value = encapsulate([*first, *second], has_bot=False)
    assert list(generate_frames(value, number_of_frames=2)) == [b"".join(first), b"".join(second)]
    assert get_frame(value, 1, number_of_frames=2) == b"".join(second)
    with pytest.warns(UserWarning, match="fewer frames"):
        assert len(list(generate_frames(value, number_of_frames=3))) == 2


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (b"\x10\0\x10\0" + bytes(4), r"unexpected tag \(0010,0010\)"),
        (b"", r"unexpected tag \(0000,0000\)"),
        (ITEM + b"\2\0\0\0ab", "multiple of 4"),
        (ITEM + bytes(4) + ITEM + b"\xff\xff\xff\xff", "Undefined item length at offset 12"),
        (ITEM + bytes(4) + b"\x10\0\x10\0" + bytes(4), "Unexpected tag .* at offset 8"),
        (ITEM + bytes(4) + ITEM + b"\2\0\0", "offset 8"),
    ],
)
def test_what_is_no_encapsulated_value_is_said(value: bytes, problem: str) -> None:
    with pytest.raises(DicomError, match=problem):
        list(generate_frames(value, number_of_frames=1))
    with pytest.raises(DicomError, match=problem):
        get_frame(value, 0, number_of_frames=1)


def test_a_buffer_is_read_from_where_it_stands_and_left_there() -> None:
    buffer = io.BytesIO(b"before" + encapsulate(FRAMES) + DELIMITER)
    buffer.seek(6)
    assert get_frame(buffer, 1) == FRAMES[1]
    assert buffer.tell() == 6
    assert list(generate_frames(buffer)) == FRAMES
    buffer.seek(6)
    assert parse_basic_offsets(buffer) == [0, 12, 36, 44]
    assert parse_fragments(buffer) == (4, [30, 42, 66, 74])


@given(frames, st.data())
def test_a_buffer_of_buffers_reads_alike_from_anywhere(made: list[bytes], data: st.DataObject) -> None:
    whole = encapsulate(made)
    value = EncapsulatedBuffer([io.BytesIO(frame) for frame in made], use_bot=True)
    assert value.encapsulated_length == len(whole)
    start, size = data.draw(st.integers(0, len(whole))), data.draw(st.integers(0, len(whole)))
    assert value.seek(start) == start
    assert value.read(size) == whole[start : start + size]
    assert value.tell() == min(len(whole), start + size)
    assert b"".join(chain(iter(lambda: value.read(7), b""))) == whole[start + size :]
    target = bytearray(5)
    value.seek(0)
    assert value.readinto(target) == 5
    assert target == whole[:5]


def test_the_functions_of_older_programs_are_those_of_today() -> None:
    value = encapsulate(FRAMES)
    stream = DicomBytesIO(value)
    stream.is_little_endian = True
    assert deprecated.get_frame_offsets(stream) == (True, [0, 12, 36, 44])
    assert deprecated.get_nr_fragments(stream) == 4
    assert list(deprecated.generate_pixel_data_fragment(stream)) == FRAMES
    assert list(deprecated.generate_pixel_data_frame(value)) == FRAMES
    assert list(deprecated.generate_pixel_data(value)) == [(frame,) for frame in FRAMES]
    assert deprecated.decode_data_sequence(value) == FRAMES
    assert deprecated.defragment_data(value) == b"".join(FRAMES)
    stream.is_little_endian = False
    with pytest.raises(ValueError, match="must be True"):
        deprecated.read_item(stream)


def test_the_face_warns_of_the_functions_of_older_programs() -> None:
    with pytest.warns(DeprecationWarning, match="please use 'generate_frames' instead"):
        assert list(encaps.generate_pixel_data_frame(encapsulate(FRAMES))) == FRAMES
    with changed_options(use_future=True), pytest.raises(AttributeError):
        encaps.decode_data_sequence(b"")
