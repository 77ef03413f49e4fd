"""Where the grammar needs no recovery rule, plain construct reads and writes the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from plain import dicom_file, leaves
from real_files import FILES

from dicomconstruct import STANDARD
from dicomconstruct.grammar.layouts import DECLARED
from dicomconstruct.testing import example_files
from dicomconstruct.tree import Kind, Node, Tree

PLAIN = dicom_file(STANDARD._vr_of_pair)
LARGEST = 200_000
"""Plain construct reads a token at a time; larger files have no other tokens, only more bytes in them."""
DEEPEST = 20
"""Sequences within sequences that plain construct, which recurses, is asked to read."""
HEADERS = (Kind.ELEMENT, Kind.ITEM, Kind.FRAGMENT, Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER)


def is_conformant(tree: Tree) -> bool:
    """Whether every token is a line of the page, and its length true; files without preamble are not looked at."""
    if tree.coding.declared not in STANDARD.syntaxes or tree.coding.evidence != DECLARED or tree.coding.problem:
        return False
    if [node.kind for node in tree.opening] != [Kind.PREAMBLE, Kind.PREFIX]:
        return False
    return not any(node.recovery or node.kind in (Kind.OPAQUE, Kind.EXCESS) or is_odd(node) for node in tree.walk())


def is_odd(node: Node) -> bool:
    """Whether a length or an end is not as the standard has it, which needs no rule; or it is very deep."""
    if node.depth > DEEPEST or (node.undefined and not ends_with_a_delimiter(node)):
        return True
    if node.kind in (Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER):
        return node.length != 0
    return node.kind in (Kind.ELEMENT, Kind.ITEM) and not node.undefined and node.length != node.value_length


def ends_with_a_delimiter(node: Node) -> bool:
    return bool(node.children) and node.children[-1].kind in (Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER)


def ours(tree: Tree) -> Iterator[tuple[int, int, int, bytes]]:
    """The same of a tree as `leaves`."""
    for node in tree.walk():
        if node.kind in HEADERS:
            fields = node.fields
            yield fields["group"], fields["element"], fields["length"], node.raw or b""


ALL = [*example_files(), *((path.name, path.read_bytes()) for path in FILES if path.stat().st_size < LARGEST)]
TREES = {name: STANDARD.read_tree(data) for name, data in ALL}
CONFORMANT = [pytest.param(data, id=name) for name, data in ALL if is_conformant(TREES[name])]


def test_most_files_are_conformant() -> None:
    assert len(CONFORMANT) > len(ALL) * 3 // 4


@pytest.mark.parametrize("data", CONFORMANT)
def test_plain_construct_agrees(data: bytes) -> None:
    tree = STANDARD.read_tree(data, engine="reference")
    parsed = PLAIN.parse(data)
    assert list(leaves(parsed)) == list(ours(tree))
    assert tree.stream or PLAIN.build(parsed) == data


def test_the_page_of_the_docs_shows_it() -> None:
    here = Path(__file__).resolve()
    shown = (here.parents[2] / "docs" / "explanation" / "plain-construct.md").read_text("utf-8")
    source = (here.parent / "plain.py").read_text("utf-8")
    begin, end = source.index("def whole("), source.index("def leaves(")
    assert source[begin:end].strip() in shown
