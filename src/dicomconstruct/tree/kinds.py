"""The kinds of nodes and the spaces of their offsets."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """The kind of a node; the first four and DEFLATED occur at the top of a file only."""

    LEADING = "leading"
    """Bytes before the preamble of a shifted file."""
    PREAMBLE = "preamble"
    PREFIX = "prefix"
    DEFLATED = "deflated"
    """The compressed stream of a data set; the nodes of the data set have offsets in the inflated bytes."""
    EXCESS = "excess"
    """Bytes after the end of a deflate stream."""
    ELEMENT = "element"
    ITEM = "item"
    FRAGMENT = "fragment"
    ITEM_DELIMITER = "item delimiter"
    SEQUENCE_DELIMITER = "sequence delimiter"
    STRAY_DELIMITER = "stray delimiter"
    """A misplaced item tag or delimiter."""
    OPAQUE = "opaque"
    """Unparsed bytes; `reason` of the node says why."""


class Space(StrEnum):
    """The bytes in which the offset of a node counts."""

    FILE = "file"
    INFLATED = "inflated"


DELIMITERS = (Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER)
"""The kinds of delimiters, which end items and sequences of undefined length (PS3.5 7.5)."""
