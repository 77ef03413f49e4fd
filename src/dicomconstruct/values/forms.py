"""How the text of one value is to be written under the VRs that have a form of their own (PS3.5 Table 6.2-1).

Each is a regular expression for a whole value without padding; spaces that have no meaning are part of it where the
standard allows them. Dates and times stand for one moment: a query may have a range of them (PS3.4 C.2.2.2.5).
"""

from __future__ import annotations

APPLICATION_ENTITY = r"[\x20-\x5b\x5d-\x7e]*"
AGE = r"[0-9]{3}[DWMY]"
CODE = r"[A-Z0-9 _]*"
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
DATE = rf"[0-9]{{4}}{_DAY}"
DECIMAL = r" *[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[Ee][+-]?[0-9]+)? *"
_SECOND = r"(?:[0-5][0-9]|60)(?:\.[0-9]{1,6})?"
TIME = rf"(?:[01][0-9]|2[0-3])(?:[0-5][0-9](?:{_SECOND})?)?"
DATE_TIME = (
    rf"[0-9]{{4}}(?:(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12][0-9]|3[01])(?:{TIME})?)?)?"
    r"(?:[+-][01][0-9][0-5][0-9])?"
)
INTEGER = r" *[+-]?[0-9]+ *"
UNIQUE_IDENTIFIER = r"(?:0|[1-9][0-9]*)(?:\.(?:0|[1-9][0-9]*))*"
RESOURCE = r"[A-Za-z0-9:/?#\[\]@!$&'()*+,;=%._~-]* *"


def with_ranges(form: str) -> str:
    """A moment, or a range of two of which one may be left out, and a space that makes the length even."""
    return rf"(?:{form})|(?:{form}) ?- ?(?:{form})? *|- ?(?:{form}) *|(?:{form}) *"
