"""Laws of every converter: bytes survive, and nothing but the errors promised leaves."""

from datetime import date, datetime, time

import pytest
from charset_examples import NAMES, TEXTS
from hypothesis import given, strategies as st
from test_charset import any_bytes, any_sets

from dicomconstruct.errors import MalformedValue, UnwritableValue
from dicomconstruct.values import (
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    EXACT_DECIMAL_STRING,
    INTEGER_STRING,
    PERSON_NAME,
    TEXT,
    TIME,
    UNIQUE_IDENTIFIER,
    CharacterSets,
    Text,
)

TEXTUAL = [TEXT, DEFAULT_TEXT, PERSON_NAME, UNIQUE_IDENTIFIER]
SPELT = [DECIMAL_STRING, EXACT_DECIMAL_STRING, INTEGER_STRING, DATE, TIME, DATE_TIME]
converters = st.sampled_from(TEXTUAL + SPELT)
near_numbers = st.text("0123456789+-. eE:\0", max_size=26).map(str.encode)
near_times = st.from_regex(
    rb"[0-9]{2}(:?[0-6][0-9]){0,2}(\.[0-9]{1,7})?[ \0]?|[0-9]{4}\.?[01][0-9]\.?[0-3][0-9] ?"
    rb"|[012][0-9]{3}([01][0-9]){0,5}(\.[0-9]{1,6})?([+-][01][0-9]{3})? ?",
    fullmatch=True,
)


@given(converters, any_bytes | near_numbers | near_times, any_sets)
def test_bytes_survive(converter, raw, sets):
    try:
        value = converter.decode(raw, sets)
    except MalformedValue as error:
        told = error
    else:
        told = None
        assert converter.encode(value, sets) == raw
    assert told is None or (told.expected is not None and told.found is not None)


@pytest.mark.parametrize(("terms", "raw"), [row[1:3] for row in NAMES + TEXTS if "2022" in row[1]])
def test_redundant_escapes_survive(terms, raw):
    sets = CharacterSets.of(terms)
    for converter in (TEXT, PERSON_NAME):
        for more in (b"\x1b(B" + raw, raw + b"\x1b(B", raw + b"\x1b(B\x1b(B"):
            try:
                value = converter.decode(more, sets)
            except MalformedValue:
                continue
            assert isinstance(value, Text)
            assert converter.encode(value, sets) == more


@given(
    converters,
    st.one_of(
        st.text(), st.floats(), st.integers(), st.decimals(), st.booleans(), st.binary(),
        st.lists(st.integers()), st.dates(), st.times(), st.datetimes(), st.complex_numbers(), st.fractions(),
    ),
    any_sets,
)  # fmt: skip
def test_encoding_raises_nothing_else(converter, value, sets):
    try:
        raw = converter.encode(value, sets)
    except UnwritableValue:
        return
    assert isinstance(raw, bytes)
    assert converter.encode(converter.decode(raw, sets), sets) == raw


@pytest.mark.parametrize("converter", TEXTUAL + SPELT, ids=lambda converter: converter.name)
def test_empty(converter):
    sets = CharacterSets.of()
    assert converter.decode(b"", sets) == ("" if converter in TEXTUAL else None)
    assert converter.encode(None, sets) == b""
    assert converter.encode("", sets) == b""


@pytest.mark.parametrize("converter", TEXTUAL, ids=lambda converter: converter.name)
@pytest.mark.parametrize("value", [1, b"A", date(2020, 1, 1), time(1), datetime(2020, 1, 1)])
def test_text_only(converter, value):
    with pytest.raises(UnwritableValue):
        converter.encode(value, CharacterSets.of())


def test_default_text():
    sets = CharacterSets.of("ISO_IR 100")
    assert DEFAULT_TEXT.decode(b"a_LOWER", sets) == "a_LOWER"
    with pytest.raises(MalformedValue):
        DEFAULT_TEXT.decode(b"\xe9", sets)
    with pytest.raises(UnwritableValue):
        DEFAULT_TEXT.encode("é", sets)


def test_text_is_plain_where_it_has_one_spelling():
    assert type(TEXT.decode(b"\xe9", CharacterSets.of("ISO_IR 100"))) is str
    japanese = CharacterSets.of("\\ISO 2022 IR 87")
    assert type(TEXT.decode(b"\x1b$B;3\x1b(B", japanese)) is str
    assert type(TEXT.decode(b"\x1b$B;3", japanese)) is Text
