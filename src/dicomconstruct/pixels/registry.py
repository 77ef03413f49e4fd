"""The decoders and encoders of the transfer syntaxes, with the plugins of this package."""

from __future__ import annotations

from dicomconstruct import uid as uids
from dicomconstruct.pixels.coder import Lookup, Plugin
from dicomconstruct.pixels.decoder import Decoder
from dicomconstruct.pixels.encoder import Encoder
from dicomconstruct.pixels.syntaxes import HTJ2K_LOSSLESS, JPEG, JPEG_XL

_HOME = __name__.rpartition(".")[0]


def _decoding(*names: str, **called: str) -> tuple[Plugin, ...]:
    modules = {name: name for name in names} | called
    return tuple((name, (f"{_HOME}.decoders.{module}", "_decode_frame")) for name, module in modules.items())


def _encoding(**functions: str) -> tuple[Plugin, ...]:
    return tuple(
        ("pydicom" if module == "native" else module, (f"{_HOME}.encoders.{module}", function))
        for module, function in functions.items()
    )


_JPEG = _decoding("gdcm", "pylibjpeg", "pillow", "imagecodecs")
_OTHER_JPEG = _decoding("gdcm", "pylibjpeg", "imagecodecs")
_JPEG_LS = _decoding("gdcm", "pylibjpeg", "pyjpegls", "imagecodecs")
_HTJ2K = _decoding("pylibjpeg", "imagecodecs")
_IMAGECODECS = _encoding(imagecodecs="_encode_frame")

ImplicitVRLittleEndianDecoder = Decoder(uids.ImplicitVRLittleEndian)
ExplicitVRLittleEndianDecoder = Decoder(uids.ExplicitVRLittleEndian)
DeflatedExplicitVRLittleEndianDecoder = Decoder(uids.DeflatedExplicitVRLittleEndian)
ExplicitVRBigEndianDecoder = Decoder(uids.ExplicitVRBigEndian)
JPEGBaseline8BitDecoder = Decoder(uids.JPEGBaseline8Bit, _JPEG)
JPEGExtended12BitDecoder = Decoder(uids.JPEGExtended12Bit, _JPEG)
JPEGLosslessDecoder = Decoder(uids.JPEGLossless, _OTHER_JPEG)
JPEGLosslessSV1Decoder = Decoder(uids.JPEGLosslessSV1, _OTHER_JPEG)
JPEGLSLosslessDecoder = Decoder(uids.JPEGLSLossless, _JPEG_LS)
JPEGLSNearLosslessDecoder = Decoder(uids.JPEGLSNearLossless, _JPEG_LS)
JPEG2000LosslessDecoder = Decoder(uids.JPEG2000Lossless, _JPEG)
JPEG2000Decoder = Decoder(uids.JPEG2000, _JPEG)
HTJ2KLosslessDecoder = Decoder(uids.HTJ2KLossless, _HTJ2K)
HTJ2KLosslessRPCLDecoder = Decoder(uids.HTJ2KLosslessRPCL, _HTJ2K)
HTJ2KDecoder = Decoder(uids.HTJ2K, _decoding("pylibjpeg"))
RLELosslessDecoder = Decoder(uids.RLELossless, _decoding("pylibjpeg", pydicom="rle"))

RLELosslessEncoder = Encoder(
    uids.RLELossless, _encoding(gdcm="_rle_encode", pylibjpeg="_encode_frame", native="_encode_frame")
)
JPEGLSLosslessEncoder = Encoder(uids.JPEGLSLossless, _encoding(pyjpegls="_encode_frame") + _IMAGECODECS)
JPEGLSNearLosslessEncoder = Encoder(uids.JPEGLSNearLossless, _encoding(pyjpegls="_encode_frame"))
JPEG2000LosslessEncoder = Encoder(uids.JPEG2000Lossless, _encoding(pylibjpeg="_encode_frame") + _IMAGECODECS)
JPEG2000Encoder = Encoder(uids.JPEG2000, _encoding(pylibjpeg="_encode_frame"))

OTHER_DECODERS = {
    **dict.fromkeys(JPEG_XL, _decoding("imagecodecs")),
    uids.DeflatedImageFrameCompression: (("pydicom", (f"{_HOME}.decoders.native", "_inflate_frame")),),
    uids.EncapsulatedUncompressedExplicitVRLittleEndian: _decoding(pydicom="native"),
}
OTHER_ENCODERS = {
    **dict.fromkeys((*JPEG, *HTJ2K_LOSSLESS, uids.JPEGXLLossless, uids.JPEGXL), _IMAGECODECS),
    uids.DeflatedImageFrameCompression: _encoding(native="_deflate_frame"),
    uids.EncapsulatedUncompressedExplicitVRLittleEndian: _encoding(native="_leave_frame"),
}
"""The plugins of transfer syntaxes that pydicom has no coder for, whose coders have no name of their own."""

_NAMED = list(globals().values())
DECODERS = Lookup(
    "decoders",
    [*(one for one in _NAMED if isinstance(one, Decoder)), *(Decoder(*row) for row in OTHER_DECODERS.items())],
)
ENCODERS = Lookup(
    "encoders",
    [*(one for one in _NAMED if isinstance(one, Encoder)), *(Encoder(*row) for row in OTHER_ENCODERS.items())],
)


def get_decoder(uid: str) -> Decoder:
    """The decoder of a transfer syntax. Unsupported, a NotImplementedError, for one without a decoder."""
    return DECODERS.get(uid)  # type: ignore[no-any-return]


def get_encoder(uid: str) -> Encoder:
    """The encoder of a transfer syntax. Unsupported, a NotImplementedError, for one without an encoder."""
    return ENCODERS.get(uid)  # type: ignore[no-any-return]
