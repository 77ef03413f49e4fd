"""What a file means, apart from its encoding: its elements with their values in little endian, and what is none."""

from __future__ import annotations

from array import array
from typing import Any, NamedTuple

from dicomconstruct import STANDARD, Tree
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tree import Kind, Node

WORDS = {2: "H", 4: "I", 8: "Q"}
PIXEL_DATA = 0x7FE00010


class Meaning(NamedTuple):
    """What the data set of a file means."""

    elements: list[tuple[str, Any]]
    """Values by path, without group lengths, which count the bytes of an encoding."""
    vrs: list[tuple[str, str]]
    unexplained: bytes
    """The bytes that are no elements."""


def meaning_of(data: bytes) -> Meaning:
    """What the data set of a file means, as the tree has it.

    An empty sequence and an empty value are the same: implicit VR does not tell a private one from the other.
    """
    tree = STANDARD.read_tree(data)
    meta = {id(node) for node in tree.meta}
    wide = pixel_width(tree)
    elements: list[tuple[str, Any]] = []
    vrs: list[tuple[str, str]] = []
    for one in STANDARD.meanings(tree):
        node = one.node
        if id(node) in meta or node.tag is None or node.tag.is_group_length:
            continue
        vrs.append((node.path, one.vr.code))
        if node.children is not None:
            elements.append((node.path, sum(child.kind is Kind.ITEM for child in node.children) or b""))
            continue
        width = one.vr.kind.word_size
        width = max(width, wide) if node.tag == PIXEL_DATA and width > 1 else width
        elements.append((node.path, in_little_endian(node.raw or b"", one.order, width)))
    elements.sort(key=lambda element: element[0])
    unexplained = b"".join(node.raw or b"" for node in everything(tree) if node.kind is Kind.OPAQUE)
    return Meaning(elements, sorted(vrs), unexplained)


def everything(tree: Tree) -> list[Node]:
    return [node for top in tree.data_set for node in top.walk()]


def pixel_width(tree: Tree) -> int:
    """The bytes of a pixel, by the last Bits Allocated of the outermost data set."""
    bits = [one for one in STANDARD.meanings(tree) if one.node.path == "(0028,0100)" and one.node.raw]
    try:
        value = bits[-1].decode() if bits else 0
    except ValueError:
        return 0
    return value // 8 if isinstance(value, int) else 0


def in_little_endian(data: bytes, order: ByteOrder, width: int) -> bytes:
    if order is ByteOrder.LITTLE or width not in WORDS:
        return data
    whole = len(data) - len(data) % width
    words = array(WORDS[width], data[:whole])
    words.byteswap()
    return words.tobytes() + data[whole:]
