"""A whole file as a tree of nodes, and the edits made to it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate, chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from dicomconstruct.errors import DicomError
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.nodes import Kind, Node, Space
from dicomconstruct.tree.scope import governs_others

T = TypeVar("T")


class Coding(NamedTuple):
    """How the data set is encoded: as declared, and as found.

    Parameters
    ----------
    declared
        The transfer syntax UID without padding; None where the file has none.
    meta_layout
        The layout of the file meta group.
    layout
        The layout found in the data set: ``explicit-le``, ``implicit-le``, ``explicit-be`` or ``implicit-be``.
    wrapper
        ``plain``, ``deflate`` or ``zlib``.
    evidence
        What the layout rests on.
    problem
        What stopped inflating early; "" where nothing did.
    """

    declared: str | None
    meta_layout: str
    layout: str
    wrapper: str
    evidence: str
    problem: str = ""


class TagIndex:
    """The tags of the elements among nodes side by side, kept while nodes come and go."""

    __slots__ = ("_greatest", "_nodes", "_tags")

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._tags = Counter(node.tag for node in nodes if node.kind is Kind.ELEMENT)
        self._greatest: list[int] | None = None
        """The greatest tag up to each node; None until it is asked for."""

    def __contains__(self, tag: BaseTag) -> bool:
        return self._tags[tag] > 0

    def place_of(self, tag: BaseTag) -> int:
        """Before the first element of a greater tag, else after the last one: delimiters stay last (PS3.5 7.1)."""
        nodes = self._nodes
        if self._greatest is None:
            tags = ((node.tag if node.kind is Kind.ELEMENT else None) or -1 for node in nodes)
            self._greatest = list(accumulate(tags, max))
        place = bisect_right(self._greatest, tag)
        if place == len(nodes):
            while place and nodes[place - 1].kind is not Kind.ELEMENT:
                place -= 1
        return place

    def put(self, place: int, node: Node) -> None:
        """Take note of an element that was put in where `place_of` says."""
        self._tags[node.tag] += 1
        if self._greatest is not None and node.tag is not None:
            self._greatest.insert(place, max(node.tag, self._greatest[place - 1]) if place else node.tag)

    def take_out(self, node: Node) -> None:
        """Take note of a node that was taken out."""
        self._tags[node.tag] -= 1
        self._greatest = None


def _index_of(siblings: list[Node], node: Node) -> int:
    """The place of a node among others, which stand in the order of their offsets."""
    place = bisect_left(siblings, node.offset, key=attrgetter("offset"))
    return next(place for place in range(place, len(siblings)) if siblings[place] is node)


@dataclass(slots=True, eq=False)
class Tree:
    """The nodes of one file in file order, over its bytes.

    Parameters
    ----------
    source
        The bytes that were read; untouched nodes are written as slices of them.
    opening
        Leading bytes, preamble and prefix, as far as the file has them.
    meta
        The elements of the file meta group.
    data_set
        The top level of the data set. Where it is deflated, its nodes count in `inflated`.
    coding
        How the data set is encoded.
    stream
        The compressed stream of a deflated data set, and the bytes after its end; else empty.
    inflated
        The bytes that a deflated data set inflates to.
    is_edited
        Whether anything is written otherwise than it was read.
    """

    source: bytes
    opening: list[Node]
    meta: list[Node]
    data_set: list[Node]
    coding: Coding
    stream: list[Node] = field(default_factory=list)
    inflated: bytes = field(default=b"", repr=False)
    is_edited: bool = False
    _tops: dict[int, tuple[Node, list[Node]]] = field(default_factory=dict, repr=False)
    _taken_out: list[tuple[list[Node], Node]] = field(default_factory=list, repr=False)
    _worked_out: dict[int, tuple[list[Node], Any]] = field(default_factory=dict, repr=False)
    _tags: dict[int, tuple[list[Node], TagIndex]] = field(default_factory=dict, repr=False)
    """By ``id``, with what has it: the numbers mean nothing in a copy."""

    @property
    def nodes(self) -> list[Node]:
        """The nodes at the top that together are the file; a deflated data set is one node here."""
        return self.opening + self.meta + (self.stream or self.data_set)

    def walk(self) -> Iterator[Node]:
        """Every node in file order; the nodes of a deflated data set come after its stream."""
        for top in chain(self.opening, self.meta, self.stream, self.data_set):
            yield from top.walk()

    def elements(self) -> Iterator[Node]:
        """The elements at every depth, in file order."""
        return (node for node in self.walk() if node.kind is Kind.ELEMENT)

    def siblings(self, node: Node) -> list[Node]:
        """The list that holds a node: an item's content, a sequence, the file meta group, the data set.

        Raises DicomError for a node of another tree.
        """
        *_, outermost = node, *node.ancestors()
        known = self._tops.get(id(outermost))
        if known is None or known[0] is not outermost:
            for nodes in (self.data_set, self.meta, self.opening, self.stream):
                self._tops.update((id(top), (top, nodes)) for top in nodes)
            known = self._tops.get(id(outermost))
        if known is None or known[0] is not outermost:
            raise DicomError("the node is not of this tree", offset=node.offset, path=node.path)
        return known[1] if node.parent is None else node.parent.children or []

    def mark_edited(self, node: Node) -> None:
        """Have a node, and those around it, be written anew."""
        self.is_edited = True
        for one in (node, *node.ancestors()):
            if one.read_size is not None:
                break
            one.read_size = one.end - one.offset
        if node.space is Space.INFLATED:
            for one in self.stream[:1]:
                one.read_size = one.value_length

    def start_of(self, siblings: list[Node], holder: Node | None) -> int:
        """The offset of the first of the nodes in a holder, or of those at the top, if there were one."""
        if holder is not None:
            return holder.value_offset
        if self.stream and siblings is self.data_set:
            return 0
        before = self.opening if siblings is self.meta else self.opening + self.meta
        return before[-1].read_end if before else 0

    def put(self, siblings: list[Node], place: int, node: Node) -> None:
        """Put an element at a place among others."""
        if node.parent is not None:
            self.mark_edited(node.parent)
        self.mark_edited(node)
        siblings.insert(place, node)
        if node.parent is None:
            self._tops[id(node)] = node, siblings
        tags = self.tags_of(siblings)
        assert tags is not None
        tags.put(place, node)
        self.forget(node)

    def take_out(self, siblings: list[Node], node: Node) -> None:
        """Take a node out of those beside it; it is of no tree from then on."""
        self.forget(node)
        self.mark_edited(node)
        tags = self.tags_of(siblings)
        assert tags is not None
        del siblings[_index_of(siblings, node)]
        tags.take_out(node)
        if node.read_size:
            self._taken_out.append((siblings, node))
        if node.parent is None:
            del self._tops[id(node)]
        node.parent = None

    def taken_out(self) -> dict[int, list[Node]]:
        """The nodes that were taken out, by the ``id`` of the list of those that were beside them."""
        found: dict[int, list[Node]] = {}
        for siblings, node in self._taken_out:
            found.setdefault(id(siblings), []).append(node)
        return found

    def tags_of(self, siblings: list[Node]) -> TagIndex | None:
        """The tags of nodes side by side; None for nodes that are made when they are asked for."""
        if not isinstance(siblings, list):
            return None
        known = self._tags.get(id(siblings))
        if known is None or known[0] is not siblings:
            known = self._tags[id(siblings)] = siblings, TagIndex(siblings)
        return known[1]

    def remembered(self, nodes: list[Node], work_out: Callable[[list[Node]], T]) -> T:
        """What `work_out` says of a list of siblings, asked once until `forget`."""
        known = self._worked_out.get(id(nodes))
        if known is None or known[0] is not nodes:
            known = self._worked_out[id(nodes)] = nodes, work_out(nodes)
        said: T = known[1]
        return said

    def forget(self, node: Node) -> None:
        """Drop what was remembered of a node's siblings, if others rest on its value."""
        if node.tag is not None and governs_others(node.tag):
            self._worked_out.pop(id(self.siblings(node)), None)

    def find(self, path: str) -> Node | None:
        """The element, item or fragment with that path (`Node.path`), or None.

        Of several elements with one tag it is the one that a data set shows, at every level of the path: the last,
        of those that say what others mean the first (`tree.scope.governs_others`). The file meta group is looked
        through before the data set.
        """
        steps = path if path.startswith("[") else f".{path}"
        return _node_at(self.meta, steps) or _node_at(self.data_set, steps)


def _node_at(siblings: Iterable[Node], steps: str) -> Node | None:
    """The node that some steps lead to from nodes side by side."""
    node = None
    while steps:
        fitting = [one for one in siblings if (step := one._step()) and steps.startswith(step)]
        if not fitting:
            return None
        node = fitting[-1]
        if node.tag is not None and governs_others(node.tag):
            node = fitting[0]
        steps = steps.removeprefix(node._step())
        siblings = node.children or ()
    return node
