"""Verification of lossless reading and writing: files in, reports out, one per file; without printing.

>>> from dicomconstruct.fidelity.verify import summary, verify_paths
>>> reports = list(verify_paths(["study"]))      # doctest: +SKIP
>>> summary(reports).faithful                    # doctest: +SKIP
True
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dicomconstruct.batches import CodecOrModule, Found, codec_from, expanded, in_order
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.fidelity import editing, levels as through_trees, moving
from dicomconstruct.fidelity.levels import Level, Note, Refusal, Shortfall, Subject, Tally
from dicomconstruct.sources import source_bytes

LEVELS: Mapping[str, Level] = MappingProxyType(
    {
        "structure": through_trees.structure,
        "compiled": through_trees.compiled,
        "values": through_trees.value_decoding,
        "model": moving.model,
        "edit": editing.edit,
        "transcode": moving.transcode,
    }
)
"""Every level by its name, in the order in which they are tried."""
Progress = Callable[["FileReport"], None]


FAITHFUL, REFUSED, SHORT = "faithful", "refused", "short"
"""The verdicts on a file at a level."""


@dataclass(frozen=True)
class FileReport:
    """The result of verifying one file.

    Parameters
    ----------
    path
        The path as it was given.
    size
        Its size in bytes.
    levels
        The levels that were tried.
    shortfalls
        The places where it is not faithful; empty for a faithful file.
    refusals
        The moves that were refused, by name; a refused move is no shortfall.
    notes
        Its values that are written otherwise when they are encoded anew (level ``values``).
    values
        By VR, counts of its values by the outcome of decoding and encoding them again (level ``values``).
    error
        The reason why the file could not be read, or "".
    """

    path: str
    size: int = 0
    levels: tuple[str, ...] = ()
    shortfalls: tuple[Shortfall, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[Note, ...] = ()
    values: Mapping[str, Tally] = field(default_factory=dict)
    error: str = ""

    @property
    def faithful(self) -> bool:
        """Whether it was read and has no shortfall."""
        return not self.shortfalls and not self.error

    def is_faithful_at(self, level: str) -> bool:
        """Whether the level was tried and found nothing."""
        return level in self.levels and all(one.level != level for one in self.shortfalls)

    def verdict(self, level: str) -> str:
        """``faithful``, ``refused``, ``short``, or ``""`` for a level that was not tried."""
        if level not in self.levels:
            return ""
        if not self.is_faithful_at(level):
            return SHORT
        return REFUSED if any(one.level == level for one in self.refusals) else FAITHFUL

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON types."""
        return {
            "path": self.path,
            "size": self.size,
            "faithful": self.faithful,
            "error": self.error,
            "levels": {level: self.is_faithful_at(level) for level in self.levels},
            "verdicts": {level: self.verdict(level) for level in self.levels},
            "shortfalls": [one.to_dict() for one in self.shortfalls],
            "refusals": [one.to_dict() for one in self.refusals],
            "notes": [one.to_dict() for one in self.notes],
            "values": {code: tally.to_dict() for code, tally in sorted(self.values.items())},
        }


@dataclass(frozen=True)
class LevelCount:
    """How many files a level was tried on, how many were faithful at it, and how many of those refused to move."""

    files: int = 0
    faithful: int = 0
    refused: int = 0


@dataclass(frozen=True)
class Summary:
    """The totals of verifying many files.

    Parameters
    ----------
    files, size
        The number of files, and their total size in bytes.
    short, unreadable
        The numbers of files that have shortfalls, and that could not be read.
    levels
        By level, the number of files that are faithful at it.
    values
        By VR, the counts of values.
    """

    files: int = 0
    size: int = 0
    short: int = 0
    unreadable: int = 0
    levels: Mapping[str, LevelCount] = field(default_factory=dict)
    values: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def faithful(self) -> bool:
        """Whether there was a file, and every one was read and is faithful."""
        return self.files > 0 and not self.short and not self.unreadable

    def to_dict(self) -> dict[str, Any]:
        """The summary as JSON types."""
        return {
            "files": self.files,
            "size": self.size,
            "faithful": self.faithful,
            "short": self.short,
            "unreadable": self.unreadable,
            "levels": {
                level: {"files": count.files, "faithful": count.faithful, "refused": count.refused}
                for level, count in self.levels.items()
            },
            "values": {code: tally.to_dict() for code, tally in sorted(self.values.items())},
        }


