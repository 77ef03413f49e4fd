"""The forms of text values by VR (PS3.5 Table 6.2-1).

Each is a regular expression for a whole value without padding; it includes insignificant spaces where the standard
allows them. Dates and times are single moments; `with_ranges` adds the ranges of queries (PS3.4 C.2.2.2.5).
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
    """The form of a moment or a range, of which one end may be missing, with padding."""
    return rf"(?:{form})|(?:{form}) ?- ?(?:{form})? *|- ?(?:{form}) *|(?:{form}) *"
