"""A whole file as a tree of nodes, and the edits made to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from dicomconstruct.errors import DicomError
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
    _tops: dict[int, list[Node]] = field(default_factory=dict, repr=False)
    _taken_out: dict[int, list[Node]] = field(default_factory=dict, repr=False)
    _worked_out: dict[int, Any] = field(default_factory=dict, repr=False)

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
        if node.parent is not None:
            return node.parent.children or []
        if not self._tops:
            for nodes in (self.data_set, self.meta, self.opening, self.stream):
                self._tops.update((id(top), nodes) for top in nodes)
        if id(node) not in self._tops:
            raise DicomError("the node is not of this tree", offset=node.offset, path=node.path)
        return self._tops[id(node)]

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
        """Put a node at a place among others."""
        if node.parent is not None:
            self.mark_edited(node.parent)
        self.mark_edited(node)
        siblings.insert(place, node)
        self._tops.clear()

    def take_out(self, siblings: list[Node], node: Node) -> None:
        """Take a node out of those beside it."""
        self.mark_edited(node)
        siblings.remove(node)
        self._taken_out.setdefault(id(siblings), []).append(node)
        self._tops.clear()

    def taken_out(self, siblings: list[Node]) -> list[Node]:
        """The nodes that were taken out of those side by side."""
        return self._taken_out.get(id(siblings), [])

    def remembered(self, nodes: list[Node], work_out: Callable[[list[Node]], T]) -> T:
        """What `work_out` says of a list of siblings, asked once until `forget`."""
        if id(nodes) not in self._worked_out:
            self._worked_out[id(nodes)] = work_out(nodes)
        said: T = self._worked_out[id(nodes)]
        return said

    def forget(self, node: Node) -> None:
        """Drop what was remembered of a node's siblings, because a value that it rests on changed."""
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
