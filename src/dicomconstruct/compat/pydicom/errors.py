"""Face of pydicom.errors."""

from dicomconstruct.errors import BytesLengthException, InvalidDicomError

__all__ = ["BytesLengthException", "InvalidDicomError"]
