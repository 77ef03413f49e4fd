"""The decoding plugin ``pylibjpeg``: libjpeg for JPEG and JPEG-LS, OpenJPEG for JPEG 2000, and RLE Lossless."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import PYLIBJPEG, PYLIBJPEG_RLE, are_installed
from dicomconstruct.pixels.syntaxes import HTJ2K, JPEG, JPEG_LS, OPENJPEG

LIBJPEG = (*JPEG, *JPEG_LS)
DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(LIBJPEG, (PYLIBJPEG, "pylibjpeg-libjpeg>=2.1")),
    **dict.fromkeys((*OPENJPEG, *HTJ2K), (PYLIBJPEG, "pylibjpeg-openjpeg>=2.0")),
    uids.RLELossless: (PYLIBJPEG, PYLIBJPEG_RLE),
}


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return are_installed(DECODER_DEPENDENCIES.get(uid))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytearray:
    syntax = runner.transfer_syntax
    module = "libjpeg" if syntax in LIBJPEG else "rle" if syntax == uids.RLELossless else "openjpeg"
    decode: Any = import_module(f"{module}.utils").decode_pixel_data
    shape = {"rows": runner.rows, "columns": runner.columns, "bits_allocated": runner.bits_allocated}
    frame: bytearray = decode(src, version=2, **shape)
    runner.set_option("planar_configuration", int(module == "rle"))
    return frame
