"""Overlays and waveforms as arrays: by the standard, beside the peer's, and bounded by the bytes there are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pydicom
import pytest
from hypothesis import given, strategies as st
from pydicom.data import get_testdata_file
from pydicom.waveforms import numpy_handler as peer

from dicomconstruct import dcmread
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError, MalformedValue, MissingElement, Unsupported
from dicomconstruct.overlays import get_expected_length, get_overlay_array
from dicomconstruct.waveforms import generate_multiplex, multiplex_array

LITTLE, BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"


def encoded(syntax: str) -> Dataset:
    ds = Dataset()
    ds.ensure_file_meta()
    ds.file_meta.TransferSyntaxUID = syntax
    return ds


def overlay(
    rows: int, columns: int, data: bytes | None, frames: int | None = None, syntax: str = LITTLE
) -> Dataset:
    ds = encoded(syntax)
    ds.add_new(0x60020010, "US", rows)
    ds.add_new(0x60020011, "US", columns)
    if frames is not None:
        ds.add_new(0x60020015, "IS", frames)
    ds.add_new(0x60020100, "US", 1)
    ds.add_new(0x60023000, "OW", data)
    return ds


@given(st.integers(1, 3), st.integers(1, 9), st.integers(1, 9), st.sampled_from([LITTLE, BIG]), st.data())
def test_bits_are_packed_across_rows_and_frames(
    frames: int, rows: int, columns: int, syntax: str, data: st.DataObject
) -> None:
    """The least significant bit of a word comes first, whatever the byte order of the words (PS3.5 8.1.1)."""
    count = frames * rows * columns
    bits = data.draw(st.lists(st.integers(0, 1), min_size=count, max_size=count))
    words = sum(bit << place for place, bit in enumerate(bits)).to_bytes((count + 15) // 16 * 2, "little")
    if syntax == BIG:
        words = np.frombuffer(words, "<u2").astype(">u2").tobytes()
    found = get_overlay_array(overlay(rows, columns, words, frames, syntax), 0x6002)
    assert found.shape == ((frames, rows, columns) if frames > 1 else (rows, columns))
    assert found.ravel().tolist() == bits
    assert found.flags.writeable


def test_a_real_overlay_is_the_peers() -> None:
    name = get_testdata_file("MR-SIEMENS-DICOM-WithOverlays.dcm")
    assert np.array_equal(dcmread(name).overlay_array(0x6000), pydicom.dcmread(name).overlay_array(0x6000))


@pytest.mark.parametrize("frames", [1, 2**31 - 1])
def test_dimensions_beyond_the_bytes_cost_nothing(frames: int) -> None:
    with pytest.raises(DicomError, match=r"length of the overlay data in the dataset \(4 bytes\)"):
        get_overlay_array(overlay(65_535, 65_535, bytes(4), frames), 0x6002)


def test_overlays_that_are_not_whole() -> None:
    with pytest.raises(MissingElement, match="OverlayData"):
        get_overlay_array(overlay(2, 2, None), 0x6002)
    with pytest.raises(MissingElement, match="OverlayRows, OverlayColumns"):
        get_overlay_array(Dataset(), 0x6004)
    with (
        pytest.raises(DicomError, match=r"value of 0 for \(60xx,0015\)"),
        pytest.warns(UserWarning, match="excess padding"),
    ):
        get_overlay_array(overlay(2, 2, bytes(2), 0), 0x6002)
    for values in ([3, 3], -3):
        ds = overlay(2, 2, bytes(2))
        ds.add(DataElement(0x60020015, "IS", values, already_converted=True))
        with pytest.raises(MalformedValue, match="NumberOfFramesInOverlay"):
            get_overlay_array(ds, 0x6002)
    with pytest.warns(UserWarning, match="misses a padding byte"):
        assert get_overlay_array(overlay(2, 2, b"\x06"), 0x6002).tolist() == [[0, 1], [1, 0]]


def test_expected_length() -> None:
    elem = {"OverlayRows": 3, "OverlayColumns": 3, "NumberOfFramesInOverlay": 2}
    assert get_expected_length(elem) == 3
    assert get_expected_length(elem, unit="pixels") == 18


def waveform(form: str, samples: int, channels: int, data: bytes, syntax: str = LITTLE, vr: str = "OW") -> Dataset:
    group = Dataset()
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = channels, samples
    bits = {"B": 8, "S": 16, "L": 32, "V": 64}[form[1]]
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = bits, form
    group.add_new("WaveformData", vr, data)
    ds = encoded(syntax)
    ds.WaveformSequence = [group]
    return ds


FORMS = {"SB": "i1", "UB": "u1", "SS": "i2", "US": "u2", "SL": "i4", "UL": "u4", "SV": "i8", "UV": "u8"}


@pytest.mark.parametrize(("form", "kind"), FORMS.items())
def test_samples_in_little_endian(form: str, kind: str) -> None:
    limits = np.iinfo(kind)
    expected = np.array([[limits.min, 1], [2, 3], [4, limits.max]], kind)
    ds = waveform(form, 3, 2, expected.astype(f"<{kind}").tobytes())
    found = multiplex_array(ds, 0)
    assert found.dtype == expected.dtype
    assert np.array_equal(found, expected)
    assert found.flags.writeable


def test_samples_in_big_endian() -> None:
    words = np.array([[1, -2], [3, 4]], ">i2")
    assert multiplex_array(waveform("SS", 2, 2, words.tobytes(), BIG), 0).tolist() == words.tolist()
    assert multiplex_array(waveform("UB", 2, 2, b"\2\1\4\3", BIG), 0).tolist() == [[1, 2], [3, 4]]
    assert multiplex_array(waveform("UB", 2, 2, b"\1\2\3\4", BIG, "OB"), 0).tolist() == [[1, 2], [3, 4]]


def test_a_real_waveform_is_the_peers() -> None:
    name = get_testdata_file("waveform_ecg.dcm")
    ours, theirs = dcmread(name), pydicom.dcmread(name)
    for as_raw in (True, False):
        pairs = zip(generate_multiplex(ours, as_raw), peer.generate_multiplex(theirs, as_raw), strict=True)
        for found, expected in pairs:
            assert found.dtype == expected.dtype
            assert np.array_equal(found, expected)
    assert np.array_equal(ours.waveform_array(1), theirs.waveform_array(1))


def with_channels(ds: Dataset, *channels: dict[str, Any]) -> Dataset:
    definitions = [Dataset() for _ in channels]
    for definition, values in zip(definitions, channels, strict=True):
        for keyword, value in values.items():
            setattr(definition, keyword, value)
    ds.WaveformSequence[0].ChannelDefinitionSequence = definitions
    return ds


def test_channels_have_their_own_scales() -> None:
    ds = waveform("SS", 2, 2, np.array([1, 10, 2, 20], "<i2").tobytes())
    with pytest.raises(MissingElement, match="Channel Definition Sequence"):
        multiplex_array(ds, 0, as_raw=False)
    first = {"ChannelSensitivity": 2, "ChannelSensitivityCorrectionFactor": 3, "ChannelBaseline": 5}
    with_channels(ds, first, {"ChannelBaseline": -1})
    assert multiplex_array(ds, 0, as_raw=False).tolist() == [[11.0, 9.0], [17.0, 19.0]]
    assert ds.waveform_array(0).tolist() == [[11.0, 9.0], [17.0, 19.0]]


def test_waveforms_that_are_not_whole() -> None:
    short = waveform("SS", 2**32 - 1, 65_535, bytes(4))
    with pytest.raises(MalformedValue, match="Waveform Data of the multiplex group 0 is too short"):
        multiplex_array(short, 0)
    with pytest.raises(IndexError):
        multiplex_array(short, 1)
    group = short.WaveformSequence[0]
    for value in (-1, [1, 2]):
        group.add(DataElement("NumberOfWaveformSamples", "SL", value, already_converted=True))
        with pytest.raises(MalformedValue, match="Number of Waveform Samples"):
            multiplex_array(short, 0)
    group.NumberOfWaveformSamples = 1
    group.WaveformBitsAllocated = 12
    with pytest.raises(Unsupported, match="12 bits"):
        multiplex_array(short, 0)
    with pytest.raises(MissingElement, match="Waveform Sequence"):
        list(generate_multiplex(Dataset()))
