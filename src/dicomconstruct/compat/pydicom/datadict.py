"""Face of pydicom.datadict: the data dictionary (PS3.6), and what a program adds to it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.compat.pydicom._dictionaries import Table, entry_of, row_of
from dicomconstruct.dataelem import tag_of_key
from dicomconstruct.dictionary import Entry

REPEATER_KEYWORDS = [entry.keyword for entry in dictionary.masked_entries()]
"""The keywords of repeating groups (PS3.5 7.6)."""


def _entry(tag: Any) -> Entry:
    """The row of a tag in the tables, without the rows by rule (group lengths); KeyError for other tags."""
    tag = tag_of_key(tag)
    added = dictionary.additions().elements
    entry = dictionary.entry_of(tag) if not tag.is_private or tag in added else None
    if entry is None or (not entry.keyword and entry.name == "Group Length"):
        raise KeyError(f"Tag {tag} not found in DICOM dictionary")
    return entry


def get_entry(tag: Any) -> tuple[str, str, str, str, str]:
    """VR, VM, name, whether it is retired, and keyword of a tag or keyword. KeyError where there is no row."""
    return row_of(_entry(tag))


def dictionary_VR(tag: Any) -> str:
    """The VR of a tag or keyword. KeyError as for `get_entry`, also in the functions below."""
    return _entry(tag).vr


def dictionary_VM(tag: Any) -> str:
    """The value multiplicity."""
    return _entry(tag).vm


def dictionary_description(tag: Any) -> str:
    """The name."""
    return _entry(tag).name


def dictionary_keyword(tag: Any) -> str:
    """The keyword."""
    return _entry(tag).keyword


def dictionary_is_retired(tag: Any) -> bool:
    """Whether the standard has retired the element."""
    return _entry(tag).retired


def dictionary_has_tag(tag: Any) -> bool:
    """Whether a tag, or a keyword, has a row of its own, repeating groups aside."""
    try:
        tag = tag_of_key(tag)
        _entry(tag)
    except (KeyError, ValueError):
        return False
    return not repeater_has_tag(tag)


def keyword_for_tag(tag: Any) -> str:
    """The keyword of a tag; "" where it has none."""
    try:
        return dictionary_keyword(tag)
    except KeyError:
        return ""


def tag_for_keyword(keyword: str) -> int | None:
    """The tag of a keyword; None for an unknown keyword, and for that of a repeating group."""
    tag = None if repeater_has_keyword(keyword) else dictionary.tag_of(keyword)
    return None if tag is None else int(tag)


def mask_match(tag: int) -> str | None:
    """The tag with open digits that a tag of a repeating group belongs to; None for any other."""
    entry = dictionary.masked_entry_of(tag)
    return None if entry is None else entry.tag


def repeater_has_tag(tag: int) -> bool:
    """Whether a tag belongs to a repeating group."""
    return mask_match(tag) is not None


def repeater_has_keyword(keyword: str) -> bool:
    """Whether a keyword is that of a repeating group."""
    return keyword in REPEATER_KEYWORDS


DicomDictionary = Table(
    dictionary.standard_entries,
    lambda: dictionary.additions().elements,
    lambda rows: dictionary.add_elements({tag: entry_of(tag, row) for tag, row in rows.items()}, private=True),
    dictionary.take_out_element,
    row_of,
)
"""The rows by tag; added rows hold in the context that added them."""
keyword_dict = Table(
    dictionary.standard_keywords,
    lambda: dictionary.additions().keywords,
    dictionary.add_keywords,
    dictionary.take_out_keyword,
)
"""The tags by keyword; an added keyword is for a tag that has a row."""
RepeatersDictionary = MappingProxyType({entry.tag: row_of(entry) for entry in dictionary.masked_entries()})
"""The rows of repeating groups, by tags with open digits (PS3.5 7.6)."""


def add_dict_entry(tag: int, VR: str, keyword: str, description: str, VM: str = "1", is_retired: str = "") -> None:
    """Add a row to the dictionary of this context. ValueError for a private tag."""
    add_dict_entries({tag: (VR, VM, description, is_retired, keyword)})


def add_dict_entries(new_entries_dict: Mapping[int, tuple[str, str, str, str, str]]) -> None:
    """Add rows of VR, VM, name, retirement and keyword by tag. ValueError for a private tag."""
    dictionary.add_elements({tag: entry_of(tag, row) for tag, row in new_entries_dict.items()})


def add_private_dict_entry(private_creator: str, tag: int, VR: str, description: str, VM: str = "1") -> None:
    """Add a row of a private creator to the context's dictionary. ValueError for a tag that is not private."""
    add_private_dict_entries(private_creator, {tag: (VR, VM, description, "")})


def add_private_dict_entries(private_creator: str, new_entries_dict: Mapping[int, tuple[str, ...]]) -> None:
    """Add rows of VR, VM and name of a private creator, by tag. ValueError for a tag that is not private."""
    dictionary.add_private_elements(
        private_creator,
        {tag: Entry(f"{tag:08X}", vr, vm, name) for tag, (vr, vm, name, *_) in new_entries_dict.items()},
    )


def get_private_entry(tag: Any, private_creator: str) -> tuple[str, str, str, str]:
    """VR, VM, name and retirement of a private element. KeyError for an unknown creator or element."""
    tag = tag_of_key(tag)
    entry = dictionary.private_entry_of(tag, private_creator)
    if entry is None and tag.element > 0xFF:
        entry = dictionary.private_entry_of(tag & 0xFFFF00FF, private_creator)
    if entry is None:
        entry = dictionary.private_entry_of(tag & 0xFFFF00FF | 0x1000, private_creator)
    if entry is None:
        raise KeyError(f"Tag '{tag}' not in private dictionary for private creator '{private_creator}'")
    return entry.vr, entry.vm, entry.name or "Unknown", "Retired" if entry.retired else ""


def private_dictionary_VR(tag: Any, private_creator: str) -> str:
    """The VR of a private element. KeyError as for `get_private_entry`, also in the functions below."""
    return get_private_entry(tag, private_creator)[0]


def private_dictionary_VM(tag: Any, private_creator: str) -> str:
    """The value multiplicity of a private element."""
    return get_private_entry(tag, private_creator)[1]


def private_dictionary_description(tag: Any, private_creator: str) -> str:
    """The name of a private element."""
    return get_private_entry(tag, private_creator)[2]
