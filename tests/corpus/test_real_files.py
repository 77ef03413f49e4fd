"""Every real file inside the installed pydicom and pydicom-data satisfies the laws, at every level of verify."""

from __future__ import annotations

from pathlib import Path

import pytest
from real_files import FILES, named

from dicomconstruct import STANDARD, check
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.verify import verify_bytes
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Meaning

EDITED_WHOLE = 2_000
"""Bytes up to which every element of a file is edited for the law of locality; of larger files, three are."""


def test_the_corpus_is_there() -> None:
    assert len(FILES) > 230


@pytest.mark.parametrize("path", FILES, ids=named)
def test_the_laws(path: Path) -> None:
    data = path.read_bytes()
    check_laws(data, edits=0 if len(data) < EDITED_WHOLE else 3)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_faithful_at_every_level(path: Path) -> None:
    report = verify_bytes(path.read_bytes(), name=path.name)
    assert report.shortfalls == ()


def problem_with(meaning: Meaning) -> DicomError | None:
    try:
        meaning.decode()
    except DicomError as error:
        return error
    return None


@pytest.mark.parametrize("path", FILES, ids=named)
def test_values_decode_or_say_why_not_and_findings_never_raise(path: Path) -> None:
    data = path.read_bytes()
    tree = STANDARD.read_tree(data)
    for meaning in STANDARD.meanings(tree):
        error = problem_with(meaning)
        assert error is None or (error.path, error.offset) == (meaning.node.path, meaning.node.value_offset)
    for finding in check(data):
        assert finding.rule.startswith("PS3.")
