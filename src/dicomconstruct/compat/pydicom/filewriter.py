"""Face of pydicom.filewriter."""

from dicomconstruct.filewriter import dcmwrite

__all__ = ["dcmwrite"]
