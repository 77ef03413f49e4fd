"""The encoding plugin ``pyjpegls``: CharLS for JPEG-LS."""

from __future__ import annotations

from importlib import import_module

import numpy as np

from dicomconstruct import uid as uids
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels.encoding import EncodeRunner
from dicomconstruct.pixels.packages import are_installed
from dicomconstruct.pixels.stored_bits import used_bits
from dicomconstruct.pixels.syntaxes import JPEG_LS

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = dict.fromkeys(JPEG_LS, ("numpy", "pyjpegls>=1.3"))


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return are_installed(ENCODER_DEPENDENCIES.get(uid))


def _encode_frame(src: bytes, runner: EncodeRunner) -> bytearray:
    error = runner.get_option("jls_error") or 0
    if error and runner.transfer_syntax == uids.JPEGLSLossless:
        raise DicomError(
            f"A 'jls_error' value of '{error}' is being used with a transfer syntax of 'JPEG-LS Lossless' - did "
            "you mean to use 'JPEG-LS Near Lossless' instead?"
        )
    if runner.pixel_representation:
        samples = np.frombuffer(src, f"<u{len(src) // int(runner.frame_length('pixels'))}")
        src = used_bits(samples, runner.bits_stored).tobytes()
    names = ["rows", "columns", "samples_per_pixel", "bits_stored"]
    names += ["planar_configuration"] if runner.samples_per_pixel > 1 else []
    shape = {name: getattr(runner, name) for name in names}
    return import_module("jpeg_ls").encode_pixel_data(src, lossy_error=error, **shape)  # type: ignore[no-any-return]
