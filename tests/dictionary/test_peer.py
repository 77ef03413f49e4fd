"""pydicom's dictionary as an oracle: where both know a tag, they agree, but for what newer editions changed."""

from __future__ import annotations

from pydicom.datadict import DicomDictionary
from pydicom.uid import UID_dictionary

from dicomconstruct import dictionary

KNOWN_DIFFERENCES = {
    0x003A0320: ("SQ", "SummarizedFilterLookupTableSequence"),
    0x003A0325: ("SQ", "AnalogFilterTypeCodeSequence"),
    0x00080202: ("UN", ""),
    0x00189445: ("UN", ""),
    0x00280020: ("UN", ""),
}
"""What we say instead: keywords that editions after pydicom 3.0.2's 2024c corrected, and retired elements
that the standard lists without name, keyword or VR."""


def test_elements_agree_with_pydicom() -> None:
    differences = {}
    for tag, (vr, _vm, _name, _retired, keyword) in DicomDictionary.items():
        entry = dictionary.entry_of(tag)
        assert entry is not None, hex(tag)
        ours = (entry.vr, entry.keyword)
        if ours != (vr, keyword):
            differences[tag] = ours
    assert differences == KNOWN_DIFFERENCES


def test_uids_agree_with_pydicom() -> None:
    missing = [uid for uid in UID_dictionary if dictionary.uid_entry_of(uid) is None]
    types = {
        uid
        for uid, (_name, kind, _info, _retired, keyword) in UID_dictionary.items()
        if (entry := dictionary.uid_entry_of(uid)) and keyword and entry.keyword != keyword
    }
    assert missing == []
    assert types == set()
