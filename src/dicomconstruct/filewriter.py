"""Writing: the only module that opens files to write them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.tree import Tree


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file beside its target and move it into place, so that no half-written file is ever seen.

    Raises OSError where the folder cannot be written; the old file is untouched then.
    """
    target = Path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        if target.exists():
            os.chmod(name, target.stat().st_mode)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


def write_tree(path: str | os.PathLike[str], tree: Tree, *, codec: Codec = STANDARD) -> None:
    """Write a tree to a file: the bytes as read, but for what was edited.

    Raises OSError as `write_bytes` does.
    """
    write_bytes(path, codec.write_tree(tree))
