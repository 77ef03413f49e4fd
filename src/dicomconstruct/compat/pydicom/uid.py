"""Face of pydicom.uid; the UIDs of the standard are attributes by their keyword."""

from __future__ import annotations

import re
import sys
from typing import Any

from dicomconstruct.compat.pydicom import valuerep
from dicomconstruct.compat.pydicom._uid_dict import UID_dictionary
from dicomconstruct.compat.pydicom.valuerep import validate_value
from dicomconstruct.dataset.file_meta import IMPLEMENTATION_CLASS_UID
from dicomconstruct.dictionary.uids import uid_entries
from dicomconstruct.uid import UID, WELL_FORMED, UIDModule, generate_uid as _generate_uid, register_transfer_syntax

PYDICOM_ROOT_UID = "1.2.826.0.1.3680043.8.498."
PYDICOM_IMPLEMENTATION_UID = IMPLEMENTATION_CLASS_UID
"""The Implementation Class UID of this package, which writes the files (PS3.7 D.3.3.2)."""

RE_VALID_UID = re.compile(f"^{WELL_FORMED}$")
RE_VALID_UID_PREFIX = re.compile(rf"^{WELL_FORMED}\.$")

__all__ = [
    "PYDICOM_IMPLEMENTATION_UID",
    "PYDICOM_ROOT_UID",
    "RE_VALID_UID",
    "RE_VALID_UID_PREFIX",
    "UID",
    "UID_dictionary",
    "generate_uid",
    "register_transfer_syntax",
    "validate_value",
]
_NAMES = tuple(__all__)
_CONSTANTS = ("SOP Class", "Meta SOP Class", "Transfer Syntax")
"""The types of the UIDs that ``import *`` brings by their keywords, as pydicom's module does."""


def generate_uid(prefix: str | None = PYDICOM_ROOT_UID, entropy_srcs: list[str] | None = None) -> UID:
    """Make a unique UID, as `dicomconstruct.uid.generate_uid`, under pydicom's root by default."""
    return _generate_uid(prefix, entropy_srcs)


class _Face(UIDModule):
    @property
    def __all__(self) -> list[str]:
        keywords = [row.keyword for row in uid_entries() if row.type in _CONSTANTS and row.keyword]
        return [*_NAMES, *keywords]

    def __getattr__(self, name: str) -> Any:
        return valuerep.STR_VR_REGEXES if name == "STR_VR_REGEXES" else super().__getattr__(name)


sys.modules[__name__].__class__ = _Face
