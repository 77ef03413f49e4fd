"""Trees of the results of either engine, for editing or for traversal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from dicomconstruct.compiler.runtime import Notes, Row
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.tree.columns import Columns
from dicomconstruct.tree.kinds import Space
from dicomconstruct.tree.looking import LookedThrough
from dicomconstruct.tree.making import OPENING, nodes_of_containers, nodes_of_rows, opening_of, stream_of
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Coding, Tree


class FileFrame(NamedTuple):
    """The parts of a file around its data set.

    Parameters
    ----------
    source, opening, meta, coding, stream
        As of `Tree`.
    inflated
        The inflated bytes of a deflated data set; None for any other.
    layout, offset
        Of the data set.
    recovery
        The recovery rules used so far.
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

    @property
    def data(self) -> bytes:
        """The bytes of the data set."""
        return self.source if self.inflated is None else self.inflated

    @property
    def space(self) -> Space:
        """The space of the offsets in the data set."""
        return Space.FILE if self.inflated is None else Space.INFLATED

    def tree(self, data_set: list[Node]) -> Tree:
        """The tree around the nodes of a data set."""
        return Tree(self.source, self.opening, self.meta, data_set, self.coding, self.stream, self.inflated or b"")

    def columns(self) -> Columns:
        """Empty columns for the tokens of the data set."""
        start = self.offset if self.inflated is None else 0
        return Columns(self.data, self.space, start, self.layout, self.recovery)

    def looked_through(self, columns: Columns) -> LookedThrough:
        """The tree for traversal of complete columns."""
        columns.finish()
        nodes: Any = columns.nodes()
        inflated = self.inflated or b""
        return LookedThrough(self.source, self.opening, self.meta, nodes, self.coding, self.stream, inflated)


def frame_of_record(record: Record, source: bytes) -> FileFrame:
    """The frame of a record of the compiled engine."""
    meta = nodes_of_rows(record.meta, record.meta_layout, source, Space.FILE, record.recovery)
    opening = opening_of((record.leading, record.preamble, record.prefix))
    held = record.data_set[1]
    if record.wrapper == PLAIN:
        assert record.recovery is not None
        return _frame(record._asdict(), source, opening, meta, None, record.recovery)
    return _frame(record._asdict(), source, opening, meta, held.fields, held.recovery)


def frame_of_container(container: Any, source: bytes) -> FileFrame:
    """The frame of a container of the reference engine."""
    meta = nodes_of_containers(container["meta"], container["meta_layout"], Space.FILE)
    opening = opening_of(container[kind.value] for kind in OPENING)
    held = None if container["wrapper"] == PLAIN else container["data_set"]
    return _frame(container, source, opening, meta, held, {})


def _frame(
    facts: Any, source: bytes, opening: list[Node], meta: list[Node], held: Any, recovery: Notes
) -> FileFrame:
    layout, offset = facts["layout"], facts["data_set_offset"]
    problem = "" if held is None else held["problem"]
    coding = Coding(
        facts["declared"], str(facts["meta_layout"]), str(layout), facts["wrapper"], facts["evidence"], problem
    )
    stream = [] if held is None else stream_of(held, offset)
    inflated = None if held is None else held["inflated"]
    return FileFrame(source, opening, meta, coding, stream, inflated, layout, offset, recovery)


def tokens_in(container: Any) -> Any:
    """The tokens of the data set in a container: a list, or an iterator for reading step by step."""
    held = container["data_set"]
    return held if container["wrapper"] == PLAIN else held["content"]


def tree_of(container: Any, source: bytes) -> Tree:
    """The tree of a parsed file.

    Parameters
    ----------
    container
        The container that `dicomconstruct.grammar.DicomFile` parsed.
    source
        The parsed bytes.
    """
    frame = frame_of_container(container, source)
    return frame.tree(nodes_of_containers(tokens_in(container), frame.layout, frame.space))


def tree_of_record(record: Record, source: bytes) -> Tree:
    """The tree of a record of the compiled engine."""
    frame = frame_of_record(record, source)
    held = record.data_set[1]
    rows = held if record.wrapper == PLAIN else held.content
    return frame.tree(nodes_of_rows(rows, frame.layout, frame.data, frame.space, frame.recovery))


def look_at_rows(record: Record, steps: Iterator[tuple[int, Row]], source: bytes) -> LookedThrough:
    """The tree of the compiled engine, for traversal."""
    frame = frame_of_record(record, source)
    columns = frame.columns()
    columns.add_rows(steps)
    return frame.looked_through(columns)


def look_at_tokens(container: Any, source: bytes) -> LookedThrough:
    """The tree of the reference engine, read step by step, for traversal."""
    frame = frame_of_container(container, source)
    columns = frame.columns()
    for _ in columns.add_containers(tokens_in(container)):
        pass
    return frame.looked_through(columns)
