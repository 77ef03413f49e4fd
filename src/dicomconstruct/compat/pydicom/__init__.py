"""pydicom's public module tree: thin faces over our modules."""

from dicomconstruct.compat.pydicom import charset, config, datadict, hooks, tag, uid, valuerep
from dicomconstruct.compat.pydicom.dataelem import DataElement
from dicomconstruct.compat.pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from dicomconstruct.compat.pydicom.filereader import dcmread
from dicomconstruct.compat.pydicom.filewriter import dcmwrite
from dicomconstruct.compat.pydicom.sequence import Sequence
from dicomconstruct.lazy import attributes

__version__ = "3.0.2"
"""The release of pydicom whose API this is."""
__version_info__ = ("3", "0", "2")

_MODULES = (
    "data",
    "encaps",
    "env_info",
    "errors",
    "examples",
    "filebase",
    "fileset",
    "fileutil",
    "jsonrep",
    "misc",
    "multival",
    "overlays",
    "pixel_data_handlers",
    "pixels",
    "sr",
    "util",
    "values",
    "waveforms",
)
"""Modules that programs reach as attributes after ``import pydicom`` alone; they are loaded when asked for."""

__getattr__ = attributes(__name__, dict.fromkeys(("iter_pixels", "pixel_array"), f"{__name__}.pixels"), _MODULES)

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
    "iter_pixels",
    "pixel_array",
    "tag",
    "uid",
    "valuerep",
]
