"""Character sets by the names of Python codecs, as pydicom's API takes them.

No codec of the standard library switches sets within a value as defined terms (PS3.3 C.12.1.1.2) do. These
functions therefore map codecs to defined terms and have `charset` code the bytes.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache, partial
from importlib import import_module
from types import MappingProxyType

from dicomconstruct.config import RAISE, options
from dicomconstruct.errors import MalformedValue, UnknownCharacterSet, UnwritableValue
from dicomconstruct.validity import report
from dicomconstruct.values.character_sets_generated import ALIASES, CHARACTER_SETS
from dicomconstruct.values.charset import CharacterSets, find_term, stands_alone
from dicomconstruct.values.repertoire import DEFAULT_TERM, ESCAPE

DEFAULT_ENCODING = "iso8859"
"""The codec of the default repertoire; it decodes bytes above 7F too, which many files have."""
LATIN_1_TERM = "ISO 2022 IR 100"
_NAMES = MappingProxyType(
    {
        "ascii": DEFAULT_ENCODING,
        "gb18030": "GB18030",
        "gb2312": "iso_ir_58",
        "gbk": "GBK",
        "iso8859_1": "latin_1",
        "iso8859_5": "iso_ir_144",
        "iso8859_6": "iso_ir_127",
        "iso8859_7": "iso_ir_126",
        "iso8859_8": "iso_ir_138",
        "iso8859_9": "iso_ir_148",
        "tis_620": "iso_ir_166",
        "utf_8": "UTF8",
    }
)
"""pydicom's names of codecs that have another usual name."""

_LATIN = "Bytes above 7F where the default repertoire is declared are read as Latin-1"

Encodings = CharacterSets | str | Sequence[str] | None
"""Character sets or names of Python codecs; None for the default repertoire (PS3.5 6.1.1)."""


@cache
def python_encodings() -> Mapping[str, str]:
    """The Python codec of each defined term, and of some misspelt ones."""
    codec_of = {term: _NAMES.get(row[1], row[1]) for term, row in CHARACTER_SETS.items()}
    written = {alias: codec_of[term] for alias, term, kind in ALIASES if kind == "exact" and "GB" in alias}
    return MappingProxyType({"ISO_IR 6": DEFAULT_ENCODING, **codec_of, **written})


def encodings_of(charsets: CharacterSets) -> tuple[str, ...]:
    """The Python codecs of character sets."""
    return tuple(python_encodings()[term] for term in charsets.resolved)


def convert_encodings(encodings: str | Iterable[str] | None) -> list[str]:
    """The Python codecs for the values of Specific Character Set.

    Parameters
    ----------
    encodings
        Defined terms, misspelt ones too, or names of codecs, which are kept; None or empty text for the default
        repertoire. Unknown terms, and terms that are not allowed beside others, give a warning.

    Raises
    ------
    UnknownCharacterSet
        For an unknown term under `config.RAISE`; it is a LookupError.
    """
    terms = [encodings or ""] if encodings is None or isinstance(encodings, str) else [*encodings] or [""]
    if len(terms) > 1:
        terms = _that_may_stand_together(terms)
    return [_codec_of(term) for term in terms]


def _that_may_stand_together(terms: list[str]) -> list[str]:
    first, *others = terms
    if stands_alone(first):
        ignored = ", ".join(others)
        _warn(f"Value '{first}' for Specific Character Set does not allow code extensions, ignoring: {ignored}")
        return [first]
    for term in filter(stands_alone, others):
        _warn(f"Value '{term}' cannot be used as code extension, ignoring it")
    return [first, *(term for term in others if not stands_alone(term))]


def _codec_of(term: str) -> str:
    if not term:
        return DEFAULT_ENCODING
    known = python_encodings().get(term)
    if known is not None:
        return known
    meant = find_term(term)
    if meant is not None:
        _warn(f"Incorrect value for Specific Character Set '{term}' - assuming '{meant}'")
        return python_encodings()[meant]
    return _known(term, f"Unknown encoding '{term}'")


