"""Numbers and dates made by programs: of text, of numbers, of nothing, under each validation mode."""

from __future__ import annotations

import copy
import math
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydicom.valuerep import format_number_as_ds as their_format

from dicomconstruct import config
from dicomconstruct.errors import DicomError
from dicomconstruct.values import (
    DA,
    DECIMAL_STRING,
    DS,
    DT,
    INTEGER_STRING,
    IS,
    TM,
    CharacterSets,
    ConstrainedList,
    DSdecimal,
    DSfloat,
    ISfloat,
    MultiValue,
)
from dicomconstruct.values.number_text import format_number_as_ds, is_valid_ds

SETS = CharacterSets.of()


def copies(value: Any) -> list[Any]:
    return [copy.copy(value), copy.deepcopy(value), pickle.loads(pickle.dumps(value))]


@pytest.mark.parametrize("kind", [DS, DSfloat, DSdecimal, IS, ISfloat])
def test_nothing_stays_nothing(kind: Any) -> None:
    assert kind(None) is None
    assert kind("") == ""
    assert kind("  ") == "  "


@pytest.mark.parametrize("kind", [DA, TM, DT])
def test_no_text_is_no_date(kind: Any) -> None:
    assert kind(None) is None
    assert kind("") is None
    assert kind(" ") is None


def test_numbers_equal_their_spelling() -> None:
    for number in (DSfloat("1.20"), DSdecimal("1.20 "), DSfloat(" 1.20")):
        assert number == "1.20"
        assert number != "1.2"
        assert not number != "1.20"  # noqa: SIM202
        assert repr(number) == "'1.20'"
    assert IS("007") == "007" != IS("7")
    assert IS(7) == "7"
    assert {DSfloat("1.50"): 1}[1.5] == 1  # type: ignore[index]
    assert hash(IS("01")) == hash(1)
    with pytest.raises(TypeError):
        assert DSfloat("1.5") < "2"


def test_spellings_that_are_too_long() -> None:
    long = "3.141592653589793"
    assert str(DSfloat(long)) == long
    with pytest.raises(OverflowError, match="16 characters") as raised:
        DSfloat(long, validation_mode=config.RAISE)
    assert isinstance(raised.value, DicomError)
    with pytest.raises(OverflowError):
        DSfloat(math.pi, validation_mode=config.RAISE)
    with pytest.warns(UserWarning, match="16 characters"):
        assert DSdecimal(long) == Decimal(long)
    short = DSfloat(long, auto_format=True, validation_mode=config.RAISE)
    assert (short, str(short), short.auto_format) == (math.pi, "3.14159265358979", True)
    again = DSfloat(short)
    assert (str(again), again.auto_format) == (str(short), True)
    assert all((str(one), one.auto_format, one) == (str(short), True, short) for one in copies(short))
    assert DECIMAL_STRING.encode(short, SETS) == b"3.14159265358979"
    assert str(DSfloat("1.234e-1", auto_format=True)) == "1.234e-1"
    assert not DSfloat("1.5").auto_format


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_formatting_is_that_of_the_peer(number: float) -> None:
    text = format_number_as_ds(number)
    assert is_valid_ds(text)
    assert float(text) == pytest.approx(float(their_format(number)), rel=1e-8) or math.isinf(float(text))


@pytest.mark.parametrize("value", [math.nan, -math.inf, Decimal("Infinity")])
def test_what_has_no_format(value: Any) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        format_number_as_ds(value)
    with pytest.raises(TypeError):
        format_number_as_ds(str(value))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a finite number"):
        (DSdecimal if isinstance(value, Decimal) else DSfloat)(value, validation_mode=config.RAISE)


def test_exact_or_binary_as_the_settings_say() -> None:
    assert type(DS("1.5")) is DSfloat
    with config.changed_options(use_DS_decimal=True):
        assert type(DS("1.5")) is DSdecimal
        with pytest.raises(TypeError, match="allow_DS_float"):
            DS(1.5)
    with config.changed_options(allow_DS_float=True):
        assert DSdecimal(1.5) == Decimal("1.5")
        assert str(DSdecimal(DSfloat("1.50"))) == "1.50"


