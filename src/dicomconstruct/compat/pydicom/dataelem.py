"""Face of pydicom.dataelem."""

from dicomconstruct.dataelem import DataElement

__all__ = ["DataElement"]
