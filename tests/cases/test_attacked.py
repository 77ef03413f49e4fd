"""Faults that reviewers of the whole found: each rested on how a file is read, or on what was looked at before."""

from __future__ import annotations

import copy
import gc
import io
import os
import pickle
import weakref
from base64 import b64encode
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bytes_of import EXPLICIT_BE, EXPLICIT_LE, UNDEFINED, explicit, item, long, part10, sequence_end
from growth import grows_at_most, seconds_of

from dicomconstruct import Dataset, FileDataset, FileMetaDataset, dcmread, dcmwrite, uid as uids
from dicomconstruct.errors import MalformedJson, PluginsFailed, SourceChanged, UnwritableValue
from dicomconstruct.filereader import read_partial
from dicomconstruct.pixels import set_pixel_data

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


def image(array: Any) -> FileDataset:
    """An image of one frame in Explicit VR Little Endian."""
    bits = 8 * array.itemsize
    made = FileDataset("", Dataset(), file_meta=FileMetaDataset(), preamble=bytes(128))
    made.file_meta.TransferSyntaxUID = EXPLICIT_LE
    made.SOPClassUID, made.SOPInstanceUID = uids.SecondaryCaptureImageStorage, "1.2.3"
    made.Rows, made.Columns = array.shape
    made.SamplesPerPixel, made.PhotometricInterpretation = 1, "MONOCHROME2"
    made.PixelRepresentation = int(array.dtype.kind == "i")
    made.BitsAllocated, made.BitsStored, made.HighBit = bits, bits, bits - 1
    made.add_new(PIXELS, "OW", array.tobytes())
    return made


def in_order(data_set: Any, uid: str) -> Any:
    """A data set written in another byte order and read again."""
    buffer = io.BytesIO()
    data_set.file_meta.TransferSyntaxUID = uid
    data_set.save_as(buffer, implicit_vr=False, little_endian=uid == EXPLICIT_LE)
    return dcmread(buffer.getvalue())


@pytest.mark.parametrize(
    ("way", "dtype"),
    [("set_pixel_data", "<u2"), *((way, kind) for way in ("decompress", "icon") for kind in ("<u2", "<i2", "<u4"))],
)
def test_samples_that_the_library_makes_are_swapped(dtype: str, way: str) -> None:
    samples = np.arange(6, dtype=dtype).reshape(2, 3)
    data_set = image(samples)
    if way == "set_pixel_data":
        set_pixel_data(data_set, samples, "MONOCHROME2", 16)
    else:
        data_set.compress(uids.RLELossless)
        if way == "icon":
            icon = Dataset()
            icon.update(data_set)
            data_set.IconImageSequence = [icon]
        buffer = io.BytesIO()
        data_set.save_as(buffer)
        data_set = dcmread(buffer.getvalue())
        data_set.decompress()
    written = in_order(data_set, EXPLICIT_BE)
    if way == "icon":
        swapped = np.frombuffer(written.IconImageSequence[0].PixelData, samples.dtype.newbyteorder(">"))
        assert (swapped.reshape(samples.shape) == samples).all()
    assert (written.pixel_array == samples).all()


@pytest.mark.parametrize(("interpretation", "dtype"), [("SL", "<i4"), ("UL", "<u4"), ("SS", "<i2"), ("SV", "<i8")])
def test_wide_samples_of_waveforms_are_swapped(interpretation: str, dtype: str) -> None:
    samples = np.array([1, 2, 3], dtype)
    group, channel, data_set = Dataset(), Dataset(), image(np.zeros((1, 1), "<u2"))
    channel.ChannelLabel = "a"
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples, group.SamplingFrequency = 1, 3, 1
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 8 * samples.itemsize, interpretation
    group.ChannelDefinitionSequence = [channel]
    group.add_new(0x54001010, "OW", samples.tobytes())
    data_set.WaveformSequence = [group]
    read = in_order(data_set, EXPLICIT_LE)
    for uid in (EXPLICIT_BE, EXPLICIT_LE):
        read = in_order(read, uid)
        assert read.waveform_array(0).ravel().tolist() == [1, 2, 3]


@pytest.mark.parametrize("bits", [23, 24, 32])
def test_jpeg_2000_loses_no_bits_in_silence(bits: int) -> None:
    """OpenJPEG keeps all bits of any samples of up to 23 bits."""
    draw = np.random.default_rng(5)
    refused: list[str] = []
    for _ in range(8):
        extremes = draw.choice([0, 2**bits - 1], (33, 33)).astype("<u4")
        data_set = image(extremes)
        data_set.BitsStored, data_set.HighBit = bits, bits - 1
        try:
            data_set.compress(uids.JPEG2000Lossless)
        except PluginsFailed as error:
            refused.append(str(error))
        assert (data_set.pixel_array == extremes).all()
    assert all("OpenJPEG loses bits" in one for one in refused)
    assert bits == 24 or bool(refused) is (bits == 32)


@pytest.mark.parametrize("vr", ["OW", "OF", "OL"])
def test_bulk_data_is_little_endian_as_inline_binary_is(vr: str) -> None:
    data = bytes(range(8))
    inline = {"InlineBinary": b64encode(data).decode()}
    for model, how in ((inline, {}), ({"BulkDataURI": "u"}, {"bulk_data_uri_handler": lambda _: data})):
        data_set = Dataset.from_json({"00091010": {"vr": vr, **model}}, **how)  # type: ignore[arg-type]
        assert data_set[0x00091010].value == data
        buffer = io.BytesIO()
        dcmwrite(buffer, data_set, implicit_vr=False, little_endian=False)
        size = {"OW": 2}.get(vr, 4)
        assert buffer.getvalue()[-8:] == np.frombuffer(data, f"<u{size}").astype(f">u{size}").tobytes()


@pytest.mark.parametrize("vr", [None, 5, "", "x"])
@pytest.mark.parametrize("values", [{}, {"Value": []}, {"Value": [1]}])
def test_a_vr_that_is_none_is_refused(vr: Any, values: dict[str, Any]) -> None:
    with pytest.raises(MalformedJson) as caught:
        Dataset.from_json({"00091001": {"vr": vr, **values}})
    assert caught.value.path == "(0009,1001)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are pipes with names on POSIX systems only")
def test_a_file_that_became_a_pipe_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "file.dcm"
    path.write_bytes(part10(explicit(0x00204000, "LT", b"c" * 30_000)))
    data_set = dcmread(path, defer_size=100)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SourceChanged):
        _ = data_set.ImageComments


def test_samples_that_were_decompressed_go_with_their_data_set() -> None:
    """Without the garbage collector, which would let large arrays pile up between its runs."""
    data_set = image(np.arange(6, dtype="<u2").reshape(2, 3))
    data_set.compress(uids.RLELossless)
    gc.disable()
    try:
        data_set.decompress()
        assert copy.deepcopy(data_set) == pickle.loads(pickle.dumps(data_set)) == data_set
        gone = weakref.ref(data_set)
        del data_set
        assert gone() is None
    finally:
        gc.enable()
