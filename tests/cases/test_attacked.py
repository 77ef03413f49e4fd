"""Faults that reviewers of the whole found: each rested on how a file is read, or on what was looked at before."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, UNDEFINED, explicit, item, long, part10, sequence_end
from growth import grows_at_most, seconds_of

from dicomconstruct import Dataset, dcmread, dcmwrite
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.filereader import read_partial

JPEG = "1.2.840.10008.1.2.4.50"
PIXELS = 0x7FE00010


class OnlyRead:
    """A source that cannot seek."""

    def __init__(self, data: bytes) -> None:
        self._file = io.BytesIO(data)

    def read(self, count: int = -1) -> bytes:
        return self._file.read(count)


@pytest.mark.parametrize("too_short_by", [0, 8])
@pytest.mark.parametrize("length", [100, 20_000, 600_000])
def test_stop_when_is_given_the_length_of_the_header(tmp_path: Path, length: int, too_short_by: int) -> None:
    """Whatever is found inside a sequence, and however the file is read."""
    inside = item(long(0x00420011, "OB", b"x" * length))
    declared = len(inside) - too_short_by
    data = part10(
        long(0x00081110, "SQ", inside, length=declared), explicit(0x00104000, "LT", b"t" * 30), uid=EXPLICIT_LE
    )
    path = tmp_path / "file.dcm"
    path.write_bytes(data)
    sources: list[Any] = [data, str(path), io.BytesIO(data), OnlyRead(data)]
    for source in sources:
        seen: list[int] = []

        def stops(*header: Any, seen: list[int] = seen) -> bool:
            seen.append(header[-1])
            return seen[-1] == declared

        stopped = read_partial(source, stops)
        assert (seen, len(stopped)) == ([declared], 0)
        assert dcmread(data).get_item(0x00081110).length == declared


@pytest.mark.parametrize("looked", [False, True])
@pytest.mark.parametrize("uid", [EXPLICIT_LE, EXPLICIT_BE])
def test_raw_fragments_move_as_they_are_or_not_at_all(uid: str, looked: bool) -> None:
    order = ">" if uid == EXPLICIT_BE else "<"
    fragments = item() + item(b"\xff\xd8ab") + sequence_end()
    source = dcmread(part10(long(PIXELS, "OB", fragments, length=UNDEFINED), uid=JPEG))
    target = dcmread(part10(explicit(0x00100010, "PN", b"ab", order=order), uid=uid))
    if looked:
        assert source.PixelData
    target[PIXELS] = source.get_item(PIXELS)
    file = io.BytesIO()
    if uid == EXPLICIT_BE:
        with pytest.raises(UnwritableValue, match="fragments are not written in big endian"):
            dcmwrite(file, target)
        return
    dcmwrite(file, target)
    assert file.getvalue().endswith(long(PIXELS, "OB", fragments, length=UNDEFINED))


@pytest.mark.filterwarnings("ignore:A value of type")
@pytest.mark.parametrize("keyword", ["LUTDescriptor", "RedPaletteColorLookupTableDescriptor"])
@pytest.mark.parametrize("value", [[256, None, 16], [256, "0", 16], [256, 1.5, 16], [[1], 2, 3]])
@pytest.mark.parametrize("implicit", [False, True])
def test_a_lut_descriptor_of_no_numbers_is_refused_by_name(keyword: str, value: Any, implicit: bool) -> None:
    data_set = Dataset()
    data_set.add_new(keyword, "US", value)
    with pytest.raises(UnwritableValue) as error:
        dcmwrite(io.BytesIO(), data_set, implicit_vr=implicit, little_endian=True)
    assert error.value.path == str(data_set[keyword].tag)


def test_blocks_without_a_creator_cost_no_more_than_others() -> None:
    def data_of(count: int) -> bytes:
        tags = (0x00110000 + (n // 240 << 17) + (0x10 + n % 240 << 8) for n in range(count))
        return part10(*(explicit(tag, "LO", b"ab") for tag in tags), uid=EXPLICIT_LE)

    small, large = data_of(2_000), data_of(16_000)
    assert grows_at_most(
        24,
        lambda: seconds_of(lambda: Dataset().update(dcmread(small))),
        lambda: seconds_of(lambda: Dataset().update(dcmread(large))),
    )
