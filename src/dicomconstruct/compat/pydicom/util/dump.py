"""Face of pydicom.util.dump: bytes and data sets printed for debugging."""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO

from dicomconstruct.dataset.text import check_shown_depth
from dicomconstruct.dataset.traversal import refuse_cycles
from dicomconstruct.explore.hexdump import character, hexdump as _hexdump
from dicomconstruct.sequence import Sequence
from dicomconstruct.sources import opened


def print_character(ordchr: int) -> str:
    """The character of a byte, as `dicomconstruct.explore.hexdump.character`."""
    return character(ordchr)


def hexdump(f: BinaryIO, start_address: int = 0, stop_address: int | None = None, show_address: bool = True) -> str:
    """The lines of a file's bytes, as `dicomconstruct.explore.hexdump.hexdump`."""
    return _hexdump(f, start_address, stop_address, show_address=show_address)


def filedump(
    filename: str | bytes | os.PathLike[str], start_address: int = 0, stop_address: int | None = None
) -> str:
    """The lines of the file at a path, as `hexdump`."""
    with opened(os.fsdecode(filename)) as file:
        return hexdump(file, start_address, stop_address)


def datadump(data: bytes, start_address: int = 0, stop_address: int | None = None) -> str:
    """The lines of bytes, as `hexdump`."""
    return hexdump(io.BytesIO(data), start_address, stop_address)


def pretty_print(ds: Any, indent_level: int = 0, indent_chars: str = "  ") -> None:
    """Print a data set element by element, so that what comes before a faulty one is seen.

    Raises DicomError where it holds itself, or where sequences nest too deeply to be shown.
    """
    refuse_cycles(ds)
    pending = [(one, indent_level) for one in reversed(list(ds))]
    while pending:
        one, level = pending.pop()
        indent = indent_chars * level
        if isinstance(one, str):
            print(indent + one)
        elif isinstance(one.value, Sequence):
            check_shown_depth(level - indent_level, one.tag)
            print(f"{indent}{one.tag} {one.name} -- {len(one.value)} item(s)")
            inside: list[tuple[Any, int]] = []
            for item in one.value:
                inside += [*((element, level + 1) for element in item), ("---------", level + 1)]
            pending += reversed(inside)
        else:
            print(indent + repr(one))


__all__ = ["datadump", "filedump", "hexdump", "pretty_print", "print_character"]
