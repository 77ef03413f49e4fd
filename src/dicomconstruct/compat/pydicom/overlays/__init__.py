"""Face of pydicom.overlays."""

from dicomconstruct.overlays import get_overlay_array

__all__ = ["get_overlay_array"]
