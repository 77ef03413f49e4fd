"""What the house says of files is what it said before the redesign, but for the differences that are listed."""

from __future__ import annotations

import pytest

from pinned.inputs import names
from pinned.pins import DIFFERENCES, all_names, differences, engines_differ, groups, pinned

IN_CI = 300
"""Mutants looked at here; `tests/pinned/record.py` looks at all."""


@pytest.mark.parametrize("name", names() + groups(0, IN_CI))
def test_account_is_as_pinned(name: str) -> None:
    assert differences(name) == []


@pytest.mark.parametrize("name", names() + groups(0, IN_CI))
def test_engines_agree(name: str) -> None:
    assert engines_differ(name) == []


def test_every_input_is_pinned() -> None:
    assert list(pinned()) == all_names()


def test_every_difference_has_a_reason() -> None:
    rows = [line.split("\t") for line in DIFFERENCES.read_text("utf-8").splitlines()[1:]]
    assert all(len(row) == 4 and row[3].strip() for row in rows)
    assert len({(row[0], row[1]) for row in rows}) == len(rows)
