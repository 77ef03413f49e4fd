"""One value changed, and what has to follow: the lengths that enclose it, the group lengths that were right."""

from __future__ import annotations

from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.authoring import under_un
from dicomconstruct.grammar.headers import HEADER_SIZES, largest_length
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME, VALUE
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import Kind, Node, Space, Tree
from dicomconstruct.tree.scope import governs_others


def replace_value(tree: Tree, node: Node, raw: bytes) -> None:
    """Give a leaf another value; only it and the lengths that enclose it change.

    Its own length and those around it are right afterwards, where the value changed in size; only a container
    that the end of the input cuts short goes on declaring more than there is. A group length that was wrong
    stays wrong (PS3.5 7.2). A value that outgrows a 16-bit length field turns its element into one of VR UN
    (PS3.5 6.2.2).

    Raises
    ------
    UnwritableValue
        When the node holds other nodes, the value is too long for a length field, or the data set was not
        inflated to its end, so that writing it would lose the rest.
    """
    if node.children is not None or not node.fields or node.raw is None:
        raise UnwritableValue("only a leaf with a header has a value of its own", path=node.path)
    if node.space is Space.INFLATED and tree.coding.problem:
        raise UnwritableValue("the data set was not inflated to its end", path=node.path, found=tree.coding.problem)
    widening = _widening(node, len(raw))
    growth = len(raw) - len(node.raw) + widening
    _check_room(node, len(raw))
    for holder in node.ancestors():
        _check_room(holder, holder.value_length + growth)
    for holder in (node, *node.ancestors()):
        _adjust_group_length(tree, holder, growth)
    source_end = len(tree.inflated if node.space is Space.INFLATED else tree.source)
    if growth:
        for holder in node.ancestors():
            cut_short = (holder.length or 0) - holder.value_length if holder.end >= source_end else 0
            _resize(holder, holder.value_length + growth, max(0, cut_short))
    _assign(node, raw, widening)
    _forget_what_rested_on(tree, node)
    if node.space is Space.INFLATED:
        tree.stream[0].edited = True


def _assign(node: Node, raw: bytes, widening: int) -> None:
    if widening:
        node.fields, node.form = under_un(node.fields), HeaderForm.LONG.value
        node.header_length += widening
    node.raw, node.content, node.undefined, node.edited = raw, VALUE, False, True
    node.fields = {**node.fields, "length": len(raw)}
    node.value_length = len(raw)


def _widening(node: Node, length: int) -> int:
    """By how many bytes a header grows when its length field has to have 32 bits."""
    form = HeaderForm(node.form)
    if form is not HeaderForm.SHORT or length <= largest_length(form):
        return 0
    if LAYOUT_BY_NAME[node.layout].order is ByteOrder.BIG:
        raise UnwritableValue(
            "the value is too long for its length field, and UN is little endian in every data set",
            path=node.path,
            expected=f"at most {largest_length(form)}",
            found=length,
        )
    return int(HEADER_SIZES[HeaderForm.LONG] - HEADER_SIZES[form])


def _check_room(node: Node, length: int) -> None:
    longest = largest_length(HeaderForm.LONG)
    if not node.undefined and length > longest:
        raise UnwritableValue(
            "the value is too long for a length field",
            path=node.path,
            expected=f"at most {longest}",
            found=length,
        )


def _resize(holder: Node, length: int, cut_short: int) -> None:
    holder.value_length = length
    if not holder.undefined:
        holder.fields = {**holder.fields, "length": length + cut_short}
        holder.edited = True


def _forget_what_rested_on(tree: Tree, node: Node) -> None:
    tree.right_group_lengths.pop(id(node), None)
    if node.tag is not None and governs_others(node.tag):
        tree.forget(node)


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
    if id(first) not in tree.right_group_lengths:
        tags = ((one, one.tag) for one in tree.siblings(changed) if one is not first)
        group = (one for one, tag in tags if tag is not None and tag.group == changed.tag.group)
        counted = sum(one.header_length + one.value_length for one in group)
        tree.right_group_lengths[id(first)] = number.parse(first.raw) == counted
    if tree.right_group_lengths[id(first)]:
        first.raw = bytes(number.build(number.parse(first.raw) + growth))
        first.edited = True
