"""A data set that is read lazily has the elements that a tree of the whole file has."""

from __future__ import annotations

import pytest
from bytes_of import explicit, item, part10, sequence
from pinned import inputs

from dicomconstruct import dcmread, read_tree
from dicomconstruct.grammar.primitives import DELIMITING_GROUP
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind

pytestmark = pytest.mark.filterwarnings("ignore")

MUTANTS = range(703_700, 704_000)
NAME = explicit(0x00100010, "PN", b"Doe^John")
CLASS = explicit(0x00081155, "UI", b"1.2\0")
ODD_VR = explicit(0x0020000D, "U\t", b"1.2\0")


def lazily_read(data: bytes) -> list[BaseTag]:
    return sorted(dcmread(data, force=True).keys())


def wholly_read(data: bytes) -> list[BaseTag]:
    tags = {node.tag for node in read_tree(data).data_set if node.kind is Kind.ELEMENT and node.tag is not None}
    return sorted(tag for tag in tags if tag.group != DELIMITING_GROUP)


@pytest.mark.parametrize("seed", MUTANTS)
def test_mutants_have_the_same_elements_lazily_and_wholly_read(seed: int) -> None:
    data = inputs.mutant(seed)
    assert lazily_read(data) == wholly_read(data)


@pytest.mark.parametrize("name", inputs.names())
def test_files_have_the_same_elements_lazily_and_wholly_read(name: str) -> None:
    data = inputs.data_of(name)
    assert lazily_read(data) == wholly_read(data)


@pytest.mark.parametrize("between", [b"", explicit(0x00100020, "LO", b"4711")])
def test_an_item_goes_past_its_sequence_where_no_level_goes_on_after_that(between: bytes) -> None:
    data = part10(sequence(0x00081140, item(CLASS, NAME, between, ODD_VR), length=20))
    assert lazily_read(data) == wholly_read(data) == [0x00081140]
