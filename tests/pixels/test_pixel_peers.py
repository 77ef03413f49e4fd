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
from dicomconstruct.pixels import get_decoder, iter_pixels, pixel_array
from dicomconstruct.pixels.runner import PIXEL_KEYWORDS


def array_or_error(read: Any, path: Path) -> Any:
    """The array of a file, or None where there is none to be had."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return read(path, force=True).pixel_array
        except Exception:  # peers refuse with anything
            return None


def has_pixels(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        data_set = dcmread(path, force=True, stop_before_pixels=False)
        return any(keyword in data_set for keyword in PIXEL_KEYWORDS) and "Rows" in data_set


IMAGES = [path for path in FILES if has_pixels(path)]


@pytest.mark.parametrize("path", IMAGES, ids=named)
def test_arrays_are_those_of_the_peer(path: Path) -> None:
    theirs, ours = array_or_error(pydicom.dcmread, path), array_or_error(dcmread, path)
    if theirs is not None:
        assert ours is not None
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


@pytest.mark.parametrize("path", IMAGES, ids=named)
def test_a_file_gives_what_its_data_set_gives(path: Path) -> None:
    expected = array_or_error(dcmread, path)
    syntax = getattr(dcmread(path, force=True), "file_meta", {}).get("TransferSyntaxUID")
    if expected is None or not syntax:
        pytest.skip("no array")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_array_equal(pixel_array(path), expected)
        frames = list(iter_pixels(path))
        np.testing.assert_array_equal(pixel_array(path, index=len(frames) - 1), frames[-1])
    assert len(frames) == 1 or len(frames) == len(expected)
    np.testing.assert_array_equal(frames[0] if len(frames) == 1 else np.stack(frames), expected)


def is_lossless(path: Path) -> bool:
    syntax = getattr(dcmread(path, force=True), "file_meta", {}).get("TransferSyntaxUID", "")
    return bool(syntax) and syntax.is_encapsulated and ("Lossless" in syntax.keyword)


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
