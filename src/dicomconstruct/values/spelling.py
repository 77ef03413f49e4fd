"""Numbers and dates that keep the text they were read from.

The base class of decimal strings, integer strings, dates and times. `original_string` keeps the text in the file;
`str()` and encoding give it back.
"""

from __future__ import annotations

from typing import Any, Self

from dicomconstruct.errors import MalformedValue, UnwritableValue

PADDING = " \0"


class Spelt:
    """A value with its spelling; comes before float, int, date and so on among the bases.

    Attributes
    ----------
    original_string
        The text that the value was made from, with padding; None for a value made otherwise.
    """

    __slots__ = ()
    original_string: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `text`, or raise `MalformedValue`."""
        raise NotImplementedError

    @classmethod
    def parse_all(cls, texts: list[str]) -> list[Self | None]:
        """Read several values, empty ones as None, or raise `MalformedValue`."""
        parse = cls.parse
        return [parse(text) if text else None for text in texts]

    @classmethod
    def of(cls, value: object) -> Spelt:
        """Make one from a Python value of the usual type, or raise `UnwritableValue`."""
        raise NotImplementedError

    def canonical_string(self) -> str:
        """The canonical spelling of the value, or `UnwritableValue`."""
        raise NotImplementedError

    def __str__(self) -> str:
        if self.original_string is not None:
            return self.original_string
        try:
            return self.canonical_string()
        except UnwritableValue:
            base, arguments = self.plain()
            return str(base(*arguments))

    def plain(self) -> tuple[type, tuple[Any, ...]]:
        """The base class in the standard library, and its arguments for an equal value."""
        raise NotImplementedError

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _restored, (type(self), *self.plain(), self.original_string)


def _restored(cls: type[Any], base: type[Any], arguments: tuple[Any, ...], spelling: str | None) -> Any:
    made = base.__new__(cls, *arguments)
    made.original_string = spelling
    return made


def ascii_text(raw: bytes, _: object = None) -> str:
    """Decode bytes of the default repertoire or raise `MalformedValue` (PS3.5 6.1.1)."""
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedValue(
            "byte outside the default repertoire",
            expected="bytes 00 to 7F",
            found=f"{raw[error.start]:02X} at byte {error.start} of the value",
        ) from None


def encode_spelt(value: object, kind: type[Spelt]) -> bytes:
    """Encode `value` in its own spelling, if it has one, else canonically.

    Parameters
    ----------
    value
        A `kind`, its text, an argument of `kind.of`, or None for an empty value; spaces alone are kept.
    kind
        The class of the values of the VR.

    Raises
    ------
    UnwritableValue
        For any other value, and for one that the VR cannot spell.
    """
    if type(value) is kind and value.original_string is not None:
        return value.original_string.encode("ascii")
    if value is None:
        return b""
    if isinstance(value, str):
        if not value.strip(" "):
            return value.encode("ascii")
        try:
            return _spelling(kind.parse(value))
        except MalformedValue as error:
            raise UnwritableValue(error.problem, expected=error.expected, found=error.found) from None
    return _spelling(value if isinstance(value, kind) else kind.of(value))


def _spelling(value: Spelt) -> bytes:
    spelt = value.canonical_string() if value.original_string is None else value.original_string
    return spelt.encode("ascii")
