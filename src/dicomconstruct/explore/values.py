"""A value in one short line that is safe to print: no control characters, no more than asked for.

However large a value is, only its beginning is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Raw, Text, TextLayout
from dicomconstruct.tree import Meaning

_BYTES_PER_CHARACTER = 8
"""More than any character takes with its escape sequences, so that a shortened value fills its width."""
_SLACK = 64
CUT = "..."
_FULLEST = 0xFF


def escaped(text: str) -> str:
    r"""Text with everything that a terminal could act on written as an escape, such as ``\x1b``."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else _escape(ord(one)) for one in text)


def _escape(number: int) -> str:
    if number <= _FULLEST:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number >> 16 == 0 else f"\\U{number:08x}"


def shortened(text: str, width: int) -> str:
    """Text cut to a width, with three periods where something is missing."""
    return text if len(text) <= width else text[: max(0, width - len(CUT))] + CUT


def hexadecimal(raw: bytes | memoryview, width: int) -> str:
    """The first bytes in hexadecimal."""
    return shortened(raw[: width // 3 + 2].hex(" "), width)


def shown(meaning: Meaning, width: int) -> str:
    """The value of an element in at most `width` characters; in hexadecimal where it cannot be decoded."""
    raw = meaning.node.view
    if not raw:
        return ""
    kind = meaning.vr.kind
    if isinstance(kind, Text):
        return shortened(_text(meaning, raw, width), width)
    if isinstance(kind, Raw):
        return hexadecimal(raw, width)
    most = (width + _SLACK) * _BYTES_PER_CHARACTER
    whole = len(raw) <= most
    part = bytes(raw if whole else raw[: most - most % kind.word_size])
    if not whole and kind.word_size == 1:
        return hexadecimal(raw, width)
    try:
        value = (meaning if whole else meaning._replace(node=replace(meaning.node, raw=part))).decode()
    except DicomError:
        return hexadecimal(raw, width)
    return shortened(escaped(_joined(value)), width)


def _text(meaning: Meaning, raw: bytes | memoryview, width: int) -> str:
    most = (width + _SLACK) * _BYTES_PER_CHARACTER
    trimmed = bytes(raw[:most])
    if len(raw) <= most:
        trimmed = trimmed.rstrip(TextLayout.padding)
    try:
        if len(raw) <= most:
            text = meaning.charsets.decode(trimmed, delimiters=b"^=")
        else:
            text = meaning.charsets.decode_lenient(trimmed, delimiters=b"^=")[0]
    except DicomError:
        return hexadecimal(raw, width)
    if meaning.vr.code == "UI":
        text = _with_name(text)
    return escaped(text)


def _with_name(uid: str) -> str:
    entry = dictionary.uid_entry_of(uid)
    return f"{uid} = {entry.name}" if entry is not None and entry.name else uid


def _joined(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | dict):
        return "\\".join(_one(one) for one in value)
    return _one(value)


def _one(value: Any) -> str:
    return "" if value is None else str(value)
