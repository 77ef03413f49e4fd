"""File-sets and their DICOMDIR (PS3.10 8, PS3.3 F): `FileSet`, its instances and records, File IDs."""

from dicomconstruct.fileset.file_ids import generate_filename, is_conformant_file_id
from dicomconstruct.fileset.file_set import FileSet
from dicomconstruct.fileset.instances import FileInstance
from dicomconstruct.fileset.nodes import RecordNode, RootNode
from dicomconstruct.fileset.recorders import DIRECTORY_RECORDERS
from dicomconstruct.lazy import point_to_face

point_to_face(globals())

__all__ = [
    "DIRECTORY_RECORDERS",
    "FileInstance",
    "FileSet",
    "RecordNode",
    "RootNode",
    "generate_filename",
    "is_conformant_file_id",
]
