"""Each recovery rule is asked where it should be, by both engines, and named by the tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
from bytes_of import (
    IMPLICIT_LE,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    long,
    part10,
    sequence_end,
    tag,
    undefined_item,
)

from dicomconstruct import STANDARD
from dicomconstruct.codec import Codec
from dicomconstruct.grammar.layouts import EXPLICIT_LE
from dicomconstruct.grammar.recovery import LEVELS, RULES
from dicomconstruct.testing import check_laws, example_files
from dicomconstruct.tree import first_difference

NAME = explicit(0x00100010, "PN", b"Doe^John")
CONTENT = explicit(0x00081155, "UI", b"1.")
OPEN = long(0x00081140, "SQ", length=UNDEFINED)
UNKNOWN_TAG = implicit(0x0008FFF0, b"ab")
ICON = fragments(0x7FE00010, b"", b"abcd")
SHALLOW = STANDARD.with_limits(max_depth=1)


class Case(NamedTuple):
    """A file, and the rules that reading it needs, in file order."""

    data: bytes
    rules: list[str]
    codec: Codec = STANDARD


CASES = {
    "wrong delimiter of an empty sequence": Case(
        part10(OPEN, item_end(), NAME),
        [
            "header-in-order",
            "empty-sequence-ends-with-an-item-delimiter",
            "delimiter-among-items",
            "sequence-delimiter-missing",
        ],
    ),
    "element with VR among others": Case(
        part10(implicit(0x00080060, b"MR"), NAME, implicit(0x00100020, b"id"), uid=IMPLICIT_LE),
        ["header-with-vr", "plain-value"],
    ),
    "empty sequence under UN": Case(part10(long(0x00081140, "UN"), NAME), ["header-in-order", "empty-sequence"]),
    "items of an element of a later edition": Case(
        part10(long(0x00091140, "UN", length=UNDEFINED), undefined_item(UNKNOWN_TAG), sequence_end(), NAME),
        [
            "header-in-order",
            "items-that-nothing-names",
            "item-that-holds-something-else",
            "tag-the-dictionary-lacks",
            "plain-value",
        ],
    ),
    "length that takes in a tag": Case(
        part10(OPEN, item(CONTENT, length=len(CONTENT) + 4), item(CONTENT), sequence_end(), NAME),
        ["length-ends-inside-the-next-header"],
    ),
    "length that leaves out the end of an icon": Case(
        part10(long(0x00081140, "SQ", item(ICON, length=len(ICON) - 4)), NAME),
        ["fragments-go-on-past-a-length"],
    ),
    "items of defined length too deep": Case(
        part10(long(0x00081140, "SQ", item(long(0x00081140, "SQ", item(CONTENT)))), NAME),
        ["header-in-order", "items-nested-too-deep"],
        SHALLOW,
    ),
    "items of undefined length too deep": Case(
        part10(OPEN, item(OPEN, item(CONTENT), sequence_end()), sequence_end(), NAME),
        ["header-in-order", "undefined-length-nested-too-deep"],
        SHALLOW,
    ),
    "a VR that no table has": Case(
        part10(NAME, tag(0x00100020) + b"RT\2\0id", explicit(0x00100040, "CS", b"F ")),
        ["unknown-vr", "plain-value"],
    ),
}


def needed(data: bytes, codec: Codec = STANDARD) -> list[str]:
    """The recovery rules that both engines need."""
    tree = codec.read_tree(data)
    assert first_difference(tree, codec.read_tree(data, engine="reference")) == ""
    return [rule for node in tree.walk() for rule in node.recovery]


@pytest.mark.parametrize("name", CASES)
def test_rules_that_a_file_needs(name: str) -> None:
    case = CASES[name]
    check_laws(case.data, codec=case.codec)
    assert needed(case.data, case.codec) == case.rules


def test_what_ends_a_sequence_at_the_end_of_the_file_meta_group() -> None:
    """The rule fires in the group, the bytes that it leaves begin the data set."""
    unclosed = implicit(0x00020003, length=UNDEFINED) + item(explicit(0x00081155, "UI", b"1.2\0"))
    data = part10()[: -len(explicit(0x00020012, "UI", b"2.25.2"))] + unclosed + b"no header at all"
    assert "sequence-delimiter-missing" in needed(data)


def test_a_sequence_by_itself_nested_too_deep() -> None:
    tokens = STANDARD.grammar.sequence(EXPLICIT_LE).parse(item(CONTENT), max_depth=0)
    assert [token.recovery for token in tokens] == [("item-nested-too-deep",)]


def test_fragments_by_themselves_that_are_none() -> None:
    tokens = STANDARD.grammar.fragments(EXPLICIT_LE).parse(b"nothing here")
    assert [token.recovery for token in tokens] == [("no-fragment",)]


PRIVATE = {"private-implicit-le"}
"""An example with a private sequence that the dictionary lacks: its bytes say what it holds (PS3.5 7.1.3)."""


@pytest.mark.parametrize(("name", "data"), [pytest.param(*one, id=one[0]) for one in example_files()])
def test_conformant_files_need_no_rule(name: str, data: bytes) -> None:
    assert (needed(data) != []) == (name in PRIVATE)


def test_every_rule_is_told_with_its_clause_and_its_odd_files() -> None:
    classes = set(re.findall(r"_([a-f]\d{3})_", "".join(_odd_tests())))
    for rule in RULES.values():
        assert (rule.__doc__ or "").strip()
        assert rule.clause.startswith("PS3.")
        assert {one.lower() for one in rule.odd} <= classes


def test_every_rule_has_a_case() -> None:
    """Here, or in an odd file; those that end the file meta group are not recorded."""
    kept = {rule for rule in RULES.values() if rule.is_recorded}
    here = {rule for case in CASES.values() for rule in case.rules} | {"item-nested-too-deep", "no-fragment"}
    text = "".join(_odd_tests())
    odd = {rule.name for rule in kept if any(f"_{one.lower()}_" in text for one in rule.odd)}
    assert {rule.name for rule in kept} - here - odd == {"header-in-order", "header-without-vr"} - here


def test_no_two_rules_share_a_name() -> None:
    kinds = {type(rule) for rules in LEVELS.values() for rule in rules}
    assert len(kinds) == len(RULES)


def _odd_tests() -> list[str]:
    return [file.read_text("utf-8") for file in sorted((Path(__file__).parents[1] / "odd").glob("test_*.py"))]
