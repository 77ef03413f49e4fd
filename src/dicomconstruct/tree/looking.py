"""Trees for traversal: the nodes of the data set are made on access and not held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import chain
from typing import Any, TypeVar

from dicomconstruct.tree.columns import Nodes, PlacedNode
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Tree

T = TypeVar("T")


class LookedThrough(Tree):
    """A tree whose data set makes its nodes at each access, but for the kept ones."""

    __slots__ = ()

    @property
    def nodes(self) -> list[Node]:
        return list(self.tops())

    def tops(self) -> Iterator[Node]:
        """Yield the nodes at the top; those of the data set are not held."""
        return chain(self.opening, self.meta, self.stream or self.data_set)

    def siblings(self, node: Node) -> list[Node]:
        if isinstance(node, PlacedNode):
            return self.data_set if node.parent is None else node.parent.children or []
        return super().siblings(node)

    def remembered(self, nodes: list[Node], work_out: Callable[[list[Node]], T]) -> T:
        is_kept = nodes is self.data_set or nodes is self.meta
        return super().remembered(nodes, work_out) if is_kept else work_out(nodes)

    def __deepcopy__(self, memo: dict[int, Any]) -> LookedThrough:
        if self.is_edited:
            raise TypeError("an edited tree to be looked through is not copied; read_tree gives one that is")
        return self.afresh()

    def __reduce__(self) -> Any:
        raise TypeError("a tree to be looked through is not pickled; read_tree gives one that is")

    def afresh(self) -> LookedThrough:
        """A copy of the tree without kept nodes, for separate edits."""
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
