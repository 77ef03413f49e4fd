"""The decoding plugin of this package for deflated and for uncompressed frames (PS3.5 A.4)."""

from __future__ import annotations

import zlib

from dicomconstruct import uid as uids
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar.deflate import DEFLATE
from dicomconstruct.grammar.samples import BITS_OF_A_BYTE
from dicomconstruct.pixels.bits import expand_ybr422
from dicomconstruct.pixels.decoding import DecodeRunner
from dicomconstruct.pixels.runner import SUBSAMPLED, sampled_fully, tagged

DECODER_DEPENDENCIES: dict[str, tuple[str, ...]] = {
    uids.DeflatedImageFrameCompression: (),
    uids.EncapsulatedUncompressedExplicitVRLittleEndian: (),
}


def is_available(uid: str) -> bool:
    """Whether the plugin decodes a transfer syntax here."""
    return uid in DECODER_DEPENDENCIES


def _length(runner: DecodeRunner) -> int:
    """The length of a native frame in bytes."""
    length = int(runner.frame_length("bytes"))
    return length // 3 * 2 if runner.photometric_interpretation in SUBSAMPLED else length


def _whole(frame: bytes, runner: DecodeRunner) -> bytes:
    """A native frame with the colour differences of every pixel. MalformedValue where it is too short or long."""
    length = _length(runner)
    if not length <= len(frame) <= length + length % 2:
        raise MalformedValue(
            f"The frame at index {runner.index} of {tagged('PixelData')} does not have the bytes of its pixels",
            expected=length,
            found=len(frame),
        )
    frame = frame[:length]
    if runner.photometric_interpretation not in SUBSAMPLED:
        return frame
    runner.set_option("photometric_interpretation", sampled_fully(runner.photometric_interpretation))
    return expand_ybr422(frame, max(runner.bits_allocated, BITS_OF_A_BYTE))


def _decode_frame(src: bytes, runner: DecodeRunner) -> bytes:
    return _whole(src, runner)


def _inflate_frame(src: bytes, runner: DecodeRunner) -> bytes:
    inflating = zlib.decompressobj(DEFLATE["deflate"])
    try:
        return _whole(inflating.decompress(src, _length(runner) + 2), runner)
    except zlib.error as error:
        raise MalformedValue(
            f"The frame at index {runner.index} of {tagged('PixelData')} is no deflate stream ({error})"
        ) from error
