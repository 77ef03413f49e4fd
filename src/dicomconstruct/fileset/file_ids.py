"""File IDs: the names of files of a File-set, and the generation of new ones (PS3.10 8.2, 8.5)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

MOST_COMPONENTS = 8
LONGEST_COMPONENT = 8
COMPONENT = re.compile(r"[A-Z0-9_]+", re.ASCII)
DIGITS = "0123456789"
DIGITS_AND_LETTERS = "0123456789ABCDEFGHIKLMNOPQRSTUVWXYZ"
"""J is left out, as by pydicom, whose File-sets get the same names."""

PRIVATE = "PRIVATE"
OTHER = "XX"
PREFIXES = {
    "PATIENT": "PT",
    "STUDY": "ST",
    "SERIES": "SE",
    "ANNOTATION": "AN",
    "ASSESSMENT": "AS",
    "ENCAP DOC": "ED",
    "FIDUCIAL": "FD",
    "HANGING PROTOCOL": "HG",
    "IMAGE": "IM",
    "IMPLANT": "IP",
    "IMPLANT ASSY": "IA",
    "IMPLANT GROUP": "IG",
    "INVENTORY": "IV",
    "KEY OBJECT DOC": "KY",
    "MEASUREMENT": "MX",
    "PALETTE": "PA",
    "PLAN": "PL",
    "PRESENTATION": "PR",
    PRIVATE: "P",
    "RADIOTHERAPY": "RT",
    "RAW DATA": "RW",
    "REGISTRATION": "RG",
    "RT DOSE": "RD",
    "RT PLAN": "RP",
    "RT STRUCTURE SET": "RS",
    "RT TREAT RECORD": "RX",
    "SPECTROSCOPY": "SP",
    "SR DOCUMENT": "SR",
    "STEREOMETRIC": "SX",
    "SURFACE": "SF",
    "SURFACE SCAN": "SS",
    "TRACT": "TR",
    "VALUE MAP": "VM",
    "WAVEFORM": "WV",
    "WF PRESENTATION": "WP",
}
"""Prefixes of File IDs by directory record type, the same as pydicom's. The depth follows that of PRIVATE."""

MOST_NUMBERED = 10**6
"""The number of records on one level up to which numbers of six digits suffice."""
MOST_NAMED = len(DIGITS_AND_LETTERS) ** 6
"""The same for digits and letters."""


def is_conformant_file_id(path: Path) -> bool:
    """Whether a path, relative to the File-set, may be a File ID (PS3.10 8.2, 8.5).

    That is up to 8 components, each of 1 to 8 of the characters A-Z, 0-9 and underscore.
    """
    parts = path.parts
    return len(parts) <= MOST_COMPONENTS and all(
        len(part) <= LONGEST_COMPONENT and COMPONENT.fullmatch(part) is not None for part in parts
    )


def generate_filename(prefix: str = "", start: int = 0, alphanumeric: bool = False) -> Iterator[str]:
    """Components of 8 characters, one after the other, until the numbers run out.

    Parameters
    ----------
    prefix
        The beginning of each.
    start
        The number of the first.
    alphanumeric
        Whether to count in digits and letters, J left out, rather than in digits alone.

    Raises
    ------
    ValueError
        When the prefix leaves no room for a number.
    """
    if len(prefix) >= LONGEST_COMPONENT:
        raise ValueError("The 'prefix' must be less than 8 characters long")
    width = LONGEST_COMPONENT - len(prefix)
    for number in count(start):
        digits = in_digits(number, width, alphanumeric=alphanumeric)
        if len(digits) > width:
            return
        yield prefix + digits


def in_digits(number: int, width: int, *, alphanumeric: bool) -> str:
    """A number in digits, or in digits and letters, with zeros before it."""
    if not alphanumeric:
        return f"{number:0{width}}"
    digits = ""
    while number:
        number, last = divmod(number, len(DIGITS_AND_LETTERS))
        digits = DIGITS_AND_LETTERS[last] + digits
    return digits.rjust(width, DIGITS_AND_LETTERS[0])


def parts_of(file_id: Any) -> tuple[str, ...]:
    """The components of a Referenced File ID."""
    if not file_id:
        return ()
    return (file_id,) if isinstance(file_id, str) else tuple(map(str, file_id))


def needs_letters(number: int) -> bool:
    """Whether that many instances need File IDs with letters. NotImplementedError where letters do not suffice."""
    if number > MOST_NAMED:
        raise NotImplementedError(f"there are no File IDs for more than {MOST_NAMED} managed instances: {number}")
    return number > MOST_NUMBERED


def component_of(record_type: str, depth: int, index: int, *, alphanumeric: bool) -> str:
    """The component that a directory record stands for.

    Parameters
    ----------
    record_type
        Its Directory Record Type.
    depth, index
        The numbers of records above it, and before it on its level.
    alphanumeric
        As for `generate_filename`.
    """
    prefix = f"{PREFIXES[PRIVATE]}{depth}" if record_type == PRIVATE else PREFIXES.get(record_type, OTHER)
    return prefix + in_digits(index, LONGEST_COMPONENT - len(prefix), alphanumeric=alphanumeric)
