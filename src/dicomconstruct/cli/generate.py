"""``dicomconstruct generate``: the built-in example files, written to a folder."""

from __future__ import annotations

from pathlib import Path

import click

from dicomconstruct.cli.failures import failure, reason
from dicomconstruct.cli.options import stop
from dicomconstruct.filewriter import write_bytes
from dicomconstruct.testing import example_files


@click.command("generate", short_help="Write the built-in example files to a folder.")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def generate(folder: Path) -> None:
    """Write the built-in example files to FOLDER, which is made if need be: one of each encoding, every VR,
    nested sequences, encapsulated pixels, every character set. The same files come out each time.

    \b
    dicomconstruct generate examples
    """
    count = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in example_files():
            write_bytes(folder / f"{name}.dcm", data)
            count += 1
    except OSError as error:
        stop(failure(str(folder), reason(error)))
    click.echo(f"{count} files written to {folder}")
