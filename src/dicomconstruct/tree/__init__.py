"""The lossless tree: nodes with spans and spelling, and findings about them. It knows no VR's meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.tree.compare import first_difference as first_difference
    from dicomconstruct.tree.findings import Finding as Finding
    from dicomconstruct.tree.findings import Severity as Severity
    from dicomconstruct.tree.kinds import Kind as Kind
    from dicomconstruct.tree.kinds import Space as Space
    from dicomconstruct.tree.lines import outline as outline
    from dicomconstruct.tree.nodes import Leaf as Leaf
    from dicomconstruct.tree.nodes import Node as Node
    from dicomconstruct.tree.tree import Coding as Coding
    from dicomconstruct.tree.tree import Tree as Tree

_HOMES = {
    "Coding": "dicomconstruct.tree.tree",
    "Finding": "dicomconstruct.tree.findings",
    "Kind": "dicomconstruct.tree.kinds",
    "Leaf": "dicomconstruct.tree.nodes",
    "Node": "dicomconstruct.tree.nodes",
    "Severity": "dicomconstruct.tree.findings",
    "Space": "dicomconstruct.tree.kinds",
    "Tree": "dicomconstruct.tree.tree",
    "first_difference": "dicomconstruct.tree.compare",
    "outline": "dicomconstruct.tree.lines",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = ["Coding", "Finding", "Kind", "Leaf", "Node", "Severity", "Space", "Tree", "first_difference", "outline"]
