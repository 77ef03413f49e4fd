"""Fast decoding and encoding mean what the layouts and the grammars of the standard say, errors included.

The other side of each law is written to be obviously right: the layout takes the bytes apart, a regular
expression tells what a number or a date is, the coding decodes, and `array` packs.
"""

from __future__ import annotations

import math
import re
from array import array
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import example, given, strategies as st
from real_files import FILES
from test_charset import any_bytes, any_sets
from test_value_laws import near_numbers, near_times

from dicomconstruct import STANDARD
from dicomconstruct.errors import (
    BytesLengthException,
    DicomError,
    GrammarError,
    MalformedValue,
    UnwritableValue,
    shown,
)
from dicomconstruct.grammar import kinds
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS
from dicomconstruct.tag import BaseTag
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    APPLICATION_ENTITY,
    DA,
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    DT,
    EXACT_DECIMAL_STRING,
    INTEGER_STRING,
    IS,
    PERSON_NAME,
    TEXT,
    TIME,
    TM,
    UNIQUE_IDENTIFIER,
    CharacterSets,
    DSdecimal,
    DSfloat,
    MultiValue,
    PersonName,
    Text,
)
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS
from dicomconstruct.values.repertoire import UNDEFINED, SingleByte, raise_malformed

NUMBER = r" *([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)[ \0]*"
DAY = r"([0-9]{4})(\.?)([0-9]{2})\2([0-9]{2})[ \0]*"
SECOND = r"([0-9]{2})(?:\.([0-9]{1,6}))?"
HOURS = rf"([0-9]{{2}})(?:([0-9]{{2}})(?:{SECOND})?)?[ \0]*"
OLD_HOURS = rf"([0-9]{{2}}):([0-9]{{2}})(?::{SECOND})?[ \0]*"
PADDING = b" \0"
ORDERS = st.sampled_from(ByteOrder)
LATIN = CharacterSets.of("ISO_IR 100")


def ascii_of(raw: bytes) -> str:
    for place, byte in enumerate(raw):
        if byte > 0x7F:
            found = f"{byte:02X} at byte {place} of the value"
            raise MalformedValue("byte outside the default repertoire", expected="bytes 00 to 7F", found=found)
    return "".join(map(chr, raw))


def number_in(text: str, expected: str) -> str:
    found = re.fullmatch(NUMBER, text)
    if found is None:
        raise MalformedValue("no number", expected=expected, found=repr(text))
    return found[1]


def slow_decimal(text: str) -> float:
    number = float(number_in(text, "a decimal string"))
    if math.isinf(number):
        raise MalformedValue("number beyond float", expected="a 64-bit float", found=repr(text))
    return number


def slow_integer(text: str) -> int:
    expected = "an integer of at most 64 digits"
    number = Decimal(number_in(text, expected))
    if number.adjusted() >= 64 or number != number.to_integral_value():
        raise MalformedValue("no integer", expected=expected, found=repr(text))
    return int(number)


def moment(kind: type, name: str, text: str, *fields: str | None) -> Any:
    numbers = [int(field or 0) for field in fields]
    try:
        return kind(*numbers)
    except ValueError:
        raise no(name, text) from None


def no(name: str, text: str) -> MalformedValue:
    return MalformedValue(f"no {name}", expected=f"a {name} of PS3.5 Table 6.2-1", found=repr(text))


def clock(found: re.Match[str], first: int) -> tuple[str | None, ...]:
    hour, minute, second, fraction = (found[first + place] for place in range(4))
    return hour, minute, "59" if second == "60" else second, (fraction or "").ljust(6, "0")


def slow_date(text: str) -> Any:
    found = re.fullmatch(DAY, text)
    if found is None:
        raise no("date", text)
    return moment(DA, "date", text, found[1], found[3], found[4])


def slow_time(text: str) -> Any:
    found = re.fullmatch(HOURS, text) or re.fullmatch(OLD_HOURS, text)
    if found is None:
        raise no("time", text)
    return moment(TM, "time", text, *clock(found, 1))


def slow_date_time(text: str) -> Any:
    found = re.fullmatch(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}}){SECOND}[ \0]*", text)
    if found is None:
        return DT.parse(text)
    return moment(DT, "date time", text, *found.groups()[:3], *clock(found, 4))


