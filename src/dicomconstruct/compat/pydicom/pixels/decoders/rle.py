"""Face of pydicom.pixels.decoders.rle."""

from dicomconstruct.pixels.decoders.rle import DECODER_DEPENDENCIES, _decode_frame, is_available
from dicomconstruct.pixels.rle import decode_frame, decode_segment, parse_header

_rle_parse_header = parse_header


def _rle_decode_segment(src: bytes) -> bytearray:
    """The bytes of a segment."""
    return bytearray(decode_segment(src)[0].tobytes())


def _rle_decode_frame(
    src: bytes, rows: int, columns: int, nr_samples: int, nr_bits: int, segment_order: str = ">"
) -> bytearray:
    """A frame, as `decode_frame`."""
    return decode_frame(src, rows, columns, nr_samples, nr_bits, segment_order)


__all__ = ["DECODER_DEPENDENCIES", "_decode_frame", "is_available"]
