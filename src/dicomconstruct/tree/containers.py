"""Containers of the grammar <-> tree. Both ways, so that a tree can prove that it holds every field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from dicomconstruct.grammar.deflate import PLAIN, beyond_padding
from dicomconstruct.grammar.layouts import CONTENTS, LAYOUT_BY_NAME, Body, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Coding, Tree

STREAM = "_io"
"""What construct adds to the fields of a Struct."""
OPENING = (Kind.LEADING, Kind.PREAMBLE, Kind.PREFIX)
NUMBERED = (Kind.ITEM, Kind.FRAGMENT)
"""Kinds that have a number among their like."""


def tree_of(container: Any, source: bytes) -> Tree:
    """The tree of a parsed file.

    Parameters
    ----------
    container
        What `dicomconstruct.grammar.DicomFile` parsed.
    source
        The bytes that it parsed.
    """
    opening = opening_of(container[kind.value] for kind in OPENING)
    meta = nodes_of(container["meta"], container["meta_layout"], Space.FILE)
    layout, wrapper, held = container["layout"], container["wrapper"], container["data_set"]
    facts = (
        container["declared"],
        str(container["meta_layout"]),
        str(layout),
        wrapper,
        container["evidence"],
    )
    if wrapper == PLAIN:
        return Tree(source, opening, meta, nodes_of(held, layout, Space.FILE), Coding(*facts))
    stream = stream_of(held, container["data_set_offset"])
    data_set = nodes_of(held["content"], layout, Space.INFLATED)
    return Tree(source, opening, meta, data_set, Coding(*facts, held["problem"]), stream, held["inflated"])


def opening_of(stretches: Iterable[bytes]) -> list[Node]:
    """The nodes of leading bytes, preamble and prefix, of those that are not empty."""
    opening = []
    offset = 0
    for kind, raw in zip(OPENING, stretches, strict=True):
        if raw:
            opening.append(Node(kind, offset, value_length=len(raw), raw=raw))
        offset += len(raw)
    return opening


def stream_of(held: Any, offset: int) -> list[Node]:
    """The nodes of a deflate stream and of the bytes after its end."""
    compressed, excess = held["compressed"], held["excess"]
    stream = [Node(Kind.DEFLATED, offset, value_length=len(compressed), raw=compressed)]
    if excess:
        stream.append(Node(Kind.EXCESS, offset + len(compressed), value_length=len(excess), raw=excess))
    return stream


def nodes_of(tokens: Sequence[Any], layout: Layout, space: Space) -> list[Node]:
    """The nodes of a list of tokens and of all inside them, without recursion."""
    top: list[Node] = []
    in_order: list[Node] = []
    pending: list[tuple[Iterator[Any], Layout, Node | None, list[Node]]] = [(iter(tokens), layout, None, top)]
    while pending:
        siblings_left, own_layout, parent, siblings = pending[-1]
        token = next(siblings_left, None)
        if token is None:
            pending.pop()
            continue
        node = node_of(token, own_layout, parent, space)
        numbered(node, siblings)
        siblings.append(node)
        in_order.append(node)
        if node.children is not None:
            pending.append((iter(token["children"]), token["body"].layout, node, node.children))
    for node in reversed(in_order):
        if node.children:
            node.value_length = node.children[-1].end - node.value_offset
    return top


def numbered(node: Node, siblings: list[Node]) -> None:
    """Number an item or fragment; what is before it may be stray, so the last numbered one counts."""
    if node.kind not in NUMBERED:
        return
    numbers = (one.index for one in reversed(siblings) if one.index is not None)
    node.index = next(numbers, -1) + 1


def node_of(token: Any, layout: Layout, parent: Node | None, space: Space) -> Node:
    """The node of one token."""
    body: Body = token["body"]
    header = token.get("header")
    form = token.get("form", HeaderForm.IMPLICIT) if header is not None else None
    is_level = body.content in CONTENTS
    raw = token["value"] if "value" in token and not is_level else None
    return Node(
        Kind(token["kind"]),
        token["offset"],
        header_length=token["value_offset"] - token["offset"],
        value_length=len(raw or b""),
        fields={name: one for name, one in (header or {}).items() if name != STREAM},
        form=form.value if form is not None else "",
        layout=str(layout),
        content_layout=str(body.layout),
        content=body.content,
        raw=raw,
        parent=parent,
        children=[] if is_level else None,
        undefined=form not in (None, HeaderForm.SHORT) and header["length"] == UNDEFINED_LENGTH,
        reason=body.reason,
        space=space,
        recovery=token.get("recovery", ()),
    )


def container_of(tree: Tree, meta: Iterable[Any], data_set: Any) -> dict[str, Any]:
    """The container of a tree, put together from the fields of its nodes alone, for `DicomFile.build`.

    `meta` and `data_set` are the tokens of its levels, made by `nested`.
    """
    opening = {node.kind: node.raw for node in tree.opening}
    if tree.stream:
        data_set = {
            "compressed": None if tree.stream[0].edited else tree.stream[0].raw,
            "excess": excess_of(tree),
            "content": data_set,
        }
    return {
        **{kind.value: opening.get(kind, b"") for kind in OPENING},
        "meta_layout": LAYOUT_BY_NAME[tree.coding.meta_layout],
        "meta": meta,
        "declared": tree.coding.declared,
        "wrapper": tree.coding.wrapper,
        "layout": LAYOUT_BY_NAME[tree.coding.layout],
        "evidence": tree.coding.evidence,
        "data_set": data_set,
    }


def excess_of(tree: Tree) -> bytes:
    """The bytes after a deflate stream; the pad byte of one that is made anew goes with the old one."""
    stream, excess = tree.stream[0], b"".join(node.raw or b"" for node in tree.stream[1:])
    return beyond_padding(stream.raw or b"", excess) if stream.edited else excess


def nested(steps: Iterable[tuple[int, Any]]) -> Iterator[Any]:
    """Tokens that come one by one with their depths, as the levels that builders go through in the same order.

    Each is asked for when the one before it was, so that no more than one for each open level is held.
    """
    left = iter(steps)
    ahead = [next(left, None)]

    def level(depth: int) -> Iterator[Any]:
        while ahead[0] is not None and ahead[0][0] == depth:
            token = ahead[0][1]
            ahead[0] = next(left, None)
            token["children"] = level(depth + 1)
            yield token

    yield from level(0)


def token_of(node: Node, raw: bytes | None) -> dict[str, Any]:
    """The token of a node; `raw` is its value, as it was or encoded anew."""
    token: dict[str, Any] = {
        "kind": node.kind.value,
        "body": Body(LAYOUT_BY_NAME[node.content_layout], node.content),
        "value": raw or b"",
    }
    if node.fields:
        token["form"] = HeaderForm(node.form)
        token["header"] = dict(node.fields)
    return token
