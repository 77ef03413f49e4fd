"""Pixel data that claims what is not there: an error of ours that names the element, and no memory for it."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from real_files import FILES

from dicomconstruct import dcmread
from dicomconstruct.dataset import Dataset
from dicomconstruct.encapsulation import encapsulate, get_frame
from dicomconstruct.errors import DicomError, PluginsFailed
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.rle import RLEHeader
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.overlays import get_overlay_array
from dicomconstruct.pixels import (
    apply_color_lut,
    apply_modality_lut,
    apply_voi_lut,
    get_decoder,
    iter_pixels,
    pixel_array,
    set_pixel_data,
)
from dicomconstruct.tree.headers import header_bytes
from dicomconstruct.waveforms import multiplex_array

MOST = 64 << 20
"""Bytes that refusing may take."""
BY_NAME = {path.name: path for path in FILES}


def image(**changes: Any) -> Dataset:
    """A small image with other elements than it should have."""
    data_set = Dataset()
    set_pixel_data(data_set, np.zeros((4, 4), np.uint16), "MONOCHROME2", 16)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for keyword, value in changes.items():
            setattr(data_set, keyword, value)
    return data_set


def compressed(name: str, **changes: Any) -> Dataset:
    """A real compressed file with other elements than it should have."""
    data_set = dcmread(BY_NAME[name])
    for keyword, value in changes.items():
        setattr(data_set, keyword, value)
    return data_set


HUGE = {"Rows": 65535, "Columns": 65535}
CASES: dict[str, tuple[Callable[[], Dataset], str]] = {
    "rows and columns": (lambda: image(**HUGE), "Pixel Data"),
    "frames": (lambda: image(NumberOfFrames=2_000_000_000), "Pixel Data"),
    "all": (lambda: image(**HUGE, NumberOfFrames=2_000_000_000, BitsAllocated=64, BitsStored=64), "Pixel Data"),
    "no rows": (lambda: image(Rows=0), "Rows"),
    "bits": (lambda: image(BitsAllocated=12), "Bits Allocated"),
    "stored": (lambda: image(BitsStored=17), "Bits Stored"),
    "representation": (lambda: image(PixelRepresentation=7), "Pixel Representation"),
    "samples": (lambda: image(SamplesPerPixel=2), "Samples per Pixel"),
    "interpretation": (lambda: image(PhotometricInterpretation="NOTHING"), "Photometric Interpretation"),
    "no value": (lambda: image(PixelData=None), "Pixel Data"),
    "RLE rows": (lambda: compressed("MR_small_RLE.dcm", **HUGE), "Pixel Data"),
    "RLE frames": (lambda: compressed("MR_small_RLE.dcm", NumberOfFrames=2_000_000_000), "frames"),
    "JPEG rows": (lambda: compressed("SC_rgb_jpeg_dcmtk.dcm", **HUGE), "Pixel Data"),
    "larger than said": (lambda: compressed("SC_rgb_jpeg_dcmtk.dcm", Rows=1, Columns=1), "Pixel Data"),
    "J2K larger than said": (lambda: compressed("MR_small_jp2klossless.dcm", Rows=1, Columns=1), "Pixel Data"),
    "no fragments": (lambda: compressed("MR_small_RLE.dcm", PixelData=b""), "Basic Offset Table"),
    "no items": (lambda: compressed("MR_small_RLE.dcm", PixelData=b"\x01\x02\x03\x04" * 8), "Basic Offset Table"),
    "bad RLE": (lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([b"\xff" * 70])), "Pixel Data"),
    "RLE that unfolds": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([rle(64, 66) + b"\x81\0" * 500_000]), **HUGE),
        "Pixel Data",
    ),
    "RLE of one place": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([rle(64, 64) + b"\x81\0" * 8])),
        "Pixel Data",
    ),
    "RLE backwards": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([rle(90, 64) + b"\x81\0" * 64])),
        "Pixel Data",
    ),
    "RLE without segments": (lambda: compressed("MR_small_RLE.dcm", PixelData=encapsulate([rle()])), "Pixel Data"),
    "table with no end": (lambda: compressed("MR_small_RLE.dcm", PixelData=item(0xFFFFFFFC)), "Pixel Data"),
    "half a table": (lambda: compressed("MR_small_RLE.dcm", PixelData=item(3) + b"abc"), "Basic Offset Table"),
    "fragment with no end": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=item(0) + item(0xFFFFFFFF) + bytes(100)),
        "Pixel Data",
    ),
    "long fragment": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=item(0) + item(0xFFFFFFFE) + bytes(100)),
        "Pixel Data",
    ),
    "fragments of nothing": (
        lambda: compressed("MR_small_RLE.dcm", PixelData=item(0) + item(0) * 5_000, NumberOfFrames=7_000),
        "Pixel Data",
    ),
    "odd extended table": (
        lambda: compressed("MR_small_RLE.dcm", ExtendedOffsetTable=b"abc", ExtendedOffsetTableLengths=b"abc"),
        "Pixel Data",
    ),
}


def item(length: int) -> bytes:
    """The header of an item."""
    fields = {"group": 0xFFFE, "element": 0xE000, "length": length}
    return header_bytes(HeaderForm.IMPLICIT, ByteOrder.LITTLE, fields)


def rle(*offsets: int) -> bytes:
    """The header of a frame in RLE Lossless."""
    return RLEHeader.build({"segments": len(offsets), "offsets": [*offsets, *[0] * (15 - len(offsets))]})


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("read", [pixel_array, lambda data_set: list(iter_pixels(data_set))], ids=["all", "frames"])
def test_claims_are_refused(case: str, read: Callable[[Dataset], Any]) -> None:
    make, named = CASES[case]
    data_set = make()
    tracemalloc.start()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(DicomError, match=named):
                read(data_set)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([0, 1, 2, 3, 65535]),
    st.sampled_from([1, 8, 16, 32, 64, 24]),
    st.sampled_from(["1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"]),
    st.booleans(),
)
def test_any_bytes_are_pixels_or_an_error_of_ours(
    value: bytes, side: int, bits: int, uid: str, table: bool
) -> None:
    data_set = image(Rows=side, Columns=2, BitsAllocated=bits, BitsStored=min(bits, 8))
    data_set.file_meta.TransferSyntaxUID = uid
    is_rle = uid.endswith(".5")
    data_set.PixelData = encapsulate([value]) if table and is_rle else value
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            array = pixel_array(data_set)
        except DicomError:
            return
    assert array.shape[-2:] == (side, 2)


STORED = np.arange(16, dtype=np.uint16).reshape(4, 4)


def with_table(keyword: str, descriptor: Any, data: Any) -> Dataset:
    """An image with a lookup table in a sequence."""
    table = Dataset()
    table.add_new("LUTDescriptor", "US", descriptor)
    table.add_new("LUTData", "OW", data)
    return image(**{keyword: [table]})


def with_palette(descriptor: Any, data: Any, form: str = "") -> Dataset:
    """An image with a palette."""
    data_set = image(PhotometricInterpretation="PALETTE COLOR")
    for color in ("Red", "Green", "Blue"):
        data_set.add_new(f"{color}PaletteColorLookupTableDescriptor", "US", descriptor)
        data_set.add_new(f"{form}{color}PaletteColorLookupTableData", "OW", data)
    return data_set


def with_overlay(rows: Any, columns: Any, frames: Any, data: bytes) -> Dataset:
    data_set = image()
    for number, vr, value in ((0x10, "US", rows), (0x11, "US", columns), (0x15, "IS", frames), (0x100, "US", 1)):
        data_set.add_new(0x60000000 + number, vr, value)
    data_set.add_new(0x60003000, "OW", data)
    return data_set


def with_waveform(channels: int, samples: int, bits: int, data: bytes) -> Dataset:
    group = Dataset()
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = channels, samples
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = bits, "SS"
    group.add_new("WaveformData", "OW", data)
    return image(WaveformSequence=[group])


def words(*numbers: int) -> bytes:
    return np.array(numbers, "<u2").tobytes()


OTHERS: dict[str, tuple[Callable[[], Any], str]] = {
    "table of nothing": (
        lambda: apply_modality_lut(STORED, with_table("ModalityLUTSequence", [0, 0, 16], words(1))),
        "Modality LUT Sequence",
    ),
    "bits of a table": (
        lambda: apply_modality_lut(STORED, with_table("ModalityLUTSequence", [4, 0, 99], words(1, 2, 3, 4))),
        "Modality LUT Sequence",
    ),
    "two numbers": (
        lambda: apply_voi_lut(STORED, with_table("VOILUTSequence", [4, 0], words(1, 2, 3, 4))),
        "LUT Descriptor",
    ),
    "empty table": (
        lambda: apply_voi_lut(STORED, with_table("VOILUTSequence", [65535, 0, 16], b"")),
        "VOI LUT Sequence",
    ),
    "palette of nothing": (
        lambda: apply_color_lut(STORED, with_palette([0, 0, 16], words(1))),
        "Red Palette Color Lookup Table Data",
    ),
    "bits of a palette": (
        lambda: apply_color_lut(STORED, with_palette([4, 0, 7], words(1, 2, 3, 4))),
        "Red Palette Color Lookup Table Descriptor",
    ),
    "segment that is not there": (
        lambda: apply_color_lut(STORED, with_palette([0, 0, 16], words(0, 60_000), "Segmented")),
        "[Pp]alette [Cc]olor",
    ),
    "segments of themselves": (
        lambda: apply_color_lut(
            STORED, with_palette([0, 0, 16], words(0, 1, 5, *(2, 65535, 0, 0) * 400), "Segmented")
        ),
        "[Pp]alette [Cc]olor",
    ),
    "overlay": (
        lambda: get_overlay_array(with_overlay(65535, 65535, 2_000_000_000, b"\0\0"), 0x6000),
        "(6000,3000)",
    ),
    "overlay of two heights": (
        lambda: get_overlay_array(with_overlay([4, 4], 4, 1, b"\0\0"), 0x6000),
        "OverlayRows",
    ),
    "waveform": (lambda: multiplex_array(with_waveform(65535, 0xFFFFFFFF, 16, b"\0\0"), 0), "Waveform Data"),
    "scaled waveform": (
        lambda: multiplex_array(with_waveform(65535, 0xFFFFFFFF, 16, b"\0\0"), 0, as_raw=False),
        "Waveform Data",
    ),
    "bits of a waveform": (lambda: multiplex_array(with_waveform(1, 1, 17, b"\0\0"), 0), "waveform samples"),
}


@pytest.mark.parametrize("case", OTHERS)
def test_what_else_claims_more_than_is_there(case: str) -> None:
    work, named = OTHERS[case]
    tracemalloc.start()
    try:
        with pytest.raises(DicomError, match=named.replace("(", r"\(").replace(")", r"\)")):
            work()
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


def test_a_palette_has_no_more_entries_than_its_descriptor_says() -> None:
    """A segment of seven bytes can stand for 65 535 entries (PS3.3 C.7.9.2)."""
    data_set = with_palette([0, 0, 16], words(0, 1, 5, *(1, 65535, 9) * 400), "Segmented")
    tracemalloc.start()
    try:
        assert apply_color_lut(STORED, data_set).shape == (4, 4, 3)
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("offset", [2**63, 2**62, 2**64 - 1])
@pytest.mark.parametrize("index", [None, 0])
def test_an_offset_beyond_any_file_is_not_believed(offset: int, index: int | None) -> None:
    table = offset.to_bytes(8, "little")
    expected = compressed("MR_small_RLE.dcm").pixel_array
    data_set = compressed("MR_small_RLE.dcm", ExtendedOffsetTable=table, ExtendedOffsetTableLengths=table)
    with pytest.warns(UserWarning, match="Extended Offset Table does not fit"):
        np.testing.assert_array_equal(pixel_array(data_set, index=index), expected)


SMALL = [
    path
    for path in FILES
    if path.stat().st_size < 60_000 and path.name.startswith(("SC_rgb", "MR_small", "JPEG", "JPG", "emri", "693"))
]
DECIDING = {
    "Rows": [0, 1, 7, 65535],
    "Columns": [0, 1, 7, 65535],
    "NumberOfFrames": [0, 1, 2, 10**9],
    "BitsAllocated": [1, 8, 12, 16, 32, 64],
    "BitsStored": [0, 1, 8, 12, 65],
    "SamplesPerPixel": [1, 3, 4],
    "PixelRepresentation": [0, 1, 9],
    "PhotometricInterpretation": ["RGB", "YBR_FULL", "YBR_FULL_422", "MONOCHROME2", "PALETTE COLOR", "YBR_RCT", ""],
    "PlanarConfiguration": [0, 1, 2],
}


EXTREMES = [b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f"]


@st.composite
def mutations(draw: st.DrawFn) -> tuple[Any, bytes, dict[str, Any], str]:
    """A real file, other bytes for its pixels, other values for what describes them, and a plugin."""
    path = draw(st.sampled_from(SMALL))
    data_set = dcmread(path, force=True)
    value = bytearray(data_set.get("PixelData") or b"")
    for _ in range(draw(st.integers(0, 4)) if value else 0):
        place = draw(st.integers(0, min(len(value), draw(st.sampled_from([24, 200, 60_000]))) - 1))
        change = draw(
            st.binary(min_size=1, max_size=4) | st.sampled_from([b"\xff" * 4, bytes(4), b"\xff\xff\xff\x7f"])
        )
        how = draw(st.sampled_from(["over", "in", "out", "cut"]))
        value[place : place + (0 if how == "in" else len(change))] = b"" if how in ("out", "cut") else change
        if how == "cut":
            del value[place:]
        if not value:
            break
    changes = draw(st.dictionaries(st.sampled_from(list(DECIDING)), st.integers(0, 6), max_size=2))
    values = {keyword: DECIDING[keyword][number % len(DECIDING[keyword])] for keyword, number in changes.items()}
    return path, bytes(value), values, draw(st.sampled_from(["", "", "pydicom", "pillow", "pylibjpeg", "gdcm"]))


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=150, derandomize=True)
@given(mutations())
def test_a_changed_real_file_is_an_array_or_an_error_of_ours(drawn: tuple[Any, bytes, dict[str, Any], str]) -> None:
    path, value, changes, plugin = drawn
    data_set = dcmread(path, force=True)
    syntax = getattr(data_set, "file_meta", {}).get("TransferSyntaxUID")
    if not syntax or "PixelData" not in data_set:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for keyword, changed in changes.items():
            setattr(data_set, keyword, changed)
        data_set.PixelData = value
        decoder = get_decoder(syntax)
        plugin = plugin if plugin in decoder.available_plugins else ""
        try:
            array = decoder.as_array(data_set, decoding_plugin=plugin)[0]
        except DicomError:
            return
    assert array.size % (int(data_set.Rows) * int(data_set.Columns)) == 0


def test_gdcm_is_not_given_what_it_would_end_the_process_for() -> None:
    data_set = compressed("SC_rgb_jpeg_app14_dcmd.dcm")
    value = bytearray(data_set.PixelData)
    transform = value.index(b"Adobe") + 11
    for changed in (b"\x02", b"\x00"):
        value[transform : transform + 1] = changed
        data_set.PixelData = bytes(value)
        decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
        if changed == b"\x00":
            assert decoder.as_array(data_set, decoding_plugin="gdcm")[0].shape == (256, 256, 3)
            continue
        with pytest.raises(PluginsFailed, match="GDCM is not given"):
            decoder.as_array(data_set, decoding_plugin="gdcm")
    data_set = compressed("SC_rgb_dcmtk_+eb+cy+n2.dcm")
    value = bytearray(data_set.PixelData)
    value[value.index(b"JFIF") + 5] = 0
    data_set.PixelData = bytes(value)
    with pytest.raises(PluginsFailed, match="GDCM is not given"):
        pixel_array(data_set, decoding_plugin="gdcm")
    data_set = compressed("MR_small_jp2klossless.dcm", PhotometricInterpretation="RGB")
    with pytest.raises(PluginsFailed, match="GDCM is not given"):
        pixel_array(data_set, decoding_plugin="gdcm")


def test_a_plugin_that_panics_is_a_plugin_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """What PyO3 raises for a panic of Rust is no Exception either."""

    def panics(*_: Any) -> bytes:
        raise Panic("index out of bounds")

    data_set = compressed("MR_small_RLE.dcm")
    decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
    monkeypatch.setitem(decoder._available, "pylibjpeg", panics)
    assert pixel_array(data_set).shape == (64, 64)
    with pytest.raises(PluginsFailed, match="index out of bounds"):
        pixel_array(data_set, decoding_plugin="pylibjpeg")

    def interrupted(*_: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setitem(decoder._available, "pylibjpeg", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pixel_array(data_set)


RESIDENT = """
import sys, warnings
from pathlib import Path
from dicomconstruct import dcmread
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels import pixel_array

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) >> 10

