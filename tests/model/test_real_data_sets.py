"""Text and JSON of the real files are pydicom's, but for names that the two dictionaries spell otherwise."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from peer import FILES, quietly, rebuilt, rebuilt_file, theirs

PRIVATE_NAME = re.compile(
    r"^( *\([0-9A-F]{3}[13579BDF],[0-9A-F]{4}\)) (?: .*  (?=[0-9]+ item)|.{35} )", re.MULTILINE
)
"""In a line of a private element: pydicom takes private names from a dictionary of its own."""
STANDARD_NAME = ("JPEG Extended (Process 2 and 4)", "JPEG Extended (Process 2 & 4)")
"""The one UID name of these files that pydicom spells otherwise than PS3.6."""
NOT_READ = {"badVR.dcm"}
"""Files of which pydicom cannot decode every value."""
READ = [path for path in FILES if path.name not in NOT_READ]


def without_private_names(text: str) -> str:
    return PRIVATE_NAME.sub(r"\1", text).replace(*STANDARD_NAME)


def named(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("path", READ, ids=named)
def test_text_is_the_same(path: Path) -> None:
    data_set = theirs(path)
    ours = rebuilt_file(data_set)
    assert without_private_names(str(ours)) == without_private_names(quietly(lambda: str(data_set)))


@pytest.mark.parametrize("path", READ, ids=named)
def test_json_is_the_same(path: Path) -> None:
    data_set = theirs(path)
    ours = rebuilt(data_set)
    assert repr(ours.to_json_dict()) == repr(in_the_standards_words(quietly(data_set.to_json_dict)))
    assert quietly(lambda: type(ours).from_json(ours.to_json())).to_json_dict() == ours.to_json_dict()


def in_the_standards_words(model: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Their model as PS3.18 F.2 has it.

    Empty text among several values is null (F.2.5), an empty sequence has no Value (F.2.5), an empty component
    group is left out (F.2.2), and so are group lengths (F.2.2). VRs are plain text, not an enum of theirs.
    """
    made: dict[str, Any] = {}
    for key, held in model.items():
        vr = str(held["vr"])
        if vr == "UL" and key.endswith("0000"):
            continue
        made[key] = {**held, "vr": vr}
        if held.get("Value"):
            made[key]["Value"] = [in_the_standards_entry(vr, one) for one in held["Value"]]
        else:
            made[key].pop("Value", None)
    return made


def in_the_standards_entry(vr: str, entry: Any) -> Any:
    if vr == "SQ":
        return in_the_standards_words(entry)
    if vr == "PN":
        return {group: text for group, text in (entry or {}).items() if text} or None
    return None if entry == "" else entry


@pytest.mark.parametrize("path", READ, ids=named)
def test_walks_visit_in_the_same_order(path: Path) -> None:
    data_set = theirs(path)
    ours = rebuilt(data_set)
    visited: list[int] = []
    ours.walk(lambda _, element: visited.append(element.tag))
    assert visited == [element.tag for element in ours.iterall()]
    assert visited == [int(element.tag) for element in quietly(lambda: list(data_set.iterall()))]


@pytest.mark.parametrize("path", READ, ids=named)
def test_a_copy_is_equal_until_it_is_changed(path: Path) -> None:
    data_set = theirs(path)
    ours, again = rebuilt(data_set), rebuilt(data_set)
    assert ours == again
    again.PatientComments = "changed"
    assert ours != again
