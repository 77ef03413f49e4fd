"""`compat.install(legacy=True)` and ``--legacy``: names of pydicom before 1.0, each with a DeprecationWarning."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from real_files import FILES

from dicomconstruct import Dataset, compat, dictionary
from dicomconstruct.compat import legacy

CT = next(path for path in FILES if path.name == "CT_small.dcm")
PROGRAM = f"""
import sys, warnings
warnings.simplefilter("always")
import dicom
import dicom.filewriter
from dicom.filereader import open_dicom, read_file, ReadFile
from dicom.dataset import Dataset, FileDataset
from dicom.UID import UID
ds = dicom.read_file({str(CT)!r})
elements = list(open_dicom({str(CT)!r}))
print(ds.PatientsName, ReadFile({str(CT)!r}).PatientsSex, len(elements) == len(ds) + len(ds.file_meta))
beam = Dataset()
beam.AddNew((0x300A, 0x00C0), "IS", "7")
ds.Beams = [beam]
ds.ReferringPhysiciansName = "Doe^J"
ds.SaveAs(sys.argv[1])
dicom.write_file(sys.argv[2], ds)
import pydicom
read = pydicom.dcmread(sys.argv[1])
print(read.BeamSequence[0].BeamNumber, read.ReferringPhysicianName, read == pydicom.dcmread(sys.argv[2]))
print(read.has_key((0x10, 0x10)), "PatientsName" in read, read.get("PatientsName"), hasattr(read, "PatientsNo"))
del read.Beams
print("Beams" in read, "BeamSequence" in read, isinstance(UID("1.2"), pydicom.uid.UID))
"""


def test_a_program_of_older_days_runs(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    names = [str(tmp_path / name) for name in ("one.dcm", "two.dcm")]
    command = [sys.executable, "-m", "dicomconstruct.compat", "--legacy", str(program), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "CompressedSamples^CT1 O True",
        "7 Doe^J True",
        "True True CompressedSamples^CT1 False",
        "False False True",
    ]
    said = {line.partition("DeprecationWarning: ")[2] for line in done.stderr.splitlines() if "Deprec" in line}
    assert said >= {
        "'import dicom' is now 'import pydicom'",
        "'read_file' is a name of older days, use 'dcmread'",
        "'ReadFile' is a name of older days, use 'dcmread'",
        "'open_dicom' is a name of older days, use 'dcmread'",
        "'write_file' is a name of older days, use 'dcmwrite'",
        "'AddNew' is a name of older days, use 'add_new'",
        "'SaveAs' is a name of older days, use 'save_as'",
        "'has_key' is a name of older days, use 'in'",
        "'PatientsName' is a name of older days, use 'PatientName'",
        "'ReferringPhysiciansName' is a name of older days, use 'ReferringPhysicianName'",
        "'Beams' is a name of older days, use 'BeamSequence'",
    }
    assert {line.partition(":")[0] for line in done.stderr.splitlines() if "Deprec" in line} == {str(program)}


def test_child_processes_have_the_old_names_too() -> None:
    code = (
        "import subprocess, sys; subprocess.run([sys.executable, '-c', "
        "'import dicom, pydicom; print(dicom is pydicom, dicom.read_file.__name__)'], check=True)"
    )
    command = [sys.executable, "-m", "dicomconstruct.compat", "--legacy", "-c", code]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "True read_file\n"


def test_without_legacy_there_is_nothing_of_it() -> None:
    code = """
import pydicom
from pydicom import Dataset, filereader, filewriter
names = ["read_file", "ReadFile", "write_file", "open_dicom", "AddNew", "SaveAs", "has_key", "PatientsName"]
homes = (pydicom, filereader, filewriter, Dataset, Dataset())
print([name for name in names for home in homes if hasattr(home, name)])
ds = Dataset()
pydicom.config.INVALID_KEYWORD_BEHAVIOR = "IGNORE"
ds.PatientsName = "A"
print(len(ds))
import dicom
"""
    command = [sys.executable, "-m", "dicomconstruct.compat", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n0\n"
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'dicom'\n")


@pytest.fixture
def old_names() -> Iterator[None]:
    legacy.add_old_names()
    try:
        yield
    finally:
        legacy.remove_old_names()


@pytest.mark.usefixtures("old_names")
@pytest.mark.parametrize("row", [row for row in dictionary.entries().values() if "'" in row.name and row.keyword])
def test_all_possessives_are_names_of_their_elements(row: dictionary.Entry) -> None:
    old = "".join(character for character in row.name if character.isalnum())
    if old == row.keyword or old not in legacy.old_keywords():
        assert dictionary.tag_of(old) is not None  # a keyword today, which comes first
        return
    data_set = Dataset()
    with pytest.raises(AttributeError), pytest.warns(DeprecationWarning, match=f"'{old}' .* use '{row.keyword}'"):
        getattr(data_set, old)
    with pytest.warns(DeprecationWarning, match=f"'{old}' .* use '{row.keyword}'"):
        setattr(data_set, old, [] if row.vr == "SQ" else None)
    assert data_set.dir() == [row.keyword]
    with pytest.warns(DeprecationWarning, match=f"use '{row.keyword}'"):
        assert old in data_set


@pytest.mark.parametrize(
    ("old", "keyword"),
    [
        ("Beams", "BeamSequence"),
        ("ReferencedStudies", "ReferencedStudySequence"),
        ("ReferencedSeries", "ReferencedSeriesSequence"),
        ("ReferencedImageBoxes", "ReferencedImageBoxSequence"),
        ("ROIContours", "ROIContourSequence"),
        ("ContourImages", "ContourImageSequence"),
        ("PatientsBirthDate", "PatientBirthDate"),
        ("OperatorsName", None),
        ("IssuerofPatientID", "IssuerOfPatientID"),
        ("PatientName", None),
        ("OverlayData", None),
    ],
)
def test_old_keywords_follow_the_names_of_the_dictionary(old: str, keyword: str | None) -> None:
    assert legacy.old_keywords().get(old) == keyword


def test_no_old_keyword_is_one_of_today() -> None:
    assert [old for old in legacy.old_keywords() if dictionary.tag_of(old) is not None] == []
    assert {dictionary.tag_of(keyword) for keyword in legacy.old_keywords().values()}.isdisjoint({None})


def test_installing_twice_is_installing_once() -> None:
    legacy.add_old_names()
    legacy.add_old_names()
    legacy.remove_old_names()
    legacy.remove_old_names()
    assert not hasattr(Dataset(), "PatientsName")
    assert compat.our_name("dicom.UID") == "dicom.UID"
    assert compat.our_name("dicom.UID", legacy=True) == f"{compat.OURS}.uid"
