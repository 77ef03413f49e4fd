"""Every encoder and decoder there is: what is lossless comes back, plugins agree, what is lossy stays near."""

from __future__ import annotations

import warnings
import zlib
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings, strategies as st

from dicomconstruct import uid as uids
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation import encapsulate, generate_frames
from dicomconstruct.encapsulation.codestreams import jxl_parameters
from dicomconstruct.errors import DicomError, PluginsFailed
from dicomconstruct.pixels import get_decoder, get_encoder, pack_bits, packages, pixel_array, set_pixel_data
from dicomconstruct.pixels.coder import CoderBase
from dicomconstruct.pixels.registry import DECODERS, ENCODERS

Array = np.ndarray[Any, Any]
LOSSY: dict[str, dict[str, Any]] = {
    uids.JPEGBaseline8Bit: {"jpeg_quality": 95},
    uids.JPEGExtended12Bit: {"jpeg_quality": 95},
    uids.JPEGXL: {"jxl_distance": 0.3},
    uids.JPEG2000: {"j2k_psnr": [60]},
    uids.JPEGLSNearLossless: {"jls_error": 2},
}
LOSSLESS = [
    (uid, plugin)
    for uid, encoder in ENCODERS.coders.items()
    for plugin in encoder.available_plugins
    if uid not in LOSSY
]
NAMES = [f"{uid.keyword}-{plugin}" for uid, plugin in LOSSLESS]
UNFIT = ("not valid for pixel data encoded", "Unable to encode as exceptions")
"""What is said of images that a syntax is not for, or that a plugin does not manage."""


def test_there_is_an_encoder_for_every_lossless_syntax_that_is_not_video() -> None:
    assert {uid.keyword for uid, _ in LOSSLESS} == {
        "RLELossless",
        "JPEGLossless",
        "JPEGLosslessSV1",
        "JPEGLSLossless",
        "JPEG2000Lossless",
        "HTJ2KLossless",
        "HTJ2KLosslessRPCL",
        "JPEGXLLossless",
        "DeflatedImageFrameCompression",
        "EncapsulatedUncompressedExplicitVRLittleEndian",
    }


@st.composite
def images(draw: st.DrawFn) -> tuple[Array, str, int]:
    """Frames, their photometric interpretation, and the bits that are used."""
    kind, stored = draw(st.sampled_from([("u1", 8), ("u2", 12), ("u2", 16), ("i1", 8), ("i2", 13), ("i2", 16)]))
    colors = draw(st.booleans()) and kind.startswith("u")
    shape = (draw(st.integers(1, 3)), draw(st.integers(1, 40)), draw(st.integers(1, 70)))
    half = 1 << (stored - 1)
    lowest, highest = (0, 2 * half - 1) if kind.startswith("u") else (-half, half - 1)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    array = random.integers(lowest, highest, (*shape, 3) if colors else shape, kind, endpoint=True)
    if draw(st.booleans()):
        array = np.sort(array, axis=2)
    return (array[0] if shape[0] == 1 else array), "RGB" if colors else "MONOCHROME2", stored


def made(image: tuple[Array, str, int]) -> Dataset:
    data_set = Dataset()
    set_pixel_data(data_set, *image)
    return data_set


def refusal(data_set: Dataset, syntax: str, plugin: str) -> str:
    """Compress a data set; what is said where that is refused."""
    try:
        data_set.compress(syntax, encoding_plugin=plugin)
    except DicomError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(("syntax", "plugin"), LOSSLESS, ids=NAMES)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(image=images())
@example(image=(np.arange(40 * 64, dtype=np.uint16).reshape(40, 64), "MONOCHROME2", 16))
@example(image=(np.arange(40 * 64 * 3).astype(np.uint8).reshape(40, 64, 3), "RGB", 8))
def test_what_is_lossless_comes_back_by_every_decoder(
    syntax: str, plugin: str, image: tuple[Array, str, int]
) -> None:
    data_set = made(image)
    told = refusal(data_set, syntax, plugin)
    if told:
        assert any(text in told for text in UNFIT)
        assert image[0].shape[:2] != (40, 64), "the two examples are images for all"
        return
    decoder = get_decoder(syntax)
    agreed = 0
    for other in decoder.available_plugins:
        try:
            found = decoder.as_array(data_set, decoding_plugin=other)[0]
        except PluginsFailed:  # a plugin refuses what it is known to decode wrongly
            continue
        np.testing.assert_array_equal(found, image[0])
        agreed += 1
    assert agreed
    data_set.decompress()
    np.testing.assert_array_equal(data_set.pixel_array, image[0])


