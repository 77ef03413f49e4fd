"""Face of pydicom.filereader."""

from collections.abc import Callable
from typing import BinaryIO

from dicomconstruct.codec import STANDARD
from dicomconstruct.compiler.runtime import end_of
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.buffered import kept_position
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
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.grammar.primitives import PREAMBLE_LENGTH, PREFIX
from dicomconstruct.grammar.vrs import VRS, HeaderForm
from dicomconstruct.parts.reading import rows_in_layout
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
"""The VR fields of known VRs."""


def data_element_offset_to_value(is_implicit_VR: bool, VR: str | None) -> int:
    """The length of an element's header in bytes (PS3.5 7.1.2)."""
    row = None if VR is None or is_implicit_VR else VRS.get(VR)
    return STANDARD.header_size(HeaderForm.IMPLICIT if row is None else row.header)


META_ENOUGH = 4096
"""Bytes that are read at first: file meta information is seldom longer, and a few headers tell a layout."""


def _read_file_meta_info(fp: BinaryIO) -> FileMetaDataset:
    """The file meta information at the position of a file, which moves behind it (PS3.10 7.1).

    A private function of pydicom that wsidicom calls.
    """
    start, size, opening = fp.tell(), META_ENOUGH, bytes(PREAMBLE_LENGTH) + PREFIX
    while True:
        data = fp.read(size)
        meta = read_file_meta_info(opening + data)
        end = end_of(meta._source.rows[-1]) - len(opening) if meta else 0
        if end < len(data) or len(data) < size:
            fp.seek(start + end)
            return meta
        fp.seek(start)
        size *= 4


def _is_implicit_vr(
    fp: BinaryIO,
    implicit_vr_is_assumed: bool,
    is_little_endian: bool,
    stop_when: Callable[[BaseTag, str | None, int], bool] | None = None,  # noqa: ARG001
    is_sequence: bool = False,  # noqa: ARG001
) -> bool:
    """Whether the data set at the position of a file has no VRs; the position is restored.

    A private function of pydicom that wsidicom calls. Warns where the assumption was wrong.
    """
    layout = Layout.of(implicit_vr_is_assumed, is_little_endian)
    with kept_position(fp):
        data = fp.read(META_ENOUGH)
    return rows_in_layout(data, layout, STANDARD)[0].implicit
