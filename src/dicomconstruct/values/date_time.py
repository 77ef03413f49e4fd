"""Dates, times and date times (PS3.5 6.2): DA, TM and DT.

Each is a standard library type that keeps its spelling, so that a time to the hour or a leap second (59 in Python)
is written as it was read. Methods such as `replace` give new values without a spelling.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, timezone
from typing import Any, ClassVar, Self

from dicomconstruct.errors import MalformedValue, UnwritableValue, shown
from dicomconstruct.validity import warn
from dicomconstruct.values.spelling import Spelt

EARLIEST_OFFSET = timedelta(hours=-12)  # PS3.5 Table 6.2-1, DT
LATEST_OFFSET = timedelta(hours=14)

_PADDING = r"[ \0]*"
# The second form of DA and of TM is that of ACR-NEMA, which readers have to support (PS3.5 Table 6.2-1).
_DATE = rf"([0-9]{{4}})(\.?)([0-9]{{2}})\2([0-9]{{2}}){_PADDING}"
_SECOND = r"([0-9]{2})(?:\.([0-9]{1,6}))?"
_TIME = rf"([0-9]{{2}})(?:([0-9]{{2}})(?:{_SECOND})?)?{_PADDING}"
_OLD_TIME = rf"([0-9]{{2}}):([0-9]{{2}})(?::{_SECOND})?{_PADDING}"
_OFFSET = r"(?:(\+(?:0[0-9]|1[0-4])|-(?:0[0-9]|1[0-2]))([0-5][0-9]))?"
_DATE_TIME = (
    rf"([0-9]{{4}})(?:([0-9]{{2}})(?:([0-9]{{2}})(?:([0-9]{{2}})(?:([0-9]{{2}})(?:{_SECOND})?)?)?)?)?"
    rf"{_OFFSET}{_PADDING}"
)


_LEAST = (0, 1, 1, 0, 0)
"""Defaults of year, month, day, hour and minute in a date time."""
_LEAP_SECOND = re.compile(r"(?:.{8})?.{4}60(?:[.+-].*)?|..:..:60.*")


def _unwritable(expected: str, value: object) -> UnwritableValue:
    return UnwritableValue("value of another type", expected=expected, found=shown(value))


def _seconds(second: str | None, fraction: str | None) -> tuple[int, int]:
    """Give seconds and microseconds; second 60 becomes 59, as Python has no leap seconds."""
    whole = int(second or 0)
    return 59 if whole == 60 else whole, int((fraction or "").ljust(6, "0"))


def _is_iso_time(text: str) -> bool:
    """Whether ISO 8601 and DICOM read `text` alike: digits to the second, an hour below 24."""
    digits, point, fraction = text.partition(".")
    return (
        len(digits) == 6
        and text < "24"
        and text.isascii()
        and digits.isdigit()
        and (not point or (fraction.isdigit() and len(fraction) <= 6))
    )


def _date_digits(value: date) -> str:
    return f"{value.year:04}{value.month:02}{value.day:02}"


def _time_digits(value: time | datetime) -> str:
    fraction = f".{value.microsecond:06}" if value.microsecond else ""
    return f"{value.hour:02}{value.minute:02}{value.second:02}{fraction}"


def _is_one(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether the arguments of a constructor are one value, not its parts or the state of a pickle."""
    return len(args) == 1 and not kwargs and not isinstance(args[0], bytes)


