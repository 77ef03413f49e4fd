"""What is odd about a file, said so that a program can act on it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dicomconstruct.tree.nodes import Space


class Severity(StrEnum):
    """How much a finding matters to someone who has to read the file."""

    ERROR = "error"
    """Readers may disagree about what the file says, or lose part of it."""
    WARNING = "warning"
    """The standard forbids it; readers in use cope."""
    NOTE = "note"
    """Legal, or harmless, but worth knowing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity of a file.

    Parameters
    ----------
    code
        A stable name such as ``"odd-length"``.
    severity
        How much it matters.
    path
        Where in the data set, such as ``(0040,A730)[2].(0008,0100)``; "" for the file as a whole.
    offset, length
        The bytes it is about, counted in `space`.
    message
        One sentence for a person.
    rule
        The clause of the standard, such as ``"PS3.5 7.1.1"``.
    expected, found
        The two sides of the disagreement, as text; "" where there are none.
    space
        The file, or the data set that a deflate stream in it inflates to.
    """

    code: str
    severity: Severity
    path: str
    offset: int
    length: int
    message: str
    rule: str
    expected: str = ""
    found: str = ""
    space: Space = Space.FILE

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON types."""
        return asdict(self)

    def __str__(self) -> str:
        where = f"{self.offset:#06x}" + (f" {self.path}" if self.path else "")
        return f"{where}: {self.severity}: {self.message} [{self.code}; {self.rule}]"
