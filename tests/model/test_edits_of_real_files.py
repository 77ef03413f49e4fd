"""One element of a data set is changed and the file saved: only that element and the lengths around it differ."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_files import FILES as ALL_FILES
from real_files import named

from dicomconstruct import STANDARD, DataElement, Dataset, Tree, dcmread, read_tree
from dicomconstruct.compiler.runtime import OFFSET
from dicomconstruct.tree import Kind, Node, Space

FILES = [path for path in ALL_FILES if path.stat().st_size < 3_000_000]
OTHER_VALUES = {
    "LO": "another value",
    "SH": "ANOTHER",
    "CS": "OTHER_ONE",
    "UI": "1.2.3",
    "US": 3,
    "PN": "Other^One",
}


def candidates(data_set: Dataset) -> Iterator[tuple[DataElement, Any]]:
    """Elements that another value of another length is known for, and that value."""
    store = data_set._source.store
    for element in data_set.iterall():
        value = OTHER_VALUES.get(element.VR)
        if value is None or element._source is None or element._source.store is not store:
            continue
        if element.tag.is_group_length or element.tag.is_private or element.keyword == "SpecificCharacterSet":
            continue
        yield element, value


def chosen(data_set: Dataset) -> list[tuple[DataElement, Any]]:
    """The first, the last and the deepest of them, which have different neighbourhoods."""
    found = list(candidates(data_set))
    if not found:
        return []
    deepest = max(found, key=lambda one: one[0]._source.origin.depth)
    return [found[0], found[-1], deepest]


def is_padding(node: Node) -> bool:
    """Whether a node is the byte that makes a deflated stream even."""
    return node.kind is Kind.EXCESS and node.raw == b"\0"


def check_only(edited: Node, before: Tree, after: Tree) -> None:
    """Of two trees, only that element, the lengths around it, and group lengths beside those differ."""
    olds, news = ([one for one in tree.walk() if not is_padding(one)] for tree in (before, after))
    assert [(one.kind, one.path) for one in olds] == [(one.kind, one.path) for one in news]
    enclosing = {id(one) for one in (edited, *edited.ancestors())}
    levels = {id(one.parent) for one in (edited, *edited.ancestors())}
    for old, new in zip(olds, news, strict=True):
        if old.kind is Kind.DEFLATED:
            continue
        if old is edited:
            assert old.tag == new.tag
        elif id(old) in enclosing:
            assert {**old.fields, "length": None} == {**new.fields, "length": None}
            assert old.undefined == new.undefined
        else:
            assert old.fields == new.fields
        if old is not edited and old.raw != new.raw:
            assert old.tag is not None
            assert old.tag.is_group_length
            assert id(old.parent) in levels


def node_of(element: DataElement, tree: Tree) -> Node:
    offset = element._row[OFFSET]
    space = Space.INFLATED if tree.inflated else Space.FILE
    return next(one for one in tree.walk() if (one.offset, one.space, one.tag) == (offset, space, element.tag))


def node_at(path: str, tree: Tree) -> Node:
    return next(one for one in tree.walk() if one.kind is Kind.ELEMENT and one.path == path)


@pytest.mark.parametrize("file", FILES, ids=named)
@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "last", "deepest"])
def test_one_change(file: Path, place: int) -> None:
    data_set = dcmread(file, force=True)
    elements = chosen(data_set)
    if not elements:
        assert not list(candidates(data_set))
        return
    element, value = elements[place]
    before = read_tree(file)
    edited = node_of(element, before)
    element.value = value
    target = io.BytesIO()
    data_set.save_as(target)
    after = read_tree(target.getvalue())
    check_only(edited, before, after)
    assert edited.raw != node_at(edited.path, after).raw
    assert STANDARD.meaning(after, node_at(edited.path, after)).decode() == value


def test_what_stands_behind_a_deflated_data_set_stays() -> None:
    file = next(path for path in FILES if path.name == "image_dfl.dcm")
    data_set = dcmread(io.BytesIO(file.read_bytes() + b"junk"))
    data_set.PatientID = "another"
    target = io.BytesIO()
    data_set.save_as(target)
    assert target.getvalue().endswith(b"junk")
    assert dcmread(target.getvalue()).PatientID == "another"
