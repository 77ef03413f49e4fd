"""Face of pydicom.pixels.encoders.base."""

from dicomconstruct.pixels.encoder import Encoder
from dicomconstruct.pixels.encoding import EncodeRunner
from dicomconstruct.pixels.registry import (
    JPEG2000Encoder,
    JPEG2000LosslessEncoder,
    JPEGLSLosslessEncoder,
    JPEGLSNearLosslessEncoder,
    RLELosslessEncoder,
    get_encoder,
)

__all__ = [
    "EncodeRunner",
    "Encoder",
    "JPEG2000Encoder",
    "JPEG2000LosslessEncoder",
    "JPEGLSLosslessEncoder",
    "JPEGLSNearLosslessEncoder",
    "RLELosslessEncoder",
    "get_encoder",
]
