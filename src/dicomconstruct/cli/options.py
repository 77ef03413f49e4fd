"""Options and helpers that commands share: codecs, inputs, output folders, wrong usage."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path
from typing import NoReturn

import click

from dicomconstruct.batches import codec_from, special
from dicomconstruct.cli.failures import failure, reason
from dicomconstruct.codec import ENGINES, STANDARD, Codec
from dicomconstruct.sources import source_bytes

STDIN = "-"

plugin_option = click.option(
    "--plugin",
    metavar="MODULE",
    help="Use the `codec` that this Python module defines instead of the standard one.",
)
"""`chosen_codec` makes a codec of its value."""
engine_option = click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="Read with the code compiled from the grammar (the default) or by interpreting the grammar's structs.",
)
"""`chosen_codec` gives the codec that runs it."""
jobs_option = click.option(
    "--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes to share the work."
)
format_option = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What is printed.",
)
recursive_option = click.option(
    "-r", "--recursive", is_flag=True, help="Walk folders, and write to folders of the same names."
)
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace existing files.")


def ready_folder(folder: Path) -> None:
    """Make an output folder. Ends the command where the folder cannot be made or written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        stop(failure(str(folder), reason(error)))
    if not os.access(folder, os.W_OK | os.X_OK):
        stop(failure(str(folder), "this folder cannot be written to; -o names another"))


def chosen_codec(plugin: str | None, engine: str | None = None) -> Codec:
    """The codec of a plugin module, or the standard one; a usage error where the module has none."""
    codec = STANDARD if plugin is None else _plugged(plugin)
    return codec if engine in (None, codec.engine) else codec.with_engine(str(engine))


def _plugged(plugin: str) -> Codec:
    if os.getcwd() not in sys.path:
        sys.path.append(os.getcwd())
    try:
        return codec_from(plugin)
    except TypeError as error:
        raise click.BadParameter(str(error), param_hint="--plugin") from error
    except Exception as error:
        problem = f"cannot import {plugin}: {type(error).__name__}: {error}"
        raise click.BadParameter(problem, param_hint="--plugin") from error


def file_bytes(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises OSError with its reason."""
    return source_bytes(sys.stdin.buffer if path == STDIN else readable(path))


def readable(path: str) -> str:
    """A path that can be read to its end. OSError, with its reason, for a folder, a pipe or a device."""
    if os.path.isdir(path):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    problem = special(path)
    if problem:
        raise OSError(0, f"{problem}; - is standard input")
    return path


def stop(message: str) -> NoReturn:
    """End with a message on standard error and the exit status of wrong usage."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(2)
