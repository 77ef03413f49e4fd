"""A whole file as a tree of nodes, and the edits made to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from dicomconstruct.errors import DicomError
from dicomconstruct.tree.nodes import Kind, Node


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
    """

    source: bytes
    opening: list[Node]
    meta: list[Node]
    data_set: list[Node]
    coding: Coding
    stream: list[Node] = field(default_factory=list)
    inflated: bytes = field(default=b"", repr=False)

    @property
    def nodes(self) -> list[Node]:
        """The nodes at the top that together are the file; a deflated data set is one node here."""
        return self.opening + self.meta + (self.stream or self.data_set)

    def walk(self) -> Iterator[Node]:
        """Every node in file order; the nodes of a deflated data set come after its stream."""
        for top in self.opening + self.meta + self.stream + self.data_set:
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
        for nodes in (self.data_set, self.meta, self.opening, self.stream):
            if any(node is one for one in nodes):
                return nodes
        raise DicomError("the node is not of this tree", offset=node.offset, path=node.path)

    def find(self, path: str) -> Node | None:
        """The first node with that path, or None."""
        return next((node for node in self.walk() if node.path == path), None)
