"""Compressing and decompressing in place: the same array comes back, all else stays; reading frames of a file."""

from __future__ import annotations

import contextvars
import io
import warnings
from typing import Any

import numpy as np
import pytest
from real_files import FILES

from dicomconstruct import dcmread, dcmwrite
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation import encapsulate, generate_frames
from dicomconstruct.errors import DicomError, PluginsFailed
from dicomconstruct.pixels import (
    as_pixel_options,
    get_decoder,
    get_encoder,
    iter_pixels,
    pixel_array,
    set_pixel_data,
)
from dicomconstruct.pixels.coder import CoderBase
from dicomconstruct.tag import Tag
from dicomconstruct.uid import UID

BY_NAME = {path.name: path for path in FILES}
RLE, JPEG_LS = "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.80"
CHANGED = {
    Tag(keyword)
    for keyword in (
        ["SOPInstanceUID", "PixelData", "PlanarConfiguration", "PhotometricInterpretation", "NumberOfFrames"]
    )
}


@pytest.mark.parametrize("name", ["CT_small.dcm", "MR_small_bigendian.dcm", "SC_rgb_2frame.dcm", "rtdose.dcm"])
def test_all_else_stays(name: str) -> None:
    if name not in BY_NAME:
        pytest.skip("no such file")
    warnings.simplefilter("ignore")
    before = dcmread(BY_NAME[name])
    array = before.pixel_array.copy()
    data_set = dcmread(BY_NAME[name])
    data_set.compress(RLE, encoding_plugin="pydicom")
    written = io.BytesIO()
    dcmwrite(written, data_set)
    again = dcmread(io.BytesIO(written.getvalue()))
    np.testing.assert_array_equal(again.pixel_array, array)
    again.decompress()
    written = io.BytesIO()
    dcmwrite(written, again)
    back = dcmread(io.BytesIO(written.getvalue()))
    np.testing.assert_array_equal(back.pixel_array, array)
    for element in before:
        if element.tag not in CHANGED:
            assert back[element.tag] == element
    assert set(back.keys()) - set(before.keys()) <= CHANGED
    assert back.SOPInstanceUID == back.file_meta.MediaStorageSOPInstanceUID != before.SOPInstanceUID


def test_an_array_is_kept_while_nothing_changes() -> None:
    data_set = dcmread(BY_NAME["CT_small.dcm"])
    array = data_set.pixel_array
    assert data_set.pixel_array is array
    data_set.pixel_array_options(correct_unused_bits=False)
    assert data_set.pixel_array is not array
    array = data_set.pixel_array
    data_set.PixelData = bytes(len(data_set.PixelData))
    assert not data_set.pixel_array.any()
    assert array.any()


class Counting(io.BytesIO):
    """A file that tells how much of it was read."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.count += len(data)
        return data

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer)
        self.count += count
        return count


@pytest.mark.parametrize("form", ["native", "basic", "extended", "bare"])
def test_one_frame_is_read_without_the_rest(form: str) -> None:
    data_set = Dataset()
    frames = np.random.default_rng(1).integers(0, 65535, (200, 64, 64), np.uint16)
    set_pixel_data(data_set, frames, "MONOCHROME2", 16)
    if form != "native":
        data_set.compress(RLE, encoding_plugin="pydicom", encapsulate_ext=form == "extended")
    if form == "bare":
        data_set.PixelData = encapsulate(list(generate_frames(data_set.PixelData)), has_bot=False)
        data_set["PixelData"].is_undefined_length = True
    written = io.BytesIO()
    dcmwrite(written, data_set)
    file = Counting(written.getvalue())
    np.testing.assert_array_equal(pixel_array(file, index=150), frames[150])
    assert file.tell() == 0
    assert file.count < len(written.getvalue()) // 10
    only = list(iter_pixels(file, indices=[3, -1]))
    np.testing.assert_array_equal(only, frames[[3, 199]])


def test_a_missing_plugin_is_named_with_what_installs_it() -> None:
    class Missing(CoderBase):
        pass

    coder = Missing(UID(JPEG_LS), decoder=True)
    coder._unavailable["nothing"] = ("nothing>=1.0",)
    with pytest.raises(
        PluginsFailed, match=r"(?s)JPEG-LS Lossless.*nothing - requires nothing>=1.0.*pip install"
    ) as told:
        coder._validate_plugins()
    assert isinstance(told.value, DicomError)


def test_plugins_belong_to_the_context() -> None:
    encoder = get_encoder(RLE)
    before = encoder.available_plugins

    def added() -> tuple[str, ...]:
        encoder.add_plugin("mine", ("dicomconstruct.pixels.encoders.native", "_encode_frame"))
        return encoder.available_plugins

    assert set(contextvars.copy_context().run(added)) == {*before, "mine"}
    assert encoder.available_plugins == before


def test_truncated_and_excessive_pixels_are_told_of() -> None:
    data_set = dcmread(BY_NAME["CT_small.dcm"])
    whole = data_set.PixelData
    data_set.PixelData = whole[:-2]
    with pytest.raises(DicomError, match="less than expected"):
        _ = data_set.pixel_array
    data_set.PixelData = whole + bytes(10)
    with pytest.warns(UserWarning, match="10 bytes of excess padding"):
        assert data_set.pixel_array.shape == (128, 128)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data_set.PixelData = whole
        assert data_set.pixel_array.shape == (128, 128)


@pytest.mark.parametrize("view_only", [True, False])
def test_a_view_is_not_to_be_changed_and_all_else_is_ones_own(view_only: bool) -> None:
    """Whatever the pixels come from; a view of a bytearray can be written to, since that can."""
    path = BY_NAME["CT_small.dcm"]
    chosen = {"view_only": view_only, "raw": True}
    held = bytearray(dcmread(path).PixelData)
    whole = path.read_bytes()
    for source in (path, io.BytesIO(whole), dcmread(path), dcmread(io.BytesIO(whole))):
        array = pixel_array(source, **chosen)
        assert array.flags.writeable != view_only
        if not view_only:
            before = dcmread(path).pixel_array
            array[:] = 0
            again = pixel_array(source, **chosen)
            np.testing.assert_array_equal(again, before)
    data_set = dcmread(path)
    data_set.PixelData = bytes(held)
    assert pixel_array(data_set, **chosen).flags.writeable != view_only
    about = {name: value for name, value in as_pixel_options(data_set).items() if name != "pixel_vr"}
    decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
    array = decoder.as_array(held, **about, **chosen)[0]
    assert array.flags.writeable
    array[0, 0] = 77
    assert (held[0] == 77) == view_only
