"""Work is bounded by the input: time grows in line with it, memory never follows a declared length."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable

import pytest
from bytes_of import DEFLATED, UNDEFINED, deflated, explicit, implicit, item, long, part10
from growth import grows_at_most, seconds_of

from dicomconstruct import STANDARD, check

CHARSET = explicit(0x00080005, "CS", b"ISO_IR 100")
EMPTY = explicit(0x00080016, "UI")
OPEN_SEQUENCE = long(0x00081140, "SQ", length=UNDEFINED)
OPEN_ITEM = item(length=UNDEFINED)
SMALL, DOUBLINGS, SLACK = 750, 2, 3.2
"""Repeats to begin with, how often they double, and how much longer each doubling may take at the most."""

SHAPES: dict[str, Callable[[int], bytes]] = {
    "empty items": lambda n: OPEN_SEQUENCE + item() * n,
    "empty elements": lambda n: EMPTY * n,
    "unknown VRs": lambda n: explicit(0x00080016, "XX") * n,
    "undefined length without items": lambda n: (long(0x00080016, "OB", length=UNDEFINED) + EMPTY) * n,
    "zeros between elements": lambda n: (bytes(8) + EMPTY) * n,
    "zeros and a byte": lambda n: bytes(900 * n) + b"\1",
    "junk with VR letters": lambda n: b"xUI" * 900 * n,
    "open sequences": lambda n: (OPEN_SEQUENCE + OPEN_ITEM) * n,
    "open items cut short": lambda n: OPEN_SEQUENCE + (OPEN_ITEM + EMPTY) * n,
    "fragments": lambda n: long(0x7FE00010, "OB", length=UNDEFINED) + item() * n,
    "fragments one byte short": lambda n: long(0x7FE00010, "OB", length=UNDEFINED) + item(b"ab", length=3) * n,
    "stray delimiters": lambda n: implicit(0xFFFEE0DD) * n,
    "reserved bytes that are none": lambda n: long(0x00080016, "OB", reserved=b"\1\0") * n,
    "implicit elements": lambda n: implicit(0x00080018, b"1.") * n,
    "implicit private elements": lambda n: implicit(0x00091018) * n,
    "sequences with lengths too short": lambda n: long(0x00081140, "SQ", item() * 2, length=8) * n,
    "sequences of private elements without VR": lambda n: implicit(0x00091001, item(implicit(0x00091002))) * n,
}


def grows_in_line(make: Callable[[int], bytes]) -> bool:
    """Whether reading, writing and checking take time in line with the input."""

    def seconds(data: bytes) -> float:
        return seconds_of(lambda: (STANDARD.rebuild(STANDARD.read_tree(data)), check(data)))

    small, large = make(SMALL), make(SMALL << DOUBLINGS)
    return grows_at_most(SLACK**DOUBLINGS, lambda: seconds(small), lambda: seconds(large), resolution=0.02)


@pytest.mark.parametrize("shape", SHAPES)
def test_time_grows_in_line_with_the_input(shape: str) -> None:
    assert grows_in_line(lambda count: CHARSET + SHAPES[shape](count))


def test_time_grows_in_line_with_a_deflated_data_set() -> None:
    assert grows_in_line(lambda count: part10(deflated(EMPTY * count), uid=DEFLATED))


@pytest.mark.parametrize("levels", [1_000, 20_000, 100_000])
def test_deep_nesting_is_read_to_the_limit_and_kept_beyond(levels: int) -> None:
    data = CHARSET + (OPEN_SEQUENCE + OPEN_ITEM) * levels
    tree = STANDARD.read_tree(data)
    assert max(node.depth for node in tree.walk()) == STANDARD.limits.max_depth
    assert [node.reason for node in tree.walk() if node.reason] == ["nested beyond the limit"]
    assert STANDARD.rebuild(tree) == data


@pytest.mark.parametrize("vr", ["OB", "UT", "SQ", "UN"])
def test_a_declared_length_allocates_nothing(vr: str) -> None:
    data = CHARSET + long(0x7FE00010, vr, b"ab", length=2_000_000_000)
    STANDARD.read_tree(data)
    tracemalloc.start()
    try:
        tree = STANDARD.read_tree(data)
        check(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000_000
    assert STANDARD.write_tree(tree) == data
