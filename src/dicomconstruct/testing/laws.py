"""The five laws, which hold for every byte string (docs/explanation/laws.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.fidelity.editing import changed_by_edit
from dicomconstruct.fidelity.levels import Shortfall, Subject, uncovered
from dicomconstruct.tree import Space, Tree

GROWTH = b"  "
"""The bytes that the edit of the fifth law adds to a value."""
ROOM = 64
"""Bytes that the edit may add to an inflated data set, where that has all that the limit allows."""


def check_laws(data: bytes, *, codec: Codec = STANDARD, edits: int = 1) -> None:
    """Assert all five laws for the bytes of a file; AssertionError with the law, the place and the two sides.

    Parameters
    ----------
    data
        Any bytes at all.
    codec
        The codec that reads and writes them.
    edits
        The number of elements that the law of locality is tried on, spread over the file; 0 for all.
    """
    tree = codec.read_tree(data)
    _check("cover and spans", uncovered(tree.nodes, data))
    if tree.stream:
        _check("cover and spans", uncovered(tree.data_set, tree.inflated))
    assert codec.write_tree(tree) == data, "identity: an untouched tree is written differently"
    places = _edited_places(tree, edits)
    _check_reencoding(tree, data, codec)
    roomy = codec.with_limits(max_inflated=codec.limits.max_inflated + ROOM)
    subject = Subject(data, roomy)
    subject.tree = roomy.look(data)
    for place in places:
        with suppress(UnwritableValue):
            _check("locality", changed_by_edit(subject, place, GROWTH, is_plain=False))


def _check(law: str, shortfalls: Iterator[Shortfall]) -> None:
    found = next(shortfalls, None)
    assert found is None, f"{law}: {found}"


def _check_reencoding(tree: Tree, data: bytes, codec: Codec) -> None:
    """Law 4: the fields alone give the file back; the source is gone before they are encoded."""
    tree.source = b""
    assert codec.rebuild(tree) == data, "re-encoding: the fields give other bytes"
    if tree.stream:
        inflated, tree.inflated = tree.inflated, b""
        assert codec.encode_data_set(tree) == inflated, "re-encoding: the inflated data set differs"


def _edited_places(tree: Tree, edits: int) -> list[int]:
    """The places, among all elements, of those that are edited; none in what was not inflated to its end."""
    edited = Space.INFLATED if tree.stream else Space.FILE
    elements = () if tree.coding.problem else tree.elements()
    places = [place for place, node in enumerate(elements) if node.raw is not None and node.space is edited]
    step = max(1, len(places) // edits) if edits else 1
    return places[::step]
