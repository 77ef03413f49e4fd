"""Specific Character Set (0008,0005): split, decode and encode text by its terms.

`CharacterSets` is immutable; the reader of a data set makes one and passes it to every converter. It resolves the
terms, misspelt ones too. `repertoire` codes text in one set, `iso2022` text in several; the latter and its tables
are loaded when needed (PS3.5 6.1.2, PS3.3 C.12.1.1.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any

from dicomconstruct.values.character_sets_generated import ALIASES, CHARACTER_SETS
from dicomconstruct.values.repertoire import (
    BACKSLASH,
    DEFAULT_TERM,
    ESCAPE,
    CharacterCoding,
    MultiByte,
    SingleByte,
    raise_malformed,
)

_SEPARATOR = BACKSLASH[0]
_ESCAPE = chr(ESCAPE)


@dataclass(frozen=True, slots=True)
class CharacterSets:
    """The character sets of the text of a data set.

    Make one with `CharacterSets.of`. Two are equal if their terms are spelt alike; text has the same bytes under
    both if `resolved` is equal.

    Attributes
    ----------
    terms
        The values as written.
    resolved
        The defined terms that they mean; an empty first term is the default repertoire.
    problems
        The problems of the terms, as text.
    """

    terms: tuple[str, ...]
    resolved: tuple[str, ...]
    problems: tuple[str, ...]
    _coding: CharacterCoding = field(repr=False, compare=False)

    @classmethod
    def of(cls, terms: Iterable[str] | str | None = None) -> CharacterSets:
        r"""Resolve the terms of Specific Character Set; never raises.

        Parameters
        ----------
        terms
            The values of (0008,0005), or one text with backslashes between them, or None where
            the element is missing or empty. Misspelt terms are understood and reported in
            `problems`; unknown ones are reported and otherwise left out.
        """
        if isinstance(terms, str):
            terms = terms.split("\\") if terms else ()
        written = tuple(terms or ())
        resolved, problems = _resolve(written)
        return cls(written, resolved, tuple(problems), _coding(resolved))

    def __reduce__(self) -> Any:
        """Pickle the terms only."""
        return CharacterSets.of, (self.terms,)

    @property
    def multi_byte_hazard(self) -> bool:
        """Whether a byte 5C may be part of a character, so that `split` differs from bytes.split."""
        return self._coding.multi_byte_hazard

    @property
    def one_spelling(self) -> bool:
        """Whether ``encode(decode(raw)) == raw`` for all decodable bytes."""
        return self._coding.one_spelling

    def split(self, data: bytes) -> list[bytes]:
        r"""Split at each 5C that is a separator, not part of a character (PS3.5 6.2).

        ``b"\\".join(split(data)) == data`` for all bytes. Under ISO_IR 13 a 5C, drawn as a yen
        sign there, separates too.
        """
        if _SEPARATOR not in data:
            return [data]
        return self._coding.split(data)

    def decode(self, data: bytes, *, delimiters: bytes = b"") -> str:
        """Decode one value (PS3.5 6.1.2).

        Parameters
        ----------
        data
            The bytes of the value.
        delimiters
            Bytes that, like control characters, reset the sets to those of value 1, such as ``b"^="`` in
            person names (PS3.5 6.1.2.5.3).

        Raises
        ------
        MalformedValue
            When a byte or escape sequence is undefined in the declared character sets.
        """
        if data.isascii() and ESCAPE not in data:
            return data.decode("ascii")
        return self._coding.decode(data, delimiters, raise_malformed)

    def decode_lenient(self, data: bytes, *, delimiters: bytes = b"") -> tuple[str, list[str]]:
        """Decode one value with replacement characters and list the problems; never raises.

        U+FFFD replaces undefined bytes. Escape sequences of undeclared sets are followed. Parameters as for
        `decode`; gives the text and the problems.
        """
        problems: list[str] = []

        def note(expected: str, found: bytes, position: int) -> None:
            problems.append(f"expected {expected}, found {found.hex(' ').upper()} at byte {position}")

        return self._coding.decode(data, delimiters, note), problems

    def encode(self, text: str, *, delimiters: bytes = b"") -> bytes:
        """Encode one value, each character in the first declared set that contains it.

        Parameters
        ----------
        text
            The text; escape sequences switch between sets of code extensions.
        delimiters
            As for `decode`.

        Raises
        ------
        UnwritableValue
            For a character in none of the sets; it names the first one, and the sets.
        """
        if text.isascii() and _ESCAPE not in text:
            return str.encode(text, "ascii")
        return self._coding.encode(text, delimiters)


def find_term(written: str) -> str | None:
    """The defined term that `written` means; None for an unknown one."""
    for spelling in (written.strip(" \0"), written.strip(" \0").upper()):
        if spelling in CHARACTER_SETS:
            return spelling
        for alias, term, kind in ALIASES:
            if kind == "exact" and alias == spelling:
                return term
            if kind == "regex" and (match := re.match(alias, spelling)):
                repaired = term.format(n=match["n"].strip())
                if repaired in CHARACTER_SETS:
                    return repaired
    return None


def _is_extension(term: str) -> bool:
    return bool(CHARACTER_SETS[term][4])


def _is_multi_byte(term: str) -> bool:
    return bool(CHARACTER_SETS[term][5])


def stands_alone(term: str) -> bool:
    """Whether a defined term is not allowed beside others (PS3.3 Table C.12-5)."""
    return term in CHARACTER_SETS and CHARACTER_SETS[term][6]


def _resolve(written: tuple[str, ...]) -> tuple[tuple[str, ...], list[str]]:
    """The defined terms in force, and the problems of the written ones (PS3.3 C.12.1.1.2)."""
    resolved: list[str] = []
    problems: list[str] = []
    for place, spelling in enumerate(written):
        term = find_term(spelling)
        if term is None:
            problems.append(f"{spelling!r} is no defined term")
            if place == 0:
                resolved.append("")
            continue
        if term != spelling.strip(" \0"):
            problems.append(f"{spelling!r} is taken for {term!r}")
        if place == 0:
            if _is_extension(term) and _is_multi_byte(term):
                problems.append(f"{term!r} is not allowed as value 1")
            resolved.append(term)
        elif stands_alone(term):
            problems.append(f"{term!r} is not allowed beside other terms and is left out")
        elif stands_alone(resolved[0]):
            problems.append(f"{resolved[0]!r} is not allowed beside other terms; {term!r} is left out")
        elif not term:
            problems.append(f"value {place + 1} is empty")
        elif term not in resolved:
            resolved.append(term)
    if len(resolved) > 1 or any(_is_extension(term) for term in resolved):
        for place, term in enumerate(resolved):
            if not _is_extension(term):
                resolved[place] = term.replace("ISO_IR", "ISO 2022 IR") or DEFAULT_TERM
                if term:
                    problems.append(f"{term!r} beside other terms is taken for {resolved[place]!r}")
    return tuple(resolved) or ("",), problems


@lru_cache(maxsize=64)
def _coding(resolved: tuple[str, ...]) -> CharacterCoding:
    if _is_extension(resolved[0]):
        extension: CharacterCoding = import_module("dicomconstruct.values.iso2022").CodeExtension(resolved)
        return extension
    codec = CHARACTER_SETS[resolved[0]][1]
    if _is_multi_byte(resolved[0]):
        return MultiByte(resolved[0], codec)
    return SingleByte.from_codec(resolved[0], codec)


DEFAULT_CHARACTER_SETS = CharacterSets.of(None)
"""The default repertoire, for text without a Specific Character Set (PS3.3 C.12.1.1.2)."""
