"""Numbers written as text: decimal strings (DS) and integer strings (IS) (PS3.5 6.2).

`DSfloat`, `DSdecimal` and `IS` are numbers in every respect, and remember their spelling. Results
of arithmetic are plain numbers, which are spelt anew.
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Self

from dicomconstruct.errors import MalformedValue, UnwritableValue, shown
from dicomconstruct.values.spelling import Spelt

DS_MAX_BYTES = 16  # PS3.5 Table 6.2-1
LARGEST_FLOAT = 1.797693134e308  # with more digits of the largest float, 16 bytes would round it up
IS_RANGE = range(-(2**31), 2**31)  # PS3.5 Table 6.2-1
IS_MAX_DIGITS = 64  # far beyond the standard's 12; keeps "1e999999" from becoming a million digits

# Spaces around a number have no meaning (PS3.5 Table 6.2-1); NUL as padding is wrong but met in files.
_DECIMAL = r" *([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)[ \0]*"
# Of text in these characters alone, float and int read what the standard calls a number and nothing else.
_OF_DECIMALS = " +-.0123456789Ee"
_OF_INTEGERS = " +-0123456789"
_new_float = float.__new__
_new_int = int.__new__
_INTEGER = f"an integer of at most {IS_MAX_DIGITS} digits"


def _number_in(text: str, expected: str) -> str:
    found = re.fullmatch(_DECIMAL, text)
    if found is None:
        raise MalformedValue("no number", expected=expected, found=repr(text))
    return found[1]


def _decimal(spelt: str, text: str) -> Decimal:
    try:
        number = Decimal(spelt)
    except InvalidOperation:  # where the caller's decimal context traps it; else it is no number
        number = Decimal("NaN")
    if not number.is_finite():
        raise MalformedValue("number beyond Decimal", expected="a smaller exponent", found=repr(text))
    return number


class DSfloat(Spelt, float):
    """A decimal string as a `float`.

    Parameters
    ----------
    value
        A number, or a text as in `parse`.
    """

    __slots__ = ("original_string",)

    def __new__(cls, value: float | Decimal | str = 0.0) -> Self:
        if isinstance(value, str):
            return cls.parse(value)
        made = super().__new__(cls, value)
        made.original_string = value.original_string if isinstance(value, (DSfloat, DSdecimal)) else None
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value; raises MalformedValue for what is no number or too big for a float."""
        if not text.strip(_OF_DECIMALS):
            try:
                made = _new_float(cls, text)
            except ValueError:
                pass
            else:
                if isfinite(made):
                    made.original_string = text
                    return made
        number = float(_number_in(text, "a decimal string"))
        if not isfinite(number):
            raise MalformedValue("number beyond float", expected="a 64-bit float", found=repr(text))
        made = super().__new__(cls, number)
        made.original_string = text
        return made

    @classmethod
    def parse_all(cls, texts: list[str]) -> list[Self | None]:
        """Read values, an empty one as None; raises MalformedValue as `parse` does."""
        if "".join(texts).strip(_OF_DECIMALS):
            return super().parse_all(texts)
        values: list[Self | None] = []
        for text in texts:
            if not text:
                values.append(None)
                continue
            try:
                made = _new_float(cls, text)
            except ValueError:
                made = cls.parse(text)
            if not isfinite(made):
                made = cls.parse(text)
            made.original_string = text
            values.append(made)
        return values

    @classmethod
    def of(cls, value: object) -> DSfloat | DSdecimal:
        """Take any real number but a bool, a decimal or whole one as `DSdecimal`; raises UnwritableValue."""
        return _decimal_string(value)

    def canonical_string(self) -> str:
        """Give the shortest text that reads back as this number, rounded where 16 bytes are too few."""
        shortest = float.__repr__(self)
        if len(shortest) <= DS_MAX_BYTES and isfinite(self):
            return shortest
        return _fit(max(-LARGEST_FLOAT, min(float(self), LARGEST_FLOAT)) if isfinite(self) else float(self))


