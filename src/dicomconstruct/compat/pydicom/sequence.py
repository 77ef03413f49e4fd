"""Face of pydicom.sequence."""

from dicomconstruct.sequence import Sequence

__all__ = ["Sequence"]
