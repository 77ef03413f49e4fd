"""Face of pydicom.dataset."""

from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.representations import AMBIGUOUS_VR
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset, PrivateBlock, validate_file_meta
from dicomconstruct.filereader import PIXEL_GROUP_DATA
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.uid import UID

PIXEL_KEYWORDS = set(PIXEL_GROUP_DATA)
"""The tags of the elements that hold pixels."""

__all__ = [
    "AMBIGUOUS_VR",
    "PIXEL_KEYWORDS",
    "UID",
    "BaseTag",
    "DataElement",
    "Dataset",
    "FileDataset",
    "FileMetaDataset",
    "PrivateBlock",
    "RawDataElement",
    "Sequence",
    "Tag",
    "validate_file_meta",
]
