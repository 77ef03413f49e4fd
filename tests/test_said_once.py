"""Which modules may define a rule of the account; the lists only shrink.

A rule stands here by the names of the functions that say it. Who moves one takes the old module out of its list in
the same change; a module that is not listed may not define such a function.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "dicomconstruct"
RULES: dict[str, tuple[str, set[str]]] = {
    "private creator": (
        r"_?creators?_(of|in|named|named_by|name|by_block)",
        {
            "dataelem/source.py",
            "dataset/element_access.py",
            "dataset/private.py",
            "dataset/raw_source.py",
            "dataset/as_read.py",
            "tree/scope.py",
        },
    ),
    "character sets in scope": (
        r"_?character_sets|charsets_of|character_sets_of|said_by|read_under",
        {
            "dataset/character_sets.py",
            "dataset/element_access.py",
            "dataset/encoding_facts.py",
            "dataset/json_sources.py",
            "dataset/raw_source.py",
            "tree/scope.py",
            "values/encodings.py",
        },
    ),
    "VR of an element": (
        r"vr_of|_?known_vr|dictionary_vr|_meant|_vr_of|vr_of_new",
        {
            "parts/fixes.py",
            "dataelem/hooks.py",
            "dataset/ambiguous.py",
            "dataset/private.py",
            "dataset/as_read.py",
            "dictionary/elements.py",
            "grammar/recovery/rule.py",
            "tree/meaning.py",
            "tree/scope.py",
        },
    ),
    "sign of pixel values": (r"is_signed", {"dataelem/hooks.py", "tree/scope.py"}),
    "byte order of a value": (r"order_of", {"dataset/raw_source.py", "dataset/as_read.py", "tree/scope.py"}),
    "group lengths": (
        r"_?(keep_)?group_lengths?|has_group_lengths|group_length_element|group_ends",
        {"fidelity/rules_structure.py", "grammar/authoring.py", "tree/levels.py"},
    ),
    "an outgrown 16-bit length": (
        r"form_with_room|under_un|largest_length",
        {"grammar/authoring.py", "grammar/headers.py"},
    ),
}
"""By rule: what its functions are called, and where they are. What only has a word in common is left out below."""
OTHER = {"compiler/lower.py", "parts/streams.py", "testing/examples.py", "testing/model_strategies.py"}
"""Modules with functions of such a name that say something else: byte orders of formats, of streams; examples."""


def defining(pattern: str) -> set[str]:
    """The modules that define a function or class whose whole name fits."""
    found = set()
    for file in SRC.rglob("*.py"):
        name = file.relative_to(SRC).as_posix()
        if file.name.endswith("_generated.py") or name.startswith("compat/") or name in OTHER:
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and re.fullmatch(pattern, node.name):
                found.add(name)
    return found


@pytest.mark.parametrize("rule", RULES)
def test_modules_that_define_a_rule_are_listed(rule: str) -> None:
    pattern, allowed = RULES[rule]
    assert defining(pattern) == allowed


def test_rooms_that_went_stay_gone() -> None:
    assert not (SRC / "adapter").exists()
    assert not (SRC / "grammar" / "straight.py").exists()
