"""Face of pydicom.pixels."""
