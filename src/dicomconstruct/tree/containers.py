"""Conversion of a tree to containers of the grammar, which proves that it holds every field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from dicomconstruct.grammar.deflate import beyond_padding
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME, Body
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.making import OPENING
from dicomconstruct.tree.nodes import Node
from dicomconstruct.tree.tree import Tree


def container_of(tree: Tree, meta: Iterable[Any], data_set: Any) -> dict[str, Any]:
    """The container of a tree for `DicomFile.build`, made of the fields of its nodes only.

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
    """The bytes after a deflate stream; a new stream drops the pad byte of the old one."""
    stream, excess = tree.stream[0], b"".join(node.raw or b"" for node in tree.stream[1:])
    return beyond_padding(stream.raw or b"", excess) if stream.edited else excess


def nested(steps: Iterable[tuple[int, Any]]) -> Iterator[Any]:
    """Nested levels for builders, from an iterator of depths and tokens in file order.

    Each token is taken on demand, so that only one for each open level is held.
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
    """The token of a node; `raw` is its original or newly encoded value."""
    token: dict[str, Any] = {
        "kind": node.kind.value,
        "body": Body(LAYOUT_BY_NAME[node.content_layout], node.content),
        "value": raw or b"",
    }
    if node.fields:
        token["form"] = HeaderForm(node.form)
        token["header"] = dict(node.fields)
    return token
