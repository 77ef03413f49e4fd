"""The tokens of a data set as columns of numbers, and nodes made of them when they are looked at.

A node takes some 500 bytes, a token in the columns six: a file of many small elements is looked through without
holding more than the nodes at hand. What many tokens have in common, all but where they stand, is a `Pattern`.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, NamedTuple, overload

from dicomconstruct.compiler.runtime import OFFSET, SHAPE, Notes, Row, Shape, end_of
from dicomconstruct.errors import EngineMismatch
from dicomconstruct.grammar.fixed import format_of
from dicomconstruct.grammar.headers import HEADERS
from dicomconstruct.grammar.layouts import CONTENTS, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tag import BaseTag, tag_of_number
from dicomconstruct.tree.containers import NUMBERED, STREAM
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.maker import HOLDING, facts_of
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.sequences import LazyNodes

MANY = 1 << 16
"""Bytes from which on those of a value are copied only when they are asked for."""
FieldsReader = Callable[[bytes, int], dict[str, Any]]


class Pattern(NamedTuple):
    """What tokens have in common that differ in where they stand, in tag, length and value only.

    Parameters
    ----------
    kind, header_length, form, layout, content_layout, content, reason
        As of their `Node`.
    is_level, has_value
        Whether they open a level, and whether they have a value of their own.
    may_be_undefined
        Whether their length field may leave the end to a delimiter.
    fields
        Reads the fields of their headers: ``fields(data, offset)``; None where they have no header.
    """

    kind: Kind
    header_length: int
    form: str
    layout: str
    content_layout: str
    content: str
    reason: str
    is_level: bool
    has_value: bool
    may_be_undefined: bool
    fields: FieldsReader | None


class PlacedNode(Node):
    """A node that knows its place in the columns; another one each time that it is looked at, unless it is kept.

    Attributes
    ----------
    place
        Its place.
    """

    __slots__ = ("_held", "_inside", "place")
    place: int
    _inside: Inside | None
    _held: bytes | memoryview | None
    """The bytes of the value, or a view of those of the file where they are many."""

    @property
    def raw(self) -> bytes | None:
        """The bytes of the value, copied each time where they are many; None for a node with children."""
        return bytes(self._held) if type(self._held) is memoryview else self._held

    @raw.setter
    def raw(self, raw: bytes | memoryview | None) -> None:
        self._held = raw

    @property
    def view(self) -> bytes | memoryview:
        return self._held or b""

    @property
    def children(self) -> Any:
        """The nodes inside, which are made when they are asked for; None for a leaf."""
        inside = self._inside
        return None if inside is None else Nodes(inside.columns, self.place + 1, inside.end, self, inside.kept)

    @children.setter
    def children(self, inside: Any) -> None:
        self._inside = inside


class Inside(NamedTuple):
    """What the nodes inside a node are made of: held in place of them, since each of them holds the node.

    Parameters
    ----------
    columns
        The tokens.
    end
        The place behind the last one.
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
        The bytes that they stand in.
    space
        Which bytes these are.
    start
        Where the first token stands.
    layout
        The layout of the outermost level.
    recovery
        By offset, the names of the recovery rules that were needed; the compiled engine adds to it as it reads.
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
        self._numbers: dict[Hashable, int] = {}
        self._holders = array(self._starts.typecode)
        self._ends = array(self._starts.typecode)
        """The tokens that others are inside of, in order, and behind which token what is in each ends."""
        self._layouts = [layout]
        """The layout of each open level."""
        self._open: list[int] = []
        """The place of each token that opened one, and in `_ends` that of those that something was found in."""
        self._open_ends: list[int | None] = []

    # Filled token by token.

    def add_rows(self, steps: Iterable[tuple[int, Row]]) -> None:
        """Take the tokens of the compiled engine."""
        for depth, row in steps:
            shape: Shape = row[SHAPE]
            if shape.container is not None:
                self._add_container(depth, shape.container)
                continue
            layout = self._enter(depth, row[OFFSET])
            number = self._numbers.get((shape, layout))
            if number is None:
                number = self._number((shape, layout), pattern_of_shape(shape, layout))
            self._append(number, shape.body.layout, end_of(row))

    def add_containers(self, steps: Iterable[tuple[int, Any]]) -> Iterator[tuple[int, Any]]:
        """Take the tokens of the reference engine as they pass."""
        for depth, token in steps:
            self._add_container(depth, token)
            if "recovery" in token:
                self._recovery_of_containers[token["offset"]] = token["recovery"]
            yield depth, token

    def finish(self) -> None:
        """Say that there are no more. EngineMismatch where bytes are left."""
        self._enter(0, len(self.data))

    def _add_container(self, depth: int, token: Any) -> None:
        offset, body = token["offset"], token["body"]
        layout = self._enter(depth, offset)
        header = token.get("header")
        value = token.get("value", b"") if body.content not in CONTENTS else b""
        form = token.get("form", HeaderForm.IMPLICIT) if header is not None else None
        size = token["value_offset"] - offset
        key = (token["kind"], size, form, layout, body[:2], body.reason, "value" in token)
        number = self._numbers.get(key)
        if number is None:
            number = self._number(key, pattern_of_token(token, layout, form, size))
        fields = self._patterns[number].fields
        if fields is not None:
            said = {name: one for name, one in header.items() if name != STREAM}
            if fields(self.data, offset) != said:
                raise EngineMismatch(f"the header at {offset:#x} is not what was read: {said}")
        self._append(number, body.layout, token["value_offset"] + len(value))

    def _enter(self, depth: int, offset: int) -> Layout:
        """Go to where the next token stands, and close the levels that end before it; gives the layout there."""
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

    def _number(self, key: Hashable, pattern: Pattern) -> int:
        self._numbers[key] = len(self._patterns)
        self._patterns.append(pattern)
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
        """The place behind a token and all inside it."""
        if self._patterns[self._which[place]].is_level:
            found = bisect_left(self._holders, place)
            if found < len(self._holders) and self._holders[found] == place:
                return self._ends[found]
        return place + 1

    def kind(self, place: int) -> Kind:
        """What a token is."""
        return self._patterns[self._which[place]].kind

    def tag(self, place: int) -> BaseTag | None:
        """The tag of a token; None where it has no header."""
        read = self._patterns[self._which[place]].fields
        if read is None:
            return None
        fields = read(self.data, self._starts[place])
        return tag_of_number(fields["group"] << 16 | fields["element"])

    def node(
        self, place: int, behind: int, parent: Node | None, index: int | None, kept: dict[int, PlacedNode]
    ) -> PlacedNode:
        """The node of a token; `behind` is the place behind it and all inside it, `kept` as of `Nodes`."""
        pattern = self._patterns[self._which[place]]
        offset = self._starts[place]
        end = self._starts[behind] if behind < len(self._starts) else len(self.data)
        value_offset = offset + pattern.header_length
        fields = pattern.fields(self.data, offset) if pattern.fields is not None else {}
        inside: Any = Inside(self, behind, kept) if pattern.is_level else None
        held: Any = None
        if pattern.has_value:
            whole = self.data if end - value_offset < MANY else memoryview(self.data)
            held = whole[value_offset:end]
        node = PlacedNode(
            pattern.kind,
            offset,
            pattern.header_length,
            end - value_offset,
            fields,
            pattern.form,
            pattern.layout,
            pattern.content_layout,
            pattern.content,
            held,
            parent,
            index,
            inside,
            pattern.may_be_undefined and fields["length"] == UNDEFINED_LENGTH,
            pattern.reason,
            self.space,
            recovery=self.recovery.get(offset) or self._recovery_of_containers.get(offset, ()),
        )
        node.place = place
        return node


