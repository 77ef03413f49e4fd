"""Exceptions with the place of the error, what was expected and what was found.

`DicomError` and its subclasses are the only exceptions that leave the package because of what the
bytes or a value hold. `GrammarError` reports errors in the grammar, `EngineMismatch` bugs of the engines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from dicomconstruct.lazy import point_to_face

NAMED = 4
"""Stretches of bytes that an error names."""
SHOWN = 80
"""Characters of a value in an error message."""


def shown(value: object) -> str:
    """A value for an error message: short, and without failing where its own `repr` does."""
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
        Further arguments, as any exception takes them; they are part of the text then.
    offset
        Byte offset in the input, or None where the value never was in a file.
    path
        Where in the data set, such as ``(0040,A730)[2].(0008,0100)``.
    expected, found
        The two sides of the disagreement, ready to print.
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
        """Say where it was met, unless it says so; a path inside a value, which begins with ``.``, is continued.

        Parameters
        ----------
        path
            The element, or where it stands in the data set.
        offset
            Where its bytes stand; None where it has none.
        """
        if not self.path or self.path.startswith("."):
            self.path = path + self.path
        self.offset = offset if self.offset is None else self.offset


@contextmanager
def within(path: str) -> Iterator[None]:
    """Give errors that have no path the path at which they were met.

    Parameters
    ----------
    path
        The element, or where it stands in the data set.
    """
    try:
        yield
    except DicomError as error:
        error.locate(path)
        raise


class InvalidDicomError(DicomError):
    """The input is not a DICOM file, where the caller insisted on one."""

    def __init__(
        self, problem: object = "The specified file is not a valid DICOM file.", *more: object, **where: Any
    ) -> None:
        super().__init__(problem, *more, **where)


class MalformedValue(DicomError):
    """The bytes of a value have no meaning under its VR (PS3.5 6.2)."""


class BytesLengthException(MalformedValue):
    """A value of binary numbers has a length that is no multiple of theirs (PS3.5 6.2)."""


class UnwritableValue(DicomError):
    """The caller's value cannot be written under the VR or encoding asked for."""


class Unexplained(NamedTuple):
    """Bytes of a file that are not part of an element, and hence have no form in another encoding.

    Parameters
    ----------
    path
        What holds them, such as ``(0040,A730)[2]``; "" for the data set of a file, or the file itself.
    offset
        Where they stand in the file.
    size
        How many they are.
    what
        What they seem to be.
    """

    path: str
    offset: int
    size: int
    what: str

    def __str__(self) -> str:
        where = f" in {self.path}" if self.path else ""
        return f"{self.size:,} bytes at {self.offset:#x}{where} ({self.what})"


class UnexplainedBytes(UnwritableValue):
    """A file holds bytes that have no form in the encoding asked for; nothing was written.

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
    """Bytes that are no elements were left out of what was written in another encoding, as was asked for.

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
    """Stretches of bytes as text, the first few of many."""
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
    """An element that the work needs is not there, or has no value."""


class AbsentElement(DicomError, KeyError):
    """An element that is asked for by its tag or keyword is not there."""


class PluginsFailed(DicomError, RuntimeError):
    """No plugin could do the work, or none is installed."""


class MissingEntry(DicomError, IndexError):
    """A table ends before the entry that is asked for."""


class MalformedJson(DicomError):
    """A JSON text or model that is no DICOM JSON model (PS3.18 F.2)."""


class WrongJsonType(MalformedJson, TypeError):
    """A JSON value of another type than the DICOM JSON model has at that place (PS3.18 F.2.2)."""


class MissingJsonName(MalformedJson, KeyError):
    """An object of the DICOM JSON model without a name that it must have (PS3.18 F.2.2)."""


class Unsupported(DicomError, NotImplementedError):
    """Something that the standard does not provide for, or that this package cannot do."""


class GrammarError(Exception):
    """The grammar itself is wrong; raised while it is put together, never because of data."""

    def __init__(self, problem: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(": ".join(part for part in (path, problem) if part) + (f" ({hint})" if hint else ""))
        self.path = path
        self.hint = hint


class EngineMismatch(Exception):
    """Two engines disagree on the same bytes: a bug of this package."""


point_to_face(globals())
