"""Editing every value of a data set takes time in proportion to their number."""

from __future__ import annotations

import pytest
from bytes_of import explicit, item, long, part10, sequence
from growth import grows_at_most, seconds_of

from dicomconstruct import STANDARD

NAME = explicit(0x00100020, "LO", b"ab")
SHAPES = {
    "flat": lambda n: part10(NAME * n),
    "items": lambda n: part10(sequence(0x00081140, item(NAME) * n)),
    "one item": lambda n: part10(sequence(0x00081140, item(NAME * n))),
    "beside many": lambda n: part10(long(0x00091001, "OB", b"\0\0") * n, sequence(0x00101002, item(NAME) * n)),
}
SMALL, DOUBLINGS, SLACK = 250, 2, 3.2
"""Elements to begin with, how often they double, and how much longer each doubling may take at the most."""


def seconds(data: bytes, value: str) -> float:
    """How long it takes to edit every value once."""
    tree = STANDARD.read_tree(data)
    edited = [node for node in tree.elements() if node.vr == "LO"]
    return seconds_of(lambda: [STANDARD.set_value(tree, node, value) for node in edited])


@pytest.mark.parametrize("value", ["xy", "longer"], ids=["same length", "longer"])
@pytest.mark.parametrize("shape", SHAPES)
def test_editing_every_value(shape: str, value: str) -> None:
    small, large = SHAPES[shape](SMALL), SHAPES[shape](SMALL << DOUBLINGS)
    assert grows_at_most(
        SLACK**DOUBLINGS, lambda: seconds(small, value), lambda: seconds(large, value), resolution=0.02
    )
