"""Face of pydicom.valuerep."""

from dicomconstruct.values import DA, DT, IS, TM, DSdecimal, DSfloat, PersonName

__all__ = ["DA", "DT", "IS", "TM", "DSdecimal", "DSfloat", "PersonName"]
