"""Face of pydicom.dataset."""

from dicomconstruct.dataset import Dataset, FileDataset, FileMetaDataset, PrivateBlock

__all__ = ["Dataset", "FileDataset", "FileMetaDataset", "PrivateBlock"]
