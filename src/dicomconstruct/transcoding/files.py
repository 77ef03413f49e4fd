"""Files converted to another transfer syntax: read, recoded, written beside the target and moved into place."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dicomconstruct.batches import CodecOrModule, Found, codec_from
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataset import Dataset, FileDataset
from dicomconstruct.dataset.file_bytes import file_pieces
from dicomconstruct.dictionary import keyword_of
from dicomconstruct.errors import (
    DicomError,
    InvalidDicomError,
    MissingElement,
    UnexplainedBytes,
    UnexplainedBytesDropped,
    Unsupported,
)
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import write_pieces
from dicomconstruct.pixels import get_decoder
from dicomconstruct.pixels.coder import check_available
from dicomconstruct.pixels.runner import PIXEL_KEYWORDS
from dicomconstruct.samples import transfer_syntax_of
from dicomconstruct.sources import opened
from dicomconstruct.transcoding.pixels import (
    COPIED,
    PIXEL_DATA,
    check_compressible,
    compressed,
    leave_in_file,
    open_icons,
    put_recoded,
    spool,
    uncompressed,
)
from dicomconstruct.transcoding.targets import Target
from dicomconstruct.uid import UID, MediaStorageDirectoryStorage

CONVERTED, SAME, WITHOUT_PIXELS, DIRECTORY = "converted", "same", "without pixels", "directory"
DEFERRED = 1 << 24
"""The size in bytes above which values are deferred: they are read when they are written."""


@dataclass(frozen=True)
class Job:
    """One file to convert.

    Parameters
    ----------
    found
        The file.
    output
        Where the result goes; may be the file itself.
    overwrite
        Whether an existing file may be replaced.
    drop_unexplained
        Whether to leave out bytes that are not elements and have no form in the other transfer syntax.
    fsync
        Whether the result is on the disk before it replaces anything; None for `config.fsync`.
    """

    found: Found
    output: str
    overwrite: bool = False
    drop_unexplained: bool = False
    fsync: bool | None = None


@dataclass(frozen=True)
class Outcome:
    """The outcome of converting one file.

    Parameters
    ----------
    path, output
        The file, and its result.
    what
        `CONVERTED`; or the reason of an unchanged copy: `SAME`, `WITHOUT_PIXELS`, `DIRECTORY`. "" for a failure.
    error
        The error, as an exception that can be pickled.
    warned
        The warnings.
    dropped
        The number of stretches of unexplained bytes that were left out.
    before, after
        Sizes in bytes of the file and of the result.
    """

    path: str
    output: str
    what: str = ""
    error: Exception | None = None
    warned: tuple[str, ...] = ()
    dropped: int = 0
    before: int = 0
    after: int = 0


def convert_job(job: Job, target: Target, codec: CodecOrModule | None = None) -> Outcome:
    """Convert one file; an error is in the outcome.

    Parameters
    ----------
    job
        The file, and the path of its result.
    target
        The transfer syntax that it is converted to.
    codec
        The codec that reads and writes it; the name of a module that defines one in another process; None
        for the standard one.
    """
    path = job.found.path
    outcome = Outcome(path, job.output)
    if job.found.error:
        return replace(outcome, error=OSError(0, job.found.error))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            before = os.path.getsize(path)
            what = convert_file(
                path,
                job.output,
                target,
                overwrite=job.overwrite,
                drop_unexplained=job.drop_unexplained,
                fsync=job.fsync,
                codec=STANDARD if codec is None else codec_from(codec),
            )
            outcome = replace(outcome, what=what, before=before, after=os.path.getsize(job.output))
        except (DicomError, OSError, ValueError, ImportError, MemoryError, AttributeError) as error:
            outcome = replace(outcome, error=_travelling(error))
    warned = [one.message for one in caught]
    dropped = sum(len(one.stretches) for one in warned if isinstance(one, UnexplainedBytesDropped))
    return replace(outcome, warned=tuple(dict.fromkeys(map(str, warned))), dropped=dropped)


def _travelling(error: Exception) -> Exception:
    """The error as one that can be pickled: its fields are in its text already."""
    if isinstance(error, UnexplainedBytes):
        return error
    if isinstance(error, OSError) and not isinstance(error, DicomError):
        return OSError(error.errno, error.strerror or str(error), error.filename)
    if isinstance(error, MemoryError):
        return MemoryError()
    return type(error)(str(error)) if isinstance(error, DicomError) else DicomError(str(error))


def convert_file(
    path: str,
    output: str,
    target: Target,
    *,
    overwrite: bool = False,
    drop_unexplained: bool = False,
    fsync: bool | None = None,
    codec: Codec = STANDARD,
) -> str:
    """Convert a file to another transfer syntax. All other bytes stay the same.

    The result has the mode bits and times of the file; where it replaces the file itself, it has new times.

    Parameters
    ----------
    path
        The file.
    output
        Where the result goes; may be the file itself.
    target
        The transfer syntax that it is converted to.
    overwrite
        Whether an existing file may be replaced.
    drop_unexplained
        Whether to leave out, with a warning, bytes that are not elements and have no form in the other transfer
        syntax.
    fsync
        Whether the result is on the disk before it replaces anything; None for `config.fsync`.
    codec
        The codec that reads and writes it.

    Returns
    -------
    str
        `CONVERTED`; or the reason why the file was copied unchanged: `SAME`, `WITHOUT_PIXELS`, `DIRECTORY`.

    Raises
    ------
    OSError
        When the file cannot be read, or the result cannot be written, or exists.
    DicomError
        When it is not a DICOM file, or its pixels cannot be decoded or encoded; UnexplainedBytes for bytes without
        a form in the transfer syntax.
    """
    if os.path.lexists(output) and not overwrite:
        raise FileExistsError(0, f"{output} exists; --overwrite replaces it")
    ds = file_read(path, codec)
    source = source_syntax(ds)
    kept = _why_kept(ds, source, target)
    Path(output).parent.mkdir(parents=True, exist_ok=True)
    is_itself = os.path.realpath(output) == os.path.realpath(path)
    like = None if is_itself else os.stat(path)
    if kept:
        if not is_itself:
            write_pieces(output, _pieces_of(path), overwrite=overwrite, fsync=fsync, like=like)
        return kept
    with spool() as into, opened(path) as file:
        if not source.is_encapsulated:
            leave_in_file(ds, file, source, target)
        recode(path, ds, source, target, into)
        pieces = file_pieces(ds, codec, drop_unexplained=drop_unexplained)
        write_pieces(output, pieces, overwrite=overwrite, fsync=fsync, like=like)
    return CONVERTED


def file_read(path: str, codec: Codec) -> FileDataset:
    """The data set of a file, long values deferred.

    Raises InvalidDicomError for no DICOM file, MissingElement for a data set without a file around it.
    """
    try:
        return dcmread(path, defer_size=DEFERRED, codec=codec)
    except InvalidDicomError:
        bare = dcmread(path, stop_before_pixels=True, force=True, codec=codec)
        if not any(keyword_of(tag) for tag in bare.keys()):  # noqa: SIM118
            raise
        problem = "has no file meta information, so nothing tells its transfer syntax; dump shows what it holds"
        raise MissingElement(problem) from None


def source_syntax(ds: Dataset) -> UID:
    """The transfer syntax of a data set. MissingElement for one without, Unsupported for a private one."""
    syntax = transfer_syntax_of(ds)
    if syntax is None:
        raise MissingElement("nothing tells its transfer syntax: (0002,0010) is missing")
    if not syntax.is_transfer_syntax:
        raise Unsupported(f"its transfer syntax, {syntax}, is a private one")
    return syntax


def _why_kept(ds: Dataset, source: UID, target: Target) -> str:
    """The reason why a file is copied unchanged; "" for one that is converted."""
    if ds.file_meta.get("MediaStorageSOPClassUID") == MediaStorageDirectoryStorage:
        return DIRECTORY
    if source == target.syntax:
        return SAME
    has_pixels = any(keyword in ds for keyword in PIXEL_KEYWORDS)
    if target.syntax.is_encapsulated and not has_pixels:
        return WITHOUT_PIXELS
    return ""


def recode(path: str, ds: Dataset, source: UID, target: Target, into: Any) -> None:
    """Change a data set so that it is written in another transfer syntax; errors are those of `convert_file`.

    Parameters
    ----------
    path
        The file that it was read from.
    ds
        The data set.
    source, target
        Its transfer syntax, and that of the result.
    into
        A temporary file for its pixels, which has to stay until it is written.
    """
    if source.is_encapsulated and PIXEL_DATA in ds:
        check_available(get_decoder(source))
    open_icons(ds, source, target)
    if target.syntax.is_encapsulated:
        check_compressible(ds)
        put_recoded(ds, source, target, compressed(path, ds, source, target, into))
    elif source.is_encapsulated and PIXEL_DATA in ds:
        put_recoded(ds, source, target, uncompressed(path, ds, source, target, into))
    ds.file_meta.TransferSyntaxUID = target.syntax


def _pieces_of(path: str) -> Iterator[Any]:
    with opened(path) as file:
        while piece := file.read(COPIED):
            yield piece
