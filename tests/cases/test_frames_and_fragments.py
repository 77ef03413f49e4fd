"""Fragments that are not as many as frames, and offset tables that say otherwise: no frame becomes another."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from said import told, written

from dicomconstruct import Dataset, check, dcmread, uid as uids
from dicomconstruct.encapsulation import generate_fragmented_frames, generate_frames, get_frame
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels import iter_pixels, pixel_array, set_pixel_data

Array = np.ndarray[Any, Any]
SYNTAXES = [
    uids.RLELossless,
    uids.JPEGLSLossless,
    uids.JPEG2000Lossless,
    uids.JPEGLosslessSV1,
    uids.HTJ2KLossless,
    uids.JPEGXLLossless,
]
FRAMES = np.stack([np.add.outer(np.arange(40), np.arange(64)) * 3 + 1000 * number for number in range(4)])
FRAMES = FRAMES.astype(np.uint16)
COUNT = len(FRAMES)


def item(data: bytes) -> bytes:
    padding = b"\0" * (len(data) % 2)
    return b"\xfe\xff\x00\xe0" + (len(data) + len(padding)).to_bytes(4, "little") + data + padding


def offsets_of(fragments: list[bytes]) -> list[int]:
    """Where the item of each fragment begins, counted from the first."""
    lengths = [len(item(fragment)) for fragment in fragments]
    return [sum(lengths[:place]) for place in range(len(lengths))]


def halves(frame: bytes) -> list[bytes]:
    middle = len(frame) // 2 // 2 * 2
    return [frame[:middle], frame[middle:]]


def compressed(syntax: str) -> tuple[Dataset, list[bytes]]:
    """A data set in a transfer syntax, and its compressed frames."""
    ds = Dataset()
    set_pixel_data(ds, FRAMES, "MONOCHROME2", 16)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    ds.compress(syntax)
    return ds, list(generate_frames(ds.PixelData, number_of_frames=COUNT))


def with_fragments(ds: Dataset, fragments: list[bytes], table: list[int] | None = None) -> Dataset:
    """The data set with other fragments and another basic offset table."""
    basic = b"".join(offset.to_bytes(4, "little") for offset in table or [])
    ds.PixelData = item(basic) + b"".join(map(item, fragments))
    ds["PixelData"].is_undefined_length = True
    return ds


Made = tuple[list[bytes], list[int]]
DISBELIEVED = "Offset Table does not fit"


def whole(frames: list[bytes]) -> Made:
    return frames, offsets_of(frames)


def split(frames: list[bytes]) -> Made:
    """Every frame in two fragments, and an offset for each frame."""
    fragments = [half for frame in frames for half in halves(frame)]
    return fragments, offsets_of(fragments)[::2]


def without_table(make: Callable[[list[bytes]], Made]) -> Callable[[list[bytes]], Made]:
    return lambda frames: (make(frames)[0], [])


def offset_for_each_fragment(frames: list[bytes]) -> Made:
    fragments, _ = split(frames)
    return fragments, offsets_of(fragments)


def one_in_two(frames: list[bytes]) -> Made:
    """One frame of several in two fragments."""
    fragments = [frames[0], *halves(frames[1]), *frames[2:]]
    return fragments, [offset for place, offset in enumerate(offsets_of(fragments)) if place != 2]


def one_in_two_with_all_offsets(frames: list[bytes]) -> Made:
    fragments, _ = one_in_two(frames)
    return fragments, offsets_of(fragments)


def empty(place: int) -> Callable[[list[bytes]], Made]:
    """An empty fragment among the frames."""

    def make(frames: list[bytes]) -> Made:
        fragments = [*frames[:place], b"", *frames[place:]]
        return fragments, offsets_of(fragments)

    return make


def empty_without_offset(frames: list[bytes]) -> Made:
    fragments, offsets = empty(2)(frames)
    return fragments, [*offsets[:2], *offsets[3:]]


def shifted(by: int) -> Callable[[list[bytes]], Made]:
    def make(frames: list[bytes]) -> Made:
        return frames, [max(0, offset + by) for offset in offsets_of(frames)]

    return make


def by_one_fragment(frames: list[bytes]) -> Made:
    """Offsets that lead to fragments, but to those after the right ones."""
    fragments, _ = split(frames)
    return fragments, [0, *offsets_of(fragments)[3::2]]


def single_offset(frames: list[bytes]) -> Made:
    return split(frames)[0], [0]


def reversed_offsets(frames: list[bytes]) -> Made:
    return frames, offsets_of(frames)[::-1]


CASES: dict[str, tuple[Callable[[list[bytes]], Made], bool]] = {
    "a fragment a frame": (whole, False),
    "a fragment a frame, no table": (without_table(whole), False),
    "two fragments a frame": (split, False),
    "two fragments a frame, no table": (without_table(split), False),
    "an offset for each of two fragments a frame": (offset_for_each_fragment, True),
    "one frame in two fragments": (one_in_two, False),
    "one frame in two fragments, no table": (without_table(one_in_two), False),
    "one frame in two fragments, an offset for each": (one_in_two_with_all_offsets, True),
    "an empty fragment first": (empty(0), True),
    "an empty fragment first, no table": (without_table(empty(0)), False),
    "an empty fragment": (empty(2), True),
    "an empty fragment, no table": (without_table(empty(2)), False),
    "an empty fragment without an offset": (empty_without_offset, False),
    "an empty fragment last": (empty(COUNT), True),
    "an empty fragment last, no table": (without_table(empty(COUNT)), False),
    "offsets from the beginning of the value": (shifted(8), True),
    "offsets that point between fragments": (shifted(2), True),
    "offsets that are too small": (shifted(-8), True),
    "offsets of the fragments after": (by_one_fragment, True),
    "one offset for all": (single_offset, True),
    "offsets in reverse": (reversed_offsets, True),
}
"""How a value is made of frames, and whether its table is to be told of."""


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("case", CASES)
def test_frames_are_sorted_out_for_every_reader(syntax: uids.UID, case: str) -> None:
    make, is_told = CASES[case]
    ds, frames = compressed(syntax)
    data = written(with_fragments(ds, *make(frames)))
    readers: list[Callable[[], Any]] = [
        lambda: dcmread(io.BytesIO(data)).pixel_array,
        lambda: pixel_array(io.BytesIO(data)),
        lambda: pixel_array(io.BytesIO(data), raw=True),
        lambda: np.stack(list(iter_pixels(io.BytesIO(data)))),
        lambda: np.stack(list(iter_pixels(dcmread(io.BytesIO(data)), indices=range(COUNT)))),
    ]
    for read in readers:
        with told() as warned:
            np.testing.assert_array_equal(read(), FRAMES)
        assert any(DISBELIEVED in one for one in warned) == is_told, warned
    for index in (3, 0, 2, 1):
        for source in (io.BytesIO(data), dcmread(io.BytesIO(data))):
            with told():
                np.testing.assert_array_equal(pixel_array(source, index=index), FRAMES[index])
    again = dcmread(io.BytesIO(data))
    with told():
        again.decompress()
    np.testing.assert_array_equal(again.pixel_array, FRAMES)
    with pytest.raises(DicomError), told():
        pixel_array(io.BytesIO(data), index=COUNT)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize(
    ("make", "is_told"),
    [
        (lambda frames: (offsets_of(frames), list(map(len, frames))), False),
        (lambda frames: (offsets_of(frames), [length + length % 2 for length in map(len, frames)]), False),
        (lambda frames: ([offset + 8 for offset in offsets_of(frames)], list(map(len, frames))), True),
        (lambda frames: (offsets_of(frames), [length // 2 for length in map(len, frames)]), True),
        (lambda frames: (offsets_of(frames)[::-1], list(map(len, frames))[::-1]), False),
        (lambda frames: (offsets_of(frames)[:2], list(map(len, frames))[:2]), True),
    ],
    ids=["right", "padded", "shifted", "lengths of halves", "another order", "too few"],
)
def test_extended_tables(syntax: uids.UID, make: Callable[[list[bytes]], Any], is_told: bool) -> None:
    """An extended table may have frames in another order than that of their fragments."""
    ds, frames = compressed(syntax)
    offsets, lengths = make(frames)
    with_fragments(ds, frames)
    ds.ExtendedOffsetTable = b"".join(offset.to_bytes(8, "little") for offset in offsets)
    ds.ExtendedOffsetTableLengths = b"".join(length.to_bytes(8, "little") for length in lengths)
    expected = FRAMES[::-1] if offsets and offsets[0] else FRAMES
    expected = FRAMES if is_told else expected
    data = written(ds)
    for read in (pixel_array, lambda source: np.stack(list(iter_pixels(source)))):
        with told() as warned:
            np.testing.assert_array_equal(read(io.BytesIO(data)), expected)
        assert any(DISBELIEVED in one for one in warned) == is_told
    with told():
        np.testing.assert_array_equal(pixel_array(io.BytesIO(data), index=1), expected[1])


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
def test_an_extended_table_with_an_entry_for_each_of_several_fragments(syntax: uids.UID) -> None:
    ds, frames = compressed(syntax)
    fragments, _ = split(frames)
    with_fragments(ds, fragments)
    for keyword, numbers in (
        ("ExtendedOffsetTable", offsets_of(fragments)),
        ("ExtendedOffsetTableLengths", list(map(len, fragments))),
    ):
        setattr(ds, keyword, b"".join(number.to_bytes(8, "little") for number in numbers))
    with pytest.warns(UserWarning, match="Extended Offset Table does not fit"):
        np.testing.assert_array_equal(pixel_array(ds), FRAMES)
    with pytest.warns(UserWarning, match="Extended Offset Table does not fit"):
        np.testing.assert_array_equal(pixel_array(ds, index=2), FRAMES[2])


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("has_table", [True, False])
def test_more_images_than_frames_are_told_of(syntax: uids.UID, has_table: bool) -> None:
    ds, frames = compressed(syntax)
    with_fragments(ds, *(whole(frames) if has_table else (frames, [])))
    ds.NumberOfFrames = 3
    with pytest.warns(UserWarning, match="4 frames have been found .* larger than the given"):
        np.testing.assert_array_equal(pixel_array(ds), FRAMES)
    with told() as warned:
        np.testing.assert_array_equal(pixel_array(ds, allow_excess_frames=False), FRAMES[:3])
        np.testing.assert_array_equal(pixel_array(ds, index=2), FRAMES[2])
    assert warned == []
    with_fragments(ds, frames, offsets_of(frames)[:3])
    with pytest.warns(UserWarning, match="fragments of several images"):
        np.testing.assert_array_equal(pixel_array(ds), FRAMES[:3])


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("number", [1, None])
def test_of_several_images_in_one_frame_the_first_is_it(syntax: uids.UID, number: int | None) -> None:
    ds, frames = compressed(syntax)
    with_fragments(ds, frames)
    ds.NumberOfFrames = number
    if number is None:
        del ds.NumberOfFrames
    with pytest.warns(UserWarning, match="fragments of several images"):
        np.testing.assert_array_equal(pixel_array(ds), FRAMES[0])
    with_fragments(ds, [*halves(frames[1]), b""])
    with told() as warned:
        np.testing.assert_array_equal(pixel_array(ds), FRAMES[1])
    assert warned == []


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("fragments", [2, 4, 5])
def test_fewer_images_than_frames_are_an_error(syntax: uids.UID, fragments: int) -> None:
    ds, frames = compressed(syntax)
    pieces = {2: frames[:2], 4: [*halves(frames[0]), *halves(frames[1])], 5: [*frames[:3], b"", b""]}[fragments]
    with_fragments(ds, pieces)
    with pytest.raises(DicomError), told():
        pixel_array(ds)
    with pytest.raises(DicomError), told():
        pixel_array(ds, index=3)


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("has_table", [True, False])
def test_a_frame_that_is_missing_does_not_move_the_others(syntax: uids.UID, has_table: bool) -> None:
    """An empty fragment in the place of a frame: as many fragments as frames."""
    ds, frames = compressed(syntax)
    fragments = [frames[0], b"", *frames[2:]]
    with_fragments(ds, fragments, offsets_of(fragments) if has_table else None)
    with told() as warned:
        for index in (0, 2, 3):
            np.testing.assert_array_equal(pixel_array(ds, index=index), FRAMES[index])
    assert warned == []
    with pytest.raises(DicomError):
        pixel_array(ds, index=1)


def test_a_frame_without_its_first_bytes_does_not_move_the_others() -> None:
    """Some plugins decode it nevertheless, so it is an error or itself."""
    for syntax in SYNTAXES:
        ds, frames = compressed(syntax)
        with_fragments(ds, [frames[0], b"\0\0" + frames[1][2:], *frames[2:]])
        with told():
            for index in (0, 2, 3):
                np.testing.assert_array_equal(pixel_array(ds, index=index), FRAMES[index])
            try:
                found = pixel_array(ds, index=1)
            except DicomError:
                continue
        np.testing.assert_array_equal(found, FRAMES[1])


def test_fragments_that_tell_nothing_go_by_number_and_end() -> None:
    """As before: of what is no image that is known here, ends of images tell frames, or as many fragments."""
    ends = [b"ab\xff\xd9", b"cdef", b"gh\xff\xd9"]
    assert list(generate_frames(b"".join(map(item, [b"", *ends])), number_of_frames=2)) == [
        ends[0], ends[1] + ends[2],
    ]  # fmt: skip
    table = b"".join(offset.to_bytes(4, "little") for offset in offsets_of(ends))
    value = b"".join(map(item, [table, *ends]))
    assert len(list(generate_frames(value))) == 3, "nothing says that there are fewer frames"
    with pytest.warns(UserWarning, match=DISBELIEVED):
        assert list(generate_frames(value, number_of_frames=2)) == [ends[0], ends[1] + ends[2]]
    plain = b"".join(map(item, [b"", b"ab", b"", b"cd"]))
    assert list(generate_frames(plain, number_of_frames=2)) == [b"ab", b"cd"]
    assert list(generate_frames(plain, number_of_frames=3)) == [b"ab", b"", b"cd"]


def test_fragments_of_frames_are_given_as_they_are() -> None:
    _, frames = compressed(uids.RLELossless)
    fragments, _ = one_in_two(frames)
    value = b"".join(map(item, [b"", *fragments]))
    found = list(generate_fragmented_frames(value, number_of_frames=COUNT))
    assert [len(frame) for frame in found] == [1, 2, 1, 1]
    assert get_frame(value, 1, number_of_frames=COUNT).startswith(frames[1])


FOUND = {
    "a fragment a frame": set(),
    "two fragments a frame, no table": set(),
    "an offset for each of two fragments a frame": {"offset-table-count", "offset-table-frame"},
    "an empty fragment": {"empty-fragment", "offset-table-count", "offset-table-frame"},
    "offsets of the fragments after": {"offset-table-frame"},
    "one offset for all": {"offset-table-count"},
    "offsets in reverse": {"offset-table-offset"},
}


@pytest.mark.parametrize("syntax", SYNTAXES, ids=lambda uid: uid.keyword)
@pytest.mark.parametrize("case", FOUND)
def test_check_names_what_does_not_match(syntax: uids.UID, case: str) -> None:
    make, _ = CASES[case]
    ds, frames = compressed(syntax)
    data = written(with_fragments(ds, *make(frames)))
    codes = {one.code for one in check(data) if "(7FE0,0010)" in one.path}
    assert codes - {"codestream-precision"} == FOUND[case]


def test_check_counts_images() -> None:
    for syntax in SYNTAXES:
        ds, frames = compressed(syntax)
        ds.NumberOfFrames = 3
        (finding,) = [one for one in check(written(with_fragments(ds, frames))) if one.code == "frame-count"]
        assert (finding.expected, finding.found) == ("3", "4")
