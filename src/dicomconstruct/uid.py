"""Unique identifiers (PS3.5 9): a `str` that knows what a well-formed UID is.

What a registered UID means is the dictionary's business.
"""

from __future__ import annotations

import re

DICOM_ROOT = "1.2.840.10008."  # PS3.5 9.1
MAX_LENGTH = 64  # characters, PS3.5 9.1

_WELL_FORMED = r"(?:0|[1-9][0-9]*+)(?:\.(?:0|[1-9][0-9]*+))*+"


class UID(str):
    """A unique identifier, valid or not.

    Parameters
    ----------
    value
        The text, without padding.
    """

    __slots__ = ()

    @property
    def is_valid(self) -> bool:
        """True for at most 64 characters of numbers without leading zeros between periods."""
        return len(self) <= MAX_LENGTH and re.fullmatch(_WELL_FORMED, self) is not None

    @property
    def is_private(self) -> bool:
        """True when not under the root 1.2.840.10008 that DICOM keeps to itself."""
        return not self.startswith(DICOM_ROOT)
