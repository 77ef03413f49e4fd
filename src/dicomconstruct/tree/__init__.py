"""The lossless tree: nodes with spans and spelling, and findings about them. It knows no VR's meaning."""

from __future__ import annotations

from dicomconstruct.tree.compare import first_difference
from dicomconstruct.tree.findings import Finding, Severity
from dicomconstruct.tree.nodes import Kind, Leaf, Node, Space
from dicomconstruct.tree.outline import outline
from dicomconstruct.tree.tree import Coding, Tree

__all__ = ["Coding", "Finding", "Kind", "Leaf", "Node", "Severity", "Space", "Tree", "first_difference", "outline"]
