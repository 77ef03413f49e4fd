"""Face of pydicom.dataset."""

from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset, PrivateBlock, validate_file_meta

__all__ = ["Dataset", "FileDataset", "FileMetaDataset", "PrivateBlock", "validate_file_meta"]
