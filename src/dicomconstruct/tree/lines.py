"""A tree as short text, one line a node."""

from __future__ import annotations

from dicomconstruct.tree.nodes import Kind, Node
from dicomconstruct.tree.tree import Tree


def outline(tree: Tree) -> str:
    """The nodes of a tree as lines, indented by depth.

    A line has the kind, tag and wire VR (``--`` for none), the declared length, and then unusual facts only:
    another actual length, another layout or header form than that of the parent, the reason of an opaque stretch.
    """
    return "\n".join(_line(node) for node in tree.walk())


def _line(node: Node) -> str:
    indent = "  " * sum(1 for _ in node.ancestors())
    words = [node.kind.value]
    if node.kind in (Kind.ITEM, Kind.FRAGMENT):
        words.append(f"[{node.index}]")
    if node.tag is not None:
        words.append(str(node.tag))
    if node.kind is Kind.ELEMENT:
        words.append("--" if node.vr is None else node.vr if node.vr.isalnum() else repr(node.vr))
        if node.content in ("items", "fragments"):
            words.append(node.content)
    if node.tag is None:
        words.append(str(node.value_length))
    else:
        words.append("undefined" if node.undefined else str(node.length))
        if not node.undefined and node.length != node.value_length:
            words.append(f"holds {node.value_length}")
    if node.content_layout != node.layout:
        words.append(f"content {node.content_layout}")
    if node.kind is Kind.ELEMENT and (node.form == "implicit") != node.layout.startswith("implicit"):
        words.append(f"{node.form} header")
    if node.reason:
        words.append(f"- {node.reason}")
    return indent + " ".join(words)
