"""Integer strings (IS, PS3.5 6.2): `IS`, and `ISfloat` for the invalid ones with a fraction."""

from __future__ import annotations

import numbers
from decimal import Decimal
from typing import Any, Self

from dicomconstruct.config import RAISE, WARN, options
from dicomconstruct.errors import MalformedValue, OutOfRange, UnwritableValue, WrongType, shown
from dicomconstruct.validity import warn
from dicomconstruct.values.number_text import SpeltNumber, decimal_of, is_blank, number_in, report_text

IS_RANGE = range(-(2**31), 2**31)  # PS3.5 Table 6.2-1
IS_MAX_DIGITS = 64  # far beyond the standard's 12; keeps "1e999999" from becoming a million digits

# Of text in these characters alone, int reads what the standard calls a number and nothing else.
_OF_INTEGERS = " +-0123456789"
_new_int = int.__new__
_INTEGER = f"an integer of at most {IS_MAX_DIGITS} digits"
_TOO_LARGE = (
    "Elements with a VR of IS must have a value between -2**31 and (2**31 - 1). Set "
    "'config.settings.reading_validation_mode' to 'WARN' to override the value check"
)


def _is_whole(number: Decimal) -> bool:
    """Whether `number` is an integer of at most `IS_MAX_DIGITS` digits."""
    return number.is_finite() and number.adjusted() < IS_MAX_DIGITS and number == number.to_integral_value()


def _number_of(text: str) -> Decimal:
    try:
        return decimal_of(number_in(text, _INTEGER), text)
    except MalformedValue as error:
        problem = "could not convert string to an integer"
        raise MalformedValue(problem, expected=error.expected, found=error.found) from None


class IS(SpeltNumber, int):
    """An integer string as an `int`.

    Parameters
    ----------
    val
        A number, or a text. None and blank text are returned unchanged; a number with a fraction gives an
        `ISfloat`.
    validation_mode
        The validation mode: `config.IGNORE`, `config.WARN` or `config.RAISE`; None for the current reading
        validation mode.

    Raises
    ------
    MalformedValue
        When a text is not a number, or under `config.RAISE` not an integer string.
    WrongType
        Under `config.RAISE` for a number with a fraction; OutOfRange for one outside 32 bits.
    """

    _base = int
    __hash__ = int.__hash__

    def __new__(cls, val: Any, validation_mode: int | None = None) -> Any:
        if is_blank(val):
            return val
        mode = options().reading_mode if validation_mode is None else validation_mode
        if isinstance(val, str):
            if mode == RAISE:
                report_text("IS", val, mode)
            number = _number_of(val)
            if mode == WARN:
                report_text("IS", val, mode)
        elif isinstance(val, (float, Decimal)):
            number = Decimal(val)
        else:
            number = Decimal(int(val))
        if not _is_whole(number):
            if mode == RAISE:
                raise WrongType("Could not convert value to integer without loss", found=shown(val))
            return ISfloat(val, mode)
        made = _new_int(cls, int(number))
        made.original_string = val if isinstance(val, str) else getattr(val, "original_string", None)
        if mode == RAISE and int(made) not in IS_RANGE:
            raise OutOfRange(_TOO_LARGE)
        return made

    @classmethod
    def of_int(cls, number: int) -> Self:
        """Make one of a number, without spelling and validation."""
        return _new_int(cls, number)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value, also a whole number such as ``1.0`` or ``1e3``.

        Numbers outside 32 bits are read. MalformedValue for fractions, for text that is not a number, and for more
        than 64 digits.
        """
        if len(text) <= IS_MAX_DIGITS and not text.strip(_OF_INTEGERS):
            try:
                made = _new_int(cls, text)
            except ValueError:
                pass
            else:
                made.original_string = text
                return made
        number = decimal_of(number_in(text, _INTEGER), text)
        if not _is_whole(number):
            raise MalformedValue("no integer", expected=_INTEGER, found=repr(text))
        made = _new_int(cls, int(number))
        made.original_string = text
        return made

    @classmethod
    def of(cls, value: object) -> IS | ISfloat:
        """Convert a whole number, not a bool, or an `ISfloat`. UnwritableValue for other values."""
        if type(value) is int:
            return _new_int(cls, value)
        if isinstance(value, ISfloat):
            return value
        if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
            raise UnwritableValue("no number", expected=_INTEGER, found=shown(value))
        if isinstance(value, numbers.Rational):
            is_whole, number = value.denominator == 1, Decimal(int(value.numerator))
        else:
            number = Decimal(value)  # type: ignore[arg-type]
            is_whole = _is_whole(number)
        if not is_whole:
            raise UnwritableValue("not a whole number", expected=_INTEGER, found=shown(value))
        return _new_int(cls, int(number))

    def canonical_string(self) -> str:
        """Give the digits; raises UnwritableValue outside -2^31 to 2^31 - 1."""
        if int(self) not in IS_RANGE:
            raise UnwritableValue(
                "integer out of range", expected=f"{IS_RANGE[0]} to {IS_RANGE[-1]}", found=shown(int(self))
            )
        return int.__repr__(self)


class ISfloat(SpeltNumber, float):
    """A number with a fraction where an integer string should be.

    Parameters
    ----------
    val
        A number, or a text. Blank text is returned unchanged.
    validation_mode
        As for `IS`: a warning under `config.WARN`, an error under `config.RAISE`.

    Raises
    ------
    WrongType
        Under `config.RAISE`.
    """

    __slots__ = ("original_string",)
    _base = float
    __hash__ = float.__hash__
    __repr__ = SpeltNumber.__str__

    def __new__(cls, val: Any, validation_mode: int | None = None) -> Any:
        if is_blank(val):
            return val
        made = super().__new__(cls, val)
        made.original_string = val if isinstance(val, str) else getattr(val, "original_string", None)
        mode = options().reading_mode if validation_mode is None else validation_mode
        problem = f'Value "{made}" is not valid for elements with a VR of IS'
        if mode == RAISE:
            raise WrongType(problem)
        if mode == WARN:
            warn(problem)
        return made

    def canonical_string(self) -> str:
        """Give the shortest text that reads back as this number."""
        return float.__repr__(self)
