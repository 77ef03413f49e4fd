"""Face of pydicom.tag."""

from dicomconstruct.tag import BaseTag, Tag

__all__ = ["BaseTag", "Tag"]
