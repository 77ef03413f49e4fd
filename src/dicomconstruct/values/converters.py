"""Converters between the bytes of one text value and a Python object, one for each kind of value.

The VR rows refer to these; multiplicity and padding belong to the rows. An empty value is ``""`` for text and None
for numbers and dates; None is encoded as no bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dicomconstruct.errors import UnwritableValue
from dicomconstruct.uid import UID, uid_of
from dicomconstruct.values.charset import CharacterSets
from dicomconstruct.values.date_time import DA, DT, TM
from dicomconstruct.values.decimal_string import DSdecimal, DSfloat
from dicomconstruct.values.integer_string import IS
from dicomconstruct.values.person_name import PersonName, encode_person_name
from dicomconstruct.values.repertoire import ESCAPE
from dicomconstruct.values.spelling import Spelt, ascii_text, encode_spelt
from dicomconstruct.values.text import Text, encode_text


@dataclass(frozen=True, slots=True)
class Converter:
    """Decodes and encodes one value; ``encode(decode(raw)) == raw`` whenever `decode` does not raise.

    Attributes
    ----------
    name
        The kind of value, for messages.
    decode
        ``decode(raw, charsets)`` gives the value of bytes without padding or separators, or
        raises MalformedValue.
    encode
        ``encode(value, charsets)`` gives the bytes, or raises UnwritableValue.
    decode_all
        The fast form of `decode` for several values that are ASCII without escape sequences: takes a list of
        `str`, gives a list or raises the first error. None for no fast form.
    of_text
        The same for one value. None for no fast form.
    """

    name: str
    decode: Callable[[bytes, CharacterSets], object]
    encode: Callable[[object, CharacterSets], bytes]
    decode_all: Callable[[list[str]], list[Any]] | None = None
    of_text: Callable[[str], Any] | None = None

    def __reduce__(self) -> Any:
        """Pickle a converter of this module by its name, since its functions cannot be pickled."""
        names = (name for name, held in globals().items() if held is self)
        given = (self.name, self.decode, self.encode, self.decode_all, self.of_text)
        return next(names, (Converter, given))


_DEFAULT_REPERTOIRE = CharacterSets.of()
_ESCAPE = chr(ESCAPE)


def _decode_text(raw: bytes, charsets: CharacterSets) -> str:
    if raw.isascii() and ESCAPE not in raw:
        return raw.decode("ascii")
    text = charsets.decode(raw)
    if charsets.one_spelling:
        return text
    try:
        if charsets.encode(text) == raw:
            return text
    except UnwritableValue:
        pass
    return Text.spelt(text, raw, charsets)


def _encode_text(value: object, charsets: CharacterSets) -> bytes:
    if type(value) is str and value.isascii() and _ESCAPE not in value:
        return value.encode("ascii")
    return encode_text(value, charsets)


def _encode_ascii(value: object, _: CharacterSets) -> bytes:
    if (type(value) is str or type(value) is UID) and value.isascii() and _ESCAPE not in value:
        return value.encode("ascii")
    return encode_text(value, _DEFAULT_REPERTOIRE)


def _as_it_is(text: Any) -> Any:
    return text


def _title(text: str) -> str:
    title = text.lstrip(" ")
    return text if title == text else Text.spelt(title, text.encode("ascii"), _DEFAULT_REPERTOIRE)


def _decode_title(raw: bytes, _: CharacterSets) -> str:
    return _title(ascii_text(raw))


def _titles(texts: list[str]) -> list[str]:
    return [_title(text) for text in texts]


def _decode_uid(raw: bytes, _: CharacterSets) -> UID:
    return uid_of(raw.decode("ascii") if raw.isascii() else ascii_text(raw))


def _uids(texts: list[str]) -> list[UID]:
    return [uid_of(text) for text in texts]


def _spelt(name: str, kind: type[Spelt]) -> Converter:
    parse = kind.parse

    def decode(raw: bytes, _: CharacterSets) -> object:
        if not raw:
            return None
        return parse(raw.decode("ascii") if raw.isascii() else ascii_text(raw))

    def encode(value: object, _: CharacterSets) -> bytes:
        return encode_spelt(value, kind)

    def of_text(text: str) -> object:
        return parse(text) if text else None

    return Converter(name, decode, encode, kind.parse_all, of_text)


TEXT = Converter("text", _decode_text, _encode_text, _as_it_is, _as_it_is)
DEFAULT_TEXT = Converter("text of the default repertoire", ascii_text, _encode_ascii, _as_it_is, _as_it_is)
APPLICATION_ENTITY = Converter("application entity", _decode_title, _encode_ascii, _titles, _title)
"""Leading spaces are as insignificant as trailing ones (PS3.5 6.2)."""
PERSON_NAME = Converter("person name", PersonName.read, encode_person_name)
DECIMAL_STRING = _spelt("decimal string", DSfloat)
EXACT_DECIMAL_STRING = _spelt("exact decimal string", DSdecimal)
INTEGER_STRING = _spelt("integer string", IS)
DATE = _spelt("date", DA)
TIME = _spelt("time", TM)
DATE_TIME = _spelt("date time", DT)
UNIQUE_IDENTIFIER = Converter("unique identifier", _decode_uid, _encode_ascii, _uids, uid_of)
