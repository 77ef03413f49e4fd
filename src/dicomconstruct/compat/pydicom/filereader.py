"""Face of pydicom.filereader."""

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
    "data_element_generator",
    "dcmread",
    "read_dataset",
    "read_file_meta_info",
    "read_partial",
    "read_preamble",
    "read_sequence",
    "read_sequence_item",
]
