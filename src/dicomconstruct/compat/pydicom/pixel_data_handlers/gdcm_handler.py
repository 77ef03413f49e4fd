"""Face of pydicom.pixel_data_handlers.gdcm_handler."""

from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import pixel_array
from dicomconstruct.pixels.decoders import gdcm
from dicomconstruct.uid import UID

HANDLER_NAME = "GDCM"
DEPENDENCIES = {"numpy": ("http://www.numpy.org/", "NumPy"), "gdcm": ("http://gdcm.sourceforge.net/", "GDCM")}
SUPPORTED_TRANSFER_SYNTAXES = [UID(syntax) for syntax in gdcm.DECODER_DEPENDENCIES]


def is_available() -> bool:
    """Whether GDCM is there."""
    return gdcm.is_available(SUPPORTED_TRANSFER_SYNTAXES[0])


def supports_transfer_syntax(transfer_syntax: str) -> bool:
    """Whether GDCM is used for a transfer syntax."""
    return transfer_syntax in SUPPORTED_TRANSFER_SYNTAXES


def get_pixeldata(ds: Dataset) -> Any:
    """The pixels of a data set as a flat array, decoded by ``gdcm``."""
    return pixel_array(ds, raw=True, decoding_plugin="gdcm").ravel()


__all__ = [
    "DEPENDENCIES",
    "HANDLER_NAME",
    "SUPPORTED_TRANSFER_SYNTAXES",
    "get_pixeldata",
    "is_available",
    "supports_transfer_syntax",
]
