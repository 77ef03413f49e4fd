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
from hypothesis import given
from hypothesis import strategies as st

from dicomconstruct import STANDARD, check
from dicomconstruct.fidelity import RULES, check_tree
from dicomconstruct.fidelity.rules_values import DEMANDS
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


def test_demands_are_the_standards() -> None:
    lines = (ROOT / "specs" / "value_representations.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    rows = {row["vr"]: row for row in (dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:])}
    without_limits = {"{1,16}": "+", "{0,16}": "*", "{1,12}": "+"}
    for code, demand in DEMANDS.items():
        form = rows[code]["regex"]
        for limit, repeat in without_limits.items():
            form = re.sub(re.escape(limit) + "$", repeat, form)
        assert demand.form.pattern.decode("ascii") == form, code
        legacy = demand.legacy.pattern.decode("ascii") if demand.legacy is not None else ""
        assert legacy == rows[code]["legacy_regex"], code
    elsewhere = {"DT", "UI"}  # decoding and `UID.is_valid` are as strict
    assert {code for code, row in rows.items() if row["regex"]} == set(DEMANDS) | elsewhere


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
