"""Face of pydicom.sequence."""

from dicomconstruct.dataset import Dataset
from dicomconstruct.sequence import Sequence

__all__ = [
    "Dataset",
    "Sequence",
]
