"""Data sets as people know them: `Dataset`, `FileMetaDataset`, `FileDataset`."""

from __future__ import annotations

from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.file_data_set import FileDataset
from dicomconstruct.dataset.file_meta import FileMetaDataset, validate_file_meta
from dicomconstruct.dataset.private import PrivateBlock
from dicomconstruct.lazy import point_to_face

point_to_face(globals())

__all__ = ["Dataset", "FileDataset", "FileMetaDataset", "PrivateBlock", "validate_file_meta"]
