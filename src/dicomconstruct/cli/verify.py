"""``dicomconstruct verify``: verify that reading and writing keep every byte of files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Column, Table

from dicomconstruct.batches import expanded
from dicomconstruct.cli.options import chosen_codec, format_option, jobs_option, plugin_option
from dicomconstruct.cli.progress import progress
from dicomconstruct.explore.values import escaped
from dicomconstruct.fidelity.levels import Shortfall
from dicomconstruct.fidelity.verify import (
    LEVELS,
    FileReport,
    Summary,
    summary,
    verify_bytes,
    verify_paths,
)
from dicomconstruct.testing.examples import example_files

FORMAT_VERSION = 1
"""The version of the JSON document; it grows when a key changes its meaning."""


@click.command("verify", short_help="Verify that reading and writing lose no byte.")
@click.argument("paths", metavar="[PATHS]...", nargs=-1)
@click.option(
    "--level",
    "levels",
    type=click.Choice(list(LEVELS)),
    multiple=True,
    help="Try this level only; may be given again. [default: all of them]",
)
@click.option("--notes", is_flag=True, help="Name each value whose bytes change when it is encoded again.")
@click.option("--refusals", is_flag=True, help="Name each refused move to another encoding, with the element.")
@jobs_option
@format_option
@plugin_option
def verify(
    paths: tuple[str, ...],
    levels: tuple[str, ...],
    notes: bool,
    refusals: bool,
    jobs: int,
    form: str,
    plugin: str | None,
) -> None:
    """Read files and write them again, and report each byte that would be lost.

    PATHS are files, folders (with all in them) and patterns; without any, the built-in examples are
    verified. Nothing is changed on disk. Levels:

    \b
    structure  building from the parsed fields gives the bytes of the file
    compiled   the compiled reader and writer give the results of the interpreted grammar
    values     decoding every value changes nothing
    model      dcmread, every value decoded, and dcmwrite: the same bytes
    edit       changing one value changes it and the enclosing lengths only
    transcode  in each other uncompressed encoding, and back, the same meaning

    A file that cannot move to an encoding without loss is refused by name; it counts as faithful. The levels
    model and transcode hold a data set with every value decoded; for files of gigabytes leave them out.

    \b
    dicomconstruct verify
    dicomconstruct verify study --jobs 4
    dicomconstruct verify 'study/*.dcm' --level values --format json

    Exit status: 0 every file is faithful at every level, 1 one is not or could not be read, 2 wrong usage.
    """
    tried = tuple(level for level in LEVELS if not levels or level in levels)
    codec = chosen_codec(plugin)
    if paths:
        reports = _with_bar(paths, tried, jobs, plugin)
    else:
        click.echo("No paths given: verifying the built-in example files.", err=True)
        reports = (verify_bytes(data, levels=tried, codec=codec, name=name) for name, data in example_files())
    if form == "json":
        kept = list(reports)
        total = summary(kept)
        document = {
            "format": FORMAT_VERSION,
            "levels": list(tried),
            "files": [report.to_dict() for report in kept],
            "summary": total.to_dict(),
        }
        click.echo(json.dumps(document, indent=1))
    else:
        total = summary(_told(reports, notes, refusals))
        _print_summary(total, tried)
    raise click.exceptions.Exit(0 if total.faithful else 1)


def _with_bar(paths: Sequence[str], levels: Sequence[str], jobs: int, plugin: str | None) -> Iterator[FileReport]:
    """The reports, with progress on standard error if that is a terminal and there are many files."""
    codec: Any = plugin if plugin is not None else chosen_codec(None)
    total = sum(1 for _ in expanded(paths)) if sys.stderr.isatty() else 0
    with progress("verifying", total) as advance:
        for report in verify_paths(paths, levels=levels, jobs=jobs, codec=codec):
            advance.did(report.path)
            if report.faithful:
                yield report
            else:
                with advance.aside():
                    yield report


def _told(reports: Iterator[FileReport], notes: bool, refusals: bool) -> Iterator[FileReport]:
    """The same reports; shortfalls, and notes and refusals on request, are printed as they pass."""
    for report in reports:
        if report.error:
            click.echo(f"{escaped(report.path)}: unreadable: {escaped(report.error)}")
        for shortfall in report.shortfalls:
            click.echo(f"{escaped(report.path)}: {_line(shortfall)}")
        for refusal in report.refusals if refusals else ():
            told = f"{refusal.level}: refused {refusal.target}: {refusal.reason}"
            click.echo(f"{escaped(report.path)}: {escaped(told)}")
        for note in report.notes if notes else ():
            click.echo(f"{escaped(report.path)}: {note.offset:#x} {note.path} {note.vr} {note.problem}")
        yield report


def _line(shortfall: Shortfall) -> str:
    place = f" at {shortfall.offset:#x}" if shortfall.offset is not None else ""
    about = f" {shortfall.path}" if shortfall.path else ""
    sides = f": expected {shortfall.expected or 'nothing'}, found {shortfall.found or 'nothing'}"
    told = f"{shortfall.level}{place}{about}: {shortfall.problem}"
    return escaped(told + (sides if shortfall.expected or shortfall.found else ""))


def _print_summary(total: Summary, levels: Sequence[str]) -> None:
    console = Console(file=sys.stdout, highlight=False, soft_wrap=True)
    by_level = Table("level", *map(_right, ("faithful", "of", "refused")), title_justify="left", box=None)
    for level in levels:
        count = total.levels.get(level)
        if count is not None:
            refused = f"{count.refused:,}" if count.refused else "-"
            by_level.add_row(level, f"{count.faithful:,}", f"{count.files:,}", refused)
    if by_level.row_count:
        console.print(by_level)
    if total.values:
        console.print()
        console.print(_values_table(total))
    console.print()
    console.print(_verdict(total), markup=False)


def _values_table(total: Summary) -> Table:
    headings = ("values", "canonical", "not canonical", "undecodable")
    table = Table("VR", *(_right(heading) for heading in headings), box=None)
    for code, tally in sorted(total.values.items()):
        counts = (tally.values, tally.canonical, tally.not_canonical, tally.undecodable)
        table.add_row(code, *(f"{count:,}" if count else "-" for count in counts))
    return table


def _right(heading: str) -> Column:
    return Column(heading, justify="right")


def _verdict(total: Summary) -> str:
    files = f"{total.files:,} file{'' if total.files == 1 else 's'}, {total.size:,} bytes"
    if total.faithful:
        return f"{files}: faithful to the last byte."
    parts = []
    if total.short:
        parts.append(f"{total.short:,} not faithful")
    if total.unreadable:
        parts.append(f"{total.unreadable:,} unreadable")
    return f"{files}: {', '.join(parts)}."
