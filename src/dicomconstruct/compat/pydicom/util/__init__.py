"""Face of pydicom.util."""
