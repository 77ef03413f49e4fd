"""Names of output files: unique, and inside the output folder."""

from __future__ import annotations

import os
import re
from pathlib import Path

DICOM_SUFFIXES = (".dcm", ".dicom", ".dic", ".ima")
UNSAFE = re.compile(r"[^\w.\-+=@()\[\] ]")
LONGEST = 120
"""The most characters of a part of a path; suffixes added later fit the 255 bytes of file systems."""
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""Names of devices under Windows."""


def safe_part(name: str) -> str:
    """A part of a path that is valid on all systems: no separators, no control characters, not hidden."""
    made = UNSAFE.sub("_", name)[:LONGEST].lstrip(".").rstrip(". ")
    if not made or RESERVED.match(made):
        made = f"_{made}"
    return made


def stem_of(name: str) -> str:
    """The name of a file without a suffix for DICOM; other periods belong to the name."""
    for suffix in DICOM_SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


class Names:
    """Names inside one folder, each given once.

    Parameters
    ----------
    folder
        The folder, which need not exist yet.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._given: set[str] = set()

    def stem(self, inside: str, endings: tuple[str, ...]) -> Path:
        """A path below the folder, unique with each of the endings.

        Parameters
        ----------
        inside
            The path of the source file, below the folder that was walked.
        endings
            The endings that will be appended.
        """
        *parents, last = Path(inside).parts
        made = self.folder.joinpath(*(safe_part(part) for part in parents if part not in ("", os.curdir)))
        base = safe_part(stem_of(last))
        count = 1
        while True:
            stem = made / (base if count == 1 else f"{base}-{count}")
            names = {f"{stem}{ending}".casefold() for ending in endings}
            if not names & self._given:
                self._given |= names
                return stem
            count += 1

    def check(self, path: str | os.PathLike[str]) -> None:
        """Raise PermissionError where a link leads out of the folder."""
        root = os.path.realpath(self.folder)
        if os.path.commonpath([root, os.path.realpath(path)]) != root:
            raise PermissionError(0, f"a link leads out of {self.folder}")
