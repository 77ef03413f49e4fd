"""``dicomconstruct check``: what the standard has to say about files, one line a finding."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from dicomconstruct.cli.failures import failure, many, reason
from dicomconstruct.cli.options import codec_of, engine_option, file_bytes, format_option, plugin_option
from dicomconstruct.explore.values import escaped
from dicomconstruct.fidelity.checker import check
from dicomconstruct.tree import Finding, Severity

SEVERITIES = (Severity.NOTE, Severity.WARNING, Severity.ERROR)
"""From the least to the most."""
_COLOURS = {Severity.NOTE: "blue", Severity.WARNING: "yellow", Severity.ERROR: "red"}


@click.command("check", short_help="Say what the standard has against files.")
@click.argument("files", metavar="FILES...", nargs=-1, required=True)
@format_option
@click.option(
    "--severity",
    type=click.Choice([one.value for one in SEVERITIES]),
    default=Severity.WARNING.value,
    show_default=True,
    help="The least severity that is shown and counts for the exit status.",
)
@plugin_option
@engine_option
def check_files(files: tuple[str, ...], form: str, severity: str, plugin: str | None, engine: str | None) -> None:
    """Check FILES (- for standard input) against the standard, one line a finding.

    \b
    dicomconstruct check scan.dcm
    dicomconstruct check study/*.dcm --severity error --format json

    Exit status: 0 no finding, 1 findings, 2 a file could not be read or the usage is wrong.
    """
    codec = codec_of(plugin, engine)
    shown = SEVERITIES[SEVERITIES.index(Severity(severity)) :]
    counts: Counter[Severity] = Counter()
    unread = 0
    documents: list[dict[str, Any]] = []
    for path in files:
        error_text = ""
        findings: list[Finding] = []
        try:
            findings = [one for one in check(file_bytes(path), codec=codec) if one.severity in shown]
        except OSError as error:
            unread += 1
            error_text = reason(error)
            if form == "text":
                click.echo(failure(path, error_text), err=True)
        counts.update(one.severity for one in findings)
        if form == "json":
            found = [one.to_dict() for one in findings]
            documents.append({"path": path, "error": error_text, "findings": found})
            continue
        for finding in findings:
            click.echo(_line(path, finding))
    if form == "json":
        totals = {one.value: counts[one] for one in shown}
        click.echo(json.dumps({"files": documents, "counts": totals, "unreadable": unread}, indent=1))
    else:
        click.echo(_count_line(len(files) - unread, unread, counts, shown))
    raise click.exceptions.Exit(2 if unread else int(bool(counts)))


def _line(path: str, finding: Finding) -> str:
    severity = click.style(finding.severity.value, fg=_COLOURS[finding.severity])
    place = f"{escaped(path)}:{finding.offset:#x}: "
    about = f" {finding.path}" if finding.path else ""
    return place + severity + escaped(f" {finding.code}{about} {finding.message} [{finding.rule}]")


def _count_line(files: int, unread: int, counts: Counter[Severity], shown: tuple[Severity, ...]) -> str:
    parts = [many(counts[one], one.value) for one in reversed(shown)]
    missed = f", {unread} could not be read" if unread else ""
    return f"{many(files, 'file')} checked{missed}: {', '.join(parts)}"
