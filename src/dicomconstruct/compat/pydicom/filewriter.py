"""Face of pydicom.filewriter."""

from __future__ import annotations

from typing import Any

from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.representations import (
    AMBIGUOUS_VR,
    BYTES_VR,
    CUSTOMIZABLE_CHARSET_VR,
    EXPLICIT_VR_LENGTH_32,
    VR,
)
from dicomconstruct.dataset import Dataset, FileMetaDataset
from dicomconstruct.dataset.encoding_choice import Asked, determined
from dicomconstruct.filewriter import (
    correct_ambiguous_vr,
    correct_ambiguous_vr_element,
    dcmwrite,
    write_data_element,
    write_dataset,
    write_file_meta_info,
    write_sequence,
    write_sequence_item,
)
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS, STRUCT_TYPECODES, Items, Numbers, Tags
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.parts.writing import multi_string, write_numbers, write_string, write_value
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import DATE_TIME

__all__ = [
    "EXPLICIT_VR_LENGTH_32",
    "BaseTag",
    "DataElement",
    "Dataset",
    "FileMetaDataset",
    "RawDataElement",
    "Tag",
    "correct_ambiguous_vr",
    "correct_ambiguous_vr_element",
    "dcmwrite",
    "multi_string",
    "write_ATvalue",
    "write_DA",
    "write_DT",
    "write_OBvalue",
    "write_OWvalue",
    "write_PN",
    "write_TM",
    "write_UI",
    "write_UN",
    "write_data_element",
    "write_dataset",
    "write_file_meta_info",
    "write_number_string",
    "write_numbers",
    "write_sequence",
    "write_sequence_item",
    "write_string",
    "write_text",
    "writers",
]

write_text = write_PN = write_value


def write_number_string(fp: Any, elem: Any) -> None:
    """Write decimal and integer strings (PS3.5 6.2); parameters and errors are those of `write_value`."""
    write_value(fp, elem)


write_DA = write_DT = write_TM = write_UI = write_UN = write_number_string
write_ATvalue = write_OBvalue = write_OWvalue = write_number_string

_LETTERS = {typecode: letter for letter, typecode in STRUCT_TYPECODES.items()}


def _writer_of(code: str) -> tuple[Any, Any]:
    """The function that writes the values of a VR, and its argument."""
    kind = VRS[code].kind if code in VRS else None
    if isinstance(kind, Items):
        return write_sequence, None
    if isinstance(kind, Numbers) and not isinstance(kind, Tags):
        return write_numbers, _LETTERS.get(kind.typecode, kind.typecode)
    if code in CUSTOMIZABLE_CHARSET_VR:
        return write_value, None
    return (write_number_string if code in BYTES_VR | AMBIGUOUS_VR else write_string), None


writers = {vr: _writer_of(str(vr)) for vr in VR}
"""The function that writes the values of elements, and its argument, by VR."""


def _determine_encoding(
    ds: Any, tsyntax: Any, implicit_vr: bool | None, little_endian: bool | None, force_encoding: bool
) -> tuple[bool, bool]:
    layout = determined(ds, tsyntax, Asked(implicit_vr, little_endian), force=force_encoding)
    return layout.implicit, layout.little_endian


def _format_DT(val: Any) -> str:
    return str(DATE_TIME.encode(val, DEFAULT_CHARACTER_SETS), "ascii")
