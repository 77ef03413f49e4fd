"""What a file says of its look and cannot be used: a picture with a warning, an error from the functions."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from click.testing import CliRunner
from said import told, written

from dicomconstruct import Dataset, dcmread, uid as uids
from dicomconstruct.cli.app import app
from dicomconstruct.errors import DicomError, MissingElement, Unsupported
from dicomconstruct.pictures import Frames, Rendering, parsed, rendered
from dicomconstruct.pixels import apply_modality_lut, apply_voi_lut, pixel_array, set_pixel_data

Array = np.ndarray[Any, Any]
RAMP = np.arange(4096, dtype=np.uint16).reshape(64, 64)
COLOR = np.stack([np.arange(64, dtype=np.uint8).reshape(8, 8) * factor for factor in (1, 2, 3)], axis=-1)


def made(array: Array = RAMP, interpretation: str = "MONOCHROME2", stored: int = 12, **facts: Any) -> Dataset:
    ds = Dataset()
    set_pixel_data(ds, array, interpretation, stored)
    ds.SOPClassUID = ds.file_meta.MediaStorageSOPClassUID = uids.SecondaryCaptureImageStorage
    for keyword, value in facts.items():
        setattr(ds, keyword, value)
    return ds


def table(descriptor: Any = None, data: bytes | None = None) -> Dataset:
    """An item of a sequence of lookup tables; an empty one has neither descriptor nor data."""
    item = Dataset()
    if descriptor is not None:
        item.add_new("LUTDescriptor", "US", descriptor or None)
    if data is not None:
        item.add_new("LUTData", "OW", data)
    return item


def shown(ds: Dataset, window: str = "file") -> tuple[Array, list[str]]:
    """The picture of a data set, and what is warned of."""
    with told() as warned:
        frames = Frames(written(ds))
        ((index, pixels),) = frames.chosen([0])
        picture = rendered(pixels, frames.about, index, Rendering(window=parsed(window)))
    return picture, warned


PLAIN, _ = shown(made())
WINDOW: dict[str, Any] = {"WindowCenter": 100, "WindowWidth": 50}
NO_TABLE, NO_VOI = "'Modality LUT Sequence' is not used", "'VOI LUT Sequence' is not used"
NO_WIDTH, NO_SLOPE = "'Window Width' is not used", "'Rescale Slope' is not used"
LINES: dict[str, tuple[Callable[[], Dataset], Callable[[], Dataset], str]] = {
    "modality table, empty item": (lambda: made(ModalityLUTSequence=[table()]), made, NO_TABLE),
    "modality table, empty elements": (lambda: made(ModalityLUTSequence=[table([], b"")]), made, NO_TABLE),
    "modality table, no data": (lambda: made(ModalityLUTSequence=[table([4, 0, 16])]), made, NO_TABLE),
    "modality table, no entries": (lambda: made(ModalityLUTSequence=[table([4, 0, 16], b"")]), made, NO_TABLE),
    "modality table, 99 bits": (lambda: made(ModalityLUTSequence=[table([4, 0, 99], bytes(8))]), made, NO_TABLE),
    "modality table, two numbers": (lambda: made(ModalityLUTSequence=[table([4, 0], bytes(8))]), made, NO_TABLE),
    "empty modality table, and a slope": (
        lambda: made(ModalityLUTSequence=[table()], RescaleSlope=2, RescaleIntercept=-9, **WINDOW),
        lambda: made(RescaleSlope=2, RescaleIntercept=-9, **WINDOW),
        NO_TABLE,
    ),
    "slope of nothing": (lambda: made(RescaleSlope=0, RescaleIntercept=0), made, NO_SLOPE),
    "voi table, empty item": (lambda: made(VOILUTSequence=[table()]), made, NO_VOI),
    "voi table, no descriptor": (lambda: made(VOILUTSequence=[table(None, bytes(8))]), made, NO_VOI),
    "empty voi table, and a window": (
        lambda: made(VOILUTSequence=[table()], **WINDOW),
        lambda: made(**WINDOW),
        NO_VOI,
    ),
    "width 0": (lambda: made(**WINDOW | {"WindowWidth": 0}), made, NO_WIDTH),
    "width below 0": (lambda: made(**WINDOW | {"WindowWidth": -9}), made, NO_WIDTH),
    "width below 1": (lambda: made(**WINDOW | {"WindowWidth": "0.5"}), made, NO_WIDTH),
    "width 0, exact": (lambda: made(**WINDOW | {"WindowWidth": 0}, VOILUTFunction="LINEAR_EXACT"), made, NO_WIDTH),
    "width 0, sigmoid": (lambda: made(**WINDOW | {"WindowWidth": 0}, VOILUTFunction="SIGMOID"), made, NO_WIDTH),
    "unknown function": (
        lambda: made(**WINDOW, VOILUTFunction="CUBIC"),
        lambda: made(**WINDOW),
        "'CUBIC' is not in the standard",
    ),
}
"""What makes a file, a file without what cannot be used, and what is said of it."""


@pytest.mark.parametrize("case", LINES)
def test_a_picture_without_it(case: str) -> None:
    make, without, problem = LINES[case]
    picture, warned = shown(make())
    expected, nothing = shown(without())
    np.testing.assert_array_equal(picture, expected)
    assert (len(warned), nothing) == (1, [])
    assert problem in warned[0]


def test_a_small_width_is_one_where_the_function_is_exact() -> None:
    _, warned = shown(made(WindowCenter=100, WindowWidth="0.5", VOILUTFunction="LINEAR_EXACT"))
    assert warned == []


@pytest.mark.parametrize("keyword", ["ModalityLUTSequence", "VOILUTSequence"])
def test_a_table_without_all_of_its_entries_goes_on_with_the_last(keyword: str) -> None:
    entries = np.array([0, 30000, 65535], "<u2").tobytes()
    picture, warned = shown(made(**{keyword: [table([8, 0, 16], entries)]}))
    expected, _ = shown(made(**{keyword: [table([3, 0, 16], entries)]}))
    np.testing.assert_array_equal(picture, expected)
    assert any("has 3 of 8 entries" in one for one in warned)


def test_another_window_than_that_of_the_file_needs_none_of_it() -> None:
    picture, warned = shown(made(WindowCenter=100, WindowWidth=0, VOILUTSequence=[table()]), "2048,4096")
    expected, _ = shown(made(), "2048,4096")
    np.testing.assert_array_equal(picture, expected)
    assert warned == []


def test_a_window_that_the_file_does_not_have_is_still_an_error() -> None:
    with pytest.raises(DicomError, match="there is no such window"):
        shown(made(WindowCenter=100, WindowWidth=50), "file:2")
    _, warned = shown(made(WindowCenter=[100, 200], WindowWidth=[50, 0]), "file:2")
    assert any("'Window Width' is not used" in one for one in warned)
    _, warned = shown(made(WindowCenter=[100, 200, 300], WindowWidth=[50, 60]), "file:3")
    assert any("'Window Width' is not used" in one for one in warned)


def test_frames_of_their_own_are_looked_at_too() -> None:
    group, look = Dataset(), Dataset()
    look.WindowCenter, look.WindowWidth = 5, 0
    group.FrameVOILUTSequence = [look]
    picture, warned = shown(made(PerFrameFunctionalGroupsSequence=[group]))
    np.testing.assert_array_equal(picture, PLAIN)
    assert len(warned) == 1


INTERPRETATIONS = ["", "monochrome2", "GRAY", "MONOCHROME3", None]


@pytest.mark.parametrize("said", INTERPRETATIONS)
@pytest.mark.parametrize("syntax", [uids.ExplicitVRLittleEndian, uids.RLELossless, uids.JPEG2000Lossless])
def test_missing_photometric_interpretation(said: str | None, syntax: str) -> None:
    ds = made()
    if syntax != uids.ExplicitVRLittleEndian:
        ds.compress(syntax)
    with told():
        ds.PhotometricInterpretation = said
    if said is None:
        del ds.PhotometricInterpretation
    picture, warned = shown(ds)
    np.testing.assert_array_equal(picture, PLAIN)
    assert [one.endswith("it is taken for MONOCHROME2") for one in warned if "VR CS" not in one] == [True]
    with pytest.raises(DicomError, match="Photometric Interpretation"), told():
        pixel_array(io.BytesIO(written(ds)))


def test_missing_photometric_interpretation_of_colours() -> None:
    for syntax in (uids.ExplicitVRLittleEndian, uids.RLELossless, uids.JPEG2000Lossless):
        ds = made(COLOR, "RGB", 8)
        if syntax != uids.ExplicitVRLittleEndian:
            ds.compress(syntax)
        del ds.PhotometricInterpretation
        picture, warned = shown(ds)
        np.testing.assert_array_equal(picture, COLOR)
        assert warned[0].endswith("it is taken for RGB")
    smooth = np.repeat(np.repeat(COLOR, 8, axis=0), 8, axis=1)
    for interpretation in ("YBR_FULL", "RGB"):
        ds = made(smooth, interpretation, 8)
        ds.compress(uids.JPEGBaseline8Bit, jpeg_quality=100)
        expected, _ = shown(ds)
        del ds.PhotometricInterpretation
        picture, warned = shown(ds)
        np.testing.assert_array_equal(picture, expected)
        assert "it is taken for YBR_FULL_422" in warned[0]


def test_missing_photometric_interpretation_of_a_palette() -> None:
    ds = made((RAMP >> 4).astype(np.uint8), "PALETTE COLOR", 8)
    for color in ("Red", "Green", "Blue"):
        ds.add_new(f"{color}PaletteColorLookupTableDescriptor", "US", [256, 0, 16])
        ds.add_new(f"{color}PaletteColorLookupTableData", "OW", np.arange(256, dtype="<u2").tobytes())
    expected, _ = shown(ds)
    del ds.PhotometricInterpretation
    picture, warned = shown(ds)
    np.testing.assert_array_equal(picture, expected)
    assert warned[0].endswith("it is taken for PALETTE COLOR")


def test_colours_that_are_no_rgb_are_not_shown_as_such() -> None:
    ds = made(COLOR, "RGB", 8)
    ds.PhotometricInterpretation = "HSV"
    with pytest.raises(Unsupported, match="HSV"):
        shown(ds)


def test_missing_samples_per_pixel_of_a_grey_image() -> None:
    ds = made()
    del ds.SamplesPerPixel
    picture, warned = shown(ds)
    np.testing.assert_array_equal(picture, PLAIN)
    assert "it is taken for 1" in warned[0]


def test_the_commands_warn_and_succeed(tmp_path: Path) -> None:
    ds = made(ModalityLUTSequence=[table()], WindowCenter=0, WindowWidth=0)
    del ds.PhotometricInterpretation
    path = tmp_path / "image.dcm"
    path.write_bytes(written(ds))
    run = CliRunner().invoke(app, ["show", str(path), "-o", str(tmp_path / "image.png")])
    assert (run.exit_code, (tmp_path / "image.png").exists()) == (0, True)
    for problem in ("Modality LUT Sequence", "Window Width", "Photometric Interpretation"):
        assert run.stderr.count(f"'{problem}'") == 1
    run = CliRunner().invoke(app, ["export", str(path), "-o", str(tmp_path / "out")])
    assert (run.exit_code, (tmp_path / "out" / "image.png").read_bytes()) == (
        0, (tmp_path / "image.png").read_bytes(),
    )  # fmt: skip
    arguments = ["export", str(path), "-o", str(tmp_path / "out"), "--format", "npy", "--values", "modality"]
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 0
    assert run.stderr.count("'Modality LUT Sequence'") == 1
    np.testing.assert_array_equal(np.load(tmp_path / "out" / "image.npy"), RAMP)


def test_the_functions_raise_as_those_of_the_peer() -> None:
    """Except for an empty item of VOI LUT Sequence, which both pass over."""
    cases: list[tuple[Callable[..., Any], Callable[..., Any], Dataset]] = [
        (apply_modality_lut, pydicom.pixels.apply_modality_lut, made(ModalityLUTSequence=[table()])),
        (apply_voi_lut, pydicom.pixels.apply_voi_lut, made(WindowCenter=100, WindowWidth=0)),
    ]
    for ours, theirs, ds in cases:
        peer = pydicom.dcmread(io.BytesIO(written(ds)))
        with pytest.raises((ValueError, AttributeError)):
            theirs(RAMP, peer)
        with pytest.raises((DicomError, MissingElement)):
            ours(RAMP, dcmread(io.BytesIO(written(ds))))
    ds = made(VOILUTSequence=[table()])
    np.testing.assert_array_equal(apply_voi_lut(RAMP, ds), RAMP)