def _warn(problem: str) -> None:
    """Warn unless invalid values are ignored."""
    report(problem, min(options().reading_mode, 1))


def character_sets_of(encodings: Encodings) -> CharacterSets:
    """The character sets for names of Python codecs (PS3.3 C.12.1.1.2).

    Parameters
    ----------
    encodings
        Names of Python codecs, None for the default repertoire, or character sets, which are returned.

    Raises
    ------
    UnknownCharacterSet
        For a codec of no defined term; it is a LookupError.
    """
    if isinstance(encodings, CharacterSets):
        return encodings
    if encodings is None:
        return _of_codecs(())
    return _of_codecs((encodings,) if isinstance(encodings, str) else tuple(encodings))


@lru_cache(maxsize=64)
def _of_codecs(names: tuple[str, ...], *, switched: bool = False) -> CharacterSets:
    """The character sets of codecs; `switched` means with code extensions even for one codec."""
    terms = []
    for name in names:
        term = _term_of(name, is_extension=switched or len(names) > 1)
        if term is None:
            raise UnknownCharacterSet(f"no character set is read by the codec {name!r}")
        terms.append(term)
    return CharacterSets.of(terms)


def _term_of(name: str, *, is_extension: bool) -> str | None:
    if name == DEFAULT_ENCODING:
        return ""
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        raise UnknownCharacterSet(f"unknown encoding: {name}") from None
    by_codec = _terms(is_extension=is_extension)
    return by_codec.get(codec, _terms(is_extension=not is_extension).get(codec))


@cache
def _terms(*, is_extension: bool) -> dict[str, str]:
    """The defined terms with or without code extensions, by codec."""
    terms: dict[str, str] = {}
    for term, (_, codec, _, _, extends, *_) in CHARACTER_SETS.items():
        if extends == is_extension:
            terms.setdefault(codecs.lookup(codec).name, term)
    return terms


def decode_bytes(value: bytes, encodings: Sequence[str], delimiters: bytes | set[int] = b"") -> str:
    """Decode text by the reading validation mode, with replacement characters unless it is `config.RAISE`.

    Parameters
    ----------
    value
        The bytes of one value.
    encodings
        Names of Python codecs, that of value 1 of Specific Character Set first.
    delimiters
        Bytes that reset to the first of them, such as ``b"^="`` in person names (PS3.5 6.1.2.5.3).

    Raises
    ------
    UnicodeDecodeError
        Under `config.RAISE` for undecodable bytes; MalformedValue for an undefined escape sequence,
        UnknownCharacterSet for an unknown codec.
    """
    known = known_encodings(encodings) or [DEFAULT_ENCODING]
    if ESCAPE not in value:
        return _plain(value, known[0])
    charsets = _of_codecs(tuple(known), switched=True)
    if import_module("dicomconstruct.values.iso2022").has_undeclared_escape(value, charsets.resolved):
        problem = "Found unknown escape sequence in encoded string value"
        if options().reading_mode == RAISE:
            raise MalformedValue(problem, expected=f"those of {', '.join(known)}")
        _warn(f"{problem} - using encoding {known[0]}")
        return value.decode(known[0], "replace")
    return _switched(value, known, charsets, bytes(delimiters))


def known_encodings(encodings: Iterable[str]) -> list[str]:
    """The names of codecs with unknown ones replaced by the default, with a warning.

    Raises UnknownCharacterSet under `config.RAISE`.
    """
    return [_known(encoding, f"unknown encoding: {encoding}") for encoding in encodings]


