"""A tree's bytes: slices of the source where nothing changed, the grammar's where something did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from dicomconstruct.grammar.deflate import deflated
from dicomconstruct.grammar.headers import HEADERS
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.containers import excess_of
from dicomconstruct.tree.nodes import Leaf, Node
from dicomconstruct.tree.tree import Tree


def header_bytes(node: Node) -> bytes:
    """The header of a node, encoded from its fields."""
    if not node.fields:
        return b""
    order = LAYOUT_BY_NAME[node.layout].order
    return bytes(HEADERS[HeaderForm(node.form), order].build(dict(node.fields)))


def leaves(nodes: Iterable[Node]) -> Iterator[Leaf]:
    """Every stretch of bytes in file order: headers encoded from their fields, and values as they are held."""
    for top in nodes:
        for node in top.walk():
            if node.fields:
                yield Leaf(node.offset, node.value_offset, header_bytes(node), node, "header")
            if node.children is None and node.value_length:
                yield Leaf(node.value_offset, node.end, node.view, node, "value")


def written(tree: Tree) -> bytes:
    """The bytes of a tree: the source's own, but for nodes that were edited."""
    if not any(node.edited for node in tree.walk()):
        return tree.source
    if not tree.stream or not tree.stream[0].edited:
        return _joined(chain(tree.opening, tree.meta, tree.stream or tree.data_set), tree.source)
    stream = deflated(_joined(tree.data_set, tree.inflated), tree.coding.wrapper)
    return _joined(chain(tree.opening, tree.meta), tree.source) + stream + excess_of(tree)


def _joined(nodes: Iterable[Node], source: bytes) -> bytes:
    """The bytes of nodes side by side and all inside them; a run that was not edited is one slice of the source."""
    view = memoryview(source)
    pieces: list[bytes | memoryview] = []
    start = end = 0
    for node in (node for top in nodes for node in top.walk()):
        if node.edited:
            pieces += (view[start:end], header_bytes(node), node.raw or b"")
            start = end = 0
            continue
        if node.offset != end:
            pieces.append(view[start:end])
            start = node.offset
        end = node.value_offset if node.children is not None else node.end
    pieces.append(view[start:end])
    return b"".join(pieces)
