"""A code: the value that stands for a concept in a coding scheme, and its meaning in words (PS3.3 8)."""

from __future__ import annotations

from typing import Any, NamedTuple


class Code(NamedTuple):
    """A coded concept; two are equal when value, scheme and version are, whatever they are called.

    Codes of two schemes are never equal, though both may stand for one concept, as in SNOMED's old identifiers
    (SRT) and its new ones (SCT): the mapping between them is not among the tables in specs/.

    An object of another class that has the attributes of a code is equal to the code that they make.

    Parameters
    ----------
    value
        Code Value (0008,0100).
    scheme_designator
        Coding Scheme Designator (0008,0102), such as ``SCT`` or ``DCM``.
    meaning
        Code Meaning (0008,0104), for people; it does not make codes differ (PS3.3 8.3).
    scheme_version
        Coding Scheme Version (0008,0103), or None.
    """

    value: str
    scheme_designator: str
    meaning: str
    scheme_version: str | None = None

    def _identity(self) -> tuple[str, str, str | None]:
        return self.value, self.scheme_designator, self.scheme_version

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Code):
            return self._identity() == other._identity()
        if not hasattr(other, "scheme_designator"):
            return False if isinstance(other, tuple) else NotImplemented
        alike: Any = other
        return self._identity() == (alike.value, alike.scheme_designator, getattr(alike, "scheme_version", None))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.scheme_designator + self.value)
