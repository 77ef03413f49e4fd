"""The house rules that a program can hold: sizes, docstrings, and byte layout in one room."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "dicomconstruct"
WRITTEN = sorted(file for file in SRC.rglob("*.py") if not file.name.endswith("_generated.py"))
LONGEST, MEDIAN = 600, 200

LAYOUT = re.compile(
    r"0xFFFE\b|0xE0DD\b|0xE00D\b|0xE000\b|0xFFFF_?FFFF\b|\bstruct\.|[\"'][<>][HIQ]{1,4}", re.IGNORECASE
)


def named(file: Path) -> str:
    return str(file.relative_to(SRC))


def test_modules_are_short() -> None:
    sizes = {named(file): len(file.read_text("utf-8").splitlines()) for file in WRITTEN}
    assert {name: size for name, size in sizes.items() if size > LONGEST} == {}
    assert statistics.median(sizes.values()) <= MEDIAN


@pytest.mark.parametrize("file", WRITTEN, ids=named)
def test_every_module_says_what_it_is_for(file: Path) -> None:
    assert ast.get_docstring(ast.parse(file.read_text("utf-8")))


@pytest.mark.parametrize("file", sorted((SRC / "grammar").glob("*.py")), ids=named)
def test_nobody_has_to_look_inside_a_lambda_of_the_grammar(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Lambda)]


@pytest.mark.parametrize("file", [file for file in WRITTEN if file.parent.name != "grammar"], ids=named)
def test_byte_layout_stays_in_the_grammar(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    code = [
        ast.get_source_segment(file.read_text("utf-8"), node) or ""
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant | ast.Attribute) and id(node) not in prose
    ]
    assert [text for text in code if LAYOUT.search(text)] == []


def test_public_functions_have_docstrings() -> None:
    missing = [
        f"{named(file)}: {node.name}"
        for file in WRITTEN
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert missing == []
