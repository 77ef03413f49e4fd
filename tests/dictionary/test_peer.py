"""pydicom's dictionary as an oracle: where both know a tag, they agree, but for what newer editions changed."""

from __future__ import annotations

from pydicom.datadict import DicomDictionary, RepeatersDictionary
from pydicom.uid import UID_dictionary

from dicomconstruct import dictionary

KNOWN_DIFFERENCES = {
    # Keywords corrected after the edition of pydicom 3.0.2, 2024c.
    (0x003A0320, "keyword"): ("SummarizedFilterLookupTable", "SummarizedFilterLookupTableSequence"),
    (0x003A0325, "keyword"): ("AnalogFilterType", "AnalogFilterTypeCodeSequence"),
    # Retired without name, keyword or VR: PS3.6 leaves the VR blank.
    (0x00080202, "vr"): ("OB", "UN"),
    (0x00189445, "vr"): ("OB", "UN"),
    (0x00280020, "vr"): ("OB", "UN"),
    # The same rows: PS3.6 gives no name either.
    (0x00080202, "name"): ("Retired-blank", ""),
    (0x00189445, "name"): ("Retired-blank", ""),
    (0x00280020, "name"): ("Retired-blank", ""),
    # Retired in 2025a.
    (0x00102160, "retired"): (False, True),
    # Marked retired in 2024, no longer in 2026b.
    (0x30040012, "retired"): (True, False),
    # The micro sign of PS3.6.
    (0x00181153, "name"): ("Exposure in uAs", "Exposure in \u00b5As"),
    (0x00188150, "name"): ("Exposure Time in uS", "Exposure Time in \u00b5S"),
    (0x00188151, "name"): ("X-Ray Tube Current in uA", "X-Ray Tube Current in \u00b5A"),
}
"""What pydicom says and what we say, for the reasons in specs/DISCREPANCIES.md."""


def differences(
    theirs: tuple[str, str, str, str, str], entry: dictionary.Entry
) -> dict[str, tuple[object, object]]:
    vr, vm, name, retired, keyword = theirs
    pairs: dict[str, tuple[object, object]] = {
        "vr": (vr, entry.vr),
        "vm": (vm, entry.vm),
        "name": (name, entry.name),
        "retired": (retired == "Retired", entry.retired),
        "keyword": (keyword, entry.keyword),
    }
    return {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}


def test_elements_agree_with_pydicom() -> None:
    found = {}
    for tag, theirs in DicomDictionary.items():
        entry = dictionary.entry_of(tag)
        assert entry is not None, hex(tag)
        found |= {(tag, field): pair for field, pair in differences(theirs, entry).items()}
    assert found == KNOWN_DIFFERENCES


def test_repeating_elements_agree_with_pydicom() -> None:
    assert len(RepeatersDictionary) == 88
    for pattern, theirs in RepeatersDictionary.items():
        first = dictionary.tag_of(theirs[4])
        assert first == int(pattern.replace("x", "0"), 16)
        entry = dictionary.entry_of(int(pattern[:4].replace("x", "0") + pattern[4:].replace("x", "5"), 16))
        assert entry is not None
        assert entry.tag == pattern
        assert differences(theirs, entry) == {}


def test_uids_agree_with_pydicom() -> None:
    for uid, (name, kind, _info, retired, keyword) in UID_dictionary.items():
        entry = dictionary.uid_entry_of(uid)
        assert entry is not None, uid
        assert (entry.type, entry.keyword, entry.retired) == (kind, keyword, retired == "Retired")
        assert entry.name.replace("&", "and") == name.replace("&", "and")
