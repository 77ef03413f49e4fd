"""A value in one short line that is safe to print: no control characters, no more than asked for.

However large a value is, only its beginning is decoded.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dicomconstruct import dictionary
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Kind, KindTable, Numbers, Raw, Text, TextLayout
from dicomconstruct.tree import Meaning
from dicomconstruct.values import UNIQUE_IDENTIFIER

_BYTES_PER_CHARACTER = 8
"""More bytes than a character takes with its escape sequences, so that a shortened value fills its width."""
_SLACK = 64
CUT = "..."
_FULLEST = 0xFF


def escaped(text: str) -> str:
    r"""Text with all control characters of terminals written as escapes, such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escape(ord(one)) for one in text)


def _escape(number: int) -> str:
    if number <= _FULLEST:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number >> 16 == 0 else f"\\U{number:08x}"


def cut_to_width(text: str, width: int) -> str:
    """Text cut to a width; three periods mark the cut."""
    return text if len(text) <= width else text[: max(0, width - len(CUT))] + CUT


def hexadecimal(raw: bytes | memoryview, width: int) -> str:
    """The first bytes in hexadecimal."""
    return cut_to_width(raw[: width // 3 + 2].hex(" "), width)


def displayed(meaning: Meaning, width: int) -> str:
    """The value of an element in at most `width` characters; in hexadecimal where it cannot be decoded."""
    raw = meaning.node.view
    if not raw:
        return ""
    own = meaning.vr.behaviour.show
    show = SHOWS.of(meaning.vr.kind) if own is None else _structure
    try:
        return cut_to_width(escaped(show(meaning, raw, width)), width)
    except DicomError:
        return hexadecimal(raw, width)


def _bytes(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:  # noqa: ARG001
    return hexadecimal(raw, width)


def _numbers(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:
    most = (width + _SLACK) * _BYTES_PER_CHARACTER
    part = bytes(raw[: most - most % meaning.vr.kind.word_size] if len(raw) > most else raw)
    value = meaning._replace(node=replace(meaning.node, raw=part)).decode()
    return "\\".join(map(str, value)) if isinstance(value, list) else str(value)


def _structure(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:  # noqa: ARG001
    own, value = meaning.vr.behaviour.show, meaning.decode()
    return repr(value) if own is None else own(value)


def _text(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:
    most = (width + _SLACK) * _BYTES_PER_CHARACTER
    if len(raw) > most:
        return meaning.charsets.decode_lenient(bytes(raw[:most]), delimiters=b"^=")[0]
    return meaning.charsets.decode(bytes(raw).rstrip(TextLayout.padding), delimiters=b"^=")


def _uid(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:
    return _with_name(_text(meaning, raw, width))


def _with_name(uid: str) -> str:
    entry = dictionary.uid_entry_of(uid)
    return f"{uid} = {entry.name}" if entry is not None and entry.name else uid


Shown = Callable[[Meaning, bytes | memoryview, int], str]
SHOWS: KindTable[Shown] = KindTable(
    {Kind: _structure, Numbers: _numbers, Raw: _bytes, Text: _text, UNIQUE_IDENTIFIER: _uid}
)
"""By kind, the function that gives the beginning of a value's text; DicomError where it cannot be decoded."""
