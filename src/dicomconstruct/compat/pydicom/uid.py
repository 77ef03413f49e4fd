"""Face of pydicom.uid; the UIDs of the standard are attributes by their keyword."""

from __future__ import annotations

import sys
from typing import Any

from dicomconstruct.dataset.file_meta import IMPLEMENTATION_CLASS_UID
from dicomconstruct.dictionary import uids
from dicomconstruct.uid import UID, UIDModule, register_transfer_syntax
from dicomconstruct.uid import generate_uid as _generate_uid

PYDICOM_ROOT_UID = "1.2.826.0.1.3680043.8.498."
PYDICOM_IMPLEMENTATION_UID = IMPLEMENTATION_CLASS_UID
"""What identifies the writer of a file: this package, not the peer (PS3.7 D.3.3.2)."""

__all__ = [
    "PYDICOM_IMPLEMENTATION_UID",
    "PYDICOM_ROOT_UID",
    "UID",
    "generate_uid",
    "register_transfer_syntax",
]


def generate_uid(prefix: str | None = PYDICOM_ROOT_UID, entropy_srcs: list[str] | None = None) -> UID:
    """Make a UID that nobody else has, as `dicomconstruct.uid.generate_uid`, under the peer's root by default."""
    return _generate_uid(prefix, entropy_srcs)


class _Face(UIDModule):
    def __getattr__(self, name: str) -> Any:
        if name == "UID_dictionary":
            return {
                row.uid: (row.name, row.type, row.info, "Retired" if row.retired else "", row.keyword)
                for row in uids.uid_entries()
            }
        return super().__getattr__(name)


sys.modules[__name__].__class__ = _Face
