"""The encoding plugin ``imagecodecs``: libjpeg-turbo, CharLS, OpenJPEG, OpenJPH and libjxl."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.errors import DicomError, Unsupported
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.pixels.encoding import EncodeRunner, check_little_endian, check_openjpeg, frame_array
from dicomconstruct.pixels.packages import IMAGECODECS, are_installed
from dicomconstruct.pixels.runner import PI, TRANSFORMED
from dicomconstruct.pixels.stored_bits import used_bits
from dicomconstruct.pixels.syntaxes import HTJ2K_LOSSLESS, JPEG
from dicomconstruct.samples import Array

JPEG_XL = (uids.JPEGXLLossless, uids.JPEGXL)
ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = dict.fromkeys(
    (*JPEG, *HTJ2K_LOSSLESS, *JPEG_XL, uids.JPEGLSLossless, uids.JPEG2000Lossless), (IMAGECODECS,)
)
"""Lossy HTJ2K is left out: OpenJPH encodes all allocated bits, which puts noise into unused ones."""
LOSSY_OPTIONS = {
    uids.JPEGBaseline8Bit: "jpeg_quality",
    uids.JPEGExtended12Bit: "jpeg_quality",
    uids.JPEGXL: "jxl_distance",
}
"""The options that bound the loss: libjpeg's quality (1 to 100), libjxl's distance (0.1 to 25)."""


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return are_installed(ENCODER_DEPENDENCIES.get(uid))


def _loss(runner: EncodeRunner) -> float | None:
    """The bound of the loss; None for lossless. DicomError where it does not fit the transfer syntax."""
    wanted = LOSSY_OPTIONS.get(runner.transfer_syntax)
    name = runner.transfer_syntax.name
    others = sorted(
        option for option in {*LOSSY_OPTIONS.values()} - {wanted} if runner.get_option(option) is not None
    )
    if others:
        raise DicomError(f"The option '{others[0]}' does not go with the transfer syntax '{name}'")
    if wanted is None:
        return None
    value = runner.get_option(wanted)
    if value is None:
        raise DicomError(f"The transfer syntax '{name}' is lossy and requires the option '{wanted}'")
    return float(value)


def _encode_frame(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    loss, array, syntax = _loss(runner), frame_array(src, runner), runner.transfer_syntax
    imagecodecs = import_module("imagecodecs")
    is_color, stored = runner.samples_per_pixel > 1, runner.bits_stored
    is_transformed = is_color and runner.photometric_interpretation in TRANSFORMED
    encoded: bytes
    if syntax in HTJ2K_LOSSLESS:
        chosen: dict[str, Any] = {"rgb": is_transformed} if is_color else {}
        encoded = imagecodecs.htj2k_encode(array, reversible=True, tlm=True, **chosen)
    elif syntax == uids.JPEG2000Lossless:
        chosen = {"codecformat": "j2k", "reversible": True, "bitspersample": stored, "mct": is_transformed}
        encoded = imagecodecs.jpeg2k_encode(array, 0, **chosen)
        check_openjpeg(runner, array, encoded, imagecodecs.jpeg2k_decode)
    elif syntax in JPEG_XL:
        chosen = {"lossless": True} if loss is None else {"distance": loss}
        encoded = imagecodecs.jpegxl_encode(array, usecontainer=False, bitspersample=stored, **chosen)
    elif syntax == uids.JPEGLSLossless:
        if stored != array.dtype.itemsize * BITS_OF_A_BYTE or (is_color and runner.planar_configuration):
            raise Unsupported("imagecodecs encodes JPEG-LS pixel by pixel, and where all bits are used only")
        encoded = imagecodecs.jpegls_encode(_unsigned(array, stored))
    else:
        chosen = {"lossless": True, "predictor": 1} if loss is None else {"level": int(loss)}
        if is_color:
            colors = "YCBCR" if runner.photometric_interpretation == PI.YBR_FULL else "RGB"
            chosen |= {"colorspace": colors, "outcolorspace": colors}
            chosen |= {} if loss is None else {"subsampling": "444"}
        encoded = imagecodecs.jpeg8_encode(_unsigned(array, stored), bitspersample=stored, **chosen)
    return encoded


def _unsigned(array: Array, stored: int) -> Array:
    """Signed numbers as unsigned ones with the same stored bits."""
    return array if array.dtype.kind == "u" else used_bits(array.view(f"<u{array.dtype.itemsize}"), stored)
