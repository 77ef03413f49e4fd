"""PNG and npy as other programs read them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from dicomconstruct.errors import DicomError
from dicomconstruct.pictures import png_pieces
from dicomconstruct.pictures.sizes import downsampled, fitted

SHAPES = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(
    lambda shape: st.sampled_from([shape, (*shape, 3), (*shape, 4)])
)


def read(picture: np.ndarray[Any, Any]) -> Image.Image:
    return Image.open(io.BytesIO(b"".join(png_pieces(picture))))


@settings(max_examples=60)
@given(SHAPES.flatmap(lambda shape: arrays.arrays(np.uint8, shape)))
def test_eight_bits_come_back(picture: np.ndarray[Any, Any]) -> None:
    image = read(picture)
    image.load()
    assert np.array_equal(np.asarray(image), picture)


@settings(max_examples=40)
@given(arrays.arrays(np.uint16, st.tuples(st.integers(1, 9), st.integers(1, 9))))
def test_sixteen_bits_come_back(picture: np.ndarray[Any, Any]) -> None:
    assert np.array_equal(np.asarray(read(picture)), picture)


def test_sixteen_bit_colours_are_written_too() -> None:
    image = read(np.full((2, 3, 3), 0x1234, np.uint16))
    assert image.size == (3, 2)
    assert set(np.asarray(image).ravel().tolist()) <= {0x12, 0x13}


def test_large_pictures_are_written_in_stretches() -> None:
    picture = np.random.default_rng(1).integers(0, 256, (3000, 1000), np.uint8)
    pieces = list(png_pieces(picture))
    assert len(pieces) > 4
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(b"".join(pieces)))), picture)


@pytest.mark.parametrize(
    "picture", [np.zeros((2, 2), np.int16), np.zeros((2, 2, 5), np.uint8), np.zeros(4, np.uint8)]
)
def test_what_png_does_not_have(picture: np.ndarray[Any, Any]) -> None:
    with pytest.raises(DicomError, match="PNG has no such picture"):
        list(png_pieces(picture))


def test_smaller_pictures_are_means() -> None:
    picture = np.array([[0, 2, 8, 8], [2, 4, 8, 8]], np.uint8)
    assert downsampled(picture, 1, 2).tolist() == [[2, 8]]
    assert downsampled(picture, 2, 4) is picture
    assert fitted(100, 50, 10, 10) == (10, 5)
    assert fitted(4, 4, 10, 10) == (4, 4)
    assert fitted(1, 10000, 10, 10) == (1, 10)
