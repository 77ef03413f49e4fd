"""DICOM described once, as bidirectional construct structs: a lossless codec and the tools around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.codec import STANDARD as STANDARD
    from dicomconstruct.codec import Codec as Codec
    from dicomconstruct.codec import Limits as Limits
    from dicomconstruct.dataelem import DataElement as DataElement
    from dicomconstruct.dataset import Dataset as Dataset
    from dicomconstruct.dataset import FileDataset as FileDataset
    from dicomconstruct.dataset import FileMetaDataset as FileMetaDataset
    from dicomconstruct.errors import DicomError as DicomError
    from dicomconstruct.errors import InvalidDicomError as InvalidDicomError
    from dicomconstruct.fidelity import check as check
    from dicomconstruct.fidelity import check_tree as check_tree
    from dicomconstruct.filereader import dcmread as dcmread
    from dicomconstruct.filereader import read_tree as read_tree
    from dicomconstruct.filereader import scan as scan
    from dicomconstruct.filewriter import dcmwrite as dcmwrite
    from dicomconstruct.filewriter import write_tree as write_tree
    from dicomconstruct.grammar import VR as VR
    from dicomconstruct.grammar import TransferSyntax as TransferSyntax
    from dicomconstruct.pixels import iter_pixels as iter_pixels
    from dicomconstruct.pixels import pixel_array as pixel_array
    from dicomconstruct.sequence import Sequence as Sequence
    from dicomconstruct.tag import Tag as Tag
    from dicomconstruct.tree import Finding as Finding
    from dicomconstruct.tree import Node as Node
    from dicomconstruct.tree import Severity as Severity
    from dicomconstruct.tree import Tree as Tree
    from dicomconstruct.version import __version__ as __version__

_HOMES = {
    "STANDARD": "dicomconstruct.codec",
    "Codec": "dicomconstruct.codec",
    "DataElement": "dicomconstruct.dataelem",
    "Dataset": "dicomconstruct.dataset",
    "DicomError": "dicomconstruct.errors",
    "FileDataset": "dicomconstruct.dataset",
    "FileMetaDataset": "dicomconstruct.dataset",
    "Finding": "dicomconstruct.tree",
    "InvalidDicomError": "dicomconstruct.errors",
    "Limits": "dicomconstruct.codec",
    "Node": "dicomconstruct.tree",
    "Sequence": "dicomconstruct.sequence",
    "Severity": "dicomconstruct.tree",
    "Tag": "dicomconstruct.tag",
    "TransferSyntax": "dicomconstruct.grammar",
    "Tree": "dicomconstruct.tree",
    "VR": "dicomconstruct.grammar",
    "__version__": "dicomconstruct.version",
    "check": "dicomconstruct.fidelity",
    "check_tree": "dicomconstruct.fidelity",
    "dcmread": "dicomconstruct.filereader",
    "dcmwrite": "dicomconstruct.filewriter",
    "iter_pixels": "dicomconstruct.pixels",
    "pixel_array": "dicomconstruct.pixels",
    "read_tree": "dicomconstruct.filereader",
    "scan": "dicomconstruct.filereader",
    "write_tree": "dicomconstruct.filewriter",
}

_MODULES = frozenset(
    (
        "config",
        "dataelem",
        "dataset",
        "encapsulation",
        "errors",
        "filereader",
        "fileset",
        "filewriter",
        "overlays",
        "pixels",
        "sequence",
        "sr",
        "tag",
        "uid",
        "values",
        "waveforms",
    )
)
"""Modules that are attributes without an import of their own, as programs use them after ``import pydicom``."""
_ONLY_FACES = frozenset(
    (
        "charset",
        "cli",
        "data",
        "datadict",
        "dicomio",
        "encaps",
        "encoders",
        "env_info",
        "examples",
        "filebase",
        "fileutil",
        "hooks",
        "jsonrep",
        "misc",
        "multival",
        "pixel_data_handlers",
        "util",
        "valuerep",
    )
)
"""Modules that pydicom has, and that only `dicomconstruct.compat.pydicom` has here."""

__all__ = [
    "STANDARD",
    "VR",
    "Codec",
    "DataElement",
    "Dataset",
    "DicomError",
    "FileDataset",
    "FileMetaDataset",
    "Finding",
    "InvalidDicomError",
    "Limits",
    "Node",
    "Sequence",
    "Severity",
    "Tag",
    "TransferSyntax",
    "Tree",
    "__version__",
    "check",
    "check_tree",
    "dcmread",
    "dcmwrite",
    "iter_pixels",
    "pixel_array",
    "read_tree",
    "scan",
    "write_tree",
]


__getattr__ = attributes(__name__, _HOMES, _MODULES, only_faces=_ONLY_FACES)


def __dir__() -> list[str]:
    return sorted(__all__)
