"""Nodes side by side: lists of them, and sequences that make each when it is asked for."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence

from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.kinds import Kind
from dicomconstruct.tree.nodes import Node


class LazyNodes(Sequence[Node]):
    """Nodes that are made when they are asked for, and what can be said of them without making them."""

    __slots__ = ()

    @abstractmethod
    def kinds(self) -> Iterator[Kind]:
        """What each of them is."""

    @abstractmethod
    def having(self, wanted: Callable[[BaseTag], bool]) -> Iterator[Node]:
        """Those whose tag is wanted, without a number among their like."""


def kinds_of(nodes: Sequence[Node]) -> Iterator[Kind]:
    """What each of some nodes is."""
    return nodes.kinds() if isinstance(nodes, LazyNodes) else (node.kind for node in nodes)


def nodes_having(nodes: Sequence[Node], wanted: Callable[[BaseTag], bool]) -> Iterator[Node]:
    """The nodes whose tag is wanted."""
    if isinstance(nodes, LazyNodes):
        return nodes.having(wanted)
    return (node for node in nodes if node.tag is not None and wanted(node.tag))
