"""The transfer syntaxes of compressed pixels by their compression (PS3.5 A.4)."""

from __future__ import annotations

from dicomconstruct import uid

JPEG_LOSSY = (uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit)
JPEG = tuple(uid.JPEGTransferSyntaxes)
JPEG_LS = tuple(uid.JPEGLSTransferSyntaxes)
JPEG_2000 = tuple(uid.JPEG2000TransferSyntaxes)
OPENJPEG = (uid.JPEG2000Lossless, uid.JPEG2000)
"""Those of them that OpenJPEG decodes and encodes."""
HTJ2K_LOSSLESS = (uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL)
HTJ2K = (*HTJ2K_LOSSLESS, uid.HTJ2K)
JPEG_XL = (uid.JPEGXLLossless, uid.JPEGXLJPEGRecompression, uid.JPEGXL)
