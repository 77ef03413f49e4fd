"""Every row of specs/ is found by lookup, and the generated modules are fresh."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from dicomconstruct import dictionary

ROOT = Path(__file__).resolve().parents[2]
SPECS = ROOT / "specs"


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gen_tables", ROOT / "tools" / "gen_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rows(name: str) -> list[dict[str, str]]:
    lines = (SPECS / name).read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


def test_generated_modules_are_fresh() -> None:
    assert generator().main(["--check"]) == 0


def test_a_changed_spec_makes_its_modules_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    specs = tmp_path / "specs"
    shutil.copytree(SPECS, specs)
    table = specs / "uids.tsv"
    table.write_text(
        table.read_text(encoding="utf-8").replace("Verification SOP Class", "Another Name", 1), "utf-8"
    )
    assert generator().main(["--check", "--specs", str(specs)]) == 1
    assert capsys.readouterr().out.split() == ["stale:", "dictionary/uids_generated.py"]


def test_importing_the_package_loads_no_table() -> None:
    code = (
        "import sys, dicomconstruct, dicomconstruct.dictionary as d\n"
        "loaded = lambda: sorted(m for m in sys.modules if m.endswith('_generated') and 'dictionary' in m)\n"
        "print(loaded()); d.entry_of(0x00100010); print(loaded())"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == ["[]", "['dicomconstruct.dictionary.elements_generated']"]


def test_every_data_element_is_found_by_tag_and_keyword() -> None:
    for row in rows("data_elements.tsv"):
        first = int(row["tag"].replace("x", "0"), 16)
        entry = dictionary.entry_of(first)
        assert entry is not None, row
        assert entry.retired == (row["retired"] == "1")
        if "x" not in row["tag"] or entry.tag == row["tag"]:
            assert (entry.vr, entry.vm, entry.name, entry.keyword) == (
                row["vr"],
                row["vm"],
                row["name"],
                row["keyword"],
            )
        if row["keyword"]:
            assert dictionary.tag_of(row["keyword"]) == first


@pytest.mark.parametrize(
    ("tag", "keyword"),
    [
        (0x60003000, "OverlayData"),
        (0x601E3000, "OverlayData"),
        (0x60203000, ""),
        (0x60013000, ""),
        (0x501E0010, "NumberOfPoints"),
        (0x50200010, ""),
        (0x7FE00010, "PixelData"),
        (0x7F020010, "VariablePixelData"),
        (0x7F030010, ""),
    ],
)
def test_repeating_groups_end_where_the_standard_ends_them(tag: int, keyword: str) -> None:
    assert dictionary.keyword_of(tag) == keyword


def test_group_lengths_and_private_creators_have_rows_by_rule() -> None:
    assert dictionary.vr_of(0x00080000) == "UL"
    assert dictionary.vr_of(0x00090000) == "UL"
    assert dictionary.entry_of(0x00090010) == dictionary.Entry("00090010", "LO", "1", "Private Creator")
    assert dictionary.entry_of(0x00091010) is None
    assert dictionary.entry_of(0x0008FFFE) is None


def test_items_have_a_name_but_no_vr() -> None:
    item = dictionary.tag_of("Item")
    assert item is not None
    assert dictionary.name_of(item) == "Item"
    assert dictionary.vr_of(item) is None


def test_unknown_words_and_tags_have_no_row() -> None:
    assert dictionary.tag_of("PatientsName") is None
    assert dictionary.uid_entry_of("1.2.3") is None
    assert dictionary.uid_of_keyword("NoSuchSyntax") is None
    assert dictionary.ambiguous_of(0x00100010) is None
    assert dictionary.private_entry_of(0x00091010, "NOBODY") is None


def test_every_private_element_is_found_under_its_creator_in_any_block() -> None:
    for row in rows("private_elements.tsv"):
        for block in ("10", "A7"):
            pattern = row["tag"]
            if pattern[4:6] == "xx":
                pattern = pattern[:4] + block + pattern[6:]
            tag = int(pattern.replace("x", "1").replace("X", "1"), 16)
            entry = dictionary.private_entry_of(tag, row["creator"])
            assert entry is not None, row
            if entry.tag == row["tag"]:
                assert (entry.vr, entry.vm, entry.name) == (row["vr"], row["vm"], row["name"])


def test_every_uid() -> None:
    for row in rows("uids.tsv"):
        entry = dictionary.uid_entry_of(row["uid"])
        assert entry == (
            row["uid"],
            row["name"],
            row["type"],
            row["keyword"],
            row["retired"] == "1",
            row["info"],
        )
        if row["keyword"]:
            assert dictionary.uid_of_keyword(row["keyword"]) == row["uid"]


def test_every_transfer_syntax() -> None:
    table = dictionary.transfer_syntaxes()
    wanted = rows("transfer_syntaxes.tsv")
    assert list(table) == [row["uid"] for row in wanted]
    for row in wanted:
        entry = table[row["uid"]]
        flags = (entry.implicit, entry.little_endian, entry.deflated, entry.encapsulated, entry.retired)
        names = ("implicit", "little_endian", "deflated", "encapsulated", "retired")
        assert flags == tuple(row[name] == "1" for name in names)
        assert entry.lossy == {"1": True, "0": False, "": None}[row["lossy"]]


def test_every_choice_of_vr_is_settled_somewhere() -> None:
    for row in rows("data_elements.tsv"):
        if " or " in row["vr"]:
            choice = dictionary.ambiguous_of(int(row["tag"].replace("x", "0"), 16))
            assert choice is not None, row["tag"]
            assert choice.vr == row["vr"]
            assert choice.default in choice.vr.split(" or ")


def test_directory_records_and_their_types() -> None:
    assert len(dictionary.directory_records()) == len(rows("directory_records.tsv"))
    types = dictionary.directory_record_types()
    assert set(types) == {row["record_type"] for row in rows("directory_record_types.tsv")}
    assert types["PATIENT"].parents[0] == "root"
    keys = {key.keyword for key in dictionary.directory_records() if key.record_type == "PATIENT"}
    assert {"PatientID", "PatientName"} <= keys


def test_the_confidentiality_profile_by_tag_mask_and_privacy() -> None:
    name = dictionary.confidentiality_of(0x00100010)
    assert name is not None
    assert name["basic_profile"] == "Z"
    overlay = dictionary.confidentiality_of(0x60003000)
    private = dictionary.confidentiality_of(0x00091010)
    assert overlay is not None
    assert private is not None
    assert (overlay["tag"], private["tag"]) == ("60xx3000", "private")
    assert dictionary.confidentiality_of(0x00280010) is None
