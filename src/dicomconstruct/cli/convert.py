"""``dicomconstruct convert``: files in another transfer syntax."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from dicomconstruct.batches import expanded, in_order
from dicomconstruct.cli.failures import failure, many, reason, warning
from dicomconstruct.cli.options import (
    STDIN,
    chosen_codec,
    jobs_option,
    overwrite_option,
    plugin_option,
    ready_folder,
    recursive_option,
    stop,
)
from dicomconstruct.cli.progress import progress, progress_option
from dicomconstruct.errors import DicomError
from dicomconstruct.pictures.names import Names, stem_of
from dicomconstruct.pixels import get_encoder
from dicomconstruct.pixels.coder import check_available
from dicomconstruct.temporary_files import clear_leftovers
from dicomconstruct.transcoding import Job, Outcome, Target, convert_job, keyword_or_uid, syntax_named
from dicomconstruct.transcoding.files import CONVERTED, DIRECTORY, SAME, WITHOUT_PIXELS
from dicomconstruct.transcoding.targets import LOSSES, LOSSLESS_INSTEAD
from dicomconstruct.uid import UID

LOSS_OPTIONS = {
    "jpeg_quality": "--quality",
    "jls_error": "--max-error",
    "j2k_cr": "--ratio",
    "j2k_psnr": "--psnr",
    "jxl_distance": "--distance",
}
"""The options of this command by those of the encoders."""
LAYERED = ("j2k_cr", "j2k_psnr")
"""Those that take a value for each layer of JPEG 2000."""
DROPPED = "dropped"
"""The key of the number of dropped stretches, among the counts of files."""
KEPT = {SAME: "in it already", WITHOUT_PIXELS: "without pixels", DIRECTORY: "a DICOMDIR"}
STALE = "warning: records of a DICOMDIR name the transfer syntaxes of their files; write it anew"


@click.command("convert", short_help="Write files in another transfer syntax.")
@click.argument("files", metavar="FILES...", nargs=-1, required=True)
@click.option(
    "--to",
    "syntax",
    metavar="SYNTAX",
    required=True,
    help="A UID or keyword: ExplicitVRLittleEndian, RLELossless, JPEGLSLossless, JPEG2000Lossless ...",
)
@click.option(
    "-o",
    "--output",
    metavar="OUT",
    help="The folder to write to, which is made if need be; for one FILE also the file to write.",
)
@click.option("--in-place", is_flag=True, help="Replace each file by its result, instead of -o.")
@recursive_option
@overwrite_option
@click.option("--lossless-only", is_flag=True, help="Refuse a transfer syntax that loses something.")
@click.option("--quality", type=click.IntRange(1, 100), help="For JPEGBaseline8Bit and JPEGExtended12Bit.")
@click.option("--max-error", type=click.IntRange(1, 255), help="For JPEGLSNearLossless: of a sample.")
@click.option("--ratio", type=click.FloatRange(1, min_open=True), help="For JPEG2000: of compression.")
@click.option("--psnr", type=click.FloatRange(0, min_open=True), help="For JPEG2000: of signal to noise, in dB.")
@click.option("--distance", type=click.FloatRange(0.1, 25), help="For JPEGXL: 1 is hard to see.")
@click.option("--encoder", default="", metavar="NAME", help="Encode with this plugin only, such as pylibjpeg.")
@click.option("--decoder", default="", metavar="NAME", help="Decode with this plugin only, such as gdcm.")
@click.option(
    "--check/--no-check", "checked", default=True, help="Decode each frame again where nothing may get lost."
)
@click.option(
    "--drop-unexplained",
    is_flag=True,
    help="Leave out bytes that are no element and have no form in SYNTAX, instead of refusing the file.",
)
@click.option("--fsync", is_flag=True, help="Flush each file to the disk before it replaces anything.")
@jobs_option
@progress_option
@plugin_option
def convert(
    files: tuple[str, ...],
    syntax: str,
    output: str | None,
    in_place: bool,
    recursive: bool,
    overwrite: bool,
    lossless_only: bool,
    encoder: str,
    decoder: str,
    checked: bool,
    drop_unexplained: bool,
    fsync: bool,
    jobs: int,
    wanted: bool | None,
    plugin: str | None,
    **losses: Any,
) -> None:
    """Write FILES in another transfer syntax. All else in them stays byte for byte the same.

    FILES are files, patterns and with -r folders. What is in SYNTAX already, or has no pixels to compress, is
    copied as it is. Outputs have the mode and the times of their originals. Lossy compression makes new instances:
    with another SOP Instance UID, and what PS3.3 C.7.6.1.1.5 asks for.

    Bytes of a file that are no elements, such as text where items should be or a rest after the last element,
    have no form in another encoding. Such a file is refused, and the bytes are named; --drop-unexplained leaves
    them out.

    \b
    dicomconstruct convert scan.dcm --to RLELossless -o smaller.dcm
    dicomconstruct convert -r study --to JPEG2000Lossless -o compressed --jobs 4
    dicomconstruct convert -r study --to ExplicitVRLittleEndian --in-place
    dicomconstruct convert scan.dcm --to JPEG2000 --ratio 10 -o lossy.dcm

    Exit status: 0 all written, 1 something could not be, 2 wrong usage.
    """
    codec = chosen_codec(plugin)
    try:
        found_syntax = syntax_named(syntax, codec)
    except DicomError as error:
        raise click.BadParameter(str(error), param_hint="--to") from error
    target = Target(found_syntax, _loss(found_syntax, losses, lossless_only), encoder, decoder, checked)
    if found_syntax.is_encapsulated:
        try:
            check_available(get_encoder(found_syntax))
        except DicomError as error:
            stop(f"dicomconstruct: {reason(error)}")
    if (output is None) is not in_place:
        raise click.UsageError("say where to write: -o OUT, or --in-place to replace the files themselves")
    if STDIN in files:
        raise click.UsageError("convert reads files by their names, not standard input")
    work = _jobs(files, output, recursive=recursive, overwrite=overwrite, fsync=fsync)
    work = [replace(job, drop_unexplained=drop_unexplained) for job in work]
    counts: Counter[str] = Counter()
    sizes = [0, 0]
    with _cleared(work), progress("converting", len(work), wanted) as advance:
        for outcome in in_order(partial(convert_job, target=target, codec=plugin), work, jobs, _lost):
            for text in outcome.warned:
                advance.say(warning(outcome.path, text))
            if outcome.error is not None:
                advance.say(failure(outcome.path, reason(outcome.error)))
            elif outcome.what == DIRECTORY:
                advance.say(failure(outcome.path, STALE))
            counts[outcome.what] += 1
            counts[DROPPED] += outcome.dropped
            sizes = [sizes[0] + outcome.before, sizes[1] + outcome.after]
            advance.did(outcome.path)
    click.echo(_summary(counts, sizes, found_syntax))
    raise click.exceptions.Exit(1 if counts[""] else 0)


def _loss(syntax: UID, losses: dict[str, Any], lossless_only: bool) -> tuple[tuple[str, Any], ...]:
    """The encoder's options for loss. A usage error where they do not fit the transfer syntax."""
    given = {name: losses[option.strip("-").replace("-", "_")] for name, option in LOSS_OPTIONS.items()}
    given = {name: value for name, value in given.items() if value is not None}
    wanted = LOSSES.get(syntax, ())
    keyword = keyword_or_uid(syntax)
    if wanted and lossless_only:
        instead = keyword_or_uid(UID(LOSSLESS_INSTEAD[syntax]))
        raise click.UsageError(f"{keyword} loses something, which --lossless-only forbids; {instead} does not")
    for name in given:
        if name not in wanted:
            raise click.UsageError(f"{LOSS_OPTIONS[name]} does not go with {keyword}")
    if wanted and len(given) != 1:
        instead = keyword_or_uid(UID(LOSSLESS_INSTEAD[syntax]))
        options = " or ".join(LOSS_OPTIONS[name] for name in wanted)
        raise click.UsageError(f"{keyword} loses something: {options} says how much; {instead} loses nothing")
    return tuple((name, [value] if name in LAYERED else value) for name, value in given.items())


