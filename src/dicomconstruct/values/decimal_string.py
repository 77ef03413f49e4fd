"""Decimal strings (DS, PS3.5 6.2): `DSfloat` and `DSdecimal`.

They are numbers that keep their spelling. Results of arithmetic are plain numbers without one.
"""

from __future__ import annotations

import numbers
from decimal import Decimal
from math import isfinite
from typing import Any, Self

from dicomconstruct.config import RAISE, WARN, options
from dicomconstruct.errors import MalformedValue, OutOfRange, UnwritableValue, WrongType, shown
from dicomconstruct.validity import warn
from dicomconstruct.values.number_text import (
    DS_MAX_BYTES,
    LARGEST_FLOAT,
    SpeltNumber,
    decimal_of,
    fit,
    format_number_as_ds,
    is_blank,
    is_finite,
    is_valid_ds,
    number_in,
    report_text,
)

# Of text in these characters alone, float reads what the standard calls a number and nothing else.
_OF_DECIMALS = " +-.0123456789Ee"
_new_float = float.__new__
_TOO_LONG = (
    "Values for elements with a VR of 'DS' values must be <= 16 characters long. Use a smaller string, "
    "'auto_format=True', or a validation mode that allows more."
)
_NO_FLOAT = (
    "'DS' cannot be instantiated with a float value unless 'config.allow_DS_float' is set to True; "
    "a text or a Decimal says how many digits are meant."
)


class _Formatted(str):
    """A spelling made or kept by `auto_format`."""

    __slots__ = ()


class _DecimalString(SpeltNumber):
    """Base of both kinds of decimal string."""

    __slots__ = ()

    @property
    def auto_format(self) -> bool:
        """Whether the spelling was made to fit 16 characters."""
        return type(self.original_string) is _Formatted


class DSfloat(_DecimalString, float):
    """A decimal string as a `float`.

    Parameters
    ----------
    val
        A number, or a text. None and blank text are returned unchanged.
    auto_format
        Whether a spelling of more than 16 characters is replaced by one that fits.
    validation_mode
        The validation mode: `config.IGNORE`, `config.WARN` or `config.RAISE`; None for the current reading
        validation mode.

    Raises
    ------
    MalformedValue
        When a text is not a number, or under `config.RAISE` not a decimal string; OutOfRange when it is too long.
    """

    __slots__ = ("original_string",)
    _base = float
    __hash__ = float.__hash__

    def __new__(cls, val: Any, auto_format: bool = False, validation_mode: int | None = None) -> Any:
        if is_blank(val):
            return val
        try:
            number = float(val)
        except ValueError:
            raise MalformedValue("could not convert string to float", found=shown(val)) from None
        made = _new_float(cls, number)
        made.original_string = _spelling(val, made, auto_format, validation_mode)
        return made

    @classmethod
    def of_float(cls, number: float) -> Self:
        """Make one of a number, without spelling and validation."""
        made = _new_float(cls, number)
        made.original_string = None
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value. MalformedValue for text that is not a number or too large for a float."""
        if not text.strip(_OF_DECIMALS):
            try:
                made = _new_float(cls, text)
            except ValueError:
                pass
            else:
                if isfinite(made):
                    made.original_string = text
                    return made
        number = float(number_in(text, "a decimal string"))
        if not isfinite(number):
            raise MalformedValue("number beyond float", expected="a 64-bit float", found=repr(text))
        made = _new_float(cls, number)
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
        return fit(max(-LARGEST_FLOAT, min(float(self), LARGEST_FLOAT)) if isfinite(self) else float(self))


class DSdecimal(_DecimalString, Decimal):
    """A decimal string as a `Decimal`, all digits kept.

    Parameters
    ----------
    val
        A number, or a text. None and blank text are returned unchanged. A float only under
        `config.allow_DS_float`.
    auto_format, validation_mode
        As for `DSfloat`.

    Raises
    ------
    MalformedValue
        As `DSfloat`; WrongType for a float that is not allowed.
    """

    __slots__ = ("original_string",)
    _base = Decimal
    __hash__ = Decimal.__hash__

    def __new__(cls, val: Any, auto_format: bool = False, validation_mode: int | None = None) -> Any:
        if is_blank(val):
            return val
        if isinstance(val, float) and not options().allow_DS_float:
            raise WrongType(_NO_FLOAT)
        try:
            made = super().__new__(cls, val.strip() if isinstance(val, str) else val)
        except ArithmeticError:
            raise MalformedValue("could not convert string to a decimal", found=shown(val)) from None
        made.original_string = _spelling(val, made, auto_format, validation_mode)
        return made

    @classmethod
    def of_decimal(cls, number: Decimal | int) -> Self:
        """Make one of a number, without spelling and validation."""
        made = super().__new__(cls, number)
        made.original_string = None
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one value. MalformedValue for text that is not a number or too large for `Decimal`."""
        made = super().__new__(cls, decimal_of(number_in(text, "a decimal string"), text))
        made.original_string = text
        return made

    @classmethod
    def of(cls, value: object) -> DSfloat | DSdecimal:
        """Take any real number but a bool, a binary one as `DSfloat`; raises UnwritableValue."""
        return _decimal_string(value)

    def canonical_string(self) -> str:
        """Give the text of this number, rounded where 16 bytes are too few."""
        return fit(Decimal(self))


