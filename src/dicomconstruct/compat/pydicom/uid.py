"""Face of pydicom.uid."""

from dicomconstruct.uid import UID

__all__ = ["UID"]
