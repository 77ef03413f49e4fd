"""Numbers and dates that keep the text they were read from.

What decimal and integer strings, dates and times have in common: the text found in the file is
kept as `original_string`, and it is what `str()` and encoding give back until a new value is made.
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
        The text the value was made from, padding and all; None for a value made otherwise.
    """

    __slots__ = ()
    original_string: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `text`, or raise `MalformedValue`."""
        raise NotImplementedError

    @classmethod
    def parse_all(cls, texts: list[str]) -> list[Self | None]:
        """Read several values, an empty one as None, or raise `MalformedValue`."""
        parse = cls.parse
        return [parse(text) if text else None for text in texts]

    @classmethod
    def of(cls, value: object) -> Spelt:
        """Make one from a Python value of the usual type, or raise `UnwritableValue`."""
        raise NotImplementedError

    def canonical_string(self) -> str:
        """Give the spelling of a value that has none of its own, or raise `UnwritableValue`."""
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
        """The class of the standard library below, and the arguments that make the same value of it."""
        raise NotImplementedError

    def __reduce_ex__(self, protocol: Any) -> Any:
        return _restored, (type(self), *self.plain(), self.original_string)


def _restored(cls: type[Any], base: type[Any], arguments: tuple[Any, ...], spelling: str | None) -> Any:
    made = base.__new__(cls, *arguments)
    made.original_string = spelling
    return made


def ascii_text(raw: bytes, _: object = None) -> str:
    """Decode bytes of the default repertoire, whatever the sets, or raise `MalformedValue` (PS3.5 6.1.1)."""
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError as error:
        raise MalformedValue(
            "byte outside the default repertoire",
            expected="bytes 00 to 7F",
            found=f"{raw[error.start]:02X} at byte {error.start} of the value",
        ) from None


def encode_spelt(value: object, kind: type[Spelt]) -> bytes:
    """Encode `value`: as it was spelt if it is a `kind` or a text of one, else canonically.

    Parameters
    ----------
    value
        A `kind`, its text, something `kind.of` takes, or None for an empty value; spaces alone stay what they are.
    kind
        What the value representation holds.

    Raises
    ------
    UnwritableValue
        When `value` is none of these, or has no spelling under the value representation.
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
