"""Face of pydicom.filereader."""

from dicomconstruct.codec import STANDARD
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.representations import EXPLICIT_VR_LENGTH_32
from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.errors import InvalidDicomError
from dicomconstruct.filereader import (
    data_element_generator,
    dcmread,
    read_dataset,
    read_deferred_data_element,
    read_file_meta_info,
    read_partial,
    read_preamble,
    read_sequence,
    read_sequence_item,
)
from dicomconstruct.grammar.vrs import VRS, HeaderForm
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag

__all__ = [
    "ENCODED_VR",
    "EXPLICIT_VR_LENGTH_32",
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
    "data_element_offset_to_value",
    "dcmread",
    "read_dataset",
    "read_deferred_data_element",
    "read_file_meta_info",
    "read_partial",
    "read_preamble",
    "read_sequence",
    "read_sequence_item",
]

ENCODED_VR = {row.wire for row in VRS.values()}
"""The VRs as they stand in files."""


def data_element_offset_to_value(is_implicit_VR: bool, VR: str | None) -> int:
    """How many bytes the header of an element takes (PS3.5 7.1.2)."""
    row = None if VR is None or is_implicit_VR else VRS.get(VR)
    return STANDARD.header_size(HeaderForm.IMPLICIT if row is None else row.header)
