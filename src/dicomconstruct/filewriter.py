"""Writing: the only module that opens files to write them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.file_bytes import file_pieces
from dicomconstruct.tree import Tree

NEW_FILE_MODE = 0o644
"""Permissions of a file that was not there before."""


PATHS = (str, os.PathLike)
"""What names a file."""


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file as `write_pieces` does."""
    write_pieces(path, [data])


def write_pieces(path: str | os.PathLike[str], pieces: Iterable[bytes]) -> None:
    """Write a file beside its target and move it into place, so that no half-written file is ever seen.

    A link is followed; what is no regular file (a pipe, a device) is written to as it is. Raises OSError where
    the folder cannot be written; the old file is untouched then.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.writelines(pieces)
        return
    mode = target.stat().st_mode & 0o7777 if target.exists() else NEW_FILE_MODE
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".dicomconstruct-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def dcmwrite(
    filename: str | os.PathLike[str] | BinaryIO,
    dataset: Dataset,
    /,
    *,
    implicit_vr: bool | None = None,
    little_endian: bool | None = None,
    overwrite: bool = True,
    codec: Codec = STANDARD,
) -> None:
    """Write a data set as a file (PS3.10 7.1).

    What was read and not changed is written as it was, byte for byte; an element that was changed, and the
    lengths that enclose it, are encoded anew.

    Parameters
    ----------
    filename
        A path, or a binary file to write to. A path is written beside its target and moved into place.
    dataset
        With ``file_meta`` and ``preamble`` where it has them; without ``file_meta`` a bare data set is written.
    implicit_vr, little_endian
        The encoding, where the file meta information does not say it.
    overwrite
        Whether a file that is there may be replaced.
    codec
        What to write it with.

    Raises
    ------
    FileExistsError
        When the file is there and `overwrite` is not set.
    UnwritableValue
        For a value that its VR cannot hold; nothing has been written then.
    ValueError
        When nothing says how to encode the data set.
    """
    if not overwrite and isinstance(filename, PATHS) and os.path.exists(filename):
        raise FileExistsError(f"{os.fspath(filename)} is there already, and overwrite=False")
    pieces = file_pieces(dataset, codec, implicit_vr=implicit_vr, little_endian=little_endian)
    if isinstance(filename, PATHS):
        write_pieces(filename, pieces)
        return
    for piece in pieces:
        filename.write(piece)


def write_tree(path: str | os.PathLike[str], tree: Tree, *, codec: Codec = STANDARD) -> None:
    """Write a tree to a file: the bytes as read, but for what was edited.

    Raises OSError as `write_bytes` does.
    """
    write_bytes(path, codec.write_tree(tree))
