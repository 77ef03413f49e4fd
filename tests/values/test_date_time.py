"""DA, TM and DT: meaning, spelling, old forms."""

import copy
import pickle
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from dicomconstruct.errors import MalformedValue, UnwritableValue
from dicomconstruct.values import DA, DATE, DATE_TIME, DT, TIME, TM, CharacterSets

SETS = CharacterSets.of()
EST = timezone(timedelta(hours=-5))


@pytest.mark.parametrize(
    ("converter", "raw", "value"),
    [
        (DATE, b"19970102", date(1997, 1, 2)),
        (DATE, b"1997.01.02", date(1997, 1, 2)),
        (DATE, b"19970102 ", date(1997, 1, 2)),
        (TIME, b"12", time(12)),
        (TIME, b"1230", time(12, 30)),
        (TIME, b"12:30", time(12, 30)),
        (TIME, b"12:30:15", time(12, 30, 15)),
        (TIME, b"12:30:15.5", time(12, 30, 15, 500000)),
        (TIME, b"123015.000001", time(12, 30, 15, 1)),
        (TIME, b"123015.1 ", time(12, 30, 15, 100000)),
        (TIME, b"235960", time(23, 59, 59)),
        (TIME, b"235960.25\0", time(23, 59, 59, 250000)),
        (DATE_TIME, b"2023", datetime(2023, 1, 1)),
        (DATE_TIME, b"202304", datetime(2023, 4, 1)),
        (DATE_TIME, b"20230405", datetime(2023, 4, 5)),
        (DATE_TIME, b"2023040506", datetime(2023, 4, 5, 6)),
        (DATE_TIME, b"202304050607", datetime(2023, 4, 5, 6, 7)),
        (DATE_TIME, b"20230405060708", datetime(2023, 4, 5, 6, 7, 8)),
        (DATE_TIME, b"20230405060760.9", datetime(2023, 4, 5, 6, 7, 59, 900000)),
        (DATE_TIME, b"20230405060708.123456-0500", datetime(2023, 4, 5, 6, 7, 8, 123456, EST)),
        (DATE_TIME, b"2023-0500", datetime(2023, 1, 1, tzinfo=EST)),
        (DATE_TIME, b"2023+1400", datetime(2023, 1, 1, tzinfo=timezone(timedelta(hours=14)))),
        (DATE_TIME, b"2023-0030", datetime(2023, 1, 1, tzinfo=timezone(timedelta(minutes=-30)))),
        (DATE_TIME, b"2023-0000 ", datetime(2023, 1, 1, tzinfo=UTC)),
    ],
)
def test_read(converter, raw, value):
    decoded = converter.decode(raw, SETS)
    assert decoded == value
    assert decoded.original_string == str(decoded) == raw.decode()
    for copied in (decoded, pickle.loads(pickle.dumps(decoded)), copy.deepcopy(decoded)):
        assert type(copied) is type(decoded)
        assert converter.encode(copied, SETS) == raw


@pytest.mark.parametrize(
    ("converter", "raws"),
    [
        (
            DATE,
            ["1997", "199701", "1997-01-02", "1997.0102", "19970230", "19971301", "00000101", "19970102-",
             "-19970102", "19970102-19970103", "today", " 19970102", "\uff119970102"],
        ),
        (
            TIME,
            ["1", "123", "24", "1260", "123061", "12:3015", "123015.", "123015.1234567", "12-13", "120000-",
             "12:"],
        ),
        (
            DATE_TIME,
            ["23", "20230", "20230230", "202313", "2023040524", "20230405060708.", "2023-1400", "2023+1500",
             "2023-2024", "20230101-20240101", "2023-", "2023+05", "0000", "1997.01.02"],
        ),
    ],
)  # fmt: skip
def test_malformed(converter, raws):
    for raw in raws:
        with pytest.raises(MalformedValue) as error:
            converter.decode(raw.encode(), SETS)
        assert error.value.expected
        with pytest.raises(UnwritableValue):
            converter.encode(raw, SETS)


@pytest.mark.parametrize(
    ("converter", "value", "raw"),
    [
        (DATE, date(99, 1, 2), b"00990102"),
        (DATE, DA(1997, 1, 2), b"19970102"),
        (DATE, "1997.01.02", b"1997.01.02"),
        (TIME, time(1, 2, 3), b"010203"),
        (TIME, time(1, 2, 3, 4), b"010203.000004"),
        (TIME, TM(1, 0), b"010000"),
        (DATE_TIME, datetime(99, 1, 2), b"00990102000000"),
        (DATE_TIME, datetime(2023, 4, 5, 6, 7, 8, 9, EST), b"20230405060708.000009-0500"),
        (DATE_TIME, datetime(2023, 4, 5, tzinfo=timezone(timedelta(minutes=-30))), b"20230405000000-0030"),
        (DATE_TIME, datetime(2023, 4, 5, tzinfo=UTC), b"20230405000000+0000"),
        (DATE_TIME, "2023", b"2023"),
        (DATE, None, b""),
        (TIME, "", b""),
    ],
)
def test_new(converter, value, raw):
    assert converter.encode(value, SETS) == raw


@pytest.mark.parametrize(
    ("converter", "value"),
    [
        (DATE, datetime(2023, 1, 1)),
        (DATE, 20230101),
        (TIME, time(1, tzinfo=EST)),
        (TIME, TM(1, 0, tzinfo=EST)),
        (TIME, datetime(2023, 1, 1)),
        (DATE_TIME, date(2023, 1, 1)),
        (DATE_TIME, datetime(2023, 1, 1, tzinfo=timezone(timedelta(hours=-13)))),
        (DATE_TIME, datetime(2023, 1, 1, tzinfo=timezone(timedelta(seconds=1)))),
    ],
)
def test_unwritable(converter, value):
    with pytest.raises(UnwritableValue):
        converter.encode(value, SETS)


def test_changed_values_are_spelt_anew():
    assert DATE.encode(DA.parse("1997.01.02").replace(day=3), SETS) == b"19970103"
    assert DATE.encode(DA.parse("1997.01.02") + timedelta(days=1), SETS) == b"19970103"
    assert TIME.encode(TM.parse("12").replace(minute=1), SETS) == b"120100"
    assert DATE_TIME.encode(DT.parse("2023") + timedelta(hours=1), SETS) == b"20230101010000"


@given(st.dates())
def test_dates_come_back(value):
    assert DATE.decode(DATE.encode(value, SETS), SETS) == value


@given(st.times())
def test_times_come_back(value):
    assert TIME.decode(TIME.encode(value, SETS), SETS) == value


@given(
    st.datetimes(
        timezones=st.none()
        | st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
    )
)
def test_date_times_come_back(value):
    assert DATE_TIME.decode(DATE_TIME.encode(value, SETS), SETS) == value
