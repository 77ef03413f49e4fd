"""Face of pydicom.cli."""