def test_integers() -> None:
    assert IS(42.0) == IS("42") == 42
    assert type(IS("14.5", config.IGNORE)) is ISfloat
    assert INTEGER_STRING.encode(IS("14.50", config.IGNORE), SETS) == b"14.50"
    with pytest.raises(ValueError, match="Invalid value for VR IS"):
        IS("14.5", config.RAISE)
    with pytest.raises(TypeError):
        IS(14.5, config.RAISE)
    assert IS(2**31) == 2**31
    with pytest.raises(OverflowError, match=r"between -2\*\*31"):
        IS(2**31, config.RAISE)
    with pytest.raises(ValueError, match="could not convert string"):
        IS("foo", config.IGNORE)
    with pytest.warns(UserWarning, match='Value "2.5" is not valid'):
        fraction = ISfloat(2.5)
    assert [(type(one), one, one.original_string) for one in copies(fraction)] == [(ISfloat, 2.5, None)] * 3


@pytest.mark.parametrize(
    ("made", "same", "spelling"),
    [
        (DA("2020.01.02"), date(2020, 1, 2), "2020.01.02"),
        (DA(date(2020, 1, 2)), date(2020, 1, 2), "20200102"),
        (TM("1203"), time(12, 3), "1203"),
        (TM(time(12, 3, 4, 5)), time(12, 3, 4, 5), "120304.000005"),
        (DT("2020+0100"), datetime(2020, 1, 1, tzinfo=timezone(timedelta(hours=1))), "2020+0100"),
        (DT(datetime(2020, 1, 2, 3, tzinfo=UTC)), datetime(2020, 1, 2, 3, tzinfo=UTC), "20200102030000+0000"),
    ],
    ids=repr,
)
def test_dates(made: Any, same: Any, spelling: str) -> None:
    for one in (made, type(made)(made), *copies(made)):
        assert one == same
        assert same == one
        assert hash(one) == hash(same)
        assert (type(one), one.original_string, str(one), repr(one)) == (
            type(made), spelling, spelling, f'"{spelling}"',
        )  # fmt: skip
    made.original_string = "else"
    assert [str(one) for one in copies(made)] == ["else"] * 3


def test_dates_of_their_parts_have_no_spelling() -> None:
    assert (DA(2020, 1, 2).original_string, str(DA(2020, 1, 2))) == (None, "20200102")
    assert DT(2020, 1, 2, hour=3) == DT("2020010203")
    changed = TM("120000").replace(hour=13)
    assert (type(changed), str(changed)) == (TM, "130000")
    assert type(DA.today()) is DA
    assert DA("20200131") + timedelta(days=1) == date(2020, 2, 1)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(DA, "2020"), (DA, 20200101), (TM, "2360"), (TM, "235"), (DT, "a2000"), (DT, date(2020, 1, 1))],
)
def test_what_is_no_date(kind: Any, value: Any) -> None:
    with pytest.raises(ValueError, match=rf"Unable to convert .*'{kind.__name__}' object"):
        kind(value)


@pytest.mark.parametrize(("kind", "text"), [(TM, "235960"), (TM, "23:59:60"), (DT, "20200101235960.5+0100")])
def test_a_leap_second_is_told(kind: Any, text: str) -> None:
    with pytest.warns(UserWarning, match="doesn't allow a value of '60'"):
        made = kind(text)
    assert (made.second, str(made)) == (59, text)


def test_lists_show_values_as_they_are_spelt() -> None:
    assert str(MultiValue(DSfloat, ["1.10", 2])) == "[1.10, 2.0]"
    assert str(MultiValue(IS, [])) == ""
    assert MultiValue(DSdecimal, [1, "", "3"]) == [1, "", 3]
    values = MultiValue(IS, [1])
    for change in (values.extend, values.__iadd__):
        with pytest.raises(TypeError, match="An iterable is required"):
            change(None)  # type: ignore[arg-type]
    assert values == [1]


def test_a_list_of_ones_own() -> None:
    class Even(ConstrainedList[int]):
        def _validate(self, value: Any) -> int:
            return int(value) * 2

    values = Even(["1"])
    values.append("2")
    values[:] = [*values[1:], 5]
    assert values == [8, 10]
    assert values.changed

    class Careless(ConstrainedList[int]):
        pass

    with pytest.raises(NotImplementedError, match=r"Careless._validate\(\)"):
        Careless([1])
