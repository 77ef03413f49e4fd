"""Each of the 110 classes of odd files has a test that carries its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

LETTERS = {"a": (1, 23), "b": (24, 57), "c": (58, 83), "d": (84, 95), "e": (96, 104), "f": (105, 110)}
CLASSES = {f"{letter}{number:03}" for letter, (first, last) in LETTERS.items() for number in range(first, last + 1)}


def test_every_class_has_a_test() -> None:
    named: set[str] = set()
    for module in Path(__file__).parent.glob("test_*.py"):
        for node in ast.parse(module.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                named.update(re.findall(r"_([a-f]\d{3})(?=_)", node.name))
    assert len(CLASSES) == 110
    assert CLASSES - named == set()
    assert named <= CLASSES
