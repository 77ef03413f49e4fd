"""The decoding plugin ``pylibjpeg``: libjpeg for JPEG and JPEG-LS, OpenJPEG for JPEG 2000, and RLE Lossless."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import has_package
from dicomconstruct.pixels.syntaxes import HTJ2K

PYLIBJPEG = "pylibjpeg>=2.0"
LIBJPEG = (
    uids.JPEGBaseline8Bit,
    uids.JPEGExtended12Bit,
    uids.JPEGLossless,
    uids.JPEGLosslessSV1,
    uids.JPEGLSLossless,
    uids.JPEGLSNearLossless,
)
OPENJPEG = (uids.JPEG2000Lossless, uids.JPEG2000, *HTJ2K)
RLE = (uids.RLELossless,)
DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(LIBJPEG, (PYLIBJPEG, "pylibjpeg-libjpeg>=2.1")),
    **dict.fromkeys(OPENJPEG, (PYLIBJPEG, "pylibjpeg-openjpeg>=2.0")),
    **dict.fromkeys(RLE, (PYLIBJPEG, "pylibjpeg-rle>=2.0")),
}


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    if not has_package("pylibjpeg", "pylibjpeg", at_least=(2, 0)):
        return False
    if uid in LIBJPEG:
        return has_package("libjpeg", "pylibjpeg-libjpeg", at_least=(2, 1))
    if uid in OPENJPEG:
        return has_package("openjpeg", "pylibjpeg-openjpeg", at_least=(2, 0))
    return uid in RLE and has_package("rle", "pylibjpeg-rle", at_least=(2, 0))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytearray:
    syntax = runner.transfer_syntax
    module = "libjpeg" if syntax in LIBJPEG else "openjpeg" if syntax in OPENJPEG else "rle"
    decode: Any = import_module(f"{module}.utils").decode_pixel_data
    shape = {"rows": runner.rows, "columns": runner.columns, "bits_allocated": runner.bits_allocated}
    frame: bytearray = decode(src, version=2, **shape)
    runner.set_option("planar_configuration", 1 if syntax in RLE else 0)
    return frame