SPELT = {
    DECIMAL_STRING: (DSfloat, slow_decimal),
    EXACT_DECIMAL_STRING: (DSdecimal, DSdecimal.parse),
    INTEGER_STRING: (IS, slow_integer),
    DATE: (DA, slow_date),
    TIME: (TM, slow_time),
    DATE_TIME: (DT, slow_date_time),
}


def slow_value(converter: Any, raw: bytes, sets: CharacterSets) -> Any:
    """Type, value and spelling of one part."""
    if converter in SPELT:
        if not raw:
            return type(None), None, None
        text = ascii_of(raw)
        kind, read = SPELT[converter]
        return kind, read(text), text
    if converter in (DEFAULT_TEXT, UNIQUE_IDENTIFIER):
        return str if converter is DEFAULT_TEXT else UID, ascii_of(raw), None
    if converter is APPLICATION_ENTITY:
        found = ascii_of(raw)
        title = found.lstrip(" ")
        return (str, found, None) if title == found else (Text, title, raw)
    if converter is PERSON_NAME:
        return PersonName, sets._coding.decode(raw, b"^=", raise_malformed).rstrip("="), raw
    text = sets._coding.decode(raw, b"", raise_malformed)
    try:
        again = sets._coding.encode(text, b"")
    except UnwritableValue:
        again = None
    plain = b"\x1b" not in raw and raw.isascii()
    return (str, text, None) if plain or again == raw else (Text, text, raw)


def slow_decode(kind: kinds.Text, raw: bytes, sets: CharacterSets) -> Any:
    parts = kind.layout(ByteOrder.LITTLE).parse(raw, charsets=sets)["parts"]
    values = [slow_value(kind.converter, part.rstrip(PADDING), sets) for part in parts]
    return values[0] if len(values) == 1 else values


def described(value: Any) -> Any:
    """Type, value and spelling, as `slow_value` gives them."""
    if isinstance(value, list):
        return [described(one) for one in value]
    spelling = getattr(value, "original_string", getattr(value, "raw", None))
    return type(value), value, spelling


def outcome(call: Any, *arguments: Any) -> Any:
    try:
        return call(*arguments)
    except DicomError as error:
        return type(error), error.problem, error.expected, error.found


TEXTUAL = [row.kind for row in VRS.values() if isinstance(row.kind, kinds.Text)]
TEXTUAL += [kinds.text(EXACT_DECIMAL_STRING, split=True), kinds.text(DATE, split=False)]
TEXTUAL = list(dict.fromkeys(TEXTUAL))
number_parts = st.lists(near_numbers | st.floats().map(repr).map(str.encode), max_size=4).map(b"\\".join)
time_parts = st.lists(near_times, max_size=3).map(b"\\".join)
short_parts = st.lists(st.text("0123456789+-. eE_nif\0\t\\^=A", max_size=12).map(str.encode)).map(b"\\".join)
padding = st.sampled_from([b"", b" ", b"\0", b" \0 "])
any_raw = st.builds(bytes.__add__, any_bytes | number_parts | time_parts | short_parts, padding)


@given(st.sampled_from(TEXTUAL), any_raw, any_sets)
def test_text_decodes_as_its_layout_says(kind: kinds.Text, raw: bytes, sets: CharacterSets) -> None:
    fast = outcome(lambda: described(kind.decode(raw, ByteOrder.LITTLE, sets)))
    assert fast == outcome(slow_decode, kind, raw, sets)


NASTY = (
    "1_0", "nan", "inf", "-Infinity", "1e999", "-1e999", "\t1", "1\n", "1\x1c", "+ 1", "1 2", "1\0", " 1", "1 \0 ",
    ".", "-", "", " ", "1e", "0x1", "\u0661", "1.", "+.5E-3", "-0", "-0.0", "1e63", "1e64", "1.5", "1.0",
    "1" * 64, "1" * 65, "0" * 70, "1" * 400, "1" * 5000,
    "20200230", "00000101", "20200102", "2020W101", "2020-W01", "2020.01.02", "\u0662\u0660200102", "240000",
    "235960", "23596", "235960.5", "235959.1234567", "235959.", "1200+0100", "12:00:60", "12:00", "T12000",
    "2020010224", "20200102T120000", "20200102240000", "20200102235960", "20200102120000.5",
    "20200102120000.5+0100", "20200102000060.25",
)  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("converter", list(SPELT), ids=lambda converter: converter.name)
def test_spelt_values_at_the_edges(converter: Any, text: str) -> None:
    kind = kinds.text(converter, split=True)
    raw = text.encode("utf-8")
    for data in (raw, raw + b" ", raw + b"\0", b"1\\" + raw, raw + b"\\", b"\\" + raw + b"\\2"):
        fast = outcome(lambda data=data: described(kind.decode(data, ByteOrder.LITTLE, LATIN)))
        assert fast == outcome(slow_decode, kind, data, LATIN)