def _known(encoding: str, problem: str) -> str:
    """The name of a codec; the default for an unknown one. `problem` is the message of the error."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        if options().reading_mode == RAISE:
            raise UnknownCharacterSet(problem) from None
        _warn(f"Unknown encoding '{encoding}' - using default encoding instead")
        return DEFAULT_ENCODING
    return encoding


def _plain(value: bytes, encoding: str) -> str:
    try:
        return value.decode(encoding)
    except UnicodeDecodeError:
        if options().reading_mode == RAISE:
            raise
    failure = f"Failed to decode byte string with encoding '{encoding}'"
    _warn(f"{failure} - using replacement characters in decoded string")
    return value.decode(encoding, "replace")


def _switched(value: bytes, encodings: list[str], charsets: CharacterSets, delimiters: bytes) -> str:
    try:
        return charsets.decode(value, delimiters=delimiters)
    except MalformedValue:
        pass
    text, problems = _lenient(value, charsets, delimiters)
    if not problems:
        return text
    if options().reading_mode == RAISE:
        for encoding in encodings:
            value.decode(encoding)
        raise MalformedValue("bytes without a meaning in the character sets", found=problems[0])
    failure = f"Failed to decode byte string with encodings: {', '.join(encodings)}"
    _warn(f"{failure} - using replacement characters in decoded string")
    return text


def decode_leniently(raw: bytes, charsets: CharacterSets, delimiters: bytes, mode: int) -> str:
    """Decode text with undecodable bytes, with a warning under `config.WARN`.

    Bytes above 7F under the default repertoire are read as Latin-1, the encoding of most such files; in other
    character sets U+FFFD replaces undecodable bytes.

    Parameters
    ----------
    raw
        The bytes of one value.
    charsets
        The declared character sets.
    delimiters
        As for `decode_bytes`.
    mode
        `config.IGNORE` or `config.WARN`.
    """
    if charsets.resolved == ("",):
        report(_LATIN, mode)
        return raw.decode("latin-1")
    text, problems = _lenient(raw, charsets, delimiters)
    failure = f"Failed to decode byte string with encodings: {', '.join(encodings_of(charsets))}"
    if problems:
        report(f"{failure} - using replacement characters in decoded string ({'; '.join(problems)})", mode)
    else:
        report(_LATIN, mode)
    return text


def _lenient(raw: bytes, charsets: CharacterSets, delimiters: bytes) -> tuple[str, list[str]]:
    """Text and its problems; the default repertoire as value 1 is taken for Latin-1."""
    if charsets.resolved[0] == DEFAULT_TERM:
        charsets = CharacterSets.of((LATIN_1_TERM, *charsets.resolved[1:]))
    return charsets.decode_lenient(raw, delimiters=delimiters)


def encode_string(value: str, encodings: Sequence[str], delimiters: bytes = b"") -> bytes:
    """Encode text by the writing validation mode, with ``?`` for other characters unless it is `config.RAISE`.

    Parameters
    ----------
    value
        The text of one value.
    encodings, delimiters
        As for `decode_bytes`.

    Raises
    ------
    UnicodeEncodeError
        Under `config.RAISE` for a character in none of them; UnknownCharacterSet for an unknown codec.
    """
    named = ["latin_1" if name == DEFAULT_ENCODING and len(encodings) == 1 else name for name in encodings]
    encode = _encoder(tuple(named) or (DEFAULT_ENCODING,), delimiters)
    try:
        return encode(value)
    except (UnwritableValue, UnicodeEncodeError):
        if options().writing_mode == RAISE:
            for encoding in named:
                value.encode(encoding)
            raise
    failure = f"Failed to encode value with encodings: {', '.join(encodings)}"
    _warn(f"{failure} - using replacement characters in encoded string")
    return encode("".join(char if _is_writable(encode, char) else "?" for char in value))


def _encoder(encodings: tuple[str, ...], delimiters: bytes) -> Callable[[str], bytes]:
    if len(encodings) == 1 and _term_of(encodings[0], is_extension=False) is None:
        return partial(str.encode, encoding=encodings[0])
    charsets = _of_codecs(encodings)
    return partial(charsets.encode, delimiters=delimiters)


def _is_writable(encode: Callable[[str], bytes], char: str) -> bool:
    try:
        encode(char)
    except (UnwritableValue, UnicodeEncodeError):
        return False
    return True
