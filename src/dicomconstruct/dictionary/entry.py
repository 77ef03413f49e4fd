"""One row of a data dictionary, of the standard's or of a program's own."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """One row of a data dictionary.

    Parameters
    ----------
    tag
        The tag as eight hexadecimal digits, ``x`` where a digit is open.
    vr
        The VR, ``US or SS`` and the like where the data set decides, ``NONE`` for items and delimiters.
    vm
        The value multiplicity, such as ``1``, ``1-n``, ``2-2n``.
    name, keyword
        As in PS3.6; "" for a row without one.
    retired
        Whether the standard has retired it.
    """

    tag: str
    vr: str
    vm: str
    name: str
    keyword: str = ""
    retired: bool = False
