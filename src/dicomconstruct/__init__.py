"""DICOM described once, as bidirectional construct structs: a lossless codec and the tools around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.codec import STANDARD, Codec, Limits
    from dicomconstruct.dataelem import DataElement
    from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset
    from dicomconstruct.errors import DicomError, InvalidDicomError
    from dicomconstruct.fidelity import check, check_tree
    from dicomconstruct.filereader import dcmread, read_tree, scan
    from dicomconstruct.filewriter import dcmwrite, write_tree
    from dicomconstruct.grammar import VR, TransferSyntax
    from dicomconstruct.pixels import iter_pixels, pixel_array
    from dicomconstruct.sequence import Sequence
    from dicomconstruct.tag import Tag
    from dicomconstruct.tree import Finding, Node, Severity, Tree
    from dicomconstruct.version import __version__

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
