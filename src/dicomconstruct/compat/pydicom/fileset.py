"""Face of pydicom.fileset."""

from dicomconstruct.fileset import (
    DIRECTORY_RECORDERS,
    FileInstance,
    FileSet,
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

_PREFIXES = PREFIXES
_define_patient = DIRECTORY_RECORDERS["PATIENT"]
_define_study = DIRECTORY_RECORDERS["STUDY"]
_define_series = DIRECTORY_RECORDERS["SERIES"]
_define_image = DIRECTORY_RECORDERS["IMAGE"]
