"""``dicomconstruct show``: one frame as a picture, in a terminal known to show pictures, else as a PNG."""

from __future__ import annotations

import os
import shutil
import sys
from array import array
from collections.abc import Iterable
from importlib import import_module
from typing import Any

import click

from dicomconstruct.cli.failures import FAILURES, echo_warnings, failure, reason
from dicomconstruct.cli.options import STDIN, file_bytes, overwrite_option, readable, stop
from dicomconstruct.cli.rendering_options import Look, rendering_options
from dicomconstruct.explore.values import escaped
from dicomconstruct.filewriter import write_pieces
from dicomconstruct.pictures import Frames, drawn, rendered, way_of
from dicomconstruct.pictures.exporting import JPG, PNG, picture_encoder
from dicomconstruct.pictures.names import stem_of
from dicomconstruct.pictures.terminal import CELL, WAYS

MARGIN = 2
"""Lines of the terminal that are kept for the line below the picture and the next prompt."""
SUFFIXES = {".png": PNG, ".jpg": JPG, ".jpeg": JPG}


@click.command("show", short_help="Show the picture in a file.")
@click.argument("file", metavar="FILE")
@click.option("--frame", type=click.IntRange(min=1), default=1, show_default=True, help="Frame, from 1 on.")
@click.option(
    "-o",
    "--output",
    metavar="PICTURE",
    help="Write a .png or .jpg there instead; - writes a PNG to standard output.",
)
@click.option(
    "--as",
    "way",
    type=click.Choice([*WAYS, PNG]),
    help="The way to draw in the terminal; png writes a file. [default: by the environment]",
)
@overwrite_option
@rendering_options
def show(
    file: str,
    frame: int,
    output: str | None,
    way: str | None,
    overwrite: bool,
    look: Look,
) -> None:
    """Show one frame of FILE (- for standard input): in a terminal known to show pictures, else as a PNG
    beside FILE.

    \b
    dicomconstruct show scan.dcm
    dicomconstruct show scan.dcm --frame 12 --window 40,400
    dicomconstruct show scan.dcm -o picture.png

    Exit status: 0 shown, 1 no picture could be made, 2 FILE could not be read or the usage is wrong.
    """
    if output is not None:
        _check_suffix(output)
    if output is None and way is None:
        way = way_of(os.environ, is_terminal=sys.stdout.isatty(), encoding=sys.stdout.encoding or "")
    try:
        source: Any = file_bytes(file) if file == STDIN else readable(file)
        with echo_warnings(file):
            frames = Frames(source, look.decoder)
            ((index, pixels),) = frames.chosen([frame - 1])
            picture = rendered(pixels, frames.about, index, look.rendering())
    except OSError as error:
        stop(failure(file, reason(error)))
    except FAILURES as error:
        click.echo(failure(file, reason(error)), err=True)
        raise click.exceptions.Exit(1) from error
    caption = _caption(frames, frame, pixels)
    if output is not None or way in (None, "", PNG):
        _write(picture, _target(file, frames.count, frame, output), overwrite or output is not None, caption)
        return
    size = shutil.get_terminal_size()
    for text in drawn(picture, str(way), size.columns, max(1, size.lines - MARGIN), _cell()):
        click.echo(text, nl=False, color=True)
    click.echo(caption)


def _check_suffix(output: str) -> None:
    """Raise a usage error for a file name with the suffix of no known picture format."""
    suffix = os.path.splitext(output)[1].lower()
    if suffix and suffix not in SUFFIXES and not os.path.isdir(output):
        known = ", ".join(SUFFIXES)
        raise click.UsageError(f"{escaped(output)}: no picture is written as {escaped(suffix)}, only as {known}")


def _caption(frames: Frames, frame: int, pixels: Any) -> str:
    about = frames.about
    parts = [f"{pixels.shape[1]} x {pixels.shape[0]} pixels", str(about.get("PhotometricInterpretation", ""))]
    if frames.count > 1:
        parts.append(f"frame {frame} of {frames.count}")
    parts += [str(about.get(keyword) or "") for keyword in ("Modality", "SeriesDescription")]
    return escaped(", ".join(part for part in parts if part))


def _cell() -> tuple[int, int]:
    """Rows and columns of pixels that a character of this terminal takes."""
    try:
        control, names = import_module("fcntl"), import_module("termios")
        sizes = array("H", (0, 0, 0, 0))
        control.ioctl(sys.stdout.fileno(), names.TIOCGWINSZ, sizes)
    except (ImportError, OSError):
        return CELL
    lines, columns, width, height = sizes
    return (height // lines, width // columns) if 0 < lines <= height and 0 < columns <= width else CELL


def _target(file: str, count: int, frame: int, output: str | None) -> str:
    """The path that a picture is written to: the one given, else beside the file."""
    if output == STDIN or (output is not None and not os.path.isdir(output)):
        return output
    if file == STDIN:
        stop("dicomconstruct: the picture of standard input needs a path: -o PICTURE")
    name = stem_of(os.path.basename(file)) + (f"-{frame:04}" if count > 1 else "") + f".{PNG}"
    return os.path.join(output or os.path.dirname(file), name)


def _write(picture: Any, target: str, overwrite: bool, caption: str) -> None:
    suffix = os.path.splitext(target)[1].lower()
    is_stdout = target == STDIN
    if is_stdout and sys.stdout.isatty():
        stop("dicomconstruct: a terminal shows no PNG; redirect standard output, or use -o PICTURE")
    try:
        pieces: Iterable[bytes] = picture_encoder(PNG if is_stdout else SUFFIXES.get(suffix, PNG))(picture)
        if is_stdout:
            sys.stdout.buffer.writelines(pieces)
            return
        if not overwrite and os.path.lexists(target):
            stop(f"dicomconstruct: {escaped(target)} exists; --overwrite replaces it, -o PICTURE writes elsewhere")
        write_pieces(target, pieces, overwrite=overwrite)
    except ImportError as error:
        stop(f"dicomconstruct: {error}")
    except BrokenPipeError:
        raise
    except OSError as error:
        where = "standard output" if is_stdout else target
        stop(f"{failure(where, reason(error))}; -o PICTURE writes elsewhere")
    click.echo(f"{escaped(target)}: {caption}")
