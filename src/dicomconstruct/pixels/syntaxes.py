"""The transfer syntaxes of compressed pixels by what they are compressed with (PS3.5 A.4)."""

from __future__ import annotations

from dicomconstruct import uid

JPEG = tuple(uid.JPEGTransferSyntaxes)
JPEG_LS = tuple(uid.JPEGLSTransferSyntaxes)
JPEG_2000 = tuple(uid.JPEG2000TransferSyntaxes)
HTJ2K = (uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K)
JPEG_XL = (uid.JPEGXLLossless, uid.JPEGXLJPEGRecompression, uid.JPEGXL)
