"""The tokens of a data set as columns of numbers, and nodes made of them on access.

A node takes some 500 bytes, a token in the columns six, so that a file of many small elements is traversed in
little memory. A `Pattern` has the facts that many tokens share.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NamedTuple, overload

from dicomconstruct.compiler.runtime import OFFSET, SHAPE, Notes, Row, Shape, end_of
from dicomconstruct.errors import EngineMismatch
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.tag import BaseTag, tag_of_number
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.making import NUMBERED
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.patterns import (
    FieldsReader,
    Pattern,
    fields_of_token,
    fields_reader,
    form_of_token,
    pattern_of_shape,
    pattern_of_token,
)
from dicomconstruct.tree.sequences import LazyNodes

MANY = 1 << 16
"""Values of at least this size are copied only on access."""


class PlacedNode(Node):
    """A node made of the columns, anew at each access unless it is kept.

    Attributes
    ----------
    place
        Its index in the columns.
    """

    __slots__ = ("_held", "_inside", "place")
    place: int
    _inside: Inside | None
    _held: bytes | memoryview | None
    """The bytes of the value, or a view of the file for a large value."""

    @property
    def raw(self) -> bytes | None:
        """The bytes of the value, of a large one copied at each access; None for a node with children."""
        return bytes(self._held) if type(self._held) is memoryview else self._held

    @raw.setter
    def raw(self, raw: bytes | memoryview | None) -> None:
        self._held = raw

    @property
    def view(self) -> bytes | memoryview:
        return self._held or b""

    @property
    def children(self) -> Any:
        """The nodes inside, made on access; None for a leaf."""
        inside = self._inside
        return None if inside is None else Nodes(inside.columns, self.place + 1, inside.end, self, inside.kept)

    @children.setter
    def children(self, inside: Any) -> None:
        self._inside = inside


class Inside(NamedTuple):
    """The source of the nodes inside a node; it is held instead of the nodes to avoid reference cycles.

    Parameters
    ----------
    columns
        The tokens.
    end
        The index after the last one.
    kept
        As of `Nodes`.
    """

    columns: Columns
    end: int
    kept: dict[int, PlacedNode]


class Columns:
    """The tokens of a data set, in file order.

    Parameters
    ----------
    data
        The bytes of the tokens.
    space
        The space of their offsets.
    start
        The offset of the first token.
    layout
        The layout of the outermost level.
    recovery
        The names of the recovery rules used, by offset; the compiled engine adds to it.
    """

    def __init__(self, data: bytes, space: Space, start: int, layout: Layout, recovery: Notes) -> None:
        self.recovery = recovery
        self._recovery_of_containers: dict[int, tuple[str, ...]] = {}
        self.data = data
        self.space = space
        self._here = start
        self._starts = array("I" if len(data) < 1 << 32 else "Q")
        self._which = array("H")
        """The pattern of each token."""
        self._patterns: list[Pattern] = []
        self._readers: list[FieldsReader | None] = []
        """The reader of the header fields of each pattern; None for no header."""
        self._numbers: dict[Hashable, int] = {}
        self._holders = array(self._starts.typecode)
        self._ends = array(self._starts.typecode)
        """The indices of tokens with children, in order, and for each the index after its last descendant."""
        self._layouts = [layout]
        """The layout of each open level."""
        self._open: list[int] = []
        """The index of each token with an open level, and its index in `_ends` once it has a child."""
        self._open_ends: list[int | None] = []

    # Filled token by token.

    def add_rows(self, steps: Iterable[tuple[int, Row]]) -> None:
        """Add the tokens of the compiled engine."""
        for depth, row in steps:
            shape: Shape = row[SHAPE]
            if shape.container is not None:
                self._add_container(depth, shape.container)
                continue
            layout = self._enter(depth, row[OFFSET])
            number = self._numbers.get((shape, layout))
            if number is None:
                number = self._number((shape, layout), pattern_of_shape(shape, layout), shape.header)
            self._append(number, shape.body.layout, end_of(row))

    def add_containers(self, steps: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        """Add the tokens of the reference engine and yield them."""
        for depth, token in steps:
            self._add_container(depth, token)
            if "recovery" in token:
                self._recovery_of_containers[token["offset"]] = token["recovery"]
            yield depth, token

    def finish(self) -> None:
        """End the columns. EngineMismatch if bytes are left."""
        self._enter(0, len(self.data))

    def _add_container(self, depth: int, token: Any) -> None:
        offset, body, form = token["offset"], token["body"], form_of_token(token)
        layout = self._enter(depth, offset)
        pattern = pattern_of_token(token, layout)
        number = self._numbers.get(pattern)
        if number is None:
            number = self._number(pattern, pattern, None if form is None else fields_reader(form, layout))
        read = self._readers[number]
        if read is not None:
            fields = fields_of_token(token)
            if read(self.data, offset) != fields:
                raise EngineMismatch(f"the header at {offset:#x} is not what was read: {fields}")
        value = b"" if pattern.is_level else token.get("value", b"")
        self._append(number, body.layout, token["value_offset"] + len(value))

    def _enter(self, depth: int, offset: int) -> Layout:
        """Close the levels that end before the next token; gives the layout of its level."""
        if offset != self._here:
            raise EngineMismatch(f"a token stands at {offset:#x}, where {self._here:#x} was read to")
        while len(self._open) > depth:
            self._open.pop()
            end = self._open_ends.pop()
            self._layouts.pop()
            if end is not None:
                self._ends[end] = len(self._starts)
        if self._open and self._open_ends[-1] is None:
            self._open_ends[-1] = len(self._ends)
            self._holders.append(self._open[-1])
            self._ends.append(0)
        return self._layouts[-1]

    def _number(self, key: Hashable, pattern: Pattern, read: FieldsReader | None) -> int:
        self._numbers[key] = len(self._patterns)
        self._patterns.append(pattern)
        self._readers.append(read)
        return len(self._patterns) - 1

    def _append(self, number: int, content_layout: Layout, end: int) -> None:
        if self._patterns[number].is_level:
            self._open.append(len(self._starts))
            self._open_ends.append(None)
            self._layouts.append(content_layout)
        self._starts.append(self._here)
        self._which.append(number)
        self._here = end

    # Looked at.

    def nodes(self) -> Nodes:
        """The nodes of the outermost level."""
        return Nodes(self, 0, len(self._starts), None, {})

    def behind(self, place: int) -> int:
        """The index after a token and its descendants."""
        if self._patterns[self._which[place]].is_level:
            found = bisect_left(self._holders, place)
            if found < len(self._holders) and self._holders[found] == place:
                return self._ends[found]
        return place + 1

    def kind(self, place: int) -> Kind:
        """The kind of a token."""
        return self._patterns[self._which[place]].kind

    def tag(self, place: int) -> BaseTag | None:
        """The tag of a token; None for no header."""
        read = self._readers[self._which[place]]
        if read is None:
            return None
        fields = read(self.data, self._starts[place])
        return tag_of_number(fields["group"] << 16 | fields["element"])

    def node(
        self, place: int, behind: int, parent: Node | None, index: int | None, kept: dict[int, PlacedNode]
    ) -> PlacedNode:
        """The node of a token; `behind` is the index after its descendants, `kept` as of `Nodes`."""
        which = self._which[place]
        pattern, read = self._patterns[which], self._readers[which]
        offset = self._starts[place]
        end = self._starts[behind] if behind < len(self._starts) else len(self.data)
        value_offset = offset + pattern.header_length
        fields = {} if read is None else read(self.data, offset)
        inside: Any = Inside(self, behind, kept) if pattern.is_level else None
        held: Any = None
        if pattern.has_value:
            whole = self.data if end - value_offset < MANY else memoryview(self.data)
            held = whole[value_offset:end]
        recovery = self.recovery.get(offset) or self._recovery_of_containers.get(offset, ())
        size = end - value_offset
        node: PlacedNode = pattern.node(
            PlacedNode,
            offset,
            fields,
            held,
            parent,
            self.space,
            size,
            inside,
            recovery,
        )
        node.index = index
        node.place = place
        return node


class Nodes(LazyNodes):
    """The nodes of one level, made anew at each access unless they are kept.

    Parameters
    ----------
    columns
        The tokens.
    first, end
        The index of the first one, and the index after the descendants of the last one.
    parent
        The node that holds them.
    kept
        The edited nodes of all levels by their index, which are not made anew.
    """

    __slots__ = ("_columns", "_end", "_first", "_parent", "kept")

    def __init__(
        self,
        columns: Columns,
        first: int,
        end: int,
        parent: PlacedNode | None,
        kept: dict[int, PlacedNode],
    ) -> None:
        self._columns = columns
        self._first = first
        self._end = end
        self._parent = parent
        self.kept = kept

    def __iter__(self) -> Iterator[PlacedNode]:
        index = 0
        for place, behind in self._places():
            number = None
            if self._columns.kind(place) in NUMBERED:
                number, index = index, index + 1
            kept = self.kept.get(place) if self.kept else None
            yield kept or self._columns.node(place, behind, self._parent, number, self.kept)

    def _places(self) -> Iterator[tuple[int, int]]:
        """The index of each of them, and the index after its descendants."""
        place, find = self._first, self._columns.behind
        while place < self._end:
            behind = find(place)
            yield place, behind
            place = behind

    def __len__(self) -> int:
        return sum(1 for _ in self.kinds())

    def __bool__(self) -> bool:
        return self._first < self._end

    @overload
    def __getitem__(self, index: int) -> Node: ...

    @overload
    def __getitem__(self, index: slice) -> list[Node]: ...

    def __getitem__(self, index: int | slice) -> Node | list[Node]:
        if isinstance(index, slice):
            return list(self)[index]
        wanted = index if index >= 0 else len(self) + index
        for count, node in enumerate(self):
            if count == wanted:
                return node
        raise IndexError(index)

    def again(self) -> Nodes:
        """The same nodes without kept ones."""
        return Nodes(self._columns, self._first, self._end, self._parent, {})

    def kinds(self) -> Iterator[Kind]:
        """The kind of each."""
        return (self._columns.kind(place) for place, _ in self._places())

    def having(self, wanted: Callable[[BaseTag], bool]) -> Iterator[PlacedNode]:
        """The nodes with one of these tags, without `index`."""
        for place, behind in self._places():
            tag = self._columns.tag(place)
            if tag is not None and wanted(tag):
                yield self.kept.get(place) or self._columns.node(place, behind, self._parent, None, self.kept)
