"""Face of pydicom.misc."""

import warnings

from dicomconstruct.config import logger
from dicomconstruct.filereader import is_dicom, size_in_bytes

__all__ = ["is_dicom", "size_in_bytes", "warn_and_log"]


def warn_and_log(msg: str, category: type[Warning] | None = None, stacklevel: int = 1) -> None:
    """Warn the caller, and log the same."""
    logger.warning(msg)
    warnings.warn(msg, category, stacklevel=stacklevel + 1)