@pytest.mark.parametrize("text", NASTY)
@pytest.mark.parametrize("converter", list(SPELT), ids=lambda converter: converter.name)
def test_spelt_values_made_of_text(converter: Any, text: str) -> None:
    made, read = SPELT[converter]
    fast = outcome(lambda: described(made.parse(text)))
    assert fast == outcome(lambda: (made, read(text), text))


@given(st.sampled_from(kinds.TYPECODES), st.binary(max_size=40), ORDERS)
def test_numbers_decode_as_their_layout_says(typecode: str, raw: bytes, order: ByteOrder) -> None:
    kind = kinds.numbers(typecode)
    fields = kind.layout(order).parse(raw)
    fast = outcome(kind.decode, raw, order, LATIN)
    if fields["excess"]:
        assert fast[:2] == (BytesLengthException, kinds.WRONG_LENGTH)
        assert fast[2:] == (f"a multiple of {kind.word_size}", len(raw))
        return
    numbers = fields["numbers"].tolist()
    expected = numbers[0] if len(numbers) == 1 else numbers or None
    assert repr(fast) == repr(expected)
    if not any(map(math.isnan, numbers)):  # of which only those read by the layout keep every bit
        assert kind.encode(fast, order, LATIN) == raw


@given(st.binary(max_size=20), ORDERS)
def test_tags_decode_as_their_layout_says(raw: bytes, order: ByteOrder) -> None:
    kind = kinds.tags()
    words = [] if len(raw) % 2 else kind.layout(order).parse(raw)["numbers"].tolist()
    fast = outcome(kind.decode, raw, order, LATIN)
    if len(raw) % 2:
        assert fast[0] is BytesLengthException
    elif len(words) % 2:
        assert fast == (BytesLengthException, kinds.WRONG_LENGTH, "a multiple of 4", len(raw))
    else:
        tags = [BaseTag(words[place] << 16 | words[place + 1]) for place in range(0, len(words), 2)]
        assert fast == (tags[0] if len(tags) == 1 else tags or None)
        assert kind.encode(fast, order, LATIN) == raw
        assert {type(one) for one in tags} <= {BaseTag}


def slow_numbers(typecode: str, value: Any, order: ByteOrder) -> bytes:
    several = value if isinstance(value, list) else [value]
    try:
        numbers = array(typecode, several)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnwritableValue(f"this VR does not hold such a number ({error})", found=shown(value)) from error
    if typecode in "fd" and any(map(math.isinf, numbers)) and not any(map(math.isinf, several)):
        raise UnwritableValue("the number is too large for this VR", found=shown(value))
    return bytes(kinds.NumbersLayout(typecode, order).build({"numbers": numbers, "excess": b""}))


one_number = st.one_of(
    st.integers(-300, 300),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.decimals(),
    st.just(10**400),
    st.text(max_size=3),
)


@given(st.sampled_from(kinds.TYPECODES), one_number | st.lists(one_number, max_size=4), ORDERS)
@example("f", 1e39, ByteOrder.LITTLE)
@example("f", 3.4028235677973366e38, ByteOrder.BIG)
@example("d", 10**400, ByteOrder.LITTLE)
@example("H", 1.0, ByteOrder.LITTLE)
def test_numbers_encode_as_their_layout_says(typecode: str, value: Any, order: ByteOrder) -> None:
    fast = outcome(kinds.numbers(typecode).encode, value, order, LATIN)
    only = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(only, str) and not only:
        assert fast == b""
    elif isinstance(value, str):
        assert fast == (
            UnwritableValue,
            "this VR does not hold such a number (str is no number)",
            None,
            shown(value),
        )
    else:
        assert fast == outcome(slow_numbers, typecode, value, order)


@given(st.sampled_from(TEXTUAL), any_raw, any_sets)
def test_text_encodes_part_by_part(kind: kinds.Text, raw: bytes, sets: CharacterSets) -> None:
    try:
        value = kind.decode(raw, ByteOrder.LITTLE, sets)
    except MalformedValue:
        return
    several = value if isinstance(value, list) else [value]
    parts = kind.layout(ByteOrder.LITTLE).parse(raw, charsets=sets)["parts"]
    written = b"\\".join(part.rstrip(PADDING) for part in parts)
    written += kind.pad * (len(written) % 2)
    for form in (value, several, MultiValue.of(several), tuple(several)):
        assert kind.encode(form, ByteOrder.LITTLE, sets) == written


