"""Face of pydicom._dicom_dict, a private module of the peer whose tables programs read."""

from typing import Any

from dicomconstruct.compat.pydicom import datadict

TABLES = ("DicomDictionary", "RepeatersDictionary")


def __getattr__(name: str) -> Any:
    if name not in TABLES:
        raise AttributeError(f"module 'pydicom._dicom_dict' has no attribute {name!r}")
    return getattr(datadict, name)
