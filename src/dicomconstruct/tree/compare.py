"""Comparison of two trees, node by node and field by field."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Tree

_SHOWN = 80
"""The largest number of characters shown of a fact."""


def facts(node: Node) -> dict[str, Any]:
    """The facts of a node, without those of its parent and children."""
    return {
        "kind": node.kind,
        "offset": node.offset,
        "header_length": node.header_length,
        "value_length": node.value_length,
        "fields": dict(node.fields),
        "form": node.form,
        "layout": node.layout,
        "content_layout": node.content_layout,
        "content": node.content,
        "raw": node.view or node.raw,
        "index": node.index,
        "undefined": node.undefined,
        "reason": node.reason,
        "recovery": node.recovery,
        "space": node.space,
        "edited": node.edited,
        "parent": None if node.parent is None else node.parent.offset,
        "children": None if node.children is None else len(node.children),
    }


def first_difference(one: Tree, other: Tree) -> str:
    """The first difference between two trees of the same bytes; "" for none."""
    if one.coding != other.coding:
        return f"coding: {one.coding} and {other.coding}"
    for left, right in zip_longest(one.walk(), other.walk()):
        if left is None or right is None:
            return f"one tree has more nodes: {(left or right)!r:.200}"
        ours, theirs = facts(left), facts(right)
        if ours != theirs:
            name = next(name for name in ours if ours[name] != theirs[name])
            return f"{left.offset:#x} {left.path}: {name} is {_shown(ours[name])} and {_shown(theirs[name])}"
    return ""


def _shown(fact: Any) -> str:
    return repr(bytes(fact[:_SHOWN]) if isinstance(fact, memoryview) else fact)[:_SHOWN]
