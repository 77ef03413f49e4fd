"""``dicomconstruct export``: the pictures of many files, or their arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click

from dicomconstruct.batches import Found, expanded
from dicomconstruct.cli.failures import FAILURES, echo_warnings, failure, many, reason
from dicomconstruct.cli.options import STDIN, file_bytes, overwrite_option, ready_folder, recursive_option, stop
from dicomconstruct.cli.progress import progress, progress_option
from dicomconstruct.cli.rendering_options import FRAMES, Look, rendering_options
from dicomconstruct.explore.values import escaped
from dicomconstruct.pictures import Export, Names, exported
from dicomconstruct.pictures.exporting import FORMATS, JPG, MODALITY, NPY, PNG, SHOWN, STORED, picture_encoder

STDIN_NAME = "stdin"
NAMES_OF_FILES = (".bmp", ".gif", ".jp2", ".jpeg", ".jpg", ".npy", ".npz", ".png", ".tif", ".tiff", ".webp")
"""Suffixes of pictures and arrays, which a folder is unlikely to have."""


@click.command("export", short_help="Write the pictures in files, or their arrays.")
@click.argument("files", metavar="FILES...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write to; it is made if need be.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default=PNG, show_default=True, help="What is written."
)
@recursive_option
@click.option("--frames", type=FRAMES, metavar="FRAMES", help="Only these, from 1 on: 1,3-7. [default: all]")
@click.option("--bits", type=click.Choice(["8", "16"]), default="8", show_default=True, help="Of PNG samples.")
@click.option(
    "--values",
    type=click.Choice([STORED, MODALITY, SHOWN]),
    help="For npy: stored values, those of the modality (such as Hounsfield units), or grey values as shown. "
    "[default: stored; shown with --window]",
)
@click.option("--quality", type=click.IntRange(1, 100), default=90, show_default=True, help="Of a JPEG.")
@overwrite_option
@progress_option
@rendering_options
def export(
    files: tuple[str, ...],
    folder: Path,
    form: str,
    recursive: bool,
    frames: tuple[tuple[int, int], ...] | None,
    bits: str,
    values: str | None,
    quality: int,
    overwrite: bool,
    wanted: bool | None,
    look: Look,
) -> None:
    """Write the images in FILES to DIR: a picture for each frame, or with --format npy an array for each file.

    FILES are files, patterns and with -r folders; - is standard input. Outputs have the names of the files, with
    the number of the frame where there are several.

    \b
    dicomconstruct export scan.dcm -o pictures
    dicomconstruct export -r study -o pictures --format jpg --window 40,400
    dicomconstruct export multiframe.dcm -o pictures --frames 1,3-7 --bits 16
    dicomconstruct export scan.dcm -o arrays --format npy --values modality

    Exit status: 0 all written, 1 something could not be, 2 wrong usage.
    """
    _check_folder(folder)
    if form != NPY and values is not None:
        raise click.UsageError("--values is for --format npy")
    if form == JPG and bits != "8":
        raise click.UsageError("JPEG has 8 bits; --bits 16 is for png")
    what = Export(
        form,
        frames or (),
        look.rendering(int(bits)),
        values or (SHOWN if look.window is not None else STORED),
        quality,
        look.decoder,
        overwrite,
    )
    try:
        picture_encoder(JPG if form == JPG else PNG)
    except ImportError as error:
        stop(f"dicomconstruct: {error}")
    ready_folder(folder)
    names = Names(folder)
    found = list(expanded(files, into_folders=recursive))
    written = failed = 0
    with progress("exporting", len(found), wanted) as advance:
        for one in found:
            try:
                with echo_warnings(one.path, advance.say):
                    for path in _exported(one, names, what, lambda count: advance.more(count - 1)):
                        written += 1
                        advance.did(str(path))
            except FAILURES as error:
                failed += 1
                advance.say(failure(one.path, reason(error)))
                advance.did(one.path)
    things = "array" if form == NPY else "picture"
    told = f"{many(len(found), 'file')}: {many(written, things)} written to {escaped(str(folder))}"
    click.echo(told + (f", {many(failed, 'file')} failed" if failed else ""))
    raise click.exceptions.Exit(1 if failed else 0)


def _check_folder(folder: Path) -> None:
    """Raise a usage error for a folder that is not there and has the name of a picture or an array."""
    if folder.suffix.lower() in NAMES_OF_FILES and not folder.is_dir():
        raise click.UsageError(
            f"{escaped(str(folder))} is the name of a file, but -o is a folder for all outputs; --format says what "
            "they are, and dicomconstruct show -o writes one picture"
        )


def _exported(one: Found, names: Names, what: Export, on_count: Callable[[int], None]) -> Iterator[Path]:
    if one.error:
        raise OSError(0, one.error)
    if one.path == STDIN:
        return exported(file_bytes(STDIN), STDIN_NAME, names, what, on_count)
    return exported(one.path, one.inside, names, what, on_count)
