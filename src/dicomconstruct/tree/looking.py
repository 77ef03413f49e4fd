"""Trees to be looked through: the nodes of the data set are made when they are asked for, and not held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from dicomconstruct.compiler.runtime import Notes, Row
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.tree.columns import Columns, Nodes, PlacedNode
from dicomconstruct.tree.containers import OPENING, nodes_of, opening_of, stream_of
from dicomconstruct.tree.kinds import Space
from dicomconstruct.tree.maker import TreeMaker
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Coding, Tree

T = TypeVar("T")


class LookedThrough(Tree):
    """A tree whose data set is a sequence of nodes that are made anew each time, but for those that are kept."""

    __slots__ = ()

    @property
    def nodes(self) -> list[Node]:
        return list(self.tops())

    def tops(self) -> Iterator[Node]:
        """The nodes at the top one by one; those of the data set are not held."""
        return chain(self.opening, self.meta, self.stream or self.data_set)

    def siblings(self, node: Node) -> list[Node]:
        if node.parent is None and isinstance(node, PlacedNode):
            return self.data_set
        return super().siblings(node)

    def remembered(self, nodes: list[Node], work_out: Callable[[list[Node]], T]) -> T:
        return work_out(nodes)

    def afresh(self) -> LookedThrough:
        """The same tree, with nothing kept; editing it leaves this one as it is."""
        nodes: Any = self.data_set
        return LookedThrough(
            self.source,
            self.opening,
            deepcopy(self.meta),
            nodes.again(),
            self.coding,
            deepcopy(self.stream),
            self.inflated,
        )

    def mark_edited(self, node: Node) -> None:
        """The same; the nodes are the same from then on."""
        for one in (node, *node.ancestors()):
            siblings = self.siblings(one)
            if isinstance(siblings, Nodes) and isinstance(one, PlacedNode):
                siblings.kept[one.place] = one
        super().mark_edited(node)


class Frame(NamedTuple):
    """What is around a data set in its file.

    Parameters
    ----------
    opening, meta, coding, stream
        As of `Tree`.
    source
        The bytes of the file.
    inflated
        What a deflated data set inflates to; None for any other.
    layout, offset
        Of the data set.
    recovery
        The recovery rules that were needed for it, as far as it was read.
    """

    source: bytes
    opening: list[Node]
    meta: list[Node]
    coding: Coding
    stream: list[Node]
    inflated: bytes | None
    layout: Layout
    offset: int
    recovery: Notes

    def columns(self) -> Columns:
        """Where the tokens of the data set go."""
        if self.inflated is None:
            return Columns(self.source, Space.FILE, self.offset, self.layout, self.recovery)
        return Columns(self.inflated, Space.INFLATED, 0, self.layout, self.recovery)

    def tree(self, columns: Columns) -> LookedThrough:
        """The tree, when all tokens are in the columns."""
        columns.finish()
        nodes: Any = columns.nodes()
        inflated = self.inflated or b""
        return LookedThrough(self.source, self.opening, self.meta, nodes, self.coding, self.stream, inflated)


def frame_of_record(record: Record, source: bytes, maker: TreeMaker) -> Frame:
    """What the compiled engine read around a data set."""
    meta = maker.nodes(record.meta, record.meta_layout, source, Space.FILE, record.recovery)
    opening = opening_of((record.leading, record.preamble, record.prefix))
    held = record.data_set[1]
    if record.wrapper == PLAIN:
        assert record.recovery is not None
        return _frame(record._asdict(), source, opening, meta, None, record.recovery)
    return _frame(record._asdict(), source, opening, meta, held.fields, held.recovery)


def frame_of_container(container: Any, source: bytes) -> Frame:
    """What the reference engine read around a data set."""
    meta = nodes_of(container["meta"], container["meta_layout"], Space.FILE)
    opening = opening_of(container[kind.value] for kind in OPENING)
    held = None if container["wrapper"] == PLAIN else container["data_set"]
    return _frame(container, source, opening, meta, held, {})


def _frame(facts: Any, source: bytes, opening: list[Node], meta: list[Node], held: Any, recovery: Notes) -> Frame:
    layout, offset = facts["layout"], facts["data_set_offset"]
    problem = "" if held is None else held["problem"]
    coding = Coding(
        facts["declared"], str(facts["meta_layout"]), str(layout), facts["wrapper"], facts["evidence"], problem
    )
    stream = [] if held is None else stream_of(held, offset)
    inflated = None if held is None else held["inflated"]
    return Frame(source, opening, meta, coding, stream, inflated, layout, offset, recovery)


def look_at_rows(
    record: Record, steps: Iterator[tuple[int, Row]], source: bytes, maker: TreeMaker
) -> LookedThrough:
    """The tree of what the compiled engine reads."""
    frame = frame_of_record(record, source, maker)
    columns = frame.columns()
    columns.add_rows(steps)
    return frame.tree(columns)


def steps_in(container: Any) -> Iterator[Any]:
    """The tokens of the data set in a container that was read step by step."""
    held = container["data_set"]
    steps: Iterator[Any] = held if container["wrapper"] == PLAIN else held["content"]
    return steps


def look_at_tokens(container: Any, source: bytes) -> LookedThrough:
    """The tree of what the reference engine reads step by step."""
    frame = frame_of_container(container, source)
    columns = frame.columns()
    for _ in columns.add_containers(steps_in(container)):
        pass
    return frame.tree(columns)
