"""DICOM described once, as bidirectional construct structs: a lossless codec and the tools around it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dicomconstruct.codec import STANDARD as STANDARD
    from dicomconstruct.codec import Codec as Codec
    from dicomconstruct.codec import Limits as Limits
    from dicomconstruct.errors import DicomError as DicomError
    from dicomconstruct.errors import InvalidDicomError as InvalidDicomError
    from dicomconstruct.fidelity import check as check
    from dicomconstruct.fidelity import check_tree as check_tree
    from dicomconstruct.filereader import read_tree as read_tree
    from dicomconstruct.filereader import scan as scan
    from dicomconstruct.filewriter import write_tree as write_tree
    from dicomconstruct.grammar import VR as VR
    from dicomconstruct.grammar import TransferSyntax as TransferSyntax
    from dicomconstruct.tag import Tag as Tag
    from dicomconstruct.tree import Finding as Finding
    from dicomconstruct.tree import Node as Node
    from dicomconstruct.tree import Severity as Severity
    from dicomconstruct.tree import Tree as Tree

__version__ = "0.1.0"

_HOMES = {
    "STANDARD": "codec",
    "Codec": "codec",
    "DicomError": "errors",
    "Finding": "tree",
    "InvalidDicomError": "errors",
    "Limits": "codec",
    "Node": "tree",
    "Severity": "tree",
    "Tag": "tag",
    "TransferSyntax": "grammar",
    "Tree": "tree",
    "VR": "grammar",
    "check": "fidelity",
    "check_tree": "fidelity",
    "read_tree": "filereader",
    "scan": "filereader",
    "write_tree": "filewriter",
}

__all__ = [
    "STANDARD",
    "VR",
    "Codec",
    "DicomError",
    "Finding",
    "InvalidDicomError",
    "Limits",
    "Node",
    "Severity",
    "Tag",
    "TransferSyntax",
    "Tree",
    "__version__",
    "check",
    "check_tree",
    "read_tree",
    "scan",
    "write_tree",
]


def __getattr__(name: str) -> Any:
    """Load a public name from its module when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
