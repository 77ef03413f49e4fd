"""One value changed, and what has to follow: the lengths that enclose it, the group lengths that were right."""

from __future__ import annotations

from dicomconstruct.adapter.containers import LAYOUT_BY_NAME
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.primitives import int32
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import Kind, Node, Tree


def replace_value(tree: Tree, node: Node, raw: bytes) -> None:
    """Give a leaf another value; only it and the lengths that enclose it change.

    A length that was wrong before stays as it was, and so does a group length (PS3.5 7.2).

    Raises
    ------
    UnwritableValue
        When the node holds other nodes, or the value is too long for a length field.
    """
    if node.children is not None or not node.fields or node.raw is None:
        raise UnwritableValue("only a leaf with a header has a value of its own", path=node.path)
    growth = len(raw) - len(node.raw)
    resized = [node, *(holder for holder in node.ancestors() if not holder.undefined)] if growth else [node]
    for one in resized:
        _check_room(one, growth)
    for holder in (node, *node.ancestors()):
        _adjust_group_length(tree, holder, growth)
    node.raw = raw
    node.edited = True
    for one in resized:
        _resize(one, growth)
    for holder in node.ancestors():
        if holder.undefined:
            holder.value_length += growth
    if tree.stream and node.space == "inflated":
        tree.stream[0].edited = True


def _check_room(node: Node, growth: int) -> None:
    length = (node.length or 0) + growth
    if node.length == node.value_length and length > largest_length(HeaderForm(node.form)):
        raise UnwritableValue("the value is too long for its length field", path=node.path, found=length)


def _resize(node: Node, growth: int) -> None:
    if growth and node.length == node.value_length:
        node.fields = {**node.fields, "length": node.value_length + growth}
        node.edited = True
    node.value_length += growth


def _adjust_group_length(tree: Tree, changed: Node, growth: int) -> None:
    """Keep a group length right that was right: it counts the bytes from its own end to its group's end."""
    if not growth or changed.kind is not Kind.ELEMENT or changed.tag is None:
        return
    group = [one for one in tree.siblings(changed) if one.tag is not None and one.tag.group == changed.tag.group]
    first = group[0]
    if first.tag is None or not first.tag.is_group_length or first is changed or first.raw is None:
        return
    number = int32(LAYOUT_BY_NAME[first.layout].order)
    if len(first.raw) != number.sizeof():
        return
    counted = sum(one.header_length + one.value_length for one in group[1:])
    if number.parse(first.raw) == counted:
        first.raw = bytes(number.build(counted + growth))
        first.edited = True
