"""Who is at fault, where, and what was expected.

`DicomError` and its subclasses are the only exceptions that leave the package because of what the
bytes or a value hold. `GrammarError` speaks to people who edit the grammar, `EngineMismatch` to us.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dicomconstruct.lazy import point_to_face

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


@contextmanager
def within(path: str) -> Iterator[None]:
    """Say where errors were met, in those that say nothing of it.

    Parameters
    ----------
    path
        The element, or where it stands in the data set.
    """
    try:
        yield
    except DicomError as error:
        if not error.path:
            error.path = path
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


class UnknownCharacterSet(DicomError, LookupError):
    """A character set, or the name of a codec, that nobody knows."""


class OutOfRange(UnwritableValue, OverflowError):
    """A number or a text that is too large for its VR, or for a tag."""


class WrongType(UnwritableValue, TypeError):
    """A value of a type that nothing can be made of."""


class SourceChanged(DicomError, OSError):
    """A value was left to be read later, and the file that has it is no longer what it was."""


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


class Unsupported(DicomError, NotImplementedError):
    """Something that the standard does not provide for, or that nothing here can do."""


class GrammarError(Exception):
    """The grammar itself is wrong; raised while it is put together, never because of data."""

    def __init__(self, problem: str, *, path: str = "", hint: str = "") -> None:
        super().__init__(": ".join(part for part in (path, problem) if part) + (f" ({hint})" if hint else ""))
        self.path = path
        self.hint = hint


class EngineMismatch(Exception):
    """Two engines disagree on the same bytes: a bug of ours."""


point_to_face(globals())
