"""Face of pydicom.filereader."""

from dicomconstruct.dataelem.representations import EXPLICIT_VR_LENGTH_32
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

__all__ = [
    "EXPLICIT_VR_LENGTH_32",
    "data_element_generator",
    "dcmread",
    "read_dataset",
    "read_file_meta_info",
    "read_partial",
    "read_preamble",
    "read_sequence",
    "read_sequence_item",
]
