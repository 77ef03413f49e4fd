"""Large values compared, decoded and encoded piece by piece, so that they are held only once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from dicomconstruct.grammar.kinds import PADDING, SEPARATOR, Numbers, Raw, Text
from dicomconstruct.tree.meaning import Meaning
from dicomconstruct.tree.nodes import Node
from dicomconstruct.values import CharacterSets

BLOCK = 1 << 16
"""Bytes compared at a time."""
LARGE = 1 << 17
"""Values of at least this size are decoded and encoded in pieces."""

REACH = 1 << 12
"""Text is cut within this many bytes of the end of a block."""
LINE_END = b"\n"
FIRST_BEYOND_ASCII = 0x80

Piece = bytes | memoryview
Stretch = tuple[bytes, int]
"""A part of a text, and the number of separator bytes omitted after it."""


def difference(data: Piece, other: Piece) -> int | None:
    """The offset of the first different byte, or None; the end of the shorter one if it begins the longer one."""
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
    """The bytes of a value, parsed into the fields of its layout and built again."""
    if meaning.node.value_length < LARGE:
        return meaning.relaid()
    if all(difference(piece.node.view, piece.relaid()) is None for piece in pieces_of(meaning)):
        return meaning.node.raw or b""
    return meaning.relaid()


def pieces_of(meaning: Meaning) -> Iterator[Meaning]:
    """Split an element into elements with parts of its value, so that a large value is decoded in pieces.

    Numbers, bytes and text of several values are cut between values. Text of one value is cut between characters,
    or between lines if a character may have several bytes. A value without such a place stays whole. A piece of
    several values may end with a separator, that is with an additional empty value.
    """
    kind = meaning.vr.kind
    if meaning.node.value_length < LARGE or not isinstance(kind, Numbers | Raw | Text):
        return iter((meaning,))
    if isinstance(kind, Text):
        return (_with_bytes(meaning, piece) for piece, _ in _text(meaning, kind))
    return (_with_bytes(meaning, bytes(piece)) for piece in _blocks(meaning.node.view))


def count_of_values(meaning: Meaning) -> int:
    """The number of values in the text of an element; 0 for none."""
    kind = meaning.vr.kind
    assert isinstance(kind, Text)
    if meaning.node.value_length < LARGE:
        pieces: Iterable[Stretch] = ((meaning.node.raw or b"", 0),)
    else:
        pieces = _text(meaning, kind)
    count = 1
    is_blank = True
    for piece, left_out in pieces:
        parts = kind.layout(meaning.order).parse(piece, charsets=meaning.charsets)["parts"] if kind.split else ()
        count += max(0, len(parts) - 1) + left_out
        is_blank = is_blank and not piece.strip(PADDING)
    return 0 if is_blank else count


def _with_bytes(meaning: Meaning, piece: bytes) -> Meaning:
    return meaning._replace(node=with_value(meaning.node, piece))


def with_value(node: Node, raw: bytes) -> Node:
    """A node at the same offset with another value."""
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


def _blocks(value: Piece) -> Iterator[memoryview]:
    """Cut bytes into stretches whose length is a multiple of every word size."""
    view = memoryview(value)
    return (view[start : start + LARGE] for start in range(0, len(view), LARGE))


def _text(meaning: Meaning, kind: Text) -> Iterator[Stretch]:
    """Cut text into stretches that decode alike separately, of even length so that none needs padding."""
    is_hazardous = meaning.charsets.multi_byte_hazard
    cut: Callable[[bytes], Stretch | None]
    if kind.split:
        cut = partial(_between_values, meaning.charsets if is_hazardous else None)
    else:
        cut = _behind_line if is_hazardous else _before_ascii
    pending: list[bytes] = []
    size = tried = 0
    for block in _blocks(meaning.node.view):
        pending.append(bytes(block))
        size += len(block)
        if size < 2 * tried:  # text without a place to cut is tried again at twice the size
            continue
        text = b"".join(pending)
        found = cut(text)
        if found is None:
            pending, tried = [text], size
            continue
        yield found
        pending = [text[len(found[0]) + found[1] :]]
        size, tried = len(pending[0]), 0
    if size:
        yield b"".join(pending), 0


def _between_values(charsets: CharacterSets | None, text: bytes) -> Stretch | None:
    """Cut before or after the last separator at an even length, without padding before it.

    `charsets` distinguish separators from parts of characters if necessary.
    """
    before: int | None = None
    for at in _separators(charsets, text):
        if at % 2:
            return text[: at + len(SEPARATOR)], 0
        if before is None and at and text[at - 1] not in PADDING:
            before = at
        elif before is not None and at < before - REACH:
            break
    return None if before is None else (text[:before], len(SEPARATOR))


def _separators(charsets: CharacterSets | None, text: bytes) -> Iterator[int]:
    """The offsets of separators, the last one first."""
    if charsets is None:
        at = text.rfind(SEPARATOR)
        while at >= 0:
            yield at
            at = text.rfind(SEPARATOR, 0, at)
    else:
        at = len(text)
        for part in reversed(charsets.split(text)[1:]):
            at -= len(part) + len(SEPARATOR)
            yield at


def _behind_line(text: bytes) -> Stretch | None:
    """Cut after the last line end at an even length, where character sets are reset (PS3.5 6.1.2.5.3)."""
    at = text.rfind(LINE_END)
    while at >= 0 and (at + 1) % 2:
        at = text.rfind(LINE_END, 0, at)
    return None if at < 0 else (text[: at + 1], 0)


def _before_ascii(text: bytes) -> Stretch | None:
    """Cut before the last byte that is a whole character without padding before it."""
    for at in range(len(text) - 2 + len(text) % 2, max(1, len(text) - REACH), -2):
        if text[at] < FIRST_BEYOND_ASCII and text[at - 1] not in PADDING:
            return text[:at], 0
    return None