class _Moment(Spelt):
    """Base of dates and times: constructor, parsing and text."""

    _called: ClassVar[str]
    """The name of the type in messages."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return cls._made(args[0]) if _is_one(args, kwargs) else super().__new__(cls, *args, **kwargs)

    @classmethod
    def _malformed(cls, text: str) -> MalformedValue:
        expected = f"a {cls._called} of PS3.5 Table 6.2-1"
        return MalformedValue(f"no {cls._called}", expected=expected, found=repr(text))

    @classmethod
    def _match(cls, text: str, *patterns: str) -> re.Match[str]:
        """The match of the first pattern that a whole text fits, or MalformedValue."""
        for pattern in patterns:
            found = re.fullmatch(pattern, text)
            if found is not None:
                return found
        raise cls._malformed(text)

    @classmethod
    def _of_iso(cls, iso: str, text: str) -> Self | None:
        """The value of a text in ISO 8601 form, spelt as `text`; None where the standard library refuses it."""
        try:
            made: Self = cls.fromisoformat(iso)  # type: ignore[attr-defined]
        except ValueError:
            return None
        made.original_string = text
        return made

    @classmethod
    def _of_parts(cls, text: str, *parts: int, **zone: timezone | None) -> Self:
        """The value of the numbers in a text, which becomes its spelling. Raises MalformedValue."""
        try:
            made = cls(*parts, **zone)
        except ValueError:
            raise cls._malformed(text) from None
        made.original_string = text
        return made

    @classmethod
    def _made(cls, val: Any) -> Any:
        """The value for a single constructor argument; None for an empty one."""
        if val is None:
            return None
        if isinstance(val, str):
            if not val.strip():
                return None
            try:
                made = cls.parse(val)
            except MalformedValue:
                problem = f"Unable to convert non-conformant value {val!r} to '{cls.__name__}' object"
                raise MalformedValue(problem) from None
            made._warn_of_leap_second()
            return made
        if type(val) is cls:
            return val
        try:
            of_value: Any = cls.of(val)
            of_value.original_string = of_value.canonical_string()
        except UnwritableValue:
            raise MalformedValue(f"Unable to convert '{val}' to '{cls.__name__}' object") from None
        return of_value

    def _warn_of_leap_second(self) -> None:
        """Warn of second 60, which the standard library does not know."""

    def __repr__(self) -> str:
        return f'"{self}"'


class DA(_Moment, date):
    """A date.

    Parameters
    ----------
    val
        ``YYYYMMDD`` or the old ``YYYY.MM.DD``, a `datetime.date`, or None; or year, month and day. An empty value
        makes None.

    Raises
    ------
    MalformedValue
        When `val` cannot be converted.
    """

    _called = "date"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``YYYYMMDD`` or the old ``YYYY.MM.DD``; raises MalformedValue, also for ranges."""
        if len(text) == 8 and text.isascii() and text.isdigit() and (made := cls._of_iso(text, text)):
            return made
        found = cls._match(text, _DATE)
        return cls._of_parts(text, int(found[1]), int(found[3]), int(found[4]))

    @classmethod
    def of(cls, value: object) -> Self:
        """Convert a `date`. UnwritableValue for other types, and for a `datetime`, which would lose its time."""
        if not isinstance(value, date) or isinstance(value, datetime):
            raise _unwritable("datetime.date", value)
        return cls(value.year, value.month, value.day)

    def canonical_string(self) -> str:
        """Give ``YYYYMMDD``."""
        return _date_digits(self)

    def plain(self) -> tuple[type, tuple[Any, ...]]:
        """The base class, and the arguments that make the same date."""
        return date, (self.year, self.month, self.day)


class _Time(_Moment):
    """A time to the second."""

    second: int

    def _warn_of_leap_second(self) -> None:
        if self.second == 59 and _LEAP_SECOND.fullmatch(self.original_string or ""):
            kind = "datetime" if isinstance(self, datetime) else "time"
            warn(f"'datetime.{kind}' doesn't allow a value of '60' for the seconds component, changing to '59'")


