"""Large values a piece at a time: compared, and decoded and encoded, without being held more than once."""

from __future__ import annotations

from collections.abc import Iterator

from dicomconstruct.adapter.columns import held_by
from dicomconstruct.adapter.meaning import Meaning
from dicomconstruct.grammar.kinds import SEPARATOR, Numbers, Raw, Text
from dicomconstruct.tree import Node

BLOCK = 1 << 16
"""Bytes that are compared at a time."""
LARGE = 1 << 17
"""Bytes from which on a value is decoded and encoded in pieces."""

Piece = bytes | memoryview


def difference(data: Piece, other: Piece) -> int | None:
    """The offset of the first byte that differs, or None; the end of the shorter where that is all."""
    if len(data) < BLOCK and data == other:
        return None
    shorter = min(len(data), len(other))
    for start in range(0, shorter, BLOCK):
        stop = min(start + BLOCK, shorter)
        one, two = bytes(data[start:stop]), bytes(other[start:stop])
        if one != two:
            return start + next(place for place in range(len(one)) if one[place] != two[place])
    return None if len(data) == len(other) else shorter


def relaid(meaning: Meaning) -> bytes:
    """The bytes of a value taken apart into the fields of its layout and put together again."""
    if meaning.node.value_length < LARGE:
        return meaning.relaid()
    if all(difference(held_by(piece.node), piece.relaid()) is None for piece in pieces_of(meaning)):
        return meaning.node.raw or b""
    return meaning.relaid()


def pieces_of(meaning: Meaning) -> Iterator[Meaning]:
    """An element as elements with parts of its value: a large one is decoded without being held as a whole.

    Numbers and bytes are cut anywhere between two values, text behind a separator or the end of a line; what has
    neither stays in one piece.
    """
    kind = meaning.vr.kind
    if meaning.node.value_length < LARGE or not isinstance(kind, Numbers | Raw | Text):
        return iter((meaning,))
    view = memoryview(held_by(meaning.node))
    cut = _text(view, meaning, kind) if isinstance(kind, Text) else _blocks(view)
    return (meaning._replace(node=with_value(meaning.node, bytes(piece))) for piece in cut)


def with_value(node: Node, raw: bytes) -> Node:
    """A node at the same place with another value."""
    return Node(
        node.kind,
        node.offset,
        node.header_length,
        len(raw),
        node.fields,
        node.form,
        node.layout,
        node.content_layout,
        node.content,
        raw,
        node.parent,
    )


def _blocks(view: memoryview) -> Iterator[memoryview]:
    """Stretches whose length is a multiple of that of any number."""
    return (view[start : start + LARGE] for start in range(0, len(view), LARGE))


def _text(view: memoryview, meaning: Meaning, kind: Text) -> Iterator[bytes]:
    """Stretches between separators, or up to the end of a line: there character sets begin anew (PS3.5 6.1.2.5.3).

    Where the length would be odd, one value or line less is taken, so that nothing has to be padded.
    """
    separator = SEPARATOR if kind.split else b""
    pending = b""
    for block in _blocks(view):
        pending += bytes(block)
        *whole, last = meaning.charsets.split(pending) if kind.split else pending.splitlines(keepends=True)
        while whole and (len(pending) - len(last) - len(separator)) % 2:
            last = whole.pop() + separator + last
        if whole:
            yield separator.join(whole)
            pending = last
    if pending:
        yield pending
