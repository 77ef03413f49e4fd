"""Face of pydicom.pixel_data_handlers.gdcm_handler."""

from typing import Any

from dicomconstruct.dataset import Dataset
from dicomconstruct.pixels import pixel_array


def get_pixeldata(ds: Dataset) -> Any:
    """The pixels of a data set as a flat array, decoded by ``gdcm``."""
    return pixel_array(ds, raw=True, decoding_plugin="gdcm").ravel()


__all__ = ["get_pixeldata"]
