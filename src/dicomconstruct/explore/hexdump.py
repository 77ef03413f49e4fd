"""Hexadecimal dumps: an address, sixteen bytes in hexadecimal, and their characters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from dicomconstruct.sources import read_fully

WIDTH = 16
"""Bytes in a line."""
FIRST_SHOWN, LAST_SHOWN = 0x20, 0x7E
BACKSLASH = 0x5C


def character(number: int) -> str:
    """The character of a byte; a full stop for a separator of values, and for one that cannot be shown."""
    return chr(number) if FIRST_SHOWN <= number <= LAST_SHOWN and number != BACKSLASH else "."


def hexdump(file: BinaryIO, start: int = 0, stop: int | None = None, *, show_address: bool = True) -> str:
    """The lines of a file's bytes.

    Parameters
    ----------
    file
        A seekable binary file.
    start, stop
        The offsets of the first byte and after the last; None for the end of the file.
    show_address
        Whether each line begins with its address, in hexadecimal.
    """
    return "\n".join(_lines(file, start, stop, show_address))


def _lines(file: BinaryIO, start: int, stop: int | None, show_address: bool) -> Iterator[str]:
    end = file.seek(0, 2) if stop is None else min(stop, file.seek(0, 2))
    digits = len(f"{end:X}")
    file.seek(start)
    for address in range(start, end, WIDTH):
        data = read_fully(file, WIDTH)
        codes = " ".join(f"{number:02X}" for number in data)
        text = "".join(map(character, data))
        head = f"{address:0{digits}X}  " if show_address else ""
        yield f"{head}{codes:<{3 * WIDTH - 1}}  {text}"
