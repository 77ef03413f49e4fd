"""Exceptions with the place of the error, what was expected and what was found.

`DicomError` and its subclasses are the only exceptions for invalid bytes or values. `GrammarError` reports errors
in the grammar, `EngineMismatch` bugs of the engines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from dicomconstruct.lazy import point_to_face

NAMED = 4
"""The largest number of stretches of bytes in a message."""
SHOWN = 80
"""The largest number of characters of a value in a message."""


def shown(value: object) -> str:
    """A value as short text for a message; never raises, even if its `repr` does."""
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."


class DicomError(ValueError):
    """Base of every error raised for bad input.

    Parameters
    ----------
    problem
        What is wrong, in one clause without a location.
    more
        Further arguments, as of any exception; they become part of the text.
    offset
        Byte offset in the input, or None for a value that was not read.
    path
        The path in the data set, such as ``(0040,A730)[2].(0008,0100)``.
    expected, found
        The expected and the actual value, ready to print.
    """

    def __init__(
        self,
        problem: object = "",
        *more: object,
        offset: int | None = None,
        path: str = "",
        expected: object = None,
        found: object = None,
    ) -> None:
        super().__init__(problem, *more)
        self.problem = str((problem, *more) if more else problem)
        self.offset = offset
        self.path = path
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        text = self.problem
        if self.offset is not None:
            text += f" at {self.offset:#x}"
        if self.path:
            text += f" in {self.path}"
        sides = [
            f"{side} {value}"
            for side, value in (("expected", self.expected), ("found", self.found))
            if value is not None
        ]
        return f"{text}: {', '.join(sides)}" if sides else text

    def locate(self, path: str, offset: int | None = None) -> None:
        """Set path and offset unless they are set; a path inside a value, which begins with ``.``, is prefixed.

        Parameters
        ----------
        path
            The element, or its path in the data set.
        offset
            The offset of its bytes, or None.
        """
        if not self.path or self.path.startswith("."):
            self.path = path + self.path
        self.offset = offset if self.offset is None else self.offset


@contextmanager
def within(path: str) -> Iterator[None]:
    """Add a path to errors raised inside without one.

    Parameters
    ----------
    path
        The element, or its path in the data set.
    """
    try:
        yield
    except DicomError as error:
        error.locate(path)
        raise


class InvalidDicomError(DicomError):
    """The input is not a DICOM file."""

    def __init__(
        self, problem: object = "The specified file is not a valid DICOM file.", *more: object, **where: Any
    ) -> None:
        super().__init__(problem, *more, **where)


class MalformedValue(DicomError):
    """The bytes of a value are malformed under its VR (PS3.5 6.2)."""


class BytesLengthException(MalformedValue):
    """The length of a value is not a multiple of the size of its numbers (PS3.5 6.2)."""


class UnwritableValue(DicomError):
    """A value of the caller cannot be encoded under the given VR or encoding."""


class Unexplained(NamedTuple):
    """Bytes of a file outside of elements, which have no form in another encoding.

    Parameters
    ----------
    path
        The path of the item that holds them, such as ``(0040,A730)[2]``; "" for the data set of a file or the file.
    offset
        Their offset in the file.
    size
        Their number.
    what
        Their probable kind.
    """

    path: str
    offset: int
    size: int
    what: str

    def __str__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"{self.size:,} bytes at {self.offset:#x}{where} ({self.what})"


class UnexplainedBytes(UnwritableValue):
    """A file has bytes without a form in the requested encoding; nothing was written.

    Parameters
    ----------
    stretches
        The bytes.

    Attributes
    ----------
    stretches
        The bytes, in file order.
    """

    def __init__(self, stretches: Sequence[Unexplained]) -> None:
        first = stretches[0]
        super().__init__(
            f"no elements, so they have no form in another encoding or data set: {text_of_stretches(stretches)}; "
            "drop_unexplained leaves them out",
            path=first.path,
        )
        self.stretches = tuple(stretches)

    def __str__(self) -> str:
        return self.problem

    def __reduce__(self) -> Any:
        return type(self), (self.stretches,)


class UnexplainedBytesDropped(UserWarning):
    """Bytes outside of elements were omitted on request when a file was written in another encoding.

    Attributes
    ----------
    stretches
        The bytes, in file order.
    """

    def __init__(self, stretches: Sequence[Unexplained]) -> None:
        super().__init__(f"left out, since they are no elements: {text_of_stretches(stretches)}")
        self.stretches = tuple(stretches)

    def __reduce__(self) -> Any:
        return type(self), (self.stretches,)


def text_of_stretches(stretches: Sequence[Unexplained]) -> str:
    """The first stretches of bytes as text, and the number of others."""
    several = [str(one) for one in stretches[:NAMED]]
    more = [f"and {len(stretches) - NAMED:,} more"] if len(stretches) > NAMED else []
    return ", ".join(several + more)


class UnknownCharacterSet(DicomError, LookupError):
    """An unknown character set, or the unknown name of a codec."""


class OutOfRange(UnwritableValue, OverflowError):
    """A number or a text that is too large for its VR, or for a tag."""


class WrongType(UnwritableValue, TypeError):
    """A value of a type that cannot be converted."""


class SourceChanged(DicomError, OSError):
    """The file of a deferred value changed after it was read."""


class OutsideFileSet(DicomError, PermissionError):
    """A directory record refers to a file outside the folder of its File-set (PS3.10 8.2)."""


class MissingElement(DicomError, AttributeError):
    """A required element is missing or empty."""


class AbsentElement(DicomError, KeyError):
    """The element with the given tag or keyword is missing."""


class PluginsFailed(DicomError, RuntimeError):
    """No plugin succeeded, or no plugin is installed."""


class MissingEntry(DicomError, IndexError):
    """A table has no entry with the given index."""


class MalformedJson(DicomError):
    """A JSON text or model is not a DICOM JSON model (PS3.18 F.2)."""


class WrongJsonType(MalformedJson, TypeError):
    """A JSON value of another type than the DICOM JSON model has at that place (PS3.18 F.2.2)."""


class MissingJsonName(MalformedJson, KeyError):
    """An object of the DICOM JSON model lacks a required name (PS3.18 F.2.2)."""


class Unsupported(DicomError, NotImplementedError):
    """The standard or this package does not support the operation."""


class GrammarError(Exception):
    """The grammar is invalid; raised when it is compiled, never because of data."""

    def __init__(self, problem: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(": ".join(part for part in (path, problem) if part) + (f" ({hint})" if hint else ""))
        self.path = path
        self.hint = hint


class EngineMismatch(Exception):
    """Two engines disagree on the same bytes: a bug of this package."""


point_to_face(globals())
