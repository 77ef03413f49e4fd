"""The contract of a VR, to be called from the tests of a VR that is added."""

from __future__ import annotations

from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.explore import dump
from dicomconstruct.fidelity import check_tree
from dicomconstruct.grammar import VRS, authoring
from dicomconstruct.grammar.layouts import EXPLICIT_LE
from dicomconstruct.testing.laws import check_laws

_UNASKED = object()
_BEFORE = (0x0008, 0x0005), "CS", b"ISO_IR 100"
_AFTER = (0xFFFA, 0xFFFA), "LO", b"after it"
"""Neighbours with a low and a high tag, so that any element stands between them."""


def check_element(data: bytes, value: Any = _UNASKED, *, codec: Codec = STANDARD) -> None:
    """Assert the contract of an element, whatever its VR.

    It satisfies the laws alone, cut at every byte, and between neighbours; it decodes to `value`, if one is
    given, and the value encodes to its bytes; it can be checked and dumped.

    Parameters
    ----------
    data
        One element in explicit VR little endian, header and value.
    value
        The expected decoded value.
    codec
        The codec that knows its VR.
    """
    for end in range(len(data) + 1):
        check_laws(data[:end], codec=codec)
    _check_neighbours(data, codec)
    tree = codec.read_tree(data)
    elements = list(codec.meanings(tree))
    assert len(elements) == 1, f"one element was expected, {len(elements)} were read"
    element = elements[0]
    assert element.node.end == len(data), "the element does not take all of its bytes"
    if value is not _UNASKED:
        decoded = element.decode()
        assert decoded == value, f"decodes to {decoded!r}, not to {value!r}"
        encoded = element.encode(decoded)
        assert encoded == element.node.raw, f"encodes to {encoded!r}, not to {element.node.raw!r}"
    check_tree(tree, codec)
    assert str(element.node.tag) in dump(data, codec=codec)


def _check_neighbours(data: bytes, codec: Codec) -> None:
    """The elements before and after it are read as they would be without it."""
    build = codec.grammar.data_set(EXPLICIT_LE).build
    before, after = (
        bytes(build([authoring.element(EXPLICIT_LE, tag, VRS[vr], value)])) for tag, vr, value in (_BEFORE, _AFTER)
    )
    check_laws(before + data + after, codec=codec)
    nodes = codec.read_tree(before + data + after).data_set
    assert len(nodes) == 3, f"between two elements it makes {len(nodes)} nodes of three"
    assert [nodes[0].raw, nodes[2].raw] == [_BEFORE[2], _AFTER[2]], "an element beside it is read otherwise"
