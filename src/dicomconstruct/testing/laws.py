"""The five laws as functions: what holds for every byte string (docs/explanation/laws.md).

Each raises AssertionError with the place and the two sides; `check_laws` runs all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.tree import Kind, Node, Tree, replace_value
from dicomconstruct.tree.output import leaves

GROWTH = b"  "
"""What the edit of the fifth law adds to a value."""


def check_laws(data: bytes, *, codec: Codec = STANDARD, edits: int = 1) -> None:
    """Assert all five laws for the bytes of a file.

    Parameters
    ----------
    data
        Any bytes at all.
    codec
        What reads and writes them.
    edits
        How many elements the law of locality is tried on, spread over the file; 0 for every one.
    """
    tree = codec.read_tree(data)
    check_cover_and_spans(tree.nodes, data)
    if tree.stream:
        check_cover_and_spans(tree.data_set, tree.inflated)
    assert codec.write_tree(tree) == data, "identity: an untouched tree is written differently"
    check_reencoding(data, codec=codec)
    for place in _edited_places(tree, edits):
        check_locality(data, place, codec=codec)


def check_cover_and_spans(nodes: list[Node], data: bytes) -> None:
    """Laws 1 and 2: the leaves are the bytes, each once and in order, and their spans say where."""
    offset = 0
    for leaf in leaves(nodes):
        where = f"{leaf.part} of {leaf.node.path or leaf.node.kind} at {leaf.start:#x}"
        assert leaf.start == offset, f"span: {where} follows a leaf that ends at {offset:#x}"
        assert leaf.raw == data[leaf.start : leaf.end], f"cover: {where} is not what the file has there"
        assert leaf.end == leaf.start + len(leaf.raw), f"span: {where} does not end where its bytes do"
        offset = leaf.end
    assert offset == len(data), f"cover: the bytes from {offset:#x} on belong to no leaf"


def check_reencoding(data: bytes, *, codec: Codec = STANDARD) -> None:
    """Law 4: the fields alone give the file back; the source is gone before they are encoded."""
    tree = codec.read_tree(data)
    tree.source = b""
    rebuilt = codec.rebuild(tree)
    assert rebuilt == data, f"re-encoding: differs from byte {_first_difference(rebuilt, data):#x} on"
    if tree.stream:
        inflated, tree.inflated = tree.inflated, b""
        assert codec.encode_data_set(tree) == inflated, "re-encoding: the inflated data set differs"


def check_locality(data: bytes, place: int, *, codec: Codec = STANDARD) -> None:
    """Law 5: one value grows; every byte outside it, its lengths and its group lengths stays as it was.

    `place` counts the nodes of the tree in file order; the node there has to be an element without
    children.
    """
    tree = codec.read_tree(data)
    source = tree.inflated if tree.stream else tree.source
    nodes = list(tree.walk())
    node = nodes[place]
    allowed = list(_spans_that_may_change(tree, node))
    value_end, header_end = node.end, node.value_offset
    try:
        replace_value(tree, node, (node.raw or b"") + GROWTH)
    except UnwritableValue:
        return
    written = codec.write_tree(tree)
    if tree.stream and node.space != "file":
        written = codec.encode_data_set(tree)
    wider = node.value_offset - header_end
    at = value_end + wider
    assert len(written) == len(source) + len(GROWTH) + wider, "locality: the file grew by more than the value"
    assert written[at : at + len(GROWTH)] == GROWTH, "locality: the value did not grow at its end"
    unedited = written[:header_end] + written[header_end + wider : at] + written[at + len(GROWTH) :]
    start = 0
    for span in sorted(allowed, key=_start_of):
        _check_unchanged(unedited, source, start, span.start, node.path)
        start = max(start, span.stop)
    _check_unchanged(unedited, source, start, len(source), node.path)


def _start_of(span: range) -> int:
    return span.start


def _check_unchanged(one: bytes, other: bytes, start: int, end: int, edited: str) -> None:
    if one[start:end] != other[start:end]:
        at = start + _first_difference(one[start:end], other[start:end])
        raise AssertionError(f"locality: editing {edited} changed byte {at:#x} too")


def _edited_places(tree: Tree, edits: int) -> list[int]:
    places = [
        place
        for place, node in enumerate(tree.walk())
        if node.kind is Kind.ELEMENT and node.raw is not None and (not tree.stream or node.space != "file")
    ]
    step = max(1, len(places) // edits) if edits else 1
    return places[::step]


def _spans_that_may_change(tree: Tree, node: Node) -> Iterator[range]:
    """The headers that enclose a node, its own included, and the group lengths beside them."""
    for holder in (node, *node.ancestors()):
        yield range(holder.offset, holder.value_offset)
        if holder.kind is not Kind.ELEMENT or holder.tag is None:
            continue
        for one in tree.siblings(holder):
            if one.tag is not None and one.tag.is_group_length and one.tag.group == holder.tag.group:
                yield range(one.value_offset, one.end)


def _first_difference(one: bytes, other: bytes) -> int:
    return next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), len(one))
