"""The commands as one group; the module of a command is imported when the command is called."""

from __future__ import annotations

import difflib
import errno
import sys
from importlib import import_module
from typing import Any

import click

from dicomconstruct import __version__

COMMANDS = {
    "check": "check.check_files",
    "convert": "convert.convert",
    "dump": "dump.dump_file",
    "export": "export.export",
    "generate": "generate.generate",
    "show": "show.show",
    "verify": "verify.verify",
}
"""The module and the attribute of each command, by its name."""


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of a name; None for an unknown name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(".")
        command: click.Command = getattr(import_module(f"{__package__}.{module}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of the arguments; the error for an unknown one suggests similar names."""
        near = difflib.get_close_matches(args[0], COMMANDS, 2)
        if args[0] not in COMMANDS and near and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}. Did you mean {' or '.join(near)}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; an OSError ends it with one line and exit status 2. Click handles BrokenPipeError."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            click.echo(f"dicomconstruct: {error.strerror or error}", err=True)
            raise click.exceptions.Exit(2) from error
        return result


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit status: 0 all well, 1 something was found, 2 wrong usage. COMMAND --help has examples.",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
def app() -> None:
    """Read DICOM files without losing a byte, see what is in them, and make other files of them."""