def verify_bytes(
    data: bytes,
    *,
    levels: Sequence[str] = tuple(LEVELS),
    codec: Codec = STANDARD,
    name: str = "",
    path: str | None = None,
) -> FileReport:
    """Verify one file's bytes.

    Parameters
    ----------
    data
        Any bytes at all.
    levels
        Names from `LEVELS`; KeyError for another.
    codec
        The codec that reads and writes them.
    name
        Their name in the report.
    path
        Their path on disk; without it no values are deferred (level ``model``).
    """
    tried = [level for level in LEVELS if level in check_levels(levels)]
    subject = Subject(data, codec, path)
    outcomes: list[Shortfall | Refusal] = []
    for level in tried:
        try:
            outcomes.extend(LEVELS[level](subject))
        except Exception as bug:  # a bug of ours; the other files are verified all the same
            outcomes.append(Shortfall(level, _described(bug)))
    shortfalls = tuple(one for one in outcomes if isinstance(one, Shortfall))
    refusals = tuple(one for one in outcomes if isinstance(one, Refusal))
    notes = tuple(subject.notes)
    return FileReport(name, len(data), tuple(tried), shortfalls, refusals, notes, subject.tallies)


def check_levels(levels: Sequence[str]) -> Sequence[str]:
    """The levels as given; KeyError for an unknown one."""
    for level in levels:
        if level not in LEVELS:
            raise KeyError(level)
    return levels


def verify_path(path: str, *, levels: Sequence[str] = tuple(LEVELS), codec: Codec = STANDARD) -> FileReport:
    """Verify one file; one that cannot be read gives a report with the reason."""
    try:
        data = source_bytes(path)
    except OSError as error:
        return FileReport(path, error=error.strerror or str(error))
    except MemoryError:
        return FileReport(path, error="too large for the memory there is")
    return verify_bytes(data, levels=levels, codec=codec, name=path, path=path)


def verify_paths(
    paths: Iterable[str | os.PathLike[str]],
    *,
    levels: Sequence[str] = tuple(LEVELS),
    jobs: int = 1,
    codec: CodecOrModule = STANDARD,
    on_progress: Progress | None = None,
) -> Iterator[FileReport]:
    """Verify files, folders with all in them, and what patterns such as ``study/*.dcm`` match.

    Reports come in the order of `expanded`, however many processes work on them. What cannot be read has a
    report with the error, and the run goes on.

    Parameters
    ----------
    paths
        Files, folders and patterns.
    levels, codec
        As for `verify_bytes`. For more than one process a codec other than the standard one has to be given
        as the name of the module that defines it as ``codec``, since codecs hold functions that do not travel.
    jobs
        The number of processes that share the work.
    on_progress
        Called with each report before it is yielded.

    Raises
    ------
    KeyError
        For a level that does not exist.
    ImportError, TypeError
        When the module named defines no codec.
    ValueError
        When a codec other than the standard one is given as an object for more than one process.
    """
    check_levels(levels)
    if jobs > 1 and isinstance(codec, Codec) and codec is not STANDARD:
        raise ValueError("for jobs > 1 give the codec as the name of the module that defines it")
    found = expanded(paths)
    if jobs <= 1:
        work = partial(_verify_found, levels=levels, codec=codec_from(codec))
    else:
        work = partial(_in_process, levels=levels, module=codec if isinstance(codec, str) else None)
    reports = in_order(work, found, jobs, _lost)
    for report in reports:
        if on_progress is not None:
            on_progress(report)
        yield report


def summary(reports: Iterable[FileReport]) -> Summary:
    """Totals by level and by VR; reads the reports one at a time."""
    files = size = short = unreadable = 0
    levels: dict[str, LevelCount] = {}
    values: dict[str, Tally] = {}
    for report in reports:
        files += 1
        size += report.size
        short += bool(report.shortfalls)
        unreadable += bool(report.error)
        for level in report.levels:
            count = levels.get(level, LevelCount())
            levels[level] = LevelCount(
                count.files + 1,
                count.faithful + report.is_faithful_at(level),
                count.refused + (report.verdict(level) == REFUSED),
            )
        for code, tally in report.values.items():
            values[code] = values.get(code, Tally()) + tally
    return Summary(files, size, short, unreadable, levels, values)


def _verify_found(found: Found, levels: Sequence[str], codec: Codec) -> FileReport:
    if found.error:
        return FileReport(found.path, error=found.error)
    return verify_path(found.path, levels=levels, codec=codec)


def _in_process(found: Found, levels: Sequence[str], module: str | None) -> FileReport:
    """The work of a process of the pool; None is the standard codec."""
    return _verify_found(found, levels, STANDARD if module is None else codec_from(module))


def _lost(found: Found) -> FileReport:
    return FileReport(found.path, error="the process that verified it died")


def _described(bug: Exception) -> str:
    """An unexpected exception in one line: its type, text, and place in the code."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"internal error: {type(bug).__name__}: {' '.join(str(bug).split())[:200]}{where}"
