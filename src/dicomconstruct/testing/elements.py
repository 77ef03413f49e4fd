"""One contract that every VR has to pass, for people who add one to call from their own tests."""

from __future__ import annotations

from typing import Any

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.explore import dump
from dicomconstruct.fidelity import check_tree
from dicomconstruct.testing.laws import check_laws

_UNASKED = object()


def check_element(data: bytes, value: Any = _UNASKED, *, codec: Codec = STANDARD) -> None:
    """Assert all that an element has to do, whatever its VR.

    It satisfies the laws alone, cut at every byte, and between neighbours; it decodes to `value`, if one is
    given, and the value encodes to its bytes; it can be checked and dumped.

    Parameters
    ----------
    data
        One element in explicit VR little endian, header and value.
    value
        What it should decode to.
    codec
        The codec that knows its VR.
    """
    for end in range(len(data) + 1):
        check_laws(data[:end], codec=codec)
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
