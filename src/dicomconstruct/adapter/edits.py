"""One value changed, and what has to follow: the lengths that enclose it, the group lengths that were right."""

from __future__ import annotations

from dicomconstruct.adapter.containers import LAYOUT_BY_NAME
from dicomconstruct.adapter.meaning import governs_others
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.authoring import under_un
from dicomconstruct.grammar.headers import HEADER_SIZES, largest_length
from dicomconstruct.grammar.primitives import int32
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import Kind, Node, Tree


def replace_value(tree: Tree, node: Node, raw: bytes) -> None:
    """Give a leaf another value; only it and the lengths that enclose it change.

    A length that was wrong before stays as it was, and so does a group length (PS3.5 7.2). A value that
    outgrows a 16-bit length field turns its element into one of VR UN (PS3.5 6.2.2).

    Raises
    ------
    UnwritableValue
        When the node holds other nodes, or the value is too long for a 32-bit length field.
    """
    if node.children is not None or not node.fields or node.raw is None:
        raise UnwritableValue("only a leaf with a header has a value of its own", path=node.path)
    growth = len(raw) - len(node.raw)
    widening = _widening(node, growth)
    _check_room(node, growth)
    for holder in node.ancestors():
        _check_room(holder, growth + widening)
    _adjust_group_length(tree, node, growth + widening)
    for holder in node.ancestors():
        _adjust_group_length(tree, holder, growth + widening)
    if widening:
        node.fields, node.form = under_un(node.fields), HeaderForm.LONG.value
        node.header_length += widening
    node.raw = raw
    node.edited = True
    _resize(node, growth)
    for holder in node.ancestors():
        _resize(holder, growth + widening)
    if node.tag is not None and governs_others(node.tag):
        tree.forget(node)
    if tree.stream and node.space == "inflated":
        tree.stream[0].edited = True


def _is_right(node: Node) -> bool:
    """Whether a node's length field says how long its content is."""
    return not node.undefined and node.length == node.value_length


def _widening(node: Node, growth: int) -> int:
    """By how many bytes a header grows when its length field has to have 32 bits."""
    form = HeaderForm(node.form)
    if form is not HeaderForm.SHORT or not _is_right(node):
        return 0
    if node.value_length + growth <= largest_length(form):
        return 0
    return int(HEADER_SIZES[HeaderForm.LONG] - HEADER_SIZES[form])


def _check_room(node: Node, growth: int) -> None:
    widest = largest_length(HeaderForm.LONG)
    if _is_right(node) and node.value_length + growth > widest:
        raise UnwritableValue(
            "the value is too long for a length field",
            path=node.path,
            expected=f"at most {widest}",
            found=node.value_length + growth,
        )


def _resize(node: Node, growth: int) -> None:
    if growth and _is_right(node):
        node.fields = {**node.fields, "length": node.value_length + growth}
        node.edited = True
    node.value_length += growth


def _adjust_group_length(tree: Tree, changed: Node, growth: int) -> None:
    """Keep a group length right that was right: it counts the bytes from its own end to its group's end."""
    if not growth or changed.kind is not Kind.ELEMENT or changed.tag is None:
        return
    first = tree.group_length(changed)
    if first is None or first is changed or first.raw is None:
        return
    number = int32(LAYOUT_BY_NAME[first.layout].order)
    if len(first.raw) != number.sizeof():
        return
    group = [one for one in tree.siblings(changed) if one.tag is not None and one.tag.group == changed.tag.group]
    counted = sum(one.header_length + one.value_length for one in group if one is not first)
    if number.parse(first.raw) == counted:
        first.raw = bytes(number.build(counted + growth))
        first.edited = True
