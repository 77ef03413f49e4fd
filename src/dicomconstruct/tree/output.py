"""A tree's bytes: slices of the source where nothing changed, the grammar's where something did."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.deflate import deflated
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import headers
from dicomconstruct.tree.containers import excess_of
from dicomconstruct.tree.kinds import Kind
from dicomconstruct.tree.levels import LevelWriter, joined, size_of
from dicomconstruct.tree.nodes import Leaf, Node
from dicomconstruct.tree.store import Store
from dicomconstruct.tree.tree import Tree


def header_bytes(node: Node) -> bytes:
    """The header of a node, encoded from its fields."""
    if not node.fields:
        return b""
    return headers.header_bytes(HeaderForm(node.form), LAYOUT_BY_NAME[node.layout].order, node.fields)


def leaves(nodes: Iterable[Node]) -> Iterator[Leaf]:
    """Every stretch of bytes in file order: headers encoded from their fields, and values as they are held."""
    for top in nodes:
        for node in top.walk():
            if node.fields:
                yield Leaf(node.offset, node.value_offset, header_bytes(node), node, "header")
            if node.children is None and node.value_length:
                yield Leaf(node.value_offset, node.end, node.view, node, "value")


def written(tree: Tree) -> bytes:
    """The bytes of a tree: the source's own, but for nodes that were edited.

    The length fields around them, and group lengths that were right, follow; the nodes have them from then on.

    Raises
    ------
    UnwritableValue
        When a length field around an edit cannot declare what it holds then; `path` names the node.
    """
    if not tree.is_edited:
        return tree.source
    source = Store(tree.source)
    opening = joined(_level(tree, tree.opening, source)) + joined(_level(tree, tree.meta, source))
    if not tree.stream:
        return opening + joined(_level(tree, tree.data_set, source))
    inside = joined(_level(tree, tree.data_set, Store(tree.inflated)))
    if not tree.stream[0].edited:
        return opening + b"".join(node.raw or b"" for node in tree.stream)
    return opening + deflated(inside, tree.coding.wrapper) + excess_of(tree)


def _level(tree: Tree, top: list[Node], store: Store) -> list[bytes]:
    """The bytes of nodes side by side, and of all inside them; without recursion."""
    made: dict[int, list[bytes]] = {}
    for holder in _edited_holders(top):
        children = holder.children
        assert children is not None
        made[id(holder)] = _written_level(tree, children, store, made)
    return _written_level(tree, top, store, made)


def _edited_holders(top: Iterable[Node]) -> Iterator[Node]:
    """The edited nodes that hold others, inner ones before those around them."""
    found = []
    pending = [top]
    while pending:
        for node in pending.pop():
            if node.edited and node.children is not None:
                found.append(node)
                pending.append(node.children)
    return reversed(found)


def _written_level(tree: Tree, nodes: list[Node], store: Store, made: dict[int, list[bytes]]) -> list[bytes]:
    layout = next((node.layout for node in nodes if node.kind is Kind.ELEMENT), "")
    level = LevelWriter(store, LAYOUT_BY_NAME[layout].order if layout else None)
    for node in nodes:
        tag = node.tag if node.kind is Kind.ELEMENT else None
        if node.edited:
            level.replace(tag, node.read_end - node.offset, _made_anew(node, store, made))
        else:
            level.keep(tag, node.offset, node.end)
    for node in tree.taken_out(nodes):
        level.drop(node.tag if node.kind is Kind.ELEMENT else None, node.read_end - node.offset)
    pieces = level.pieces()
    for tag, value in level.group_lengths.items():
        for node in nodes:
            if node.tag == tag and len(node.raw or b"") == len(value):
                node.raw = value
    return pieces


def _made_anew(node: Node, store: Store, made: dict[int, list[bytes]]) -> list[bytes]:
    """A node that was edited, with the length that follows."""
    content = made.get(id(node))
    if content is None:
        return [header_bytes(node), node.raw or b""]
    size = size_of(content)
    if node.fields:
        form, declared, before = HeaderForm(node.form), node.fields["length"], node.value_length
        ends_source = node.read_end >= store.size
        try:
            length = headers.length_after(form, declared, before, size, ends_source=ends_source)
        except DicomError as error:
            error.path = node.path
            raise
        node.fields = {**node.fields, "length": length}
    node.value_length = size
    return [header_bytes(node), *content]
