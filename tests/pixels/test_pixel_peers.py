"""Arrays are those of pydicom, for every real file with pixels; plugins agree with each other."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from real_files import FILES, named

from dicomconstruct import dcmread
from dicomconstruct.errors import DicomError, MissingElement
from dicomconstruct.pixels import get_decoder, iter_pixels, pixel_array
from dicomconstruct.pixels.runner import PIXEL_KEYWORDS

REFUSED: dict[str, tuple[type[DicomError], str]] = {
    "badVR.dcm": (DicomError, "Number of Frames"),
    "meta_missing_tsyntax.dcm": (MissingElement, "Transfer Syntax UID"),
    "MR_truncated.dcm": (DicomError, "less than expected"),
    "nested_priv_SQ.dcm": (MissingElement, "Bits Allocated"),
    "no_meta.dcm": (MissingElement, "Transfer Syntax UID"),
    "OT-PAL-8-face.dcm": (MissingElement, "Transfer Syntax UID"),
    "JPEG2000-embedded-sequence-delimiter.dcm": (DicomError, "Pixel Data' is larger"),
}
"""The files that neither gives an array for, and what we say of them."""
OURS_ALONE = {"emri_small_jpeg_2k_lossless_too_short.dcm", "JPEG-lossy.dcm"}
"""Files that pydicom gives no array for: it finds no pixels in the one, no plugin of its own decodes the other."""


def array_or_error(read: Any, path: Path) -> Any:
    """The array of a file, or the error of decoding it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(path, force=True).pixel_array
        except Exception as error:  # peers refuse with anything
            return error


def has_pixels(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data_set = dcmread(path, force=True, stop_before_pixels=False)
        return any(keyword in data_set for keyword in PIXEL_KEYWORDS) and "Rows" in data_set


def is_compressed(path: Path) -> bool:
    syntax = getattr(dcmread(path, force=True), "file_meta", {}).get("TransferSyntaxUID", "")
    return bool(syntax) and syntax.is_encapsulated


IMAGES = [path for path in FILES if has_pixels(path)]


@pytest.mark.parametrize("path", IMAGES, ids=named)
def test_arrays_are_those_of_the_peer(path: Path) -> None:
    theirs, ours = array_or_error(pydicom.dcmread, path), array_or_error(dcmread, path)
    if path.name in REFUSED:
        kind, problem = REFUSED[path.name]
        assert isinstance(theirs, Exception)
        assert isinstance(ours, kind)
        assert problem in str(ours)
        return
    assert isinstance(ours, np.ndarray), ours
    if path.name in OURS_ALONE:
        assert isinstance(theirs, Exception)
        return
    assert repr(ours.dtype) == repr(theirs.dtype)
    np.testing.assert_array_equal(ours, theirs)


def frames_by(decoder: Any, data_set: Any, plugin: str, *, raw: bool) -> Any:
    """The frames that one plugin gives, and what describes them; or None where it refuses."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return list(decoder.iter_array(data_set, raw=raw, decoding_plugin=plugin))
        except Exception:  # plugins refuse with anything
            return None


READ_ONLY = "J2K_pixelrep_mismatch.dcm"
"""A file that pydicom fails on with plugins that give bytes, since it corrects the sign in place."""


@pytest.mark.parametrize("raw", [True, False], ids=["raw", "processed"])
@pytest.mark.parametrize("path", [path for path in IMAGES if is_compressed(path)], ids=named)
def test_the_same_plugin_gives_the_same_frames(path: Path, raw: bool) -> None:
    ours = dcmread(path, force=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = pydicom.dcmread(path, force=True)
    syntax = ours.file_meta.TransferSyntaxUID
    peer = pydicom.pixels.get_decoder(syntax)
    assert peer.available_plugins
    for plugin in peer.available_plugins:
        expected = frames_by(peer, theirs, plugin, raw=raw)
        found = frames_by(get_decoder(syntax), ours, plugin, raw=raw)
        if expected is None:
            assert found is None or path.name in {*OURS_ALONE, READ_ONLY}
            continue
        assert found is not None, plugin
        assert len(found) == len(expected)
        for (one, described), (other, as_described) in zip(found, expected, strict=True):
            assert one.dtype == other.dtype
            np.testing.assert_array_equal(one, other)
            assert described == as_described


@pytest.mark.parametrize("path", IMAGES, ids=named)
def test_a_file_gives_what_its_data_set_gives(path: Path) -> None:
    expected = array_or_error(dcmread, path)
    if path.name in REFUSED:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with pytest.raises(DicomError):
                pixel_array(path)
            with pytest.raises(DicomError):
                list(iter_pixels(path))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_array_equal(pixel_array(path), expected)
        frames = list(iter_pixels(path))
        np.testing.assert_array_equal(pixel_array(path, index=len(frames) - 1), frames[-1])
    assert len(frames) == 1 or len(frames) == len(expected)
    np.testing.assert_array_equal(frames[0] if len(frames) == 1 else np.stack(frames), expected)


def is_lossless(path: Path) -> bool:
    return is_compressed(path) and "Lossless" in dcmread(path, force=True).file_meta.TransferSyntaxUID.keyword


@pytest.mark.parametrize("path", [path for path in IMAGES if is_lossless(path)], ids=named)
def test_plugins_agree_on_what_is_lossless(path: Path) -> None:
    data_set = dcmread(path, force=True)
    decoder = get_decoder(data_set.file_meta.TransferSyntaxUID)
    found = []
    for plugin in decoder.available_plugins:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                found.append(decoder.as_array(data_set, raw=True, decoding_plugin=plugin)[0])
            except RuntimeError:  # a plugin may refuse what it is known to decode wrongly
                continue
    for other in found[1:]:
        np.testing.assert_array_equal(other, found[0])
