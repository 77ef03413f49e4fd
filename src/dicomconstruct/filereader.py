"""Reading: the only module that opens files to read them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.tree import Node, Tree

Source = str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO
"""What can be read: a path, bytes, or a binary file-like object (seekable or not)."""


def source_bytes(source: Source) -> bytes:
    """The bytes of a source. OSError where a path cannot be read, TypeError for anything else."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if isinstance(source, str | os.PathLike):
        return Path(source).read_bytes()
    if hasattr(source, "read"):
        data = source.read()
        if isinstance(data, bytes):
            return data
        raise TypeError("a file-like object has to be opened in binary mode")
    raise TypeError(f"expected a path, bytes or a binary file, not {type(source).__name__}")


def read_tree(source: Source, *, codec: Codec = STANDARD) -> Tree:
    """The lossless tree of a file or of bytes.

    Parameters
    ----------
    source
        A path, bytes, or a binary file-like object.
    codec
        What to read it with.

    Raises
    ------
    OSError
        When the path cannot be read. Nothing is raised for what the bytes hold.
    """
    return codec.read_tree(source_bytes(source))


def scan(source: Source, *, codec: Codec = STANDARD) -> Iterator[Node]:
    """Every node of a file in file order: headers, values, items, delimiters, fragments, opaque stretches.

    The headers of all nodes and the values of those without `children` cover every byte exactly once. The
    nodes of a deflated data set come after the node of its stream and count in the inflated bytes.

    Parameters and errors are those of `read_tree`.
    """
    return read_tree(source, codec=codec).walk()
