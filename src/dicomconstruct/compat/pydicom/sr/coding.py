"""Face of pydicom.sr.coding."""

from dicomconstruct.sr import Code

__all__ = ["Code"]
