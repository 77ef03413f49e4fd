"""The same edit by tree and by data set gives the same bytes, whatever the file is like."""

from __future__ import annotations

import io
import random
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
from pinned import inputs
from pinned.accounts import VALUES

from dicomconstruct import STANDARD, Dataset, Tree, dcmread, dcmwrite
from dicomconstruct.config import disable_value_validation
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.editing import RECODING, data_set_of, is_repeated
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind, Node

EDITS = 4
"""Elements of a file that are edited, each on its own."""
MUTANTS = range(320_000, 320_200)
COMMENTS = BaseTag(0x00204000)
PIXEL_DATA = BaseTag(0x7FE00010)


def assigned_in_tree(tree: Tree, node: Node, code: str) -> None:
    STANDARD.set_value(tree, node, VALUES[code])


def assigned_in_data_set(data_set: Dataset, tag: BaseTag, code: str) -> None:
    data_set[tag].value = VALUES[code]


def deleted_in_tree(tree: Tree, node: Node, _code: str) -> None:
    STANDARD.delete_node(tree, node)


def deleted_in_data_set(data_set: Dataset, tag: BaseTag, _code: str) -> None:
    del data_set[tag]


def inserted_in_tree(tree: Tree, node: Node, _code: str) -> None:
    STANDARD.insert_element(tree, COMMENTS, VALUES["LT"], holder=node.parent)


def inserted_in_data_set(data_set: Dataset, _tag: BaseTag, _code: str) -> None:
    data_set.add_new(COMMENTS, "LT", VALUES["LT"])


EDIT = {
    "assign": (assigned_in_tree, assigned_in_data_set),
    "delete": (deleted_in_tree, deleted_in_data_set),
    "insert": (inserted_in_tree, inserted_in_data_set),
}


def applies(name: str, tree: Tree, node: Node, code: str) -> bool:
    """Whether an edit means the same in a tree and in a data set (docs/explanation/writing-files.md)."""
    if is_repeated(tree, node) or node.tag is None or node.tag in RECODING:
        return False
    if name == "insert":
        beside = tree.siblings(node)
        return node.tag.group != 2 and all(one.tag != COMMENTS for one in beside)
    return name == "delete" or (code in VALUES and node.children is None and node.tag != PIXEL_DATA)


def by_tree(data: bytes, place: int, name: str) -> bytes | str | None:
    tree = STANDARD.read_tree(data)
    node = list(tree.walk())[place]
    code = STANDARD.meaning(tree, node).vr.code
    if not applies(name, tree, node, code):
        return None
    try:
        EDIT[name][0](tree, node, code)
        return STANDARD.write_tree(tree)
    except DicomError as error:
        return type(error).__name__


def by_data_set(data: bytes, place: int, name: str) -> bytes | str:
    tree = STANDARD.read_tree(data)
    node = list(tree.walk())[place]
    assert node.tag is not None
    out = io.BytesIO()
    try:
        whole = dcmread(io.BytesIO(data), force=True)
        EDIT[name][1](data_set_of(whole, tree, node), node.tag, STANDARD.meaning(tree, node).vr.code)
        dcmwrite(out, whole)
    except DicomError as error:
        return type(error).__name__
    return out.getvalue()


def differences(data: bytes, chance: random.Random) -> Iterator[tuple[str, str]]:
    """The edits that give other bytes by data set than by tree, and where."""
    nodes = list(STANDARD.read_tree(data).walk())
    places = [place for place, node in enumerate(nodes) if node.kind is Kind.ELEMENT]
    for place in chance.sample(places, min(EDITS, len(places))):
        for name in EDIT:
            expected = by_tree(data, place, name)
            if expected is not None and by_data_set(data, place, name) != expected:
                yield name, nodes[place].path


def assert_same(data: bytes, seed: Any) -> None:
    with warnings.catch_warnings(), disable_value_validation():
        warnings.simplefilter("ignore")
        assert list(differences(data, random.Random(seed))) == []


@pytest.mark.parametrize("name", inputs.names())
def test_files_are_edited_alike(name: str) -> None:
    assert_same(inputs.data_of(name), name)


@pytest.mark.parametrize("seed", MUTANTS)
def test_mutants_are_edited_alike(seed: int) -> None:
    assert_same(inputs.mutant(seed), seed)


def test_nothing_is_inserted_beside_its_like_or_into_what_is_no_item() -> None:
    tree = STANDARD.read_tree(inputs.data_of(inputs.names()[0]))
    node = next(tree.elements())
    assert node.tag is not None
    with pytest.raises(DicomError, match="is there already"):
        STANDARD.insert_element(tree, node.tag, VALUES["UL"], vr="UL")
    with pytest.raises(DicomError, match="put into an item"):
        STANDARD.insert_element(tree, COMMENTS, "x", holder=node)
    with pytest.raises(DicomError, match="VR is unknown"):
        STANDARD.insert_element(tree, 0x00091002, "x")
    with pytest.raises(DicomError, match="only elements and items"):
        STANDARD.delete_node(tree, tree.opening[0])
    assert STANDARD.write_tree(tree) == tree.source
