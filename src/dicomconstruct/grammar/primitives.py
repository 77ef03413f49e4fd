"""The smallest facts of the byte layout: byte order, tags and lengths (PS3.5 7.1.1, 7.3).

Everything that is a number in the standard's layout tables is written down here or in the rows of
`vrs.py` and `syntaxes.py`, and nowhere else in the package.
"""

from __future__ import annotations

import sys
from enum import Enum

UNDEFINED_LENGTH = 0xFFFFFFFF
"""The value of a 32-bit length field that leaves the end to a delimiter (PS3.5 7.1.1, 7.5)."""

ALIGNMENT = 2
"""The length of value fields and items is a multiple of this (PS3.5 7.1.1)."""

ITEM = (0xFFFE, 0xE000)
ITEM_DELIMITER = (0xFFFE, 0xE00D)
SEQUENCE_DELIMITER = (0xFFFE, 0xE0DD)
DELIMITING_GROUP = 0xFFFE
"""The group of items and delimiters, which never carry a VR (PS3.5 7.5)."""

SEPARATOR = b"\\"
"""The separator between values of text (PS3.5 6.4)."""
PADDING = b" \0"
"""The bytes that text is padded with (PS3.5 6.2)."""

PIXEL_DATA = (0x7FE0, 0x0010)
PREAMBLE_LENGTH = 128
PREFIX = b"DICM"
"""The beginning of a file: the preamble's length, and the prefix (PS3.10 7.1)."""
RESYNC_WINDOW = 65536
"""How far into a file a shifted prefix is looked for (class A023); the bound keeps reading linear."""
COMMAND_GROUP = 0x0000
"""The group of the elements of a command (PS3.7 E)."""
META_GROUP = 0x0002
"""The group of the file meta information (PS3.10 7.1)."""
TRANSFER_SYNTAX_UID = (0x0002, 0x0010)
META_GROUP_LENGTH = (0x0002, 0x0000)


DEFAULT_MAX_DEPTH = 256
"""The depth of nested sequences that are opened; deeper content is an opaque leaf."""


class ByteOrder(Enum):
    """Byte ordering of a data set (PS3.5 7.3)."""

    LITTLE = "little"
    BIG = "big"

    @staticmethod
    def of(is_little_endian: bool) -> ByteOrder:
        """Little endian or big endian."""
        return ByteOrder.LITTLE if is_little_endian else ByteOrder.BIG

    @property
    def swapped(self) -> ByteOrder:
        return ByteOrder.BIG if self is ByteOrder.LITTLE else ByteOrder.LITTLE

    __hash__ = object.__hash__  # hash by identity: Enum hashes the names of its members, in Python


NATIVE_ORDER = ByteOrder(sys.byteorder)
