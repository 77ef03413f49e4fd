"""Names of the files that are written for others: none twice, none outside the folder that was asked for."""

from __future__ import annotations

import os
import re
from pathlib import Path

DICOM_SUFFIXES = (".dcm", ".dicom", ".dic", ".ima")
UNSAFE = re.compile(r"[^\w.\-+=@()\[\] ]")
LONGEST = 120
"""Characters of a part of a path; what is added later finds room in the 255 bytes that file systems take."""
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""What Windows takes for devices."""


def safe_part(name: str) -> str:
    """A part of a path that is one part everywhere: no separators, no control characters, not hidden."""
    made = UNSAFE.sub("_", name)[:LONGEST].lstrip(".").rstrip(". ")
    if not made or RESERVED.match(made):
        made = f"_{made}"
    return made


def stem_of(name: str) -> str:
    """The name of a file without the suffix that says that it is DICOM; other periods belong to the name."""
    for suffix in DICOM_SUFFIXES:
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return name


class Names:
    """Names inside one folder, each given once.

    Parameters
    ----------
    folder
        The folder, which need not be there yet.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self._given: set[str] = set()

    def stem(self, inside: str, endings: tuple[str, ...]) -> Path:
        """A path below the folder that no ending makes a name that was given before.

        Parameters
        ----------
        inside
            The path of the file that it is for, below the folder that was walked.
        endings
            What will be put behind it.
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
