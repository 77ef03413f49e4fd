"""A whole file as a tree of nodes, and the edits made to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple, TypeVar

from dicomconstruct.errors import DicomError
from dicomconstruct.tree.nodes import Kind, Node

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
    right_group_lengths
        By the ``id`` of a group length's node, whether it was right when it was first looked at.
    """

    source: bytes
    opening: list[Node]
    meta: list[Node]
    data_set: list[Node]
    coding: Coding
    stream: list[Node] = field(default_factory=list)
    inflated: bytes = field(default=b"", repr=False)
    right_group_lengths: dict[int, bool] = field(default_factory=dict, repr=False)
    _tops: dict[int, list[Node]] = field(default_factory=dict, repr=False)
    _group_lengths: dict[int, dict[int, Node]] = field(default_factory=dict, repr=False)
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

    def group_length(self, node: Node) -> Node | None:
        """The group length element (gggg,0000) that stands before the others of a node's group, if any."""
        siblings = self.siblings(node)
        if id(siblings) not in self._group_lengths:
            firsts: dict[int, Node] = {}
            for one in siblings:
                if one.tag is not None:
                    firsts.setdefault(one.tag.group, one)
            lengths = {
                group: one for group, one in firsts.items() if one.tag is not None and one.tag.is_group_length
            }
            self._group_lengths[id(siblings)] = lengths
        return None if node.tag is None else self._group_lengths[id(siblings)].get(node.tag.group)

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
        """The first node with that path, or None."""
        return next((node for node in self.walk() if node.path == path), None)
