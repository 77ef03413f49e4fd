"""Face of pydicom.errors."""

from dicomconstruct.errors import InvalidDicomError

__all__ = ["InvalidDicomError"]
