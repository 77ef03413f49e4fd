"""Files, folders and patterns to verify; processes that share the work; totals."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file

from dicomconstruct import STANDARD, VR
from dicomconstruct.batches import codec_from, expanded
from dicomconstruct.fidelity.levels import Tally
from dicomconstruct.fidelity.verify import (
    FileReport,
    LevelCount,
    summary,
    verify_path,
    verify_paths,
)
from dicomconstruct.testing.examples import example_files

EXAMPLES = dict(example_files())
REAL_FILES = sorted(Path(str(get_testdata_file("CT_small.dcm"))).parent.rglob("*"))


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A folder with files in two folders, one of them broken, and things that are no files."""
    names = ["image-explicit-le", "nested-implicit-le", "image-deflated", "private-explicit-be"]
    (tmp_path / "b").mkdir()
    for count, name in enumerate(names):
        (tmp_path / ("b" if count % 2 else "") / f"{name}.dcm").write_bytes(EXAMPLES[name])
    (tmp_path / "cut.dcm").write_bytes(EXAMPLES["image-explicit-le"][:301])
    (tmp_path / "a-link").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    return tmp_path


def test_folders_are_walked_in_the_order_of_names(study: Path) -> None:
    paths = [os.path.relpath(one.path, study) for one in expanded([study])]

    assert paths == [
        "a-link",
        "cut.dcm",
        "image-deflated.dcm",
        "image-explicit-le.dcm",
        "b/nested-implicit-le.dcm",
        "b/private-explicit-be.dcm",
    ]


def test_patterns_are_matched_and_folders_among_the_matches_left_out(study: Path) -> None:
    flat = [Path(one.path).name for one in expanded([str(study / "*.dcm")])]
    deep = [Path(one.path).name for one in expanded([str(study / "**" / "*e.dcm")])]

    assert flat == ["cut.dcm", "image-deflated.dcm", "image-explicit-le.dcm"]
    assert deep == ["nested-implicit-le.dcm", "private-explicit-be.dcm", "image-explicit-le.dcm"]


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path: Path) -> None:
    odd = tmp_path / "scan[1].dcm"
    odd.write_bytes(b"")

    assert [one.path for one in expanded([odd])] == [str(odd)]


def test_what_cannot_be_read_is_reported_and_nothing_stops(study: Path) -> None:
    (study / "empty").mkdir()
    asked = [study / "gone", study / "empty", study / "no*match", study]

    reports = list(verify_paths(asked, levels=["structure"]))

    assert [report.error for report in reports[:4]] == [
        "No such file or directory",
        "no files in this folder",
        "nothing matches this pattern",
        "No such file or directory",
    ]
    assert all(report.faithful for report in reports[4:])
    assert len(reports) == 9


def test_two_processes_give_the_same_reports_in_the_same_order(study: Path) -> None:
    alone = list(verify_paths([study, study / "gone"]))
    shared = list(verify_paths([study, study / "gone"], jobs=2))

    assert shared == alone


def test_progress_is_told_before_each_report(study: Path) -> None:
    told: list[FileReport] = []

    for count, report in enumerate(verify_paths([study], levels=["values"], on_progress=told.append)):
        assert told[-1] is report
        assert len(told) == count + 1


def test_a_codec_by_the_name_of_its_module_reaches_other_processes(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lab_codec.py").write_text(
        "from dicomconstruct import STANDARD, VR\n"
        "from dicomconstruct.grammar import SHORT\n"
        "codec = STANDARD.with_vr(VR('CS', header=SHORT))\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    reports = list(verify_paths([study / "image-explicit-le.dcm"], jobs=2, codec="lab_codec"))

    assert [report.faithful for report in reports] == [True]
    assert codec_from("lab_codec").vrs["CS"] != STANDARD.vrs["CS"]


def test_a_codec_that_other_processes_could_not_get_is_refused(study: Path) -> None:
    shallow = STANDARD.with_limits(max_depth=1)

    with pytest.raises(ValueError, match="name of the module"):
        next(verify_paths([study], jobs=2, codec=shallow))


def test_a_module_without_a_codec_is_refused() -> None:
    with pytest.raises(TypeError, match="json has to define `codec`"):
        codec_from("json")


def test_a_process_that_dies_is_blamed_on_its_file_alone(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dying_codec.py").write_text(
        "import os\n"
        "from dicomconstruct import Codec\n"
        "class Dies(Codec):\n"
        "    def look(self, data, *, engine=''):\n"
        "        if len(data) == 301:\n"
        "            os._exit(9)\n"
        "        return super().look(data, engine=engine)\n"
        "codec = Dies()\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    paths = [path for path in study.rglob("*") if path.suffix == ".dcm"] + [study / "a-link"]

    reports = list(verify_paths(paths, levels=["edit"], jobs=2, codec="dying_codec"))

    errors = {Path(report.path).name: report.error for report in reports if report.error}
    assert errors == {
        "a-link": "No such file or directory",
        "cut.dcm": "the process that verified it died",
    }
    assert len(reports) == 6


def test_totals_by_level_and_by_vr() -> None:
    reports = [
        FileReport("a", 10, ("structure", "values"), values={"CS": Tally(2, 1, 0)}),
        FileReport("b", 5, ("structure",), values={"CS": Tally(1, 0, 1), "US": Tally(1)}),
        FileReport("c", error="gone"),
    ]
    total = summary(iter(reports))

    assert (total.files, total.size, total.short, total.unreadable) == (3, 15, 0, 1)
    assert total.levels == {"structure": LevelCount(2, 2), "values": LevelCount(1, 1)}
    assert total.values == {"CS": Tally(3, 1, 1), "US": Tally(1)}
    assert not total.faithful


def test_no_file_at_all_is_not_called_faithful() -> None:
    assert not summary([]).faithful


def test_reports_are_json_types(study: Path) -> None:
    report = verify_path(str(study / "image-deflated.dcm"))

    assert json.loads(json.dumps(report.to_dict()))["levels"] == {
        "structure": True,
        "compiled": True,
        "values": True,
        "model": True,
        "edit": True,
        "transcode": True,
    }


def test_with_vr_gives_a_codec_that_verifies_files_of_that_vr(tmp_path: Path) -> None:
    lab = STANDARD.with_vr(VR("ZZ"))
    odd = tmp_path / "zz.dcm"
    odd.write_bytes(bytes.fromhex("09001000 5a5a 0000 04000000 01020304"))

    report = verify_path(str(odd), codec=lab)

    assert report.faithful
    assert report.values["ZZ"] == Tally(canonical=1)


def test_the_real_files_of_pydicom_are_faithful() -> None:
    small = [path for path in REAL_FILES if path.is_file() and path.stat().st_size < 16_384]
    assert len(small) > 50

    short = [(one.path, one.shortfalls, one.error) for one in verify_paths(small) if not one.faithful]

    assert short == []
