"""Face of pydicom.charset."""

__all__: list[str] = []
