"""The decoding plugin ``pyjpegls``: CharLS for JPEG-LS."""

from __future__ import annotations

from importlib import import_module

from dicomconstruct.encapsulation.codestreams import check_end
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import are_installed
from dicomconstruct.pixels.syntaxes import JPEG_LS

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = dict.fromkeys(JPEG_LS, ("numpy", "pyjpegls>=1.2"))


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return are_installed(DECODER_DEPENDENCIES.get(uid))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytearray:
    check_end(src)
    frame: bytearray
    frame, info = import_module("jpeg_ls").decode_pixel_data(src)
    runner.set_option("planar_configuration", 0 if info["interleave_mode"] else int(info["components"] > 1))
    return frame
