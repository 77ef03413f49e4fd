"""What nodes are, and which bytes they count in."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """What a node is; the first four and DEFLATED stand at the top of a file only."""

    LEADING = "leading"
    """Bytes before the preamble, where a file was shifted."""
    PREAMBLE = "preamble"
    PREFIX = "prefix"
    DEFLATED = "deflated"
    """The compressed stream of a data set; the data set's own nodes count in the inflated bytes."""
    EXCESS = "excess"
    """Bytes after the end of a deflate stream."""
    ELEMENT = "element"
    ITEM = "item"
    FRAGMENT = "fragment"
    ITEM_DELIMITER = "item delimiter"
    SEQUENCE_DELIMITER = "sequence delimiter"
    STRAY_DELIMITER = "stray delimiter"
    """An item tag or a delimiter where none belongs."""
    OPAQUE = "opaque"
    """Bytes without an explanation; the node's `reason` says why."""


class Space(StrEnum):
    """Which bytes a node's offset counts in."""

    FILE = "file"
    INFLATED = "inflated"


DELIMITERS = (Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER)
"""What ends an item or a sequence of undefined length (PS3.5 7.5)."""
