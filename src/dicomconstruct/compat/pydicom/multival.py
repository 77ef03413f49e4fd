"""Face of pydicom.multival."""

from dicomconstruct.values import ConstrainedList, MultiValue

__all__ = ["ConstrainedList", "MultiValue"]