SMOOTH = (np.add.outer(np.arange(64), np.arange(80)) % 200).astype(np.uint8)


@pytest.mark.parametrize("syntax", LOSSY, ids=lambda uid: uid.keyword)
def test_what_is_lossy_stays_near(syntax: str) -> None:
    array = SMOOTH.astype(np.uint16) * 16 if syntax == uids.JPEGExtended12Bit else SMOOTH
    data_set = made((array, "MONOCHROME2", 12 if array.dtype.itemsize == 2 else 8))
    if syntax != uids.JPEGLSNearLossless:  # which may lose nothing
        with pytest.raises(DicomError, match=next(iter(LOSSY[syntax]))):
            made((array, "MONOCHROME2", data_set.BitsStored)).compress(syntax)
    data_set.compress(syntax, **LOSSY[syntax])
    found = data_set.pixel_array.astype(int) - array
    assert np.abs(found).mean() < array.max() / 50
    with pytest.raises(DicomError, match="does not go with"):
        made((SMOOTH, "MONOCHROME2", 8)).compress(uids.HTJ2KLossless, **LOSSY[uids.JPEGBaseline8Bit])


def test_lossy_jpeg_xl_has_its_own_colours_until_it_is_decompressed() -> None:
    color = np.stack([SMOOTH, SMOOTH // 2, 255 - SMOOTH], axis=-1)
    data_set = made((color, "RGB", 8))
    data_set.compress(uids.JPEGXL, jxl_distance=0.3)
    assert data_set.PhotometricInterpretation == "XYB"
    assert np.abs(data_set.pixel_array.astype(int) - color).mean() < 3
    data_set.decompress()
    assert data_set.PhotometricInterpretation == "RGB"


@pytest.mark.parametrize(
    "syntax", [uids.DeflatedImageFrameCompression, uids.EncapsulatedUncompressedExplicitVRLittleEndian]
)
@given(st.integers(1, 4), st.integers(1, 9), st.integers(1, 9), st.integers(0, 2**32 - 1))
def test_frames_of_single_bits(syntax: str, frames: int, rows: int, columns: int, seed: int) -> None:
    """Native frames follow each other bit by bit (PS3.5 8.1.1); compressed ones begin with a byte of their own."""
    bits = np.random.default_rng(seed).integers(0, 1, (frames, rows, columns), np.uint8, endpoint=True)
    data_set = made((bits, "MONOCHROME2", 8))
    data_set.BitsAllocated = data_set.BitsStored = 1
    data_set.HighBit = 0
    data_set.PixelData = pack_bits(bits)
    data_set.NumberOfFrames = frames
    shape = bits.shape if frames > 1 else bits.shape[1:]
    np.testing.assert_array_equal(pixel_array(data_set).reshape(shape), bits.reshape(shape))
    native = data_set.PixelData
    data_set.compress(syntax)
    for frame, one in zip(generate_frames(data_set.PixelData, number_of_frames=frames), bits, strict=True):
        whole = zlib.decompress(frame, -15) if syntax.endswith("8.1") else frame
        assert whole[: -(-rows * columns // 8)] == pack_bits(one, pad=False)
    np.testing.assert_array_equal(data_set.pixel_array.reshape(shape), bits.reshape(shape))
    data_set.decompress()
    assert data_set.PixelData == native
    assert data_set.BitsAllocated == 1


def test_frames_of_half_the_colour_differences_are_not_compressed_by_encapsulating_them() -> None:
    data_set = made((np.zeros((2, 4, 3), np.uint8), "YBR_FULL_422", 8))
    native, expected = data_set.PixelData, pixel_array(data_set, raw=True)
    data_set.PixelData = encapsulate([native])
    data_set["PixelData"].VR = "OB"
    data_set.file_meta.TransferSyntaxUID = uids.EncapsulatedUncompressedExplicitVRLittleEndian
    np.testing.assert_array_equal(pixel_array(data_set, raw=True), expected)
    data_set.PixelData = encapsulate([native[:-2]])
    with pytest.raises(DicomError, match="Pixel Data"):
        pixel_array(data_set)


@pytest.mark.parametrize("frame", [b"\xff\xff\xff", zlib.compress(bytes(1 << 24), 9)[2:-4], b""])
def test_what_is_no_deflated_frame(frame: bytes) -> None:
    data_set = made((np.zeros((4, 4), np.uint8), "MONOCHROME2", 8))
    data_set.PixelData = encapsulate([frame])
    data_set.file_meta.TransferSyntaxUID = uids.DeflatedImageFrameCompression
    with pytest.raises(DicomError, match="Pixel Data"):
        pixel_array(data_set)


@given(st.integers(1, 600), st.integers(1, 600), st.booleans())
@settings(max_examples=25, deadline=None)
def test_the_size_of_a_jpeg_xl_image_is_told_before_it_is_decoded(rows: int, columns: int, in_file: bool) -> None:
    encode = import_module("imagecodecs").jpegxl_encode
    image = encode(np.zeros((rows, columns), np.uint8), lossless=True, usecontainer=in_file)
    assert jxl_parameters(image) == {"height": rows, "width": columns, "precision": 8}
    assert jxl_parameters(image[:2]) == {"height": 1, "width": 1} or in_file


def test_a_jpeg_xl_image_larger_than_the_data_set_has_it_is_refused() -> None:
    data_set = made((np.zeros((64, 64), np.uint8), "MONOCHROME2", 8))
    data_set.compress(uids.JPEGXLLossless)
    data_set.Rows = 2
    with pytest.raises(DicomError, match="larger than the data set has it"):
        pixel_array(data_set)


@pytest.mark.parametrize("coders", [DECODERS, ENCODERS], ids=["decoders", "encoders"])
def test_what_is_missing_is_told_with_the_command_that_installs_it(
    coders: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(packages, "find_spec", lambda _: None)
        packages.has_package.cache_clear()
        for uid, coder in coders.coders.items():
            fresh = type(coder)(uid, coder._first)
            assert isinstance(fresh, CoderBase)
            needed = fresh.missing_dependencies
            if fresh.is_available or not needed:
                continue
            with pytest.raises(PluginsFailed) as told:
                fresh._validate_plugins()
            message = str(told.value)
            assert uid.name in message
            assert all(f"{label} - requires" in message for label in fresh._unavailable)
            assert "pip install" in message.splitlines()[-1]
            assert fresh.to_install in message
            assert all(package in message for lacking in fresh._unavailable.values() for package in lacking)
    packages.has_package.cache_clear()


def test_imagecodecs_is_asked_last() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for uid, decoder in DECODERS.coders.items():
            names = list(decoder._available)
            assert "imagecodecs" not in names[:-1], uid
    assert get_decoder(uids.JPEGXLLossless).available_plugins == ("imagecodecs",)
    assert get_encoder(uids.HTJ2KLossless).available_plugins == ("imagecodecs",)


@pytest.mark.parametrize(
    ("interpretation", "samples"), [("RGB", 1), ("MONOCHROME2", 3), ("HSV", 3), ("YBR_FULL_422", 3)]
)
def test_gdcm_is_not_given_colours_that_it_would_end_the_process_for(interpretation: str, samples: int) -> None:
    about: dict[str, Any] = {"rows": 4, "columns": 4, "samples_per_pixel": samples, "number_of_frames": 1}
    about |= {"bits_allocated": 8, "bits_stored": 8, "pixel_representation": 0, "planar_configuration": 0}
    encoder = get_encoder(uids.RLELossless)
    with pytest.raises(PluginsFailed, match="GDCM would end the process"):
        encoder.encode(
            bytes(16 * samples),
            photometric_interpretation=interpretation,
            encoding_plugin="gdcm",
            validate=False,
            **about,
        )
