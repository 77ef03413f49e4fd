"""Encapsulated values made of frames: an offset table, then fragments, as items (PS3.5 A.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dicomconstruct.codec import STANDARD
from dicomconstruct.dataset.encoders import encoders_of
from dicomconstruct.encapsulation.reading import BASIC_OFFSETS, EXTENDED_OFFSETS, ITEM_HEADER
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.headers import largest_length
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.layouts import EXPLICIT_LE
from dicomconstruct.grammar.primitives import ALIGNMENT, ITEM
from dicomconstruct.grammar.vrs import HeaderForm

LARGEST_OFFSET = largest_length(HeaderForm.IMPLICIT) + 1
"""The greatest offset of a basic offset table."""


def item_header(length: int) -> bytes:
    """The header of a fragment. UnwritableValue for a length that it cannot declare."""
    if length > largest_length(HeaderForm.IMPLICIT):
        raise UnwritableValue("a fragment is too long for its length field", found=length)
    return encoders_of(STANDARD, EXPLICIT_LE).item(*ITEM, length)


def offset_table_item(offsets: Iterable[int]) -> bytes:
    """The first item of an encapsulated value. UnwritableValue for an offset of more than 32 bits."""
    table = BASIC_OFFSETS.encode(list(offsets), EXPLICIT_LE.order, DEFAULT_CHARACTER_SETS)
    return item_header(len(table)) + table


def extended_table(numbers: Iterable[int]) -> bytes:
    """The value of Extended Offset Table or of its lengths (PS3.3 C.7.6.3.1.8)."""
    return EXTENDED_OFFSETS.encode(list(numbers), EXPLICIT_LE.order, DEFAULT_CHARACTER_SETS)


def starts_of(lengths: Iterable[int]) -> list[int]:
    """The offsets of stretches of given lengths that follow each other."""
    starts, here = [], 0
    for length in lengths:
        starts.append(here)
        here += length
    return starts


def fragment_frame(frame: bytes, nr_fragments: int = 1) -> Iterator[bytes]:
    """A frame in pieces of even length, the last padded with a zero if it is odd.

    Parameters
    ----------
    frame
        The frame, compressed.
    nr_fragments
        The number of pieces.

    Raises
    ------
    ValueError
        When there are too few bytes for the number of pieces, or that number is below 1.
    """
    size = len(frame)
    if nr_fragments < 1 or nr_fragments > max(1, (size + 1) // ALIGNMENT):
        raise ValueError(f"a frame of {size} bytes does not make {nr_fragments} fragments of even length")
    length = size // nr_fragments
    length += length % ALIGNMENT
    if (nr_fragments - 1) * length >= size:
        length -= ALIGNMENT
    for number in range(nr_fragments - 1):
        yield frame[number * length : (number + 1) * length]
    last = frame[(nr_fragments - 1) * length :]
    yield last + b"\0" if len(last) % ALIGNMENT else last


def itemize_fragment(fragment: bytes) -> bytes:
    """A fragment with its item header. UnwritableValue for one too long."""
    return item_header(len(fragment)) + fragment


def itemize_frame(frame: bytes, nr_fragments: int = 1) -> Iterator[bytes]:
    """A frame as items; parameters and errors are those of `fragment_frame`."""
    return map(itemize_fragment, fragment_frame(frame, nr_fragments))


def encapsulate(frames: list[bytes], fragments_per_frame: int = 1, has_bot: bool = True) -> bytes:
    """The value of Pixel Data for compressed frames (PS3.5 A.4), without its sequence delimiter.

    Parameters
    ----------
    frames
        The frames, each compressed.
    fragments_per_frame
        The number of fragments of each frame.
    has_bot
        Whether the basic offset table has offsets; else it is empty.

    Raises
    ------
    ValueError
        When an offset is too large for a basic offset table; `encapsulate_extended` has no such
        limit. Also as `fragment_frame`.
    """
    headers = ITEM_HEADER * fragments_per_frame
    total = sum(headers + len(frame) for frame in frames[:-1])
    if has_bot and total > LARGEST_OFFSET:
        raise ValueError(
            f"The total length of the encapsulated frame data ({total} bytes) will be greater than the maximum "
            f"allowed by the Basic Offset Table ({LARGEST_OFFSET} bytes), an Extended Offset Table is needed"
        )
    itemized = [b"".join(itemize_frame(frame, fragments_per_frame)) for frame in frames]
    offsets = starts_of(map(len, itemized)) if has_bot else []
    return b"".join([offset_table_item(offsets), *itemized])


def encapsulate_extended(frames: list[bytes]) -> tuple[bytes, bytes, bytes]:
    """The values of Pixel Data, Extended Offset Table and Extended Offset Table Lengths for compressed frames.

    Each frame is one fragment (PS3.3 C.7.6.3.1.8); lengths are those of the padded frames.

    Parameters
    ----------
    frames
        The frames, each compressed.

    Raises
    ------
    UnwritableValue
        When a frame is too long for a fragment.
    """
    itemized = [b"".join(itemize_frame(frame)) for frame in frames]
    lengths = [len(item) for item in itemized]
    tables = extended_table(starts_of(lengths)), extended_table(length - ITEM_HEADER for length in lengths)
    return b"".join([offset_table_item([]), *itemized]), *tables