def _jobs(
    files: tuple[str, ...], output: str | None, *, recursive: bool, overwrite: bool, fsync: bool
) -> list[Job]:
    """The files, and where each goes. Ends where nothing could be written there."""
    found = list(expanded(files, into_folders=recursive))
    if output is None:
        return [Job(one, one.path, overwrite=True, fsync=fsync) for one in found]
    is_file_name = not os.path.isdir(output) and not output.endswith((os.sep, "/"))
    if len(files) == len(found) == 1 and is_file_name and not os.path.isdir(files[0]):
        return [Job(found[0], output, overwrite, fsync)]
    folder = Path(output)
    names = Names(folder)
    ready_folder(folder)
    work = []
    for one in found:
        name = os.path.basename(one.path)
        ending = name[len(stem_of(name)) :]
        path = f"{names.stem(one.inside, (ending,))}{ending}"
        try:
            names.check(path)
        except PermissionError as error:
            one = type(one)(one.path, one.error or reason(error), one.folder)
        work.append(Job(one, path, overwrite, fsync))
    return work


@contextmanager
def _cleared(work: list[Job]) -> Iterator[None]:
    """When the work fails or is interrupted, remove the temporary files of killed processes."""
    try:
        yield
    except BaseException:
        for folder in {os.path.dirname(job.output) for job in work}:
            clear_leftovers(folder)
        raise


def _lost(job: Job) -> Outcome:
    return Outcome(job.found.path, job.output, error=DicomError("the process that converted it died"))


def _summary(counts: Counter[str], sizes: list[int], syntax: UID) -> str:
    dropped = counts.pop(DROPPED, 0)
    kept = {what: counts[what] for what in KEPT if counts[what]}
    parts = [f"{many(counts.total(), 'file')}: {counts[CONVERTED]:,} converted to {syntax.name}"]
    if kept:
        told = ", ".join(f"{count:,} {KEPT[what]}" for what, count in kept.items())
        parts.append(
            f"{sum(kept.values()):,} copied as {'it is' if sum(kept.values()) == 1 else 'they are'} ({told})"
        )
    if counts[""]:
        parts.append(f"{many(counts[''], 'file')} failed")
    if dropped:
        parts.append(f"{dropped:,} {'stretch' if dropped == 1 else 'stretches'} of unexplained bytes dropped")
    size = f"; {sizes[0]:,} bytes became {sizes[1]:,}" if counts[CONVERTED] else ""
    return ", ".join(parts) + size
