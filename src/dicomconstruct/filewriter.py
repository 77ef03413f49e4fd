"""Writing: the only module that opens files to write them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.tree import Tree

NEW_FILE_MODE = 0o644
"""Permissions of a file that was not there before."""


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file beside its target and move it into place, so that no half-written file is ever seen.

    A link is followed; what is no regular file (a pipe, a device) is written to as it is. Raises OSError where
    the folder cannot be written; the old file is untouched then.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        target.write_bytes(data)
        return
    mode = target.stat().st_mode & 0o7777 if target.exists() else NEW_FILE_MODE
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".dicomconstruct-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def write_tree(path: str | os.PathLike[str], tree: Tree, *, codec: Codec = STANDARD) -> None:
    """Write a tree to a file: the bytes as read, but for what was edited.

    Raises OSError as `write_bytes` does.
    """
    write_bytes(path, codec.write_tree(tree))
