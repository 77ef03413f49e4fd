"""What went wrong with one of many files, in a line for people; and warnings in the same manner."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from dicomconstruct.errors import DicomError, InvalidDicomError
from dicomconstruct.explore.values import escaped

FAILURES = (DicomError, OSError, ImportError, MemoryError, ValueError)
"""What one file may fail with while others go on."""


def reason(error: BaseException) -> str:
    """Why something failed, in one line that is safe to print."""
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
    """Why the system refused something, and what about it where that is not plain."""
    told = error.strerror or str(error)
    about = error.filename if error.errno in (errno.EACCES, errno.EPERM, errno.ENOTDIR, errno.EROFS) else None
    return escaped(f"{told}: {about}" if about else told)


def failure(path: str, why: str) -> str:
    """One line about a file."""
    return f"dicomconstruct: {escaped(path)}: {why}"


@contextmanager
def echo_warnings(path: str, say: Callable[[str], None] | None = None) -> Iterator[None]:
    """Print what is warned of meanwhile as lines about a file on standard error, each once.

    Parameters
    ----------
    path
        The file.
    say
        What prints a line instead.
    """
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            yield
        finally:
            for text in dict.fromkeys(str(one.message) for one in caught):
                line = failure(path, f"warning: {escaped(' '.join(text.split()))}")
                if say is None:
                    click.echo(line, err=True)
                else:
                    say(line)


def many(count: int, what: str) -> str:
    """So many things, with an s where there is not one."""
    return f"{count:,} {what}" + ("" if count == 1 else "s")
