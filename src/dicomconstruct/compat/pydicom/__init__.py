"""pydicom's public module tree: thin faces over our modules."""

from __future__ import annotations

from dicomconstruct.compat.pydicom import charset, config, datadict, hooks, tag, uid, valuerep
from dicomconstruct.compat.pydicom.dataelem import DataElement
from dicomconstruct.compat.pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.compat.pydicom.filereader import dcmread
from dicomconstruct.compat.pydicom.filewriter import dcmwrite
from dicomconstruct.compat.pydicom.sequence import Sequence

__version__ = "3.0.2"
"""The release of pydicom whose API this is."""
__version_info__ = ("3", "0", "2")

__all__ = [
    "DataElement",
    "Dataset",
    "FileDataset",
    "FileMetaDataset",
    "Sequence",
    "__version__",
    "__version_info__",
    "charset",
    "config",
    "datadict",
    "dcmread",
    "dcmwrite",
    "hooks",
    "tag",
    "uid",
    "valuerep",
]
