"""Face of pydicom.pixels.decoders.pylibjpeg."""

from dicomconstruct.pixels.decoders.pylibjpeg import DECODER_DEPENDENCIES, _decode_frame, is_available

__all__ = ["DECODER_DEPENDENCIES", "_decode_frame", "is_available"]
