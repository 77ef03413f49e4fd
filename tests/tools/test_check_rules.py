"""Every rule of `check`: the bytes that break it, and everything that is found in them."""

from __future__ import annotations

import re

import pytest
from bytes_of import EXPLICIT_BE, explicit, implicit, item, part10, sequence, sequence_end, tag, undefined_item
from check_cases import CASES, NAME, Case

from dicomconstruct import STANDARD, VR, TransferSyntax, check
from dicomconstruct.fidelity import RULES
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.tree import Finding, Severity

DEEP = part10(sequence(0x00081140, item(sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"))))))


def told(findings: list[Finding]) -> list[tuple[str, str, int, str, str]]:
    return [(one.code, one.path, one.offset, one.expected, one.found) for one in findings]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Case) -> None:
    assert told(check(case.data)) == case.found


def test_nested_beyond_the_limit() -> None:
    codec = STANDARD.with_limits(max_depth=1)
    start = len(part10())
    assert told(check(DEEP, codec=codec)) == [("nested-too-deep", "(0008,1140)[0].(0008,1140)", start + 32, "", "")]
    assert check(DEEP) == []


def test_recovery_rules_are_reported_when_asked_for() -> None:
    data = part10(NAME, tag(0x00100020) + b"RT\2\0id")
    (ours,) = (one for one in check(data, recovery=True) if one.code == "read-by-recovery")
    assert (ours.severity, ours.path, ours.found) == (Severity.NOTE, "(0010,0020)", "unknown-vr, plain-value")
    assert [one for one in check(data, recovery=True) if one is not ours and one != ours] == check(data)


def test_every_rule_is_broken_by_a_case() -> None:
    broken = {found[0] for case in CASES for found in case.found} | {"nested-too-deep", "read-by-recovery"}
    assert broken == set(RULES)


def test_findings_are_made_from_the_table() -> None:
    for case in CASES:
        for finding in check(case.data):
            rule = RULES[finding.code]
            assert (finding.severity, finding.rule) == (rule.severity, rule.clause)
            assert finding.message.startswith(rule.description.removesuffix("."))
            assert all(side in finding.message for side in (finding.expected, finding.found))


def test_rules_are_well_written() -> None:
    for code, rule in RULES.items():
        assert rule.code == code
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert re.fullmatch(r"PS3\.\d+ [A-Z0-9]+(\.\d+)*", rule.clause)
        assert re.fullmatch(r"[A-Z][^.]+\.", rule.description)
        assert rule.severity in Severity


def test_explicit_header_between_implicit_ones() -> None:
    """The value's length taken for an implicit one leads past the end; taken as explicit, all fits."""
    data = part10(implicit(0x00080060, b"OT"), NAME, implicit(0x00100020, b"1 "), uid="1.2.840.10008.1.2")
    start = len(part10(uid="1.2.840.10008.1.2"))
    assert told(check(data)) == [("header-with-vr", "(0010,0010)", start + 10, "", "'PN'")]


class TestConformantFiles:
    def test_explicit_little_endian(self) -> None:
        data = part10(
            explicit(0x00080005, "CS", b"\\ISO 2022 IR 87 "),
            explicit(0x00080016, "UI", b"1.2.840.10008.5.1.4.1.1.7\0"),
            explicit(0x00080020, "DA", b"20240229"),
            explicit(0x00080030, "TM", b"235959.123456 "),
            explicit(0x00080060, "CS", b"OT"),
            sequence(
                0x00081115,
                undefined_item(explicit(0x0020000E, "UI", b"2.25.4")),
                sequence_end(),
                length=0xFFFFFFFF,
            ),
            sequence(0x00081140, item(explicit(0x00081155, "UI", b"2.25.3")), item()),
            explicit(0x00090010, "LO", b"ACME 1.0"),
            explicit(0x00091001, "DS", b"1.5\\-2e3"),
            explicit(0x00091002, "UN", b"\1\2"),
            explicit(0x00100010, "PN", b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"),
            explicit(0x00100020, "LO"),
            explicit(0x00101010, "AS", b"042Y"),
            explicit(0x00204000, "LT", b"two\r\nlines"),
            explicit(0x00280010, "US", b"\1\0"),
            explicit(0x00280030, "DS", b"0.5\\ 0.5"),
            explicit(0x7FE00010, "OW", b"\1\2"),
        )
        assert check(data) == []

    def test_empty_data_set(self) -> None:
        assert check(part10()) == []

    def test_implicit_little_endian(self) -> None:
        data = part10(
            implicit(0x00080060, b"OT"),
            implicit(0x00081140, item(implicit(0x00081155, b"2.25.3"))),
            implicit(0x00100010, b"Doe^Jane"),
            uid="1.2.840.10008.1.2",
        )
        assert check(data) == []

    def test_big_endian_is_but_retired(self) -> None:
        data = part10(
            sequence(
                0x00081140,
                item(explicit(0x00081155, "UI", b"2.25.3", order=">"), order=">"),
                order=">",
            ),
            explicit(0x00280010, "US", b"\0\1", order=">"),
            uid=EXPLICIT_BE,
        )
        assert [one.code for one in check(data)] == ["transfer-syntax-retired"]


class TestOwnCodec:
    def test_knows_its_vr(self) -> None:
        codec = STANDARD.with_vr(VR("ZZ", value=numbers("H")))
        data = part10(
            explicit(0x00090010, "LO", b"ACME 1.0"),
            b"\x09\x00\x01\x10ZZ\0\0\3\0\0\0\1\0\2",
        )
        start = len(part10()) + 16
        assert told(check(data, codec=codec)) == [
            ("odd-length", "(0009,1001)", start, "", "3"),
            ("length-not-multiple", "(0009,1001)", start + 12, "a multiple of 2", "3"),
        ]

    def test_knows_its_transfer_syntax(self) -> None:
        data = part10(NAME, uid="1.2.3.4")
        assert check(data, codec=STANDARD.with_encoding(TransferSyntax("1.2.3.4", "Mine"))) == []
