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


def test_a_tampered_module_is_named_and_then_rewritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tools, package = generator(), tmp_path / "dicomconstruct"
    for name in tools.OUTPUTS:
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "src" / "dicomconstruct" / name, package / name)
    tampered = package / "values" / "character_sets_generated.py"
    tampered.write_text(tampered.read_text("utf-8").replace("gb18030", "gb2312"), "utf-8")
    (package / "dictionary" / "uids_generated.py").unlink()
    options = ["--package", str(package)]
    assert tools.main(["--check", *options]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "stale: dictionary/uids_generated.py",
        "stale: values/character_sets_generated.py",
    ]
    assert tools.main(options) == 0
    assert tools.main(["--check", *options]) == 0


def test_importing_the_package_loads_no_table() -> None:
    code = (
        "import sys, dicomconstruct, dicomconstruct.dictionary as d\n"
        "loaded = lambda: sorted(m for m in sys.modules if m.endswith('_generated') and 'dictionary' in m)\n"
        "print(loaded()); d.entry_of(0x00100010); print(loaded())"
    )
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == ["[]", "['dicomconstruct.dictionary.elements_generated']"]


FIXED = {row["tag"] for row in rows("data_elements.tsv") if "x" not in row["tag"]}


def tag_of_pattern(pattern: str) -> int:
    """A tag that a pattern covers and no fixed row has: the group as low as it goes, the rest as high."""
    group = pattern[:4].replace("x", "0")
    candidates = (group + pattern[4:].replace("x", digit) for digit in "FEDCBA9876543210")
    return next(int(digits, 16) for digits in candidates if digits == pattern or digits not in FIXED)


def test_every_data_element_is_found_by_tag_and_keyword() -> None:
    for row in rows("data_elements.tsv"):
        tag = tag_of_pattern(row["tag"])
        wanted = (row["tag"], row["vr"], row["vm"], row["name"], row["keyword"], row["retired"] == "1")
        assert dictionary.entry_of(tag) == wanted
        assert dictionary.vr_of(tag) == (None if row["vr"] == "NONE" else row["vr"])
        assert (dictionary.keyword_of(tag), dictionary.name_of(tag)) == (row["keyword"], row["name"])
        if row["keyword"]:
            assert dictionary.tag_of(row["keyword"]) == int(row["tag"].replace("x", "0"), 16)


def test_a_fixed_row_wins_over_a_masked_one() -> None:
    overlapped = ["7FE00010", "7FE00020", "7FE00030", "7FE00040", "00280400", "00280401", "00280402", "00280403"]
    for tag in overlapped:
        entry = dictionary.entry_of(int(tag, 16))
        assert entry is not None
        assert entry.tag == tag


def test_every_masked_row_repeats_in_even_groups_up_to_its_limit() -> None:
    last = {"50xx": 0x501E, "60xx": 0x601E, "7Fxx": 0x7FFE}
    masked = [row["tag"] for row in rows("data_elements.tsv") if row["tag"][:4] in last]
    for pattern in masked:
        element = int(pattern[4:].replace("x", "0"), 16)
        first = int(pattern[:2], 16) << 8
        answers = [
            group
            for group in range(first, first + 0x100)
            if (entry := dictionary.entry_of(group << 16 | element)) is not None and entry.tag == pattern
        ]
        allowed = range(first, last[pattern[:4]] + 1, 2)
        assert answers == [group for group in allowed if f"{group:04X}{element:04X}" not in FIXED], pattern


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
    table = rows("private_elements.tsv")
    fixed = {(row["creator"], row["tag"]) for row in table if "x" not in row["tag"]}
    for row in table:
        pattern = row["tag"]
        group = pattern[:4].replace("xx", "53")
        for block in ("20", "A7") if pattern[4:6] == "xx" else (pattern[4:6],):
            digits = group + block + pattern[6:].replace("xx", "FF")
            assert pattern == digits or (row["creator"], digits) not in fixed
            names_one = not pattern.endswith("xx")
            wanted = (pattern, row["vr"], row["vm"], row["name"], "", False) if names_one else None
            assert dictionary.private_entry_of(int(digits, 16), row["creator"]) == wanted


