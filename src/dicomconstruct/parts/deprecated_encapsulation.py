"""Functions of pydicom 1 and 2 for encapsulated pixel data, by those of pydicom 3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dicomconstruct.encapsulation.building import itemize_fragment, itemize_frame
from dicomconstruct.encapsulation.frames import generate_fragmented_frames, generate_frames
from dicomconstruct.encapsulation.reading import (
    ITEM_HEADER,
    Fragment,
    FragmentItems,
    generate_fragments,
    parse_fragments,
)
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.primitives import ITEM, SEQUENCE_DELIMITER, UNDEFINED_LENGTH
from dicomconstruct.tag import Tag

itemise_fragment, itemise_frame = itemize_fragment, itemize_frame


def _little_endian(fp: Any) -> Any:
    """Check that a stream is little endian and return it; ValueError for any other."""
    if not fp.is_little_endian:
        raise ValueError("'fp.is_little_endian' must be True")
    return fp


def get_frame_offsets(fp: Any) -> tuple[bool, list[int]]:
    """Whether a basic offset table has offsets, and the offsets or ``[0]``; errors as for `parse_basic_offsets`."""
    items = FragmentItems(_little_endian(fp))
    header = items.header(items.start)
    if header is None or header[0] != ITEM:
        tag = Tag((0, 0) if header is None else header[0])
        raise DicomError(f"Unexpected tag '{tag}' when parsing the Basic Offset Table item")
    offsets, end = items.basic_offsets()
    fp.seek(end)
    return bool(offsets), offsets or [0]


def get_nr_fragments(fp: Any) -> int:
    """The number of fragments from the position of a stream on; errors as for `parse_fragments`."""
    return parse_fragments(_little_endian(fp))[0]


def generate_pixel_data_fragment(fp: Any) -> Iterator[bytes]:
    """The fragments from the position of a stream on; errors as for `generate_fragments`."""
    yield from generate_fragments(_little_endian(fp))


def generate_pixel_data_frame(bytestream: bytes, nr_frames: int | None = None) -> Iterator[bytes]:
    """As `generate_frames`."""
    return generate_frames(bytestream, number_of_frames=nr_frames)


def generate_pixel_data(bytestream: bytes, nr_frames: int | None = None) -> Iterator[tuple[bytes, ...]]:
    """As `generate_fragmented_frames`."""
    return generate_fragmented_frames(bytestream, number_of_frames=nr_frames)


def decode_data_sequence(data: bytes) -> list[bytes]:
    """The fragments of an encapsulated value without basic offset table; errors as for `generate_fragments`."""
    return list(generate_fragments(data))[1:]


def defragment_data(data: bytes) -> bytes:
    """The joined fragments of an encapsulated value, without the basic offset table."""
    return b"".join(decode_data_sequence(data))


def read_item(fp: Any) -> bytes | None:
    """The value of the item at the position of a stream, whatever its tag; None for a delimiter or at the end.

    Raises DicomError for an item of undefined length.
    """
    items = FragmentItems(_little_endian(fp))
    header = items.header(items.start)
    if header is None:
        return None
    tag, length = header
    if tag == SEQUENCE_DELIMITER:
        return None
    if length == UNDEFINED_LENGTH:
        raise DicomError(
            f"Encapsulated data fragment had Undefined Length at data position {items.start + ITEM_HEADER // 2:#x}"
        )
    return items.value(Fragment(items.start, length))
