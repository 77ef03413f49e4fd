"""Face of pydicom.dicomio: reading and writing files."""

from dicomconstruct.compat.pydicom.filereader import data_element_generator, dcmread, read_dataset
from dicomconstruct.compat.pydicom.filewriter import dcmwrite

__all__ = ["data_element_generator", "dcmread", "dcmwrite", "read_dataset"]
