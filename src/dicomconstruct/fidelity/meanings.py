"""The meaning of a file apart from its encoding: its elements, their values in little endian, its other bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.primitives import PIXEL_DATA, ByteOrder
from dicomconstruct.tree import Kind, Meaning, Node, Tree

BITS_ALLOCATED = "(0028,0100)"
SHORT_VALUE = 64
"""The largest value that is held, in bytes; a longer one is held as its hash."""


class FileMeaning(NamedTuple):
    """The meaning of a file's data set."""

    elements: list[tuple[str, Any]]
    """Values by path, without group lengths, which count the bytes of an encoding."""
    vrs: list[tuple[str, str]]
    unexplained: bytes
    """The bytes outside elements."""


Digest = tuple["array[int]", "array[int]"]
"""Hashes of the elements of a file with their values, sorted, and of its bytes outside elements."""


def meaning_of_file(data: bytes, codec: Codec = STANDARD) -> FileMeaning:
    """The meaning of a file's data set, from its tree.

    An empty sequence and an empty value are the same: implicit VR does not tell a private one from the other.
    """
    elements: list[tuple[str, Any]] = []
    vrs: list[tuple[str, str]] = []
    unexplained: list[bytes] = []
    for node, vr, value in _facts(data, codec):
        if vr is None:
            unexplained.append(value)
        else:
            elements.append((node.path, value))
            vrs.append((node.path, vr))
    return FileMeaning(sorted(elements, key=itemgetter(0)), sorted(vrs), b"".join(unexplained))


def digest_of(data: bytes, codec: Codec) -> Digest:
    """A hash of eight bytes for each element of `meaning_of_file`, without VRs; for files of many elements."""
    elements, unexplained = array("Q"), array("Q")
    for node, vr, value in _facts(data, codec):
        known = unexplained if vr is None else elements
        known.append(_hash(repr((node.path if vr is not None else "", value)).encode()))
    return array("Q", sorted(elements)), unexplained


def _hash(data: bytes) -> int:
    return int.from_bytes(sha256(data).digest()[:8], "little")


def _facts(data: bytes, codec: Codec) -> Iterator[tuple[Node, str | None, Any]]:
    """Each element with its VR and its value, a number of items or a hash of many bytes; of other bytes no VR."""
    tree = codec.look(data)
    wide = _pixel_width(tree, codec)
    for node, _, one in codec.with_meanings(tree.data_set):
        if node.kind is Kind.OPAQUE:
            yield node, None, node.raw or b""
        if one is None or node.tag is None or node.tag.is_group_length:
            continue
        if node.children is not None:
            yield node, one.vr.code, sum(child.kind is Kind.ITEM for child in node.children) or b""
            continue
        width = one.vr.kind.word_size
        width = max(width, wide) if node.tag == PIXEL_DATA and width > 1 else width
        value = _in_little_endian(one, width)
        yield node, one.vr.code, value if len(value) <= SHORT_VALUE else sha256(value).digest()


def _in_little_endian(meaning: Meaning, width: int) -> bytes:
    """The value of an element; one that its construct cannot read stands for itself."""
    raw = meaning.node.raw or b""
    if meaning.order is ByteOrder.LITTLE:
        return raw
    try:
        return meaning.vr.kind.reordered(raw, meaning.order, width)
    except DicomError:
        return raw


def _pixel_width(tree: Tree, codec: Codec) -> int:
    """The bytes of a pixel, by the last Bits Allocated of the outermost data set (PS3.5 8.1)."""
    bits = [one for one in codec.meanings(tree) if one.node.path == BITS_ALLOCATED and one.node.raw]
    try:
        value = bits[-1].decode() if bits else 0
    except ValueError:
        return 0
    return value // 8 if isinstance(value, int) else 0
