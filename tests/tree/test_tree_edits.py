"""Sequences of edits in one tree: what is lost, what is taken in, what a copy has, how the work grows."""

from __future__ import annotations

import copy
import pickle
import struct

import pytest
from bytes_of import (
    DEFLATED,
    IMPLICIT_LE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    long,
    part10,
    sequence,
)
from growth import grows_at_most, seconds_of

from dicomconstruct import STANDARD, Node, Tree
from dicomconstruct.errors import DicomError, UnexplainedBytes
from dicomconstruct.tree import Kind, outline

ID = explicit(0x00100020, "LO", b"abcd")
BORN = explicit(0x00100030, "DA", b"20200101")
ONE_ITEM = part10(sequence(0x00081140, item(ID)))


def node_at(tree: Tree, path: str) -> Node:
    node = tree.find(path)
    assert node is not None
    return node


def items(tree: Tree) -> list[Node]:
    return [node for node in tree.walk() if node.kind is Kind.ITEM]


def written(data: bytes, tag: int, value: str, vr: str) -> Tree:
    """The tree that is read of what was written after an element was put in."""
    tree = STANDARD.read_tree(data)
    STANDARD.insert_element(tree, tag, value, vr=vr)
    return STANDARD.read_tree(STANDARD.write_tree(tree))


@pytest.mark.parametrize("holder", [False, True], ids=["top", "item"])
def test_nothing_is_put_into_a_data_set_that_was_not_inflated_to_its_end(holder: bool) -> None:
    lab = STANDARD.with_limits(max_inflated=300)
    tree = lab.read_tree(part10(deflated(sequence(0x00081140, item(ID)) + ID * 100), uid=DEFLATED))
    with pytest.raises(UnexplainedBytes, match="not inflated to its end"):
        lab.insert_element(tree, 0x00204000, "x", holder=items(tree)[0] if holder else None)
    assert lab.write_tree(tree) == tree.source


def test_an_empty_group_length_stays_empty() -> None:
    data = part10(implicit(0x00090000), implicit(0x00100020, b"1 " * 10), uid=IMPLICIT_LE)
    again = written(data, 0x00090010, "ACME", "LO")
    assert node_at(again, "(0009,0000)").length == 0
    assert node_at(again, "(0009,0010)").raw == b"ACME"


@pytest.mark.parametrize("vr", ["OB", "UN"])
def test_bytes_under_the_tag_of_a_group_length_stay_what_they_are(vr: str) -> None:
    data = part10(long(0x00090000, vr), ID)
    again = written(data, 0x00090010, "ACME", "LO")
    assert (node_at(again, "(0009,0000)").vr, node_at(again, "(0009,0000)").raw) == (vr, b"")


def test_a_value_of_undefined_length_gets_a_defined_one_before_what_follows() -> None:
    data = part10(implicit(0x00081140, bytes(range(1, 9)) * 2, length=UNDEFINED), uid=IMPLICIT_LE)
    again = written(data, 0x00204000, "xx", "LT")
    assert node_at(again, "(0008,1140)").raw == bytes(range(1, 9)) * 2
    assert node_at(again, "(0020,4000)").raw == b"xx"


def test_opaque_bytes_that_would_take_in_an_element_are_refused() -> None:
    odd = item(ID, b"\x70\0\x81\0LO", length=UNDEFINED)
    tree = STANDARD.read_tree(part10(sequence(0x00081140, odd, length=UNDEFINED)))
    STANDARD.insert_element(tree, 0x00204000, "xx")
    with pytest.raises(UnexplainedBytes):
        STANDARD.write_tree(tree)
    STANDARD.delete_node(tree, node_at(tree, "(0020,4000)"))
    assert STANDARD.write_tree(tree) == tree.source


@pytest.mark.parametrize("engine", ["compiled", "reference"])
def test_fields_of_an_edited_tree_build_what_is_written(engine: str) -> None:
    for tree in (STANDARD.read_tree(ONE_ITEM), STANDARD.look(ONE_ITEM)):
        node = next(one for one in tree.elements() if one.parent is not None)
        STANDARD.set_value(tree, node, "abcdefgh")
        rebuilt = STANDARD.rebuild(tree, engine=engine)
        assert (
            rebuilt
            == STANDARD.write_tree(tree)
            == part10(sequence(0x00081140, item(explicit(0x00100020, "LO", b"abcdefgh"))))
        )


