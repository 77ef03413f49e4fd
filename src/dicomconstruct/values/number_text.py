"""Numbers as text (PS3.5 6.2, DS and IS): parsing, validation, and spelling in 16 characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from math import isfinite
from typing import Any, ClassVar

from dicomconstruct.config import IGNORE
from dicomconstruct.errors import MalformedValue, UnwritableValue, WrongType
from dicomconstruct.validity import form_problem, length_problem, report
from dicomconstruct.values import forms
from dicomconstruct.values.spelling import PADDING, Spelt

DS_MAX_BYTES = 16  # PS3.5 Table 6.2-1
IS_MAX_BYTES = 12
LARGEST_FLOAT = 1.797693134e308  # with more digits of the largest float, 16 bytes would round it up

# Spaces around a number are insignificant (PS3.5 Table 6.2-1); some files pad with NUL, which is wrong.
_DECIMAL = re.compile(r" *([+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)?)[ \0]*")


class SpeltNumber(Spelt):
    """A number with its spelling; it equals that spelling, without padding, as text."""

    __slots__ = ()
    _base: ClassVar[type[Any]]

    def plain(self) -> tuple[type, tuple[Any, ...]]:
        """The base class, and the arguments that make the same number."""
        return self._base, (self._base(self),)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str):
            return str(self) == other
        return super().__eq__(other)

    def __ne__(self, other: object) -> bool:
        if isinstance(other, str):
            return str(self) != other
        return super().__ne__(other)

    def __str__(self) -> str:
        return super().__str__().strip(PADDING)

    def __repr__(self) -> str:
        return f"'{self!s}'"


def is_blank(value: Any) -> bool:
    """Whether a value is None or blank text, which number types return unchanged."""
    return value is None or (isinstance(value, str) and not value.strip())


@cache
def _form(vr: str) -> tuple[re.Pattern[str], int]:
    form, longest = {"DS": (forms.DECIMAL, DS_MAX_BYTES), "IS": (forms.INTEGER, IS_MAX_BYTES)}[vr]
    return re.compile(form), longest


def report_text(vr: str, text: str, mode: int) -> None:
    """Report a text that does not have the form of its VR, by the validation mode."""
    if mode == IGNORE:
        return
    form, longest = _form(vr)
    if form.fullmatch(text) is None:
        report(form_problem(vr, text), mode, MalformedValue)
    elif len(text) > longest:
        report(length_problem(vr, len(text), longest), mode, MalformedValue)


def number_in(text: str, expected: str) -> str:
    """The number in a text without padding, or MalformedValue."""
    found = _DECIMAL.fullmatch(text)
    if found is None:
        raise MalformedValue("no number", expected=expected, found=repr(text))
    return found[1]


def decimal_of(spelt: str, text: str) -> Decimal:
    """The finite number spelt `spelt`, or MalformedValue for `text`."""
    try:
        number = Decimal(spelt)
    except InvalidOperation:  # if the caller's decimal context traps it; else the result is a NaN
        number = Decimal("NaN")
    if not number.is_finite():
        raise MalformedValue("number beyond Decimal", expected="a smaller exponent", found=repr(text))
    return number


def is_valid_ds(s: str) -> bool:
    """Whether a text is a decimal string: a number in fixed or exponential form, of at most 16 characters."""
    form, longest = _form("DS")
    return len(s) <= longest and form.fullmatch(s) is not None


def format_number_as_ds(val: float | Decimal) -> str:
    """Spell a number with as many digits as fit into 16 characters.

    Parameters
    ----------
    val
        A finite number.

    Raises
    ------
    WrongType
        When `val` is neither a float nor a Decimal.
    UnwritableValue
        When it is infinite or not a number.
    """
    if not isinstance(val, (float, Decimal)):
        raise WrongType("'val' must be of type float or decimal.Decimal")
    if not is_finite(val):
        raise UnwritableValue("not a finite number", expected="a decimal string", found=str(val))
    plain = float.__repr__(val) if isinstance(val, float) else Decimal.__str__(val)
    digits = DS_MAX_BYTES
    while len(plain) > DS_MAX_BYTES:
        plain = f"{val:.{digits}g}"
        digits -= 1
    return plain


def is_finite(number: float | Decimal) -> bool:
    """Whether a number is neither infinite nor a NaN; a Decimal may be finite and beyond floats."""
    return number.is_finite() if isinstance(number, Decimal) else isfinite(number)


def fit(number: float | Decimal) -> str:
    """Spell `number` in at most 16 bytes with as many digits as fit; UnwritableValue if that is impossible."""
    if not is_finite(number):
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
    """Remove trailing zeros, and padding of the exponent, from a spelling of `format`."""
    mantissa, _, exponent = spelling.partition("e")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa
