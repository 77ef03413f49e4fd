"""A grammar that cannot be compiled is refused in words that say where it is wrong.

Each other file in this folder is a bad grammar: the comment that it begins with is the message that compiling
``GRAMMAR`` under the name ``bad`` has to give, its docstring says what is wrong with it.
"""

from __future__ import annotations

import runpy
from itertools import takewhile
from pathlib import Path

import pytest

from dicomconstruct.compiler import compile
from dicomconstruct.errors import GrammarError

HERE = Path(__file__).resolve().parent
BAD = sorted(path for path in HERE.glob("*.py") if not path.name.startswith("test_"))


@pytest.fixture(autouse=True)
def _small_format_to_spoil(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the bad grammars import the small format of the compiler's tests."""
    monkeypatch.syspath_prepend(str(HERE.parent / "compiler"))


def expected_of(path: Path) -> str:
    lines = takewhile(lambda line: line.startswith("# "), path.read_text("utf-8").splitlines())
    return " ".join(line.removeprefix("# ") for line in lines)


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_the_message_says_where_and_what(path: Path) -> None:
    expected = expected_of(path)
    grammar = runpy.run_path(str(path))["GRAMMAR"]
    with pytest.raises(GrammarError) as caught:
        compile(grammar, "bad")
    assert str(caught.value) == expected


@pytest.mark.parametrize("path", BAD, ids=[path.stem for path in BAD])
def test_fields_of_the_error(path: Path) -> None:
    expected = expected_of(path)
    with pytest.raises(GrammarError) as caught:
        compile(runpy.run_path(str(path))["GRAMMAR"], "bad")
    assert caught.value.path == expected.split(": ")[0]
    assert caught.value.hint == (expected.partition(" (")[2].rstrip(")"))


def test_there_are_bad_grammars() -> None:
    assert len(BAD) > 20