warnings.simplefilter("ignore")
dcmread(sys.argv[1]).pixel_array
before = peak()
for side in (4500, 20000, 65535):
    data_set = dcmread(sys.argv[1])
    value = bytearray(data_set.PixelData)
    start = value.find(b"\\xff\\x4f\\xff\\x51")
    if start >= 0:
        for place in (8, 12, 24, 28):  # the image and its tiles
            value[start + place : start + place + 4] = side.to_bytes(4, "big")
    start = value.find(b"\\xff\\xc0")
    if start >= 0:
        value[start + 5 : start + 9] = side.to_bytes(2, "big") * 2
    data_set.PixelData = bytes(value)
    data_set.Rows = data_set.Columns = side
    try:
        pixel_array(data_set, decoding_plugin=sys.argv[2])
    except DicomError:
        pass
print(peak() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell")
@pytest.mark.parametrize(
    ("name", "plugin"),
    [
        ("MR_small_RLE.dcm", "pydicom"),
        ("MR_small_RLE.dcm", "pylibjpeg"),
        *(("SC_rgb_gdcm_KY.dcm", plugin) for plugin in ("pylibjpeg", "pillow", "gdcm", "imagecodecs")),
        *(("SC_rgb_jpeg_dcmtk.dcm", plugin) for plugin in ("pylibjpeg", "pillow", "gdcm", "imagecodecs")),
    ],
)
def test_the_process_does_not_grow_with_what_headers_claim(name: str, plugin: str) -> None:
    """What libraries take themselves, tracemalloc does not see; OpenJPEG has each sample in four bytes."""
    done = subprocess.run(
        [sys.executable, "-c", RESIDENT, str(BY_NAME[name]), plugin], capture_output=True, text=True, check=True
    )
    assert int(done.stdout.split()[-1]) < 12 * (MOST >> 20)


@pytest.mark.parametrize("plugin", ["pyjpegls", "imagecodecs"])
def test_charls_is_not_given_frames_without_an_end(plugin: str) -> None:
    """It needs seconds to refuse some of them; those of other lengths it refuses too."""
    whole = compressed("JPEGLSNearLossless_16.dcm")
    frame = get_frame(whole.PixelData, 0, number_of_frames=1)
    expected = pixel_array(whole, decoding_plugin=plugin)
    np.testing.assert_array_equal(
        pixel_array(with_frame(whole, frame + bytes(4)), decoding_plugin=plugin), expected
    )
    for length in (46, 54, 110, 118, 142, len(frame) - 2):
        with pytest.raises(PluginsFailed, match="no end of image"):
            pixel_array(with_frame(whole, frame[:length]), decoding_plugin=plugin)


def with_frame(data_set: Dataset, frame: bytes) -> Dataset:
    data_set.PixelData = encapsulate([frame])
    return data_set
