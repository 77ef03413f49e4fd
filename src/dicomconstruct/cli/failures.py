"""Errors and warnings about one of many files, each in one line."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import click

from dicomconstruct.errors import DicomError, InvalidDicomError
from dicomconstruct.explore.values import escaped

FAILURES = (DicomError, OSError, ImportError, MemoryError, ValueError)
"""Exceptions that end the work on one file; the others go on."""


def reason(error: BaseException) -> str:
    """The reason of a failure, in one line that is safe to print."""
    if isinstance(error, InvalidDicomError):
        return "is no DICOM file"
    if isinstance(error, IsADirectoryError):
        return "is a folder, not a file"
    if isinstance(error, MemoryError):
        return "is too large for the memory there is"
    if isinstance(error, OSError) and not isinstance(error, DicomError):
        return os_reason(error)
    return escaped("; ".join(line.strip() for line in str(error).splitlines() if line.strip()))


def os_reason(error: OSError) -> str:
    """The error text of the system, with an explanation where it is unclear."""
    told = error.strerror or str(error)
    about = error.filename if error.errno in (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EROFS) else None
    return escaped(f"{told}: {about}" if about else told)


def failure(path: str, why: str) -> str:
    """One line about a file."""
    return f"dicomconstruct: {escaped(path)}: {why}"


def warning(path: str, text: str) -> str:
    """One line of warning about a file."""
    return failure(path, f"warning: {escaped(' '.join(text.split()))}")


echo_error: Callable[[str], None] = partial(click.echo, err=True)
"""Prints a line on standard error."""


@contextmanager
def echo_warnings(path: str, say: Callable[[str], None] = echo_error) -> Iterator[None]:
    """Context manager: print warnings as lines about a file, each once; `say` prints a line."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for text in dict.fromkeys(str(one.message) for one in caught):
                say(warning(path, text))


def many(count: int, what: str) -> str:
    """A number and a noun, with an s unless the number is 1."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
