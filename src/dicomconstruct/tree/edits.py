"""Edits of a tree: replaced values, inserted elements, removed nodes.

An edit marks the nodes that it changes. The lengths around it and group lengths follow when the tree is written
(`dicomconstruct.tree.output`).
"""

from __future__ import annotations

from typing import Any

from dicomconstruct.errors import DicomError, Unexplained, UnexplainedBytes, UnwritableValue
from dicomconstruct.grammar import authoring
from dicomconstruct.grammar.headers import HEADER_SIZES
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME, VALUE, Layout
from dicomconstruct.grammar.primitives import DELIMITING_GROUP, META_GROUP, ByteOrder
from dicomconstruct.grammar.vrs import VR, VRS, HeaderForm
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.making import NUMBERED, node_of_token
from dicomconstruct.tree.meaning import Meaning
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.scope import UNKNOWN, order_of
from dicomconstruct.tree.tree import Tree
from dicomconstruct.values import CharacterSets


def replace_value(tree: Tree, node: Node, raw: bytes) -> None:
    """Give a leaf other bytes; its header stays as it is spelt, but for the length.

    A value that outgrows a 16-bit length field turns its element into one of VR UN (PS3.5 6.2.2).

    Raises
    ------
    UnwritableValue
        When the node holds other nodes, the value is too long for a length field, or the data set was not
        inflated to its end, so that writing it would lose the rest.
    """
    if node.children is not None or not node.fields or node.raw is None:
        raise UnwritableValue("only a leaf with a header has a value of its own", path=node.path)
    layout, form, fields = LAYOUT_BY_NAME[node.layout], HeaderForm(node.form), node.fields
    try:
        wider = authoring.form_with_room(form, len(raw))
    except UnwritableValue as error:
        error.path = node.path
        raise
    if wider is not form:
        if layout.order is ByteOrder.BIG:
            message = "the value is too long for its length field, and UN is little endian in every data set"
            raise UnwritableValue(message, path=node.path, found=len(raw))
        fields = authoring.under_un(fields)
    _replace(tree, node, {**fields, "length": len(raw)}, wider, raw)


def assign(tree: Tree, meaning: Meaning, value: Any) -> None:
    """Give an element another Python value, and the header that its VR has (PS3.5 7.1.2).

    Raises
    ------
    UnwritableValue
        As `replace_value`, and when the VR has no form for the value.
    """
    node = meaning.node
    if node.children is not None or node.raw is None:
        raise UnwritableValue("only a leaf with a header has a value of its own", path=node.path)
    assert node.tag is not None
    try:
        made = element_token(LAYOUT_BY_NAME[node.layout], node.tag, meaning.vr, value, meaning.charsets)
    except DicomError as error:
        error.path = node.path
        raise
    _replace(tree, node, made["header"], made["form"], made["value"])


def _replace(tree: Tree, node: Node, fields: dict[str, Any], form: HeaderForm, raw: bytes) -> None:
    _check_whole(tree, node.space, node.path)
    tree.mark_edited(node)
    node.fields, node.form, node.header_length = fields, form.value, HEADER_SIZES[form]
    node.raw, node.value_length, node.content, node.undefined = raw, len(raw), VALUE, False
    tree.forget(node)


def insert(tree: Tree, holder: Node | None, tag: BaseTag, vr: VR, value: Any, charsets: CharacterSets) -> Node:
    """Put an element into the data set of an item, the outermost one, or the file meta group, in the order of tags.

    Parameters
    ----------
    holder
        The item; None for the file meta group or the outermost data set, whichever the tag belongs to.
    tag, vr, value
        What it is to be.
    charsets
        The character sets of its text.

    Raises
    ------
    UnwritableValue
        When the VR has no form for the value.
    DicomError
        When an element of that tag is there already, or `holder` is no item.
    """
    siblings = level_of(tree, holder, tag)
    name = f"{holder.path}.{tag}" if holder is not None else str(tag)
    if tag.group == DELIMITING_GROUP:
        raise DicomError("items and delimiters are no elements", path=name)
    tags = tree.tags_of(siblings)
    if tags is None:
        raise DicomError("elements are put into trees of `read_tree`", path=name)
    if tag in tags:
        raise DicomError("an element of this tag is there already", path=name)
    if holder is not None:
        space, layout = holder.space, holder.content_layout
    else:
        space = Space.INFLATED if tree.stream and siblings is tree.data_set else Space.FILE
        layout = tree.coding.meta_layout if siblings is tree.meta else tree.coding.layout
    _check_whole(tree, space, name)
    token = element_token(LAYOUT_BY_NAME[layout], tag, vr, value, charsets)
    place = tags.place_of(tag)
    offset = siblings[place - 1].read_end if place else tree.start_of(siblings, holder)
    token |= {"offset": offset, "value_offset": offset + HEADER_SIZES[token["form"]]}
    node = node_of_token(token, LAYOUT_BY_NAME[layout], holder, space)
    node.read_size = 0
    tree.put(siblings, place, node)
    return node


def take_out(tree: Tree, node: Node) -> None:
    """Take an element or an item out of a tree.

    Raises
    ------
    DicomError
        When the node is neither, or the tree is one to be looked through.
    UnwritableValue
        When the data set was not inflated to its end.
    """
    if node.kind not in (Kind.ELEMENT, Kind.ITEM):
        raise DicomError("only elements and items are taken out", path=node.path, found=node.kind.value)
    siblings = tree.siblings(node)
    if tree.tags_of(siblings) is None:
        raise DicomError("nodes are taken out of trees of `read_tree`", path=node.path)
    _check_whole(tree, node.space, node.path)
    tree.take_out(siblings, node)
    if node.kind in NUMBERED:
        for one in siblings:
            if one.index is not None and node.index is not None and one.index > node.index:
                one.index -= 1


def level_of(tree: Tree, holder: Node | None, tag: BaseTag) -> list[Node]:
    """The nodes among which an element of a tag belongs; parameters and errors as `insert`."""
    if holder is None:
        return tree.meta if tag.group == META_GROUP else tree.data_set
    tree.siblings(holder)
    if holder.kind is not Kind.ITEM or holder.children is None:
        raise DicomError("an element is put into an item", path=holder.path, found=holder.kind.value)
    return holder.children


def element_token(layout: Layout, tag: BaseTag, vr: VR, value: Any, charsets: CharacterSets) -> authoring.Token:
    """The token of an element with a Python value.

    A value that outgrows a 16-bit length field is written as UN, in little endian (PS3.5 6.2.2). Raises
    UnwritableValue where the VR has no form for the value, or no length field has room for it.
    """
    raw = vr.kind.encode(value, order_of(vr.code, layout.order), charsets)
    form = HeaderForm.IMPLICIT if layout.implicit else vr.header
    if authoring.form_with_room(form, len(raw)) is not form:
        vr, raw = VRS[UNKNOWN], vr.kind.encode(value, ByteOrder.LITTLE, charsets)
    return authoring.element(layout, (tag.group, tag.element), vr, raw)


def _check_whole(tree: Tree, space: Space, path: str) -> None:
    if space is Space.INFLATED and tree.coding.problem:
        stream = tree.stream[0]
        what = f"a data set that was not inflated to its end: {tree.coding.problem}"
        raise UnexplainedBytes([Unexplained(path, stream.offset, stream.value_length, what)])