@given(st.sampled_from([TEXT, PERSON_NAME]), st.text(max_size=12), any_sets)
def test_new_text_encodes_as_its_coding_says(converter: Any, text: str, sets: CharacterSets) -> None:
    def slow() -> bytes:
        plain = text.isascii() and "\x1b" not in text
        return text.encode("ascii") if plain else sets._coding.encode(text, delimiters)

    delimiters = b"^=" if converter is PERSON_NAME else b""
    assert outcome(converter.encode, text, sets) == outcome(slow)


@pytest.mark.parametrize("raw", [bytes(8), bytearray(b"abc"), memoryview(b"abc"), 5, None, [], (), ["a", 5]])
def test_values_that_are_no_text(raw: Any) -> None:
    fast = outcome(kinds.text(TEXT, split=True).encode, raw, ByteOrder.LITTLE, LATIN)
    if isinstance(raw, (bytes, bytearray, memoryview)):
        assert fast == bytes(raw) + b" " * (len(raw) % 2)
    elif raw:
        wrong = raw[1] if isinstance(raw, list) else raw
        assert fast == (UnwritableValue, "not a text", "str", shown(wrong))
    else:
        assert fast == b""


def test_bytes_among_text_are_encoded_already() -> None:
    assert kinds.text(TEXT, split=True).encode(["\xe9", b"\xc3\xa9"], ByteOrder.LITTLE, LATIN) == b"\xe9\\\xc3\xa9"


@given(st.floats(allow_nan=False, allow_infinity=False))
@example(1.797693134e308)
@example(-1.797693134e308)
@example(1.7976931348623157e308)
@example(-1.79769313e308)
def test_floats_are_spelt_as_before(number: float) -> None:
    exact = str(max(-1.797693134e308, min(number, 1.797693134e308)))
    spelt = DECIMAL_STRING.encode(number, LATIN).decode("ascii")
    assert spelt == exact if len(exact) <= 16 else len(spelt) <= 16
    assert math.isfinite(float(spelt))


@cache
def real_elements() -> list[Any]:
    """The VR's kind, bytes, byte order and character sets of every element in the peers' files."""
    found = {}
    for path in FILES:
        for meaning in STANDARD.meanings(STANDARD.read_tree(path.read_bytes())):
            if meaning.node.raw is not None and len(meaning.node.raw) < 1000:
                kind = meaning.vr.kind
                found[kind, meaning.node.raw, meaning.order, meaning.charsets] = None
    return list(found)


def test_real_values() -> None:
    assert len(real_elements()) > 2500
    for kind, raw, order, sets in real_elements():
        if isinstance(kind, kinds.Text):
            fast = outcome(lambda *given: described(given[0].decode(*given[1:])), kind, raw, order, sets)
            assert fast == outcome(slow_decode, kind, raw, sets)
        elif type(kind) is kinds.Numbers and len(raw) % kind.word_size == 0:
            numbers = kind.layout(order).parse(raw)["numbers"].tolist()
            fast = kind.decode(raw, order, sets)
            assert repr(fast) == repr(numbers[0] if len(numbers) == 1 else numbers or None)


@pytest.mark.parametrize("term", [term for term in CHARACTER_SETS if not CHARACTER_SETS[term][5]])
def test_a_table_holds_no_character_twice(term: str) -> None:
    """Why text of one single-byte set needs no look at how it would be written."""
    table = [char for char in SingleByte.from_codec(term, CHARACTER_SETS[term][1]).table if char != UNDEFINED]
    assert len(set(table)) == len(table)
    assert "".join(table).startswith(bytes(range(0x80)).decode("ascii"))


@given(any_bytes, any_sets)
def test_one_spelling_is_told_truly(raw: bytes, sets: CharacterSets) -> None:
    try:
        text = sets.decode(raw)
    except MalformedValue:
        return
    if sets.one_spelling:
        assert sets.encode(text) == raw


@pytest.mark.parametrize("typecode", ["", "u", "l", "HH"])
def test_numbers_have_a_typecode(typecode: str) -> None:
    with pytest.raises(GrammarError, match="no typecode of numbers"):
        kinds.Numbers(typecode)