def DS(  # noqa: N802
    val: Any, auto_format: bool = False, validation_mode: int | None = None
) -> Any:
    """Make a `DSdecimal` under `config.use_DS_decimal`, else a `DSfloat`.

    Parameters
    ----------
    val, auto_format, validation_mode
        As for these.
    """
    kind: type[Any] = DSdecimal if options().use_DS_decimal else DSfloat
    return kind(val, auto_format, validation_mode)


def _spelling(val: Any, number: DSfloat | DSdecimal, auto_format: bool, mode: int | None) -> str | None:
    """The spelling of a value, given or made by `auto_format`; reports a value that DS does not allow."""
    spelt: str | None = val if isinstance(val, str) else getattr(val, "original_string", None)
    auto_format = auto_format or getattr(val, "auto_format", False)
    if auto_format and is_finite(number):
        as_it_is = spelt if spelt is not None else _as_number(number)
        return _Formatted(as_it_is if is_valid_ds(as_it_is) else format_number_as_ds(number))
    mode = options().reading_mode if mode is None else mode
    if mode == RAISE or (mode and not isinstance(val, _DecimalString)):
        _report(spelt, number, mode)
    return spelt


def _as_number(number: DSfloat | DSdecimal) -> str:
    return float.__repr__(number) if isinstance(number, float) else Decimal.__str__(number)


def _report(spelt: str | None, number: DSfloat | DSdecimal, mode: int) -> None:
    is_exact = isinstance(number, DSdecimal)
    if not is_finite(number):
        if mode == RAISE:
            raise MalformedValue("not a finite number", expected="a decimal string", found=_as_number(number))
        if is_exact:
            warn(f'Value "{_as_number(number)}" is not valid for elements with a VR of DS')
    elif len(spelt if spelt is not None else _as_number(number)) > DS_MAX_BYTES:
        if mode == RAISE:
            raise OutOfRange(_TOO_LONG)
        if is_exact:
            warn(_TOO_LONG)
    elif spelt is not None and mode != WARN:
        report_text("DS", spelt, mode)


def _decimal_string(value: object) -> DSfloat | DSdecimal:
    if type(value) is float:
        return DSfloat.of_float(value)
    if isinstance(value, (DSfloat, DSdecimal)):
        return value
    if isinstance(value, Decimal):
        return DSdecimal.of_decimal(value)
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise UnwritableValue("no number", expected="a real number", found=shown(value))
    if isinstance(value, numbers.Integral):
        return DSdecimal.of_decimal(int(value))
    try:
        return DSfloat.of_float(float(value))
    except OverflowError:
        raise UnwritableValue("number beyond float", expected="a 64-bit float") from None
