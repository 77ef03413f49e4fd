"""Face of pydicom.overlays.numpy_handler."""

from dicomconstruct.overlays import get_expected_length, get_overlay_array, reshape_overlay_array

__all__ = ["get_expected_length", "get_overlay_array", "reshape_overlay_array"]