class Nodes(LazyNodes):
    """The nodes of one level, made anew each time that they are looked at; those that are kept are what they were.

    Parameters
    ----------
    columns
        What they are made of.
    first, end
        The place of the first one, and the place behind the last one and all inside it.
    parent
        The node that holds them.
    kept
        Nodes of every level by their place that are the same each time, because they were edited.
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
        """The place of each of them, and the place behind it and all inside it."""
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
        """The same nodes, with none kept."""
        return Nodes(self._columns, self._first, self._end, self._parent, {})

    def kinds(self) -> Iterator[Kind]:
        """What each of them is."""
        return (self._columns.kind(place) for place, _ in self._places())

    def having(self, wanted: Callable[[BaseTag], bool]) -> Iterator[PlacedNode]:
        """Those whose tag is wanted, without a number among their like."""
        for place, behind in self._places():
            tag = self._columns.tag(place)
            if tag is not None and wanted(tag):
                yield self.kept.get(place) or self._columns.node(place, behind, self._parent, None, self.kept)


def pattern_of_shape(shape: Shape, layout: Layout) -> Pattern:
    """The pattern of the tokens of one shape at a level of one layout."""
    facts = facts_of(shape)
    names, unpack = shape.fields, shape.unpack

    def fields(data: bytes, offset: int) -> dict[str, Any]:
        assert unpack is not None
        return dict(zip(names, unpack(data, offset), strict=True))

    return Pattern(
        facts.kind,
        shape.size,
        facts.form,
        str(layout),
        facts.content_layout,
        facts.content,
        "",
        facts.is_level,
        not facts.is_level and facts.kind in HOLDING,
        facts.may_be_undefined,
        fields,
    )


def pattern_of_token(token: Any, layout: Layout, form: HeaderForm | None, size: int) -> Pattern:
    """The pattern of a token that the rules read.

    Parameters
    ----------
    token
        Its container.
    layout
        The layout of its level.
    form
        The form of its header; None where it has none.
    size
        The length of its header.
    """
    body = token["body"]
    is_level = body.content in CONTENTS
    return Pattern(
        Kind(token["kind"]),
        size,
        form.value if form is not None else "",
        str(layout),
        str(body.layout),
        body.content,
        body.reason,
        is_level,
        "value" in token and not is_level,
        form not in (None, HeaderForm.SHORT),
        None if form is None else fields_reader(form, layout),
    )


def fields_reader(form: HeaderForm, layout: Layout) -> FieldsReader:
    """What reads the fields of headers of one form again."""
    header = HEADERS[form, layout.order]
    names, unpack = [one.name for one in header.subcons], format_of(header).unpack_from

    def fields(data: bytes, offset: int) -> dict[str, Any]:
        return dict(zip(names, unpack(data, offset), strict=True))

    return fields
