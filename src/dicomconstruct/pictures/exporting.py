"""Files as pictures or arrays: PNG, JPEG, npy, a file for each frame or one for all."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import numpy as np

from dicomconstruct.errors import DicomError, MissingElement
from dicomconstruct.filewriter import write_pieces
from dicomconstruct.pictures.names import Names
from dicomconstruct.pictures.png import png_pieces
from dicomconstruct.pictures.rendering import Rendering, rendered
from dicomconstruct.pictures.source import Frames
from dicomconstruct.pictures.unusable import modality_values, usable_facts
from dicomconstruct.pictures.windows import FULL, Window
from dicomconstruct.samples import Array

PNG, NPY, JPG = "png", "npy", "jpg"
FORMATS = (PNG, NPY, JPG)
STORED, MODALITY, SHOWN = "stored", "modality", "shown"
VALUES = (STORED, MODALITY, SHOWN)
DIGITS = 4
"""The least digits of a frame's number in a name, so that names sort as frames do."""
PILLOW = "pip install 'dicomconstruct[pixels]'"


@dataclass(frozen=True)
class Export:
    """The output for each file.

    Parameters
    ----------
    form
        One of `FORMATS`.
    frames
        Stretches of frames, counted from 1, as `parsed_frames` gives them; empty for all.
    rendering
        The rendering of frames.
    values
        For npy: the stored values, those of the modality (such as Hounsfield units), or the rendered ones.
    quality
        Of JPEG.
    plugin
        The name of the one decoding plugin to use; "" for any.
    overwrite
        Whether existing files may be replaced.
    """

    form: str = PNG
    frames: tuple[tuple[int, int], ...] = ()
    rendering: Rendering = field(default_factory=Rendering)
    values: str = STORED
    quality: int = 90
    plugin: str = ""
    overwrite: bool = False


def parsed_frames(text: str) -> tuple[tuple[int, int], ...]:
    """Frames in the notation of the command, counted from 1: ``1,3-7`` is the first, and the third to the seventh.

    Raises DicomError for anything else.
    """
    made = []
    for part in text.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:-\s*(\d{1,9})\s*)?", part)
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
        if not 1 <= first <= last:
            raise DicomError("frames are written as numbers from 1 on, such as 1,3-7", found=text)
        made.append((first, last))
    return tuple(made)


def indices_of(stretches: tuple[tuple[int, int], ...], count: int) -> list[int]:
    """The indices of frames, counted from 0, each once. DicomError for a frame beyond the last."""
    if not stretches:
        return list(range(count))
    most = max(last for _, last in stretches)
    if most > count:
        raise DicomError("there is no such frame", expected=f"1 to {count}", found=most)
    return list(dict.fromkeys(index for first, last in stretches for index in range(first - 1, last)))


def exported(
    source: str | bytes, inside: str, names: Names, what: Export, on_count: Callable[[int], None] | None = None
) -> Iterator[Path]:
    """Write the pictures or the array of one file, and give the path of each when it is written.

    Parameters
    ----------
    source
        Its path, or its bytes.
    inside
        The path that names its outputs: its path below the folder that was walked.
    names
        The source of unique names.
    what
        The output for each file.
    on_count
        Called with the number of output files.

    Raises
    ------
    OSError
        When the file cannot be read, or an output cannot be written.
    DicomError
        When it has no pixels, or they cannot be decoded or rendered.
    ImportError
        When Pillow is needed and missing.
    """
    frames = Frames(source, what.plugin)
    indices = indices_of(what.frames, frames.count)
    if what.form == NPY:
        path = Path(f"{names.stem(inside, ('.npy',))}.npy")
        _write(path, npy_pieces(frames, indices, what), names, what)
        yield path
        return
    digits = max(DIGITS, len(str(frames.count)))
    endings = [f"-{index + 1:0{digits}}.{what.form}" if frames.count > 1 else f".{what.form}" for index in indices]
    stem = names.stem(inside, tuple(endings))
    encode = picture_encoder(what.form, what.quality)
    if on_count is not None:
        on_count(len(indices))
    for ending, (index, frame) in zip(endings, frames.chosen(indices), strict=True):
        path = Path(f"{stem}{ending}")
        _write(path, encode(rendered(frame, frames.about, index, what.rendering)), names, what)
        yield path


def _write(path: Path, pieces: Iterable[bytes], names: Names, what: Export) -> None:
    names.check(path)
    if os.path.lexists(path) and not what.overwrite:
        raise FileExistsError(0, f"{path} exists; --overwrite replaces it")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_pieces(path, pieces, overwrite=what.overwrite)


def picture_encoder(form: str, quality: int = 90) -> Callable[[Array], Iterable[bytes]]:
    """The function that encodes a picture as PNG or JPEG. ImportError where Pillow is needed and missing."""
    if form == PNG:
        return png_pieces
    try:
        image = import_module("PIL.Image")
    except ImportError as error:
        raise ImportError(f"JPEG needs Pillow: {PILLOW}") from error

    def jpeg(picture: Array) -> list[bytes]:
        buffer = io.BytesIO()
        colors = picture[..., :3] if picture.ndim == 3 else picture
        image.fromarray(np.ascontiguousarray(colors)).save(buffer, "JPEG", quality=quality)
        return [buffer.getvalue()]

    return jpeg


def _values(frames: Frames, indices: list[int], what: Export) -> Iterator[Array]:
    for index, frame in frames.chosen(indices):
        if what.values == STORED:
            yield frame
        elif what.values == MODALITY:
            yield modality_values(frame, usable_facts(frames.about, index, Window(FULL)))
        else:
            yield rendered(frame, frames.about, index, what.rendering)


def npy_pieces(frames: Frames, indices: list[int], what: Export) -> Iterator[bytes]:
    """The frames as one array in numpy's format, one frame after another: (frames, rows, columns, samples).

    A file of one frame has no first axis. DicomError where frames are of several types.
    """
    first: Array | None = None
    for frame in _values(frames, indices, what):
        if first is None:
            first = frame
            shape = (len(indices), *frame.shape) if frames.count > 1 else frame.shape
            head = io.BytesIO()
            facts = {
                "descr": np.lib.format.dtype_to_descr(frame.dtype),
                "fortran_order": False,
                "shape": shape,
            }
            np.lib.format.write_array_header_1_0(head, facts)
            yield head.getvalue()
        if (frame.dtype, frame.shape) != (first.dtype, first.shape):
            raise DicomError("frames of several types make no array", expected=first.dtype, found=frame.dtype)
        yield np.ascontiguousarray(frame).tobytes()
    if first is None:
        raise MissingElement("it has no frames")
