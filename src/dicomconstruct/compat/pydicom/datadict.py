"""Face of pydicom.datadict."""

__all__: list[str] = []
