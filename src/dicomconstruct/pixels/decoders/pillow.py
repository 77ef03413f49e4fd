"""The decoding plugin ``pillow``: JPEG with 8 bits by libjpeg, JPEG 2000 by OpenJPEG."""

from __future__ import annotations

import io
from importlib import import_module
from typing import Any

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.encapsulation.codestreams import ADOBE, ADOBE_TRANSFORM, JFIF, RGB_COMPONENTS
from dicomconstruct.errors import Unsupported
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.packages import are_installed
from dicomconstruct.pixels.runner import COLOR, tagged
from dicomconstruct.pixels.syntaxes import JPEG_LOSSY, OPENJPEG

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(JPEG_LOSSY, ("pillow>=10.0",)),
    **dict.fromkeys(OPENJPEG, ("numpy", "pillow>=10.0")),
}
WIDEST = 16


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    is_installed = are_installed(DECODER_DEPENDENCIES.get(uid))
    codec = "jpg" if uid in JPEG_LOSSY else "jpg_2000"
    return is_installed and bool(import_module("PIL.features").check_codec(codec))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    is_jpeg = runner.transfer_syntax in JPEG_LOSSY
    precision = runner.info.get("precision", runner.bits_stored)
    if is_jpeg and precision > BITS_OF_A_BYTE:
        raise Unsupported(
            f"Pillow does not support '{NAMES[runner.transfer_syntax]}' for samples with {precision}-bit precision"
        )
    if precision > WIDEST:
        raise Unsupported(f"only {tagged('BitsStored')} values of up to {WIDEST} are supported")
    if runner.samples_per_pixel > 1 and precision > BITS_OF_A_BYTE:
        raise Unsupported(f"Pillow cannot decode {precision}-bit multi-sample data correctly")
    image = import_module("PIL.Image").open(io.BytesIO(src))
    if is_jpeg and runner.samples_per_pixel == COLOR and not _is_rgb(runner.info):
        image.draft("YCbCr", image.size)
    runner.set_option("planar_configuration", 0)
    if not is_jpeg:
        return _integers(image, precision, bool(runner.info.get("is_signed")))
    return image.tobytes()  # type: ignore[no-any-return]


NAMES = {uids.JPEGBaseline8Bit: "JPEG Baseline", uids.JPEGExtended12Bit: "JPEG Extended"}


def _is_rgb(info: dict[str, Any]) -> bool:
    """Whether libjpeg takes the components of a frame for RGB, and does not convert them."""
    applications = info.get("app", {})
    if applications.get(JFIF, b"").startswith(b"JFIF"):
        return False
    adobe = applications.get(ADOBE, b"")
    if adobe.startswith(b"Adobe") and len(adobe) > ADOBE_TRANSFORM:
        return bool(adobe[ADOBE_TRANSFORM] == 0)
    return bool(info.get("component_ids") == RGB_COMPONENTS)


def _integers(image: Any, precision: int, is_signed: bool) -> bytes:
    """The samples of a JPEG 2000 image: Pillow shifts them to the upper bits, and signed ones to a minimum of 0."""
    array = np.asarray(image)
    bits = array.dtype.itemsize * BITS_OF_A_BYTE
    shifted = array.astype(np.int32) >> (bits - precision)
    if is_signed:
        shifted -= 1 << (precision - 1)
    return shifted.astype(np.dtype(f"i{array.dtype.itemsize}").newbyteorder("<")).tobytes()
