"""Face of pydicom.filebase."""

from dicomconstruct.parts.streams import (
    DicomBytesIO,
    DicomFile,
    DicomFileLike,
    DicomIO,
    ReadableBuffer,
    WriteableBuffer,
)

__all__ = ["DicomBytesIO", "DicomFile", "DicomFileLike", "DicomIO", "ReadableBuffer", "WriteableBuffer"]
