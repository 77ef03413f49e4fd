"""``dicomconstruct dump``: a file as text, one line a node."""

from __future__ import annotations

from typing import Any

import click

from dicomconstruct.cli.failures import failure, reason
from dicomconstruct.cli.options import chosen_codec, engine_option, file_bytes, plugin_option, stop
from dicomconstruct.explore.dump import MAX_WIDTH, dump_json, dump_lines


@click.command("dump", short_help="Print every node of a file.")
@click.argument("file", metavar="FILE")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document with the same content.")
@click.option(
    "--max-width",
    type=click.IntRange(min=8),
    default=MAX_WIDTH,
    show_default=True,
    help="The width of a value in characters.",
)
@click.option("--no-findings", is_flag=True, help="Leave out findings.")
@click.option("--recovery", is_flag=True, help="Name for each node the recovery rules that were needed to read it.")
@plugin_option
@engine_option
def dump_file(
    file: str,
    as_json: bool,
    max_width: int,
    no_findings: bool,
    recovery: bool,
    plugin: str | None,
    engine: str | None,
) -> None:
    """Print every node of FILE (- for standard input): its place, header, meaning and value.

    Findings stand beneath the node that they are about. Private elements show their creator in brackets.

    \b
    dicomconstruct dump scan.dcm
    dicomconstruct dump scan.dcm --max-width 200 | less -R
    dicomconstruct dump --json scan.dcm

    Exit status: 0 printed, 2 FILE could not be read or the usage is wrong.
    """
    codec = chosen_codec(plugin, engine)
    options: dict[str, Any] = {
        "codec": codec,
        "max_width": max_width,
        "findings": not no_findings,
        "recovery": recovery,
    }
    try:
        data = file_bytes(file)
    except OSError as error:
        stop(failure(file, reason(error)))
    if as_json:
        for piece in dump_json(data, name=file, **options):
            click.echo(piece, nl=False)
        click.echo()
        return
    if not data:
        click.echo("# an empty file")
        return
    for line in dump_lines(data, **options):
        is_remark = line.lstrip().startswith("! ")
        click.echo(click.style(line, fg="yellow") if is_remark else line)
