"""Face of pydicom._dicom_dict, a private module of pydicom whose tables programs read."""

from dicomconstruct.compat.pydicom.datadict import DicomDictionary, RepeatersDictionary

__all__ = ["DicomDictionary", "RepeatersDictionary"]
