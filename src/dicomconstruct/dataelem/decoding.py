"""Decoders of values under the settings in force when a data set is read (`dicomconstruct.config`).

The value kinds of the grammar decode bytes. Settings select other types: dates as objects, decimal strings as
`Decimal` or as arrays, empty text as None. A decoder looks at the settings once, when it is made. Most values are
too short to be invalid and need no validation.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from importlib import import_module
from typing import Any, NamedTuple

from dicomconstruct.config import DEFAULTS, IGNORE, RAISE, WARN, Options, options
from dicomconstruct.dataelem.conversion import DATE_TEXT, check_among
from dicomconstruct.dataelem.validation import Check, check_of, report_each
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.grammar.kinds import (
    DEFAULT_CHARACTER_SETS,
    PADDING,
    SEPARATOR,
    Decode,
    Kind,
    Numbers,
    Raw,
    Tags,
    Text,
)
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import uid_of
from dicomconstruct.validity import form_problem, length_problem, report
from dicomconstruct.values import (
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    EXACT_DECIMAL_STRING,
    INTEGER_STRING,
    IS,
    PERSON_NAME,
    TEXT,
    TIME,
    UNIQUE_IDENTIFIER,
    CharacterSets,
    DSdecimal,
    DSfloat,
    MultiValue,
    PersonName,
    Text as SpeltText,
)
from dicomconstruct.values.encodings import decode_leniently
from dicomconstruct.values.person_name import DELIMITERS

DATES = frozenset(converter.name for converter in (DATE, TIME, DATE_TIME))
NUMBER_STRINGS = frozenset(converter.name for converter in (DECIMAL_STRING, EXACT_DECIMAL_STRING, INTEGER_STRING))
VALIDATED = frozenset(converter.name for converter in (TEXT, PERSON_NAME, UNIQUE_IDENTIFIER)) | NUMBER_STRINGS
"""Converters whose values are validated when read; code strings, ages and so on are validated when assigned."""
LUT_DESCRIPTORS = frozenset(BaseTag(tag) for tag in (0x00281101, 0x00281102, 0x00281103, 0x00283002))
"""Elements whose first value is a number of entries, unsigned even under SS (PS3.3 C.7.6.3.1.5, C.11.1.1)."""
LUT_DESCRIPTOR_VALUES = 3
NAME_SEPARATOR = b"="
MOST_NAME_SEPARATORS = 2
KNOWN_UIDS = 4096
"""The largest number of valid UIDs kept in a cache."""


class ValueSettings(NamedTuple):
    """The settings for reading values.

    Parameters
    ----------
    mode
        The validation mode: `config.IGNORE`, `config.WARN` or `config.RAISE`.
    exact_decimals
        Whether decimal strings are `DSdecimal`.
    decimal_arrays, integer_arrays
        Whether decimal and integer strings are NumPy numbers and arrays. The arrays are read-only, because changes
        inside them cannot be detected.
    moments
        Whether dates and times are `DA`, `DT` and `TM` instead of text.
    empty_text_is_none
        Whether empty text is None instead of "".
    wrong_length_is_unknown
        Whether numbers of a wrong length are read as bytes under UN.
    known_for_unknown
        Whether an element with VR UN gets the VR of the dictionary (PS3.5 6.2.2).
    items_for_unknown
        Whether an element of VR UN and undefined length is a sequence (PS3.5 6.2.2).
    """

    mode: int = WARN
    exact_decimals: bool = False
    decimal_arrays: bool = False
    integer_arrays: bool = False
    moments: bool = False
    empty_text_is_none: bool = False
    wrong_length_is_unknown: bool = False
    known_for_unknown: bool = True
    items_for_unknown: bool = True

    @classmethod
    def of(cls, held: Options) -> ValueSettings:
        """The settings of these options."""
        if held is DEFAULTS:
            return USUAL
        return cls(
            held.reading_mode,
            held.use_DS_decimal,
            held.use_DS_numpy,
            held.use_IS_numpy,
            held.datetime_conversion,
            held.use_none_as_empty_text_VR_value,
            held.convert_wrong_length_to_UN,
            held.replace_un_with_known_vr,
            held.infer_sq_for_un_vr,
        )

    @classmethod
    def here(cls) -> ValueSettings:
        """The settings of the current context."""
        return cls.of(options())


USUAL = ValueSettings()

Recover = Callable[[bytes, CharacterSets, DicomError], Any]
"""``recover(raw, charsets, error)`` gives a replacement for bytes that `decode` refused, or raises the error."""


class Decoder(NamedTuple):
    """The decoder of the values of a VR in one byte order.

    Parameters
    ----------
    decode
        ``decode(raw, charsets)`` gives the value, or a list of several values, or raises MalformedValue.
    recover
        ``recover(raw, charsets, error)`` gives a replacement where `decode` raised `error`, or raises.
    several
        ``several(values)`` gives the list of several values: a plain list of binary numbers, as in pydicom, else a
        `MultiValue` that converts values put into it.
    """

    decode: Decode
    recover: Recover
    several: Callable[[list[Any]], Any] = MultiValue.of

    def value(self, raw: bytes, charsets: CharacterSets) -> Any:
        """The value or its replacement. Raises MalformedValue."""
        try:
            return self.decode(raw, charsets)
        except DicomError as error:
            return self.recover(raw, charsets, error)


@lru_cache(maxsize=1024)
def decoder_of(row: VR, order: ByteOrder, settings: ValueSettings = USUAL) -> Decoder:
    """The decoder of a VR in a byte order, under some settings."""
    is_number = isinstance(row.kind, Numbers) and not isinstance(row.kind, Tags)
    several = _unchanged if is_number else MultiValue.maker(check_among(row))
    return _of_one_value(row, order, settings)._replace(several=several)


def _unchanged(values: list[Any]) -> list[Any]:
    return values


def _of_one_value(row: VR, order: ByteOrder, settings: ValueSettings) -> Decoder:
    kind = row.kind
    if isinstance(kind, Raw):
        return Decoder(_bytes, _raised)
    if not isinstance(kind, Text):
        return Decoder(kind.decoder(order), _raised)
    decoder = _text_decoder(row, kind, order, settings)
    if settings.empty_text_is_none and kind.converter.name not in NUMBER_STRINGS:
        return decoder._replace(decode=partial(_none_for_empty, decoder.decode))
    return decoder


def _text_decoder(row: VR, kind: Text, order: ByteOrder, settings: ValueSettings) -> Decoder:
    converter = kind.converter.name
    if converter in DATES:
        as_text = DATE_TEXT.decoder(order)
        if not settings.moments:
            return Decoder(as_text, partial(_lenient_text, DATE_TEXT, settings.mode))
        return Decoder(partial(_empty_for_none, kind.decoder(order)), partial(_as_text, as_text))
    if converter not in VALIDATED:
        return Decoder(kind.decoder(order), partial(_lenient_text, kind, settings.mode))
    if converter == DECIMAL_STRING.name and settings.exact_decimals:
        kind = replace(kind, converter=EXACT_DECIMAL_STRING)
    decode = _validating(row, kind, order, settings.mode)
    if converter not in NUMBER_STRINGS:
        return Decoder(decode, partial(_lenient_text, kind, settings.mode))
    arrays = settings.integer_arrays if converter == INTEGER_STRING.name else settings.decimal_arrays
    if arrays:
        decode = partial(_array, "int64" if converter == INTEGER_STRING.name else "float64", decode)
    number: type[Any] = DSdecimal if settings.exact_decimals else DSfloat
    if converter == INTEGER_STRING.name:
        number = IS
    return Decoder(decode, partial(_number_text, row, number, settings.mode))


def _validating(row: VR, kind: Text, order: ByteOrder, mode: int) -> Decode:
    """The decoder with validation; values too short to be invalid are not validated."""
    decode = kind.decoder(order)
    if mode == IGNORE or row.max_length is None:
        return decode
    converter = kind.converter.name
    if converter in NUMBER_STRINGS:
        if converter != INTEGER_STRING.name and mode == WARN:
            return decode
        return kind.decoder_up_to(row.max_length, partial(_number_validated, row, decode, mode), order)
    validated = partial(_validated, check_of(row), decode, mode)
    if converter == UNIQUE_IDENTIFIER.name:
        return _remembering(check_of(row), decode, validated)
    if converter == PERSON_NAME.name:
        return partial(_name, row.max_length, kind.decoder_up_to(row.max_length, validated, order), validated)
    return kind.decoder_up_to(row.max_length, validated, order)


def _validated(check: Check, decode: Decode, mode: int, raw: bytes, charsets: CharacterSets) -> Any:
    value = decode(raw, charsets)
    report_each(check, value, mode, MalformedValue)
    return value


def _number_validated(row: VR, decode: Decode, mode: int, raw: bytes, charsets: CharacterSets) -> Any:
    """Decode number strings and check the length of each."""
    value = decode(raw, charsets)
    assert row.max_length is not None
    for part in raw.rstrip(PADDING).split(SEPARATOR):
        if len(part) > row.max_length:
            report(length_problem(row.code, len(part), row.max_length), mode, MalformedValue)
    return value


def _name(longest: int, decode: Decode, validated: Decode, raw: bytes, charsets: CharacterSets) -> Any:
    several = len(raw) <= longest and raw.count(NAME_SEPARATOR) > MOST_NAME_SEPARATORS
    return validated(raw, charsets) if several else decode(raw, charsets)


def _remembering(check: Check, decode: Decode, validated: Decode) -> Decode:
    """A decoder that caches valid values; an invalid value is validated each time."""
    known: dict[bytes, Any] = {}

    def decode_known(raw: bytes, charsets: CharacterSets) -> Any:
        value = known.get(raw)
        if value is None:
            value = decode(raw, charsets)
            if isinstance(value, list) or (value is not None and check(value)):
                return validated(raw, charsets)
            if len(known) < KNOWN_UIDS:
                known[raw] = value
        return value

    return decode_known


def _bytes(raw: bytes, charsets: CharacterSets) -> bytes | None:  # noqa: ARG001
    return bytes(raw) or None


def _none_for_empty(decode: Decode, raw: bytes, charsets: CharacterSets) -> Any:
    return decode(raw, charsets) or None


def _empty_for_none(decode: Decode, raw: bytes, charsets: CharacterSets) -> Any:
    value = decode(raw, charsets)
    return "" if value is None else value


def _array(dtype: str, decode: Decode, raw: bytes, charsets: CharacterSets) -> Any:
    """A NumPy number or a read-only array; a list where one of several values is empty."""
    value = decode(raw, charsets)
    if value is None or (isinstance(value, list) and None in value):
        return value
    numpy = import_module("numpy")
    if not isinstance(value, list):
        return numpy.dtype(dtype).type(value)
    made = numpy.array(value, dtype=dtype)
    made.flags.writeable = False
    return made


def _raised(raw: bytes, charsets: CharacterSets, error: DicomError) -> Any:  # noqa: ARG001
    raise error


def _as_text(decode: Decode, raw: bytes, charsets: CharacterSets, error: DicomError) -> Any:  # noqa: ARG001
    return decode(raw, charsets)


def _lenient_text(kind: Text, mode: int, raw: bytes, charsets: CharacterSets, error: DicomError) -> Any:
    """Decode text with replacement characters and keep its bytes; raise the error under `config.RAISE`."""
    if mode == RAISE:
        raise error
    data = raw.rstrip(PADDING)
    if not kind.split:
        return _lenient_part(kind, mode, data, charsets)
    parts = [_lenient_part(kind, mode, part.rstrip(PADDING), charsets) for part in charsets.split(data)]
    return parts if len(parts) > 1 else parts[0]


def _lenient_part(kind: Text, mode: int, raw: bytes, charsets: CharacterSets) -> Any:
    converter = kind.converter
    try:
        return converter.decode(raw, charsets)
    except DicomError:
        pass
    if converter.name in (TEXT.name, PERSON_NAME.name):
        delimiters = DELIMITERS if converter.name == PERSON_NAME.name else b""
        made = PersonName if converter.name == PERSON_NAME.name else SpeltText
        return made.spelt(decode_leniently(raw, charsets, delimiters, mode), raw, charsets)
    latin = decode_leniently(raw, DEFAULT_CHARACTER_SETS, b"", mode)
    if converter.name == UNIQUE_IDENTIFIER.name:
        return uid_of(latin)
    return SpeltText.spelt(latin, raw, DEFAULT_CHARACTER_SETS)


def _number_text(
    row: VR, number: type[Any], mode: int, raw: bytes, charsets: CharacterSets, error: DicomError
) -> Any:
    """An invalid number string as a number if it is one, else as text; raise the error under `config.RAISE`."""
    value = _lenient_text(DATE_TEXT, IGNORE, raw, charsets, error)
    parts = value if isinstance(value, list) else [value]
    check = check_of(row)
    problem = next(filter(None, (check(part) for part in parts if part is not None)), form_problem(row.code, value))
    if mode == RAISE:
        error.problem = problem.rstrip(".")
        raise error
    try:
        numbers = [number(part, validation_mode=mode) if part else None for part in parts]
    except MalformedValue:
        report(problem, mode)
        return value
    if number is not IS:
        report(problem, mode)
    return numbers if isinstance(value, list) else numbers[0]


def same_numbers(values: list[Any], decoded: list[Any]) -> bool:
    """Whether two lists of numbers are equal, floats by their bits: NaN equals NaN, -0.0 differs from 0.0."""
    is_equal = values == decoded
    if is_equal and 0 not in values:
        return True
    if set(map(type, decoded)) != {float}:
        return is_equal
    try:
        return array("d", values).tobytes() == array("d", decoded).tobytes()
    except (TypeError, OverflowError):
        return False


def lut_descriptor(kind: Kind, values: list[Any]) -> list[Any]:
    """The values of a LUT descriptor with an unsigned number of entries (PS3.3 C.11.1.1)."""
    if not isinstance(kind, Numbers) or len(values) != LUT_DESCRIPTOR_VALUES or values[0] >= 0:
        return values
    return [values[0] + (1 << 8 * kind.word_size), *values[1:]]
