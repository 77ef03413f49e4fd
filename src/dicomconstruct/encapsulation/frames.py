"""The frames of an encapsulated value: which fragments belong together (PS3.5 A.4, PS3.3 C.7.6.3.1.8).

An offset table says so, but it is believed only where fragments begin at its offsets. Without one, the number of
frames does, and the marker that ends a JPEG image.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from dicomconstruct.encapsulation.reading import (
    EXTENDED_OFFSETS,
    Encapsulated,
    Fragment,
    Items,
    offsets_in,
)
from dicomconstruct.errors import DicomError
from dicomconstruct.sources import read_fully
from dicomconstruct.validity import warn

ExtendedOffsets = tuple[Sequence[int], Sequence[int]] | tuple[bytes, bytes]
"""Offsets and lengths, as numbers or as the values of the two elements."""
Frame = list[Fragment]

END_OF_IMAGE = b"\xff\xd9"
"""The marker that ends a JPEG image, and a JPEG 2000 codestream (ISO/IEC 10918-1 B.1.1.3, 15444-1 A.2)."""
MARKER_WITHIN = 10
"""The marker is looked for in this many bytes at the end of a fragment."""
AT_THE_END = "The end of the encapsulated pixel data has been reached but "


class Frames:
    """The frames of one encapsulated value.

    Parameters
    ----------
    items
        Its items.
    number_of_frames
        What the data set says; None or 0 where it says nothing.
    extended_offsets
        The extended offset table, or None.

    Raises
    ------
    DicomError
        When the value does not begin with a basic offset table.
    """

    def __init__(
        self, items: Items, number_of_frames: int | None, extended_offsets: ExtendedOffsets | None
    ) -> None:
        self.items = items
        self.number = number_of_frames
        self.basic, self.first = items.basic_offsets()
        self.extended = None if extended_offsets is None else self._extended(*extended_offsets)

    def _extended(self, offsets: Sequence[int], lengths: Sequence[int]) -> tuple[list[int], list[int]]:
        """Offsets and lengths of the frames in the extended offset table, each of them one fragment."""
        tables = [
            offsets_in(table, EXTENDED_OFFSETS, self.items.order) if isinstance(table, bytes) else list(table)
            for table in (offsets, lengths)
        ]
        if len(tables[0]) != len(tables[1]):
            raise DicomError(
                "the Extended Offset Table and its lengths are of different frames",
                expected=f"{len(tables[0])} lengths",
                found=len(tables[1]),
            )
        return tables[0], tables[1]

    def all(self) -> Iterator[Frame]:
        """The frames one after another. DicomError where nothing tells where they begin."""
        fragments = list(self.items.fragments(self.first))
        found = {fragment.offset: fragment for fragment in fragments}
        if self.extended is not None:
            frames = [Fragment(self.first + offset, length) for offset, length in zip(*self.extended, strict=True)]
            if all(one.offset in found and one.length <= found[one.offset].length for one in frames):
                return ([one] for one in frames)
            disbelieved("Extended")
        if self.basic:
            starts = [self.first + offset for offset in self.basic]
            is_ascending = starts == sorted(set(starts)) and starts[0] == self.first
            if is_ascending and set(starts) <= found.keys() and len(starts) >= (self.number or 0):
                return grouped(fragments, starts)
            disbelieved("Basic")
        return self._without_table(fragments)

    def _without_table(self, fragments: Frame) -> Iterator[Frame]:
        if len(fragments) == 1:
            return iter([fragments])
        if not self.number:
            raise DicomError(
                "Unable to determine the frame boundaries for the encapsulated pixel data as there is no Basic or "
                "Extended Offset Table and the number of frames has not been supplied"
            )
        if self.number == 1:
            return iter([fragments])
        if len(fragments) == self.number:
            return ([fragment] for fragment in fragments)
        if len(fragments) < self.number:
            raise DicomError(
                "Unable to generate frames from the encapsulated pixel data as there are fewer fragments than "
                "frames; the dataset may be corrupt or the number of frames may be incorrect"
            )
        return self._by_marker(fragments, self.number)

    def _by_marker(self, fragments: Frame, expected: int) -> Iterator[Frame]:
        """Frames that end where an image does; warns where the last does not, or there are too few."""
        count = 0
        left: Frame = []
        for fragment in fragments:
            left.append(fragment)
            if self._ends_image(fragment):
                yield left
                count, left = count + 1, []
        if count < expected:
            warn(
                f"{AT_THE_END}fewer frames than expected have been found. Please confirm that the generated frame "
                "data is correct"
            )
        elif left:
            warn(f"{AT_THE_END}no JPEG EOI/EOC marker was found, the final frame may be be invalid")
        if left:
            yield left

    def _ends_image(self, fragment: Fragment) -> bool:
        seen = min(fragment.length, MARKER_WITHIN)
        self.items.stream.seek(fragment.end - seen)
        return END_OF_IMAGE in read_fully(self.items.stream, seen)

    def at(self, index: int) -> Frame:
        """One frame. DicomError where it is not there, or nothing tells where it begins."""
        if self.extended is not None:
            offsets, lengths = self.extended
            if index >= len(offsets):
                raise not_enough("offsets in the Extended Offset Table", index)
            fragment = Fragment(self.first + offsets[index], lengths[index])
            held = self._fragment_at(fragment.offset)
            if held is not None and fragment.length <= held.length:
                return [fragment]
            disbelieved("Extended")
        if self.basic:
            if index >= len(self.basic):
                raise not_enough("offsets in the Basic Offset Table", index)
            frame = self._by_basic_offsets(index)
            if frame is not None:
                return frame
            disbelieved("Basic")
        return self._at_without_table(index, list(self.items.fragments(self.first)))

    def _fragment_at(self, offset: int) -> Fragment | None:
        try:
            return next(self.items.fragments(offset), None)
        except DicomError:  # no fragment begins there: the table is wrong
            return None

    def _by_basic_offsets(self, index: int) -> Frame | None:
        """The fragments from one offset to the next; None where none begins at either."""
        start = self.first + self.basic[index]
        following = self.basic[index + 1 : index + 2]
        stop = self.first + following[0] if following else None
        frame: Frame = []
        if self._fragment_at(start) is None or (not index and start != self.first):
            return None
        for fragment in self.items.fragments(start):
            if stop is not None and fragment.offset >= stop:
                return frame if fragment.offset == stop else None
            frame.append(fragment)
        return frame if stop is None else None

    def _at_without_table(self, index: int, fragments: Frame) -> Frame:
        count = len(fragments)
        if count == 1:
            if index:
                raise DicomError("Found 1 frame fragment in the encapsulated pixel data, 'index' must be 0")
            return fragments
        if not self.number:
            raise DicomError(
                "Unable to determine the frame boundaries for the encapsulated pixel data as there is no basic or "
                "extended offset table data and the number of frames has not been supplied"
            )
        if self.number == 1:
            if index:
                raise DicomError("The 'index' must be 0 if the number of frames is 1")
            return fragments
        if count == self.number:
            if index >= count:
                raise DicomError(
                    f"Found {count} frame fragments in the encapsulated pixel data, "
                    f"an 'index' of {index} is invalid"
                )
            return [fragments[index]]
        return self._at_by_marker(index, fragments)

    def _at_by_marker(self, index: int, fragments: Frame) -> Frame:
        ends = (place for place, fragment in enumerate(fragments, 1) if self._ends_image(fragment))
        start = 0
        before = list(islice(ends, index))
        if len(before) == index:
            start = before[-1] if before else 0
            stop = next(ends, None)
            if stop is not None:
                return fragments[start:stop]
            if start < len(fragments):
                warn(f"{AT_THE_END}no JPEG EOI/EOC marker was found, the returned frame data may be invalid")
                return fragments[start:]
        raise DicomError(f"There is insufficient pixel data to contain {index + 1} frames")


def grouped(fragments: Frame, starts: list[int]) -> Iterator[Frame]:
    """Fragments by the frames that begin at some of them."""
    beginnings = set(starts)
    frame: Frame = []
    for fragment in fragments:
        if fragment.offset in beginnings and frame:
            yield frame
            frame = []
        frame.append(fragment)
    yield frame


def disbelieved(table: str) -> None:
    """Warn of an offset table that the fragments contradict."""
    warn(f"The {table} Offset Table does not fit the fragments of the encapsulated pixel data and is not used")


def not_enough(what: str, index: int) -> DicomError:
    """The error for a frame beyond the last."""
    return DicomError(f"There aren't enough {what} for {index + 1} frames")


def generate_fragmented_frames(
    buffer: Encapsulated,
    *,
    number_of_frames: int | None = None,
    extended_offsets: ExtendedOffsets | None = None,
    endianness: str = "<",
) -> Iterator[tuple[bytes, ...]]:
    """The frames of an encapsulated value (PS3.5 A.4), each as its fragments.

    Parameters
    ----------
    buffer
        The value of Pixel Data, or a buffer that stands at its beginning.
    number_of_frames
        Number of Frames; needed where there is no offset table and more than one fragment.
    extended_offsets
        Extended Offset Table and Extended Offset Table Lengths, as lists of numbers or as the values of the two
        elements (PS3.3 C.7.6.3.1.8, C.7.6.3.1.9).
    endianness
        ``"<"``, or ``">"`` for a value in big endian.

    Yields
    ------
    tuple of bytes
        The fragments of the next frame.

    Raises
    ------
    DicomError
        When something else than fragments stands in the value, or nothing tells where frames begin. There is a
        warning where an offset table contradicts the fragments, and is not used therefore.
    """
    items = Items(buffer, endianness)
    for frame in Frames(items, number_of_frames, extended_offsets).all():
        yield tuple(items.value(fragment) for fragment in frame)


def generate_frames(
    buffer: Encapsulated,
    *,
    number_of_frames: int | None = None,
    extended_offsets: ExtendedOffsets | None = None,
    endianness: str = "<",
) -> Iterator[bytes]:
    """The frames of an encapsulated value, each in one piece; all else as `generate_fragmented_frames`."""
    frames = generate_fragmented_frames(
        buffer, number_of_frames=number_of_frames, extended_offsets=extended_offsets, endianness=endianness
    )
    for fragments in frames:
        yield fragments[0] if len(fragments) == 1 else b"".join(fragments)


def get_frame(
    buffer: Encapsulated,
    index: int,
    *,
    extended_offsets: ExtendedOffsets | None = None,
    number_of_frames: int | None = None,
    endianness: str = "<",
) -> bytes:
    """One frame of an encapsulated value; with an offset table, no other fragments are looked at.

    Parameters
    ----------
    buffer
        The value of Pixel Data, or a buffer that stands at its beginning, and does so afterwards.
    index
        Which frame; the first is 0.
    extended_offsets, number_of_frames, endianness
        As for `generate_fragmented_frames`.

    Raises
    ------
    DicomError
        When there is no such frame, and as for `generate_fragmented_frames`.
    """
    if index < 0:
        raise DicomError("the first frame has the index 0", found=index)
    items = Items(buffer, endianness)
    try:
        frame = Frames(items, number_of_frames, extended_offsets).at(index)
        return b"".join([items.value(fragment) for fragment in frame])
    finally:
        items.stream.seek(items.start)
