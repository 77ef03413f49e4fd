"""Large values a piece at a time: compared, and decoded and encoded, without being held more than once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from dicomconstruct.adapter.meaning import Meaning
from dicomconstruct.grammar.kinds import PADDING, SEPARATOR, Numbers, Raw, Text
from dicomconstruct.tree import Node
from dicomconstruct.values import CharacterSets

BLOCK = 1 << 16
"""Bytes that are compared at a time."""
LARGE = 1 << 17
"""Bytes from which on a value is decoded and encoded in pieces."""

REACH = 1 << 12
"""Bytes from the end of a block in which text is cut."""
LINE_END = b"\n"
FIRST_BEYOND_ASCII = 0x80

Piece = bytes | memoryview
Cut = tuple[int, int]
"""Where a stretch ends, and where the next one begins."""


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
    if all(difference(piece.node.view, piece.relaid()) is None for piece in pieces_of(meaning)):
        return meaning.node.raw or b""
    return meaning.relaid()


def pieces_of(meaning: Meaning) -> Iterator[Meaning]:
    """An element as elements with parts of its value: a large one is decoded without being held as a whole.

    Numbers, bytes and text of several values are cut between two of them; text that is one value is cut between
    characters or, where a character may take several bytes, between lines. What cannot be cut stays in one piece.
    """
    kind = meaning.vr.kind
    if meaning.node.value_length < LARGE or not isinstance(kind, Numbers | Raw | Text):
        return iter((meaning,))
    view = memoryview(meaning.node.view)
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
    """Stretches of text that mean the same by themselves, of even length so that nothing has to be padded."""
    is_hazardous = meaning.charsets.multi_byte_hazard
    cut: Callable[[bytes], Cut | None]
    if kind.split:
        mark, cut = SEPARATOR, partial(_between_values, meaning.charsets if is_hazardous else None)
    elif is_hazardous:
        mark, cut = LINE_END, _behind_line
    else:
        mark, cut = b"", _before_ascii
    pending: list[bytes] = []
    for block in _blocks(view):
        pending.append(bytes(block))
        found = cut(text := b"".join(pending)) if mark in pending[-1] else None
        if found is not None:
            yield text[: found[0]]
            pending = [text[found[1] :]]
    if any(pending):
        yield b"".join(pending)


def _between_values(charsets: CharacterSets | None, text: bytes) -> Cut | None:
    """At the last separator that does; `charsets` tell one from a part of a character, where it may be that."""
    if charsets is not None:
        at = len(text)
        for part in reversed(charsets.split(text)[1:]):
            at -= len(part) + len(SEPARATOR)
            if not at % 2:
                return at, at + len(SEPARATOR)
        return None
    at = text.rfind(SEPARATOR)
    while at >= 0 and at % 2:
        at = text.rfind(SEPARATOR, 0, at)
    return None if at < 0 else (at, at + len(SEPARATOR))


def _behind_line(text: bytes) -> Cut | None:
    """At the end of the last line that does: there character sets begin anew (PS3.5 6.1.2.5.3)."""
    at = text.rfind(LINE_END)
    while at >= 0 and (at + 1) % 2:
        at = text.rfind(LINE_END, 0, at)
    return None if at < 0 else (at + 1, at + 1)


def _before_ascii(text: bytes) -> Cut | None:
    """Before the last byte that does: any that is a character by itself and has no padding before it."""
    for at in range(len(text) - 2 + len(text) % 2, max(1, len(text) - REACH), -2):
        if text[at] < FIRST_BEYOND_ASCII and text[at - 1] not in PADDING:
            return at, at
    return None
