"""Face of pydicom.multival."""

from dicomconstruct.values import MultiValue

__all__ = ["MultiValue"]
