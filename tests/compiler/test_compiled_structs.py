"""Compiled structs do what interpreted ones do: one table of structs, several drivers over it."""

from __future__ import annotations

from typing import Any

import pytest
from agreement import outcome, same_build, same_parse, spelt, wrong_values
from construct import ConstructError, Int8ub, Struct, Tell
from struct_cases import CASES, LEAVES, NAMED_CASES, NAMED_HEADER_CASES, NESTED_CASES, Case
from tlv import BY_RULES, ONE, TLV, group, opened

from dicomconstruct.compiler import Compiled, compile

PLAIN = [*CASES, *NAMED_CASES]
NESTED = [*NESTED_CASES, *NAMED_HEADER_CASES]
BOTH = [*PLAIN, *NESTED]
COMPILED: dict[int, Compiled] = {}
"""What has been compiled so far, by the case's ``id``."""
EVERY = pytest.mark.parametrize("case", BOTH, ids=[f"{place} {case.name}" for place, case in enumerate(BOTH)])


def compiled(case: Case) -> Compiled:
    if id(case) not in COMPILED:
        COMPILED[id(case)] = compile(case.construct, case.name)
    return COMPILED[id(case)]


@EVERY
def test_parse(case: Case) -> None:
    parsed = compiled(case).parse(case.data)
    assert parsed == case.construct.parse(case.data)
    assert spelt(parsed) == spelt(case.construct.parse(case.data))


@pytest.mark.parametrize("case", PLAIN, ids=[case.name for case in PLAIN])
def test_parse_gives_what_the_table_says(case: Case) -> None:
    if case.fields is not None:
        assert compiled(case).parse(case.data) == case.fields


@EVERY
def test_build(case: Case) -> None:
    fields = case.construct.parse(case.data)
    assert compiled(case).build(fields) == case.data == case.construct.build(fields)


@pytest.mark.parametrize("case", PLAIN, ids=[case.name for case in PLAIN])
def test_build_from_what_the_table_says(case: Case) -> None:
    if case.fields is not None:
        assert compiled(case).build(case.fields) == case.data == case.construct.build(case.fields)


@EVERY
def test_every_prefix_reads_or_fails_alike(case: Case) -> None:
    for end in range(len(case.data) + 1):
        same_parse(compiled(case), case.construct, case.data[:end])


@EVERY
def test_what_follows_reads_alike(case: Case) -> None:
    for after in (b"\0", b"\xff", b"N", bytes(40), b"\xff" * 40):
        same_parse(compiled(case), case.construct, case.data + after)


@EVERY
def test_every_changed_byte_reads_or_fails_alike(case: Case) -> None:
    for place in range(min(len(case.data), 60)):
        for byte in (0x00, 0x01, 0x7F, 0x80, 0xFF, ord("G"), ord("O"), ord("E"), ord("N")):
            changed = case.data[:place] + bytes([byte]) + case.data[place + 1 :]
            same_parse(compiled(case), case.construct, changed)


@EVERY
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_any_kind_of_buffer(case: Case, kind: Any) -> None:
    assert spelt(compiled(case).parse(kind(case.data))) == spelt(case.construct.parse(case.data))


@pytest.mark.parametrize("case", PLAIN, ids=[case.name for case in PLAIN])
def test_wrong_fields_fail_alike(case: Case) -> None:
    different = []
    for what, fields in wrong_values(case.construct.parse(case.data)):
        try:
            same_build(compiled(case), case.construct, fields)
        except Exception as error:
            different.append(f"{what}: {type(error).__name__} {error}"[:300])
    assert different == []


@pytest.mark.parametrize("case", NESTED, ids=[f"{place} {case.name}" for place, case in enumerate(NESTED)])
def test_wrong_tokens_fail_alike(case: Case) -> None:
    different = []
    for what, fields in wrong_values(case.construct.parse(case.data)):
        try:
            same_build(compiled(case), case.construct, fields)
        except Exception as error:
            different.append(f"{what}: {type(error).__name__} {error}"[:300])
    assert different == []


def test_errors_say_where() -> None:
    case = next(case for case in CASES if case.name == "structures inside")
    with pytest.raises(ConstructError, match=r"\(parsing\) -> deep -> b"):
        compiled(case).parse(case.data[:5])
    with pytest.raises(ConstructError, match=r"\(building\) -> deep -> b"):
        compiled(case).build({**case.fields, "deep": {"pair": {"one": 4, "two": 5}, "b": -6}})


def test_context_parameters_reach_the_rules() -> None:
    nested = opened(1, opened(2, opened(3, LEAVES[0])))
    for construct in (TLV, BY_RULES):
        one = compile(construct, "depths")
        for depth in range(4):
            assert spelt(one.parse(nested, max_depth=depth)) == spelt(construct.parse(nested, max_depth=depth))


def test_alternatives_are_tried_and_rules_are_asked_where_none_fits() -> None:
    one = compile(TLV, "counted")
    asked = counting(one)
    one.parse(b"".join(LEAVES) + group(1, *LEAVES[:2]) + opened(1, LEAVES[0]))
    assert asked == []
    one.parse(LEAVES[0] + b"??")
    assert len(asked) == 1


def counting(one: Compiled) -> list[Any]:
    """What the rules of a compiled structure are asked from now on."""
    asked: list[Any] = []
    ask = one.namespace["ask"]

    def counted(*arguments: Any) -> Any:
        asked.append(arguments)
        return ask(*arguments)

    one.namespace["ask"] = counted
    return asked


def test_a_structure_of_no_bytes_may_be_missing() -> None:
    construct = Struct("a" / Int8ub, "inner" / Struct("here" / Tell))
    one = compile(construct, "no bytes")
    for fields in ({"a": 1}, {"a": 1, "inner": None}, {"a": 1, "inner": {}}, {"a": 1, "inner": {"here": 7}}):
        assert same_build(one, construct, fields) == ("bytes", b"\1")


def test_one_token_of_many() -> None:
    one = compile(ONE, "one")
    assert spelt(one.parse(LEAVES[0] + LEAVES[1])) == spelt(ONE.parse(LEAVES[0] + LEAVES[1]))
    assert outcome(lambda: one.parse(b"")) == outcome(lambda: ONE.parse(b""))


def test_depth_is_no_limit() -> None:
    data = b"".join(opened(1, closed=False) for _ in range(20_000)) + LEAVES[0]
    one = compile(TLV, "deep")
    parsed = one.parse(data, max_depth=30_000)
    assert one.build(parsed) == data
    depth, tokens = 0, parsed
    while tokens[0].kind == "group":
        depth, tokens = depth + 1, tokens[0].children
    assert depth == 20_000
