"""`check` on any input: never raises, in order, within bounds, in linear time; and on real files."""

from __future__ import annotations

import importlib.util
import io
import random
import re
from pathlib import Path

import pytest
from bytes_of import UNDEFINED, explicit, item, long, part10
from check_cases import CASES, NAME, Case
from hypothesis import given, strategies as st

from dicomconstruct import STANDARD, check
from dicomconstruct.fidelity import RULES, check_tree
from dicomconstruct.fidelity.rules_values import LEGACY
from dicomconstruct.grammar import VRS
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.tree import Finding, Severity

ROOT = Path(__file__).resolve().parents[2]


def real_files() -> list[Path]:
    folders = [
        Path(place)
        for package in ("pydicom", "data_store")
        if (spec := importlib.util.find_spec(package)) is not None
        for place in spec.submodule_search_locations or ()
    ]
    found = [one for folder in folders for one in sorted(folder.glob("**/data/**/*")) if one.is_file()]
    return [one for one in found if one.suffix not in (".py", ".pyc", ".json")]


REAL = real_files()
TAIL = 60
"""Bytes at the end of a case that are cut off one by one; what is before is the same in nearly all."""


def assert_sound(data: bytes) -> list[Finding]:
    tree = STANDARD.read_tree(data)
    findings = check_tree(tree, STANDARD)
    places = [one.offset for one in findings]
    paths = {node.path for node in tree.walk()} | {""}
    if not tree.stream:
        assert places == sorted(places)
    for one in findings:
        assert one.code in RULES
        assert 0 <= one.offset <= one.offset + one.length <= max(len(data), len(tree.inflated))
        assert one.message.isprintable()
        assert one.path in paths
        assert one.to_dict()["severity"] in [kind.value for kind in Severity]
    return findings


@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    assert_sound(data)


@given(st.binary(max_size=200))
def test_any_data_set(data: bytes) -> None:
    assert_sound(part10(data))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_truncations_and_mutations(case: Case) -> None:
    data = case.data
    for end in range(max(0, len(data) - TAIL), len(data)):
        assert_sound(data[:end])
    chance = random.Random(case.name)
    for _ in range(30):
        mutated = bytearray(data)
        for _ in range(3):
            mutated[chance.randrange(len(data))] = chance.choice((0, 0xFF, 0xFE, chance.randrange(256)))
        assert_sound(bytes(mutated))


def test_every_truncation_of_one_file() -> None:
    data = part10(NAME)
    for end in range(len(data)):
        assert_sound(data[:end])


def test_deep_nesting() -> None:
    depth = 1000
    opening = long(0x00081140, "SQ", length=UNDEFINED) + item(length=UNDEFINED)
    codec = STANDARD.with_limits(max_depth=depth + 1)
    findings = check(part10(opening * depth), codec=codec)
    assert max((one.path for one in findings), key=len) == ".".join(["(0008,1140)[0]"] * depth)
    missing = [one.code for one in findings if one.code.endswith("-missing")]
    assert missing.count("item-delimiter-missing") == depth
    assert missing.count("sequence-delimiter-missing") == depth


def test_work_grows_with_the_number_of_findings() -> None:
    """Each element is found fault with once or twice, however many of its like stand beside it."""
    one = explicit(0x00100000, "UL", b"\1\0\0\0")
    for count in (10, 5000):
        findings = check(part10(one * count))
        codes = [finding.code for finding in findings]
        assert codes.count("duplicate-tag") == count - 1
        assert codes.count("group-length-wrong") == count


def test_a_fault_of_many_values_is_told_once() -> None:
    values = b"\\".join([b"1.000000000000000000"] * 3000) + b" "
    findings = check(part10(explicit(0x00280030, "DS", values)))
    assert [(one.code, one.found) for one in findings] == [("vm", "3000"), ("too-long", "20")]


def test_sources(tmp_path: Path) -> None:
    data = part10(explicit(0x00100010, "PN", b"Doe"))
    path = tmp_path / "one.dcm"
    path.write_bytes(data)
    want = check(data)
    assert [one.code for one in want] == ["odd-length"]
    assert check(path) == check(str(path)) == check(io.BytesIO(data)) == check(bytearray(data)) == want
    with pytest.raises(FileNotFoundError):
        check(tmp_path / "none.dcm")


def specified() -> dict[str, dict[str, str]]:
    lines = (ROOT / "specs" / "value_representations.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    rows = {row["vr"]: row for row in (dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])}
    return {code: row for code, row in rows.items() if row["regex"]}


SPECIFIED = specified()
ASCII = st.characters(codec="ascii")
OF_A_VALUE = {"value-form", "undecodable", "undecodable-text", "uid-invalid", "too-long", "out-of-range"}


def test_the_rows_that_have_a_form_are_the_standards() -> None:
    assert {code for code, row in VRS.items() if row.form is not None} == SPECIFIED.keys()
    legacy = {code: row["legacy_regex"] for code, row in SPECIFIED.items() if row["legacy_regex"]}
    assert {
        code: form.pattern for code, form in ((code, legacy_form(code)) for code in SPECIFIED) if form
    } == legacy


def legacy_form(code: str) -> re.Pattern[str] | None:
    kind = VRS[code].kind
    return LEGACY.get(kind.converter) if isinstance(kind, Text) else None


@pytest.mark.parametrize("code", SPECIFIED)
@given(data=st.data())
def test_forms_are_the_standards(code: str, data: st.DataObject) -> None:
    """What the standard's form has is of the row's form, and `check` reports what is of the row's form alone."""
    row, form = VRS[code], SPECIFIED[code]["regex"]
    assert row.form is not None
    assert re.fullmatch(row.form, data.draw(st.from_regex(form, fullmatch=True, alphabet=ASCII)))
    drawn = data.draw(st.from_regex(row.form, fullmatch=True, alphabet=ASCII))
    if drawn.strip(" ") and not re.fullmatch(form, drawn.strip(" ")):
        encoded = drawn.encode() + row.kind.pad * (len(drawn) % 2)
        found = {one.code for one in check(part10(explicit(0x00091001, code, encoded)))}
        assert found & OF_A_VALUE, drawn


KNOWN = {
    "CT_small.dcm": {"preamble-tiff"},
    "JPEG2000.dcm": None,
    "MR_truncated.dcm": {"preamble-tiff", "value-cut-short"},
    "SC_rgb_jpeg.dcm": None,
    "UN_sequence.dcm": {"un-holds-items", "private-without-creator"},
    "badVR.dcm": None,
    "liver_1frame.dcm": set(),
    "nested_priv_SQ.dcm": {"forbidden-group", "odd-length"},
    "rtplan.dcm": None,
    "test-SR.dcm": set(),
}


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.name)
def test_real_file(path: Path) -> None:
    codes = {one.code for one in assert_sound(path.read_bytes())}
    wanted = KNOWN.get(path.name)
    assert wanted is None or codes == wanted
