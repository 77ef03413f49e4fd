"""The tables of the standard: data elements, UIDs, private elements, profiles (PS3.6, PS3.15, PS3.3).

The tables are generated from specs/ and loaded when first asked for, as are the modules of profiles and UIDs;
importing this package loads no table.
"""

from typing import TYPE_CHECKING

from dicomconstruct.dictionary.additions import (
    NO_ADDITIONS,
    Additions,
    add_elements,
    add_keywords,
    add_private_elements,
    additions,
    additions_for_a_while,
    take_out_element,
    take_out_keyword,
)
from dicomconstruct.dictionary.elements import (
    entries,
    entry_of,
    keyword_of,
    masked_entries,
    masked_entry_of,
    name_of,
    private_entry_of,
    standard_entries,
    standard_keywords,
    tag_of,
    vr_of,
)
from dicomconstruct.dictionary.entry import Entry
from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.dictionary.profiles import (
        AmbiguousVR,
        DirectoryKey,
        DirectoryRecordType,
        ambiguous_of,
        ambiguous_vrs,
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

_HOMES = {
    "AmbiguousVR": "dicomconstruct.dictionary.profiles",
    "DirectoryKey": "dicomconstruct.dictionary.profiles",
    "DirectoryRecordType": "dicomconstruct.dictionary.profiles",
    "ambiguous_of": "dicomconstruct.dictionary.profiles",
    "ambiguous_vrs": "dicomconstruct.dictionary.profiles",
    "confidentiality_of": "dicomconstruct.dictionary.profiles",
    "directory_record_types": "dicomconstruct.dictionary.profiles",
    "directory_records": "dicomconstruct.dictionary.profiles",
    "TransferSyntaxEntry": "dicomconstruct.dictionary.uids",
    "UIDEntry": "dicomconstruct.dictionary.uids",
    "transfer_syntaxes": "dicomconstruct.dictionary.uids",
    "uid_entry_of": "dicomconstruct.dictionary.uids",
    "uid_of_keyword": "dicomconstruct.dictionary.uids",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = [
    "NO_ADDITIONS",
    "Additions",
    "AmbiguousVR",
    "DirectoryKey",
    "DirectoryRecordType",
    "Entry",
    "TransferSyntaxEntry",
    "UIDEntry",
    "add_elements",
    "add_keywords",
    "add_private_elements",
    "additions",
    "additions_for_a_while",
    "ambiguous_of",
    "ambiguous_vrs",
    "confidentiality_of",
    "directory_record_types",
    "directory_records",
    "entries",
    "entry_of",
    "keyword_of",
    "masked_entries",
    "masked_entry_of",
    "name_of",
    "private_entry_of",
    "standard_entries",
    "standard_keywords",
    "tag_of",
    "take_out_element",
    "take_out_keyword",
    "transfer_syntaxes",
    "uid_entry_of",
    "uid_of_keyword",
    "vr_of",
]
