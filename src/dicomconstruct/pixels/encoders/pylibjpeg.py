"""The encoding plugin ``pylibjpeg``: OpenJPEG for JPEG 2000, and RLE Lossless."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dicomconstruct import uid as uids
from dicomconstruct.errors import DicomError
from dicomconstruct.pixels.encoding import EncodeRunner, check_openjpeg, frame_array
from dicomconstruct.pixels.packages import PYLIBJPEG, PYLIBJPEG_RLE, are_installed
from dicomconstruct.pixels.syntaxes import OPENJPEG

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OPENJPEG, ("numpy", PYLIBJPEG, "pylibjpeg-openjpeg>=2.2")),
    uids.RLELossless: ("numpy", PYLIBJPEG, PYLIBJPEG_RLE),
}


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return are_installed(ENCODER_DEPENDENCIES.get(uid))


def _lossy(runner: EncodeRunner) -> dict[str, Any]:
    """OpenJPEG's options that bound the loss. DicomError where they do not fit the transfer syntax."""
    ratios, noise = runner.get_option("j2k_cr"), runner.get_option("j2k_psnr")
    name = "JPEG 2000 Lossless" if runner.transfer_syntax == uids.JPEG2000Lossless else "JPEG 2000"
    if runner.transfer_syntax == uids.JPEG2000Lossless:
        if ratios or noise:
            raise DicomError(
                f"A lossy configuration option is being used with a transfer syntax of '{name}' - did you mean to "
                "use 'JPEG 2000' instead?"
            )
        return {}
    if not ratios and not noise:
        raise DicomError(
            f"The '{name}' transfer syntax requires a lossy configuration option such as 'j2k_cr' or 'j2k_psnr'"
        )
    if ratios and noise:
        raise DicomError(
            f"Multiple lossy configuration options are being used with the '{name}' transfer syntax, please "
            "specify "
            "only one"
        )
    return {"compression_ratios": ratios} if ratios else {"signal_noise_ratios": noise}


def _encode_frame(src: bytes, runner: EncodeRunner) -> bytes:
    shape: dict[str, Any] = {
        "rows": runner.rows,
        "columns": runner.columns,
        "samples_per_pixel": runner.samples_per_pixel,
        "bits_allocated": runner.bits_allocated,
    }
    if runner.transfer_syntax == uids.RLELossless:
        rle: bytes = import_module("rle.utils").encode_pixel_data(
            src, byteorder=runner.get_option("byteorder", "<"), **shape
        )
        return rle
    shape.update(
        bits_stored=runner.bits_stored,
        pixel_representation=runner.pixel_representation,
        photometric_interpretation=str(runner.photometric_interpretation),
        **_lossy(runner),
    )
    encoded: bytes = import_module("openjpeg.utils").encode_pixel_data(src, **shape)
    check_openjpeg(runner, frame_array(src, runner), encoded, import_module("openjpeg").decode)
    return encoded
