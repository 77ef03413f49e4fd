"""The encoding plugin of this package itself, called ``pydicom`` as users know it: RLE Lossless."""

from __future__ import annotations

from dicomconstruct.pixels.encoding import EncodeRunner, check_little_endian
from dicomconstruct.pixels.rle import encode_frame
from dicomconstruct.uid import UID

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {UID("1.2.840.10008.1.2.5"): ()}


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return uid in ENCODER_DEPENDENCIES


def _encode_frame(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    return encode_frame(src, runner.rows, runner.columns, runner.samples_per_pixel, runner.bits_allocated)
