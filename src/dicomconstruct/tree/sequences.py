"""Siblings: lists of nodes, and sequences that make nodes on access."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence

from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.kinds import Kind
from dicomconstruct.tree.nodes import Node


class LazyNodes(Sequence[Node]):
    """A sequence of nodes made on access, with facts that need no node."""

    __slots__ = ()

    @abstractmethod
    def kinds(self) -> Iterator[Kind]:
        """The kind of each."""

    @abstractmethod
    def having(self, wanted: Callable[[BaseTag], bool]) -> Iterator[Node]:
        """The nodes with one of these tags, without `index`."""


def kinds_of(nodes: Sequence[Node]) -> Iterator[Kind]:
    """The kind of each node."""
    return nodes.kinds() if isinstance(nodes, LazyNodes) else (node.kind for node in nodes)


def nodes_having(nodes: Sequence[Node], wanted: Callable[[BaseTag], bool]) -> Iterator[Node]:
    """The nodes with one of these tags."""
    if isinstance(nodes, LazyNodes):
        return nodes.having(wanted)
    return (node for node in nodes if node.tag is not None and wanted(node.tag))
