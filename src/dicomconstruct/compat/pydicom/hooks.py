"""Face of pydicom.hooks."""

__all__: list[str] = []
