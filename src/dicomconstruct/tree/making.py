"""Nodes from rows of the compiled engine or containers of the reference engine; both give the same nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from dicomconstruct.compiler.runtime import CHILDREN, END, OFFSET, SHAPE, Notes, Row
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.patterns import fields_of_token, pattern_of_shape, pattern_of_token

OPENING = (Kind.LEADING, Kind.PREAMBLE, Kind.PREFIX)
NUMBERED = (Kind.ITEM, Kind.FRAGMENT)
"""Kinds of nodes with an `index`."""


def opening_of(stretches: Iterable[bytes]) -> list[Node]:
    """The nodes of leading bytes, preamble and prefix, unless empty."""
    opening = []
    offset = 0
    for kind, raw in zip(OPENING, stretches, strict=True):
        if raw:
            opening.append(Node(kind, offset, value_length=len(raw), raw=raw))
        offset += len(raw)
    return opening


def stream_of(held: Any, offset: int) -> list[Node]:
    """The nodes of a deflate stream and of the bytes after its end."""
    compressed, excess = held["compressed"], held["excess"]
    stream = [Node(Kind.DEFLATED, offset, value_length=len(compressed), raw=compressed)]
    if excess:
        stream.append(Node(Kind.EXCESS, offset + len(compressed), value_length=len(excess), raw=excess))
    return stream


def nodes_of_rows(
    rows: Sequence[Row], layout: Layout, data: bytes, space: Space, recovery: Notes | None
) -> list[Node]:
    """The nodes of rows and their descendants.

    Parameters
    ----------
    rows, layout
        The rows of a level, and its layout.
    data, space
        The bytes of the rows, and the space of their offsets.
    recovery
        The names of the recovery rules used, by offset.
    """

    def made(row: Row, own: Layout, parent: Node | None) -> Node:
        shape, offset = row[SHAPE], row[OFFSET]
        if shape.container is not None:
            node = node_of_token(shape.container, own, parent, space)
        else:
            pattern = pattern_of_shape(shape, own)
            raw = data[offset + shape.size : row[END]] if pattern.has_value else None
            children: list[Node] | None = [] if pattern.is_level else None
            fields = shape.header(data, offset)
            size = len(raw or b"")
            node = pattern.node(Node, offset, fields, raw, parent, space, size, children, ())
        node.recovery = recovery.get(offset, ()) if recovery else node.recovery
        return node

    return _built(rows, layout, made, lambda row: (row[CHILDREN], row[SHAPE].body.layout))


def nodes_of_containers(tokens: Iterable[Any], layout: Layout, space: Space) -> list[Node]:
    """The nodes of tokens of the reference engine and their descendants."""

    def made(token: Any, own: Layout, parent: Node | None) -> Node:
        return node_of_token(token, own, parent, space)

    return _built(tokens, layout, made, lambda token: (token["children"], token["body"].layout))


def node_of_token(token: Any, layout: Layout, parent: Node | None, space: Space) -> Node:
    """The node of one token of the reference engine or of `grammar.authoring`."""
    pattern = pattern_of_token(token, layout)
    raw = token["value"] if pattern.has_value else None
    children: list[Node] | None = [] if pattern.is_level else None
    fields, recovery = fields_of_token(token), token.get("recovery", ())
    size = len(raw or b"")
    node: Node = pattern.node(Node, token["offset"], fields, raw, parent, space, size, children, recovery)
    return node


def _built(
    tokens: Iterable[Any],
    layout: Layout,
    made: Callable[[Any, Layout, Node | None], Node],
    inside: Callable[[Any], tuple[Iterable[Any], Layout]],
) -> list[Node]:
    """The nodes of tokens and their descendants, without recursion."""
    top: list[Node] = []
    levels: list[Node] = []
    pending: list[tuple[Iterator[Any], Layout, Node | None, list[Node]]] = [(iter(tokens), layout, None, top)]
    while pending:
        left, own_layout, parent, siblings = pending[-1]
        for token in left:
            node = made(token, own_layout, parent)
            if node.kind in NUMBERED:
                numbers = (one.index for one in reversed(siblings) if one.index is not None)
                node.index = next(numbers, -1) + 1
            siblings.append(node)
            if node.children is not None:
                levels.append(node)
                children, inner = inside(token)
                pending.append((iter(children), inner, node, node.children))
                break
        else:
            pending.pop()
    for node in reversed(levels):
        if node.children:
            node.value_length = node.children[-1].end - node.value_offset
    return top
