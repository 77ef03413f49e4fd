"""Face of pydicom.fileset; new File-sets have UIDs under pydicom's root, as `uid.generate_uid` of these modules."""

from __future__ import annotations

from typing import ClassVar

from dicomconstruct import fileset
from dicomconstruct.compat.pydicom.uid import PYDICOM_ROOT_UID
from dicomconstruct.fileset import (
    DIRECTORY_RECORDERS,
    FileInstance,
    RecordNode,
    RootNode,
    generate_filename,
    is_conformant_file_id,
)
from dicomconstruct.fileset.file_ids import PREFIXES

__all__ = [
    "DIRECTORY_RECORDERS",
    "FileInstance",
    "FileSet",
    "RecordNode",
    "RootNode",
    "generate_filename",
    "is_conformant_file_id",
]


class FileSet(fileset.FileSet):
    """As `dicomconstruct.fileset.FileSet`, whose parameters and errors it has."""

    uid_root: ClassVar[str | None] = PYDICOM_ROOT_UID


_PREFIXES = PREFIXES
_define_patient = DIRECTORY_RECORDERS["PATIENT"]
_define_study = DIRECTORY_RECORDERS["STUDY"]
_define_series = DIRECTORY_RECORDERS["SERIES"]
_define_image = DIRECTORY_RECORDERS["IMAGE"]
