"""One element of a data set is changed and the file saved: only that element and the lengths around it differ."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from real_files import FILES as ALL_FILES, named

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
    deepest = max(found, key=lambda one: one[0]._source.context.depth)
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


def check_rest(changed: Node, whole: Tree, rest: Tree) -> None:
    """Of two trees, one has an element more; what differs besides are the lengths around it."""
    inside = {id(one) for one in changed.walk()}
    olds = [one for one in whole.walk() if id(one) not in inside and not is_padding(one)]
    news = [one for one in rest.walk() if not is_padding(one)]
    assert [(one.kind, one.path) for one in olds] == [(one.kind, one.path) for one in news]
    enclosing = {id(one) for one in changed.ancestors()}
    levels = {id(one.parent) for one in (changed, *changed.ancestors())}
    for old, new in zip(olds, news, strict=True):
        if old.kind is Kind.DEFLATED:
            continue
        if old.kind is Kind.EXCESS:
            assert (old.raw or b"").strip(b"\0") == (new.raw or b"").strip(b"\0")
            continue
        varying = {"length": None} if id(old) in enclosing else {}
        assert {**old.fields, **varying} == {**new.fields, **varying}
        if old.raw != new.raw:
            assert old.tag is not None
            assert old.tag.is_group_length
            assert id(old.parent) in levels


def removable(data_set: Dataset) -> Iterator[tuple[Dataset, DataElement]]:
    """Elements whose absence says nothing about others, with the data sets they are in; private ones too."""
    for level in (data_set, *(item for one in data_set.iterall() if one.VR == "SQ" for item in one.value)):
        for element in level:
            if element._source is None or element._source.store is not data_set._source.store:
                continue
            names_others = element.tag.is_private_creator or element.keyword == "SpecificCharacterSet"
            if not element.tag.is_group_length and not names_others:
                yield level, element


@pytest.mark.parametrize("file", FILES, ids=named)
def test_elements_taken_out_and_put_back(file: Path) -> None:
    """The first, the last, the last private one and the deepest go, one at a time; put back, all is as it was."""
    data_set = dcmread(file, force=True)
    found = list(removable(data_set))
    if not found:
        return
    private = [one for one in found if one[1].tag.is_private][-1:]
    deepest = max(found, key=lambda one: one[1]._source.context.depth)
    before = read_tree(file)
    for level, element in (found[0], found[-1], *private, deepest):
        gone = node_of(element, before)
        target, again = io.BytesIO(), io.BytesIO()
        del level[element.tag]
        data_set.save_as(target)
        check_rest(gone, before, read_tree(target.getvalue()))
        level[element.tag] = element
        data_set.save_as(again)
        assert again.getvalue() == file.read_bytes()


def without_cut_headers(data: bytes, file: Path) -> bytes:
    """The bytes with zeros for the headers of a file's elements and items that declare more than the file has.

    Their lengths are right from then on that something was put in after them.
    """
    tree, blanked = read_tree(file), bytearray(data)
    for node in tree.walk():
        is_cut = node.fields and not node.undefined and (node.length or 0) > node.value_length
        if is_cut and node.end == len(tree.source):
            blanked[node.offset : node.value_offset] = bytes(node.header_length)
    return bytes(blanked)


@pytest.mark.parametrize("file", FILES, ids=named)
def test_private_elements_come_and_go(file: Path) -> None:
    """A private block is put in, at the top and in the deepest item; what was there stays as it was."""
    data_set = dcmread(file, force=True)
    found = list(removable(data_set))
    if not found:
        return
    deepest = max(found, key=lambda one: one[1]._source.context.depth)[0]
    target, again = io.BytesIO(), io.BytesIO()
    for level in (data_set, deepest) if deepest is not data_set else (data_set,):
        block = level.private_block(0x0099, "EDITS", create=True)
        block.add_new(0x01, "LO", "put in")
    data_set.save_as(target)
    after = dcmread(target.getvalue(), force=True)
    assert sum(one.tag == 0x00991001 for one in after.iterall()) == (1 if deepest is data_set else 2)
    for level in [after, *(item for one in after.iterall() if one.VR == "SQ" for item in one.value)]:
        if 0x00991001 in level:
            del level[0x00991001], level[0x00990010]
    after.save_as(again)
    if not read_tree(file).inflated:
        assert without_cut_headers(again.getvalue(), file) == without_cut_headers(file.read_bytes(), file)


def test_what_stands_behind_a_deflated_data_set_stays() -> None:
    file = next(path for path in FILES if path.name == "image_dfl.dcm")
    data_set = dcmread(io.BytesIO(file.read_bytes() + b"junk"))
    data_set.PatientID = "another"
    target = io.BytesIO()
    data_set.save_as(target)
    assert target.getvalue().endswith(b"junk")
    assert dcmread(target.getvalue()).PatientID == "another"
