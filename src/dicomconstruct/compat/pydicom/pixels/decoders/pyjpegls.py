"""Face of pydicom.pixels.decoders.pyjpegls."""

from dicomconstruct.pixels.decoders.pyjpegls import DECODER_DEPENDENCIES, _decode_frame, is_available

__all__ = ["DECODER_DEPENDENCIES", "_decode_frame", "is_available"]
