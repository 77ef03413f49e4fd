"""Writing: data sets and trees as files; what opens the files is `dicomconstruct.atomic`."""

from __future__ import annotations

import errno
import os
import warnings
from collections.abc import Iterable
from typing import Any, BinaryIO

from dicomconstruct.atomic import write_file
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.config import options
from dicomconstruct.dataelem.hooks import codec_of
from dicomconstruct.dataset import Dataset
from dicomconstruct.dataset.ambiguous import (
    correct_ambiguous_vr as correct_ambiguous_vr,
    correct_ambiguous_vr_element as correct_ambiguous_vr_element,
)
from dicomconstruct.dataset.encoding_choice import NOTHING, Asked
from dicomconstruct.dataset.file_bytes import file_pieces
from dicomconstruct.dataset.saved_over import SavedOver, hold_before_writing
from dicomconstruct.lazy import point_to_face
from dicomconstruct.parts.writing import (
    write_data_element as write_data_element,
    write_dataset as write_dataset,
    write_file_meta_info as write_file_meta_info,
    write_sequence as write_sequence,
    write_sequence_item as write_sequence_item,
)
from dicomconstruct.tree import Tree
from dicomconstruct.tree.levels import written_out

PATHS = (str, os.PathLike)
"""What names a file."""


def write_bytes(path: str | os.PathLike[str], data: bytes, *, fsync: bool | None = None) -> None:
    """Write a file as `write_pieces` does."""
    write_pieces(path, [data], fsync=fsync)


def write_pieces(
    path: str | os.PathLike[str],
    pieces: Iterable[bytes],
    *,
    overwrite: bool = True,
    fsync: bool | None = None,
    like: os.stat_result | None = None,
) -> None:
    """Write a file beside its target and move it into place, so that no half-written file is ever seen.

    Parameters, errors and what becomes of permissions and links are those of `dicomconstruct.atomic.write_file`;
    without `fsync`, `config.fsync` counts.
    """
    wanted = options().fsync if fsync is None else fsync
    write_file(path, written_out(pieces), overwrite=overwrite, fsync=wanted, like=like)


def dcmwrite(
    filename: str | os.PathLike[str] | BinaryIO,
    dataset: Dataset,
    __write_like_original: bool | None = None,
    /,
    *,
    implicit_vr: bool | None = None,
    little_endian: bool | None = None,
    enforce_file_format: bool = False,
    force_encoding: bool = False,
    overwrite: bool = True,
    drop_unexplained: bool = False,
    fsync: bool | None = None,
    codec: Codec | None = None,
    **kwargs: Any,
) -> None:
    """Write a data set as a file (PS3.10 7.1).

    What was read and not changed is written as it was, byte for byte; an element that was changed, and the
    lengths that enclose it, are encoded anew. The target is not touched until everything is encoded.

    Parameters
    ----------
    filename
        A path, or a binary file to write to. A path is written beside its target and moved into place.
    dataset
        With ``file_meta`` and ``preamble`` where it has them; without ``file_meta`` a bare data set is written.
    implicit_vr, little_endian
        The encoding, where the file meta information does not say it; little endian unless said otherwise.
    enforce_file_format
        Whether to write a file with preamble, prefix and all file meta information that has to be there, as far as
        it is known, or else to raise. Otherwise what there is is written; a data set that was made in memory gets
        a preamble with its file meta information all the same, unless its ``preamble`` was set to None.
    force_encoding
        Whether to write in the encoding that is given, whatever the file meta information says.
    overwrite
        Whether a file that is there may be replaced; else one that appears meanwhile is kept as well.
    drop_unexplained
        Whether to leave out, with the warning `UnexplainedBytesDropped`, what the file holds besides elements and
        what has no form in the encoding that is written: text where items should be, bytes after the end, stray
        delimiters. In the encoding that was read it stays.
    fsync
        Whether the bytes are on the disk before the file is moved into place, and its name there at the end: then
        a power cut leaves the old file or the new one. None for `config.fsync`.
    codec
        What to write it with; None for what it was read with, or the standard one.
    **kwargs
        The deprecated ``write_like_original``, the opposite of `enforce_file_format`; also by position.

    Raises
    ------
    FileExistsError
        When the file is there and `overwrite` is not set.
    OSError
        When the file cannot be written; it names `filename`. The old file is as it was then.
    UnwritableValue
        For a value that its VR cannot hold.
    UnexplainedBytes
        When something in the file has no form in the encoding that is written, unless it is to be dropped.
    ValueError
        When nothing says how to encode the data set, when the encoding that is given contradicts the transfer
        syntax, when there are elements of a command or of the file meta information in the data set, when the
        preamble is not 128 bytes long, or when a value is a buffer that cannot be read.
    AttributeError
        When a file cannot have the format that is enforced, or nothing tells which of a choice of VRs an element
        has.
    TypeError
        When `filename` is nothing that can be written to.
    """
    if __write_like_original is not None or kwargs:
        like_original = _like_original(__write_like_original, kwargs)
        if like_original is not None:
            enforce_file_format = not like_original
    target: Any = filename
    write: Any = getattr(target, "write", None)
    is_path = write is None and isinstance(filename, PATHS)
    if write is None and not is_path:
        raise TypeError(
            f"dcmwrite: Expected a file path, file-like or writeable buffer, but got {type(filename).__name__}"
        )
    if force_encoding and enforce_file_format:
        raise ValueError("'force_encoding' cannot be used with 'enforce_file_format'")
    if is_path and not overwrite and os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
    if little_endian is None and implicit_vr is not None and not force_encoding:
        little_endian = True
    asked = NOTHING if implicit_vr is little_endian is None else Asked(implicit_vr, little_endian)
    pieces = file_pieces(
        dataset,
        codec_of(dataset) if codec is None else codec,
        asked,
        enforce_file_format=enforce_file_format,
        force_encoding=force_encoding,
        drop_unexplained=drop_unexplained,
    )
    if is_path:
        over = SavedOver(target, dataset, pieces)
        write_pieces(target, pieces, overwrite=overwrite, fsync=fsync)
        over.written()
        return
    hold_before_writing(target, dataset, pieces)
    for piece in written_out(pieces):
        write(piece)


def _like_original(given: bool | None, kwargs: dict[str, Any]) -> bool | None:
    """The deprecated argument, which may come by position or by keyword; None where it is not given.

    Raises TypeError for what is no argument, and where the announced behaviour is asked for.
    """
    named = "write_like_original" in kwargs
    if (given is not None or named) and options().use_future:
        raise TypeError(
            "'write_like_original' is no longer accepted as a positional or keyword argument, use "
            "'enforce_file_format' instead"
        )
    if given is not None and named:
        raise TypeError("'write_like_original' cannot be used as both a positional and keyword argument")
    value: bool | None = kwargs.pop("write_like_original", given)
    if value is not None:
        warnings.warn(
            "'write_like_original' is deprecated and will be removed in v4.0, please use 'enforce_file_format' "
            "instead",
            DeprecationWarning,
            stacklevel=3,
        )
    if kwargs:
        raise TypeError(f"Invalid keyword argument(s) for dcmwrite(): {', '.join(kwargs)}")
    return value


def write_tree(
    path: str | os.PathLike[str], tree: Tree, *, fsync: bool | None = None, codec: Codec = STANDARD
) -> None:
    """Write a tree to a file: the bytes as read, but for what was edited.

    Raises OSError as `write_pieces` does.
    """
    write_bytes(path, codec.write_tree(tree), fsync=fsync)


point_to_face(globals())
