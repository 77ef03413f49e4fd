"""The decoding plugin ``imagecodecs``: libjpeg-turbo, CharLS, OpenJPEG, OpenJPH and libjxl."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from dicomconstruct.encapsulation.codestreams import check_end
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import IMAGECODECS, are_installed
from dicomconstruct.pixels.runner import COLOR, PI
from dicomconstruct.pixels.syntaxes import HTJ2K_LOSSLESS, JPEG, JPEG_LS, JPEG_XL, OPENJPEG

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = dict.fromkeys(
    (*JPEG, *JPEG_LS, *OPENJPEG, *HTJ2K_LOSSLESS, *JPEG_XL), (IMAGECODECS,)
)
"""Lossy HTJ2K is left out: OpenJPH wraps samples that come out too large or too small."""
AS_STORED: dict[str, Any] = {"colorspace": "RGB", "outcolorspace": "RGB"}
"""For libjpeg: the same colour space in and out, so that colours are not converted."""


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return are_installed(DECODER_DEPENDENCIES.get(uid))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    imagecodecs = import_module("imagecodecs")
    syntax, is_color = runner.transfer_syntax, runner.samples_per_pixel == COLOR
    is_by_plane = False
    if syntax in JPEG:
        array = imagecodecs.jpeg8_decode(src, **(AS_STORED if is_color else {}))
    elif syntax in JPEG_LS:
        check_end(src)
        array = imagecodecs.jpegls_decode(src)
        is_by_plane = is_color and not runner.info.get("interleave_mode", 1)
    elif syntax in HTJ2K_LOSSLESS:
        array = imagecodecs.htj2k_decode(src, planar=False)
    elif syntax in JPEG_XL:
        array = imagecodecs.jpegxl_decode(src)
        if is_color:
            runner.set_option("photometric_interpretation", PI.RGB)
    else:
        array = imagecodecs.jpeg2k_decode(src)
    runner.set_option("planar_configuration", int(is_by_plane))
    little: np.ndarray[Any, Any] = array.astype(array.dtype.newbyteorder("<"), copy=False)
    return little.tobytes()