class DSdecimal(Spelt, Decimal):
    """A decimal string as a `Decimal`, all digits kept.

    Parameters
    ----------
    value
        A number, or a text as in `parse`.
    """

    __slots__ = ("original_string",)

    def __new__(cls, value: float | Decimal | str = 0) -> Self:
        if isinstance(value, str):
            return cls.parse(value)
        made = super().__new__(cls, value)
        made.original_string = value.original_string if isinstance(value, (DSfloat, DSdecimal)) else None
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value; raises MalformedValue for what is no number or beyond `Decimal`."""
        made = super().__new__(cls, _decimal(_number_in(text, "a decimal string"), text))
        made.original_string = text
        return made

    @classmethod
    def of(cls, value: object) -> DSfloat | DSdecimal:
        """Take any real number but a bool, a binary one as `DSfloat`; raises UnwritableValue."""
        return _decimal_string(value)

    def canonical_string(self) -> str:
        """Give the text of this number, rounded where 16 bytes are too few."""
        return _fit(Decimal(self))


def _decimal_string(value: object) -> DSfloat | DSdecimal:
    if type(value) is float:
        return DSfloat(value)
    if isinstance(value, Decimal):
        return DSdecimal(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise UnwritableValue("no number", expected="a real number", found=shown(value))
    if isinstance(value, numbers.Integral):
        return DSdecimal(int(value))
    try:
        return DSfloat(value if isinstance(value, DSfloat) else float(value))
    except OverflowError:
        raise UnwritableValue("number beyond float", expected="a 64-bit float") from None


def _fit(number: float | Decimal) -> str:
    """Spell `number` in at most 16 bytes with as many digits as go in; UnwritableValue if none do."""
    if not (number.is_finite() if isinstance(number, Decimal) else isfinite(number)):
        raise UnwritableValue("not a finite number", expected="a decimal string", found=str(number))
    for spelling in _spellings(number):
        if len(spelling) <= DS_MAX_BYTES and isfinite(float(spelling)):
            return spelling
    raise UnwritableValue("number beyond float", expected="a decimal string", found=f"{number:.16e}")


def _spellings(number: float | Decimal) -> Iterator[str]:
    """Yield texts of `number`, exact ones first, then with ever fewer digits."""
    yield str(number)
    for digits in range(DS_MAX_BYTES, 0, -1):
        yield _shortened(f"{number:.{digits}g}")
        yield _shortened(f"{number:.{digits - 1}e}")


def _shortened(spelling: str) -> str:
    """Leave out what `format` puts in a number without need."""
    mantissa, _, exponent = spelling.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def _is_whole(number: Decimal) -> bool:
    """Tell whether `number` is an integer of at most `IS_MAX_DIGITS` digits."""
    return number.is_finite() and number.adjusted() < IS_MAX_DIGITS and number == number.to_integral_value()


class IS(Spelt, int):
    """An integer string as an `int`.

    Parameters
    ----------
    value
        A whole number, or a text as in `parse`.

    Raises
    ------
    UnwritableValue
        For a number with a fraction.
    """

    def __new__(cls, value: float | Decimal | str = 0) -> Self:
        if isinstance(value, str):
            return cls.parse(value)
        if isinstance(value, (float, Decimal)) and not _is_whole(Decimal(value)):
            raise UnwritableValue("not a whole number", expected=_INTEGER, found=shown(value))
        made = super().__new__(cls, value)
        made.original_string = value.original_string if isinstance(value, IS) else None
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value, ``1.0`` and ``1e3`` included since they are whole numbers.

        Numbers outside 32 bits are read. Raises MalformedValue for fractions, for what is no
        number, and for more than 64 digits.
        """
        if len(text) <= IS_MAX_DIGITS and not text.strip(_OF_INTEGERS):
            try:
                made = _new_int(cls, text)
            except ValueError:
                pass
            else:
                made.original_string = text
                return made
        number = _decimal(_number_in(text, _INTEGER), text)
        if not _is_whole(number):
            raise MalformedValue("no integer", expected=_INTEGER, found=repr(text))
        made = super().__new__(cls, int(number))
        made.original_string = text
        return made

    @classmethod
    def of(cls, value: object) -> Self:
        """Take a whole number but a bool; raises UnwritableValue."""
        if type(value) is int:
            return cls(value)
        if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
            raise UnwritableValue("no number", expected=_INTEGER, found=shown(value))
        if isinstance(value, numbers.Integral):
            return cls(int(value))
        return cls(value if isinstance(value, Decimal) else float(value))

    def canonical_string(self) -> str:
        """Give the digits; raises UnwritableValue outside -2^31 to 2^31 - 1."""
        if int(self) not in IS_RANGE:
            raise UnwritableValue(
                "integer out of range", expected=f"{IS_RANGE[0]} to {IS_RANGE[-1]}", found=shown(int(self))
            )
        return int.__repr__(self)
