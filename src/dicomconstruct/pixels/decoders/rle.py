"""The decoding plugin of this package, under pydicom's name for it, ``pydicom``: RLE Lossless."""

from __future__ import annotations

from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.rle import MOST_SIGNIFICANT_FIRST, decode_frame
from dicomconstruct.uid import UID

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {UID("1.2.840.10008.1.2.5"): ()}


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return uid in DECODER_DEPENDENCIES


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytearray:
    order = runner.get_option("rle_segment_order", MOST_SIGNIFICANT_FIRST)
    frame = decode_frame(src, runner.rows, runner.columns, runner.samples_per_pixel, runner.bits_allocated, order)
    runner.set_option("planar_configuration", 1)
    return frame
