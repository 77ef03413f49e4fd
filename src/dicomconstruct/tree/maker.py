"""Rows of the compiled engine -> tree. The same nodes as `containers.tree_of` makes of containers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dicomconstruct.compiler.runtime import CHILDREN, END, OFFSET, SHAPE, Notes, Row, Shape
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import CONTENTS, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.containers import node_of, numbered, opening_of, stream_of
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Coding, Tree


class Facts(NamedTuple):
    """What all nodes of a shape have in common."""

    kind: Kind
    form: str
    content_layout: str
    content: str
    is_level: bool
    may_be_undefined: bool


class TreeMaker:
    """Makes trees of one engine's records; keeps what it knows of the engine's shapes."""

    def __init__(self) -> None:
        self._facts: dict[Shape, Facts] = {}

    def tree(self, record: Record, source: bytes) -> Tree:
        """The tree of a whole file.

        Parameters
        ----------
        record
            What the engine read.
        source
            The bytes that it read.
        """
        opening = opening_of((record.leading, record.preamble, record.prefix))
        meta = self.nodes(record.meta, record.meta_layout, source, Space.FILE, record.recovery)
        wrapper, layout = record.wrapper, record.layout
        facts = (record.declared, str(record.meta_layout), str(layout), wrapper, record.evidence)
        held = record.data_set[1]
        if wrapper == PLAIN:
            data_set = self.nodes(held, layout, source, Space.FILE, record.recovery)
            return Tree(source, opening, meta, data_set, Coding(*facts))
        data_set = self.nodes(held.content, layout, held.inside, Space.INFLATED, held.recovery)
        stream = stream_of(held.fields, record.data_set_offset)
        return Tree(source, opening, meta, data_set, Coding(*facts, held.fields["problem"]), stream, held.inside)

    def nodes(
        self, rows: list[Row], layout: Layout, data: bytes, space: Space, recovery: Notes | None
    ) -> list[Node]:
        """The nodes of rows and of all inside them, without recursion."""
        top: list[Node] = []
        levels: list[Node] = []
        pending: list[tuple[Iterator[Row], Layout, str, Node | None, list[Node]]] = [
            (iter(rows), layout, str(layout), None, top)
        ]
        while pending:
            rows_left, own_layout, layout_name, parent, siblings = pending[-1]
            for row in rows_left:
                shape: Shape = row[SHAPE]
                node = self._node(row, shape, own_layout, layout_name, parent, data, space)
                if recovery:
                    node.recovery = recovery.get(node.offset, ())
                numbered(node, siblings)
                siblings.append(node)
                if node.children is not None:
                    levels.append(node)
                    inner = shape.body.layout
                    pending.append((iter(row[CHILDREN]), inner, str(inner), node, node.children))
                    break
            else:
                pending.pop()
        for node in reversed(levels):
            if node.children:
                node.value_length = node.children[-1].end - node.value_offset
        return top

    def _node(
        self,
        row: Row,
        shape: Shape,
        own_layout: Layout,
        layout_name: str,
        parent: Node | None,
        data: bytes,
        space: Space,
    ) -> Node:
        if shape.container is not None:
            return node_of(shape.container, own_layout, parent, space)
        facts = self._facts.get(shape)
        if facts is None:
            facts = self._facts[shape] = facts_of(shape)
        offset = row[OFFSET]
        fields = shape.header(data, offset)
        raw = None if facts.is_level else data[offset + shape.size : row[END]]
        if facts.kind not in HOLDING:
            raw = None
        return Node(
            facts.kind,
            offset,
            shape.size,
            len(raw) if raw else 0,
            fields,
            facts.form,
            layout_name,
            facts.content_layout,
            facts.content,
            raw,
            parent,
            None,
            [] if facts.is_level else None,
            facts.may_be_undefined and fields["length"] == UNDEFINED_LENGTH,
            "",
            space,
        )


HOLDING = (Kind.ELEMENT, Kind.FRAGMENT, Kind.ITEM)
"""Kinds that have a value of their own; delimiters have none."""


def facts_of(shape: Shape) -> Facts:
    """What the nodes of a shape have in common."""
    form = shape.known.get("form", HeaderForm.IMPLICIT)
    body: Any = shape.body
    return Facts(
        Kind(shape.token),
        form.value,
        str(body.layout),
        body.content,
        body.content in CONTENTS,
        form is not HeaderForm.SHORT,
    )
