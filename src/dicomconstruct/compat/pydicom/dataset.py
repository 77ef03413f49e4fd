"""Face of pydicom.dataset."""

from dicomconstruct.dataelem.representations import AMBIGUOUS_VR
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset, PrivateBlock, validate_file_meta
from dicomconstruct.filereader import PIXEL_GROUP_DATA

PIXEL_KEYWORDS = set(PIXEL_GROUP_DATA)
"""The tags of the elements that hold pixels."""

__all__ = [
    "AMBIGUOUS_VR",
    "PIXEL_KEYWORDS",
    "Dataset",
    "FileDataset",
    "FileMetaDataset",
    "PrivateBlock",
    "validate_file_meta",
]
