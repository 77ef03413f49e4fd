"""Code extension: several character sets in one value, switched by escape sequences.

The subset of ISO 2022 in PS3.5 6.1.2.5: bytes 20-7F are in the set in G0, bytes 80-FF in the set in G1. An escape
sequence designates another set to G0 or G1; a control character or delimiter resets both to value 1 of Specific
Character Set (PS3.5 6.1.2.5.3). Splitting and decoding share the scanner `CodeExtension._pieces`, so that they
agree on which 5C is a separator.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

from dicomconstruct.values.character_sets_generated import CHARACTER_SETS
from dicomconstruct.values.repertoire import BACKSLASH, DEFAULT_TERM, ESCAPE, Report, SingleByte, cut, unwritable

G0, G1 = 0, 1

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_PAIRS_RUN = re.compile(rb"[\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class SingleByteSet:
    """A set of one-byte characters that can be designated to G0 or G1.

    Parameters
    ----------
    term
        The defined term it belongs to.
    escape
        The escape sequence that invokes it.
    slot
        `G0` or `G1`.
    characters
        The table.
    """

    term: str
    escape: bytes
    slot: int
    characters: SingleByte
    in_pairs: ClassVar[bool] = False

    def decode(self, run: bytes, position: int, report: Report) -> str:
        """Decode bytes that begin at `position` of their value."""
        return self.characters.decode_run(run, position, report)

    def encode(self, char: str) -> bytes | None:
        """The byte of `char`; None if the set does not contain it."""
        return self.characters.encode_character(char)


@dataclass(frozen=True, slots=True)
class PairSet:
    """A set of two-byte characters (PS3.3 Table C.12-4).

    Parameters
    ----------
    term, escape, slot
        As in `SingleByteSet`.
    codec
        A codec of the standard library. Those for G0 sets read and write the escape sequence too.
    """

    term: str
    escape: bytes
    slot: int
    codec: str
    in_pairs: ClassVar[bool] = True

    @property
    def _prefix(self) -> bytes:
        return self.escape if self.slot == G0 else b""

    def decode(self, run: bytes, position: int, report: Report) -> str:
        """Decode bytes that begin at `position` of their value."""
        expected = f"two-byte characters of {self.term}"
        if len(run) % 2:
            # The last byte is often a delimiter before which the writer forgot to switch back.
            report(expected, run[-1:], position + len(run) - 1)
            return self.decode(run[:-1], position, report) + run[-1:].decode("ascii", errors="replace")
        try:
            return (self._prefix + run).decode(self.codec)
        except UnicodeDecodeError as error:
            start = max(error.start - len(self._prefix), 0) // 2 * 2
            report(expected, run[start : start + 2], position + start)
        pairs = (run[start : start + 2] for start in range(0, len(run), 2))
        return "".join(self._decode_pair(pair) for pair in pairs)

    def _decode_pair(self, pair: bytes) -> str:
        try:
            return (self._prefix + pair).decode(self.codec)
        except UnicodeDecodeError:
            return "\ufffd"

    def encode(self, char: str) -> bytes | None:
        """Give the bytes of `char`, or None where the set does not hold it."""
        try:
            code = char.encode(self.codec)
        except UnicodeEncodeError:
            return None
        if self.slot == G1:
            return code
        # The codec may choose another of its sets, or none; what follows the pair is its switch back.
        return code[len(self.escape) : len(self.escape) + 2] if code.startswith(self.escape) else None


GraphicSet = SingleByteSet | PairSet


def _graphic_sets() -> tuple[dict[str, GraphicSet], dict[str, GraphicSet]]:
    """Give the G0 and the G1 set of each defined term with code extensions, where it has one."""
    g0: dict[str, GraphicSet] = {}
    g1: dict[str, GraphicSet] = {}
    for term, (_, codec, g0_escape, g1_escape, extension, multi_byte, _) in CHARACTER_SETS.items():
        if not extension:
            continue
        for slot, sets, escape in ((G0, g0, g0_escape), (G1, g1, g1_escape)):
            if not escape:
                continue
            code = bytes.fromhex(escape)
            if multi_byte:
                sets[term] = PairSet(term, code, slot, codec)
            elif slot == G1:
                sets[term] = SingleByteSet(term, code, slot, SingleByte.from_codec(term, codec))
            else:
                sets[term] = SingleByteSet(term, code, slot, SingleByte.from_codec(term, "ascii"))
    return g0, g1


_G0_SETS, _G1_SETS = _graphic_sets()
GRAPHIC_SETS = {graphic.escape: graphic for graphic in (*_G1_SETS.values(), *_G0_SETS.values())}
"""By the escape sequence that invokes them."""
_ESCAPES = re.compile(b"|".join(re.escape(escape) for escape in sorted(GRAPHIC_SETS, key=len, reverse=True)))
_PAIRS_INTO_G0 = re.compile(b"|".join(re.escape(s.escape) for s in _G0_SETS.values() if s.in_pairs))


def has_undeclared_escape(data: bytes, terms: tuple[str, ...]) -> bool:
    """Whether a value has an undeclared escape sequence, or an ESC outside of any."""
    declared = CodeExtension(terms)._declared if CHARACTER_SETS[terms[0]][4] else set()
    for found in re.finditer(b"\x1b", data):
        escape = _ESCAPES.match(data, found.start())
        if escape is None or escape[0] not in declared:
            return True
    return False


def _ignore(expected: str, found: bytes, position: int) -> None:
    """Ignore an undefined byte, for the search for separators."""


class CodeExtension:
    """The sets of a Specific Character Set with code extensions (PS3.5 6.1.2.5).

    Parameters
    ----------
    terms
        Defined terms with code extensions, value 1 first; `DEFAULT_TERM` for an empty value 1.
    """

    multi_byte_hazard: ClassVar[bool] = True
    one_spelling: ClassVar[bool] = False

    def __init__(self, terms: tuple[str, ...]) -> None:
        self._terms = terms
        default = _G0_SETS[DEFAULT_TERM]
        first = _G0_SETS.get(terms[0], default)
        # A two-byte G0 set is never the initial set, though some files have it as value 1.
        self._g0 = default if first.in_pairs else first
        self._g1 = _G1_SETS.get(terms[0])
        g0_sets = [_G0_SETS[term] for term in terms if term in _G0_SETS]
        self._beyond_ascii = tuple(
            sets[term]
            for term in terms
            for sets in (_G1_SETS, _G0_SETS)
            if term in sets and (sets is _G1_SETS or sets[term].in_pairs)
        )
        self._declared = {graphic.escape for graphic in (default, *g0_sets, *self._beyond_ascii)}

    def split(self, data: bytes) -> list[bytes]:
        """Split at the 5C bytes that are not part of a two-byte character; a 5C without a second byte separates."""
        if not _PAIRS_INTO_G0.search(data):
            return data.split(BACKSLASH)
        places = []
        for start, end, graphic in self._pieces(data, BACKSLASH, _ignore):
            if graphic is None:
                places.append(start)
            elif graphic.in_pairs and (end - start) % 2:
                places.append(end - 1)
        return cut(data, [place for place in places if data[place] == BACKSLASH[0]])

    def decode(self, data: bytes, delimiters: bytes, report: Report) -> str:
        """Decode one value; if `report` returns, the likeliest set or U+FFFD is taken."""
        texts = []
        for start, end, graphic in self._pieces(data, delimiters, report):
            run = data[start:end]
            texts.append(run.decode("ascii") if graphic is None else graphic.decode(run, start, report))
        return "".join(texts)

    def _pieces(
        self, data: bytes, delimiters: bytes, report: Report
    ) -> Iterator[tuple[int, int, GraphicSet | None]]:
        """Yield start, end and set of each run of text; the set is None for a byte that is always ASCII."""
        low_run = _low_run(delimiters)
        g0, g1 = self._g0, self._g1
        start = 0
        while start < len(data):
            byte = data[start]
            end = start + 1
            if byte == ESCAPE and (escape := _ESCAPES.match(data, start)):
                chosen = GRAPHIC_SETS[escape[0]]
                if chosen.escape not in self._declared:
                    report(f"escape sequences of {', '.join(self._terms)}", escape[0], start)
                g0, g1 = (chosen, g1) if chosen.slot == G0 else (g0, chosen)
                end = escape.end()
            elif byte == ESCAPE:
                report("an escape sequence of PS3.3 C.12.1.1.2", data[start : start + 4], start)
                yield start, end, None
            elif byte >= 0x80:
                end = _end(_HIGH_RUN, data, start)
                yield start, end, g1 or self._unannounced(data[start:end], start, report)
            elif byte < 0x20 or (byte in delimiters and not g0.in_pairs):
                g0, g1 = self._g0, self._g1
                yield start, end, None
            elif g0.in_pairs and byte not in (0x20, 0x7F):
                end = _end(_PAIRS_RUN, data, start)
                yield start, end, g0
            elif g0.in_pairs:
                yield start, end, None
            else:
                end = _end(low_run, data, start)
                yield start, end, g0
            start = end

    def _unannounced(self, run: bytes, position: int, report: Report) -> GraphicSet:
        """Report bytes above 7F while G1 is empty, and choose the first declared set for them."""
        report("an escape sequence before bytes above 7F", run[:4], position)
        return next((graphic for graphic in self._beyond_ascii if graphic.slot == G1), self._g0)

    def encode(self, text: str, delimiters: bytes) -> bytes:
        """Encode one value, each character in the first set that contains it.

        Resets to value 1 before control characters and `delimiters` and at the end of the value (PS3.5 6.1.2.5.3).
        Each change between two-byte characters in G0 and others in G1 gets an escape sequence, since some readers
        only know the last one. Raises UnwritableValue.
        """
        resets = delimiters.decode("ascii")
        out = bytearray()
        g0, g1 = self._g0, self._g1
        announced: GraphicSet | None = None
        known: dict[str, tuple[GraphicSet, bytes]] = {}
        for char in text:
            if char < " " or char in resets:
                if char == "\x1b":
                    raise unwritable(char, self._terms)
                out += self._switch_back(g0, g1) + char.encode("ascii")
                g0, g1, announced = self._g0, self._g1, None
                continue
            if char not in known:
                known[char] = self._find(char)
            graphic, code = known[char]
            in_force = g0 if graphic.slot == G0 else g1
            if graphic is not in_force or (g0.in_pairs and graphic is not announced):
                out += graphic.escape
                g0, g1 = (graphic, g1) if graphic.slot == G0 else (g0, graphic)
                announced = graphic
            out += code
        return bytes(out + self._switch_back(g0, g1))

    def _switch_back(self, g0: GraphicSet, g1: GraphicSet | None) -> bytes:
        back = self._g0.escape if g0 is not self._g0 else b""
        return back + self._g1.escape if self._g1 is not None and g1 is not self._g1 else back

    def _find(self, char: str) -> tuple[GraphicSet, bytes]:
        if char.isascii():
            return self._g0, char.encode("ascii")
        for graphic in self._beyond_ascii:
            code = graphic.encode(char)
            if code is not None:
                return graphic, code
        raise unwritable(char, self._terms)


@lru_cache(maxsize=8)
def _low_run(delimiters: bytes) -> re.Pattern[bytes]:
    """Bytes 20-7F other than delimiters."""
    return re.compile(rb"[^\x00-\x1f\x80-\xff" + re.escape(delimiters) + rb"]+")


def _end(run: re.Pattern[bytes], data: bytes, start: int) -> int:
    """The end of the run at `start`, which has at least one byte."""
    found = run.match(data, start)
    return found.end() if found else start + 1
