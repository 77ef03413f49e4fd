"""Face of pydicom.filereader."""

from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.filereader import (
    data_element_generator,
    dcmread,
    read_dataset,
    read_file_meta_info,
    read_partial,
    read_preamble,
    read_sequence,
    read_sequence_item,
)
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag

__all__ = [
    "BaseTag",
    "DataElement",
    "Dataset",
    "FileDataset",
    "FileMetaDataset",
    "InvalidDicomError",
    "RawDataElement",
    "Sequence",
    "Tag",
    "data_element_generator",
    "dcmread",
    "read_dataset",
    "read_file_meta_info",
    "read_partial",
    "read_preamble",
    "read_sequence",
    "read_sequence_item",
]