def test_a_row_for_the_creator_says_nothing_of_its_block() -> None:
    """GE's rows such as ``004310xx LO Private Element Creator`` would give LO to all that has no row."""
    assert dictionary.private_entry_of(0x004310FE, "GEMS_PARM_01") is None
    assert dictionary.private_entry_of(0x004311C0, "GEMS_PARM_01") is None
    known = dictionary.private_entry_of(0x00431001, "GEMS_PARM_01")
    assert known is not None
    assert known.vr == "SS"


def test_a_fixed_private_row_wins_over_the_row_of_its_block() -> None:
    fixed = dictionary.private_entry_of(0x01E11017, "ELSCINT1")
    anywhere = dictionary.private_entry_of(0x01E12017, "ELSCINT1")
    assert fixed is not None
    assert anywhere is not None
    assert (fixed.tag, fixed.vr) == ("01E11017", "UI")
    assert (anywhere.tag, anywhere.vr) == ("01E1xx17", "UN")


def test_a_block_holds_neither_its_creator_nor_what_lies_below() -> None:
    creator = "SIEMENS CSA HEADER"
    assert dictionary.private_entry_of(0x00291010, creator) is not None
    assert dictionary.private_entry_of(0x00290010, creator) is None
    assert dictionary.private_entry_of(0x00290F10, creator) is None
    assert dictionary.private_entry_of(0x00290001, "CANON_MEC_MR3") is not None  # a row of its own


def test_a_creator_is_taken_verbatim() -> None:
    assert dictionary.private_entry_of(0x00291010, "siemens csa header") is None
    assert dictionary.private_entry_of(0x00291010, "SIEMENS CSA HEADER ") is None


def test_every_uid() -> None:
    for row in rows("uids.tsv"):
        entry = dictionary.uid_entry_of(row["uid"])
        assert entry == (
            row["uid"],
            row["name"].replace(" & ", " and "),
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
        assert (entry.uid, entry.keyword, entry.name) == (row["uid"], row["keyword"], row["name"])
        assert entry.pixel_data == row["pixel_data"]


def test_every_choice_of_vr_is_settled_somewhere() -> None:
    wanted = {row["tag"]: row for row in rows("ambiguous_vr.tsv")}
    assert set(wanted) == {row["tag"] for row in rows("data_elements.tsv") if " or " in row["vr"]}
    for pattern, row in wanted.items():
        choice = dictionary.ambiguous_of(tag_of_pattern(pattern))
        assert choice is not None
        assert choice._asdict() == {field: row[field] for field in choice._fields}
        assert choice.default in choice.vr.split(" or ")


@pytest.mark.parametrize("tag", [0x60013000, 0x60203000, 0x50203000, 0x7F030010])
def test_a_choice_of_vr_ends_with_its_repeating_group(tag: int) -> None:
    assert dictionary.ambiguous_of(tag) is None


def test_directory_records_and_their_types() -> None:
    assert list(dictionary.directory_records()) == [
        (
            row["record_type"],
            int(row["tag"], 16),
            row["keyword"],
            row["type"],
            row["retired"] == "1",
            row["condition"],
            row["sources"],
        )
        for row in rows("directory_records.tsv")
    ]
    for key in dictionary.directory_records():
        assert dictionary.keyword_of(key.tag) == key.keyword


def test_directory_record_types_name_their_parents_and_sop_classes() -> None:
    types = dictionary.directory_record_types()
    for row in rows("directory_record_types.tsv"):
        found = types[row["record_type"]]
        assert found.retired == (row["retired"] == "1")
        assert "|".join(found.parents) == row["parents"]
        assert " ".join(found.sop_class_uids) == row["sop_class_uids"]
        for uid in found.sop_class_uids:
            assert dictionary.uid_entry_of(uid) is not None, uid
        assert {*found.parents} <= {"root", "any", *types}
    assert set(types) == {row["record_type"] for row in rows("directory_record_types.tsv")}
    assert types["PATIENT"].parents == ("root",)
    assert types["CURVE"].sop_class_uids == ("1.2.840.10008.5.1.4.1.1.9", "1.2.840.10008.5.1.4.1.1.129")


def test_every_row_of_the_confidentiality_profile() -> None:
    for row in rows("confidentiality_profile.tsv"):
        del row["edition"]
        tag = 0x00091010 if row["tag"] == "private" else int(row["tag"].replace("x", "0"), 16)
        assert dictionary.confidentiality_of(tag) == row


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
