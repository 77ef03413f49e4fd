"""The characters of one defined term, and their bytes outside ISO 2022.

A `SingleByte` repertoire is a table of 256 entries, so that decoding and encoding are inverse; a `MultiByte` one
uses a codec of the standard library. `charset` chooses between them, `iso2022` builds its graphic sets from the
same tables (PS3.5 6.1.2, PS3.3 C.12.1.1.2).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Protocol

from dicomconstruct.errors import MalformedValue, UnwritableValue

UNDEFINED = "\ufffe"  # codecs.charmap_decode takes it for an undefined byte
BACKSLASH = b"\\"
ESCAPE = 0x1B
DEFAULT_TERM = "ISO 2022 IR 6"
"""The term for an empty value 1 before terms with code extensions (PS3.3 C.12.1.1.2)."""

# ``report(expected, found, position)``: the position of the bytes is that in the value. May raise.
Report = Callable[[str, bytes, int], None]

# PS3.5 6.1.2.4 and 6.1.2.5.4: second bytes of GB 18030 and GBK run through 5C. A lead byte without
# a valid second byte is not a character, so that the byte after it is judged separately.
_GB_CHARACTER = rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[0-9][\x81-\xfe][0-9])"
_GB_OR_SEPARATOR = rb"(?s)" + _GB_CHARACTER + rb"|\\"


def raise_malformed(expected: str, found: bytes, position: int) -> None:
    """A `Report` that raises `MalformedValue`."""
    raise MalformedValue(
        "bytes without a meaning in the character set",
        expected=expected,
        found=f"{found.hex(' ').upper()} at byte {position} of the value",
    )


def unwritable(char: str, terms: tuple[str, ...]) -> UnwritableValue:
    """The error for a character in none of the character sets `terms`."""
    names = " or ".join(term or "the default repertoire" for term in terms)
    return UnwritableValue(
        "character outside the character sets", expected=names, found=f"{char!r} (U+{ord(char):04X})"
    )


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """Split `data` at `places` and drop the byte at each of them."""
    starts = [0, *(place + 1 for place in places)]
    ends = [*places, len(data)]
    return [data[start:end] for start, end in zip(starts, ends, strict=True)]


_places = lru_cache(maxsize=64)(codecs.charmap_build)


class CharacterCoding(Protocol):
    """Splits, decodes and encodes values under one Specific Character Set."""

    @property
    def multi_byte_hazard(self) -> bool:
        """Whether 5C may be part of a character."""

    @property
    def one_spelling(self) -> bool:
        """Whether ``encode(decode(raw)) == raw`` if `decode` reports nothing."""

    def split(self, data: bytes) -> list[bytes]:
        """Split at each 5C that is a separator."""

    def decode(self, data: bytes, delimiters: bytes, report: Report) -> str:
        """Decode one value; if `report` returns, U+FFFD replaces the reported bytes."""

    def encode(self, text: str, delimiters: bytes) -> bytes:
        """Encode one value or raise `UnwritableValue`."""


@dataclass(frozen=True, slots=True)
class SingleByte:
    """A set of at most 256 characters, a byte each.

    Parameters
    ----------
    term
        The defined term, for messages.
    table
        The character of each byte, or `UNDEFINED`.
    """

    term: str
    table: str
    multi_byte_hazard: ClassVar[bool] = False
    one_spelling: ClassVar[bool] = True  # no table holds a character twice

    @classmethod
    def from_codec(cls, term: str, codec: str) -> SingleByte:
        """Tabulate `codec` byte by byte.

        ISO_IR 13 is tabulated from shift_jis: its 5C and 7E, yen sign and overline in ISO-IR 14, become backslash
        and tilde, since 5C separates values there too (PS3.5 6.1.2.3). The table therefore lacks U+00A5 and U+203E,
        which cannot be written.
        """
        places = (bytes([byte]).decode(codec, errors="replace") for byte in range(256))
        return cls(term, "".join(place.replace("\ufffd", UNDEFINED) for place in places))

    def split(self, data: bytes) -> list[bytes]:
        return data.split(BACKSLASH)

    def decode(self, data: bytes, delimiters: bytes, report: Report) -> str:  # noqa: ARG002
        return self.decode_run(data, 0, report)

    def decode_run(self, run: bytes, position: int, report: Report) -> str:
        """Decode bytes that begin at `position` of their value."""
        try:
            return codecs.charmap_decode(run, "strict", self.table)[0]
        except UnicodeDecodeError as error:
            report(
                f"characters of {self.term or 'the default repertoire'}",
                run[error.start : error.end],
                position + error.start,
            )
        return codecs.charmap_decode(run, "replace", self.table)[0]

    def encode(self, text: str, delimiters: bytes) -> bytes:  # noqa: ARG002
        try:
            return codecs.charmap_encode(text, "strict", _places(self.table))[0]
        except UnicodeEncodeError as error:
            raise unwritable(text[error.start], (self.term,)) from None

    def encode_character(self, char: str) -> bytes | None:
        """The byte of `char`; None if the set does not contain it."""
        place = self.table.find(char)
        return bytes([place]) if place >= 0 and char != UNDEFINED else None


@dataclass(frozen=True, slots=True)
class MultiByte:
    """A stand-alone multi-byte set: UTF-8, GB18030 or GBK (PS3.3 Table C.12-5).

    Parameters
    ----------
    term
        The defined term, for messages.
    codec
        Its name in the standard library.
    """

    term: str
    codec: str

    @property
    def multi_byte_hazard(self) -> bool:
        return self.codec != "utf_8"

    @property
    def one_spelling(self) -> bool:
        return self.codec == "utf_8"  # the other codecs decode two codes to one character in some cases

    def split(self, data: bytes) -> list[bytes]:
        if not self.multi_byte_hazard:
            return data.split(BACKSLASH)
        return cut(data, [found.start() for found in re.finditer(_GB_OR_SEPARATOR, data) if found[0] == BACKSLASH])

    def decode(self, data: bytes, delimiters: bytes, report: Report) -> str:  # noqa: ARG002
        try:
            return data.decode(self.codec)
        except UnicodeDecodeError as error:
            report(f"characters of {self.term}", data[error.start : error.end], error.start)
        return data.decode(self.codec, errors="replace")

    def encode(self, text: str, delimiters: bytes) -> bytes:  # noqa: ARG002
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError as error:
            raise unwritable(text[error.start], (self.term,)) from None
