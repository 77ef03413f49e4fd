"""``dicomconstruct check``: findings about files by the rules of the standard, one line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

import click

from dicomconstruct.cli.failures import failure, many, reason
from dicomconstruct.cli.options import chosen_codec, engine_option, file_bytes, format_option, plugin_option
from dicomconstruct.codec import Codec
from dicomconstruct.explore.json_text import json_pieces
from dicomconstruct.explore.values import escaped
from dicomconstruct.fidelity.checker import findings_in
from dicomconstruct.tree import Finding, Severity

SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
"""From the least to the most."""
_COLOURS = {Severity.NOTE: "blue", Severity.WARNING: "yellow", Severity.ERROR: "red"}


@click.command("check", short_help="Check files against the standard.")
@click.argument("files", metavar="FILES...", nargs=-1, required=True)
@format_option
@click.option(
    "--severity",
    type=click.Choice([one.value for one in SEVERITIES]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severity that is shown and counts for the exit status.",
)
@click.option(
    "--recovery", is_flag=True, help="Show notes too, of each node which recovery rules were needed to read it."
)
@plugin_option
@engine_option
def check_files(
    files: tuple[str, ...], form: str, severity: str, recovery: bool, plugin: str | None, engine: str | None
) -> None:
    """Check FILES (- for standard input) against the standard, one line a finding.

    \b
    dicomconstruct check scan.dcm
    dicomconstruct check study/*.dcm --severity error --format json

    Exit status: 0 no finding, 1 findings, 2 a file could not be read or the usage is wrong.
    """
    codec = chosen_codec(plugin, engine)
    least = Severity.NOTE if recovery else Severity(severity)
    shown = SEVERITIES[SEVERITIES.index(least) :]
    checked = Checked(codec, shown, recovery=recovery)
    if form == "json":
        for piece in json_pieces(_document(files, checked)):
            click.echo(piece, nl=False)
        click.echo()
    else:
        for path in files:
            for finding in checked.findings(path):
                click.echo(_line(path, finding))
            if path in checked.errors:
                click.echo(failure(path, checked.errors[path]), err=True)
        click.echo(_count_line(len(files) - checked.unread, checked.unread, checked.counts, shown))
    raise click.exceptions.Exit(2 if checked.unread else int(bool(checked.counts)))


class Checked:
    """Files that are checked, each once, and the number of findings so far.

    Parameters
    ----------
    codec
        The codec that reads them.
    shown
        The severities that count.
    recovery
        Whether the recovery rules that nodes needed are findings.
    """

    def __init__(self, codec: Codec, shown: tuple[Severity, ...], *, recovery: bool = False) -> None:
        self._codec = codec
        self._recovery = recovery
        self.shown = shown
        self.counts: Counter[Severity] = Counter()
        self.errors: dict[str, str] = {}
        """Why files could not be read."""
        self.unread = 0

    def findings(self, path: str) -> Iterator[Finding]:
        """The findings about a file, found as they are asked for; none where it cannot be read."""
        try:
            tree = self._codec.look(file_bytes(path))
        except OSError as error:
            self.errors[path] = reason(error)
            self.unread += 1
            return
        for finding in findings_in(tree, self._codec, recovery=self._recovery):
            if finding.severity in self.shown:
                self.counts[finding.severity] += 1
                yield finding


def _document(files: tuple[str, ...], checked: Checked) -> dict[str, Any]:
    """The JSON document; the files are checked while it is printed."""

    def one(path: str) -> dict[str, Any]:
        findings = checked.findings(path)
        first = list(islice(findings, 1))
        dicts = (finding.to_dict() for finding in chain(first, findings))
        return {"path": path, "error": checked.errors.get(path, ""), "findings": dicts}

    return {
        "files": map(one, files),
        "counts": lambda: {severity.value: checked.counts[severity] for severity in checked.shown},
        "unreadable": lambda: checked.unread,
    }


def _line(path: str, finding: Finding) -> str:
    severity = click.style(finding.severity.value, fg=_COLOURS[finding.severity])
    place = f"{escaped(path)}:{finding.offset:#x}: "
    about = f" {finding.path}" if finding.path else ""
    return place + severity + escaped(f" {finding.code}{about} {finding.message} [{finding.rule}]")


def _count_line(files: int, unread: int, counts: Counter[Severity], shown: tuple[Severity, ...]) -> str:
    parts = [many(counts[one], one.value) for one in reversed(shown)]
    missed = f", {unread} could not be read" if unread else ""
    return f"{many(files, 'file')} checked{missed}: {', '.join(parts)}"
