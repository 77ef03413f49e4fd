"""The commands, put together."""

from __future__ import annotations

import click

from dicomconstruct import __version__
from dicomconstruct.cli.check import check_files
from dicomconstruct.cli.dump import dump_file
from dicomconstruct.cli.generate import generate
from dicomconstruct.cli.verify import verify


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 all well, 1 something was found, 2 wrong usage.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def app() -> None:
    """Read DICOM files without losing a byte, and see what is in them."""


app.add_command(verify)
app.add_command(dump_file)
app.add_command(check_files)
app.add_command(generate)
