"""DS and IS: meaning, spelling, fitting into the bytes allowed."""

import copy
import pickle
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from dicomconstruct import config
from dicomconstruct.errors import MalformedValue, UnwritableValue
from dicomconstruct.values import (
    DECIMAL_STRING,
    EXACT_DECIMAL_STRING,
    INTEGER_STRING,
    IS,
    CharacterSets,
    DSdecimal,
    DSfloat,
    ISfloat,
)

SETS = CharacterSets.of()
NO_NUMBERS = [b"x", b"1,5", b"nan", b"inf", b"1_0", b"1 2", b"--1", b"e5", b".", b"0x1", b" ", b"1e", b"\xb2"]


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b"01.0", 1.0),
        (b" 1e0", 1.0),
        (b"+7 ", 7.0),
        (b"007", 7.0),
        (b".5", 0.5),
        (b"5.", 5.0),
        (b"-1.5E-3", -0.0015),
        (b"1.5\0", 1.5),
        (b"0.12345678901234567890", 0.12345678901234568),
    ],
)
@pytest.mark.parametrize("converter", [DECIMAL_STRING, EXACT_DECIMAL_STRING])
def test_decimal_strings(raw, number, converter):
    value = converter.decode(raw, SETS)
    assert float(value) == number
    assert value.original_string == raw.decode()
    assert str(value) == raw.decode().strip(" \0")
    for copied in (value, pickle.loads(pickle.dumps(value)), copy.deepcopy(value), type(value)(value)):
        assert copied == value
        assert converter.encode(copied, SETS) == raw
    assert DECIMAL_STRING.encode(value, SETS) == EXACT_DECIMAL_STRING.encode(value, SETS) == raw
    assert type(value + 0) in (float, Decimal)


@pytest.mark.parametrize("raw", NO_NUMBERS)
@pytest.mark.parametrize("converter", [DECIMAL_STRING, EXACT_DECIMAL_STRING, INTEGER_STRING])
def test_no_numbers(raw, converter):
    with pytest.raises(MalformedValue) as error:
        converter.decode(raw, SETS)
    assert error.value.expected
    assert error.value.found


def test_numbers_out_of_reach():
    with pytest.raises(MalformedValue):
        DSfloat.parse("1e999")
    assert DSdecimal.parse("1e999") == Decimal("1e999")
    with pytest.raises(MalformedValue):
        DSdecimal.parse("1e99999999999999999999")
    with localcontext() as context:
        context.clear_traps()
        with pytest.raises(MalformedValue):
            DSdecimal.parse("1e99999999999999999999")


@pytest.mark.parametrize(
    ("value", "raw"),
    [
        (1.0, b"1.0"),
        (5, b"5"),
        (0.1, b"0.1"),
        (1e22, b"1e+22"),
        (1 / 3, b"0.33333333333333"),
        (-1 / 3, b"-0.3333333333333"),
        (1e-300 / 3, b"3.333333333e-301"),
        (-1.2345678901234567e-100, b"-1.23456789e-100"),
        (Decimal("1.10"), b"1.10"),
        (Decimal("0.1234567890123456789"), b"0.12345678901235"),
        (10**20, b"1e20"),
        (123456789012345678, b"1.23456789012e17"),
        (1.7976931348623157e308, b"1.797693134e+308"),
        (-1.7976931348623157e308, b"-1.797693134e308"),
        (Fraction(1, 4), b"0.25"),
        ("1.50", b"1.50"),
        (DSfloat(2.5), b"2.5"),
        (DSdecimal("2.50"), b"2.50"),
        (None, b""),
        ("", b""),
    ],
)
def test_new_decimal_strings(value, raw):
    assert DECIMAL_STRING.encode(value, SETS) == raw


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), Decimal("nan"), Decimal("-inf"), Decimal("1e999"), 10**400, True, "x", [1], 1j],
)
def test_unwritable_decimal_strings(value):
    with pytest.raises(UnwritableValue):
        DECIMAL_STRING.encode(value, SETS)
    with pytest.raises(UnwritableValue):
        DECIMAL_STRING.encode(DSfloat(value) if isinstance(value, float) else value, SETS)


def test_a_number_without_spelling_prints_all_the_same():
    assert str(DSfloat(1 / 3)) == "0.33333333333333"
    assert str(DSfloat(float("nan"))) == "nan"
    assert repr(DSfloat("01.0")) == "'01.0'"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_fit(number):
    raw = DECIMAL_STRING.encode(number, SETS)
    assert len(raw) <= 16
    assert DECIMAL_STRING.decode(raw, SETS) == pytest.approx(number, rel=1e-8, abs=0)
    if len(repr(number)) <= 16:
        assert DECIMAL_STRING.decode(raw, SETS) == number


@given(st.decimals("-1e308", "1e308", allow_nan=False, allow_infinity=False))
def test_decimals_fit(number):
    raw = EXACT_DECIMAL_STRING.encode(number, SETS)
    assert len(raw) <= 16
    if len(str(number)) <= 16:
        assert EXACT_DECIMAL_STRING.decode(raw, SETS) == number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        (b"7", 7),
        (b"007", 7),
        (b" +7 ", 7),
        (b"-0", 0),
        (b"1.0", 1),
        (b"1e3", 1000),
        (b"4294967296", 2**32),
        (b"-99999999999999999999", -99999999999999999999),
    ],
)
def test_integer_strings(raw, number):
    value = INTEGER_STRING.decode(raw, SETS)
    assert value == number
    assert value.original_string == raw.decode()
    for copied in (value, pickle.loads(pickle.dumps(value)), copy.deepcopy(value), IS(value)):
        assert INTEGER_STRING.encode(copied, SETS) == raw


@pytest.mark.parametrize("raw", [b"1.5", b"1e-3", b"1e64", b"1e999999999", b"1" * 65, b"1" * 5000])
def test_no_integers(raw):
    with pytest.raises(MalformedValue):
        INTEGER_STRING.decode(raw, SETS)


@pytest.mark.parametrize(
    ("value", "raw"),
    [(7, b"7"), (-(2**31), b"-2147483648"), (7.0, b"7"), (Decimal("7.0"), b"7"), ("07", b"07")],
)
def test_new_integer_strings(value, raw):
    assert INTEGER_STRING.encode(value, SETS) == raw


@pytest.mark.parametrize(
    "value",
    [2**31, -(2**31) - 1, 7.5, float("nan"), Decimal("1e999999"), Decimal("nan"), True, "x", [1], 10**400],
)
def test_unwritable_integer_strings(value):
    with pytest.raises(UnwritableValue):
        INTEGER_STRING.encode(value, SETS)


def test_is_of_a_fraction():
    with pytest.warns(UserWarning, match='Value "1.5" is not valid for elements with a VR of IS'):
        fraction = IS(1.5)
    assert (type(fraction), fraction) == (ISfloat, 1.5)
    with pytest.raises(UnwritableValue):
        IS(1.5, config.RAISE)
    with pytest.warns(UserWarning, match="Invalid value for VR IS: '1.0'"):
        assert IS("1.0") == 1
