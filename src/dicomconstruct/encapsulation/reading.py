"""The items of an encapsulated value: the basic offset table, and the fragments one after another (PS3.5 A.4)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from dicomconstruct.codec import STANDARD
from dicomconstruct.encapsulation.codestreams import LONGEST_BEGINNING
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.headers import HEADER_SIZES
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH, ByteOrder
from dicomconstruct.grammar.vrs import VRS, HeaderForm
from dicomconstruct.sources import read_fully
from dicomconstruct.tag import Tag

Encapsulated = bytes | bytearray | memoryview | BinaryIO
"""An encapsulated value, or a buffer at the beginning of one."""

ORDERS = {"<": ByteOrder.LITTLE, ">": ByteOrder.BIG}
ITEM_HEADER: int = HEADER_SIZES[HeaderForm.IMPLICIT]
BASIC_OFFSETS, EXTENDED_OFFSETS = VRS["UL"].kind, VRS["UV"].kind
"""The numbers of offset tables: 32 bits (PS3.5 A.4), 64 bits (PS3.3 C.7.6.3.1.8)."""

NEW = tuple.__new__


class Fragment(NamedTuple):
    """The place of a fragment: the offset of its item, and the length of its value."""

    offset: int
    length: int

    @property
    def end(self) -> int:
        """The offset after it."""
        return self.offset + ITEM_HEADER + self.length


class FragmentItems:
    """The items of an encapsulated value.

    Parameters
    ----------
    source
        The value, or a buffer that stands at its beginning.
    endianness
        ``"<"`` or ``">"``; all encapsulated transfer syntaxes are little endian.

    Raises
    ------
    ValueError
        For any other `endianness`.
    """

    def __init__(self, source: Encapsulated, endianness: str = "<") -> None:
        if endianness not in ORDERS:
            raise ValueError(f"the endianness is '<' or '>', not {endianness!r}")
        self.order = ORDERS[endianness]
        self._fields = STANDARD.header_reader(HeaderForm.IMPLICIT, self.order)
        self._held = bytes(source) if isinstance(source, bytes | bytearray | memoryview) else b""
        self.stream: Any = source if hasattr(source, "tell") else io.BytesIO(self._held)
        self.start: int = self.stream.tell()
        self._beginnings: dict[int, bytes] = {}
        """The bytes after headers that were read from the stream, by their offsets."""

    def header(self, offset: int) -> tuple[tuple[int, int], int] | None:
        """Tag and length of the item at an offset; None where the value ends.

        Raises DicomError where only a part of a header is left, unless it is a sequence delimiter's.
        """
        data, at = self._held, offset
        if not 0 <= offset <= len(data) - ITEM_HEADER:
            data, at = self._read_header(offset), 0
            if not data:
                return None
        group, element, length = self._fields(data, at)
        return (group, element), length

    def _read_header(self, offset: int) -> bytes:
        """The header at an offset, and the bytes after it; empty where the value ends. Errors as `header`."""
        try:
            self.stream.seek(offset)
        except OverflowError:  # the offset is beyond any file
            return b""
        data = read_fully(self.stream, ITEM_HEADER + LONGEST_BEGINNING)
        if len(data) >= ITEM_HEADER:
            self._beginnings[offset] = data[ITEM_HEADER:]
            return data
        if len(data) < ITEM_HEADER // 2:
            return b""
        tag = VRS["AT"].kind.decode(data[: ITEM_HEADER // 2], self.order, DEFAULT_CHARACTER_SETS)
        if (tag.group, tag.element) == SEQUENCE_DELIMITER:
            return b""
        raise DicomError(
            f"Unable to determine the length of the item at offset {offset} as the end of the data has been "
            "reached - the encapsulated pixel data may be invalid"
        )

    def fragments(self, start: int) -> Iterator[Fragment]:
        """The fragments from an offset up to the delimiter or the end.

        Raises DicomError for anything but a fragment, or a fragment of undefined length.
        """
        here = start
        held, fields, last = self._held, self._fields, len(self._held) - ITEM_HEADER
        while True:
            data, at = held, here
            if here > last:
                data, at = self._read_header(here), 0
                if not data:
                    return
            group, element, length = fields(data, at)
            tag = (group, element)
            if tag == ITEM and length != UNDEFINED_LENGTH:
                yield NEW(Fragment, (here, length))
                here += ITEM_HEADER + length
                continue
            if tag == SEQUENCE_DELIMITER:
                return
            if tag != ITEM:
                raise DicomError(
                    f"Unexpected tag '{Tag(tag)}' at offset {here} when parsing the encapsulated pixel data "
                    "fragment items"
                )
            raise DicomError(
                f"Undefined item length at offset {here + ITEM_HEADER // 2} when parsing the encapsulated "
                "pixel data fragments"
            )

    def value(self, fragment: Fragment, length: int | None = None) -> bytes:
        """The bytes of a fragment, or its first ones; fewer where the value ends before."""
        start = fragment.offset + ITEM_HEADER
        wanted = fragment.length if length is None else min(length, fragment.length)
        if self._held:
            return self._held[start : start + wanted]
        self.stream.seek(start)
        return read_fully(self.stream, wanted)

    def begins_with(self, fragment: Fragment, beginnings: tuple[bytes, ...]) -> bool:
        """Whether a fragment begins with one of some bytes, `LONGEST_BEGINNING` at most."""
        if self._held:
            start = fragment.offset + ITEM_HEADER
            return self._held.startswith(beginnings, start, start + fragment.length)
        begins = self._beginnings.get(fragment.offset)
        if begins is None:
            begins = self.value(fragment, LONGEST_BEGINNING)
        return begins.startswith(beginnings, 0, fragment.length)

    def basic_offsets(self) -> tuple[list[int], int]:
        """The basic offset table, and where the first fragment begins.

        Raises DicomError where the value does not begin with a table of whole offsets.
        """
        header = self.header(self.start)
        tag, length = ((0, 0), 0) if header is None else header
        if tag != ITEM:
            raise DicomError(
                f"Found unexpected tag {Tag(tag)} instead of {Tag(ITEM)} when parsing the Basic Offset Table item"
            )
        if length % BASIC_OFFSETS.word_size:
            raise DicomError("The length of the Basic Offset Table item is not a multiple of 4")
        table = Fragment(self.start, length)
        return offsets_in(self.value(table), BASIC_OFFSETS, self.order), table.end


def offsets_in(data: bytes, kind: Any, order: ByteOrder) -> list[int]:
    """The numbers of an offset table. MalformedValue for an incomplete number."""
    value = kind.decode(data, order, DEFAULT_CHARACTER_SETS)
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def parse_basic_offsets(buffer: Encapsulated, *, endianness: str = "<") -> list[int]:
    """The basic offset table of an encapsulated value (PS3.5 A.4).

    Parameters
    ----------
    buffer
        The value, or a buffer that stands at its beginning; it stands behind the table afterwards.
    endianness
        ``"<"``, or ``">"`` for a value in big endian.

    Returns
    -------
    list of int
        The offset of the first fragment of each frame, counted from the first byte after the table.

    Raises
    ------
    DicomError
        When the value does not begin with a table.
    """
    items = FragmentItems(buffer, endianness)
    offsets, end = items.basic_offsets()
    items.stream.seek(end)
    return offsets


def parse_fragments(buffer: Encapsulated, *, endianness: str = "<") -> tuple[int, list[int]]:
    """The number of fragments, and their offsets.

    Parameters
    ----------
    buffer
        The items, or a buffer that stands at the first; it stands there afterwards.
    endianness
        As for `parse_basic_offsets`.

    Returns
    -------
    int, list of int
        The number of items up to the sequence delimiter or the end, and their offsets in the buffer.

    Raises
    ------
    DicomError
        For anything but an item, or an item of undefined length.
    """
    items = FragmentItems(buffer, endianness)
    try:
        offsets = [fragment.offset for fragment in items.fragments(items.start)]
    finally:
        items.stream.seek(items.start)
    return len(offsets), offsets


def generate_fragments(buffer: Encapsulated, *, endianness: str = "<") -> Iterator[bytes]:
    """The values of items one after another, up to the sequence delimiter or the end.

    Parameters and errors are those of `parse_fragments`; the basic offset table is an item too.
    """
    items = FragmentItems(buffer, endianness)
    for fragment in items.fragments(items.start):
        yield items.value(fragment)
