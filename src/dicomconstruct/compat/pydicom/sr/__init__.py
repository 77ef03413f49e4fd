"""Face of pydicom.sr."""
