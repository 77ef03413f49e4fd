"""The encoding plugin of this package, called ``pydicom``: RLE Lossless, deflated frames, plain ones."""

from __future__ import annotations

from dicomconstruct import uid as uids
from dicomconstruct.grammar.deflate import deflated
from dicomconstruct.pixels.encoding import EncodeRunner, check_little_endian
from dicomconstruct.pixels.rle import encode_frame

ENCODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    uids.RLELossless: (),
    uids.DeflatedImageFrameCompression: (),
    uids.EncapsulatedUncompressedExplicitVRLittleEndian: (),
}


def is_available(uid: str) -> bool:
    """Whether the plugin encodes a transfer syntax here."""
    return uid in ENCODER_DEPENDENCIES


def _encode_frame(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    return encode_frame(src, runner.rows, runner.columns, runner.samples_per_pixel, runner.bits_allocated)


def _deflate_frame(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    return deflated(src, "deflate")


def _leave_frame(src: bytes, runner: EncodeRunner) -> bytes:
    check_little_endian(runner)
    return src
