"""What a file means, apart from its encoding: its elements with their values in little endian, and what is none."""

from __future__ import annotations

from array import array
from hashlib import sha256
from typing import Any, NamedTuple

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.grammar.primitives import PIXEL_DATA, ByteOrder
from dicomconstruct.tree import Kind, Tree

WORD_CODES = {2: "H", 4: "I", 8: "Q"}
BITS_ALLOCATED = "(0028,0100)"
SHORT_VALUE = 64
"""Bytes of a value up to which it is held; of longer ones their hash is."""


class FileMeaning(NamedTuple):
    """What the data set of a file means."""

    elements: list[tuple[str, Any]]
    """Values by path, without group lengths, which count the bytes of an encoding."""
    vrs: list[tuple[str, str]]
    unexplained: bytes
    """The bytes that are no elements."""


def meaning_of_file(data: bytes, codec: Codec = STANDARD) -> FileMeaning:
    """What the data set of a file means, as the tree has it.

    An empty sequence and an empty value are the same: implicit VR does not tell a private one from the other.
    """
    tree = codec.look(data)
    wide = _pixel_width(tree, codec)
    elements: list[tuple[str, Any]] = []
    vrs: list[tuple[str, str]] = []
    unexplained: list[bytes] = []
    for node, _, one in codec.with_meanings(tree.data_set):
        if node.kind is Kind.OPAQUE:
            unexplained.append(node.raw or b"")
        if one is None or node.tag is None or node.tag.is_group_length:
            continue
        vrs.append((node.path, one.vr.code))
        if node.children is not None:
            elements.append((node.path, sum(child.kind is Kind.ITEM for child in node.children) or b""))
            continue
        width = one.vr.kind.word_size
        width = max(width, wide) if node.tag == PIXEL_DATA and width > 1 else width
        value = _in_little_endian(node.raw or b"", one.order, width)
        elements.append((node.path, value if len(value) <= SHORT_VALUE else sha256(value).digest()))
    elements.sort(key=lambda element: element[0])
    return FileMeaning(elements, sorted(vrs), b"".join(unexplained))


def _pixel_width(tree: Tree, codec: Codec) -> int:
    """The bytes of a pixel, by the last Bits Allocated of the outermost data set (PS3.5 8.1)."""
    bits = [one for one in codec.meanings(tree) if one.node.path == BITS_ALLOCATED and one.node.raw]
    try:
        value = bits[-1].decode() if bits else 0
    except ValueError:
        return 0
    return value // 8 if isinstance(value, int) else 0


def _in_little_endian(data: bytes, order: ByteOrder, width: int) -> bytes:
    if order is ByteOrder.LITTLE or width not in WORD_CODES:
        return data
    whole = len(data) - len(data) % width
    words = array(WORD_CODES[width], data[:whole])
    words.byteswap()
    return words.tobytes() + data[whole:]