class TM(_Time, time):
    """A time of day; missing parts read as 0.

    Parameters
    ----------
    val
        ``HH[MM[SS[.F]]]`` or the old ``HH:MM[:SS[.F]]``, a `datetime.time`, or None; or hour, minute and so on. An
        empty value makes None.

    Raises
    ------
    MalformedValue
        When `val` cannot be converted.
    """

    _called = "time"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``HH[MM[SS[.F]]]`` or the old ``HH:MM[:SS[.F]]``, F being 1 to 6 digits.

        Raises MalformedValue, also for ranges.
        """
        if _is_iso_time(text) and (made := cls._of_iso(text, text)):
            return made
        found = cls._match(text, _TIME, _OLD_TIME)
        return cls._of_parts(text, int(found[1]), int(found[2] or 0), *_seconds(found[3], found[4]))

    @classmethod
    def of(cls, value: object) -> Self:
        """Convert a `time` without time zone. UnwritableValue for other values: TM has no time zone."""
        if not isinstance(value, time) or value.tzinfo is not None:
            raise _unwritable("datetime.time without a time zone", value)
        return cls(value.hour, value.minute, value.second, value.microsecond)

    def canonical_string(self) -> str:
        """Give ``HHMMSS``, with six digits of a fraction unless it is 0."""
        if self.tzinfo is not None:
            raise _unwritable("datetime.time without a time zone", self.isoformat())
        return _time_digits(self)

    def plain(self) -> tuple[type, tuple[Any, ...]]:
        """The base class, and the arguments that make the same time."""
        return time, (self.hour, self.minute, self.second, self.microsecond, self.tzinfo)


class DT(_Time, datetime):
    """A date and time.

    Missing months and days are 1, missing hours and so on 0; `original_string` shows the parts that were there.
    Without an offset from UTC it is naive.

    Parameters
    ----------
    val
        ``YYYY[MM[DD[HH[MM[SS[.F]]]]]][+ZZXX]``, a `datetime.datetime`, or None; or year, month and so on. An empty
        value makes None.

    Raises
    ------
    MalformedValue
        When `val` cannot be converted.
    """

    _called = "date time"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``YYYY[MM[DD[HH[MM[SS[.F]]]]]][+ZZXX]``; raises MalformedValue, also for ranges."""
        digits, hours = text[:8], text[8:]
        is_iso = _is_iso_time(hours) and digits.isdigit() and digits.isascii()
        if is_iso and (made := cls._of_iso(f"{digits}T{hours}", text)):
            return made
        *moment, second, fraction, zone_hours, zone_minutes = cls._match(text, _DATE_TIME).groups()
        year, month, day, hour, minute = (int(part or least) for part, least in zip(moment, _LEAST, strict=True))
        zone = None
        if zone_hours is not None:
            minutes = int(zone_hours[1:]) * 60 + int(zone_minutes)
            zone = timezone(timedelta(minutes=-minutes if zone_hours[0] == "-" else minutes))
        return cls._of_parts(text, year, month, day, hour, minute, *_seconds(second, fraction), tzinfo=zone)

    @classmethod
    def of(cls, value: object) -> Self:
        """Convert a `datetime`. UnwritableValue for other types."""
        if not isinstance(value, datetime):
            raise _unwritable("datetime.datetime", value)
        return cls.combine(value.date(), value.timetz())

    def canonical_string(self) -> str:
        """Give ``YYYYMMDDHHMMSS[.FFFFFF][+ZZXX]``.

        Raises UnwritableValue for an offset from UTC outside -12 to +14 hours or not in minutes.
        """
        text = _date_digits(self) + _time_digits(self)
        offset = self.utcoffset()
        if offset is None:
            return text
        minutes, rest = divmod(offset, timedelta(minutes=1))
        if rest or not EARLIEST_OFFSET <= offset <= LATEST_OFFSET:
            raise UnwritableValue(
                "offset from UTC out of range", expected="whole minutes, -1200 to +1400", found=str(offset)
            )
        return f"{text}{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"

    def plain(self) -> tuple[type, tuple[Any, ...]]:
        """The base class, and the arguments that make the same date and time."""
        day = (self.year, self.month, self.day)
        return datetime, (*day, self.hour, self.minute, self.second, self.microsecond, self.tzinfo)
