"""Findings: the oddities of a file in a form for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from dicomconstruct.tree.nodes import Space


class Severity(StrEnum):
    """The severity of a finding for readers of the file."""

    ERROR = "error"
    """Readers may disagree about the content, or lose part of it."""
    WARNING = "warning"
    """The standard forbids it, but readers in use accept it."""
    NOTE = "note"
    """Legal or harmless, but unusual."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One oddity of a file.

    Parameters
    ----------
    code
        A stable name such as ``"odd-length"``.
    severity
        Its severity.
    path
        Where in the data set, such as ``(0040,A730)[2].(0008,0100)``; "" for the file as a whole.
    offset, length
        The bytes concerned, counted in `space`.
    message
        One sentence for a person.
    rule
        The clause of the standard, such as ``"PS3.5 7.1.1"``.
    expected, found
        The expected and the actual value as text, or "".
    space
        The space of the offset: the file, or the inflated data set.
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
