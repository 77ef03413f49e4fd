"""Any tree of patients, studies and series: what is written, pydicom reads alike, and so do we; changes too."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings, strategies as st
from made import check_offsets, files, instance, theirs

from dicomconstruct.fileset import FileSet

Place = tuple[int, int, int]
PLACES = st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))
NAMES = st.text("ABCXYZ", min_size=1, max_size=9)


def add(fs: FileSet, place: Place, number: int, name: str) -> None:
    patient, study, series = place
    made = instance(f"P{patient}", f"1.2.{patient}.{study}", f"1.2.{patient}.{study}.{series}", number)
    made.PatientName = name
    fs.add(made)


def check_alike(fs: FileSet, root: Path) -> None:
    """What is in the folder is what the File-set says, for pydicom and for us when we read it again."""
    check_offsets(root / "DICOMDIR")
    again = FileSet(root / "DICOMDIR")
    assert not again.is_staged
    assert str(again) == str(fs)
    with theirs(root / "DICOMDIR") as peer:
        assert not peer.is_staged
        assert str(peer) == str(fs)
        for one, other, third in zip(fs, peer, again, strict=True):
            assert one.SOPInstanceUID == other.SOPInstanceUID == third.SOPInstanceUID
            assert one.path == other.path == third.path
            assert one.load().SOPInstanceUID == one.SOPInstanceUID
    assert sorted(files(root)) == sorted(["DICOMDIR", *(one.FileID for one in fs)])


@settings(max_examples=40)
@given(
    st.lists(st.tuples(PLACES, NAMES), min_size=1, max_size=12),
    st.lists(st.tuples(PLACES, NAMES), max_size=4),
    st.data(),
)
def test_trees_written_and_changed(
    first: list[tuple[Place, str]], then: list[tuple[Place, str]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        fs = FileSet()
        for number, (place, name) in enumerate(first):
            add(fs, place, number, name)
        fs.write(root)
        check_alike(fs, root)
        gone = data.draw(st.lists(st.sampled_from(list(fs)), unique_by=id, max_size=len(fs) - 1))
        fs.remove(gone)
        for number, (place, name) in enumerate(then):
            add(fs, place, 100 + number, name)
        fs.write()
        assert len(fs) == len(first) - len(gone) + len(then)
        check_alike(fs, root)
