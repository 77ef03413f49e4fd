"""The tables of the standard: data elements, UIDs, private elements, profiles (PS3.6, PS3.15, PS3.3).

The tables are generated from specs/ and loaded when first asked for; importing this package loads none.
"""

from __future__ import annotations

from dicomconstruct.dictionary.elements import (
    Entry,
    entry_of,
    is_retired,
    keyword_of,
    name_of,
    private_entry_of,
    tag_of,
    vm_of,
    vr_of,
)
from dicomconstruct.dictionary.profiles import (
    AmbiguousVR,
    DirectoryKey,
    DirectoryRecordType,
    ambiguous_of,
    confidentiality_of,
    directory_record_types,
    directory_records,
)
from dicomconstruct.dictionary.uids import (
    TransferSyntaxEntry,
    UIDEntry,
    transfer_syntaxes,
    uid_entry_of,
    uid_of_keyword,
)

__all__ = [
    "AmbiguousVR",
    "DirectoryKey",
    "DirectoryRecordType",
    "Entry",
    "TransferSyntaxEntry",
    "UIDEntry",
    "ambiguous_of",
    "confidentiality_of",
    "directory_record_types",
    "directory_records",
    "entry_of",
    "is_retired",
    "keyword_of",
    "name_of",
    "private_entry_of",
    "tag_of",
    "transfer_syntaxes",
    "uid_entry_of",
    "uid_of_keyword",
    "vm_of",
    "vr_of",
]