def test_a_copy_of_an_edited_tree_is_edited_and_written_by_itself() -> None:
    length = explicit(0x00100000, "UL", struct.pack("<I", len(ID + BORN)))
    tree = STANDARD.read_tree(part10(length, ID, BORN))
    STANDARD.delete_node(tree, node_at(tree, "(0010,0020)"))
    expected = part10(explicit(0x00100000, "UL", struct.pack("<I", len(BORN))), BORN)
    for made in (tree, copy.deepcopy(tree), pickle.loads(pickle.dumps(tree))):
        assert STANDARD.write_tree(made) == expected
    made = copy.deepcopy(tree)
    STANDARD.set_value(made, node_at(made, "(0010,0030)"), "20210101")
    assert STANDARD.write_tree(made) == expected.replace(b"20200101", b"20210101")
    assert STANDARD.write_tree(tree) == expected


def test_a_tree_to_be_looked_through_is_copied_only_while_it_is_as_read() -> None:
    tree = STANDARD.look(ONE_ITEM)
    assert outline(copy.deepcopy(tree)) == outline(tree)
    STANDARD.set_value(tree, list(tree.elements())[-1], "abcdef")
    with pytest.raises(TypeError, match="is not copied"):
        copy.deepcopy(tree)


def test_a_node_that_is_not_of_the_tree_is_refused() -> None:
    tree, other = STANDARD.read_tree(ONE_ITEM), STANDARD.read_tree(ONE_ITEM)
    (held,) = items(tree)
    gone = held.children[0] if held.children else held
    STANDARD.delete_node(tree, gone)
    for node in (gone, node_at(other, "(0008,1140)[0].(0010,0020)")):
        with pytest.raises(DicomError, match="not of this tree"):
            STANDARD.set_value(tree, node, "zz")
        with pytest.raises(DicomError, match="not of this tree"):
            STANDARD.delete_node(tree, node)
    STANDARD.delete_node(tree, held)
    with pytest.raises(DicomError, match="not of this tree"):
        STANDARD.insert_element(tree, 0x00204000, "zz", holder=held)
    assert STANDARD.write_tree(tree) == part10(sequence(0x00081140))
    assert STANDARD.write_tree(other) == ONE_ITEM


@pytest.mark.parametrize("tag", [0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD])
def test_items_and_delimiters_are_not_put_in_as_elements(tag: int) -> None:
    tree = STANDARD.read_tree(ONE_ITEM)
    with pytest.raises(DicomError, match="are no elements"):
        STANDARD.insert_element(tree, tag, b"", vr="OB")
    assert STANDARD.write_tree(tree) == ONE_ITEM


@pytest.mark.parametrize(
    "last",
    [
        explicit(0x00100020, "LO", b"abcdef", length=10),
        sequence(0x00101002, item(ID, length=300), length=400),
        long(0x00101002, "SQ", struct.pack("<HHI", 0xFFFE, 0xE000, UNDEFINED) + ID, length=UNDEFINED),
    ],
    ids=["value", "lengths", "delimiters"],
)
def test_an_element_put_in_and_taken_out_leaves_the_file_as_it_was(last: bytes) -> None:
    data = part10(explicit(0x00100010, "PN", b"A^B "), last)
    tree = STANDARD.read_tree(data)
    made = STANDARD.insert_element(tree, 0x00204000, "x")
    assert node_at(STANDARD.read_tree(STANDARD.write_tree(tree)), "(0020,4000)").raw == b"x "
    STANDARD.delete_node(tree, made)
    assert STANDARD.write_tree(tree) == data


def test_a_file_that_ends_in_its_meta_group_ends_it_before_a_data_set() -> None:
    cut = explicit(0x00020012, "UI", b"1.2.3\0", length=30)
    tree = STANDARD.read_tree(part10()[:-14] + cut)
    STANDARD.insert_element(tree, 0x00100010, "A^B", vr="PN")
    STANDARD.insert_element(tree, 0x00100020, "4711", vr="LO")
    again = STANDARD.read_tree(STANDARD.write_tree(tree))
    assert (again.meta[-1].length, [node.path for node in again.data_set]) == (6, ["(0010,0010)", "(0010,0020)"])


def flat(count: int) -> Tree:
    tags = ((0x0011 + 2 * (number // 200)) << 16 | 0x1000 + number % 200 for number in range(count))
    return STANDARD.read_tree(part10(*[explicit(tag, "LO", b"ab") for tag in tags]))


def deleted_and_inserted(count: int) -> float:
    tree = flat(count)
    nodes = list(tree.data_set)

    def edit() -> None:
        for node in nodes[::4]:
            STANDARD.delete_node(tree, node)
        for number in range(count // 4):
            tag = (0x0011 + 2 * (number % 50)) << 16 | 0x1100 + number // 50
            STANDARD.insert_element(tree, tag, "x", vr="LO")
        STANDARD.write_tree(tree)

    return seconds_of(edit)


def test_edits_of_many_elements_take_linear_time() -> None:
    assert grows_at_most(10, lambda: deleted_and_inserted(1_000), lambda: deleted_and_inserted(5_000))
