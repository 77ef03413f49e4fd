"""Every public name and signature of the house before the redesign is there still, but for those listed."""

from __future__ import annotations

from pathlib import Path

from pinned.public import lines

FOLDER = Path(__file__).parent
PINNED = FOLDER / "names.txt"
CHANGED = FOLDER / "names_changed.tsv"


def test_no_public_name_is_gone_or_takes_other_parameters() -> None:
    changed = [line.split("\t") for line in CHANGED.read_text("utf-8").splitlines()[1:]]
    assert all(len(row) == 2 and row[1].strip() for row in changed)
    gone = set(PINNED.read_text("utf-8").splitlines()) - set(lines())
    assert gone == {row[0] for row in changed}


def test_what_others_rely_on_is_pinned() -> None:
    pinned = PINNED.read_text("utf-8")
    for name in ("Codec.meanings(", "Codec.set_value(", "Node(", "Tree.find(", "dcmread(", "scan(", "VR("):
        assert f"dicomconstruct.{name}" in pinned
