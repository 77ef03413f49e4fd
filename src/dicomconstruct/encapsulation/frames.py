"""The frames of an encapsulated value: the grouping of fragments (PS3.5 A.4, PS3.3 C.7.6.3.1.8).

An offset table groups them, but it is used only where fragments begin at its offsets, and images in them:
JPEG, JPEG-LS, JPEG 2000, JPEG XL and RLE Lossless are known by their first bytes. Without one the number of frames
groups them, those first bytes, and the marker that ends a JPEG image.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import lt

from dicomconstruct.encapsulation.codestreams import (
    BEGINNINGS,
    END_OF_IMAGE,
    JP2,
    JPEG,
    JPEG_2000,
    LONGEST_BEGINNING,
    MARKER_WITHIN,
    kind_of,
)
from dicomconstruct.encapsulation.reading import (
    EXTENDED_OFFSETS,
    Encapsulated,
    Fragment,
    FragmentItems,
    offsets_in,
)
from dicomconstruct.errors import DicomError
from dicomconstruct.sources import read_fully
from dicomconstruct.validity import warn

ExtendedOffsets = tuple[Sequence[int], Sequence[int]] | tuple[bytes, bytes]
"""Offsets and lengths, as numbers or as the values of the two elements."""
Frame = list[Fragment]

AT_THE_END = "The end of the encapsulated pixel data has been reached but "
NO_MARKER = f"{AT_THE_END}no JPEG EOI/EOC marker was found,"
CONFIRM = "Please confirm that the generated frame data is correct"
TOO_FEW = f"{AT_THE_END}fewer frames than expected have been found. {CONFIRM}"
UNDETERMINED = "Unable to determine the frame boundaries for the encapsulated pixel data as "
NO_NUMBER = "the number of frames has not been supplied"
ENDED = ("", JPEG, JPEG_2000, JP2)
"""Kinds of images that are searched for their end marker; "" for an unknown kind."""


class EncapsulatedFrames:
    """The frames of one encapsulated value.

    Parameters
    ----------
    items
        Its items.
    number_of_frames
        Number of Frames of the data set; None or 0 where it is missing.
    extended_offsets
        The extended offset table, or None.

    Raises
    ------
    DicomError
        When the value does not begin with a basic offset table.
    """

    def __init__(
        self, items: FragmentItems, number_of_frames: int | None, extended_offsets: ExtendedOffsets | None
    ) -> None:
        self.items = items
        self.number = number_of_frames or 0
        self.basic, self.first = items.basic_offsets()
        self.extended = None if extended_offsets is None else self._extended(*extended_offsets)
        self._fragments: Frame | None = None
        self._sorted: tuple[list[Frame] | None] | None = None
        self._kind: str | None = None
        self._beginnings: tuple[bytes, ...] = ()

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
        """The frames one after another. DicomError where their boundaries are unknown."""
        fragments = self._all_fragments()
        frames = self._sorted_out(fragments)
        if frames is not None:
            return iter(frames)
        if not self.number:
            raise DicomError(f"{UNDETERMINED}there is no Basic or Extended Offset Table and {NO_NUMBER}")
        if len(fragments) < self.number:
            raise DicomError(
                "Unable to generate frames from the encapsulated pixel data as there are fewer fragments than "
                "frames; the dataset may be corrupt or the number of frames may be incorrect"
            )
        return self._by_image(fragments)

    def _all_fragments(self) -> Frame:
        if self._fragments is None:
            self._fragments = list(self.items.fragments(self.first))
        return self._fragments

    def _sorted_out(self, fragments: Frame) -> list[Frame] | None:
        """The frames by a table, or by Number of Frames; None where neither gives them."""
        if self._sorted is None:
            found = self._by_extended_table(fragments)
            if found is None:
                found = self._by_basic_table(fragments)
            self._sorted = (self._without_table(fragments) if found is None else found,)
        return self._sorted[0]

    @property
    def kind(self) -> str:
        """The kind of the first fragment that is not empty, by its first bytes; "" for an unknown kind."""
        if self._kind is None:
            first = next((one for one in self.items.fragments(self.first) if one.length), None)
            self._kind = "" if first is None else kind_of(self.items.value(first, LONGEST_BEGINNING))
            self._beginnings = BEGINNINGS.get(self._kind, (b"",))
        return self._kind

    def _begins(self, fragment: Fragment) -> bool:
        """Whether a frame begins with a fragment; True where the kind of the first frame is unknown."""
        return not self.kind or self.items.begins_with(fragment, self._beginnings)

    def _each_begins(self, fragments: Frame) -> bool:
        """Whether a frame begins with each of some fragments that is not empty."""
        if not self.kind:
            return True
        begins_with, beginnings = self.items.begins_with, self._beginnings
        return all(begins_with(one, beginnings) or not one.length for one in fragments)

    def _by_extended_table(self, fragments: Frame) -> list[Frame] | None:
        """A frame for each entry; None without such a table, or where fragments contradict it."""
        if self.extended is None:
            return None
        found = {fragment.offset: fragment for fragment in fragments}
        frames = [Fragment(self.first + offset, length) for offset, length in zip(*self.extended, strict=True)]
        fits = all(one.offset in found and _is_whole(one, found[one.offset]) for one in frames)
        if fits and len(frames) >= self.number and self._all_begin(frames, fragments):
            return [[one] for one in frames]
        disbelieved("Extended")
        return None

    def _by_basic_table(self, fragments: Frame) -> list[Frame] | None:
        """The fragments from one offset to the next; None without a table, or where fragments contradict it."""
        if not self.basic:
            return None
        starts = [self.first + offset for offset in self.basic]
        found = {fragment.offset: fragment for fragment in fragments}
        before = next((one.offset for one in fragments if one.length), self.first)
        is_ascending = self.first <= starts[0] <= before and all(map(lt, starts, starts[1:]))
        if is_ascending and set(starts) <= found.keys() and len(starts) >= self.number:
            frames = list(grouped(fragments, starts))
            all_begin = self._all_begin([found[start] for start in starts], fragments)
            if all_begin and not self._has_offset_for_each_fragment(frames):
                for frame in frames:
                    self._warn_of_images(frame)
                return frames
        disbelieved("Basic")
        return None

    def _all_begin(self, firsts: Frame, fragments: Frame) -> bool:
        """Whether a frame begins with each of some fragments; an empty one is a missing frame.

        Always where fragments and frames are as many.
        """
        is_of_all = self.number in (0, len(firsts))
        if is_of_all and len(firsts) == len(fragments):
            return True
        return self._each_begins(firsts) if is_of_all else all(map(self._begins, firsts))

    def _has_offset_for_each_fragment(self, frames: list[Frame]) -> bool:
        """Whether a table has more offsets than frames, and the images end as often as Number of Frames.

        Writers that take each fragment for a frame make such tables. Asked only where the beginnings of frames are
        unknown.
        """
        if self.kind or not self.number or len(frames) == self.number:
            return False
        return sum(self._ends_image(frame[-1]) for frame in frames) == self.number

    def _warn_of_images(self, frame: Frame) -> None:
        """Warn of a frame with several images, of which decoders give the first."""
        if self.kind and any(self._begins(fragment) for fragment in frame[1:]):
            warn(
                "A frame of the encapsulated pixel data has the fragments of several images; only the first image "
                "is used"
            )

    def _without_table(self, fragments: Frame) -> list[Frame] | None:
        """The frames by Number of Frames; None where the fragments do not make as many."""
        count = len(fragments)
        if count == 1:
            return [fragments]
        if count < self.number or not self.number:
            return None
        if self.number == 1:
            self._warn_of_images(fragments)
            return [self._by_beginning(fragments)[0]]
        if count == self.number:
            if not self._each_begins(fragments):
                warn(
                    "The encapsulated pixel data has as many fragments as frames, but not every fragment begins a "
                    f"frame. {CONFIRM}"
                )
            return [[fragment] for fragment in fragments]
        images = list(self._images(fragments))
        ways = [self._by_beginning(fragments), images if self._has_end(images[-1]) else []]
        if not self.kind:
            ways.append([[fragment] for fragment in fragments if fragment.length])
        return next((frames for frames in ways if len(frames) == self.number), None)

    def _by_beginning(self, fragments: Frame) -> list[Frame]:
        """Frames that begin where an image does; one frame for images of an unknown kind."""
        if not self.kind:
            return [fragments]
        starts = [one.offset for one in fragments if self._begins(one)]
        return list(grouped(fragments, starts[1:]))

    def _images(self, fragments: Frame) -> Iterator[Frame]:
        """Fragments up to the end of an image, or the next beginning; empty ones belong to those before them."""
        image: Frame = []
        is_ended = False
        for fragment in fragments:
            if image and fragment.length and (is_ended or (self.kind and self._begins(fragment))):
                yield image
                image, is_ended = [], False
            image.append(fragment)
            is_ended = is_ended or self._ends_image(fragment)
        if image:
            yield image

    def _by_image(self, fragments: Frame) -> Iterator[Frame]:
        """A frame for each image; warns where the last is incomplete, or there are too few."""
        images = list(self._images(fragments))
        is_whole = self._has_end(images[-1])
        for place, image in enumerate(images, 1):
            if place == len(images) and not is_whole:
                warn(TOO_FEW if place <= self.number else f"{NO_MARKER} the final frame may be be invalid")
            yield image
        if is_whole and len(images) < self.number:
            warn(TOO_FEW)

    def _has_end(self, image: Frame) -> bool:
        """Whether an image has the marker that ends it; True for kinds of images without such a marker."""
        return self.kind not in ENDED or any(self._ends_image(fragment) for fragment in image)

    def _ends_image(self, fragment: Fragment) -> bool:
        if self.kind not in ENDED:
            return False
        seen = min(fragment.length, MARKER_WITHIN)
        self.items.stream.seek(fragment.end - seen)
        return END_OF_IMAGE in read_fully(self.items.stream, seen)

    def at(self, index: int) -> Frame:
        """One frame. DicomError for a missing frame or unknown boundaries."""
        found = None if self._sorted is not None else self._by_own_offset(index)
        if found is not None:
            self._warn_of_images(found)
            return found
        fragments = self._all_fragments()
        frames = self._sorted_out(fragments)
        if frames is None:
            if not self.number:
                raise DicomError(f"{UNDETERMINED}there is no basic or extended offset table data and {NO_NUMBER}")
            return self._image_at(index, list(self._images(fragments)))
        if index < len(frames):
            return frames[index]
        if self.number == 1:
            raise DicomError("The 'index' must be 0 if the number of frames is 1")
        if len(frames) == 1:
            raise DicomError("Found 1 frame fragment in the encapsulated pixel data, 'index' must be 0")
        if len(frames) == len(fragments):
            raise DicomError(
                f"Found {len(frames)} frame fragments in the encapsulated pixel data, "
                f"an 'index' of {index} is invalid"
            )
        raise beyond(index)

    def _image_at(self, index: int, images: list[Frame]) -> Frame:
        if index >= len(images):
            raise beyond(index)
        if index == len(images) - 1 and not self._has_end(images[index]):
            warn(f"{NO_MARKER} the returned frame data may be invalid")
        return images[index]

    def _by_own_offset(self, index: int) -> Frame | None:
        """A frame by its entry in a table, without reading others; None where all have to be read."""
        for name, offsets, locate in (
            ("Extended", [] if self.extended is None else self.extended[0], self._by_extended_offset),
            ("Basic", self.basic, self._by_basic_offsets),
        ):
            if not offsets:
                continue
            if index >= len(offsets) and len(offsets) >= self.number:
                raise not_enough(f"offsets in the {name} Offset Table", index)
            if self.number in (0, len(offsets)):
                return locate(index)
            return None
        return None

    def _by_extended_offset(self, index: int) -> Frame | None:
        assert self.extended is not None
        fragment = Fragment(self.first + self.extended[0][index], self.extended[1][index])
        held = self._fragment_at(fragment.offset)
        fits = held is not None and _is_whole(fragment, held) and (self._begins(held) or not held.length)
        return [fragment] if fits else None

    def _fragment_at(self, offset: int) -> Fragment | None:
        try:
            return next(self.items.fragments(offset), None)
        except DicomError:  # no fragment begins there: the table is wrong
            return None

    def _by_basic_offsets(self, index: int) -> Frame | None:
        """The fragments from one offset to the next; None where no frame begins at either."""
        nearby = self.basic[max(0, index - 1) : index + 2]
        start = self.first + self.basic[index]
        stop = self.first + self.basic[index + 1] if index + 1 < len(self.basic) else None
        frame: Frame = []
        first = self._fragment_at(start)
        if first is None or not all(map(lt, nearby, nearby[1:])) or (not index and start != self.first):
            return None
        if first.length and not self._begins(first):
            return None
        for fragment in self.items.fragments(start):
            if stop is not None and fragment.offset >= stop:
                fits = fragment.offset == stop and (self._begins(fragment) or not fragment.length)
                return frame if fits else None
            frame.append(fragment)
        return frame if stop is None else None


def _is_whole(entry: Fragment, fragment: Fragment) -> bool:
    """Whether an entry of the extended offset table is as long as its fragment, or shorter by a padding byte."""
    return fragment.length - 1 <= entry.length <= fragment.length


def grouped(fragments: Frame, starts: list[int]) -> Iterator[Frame]:
    """Fragments grouped by the frames that begin at some of them."""
    beginnings = set(starts)
    frame: Frame = []
    for fragment in fragments:
        if fragment.offset in beginnings and frame:
            yield frame
            frame = []
        frame.append(fragment)
    yield frame


def disbelieved(table: str) -> None:
    """Warn of an offset table that is not used, since the fragments contradict it."""
    warn(f"The {table} Offset Table does not fit the fragments of the encapsulated pixel data and is not used")


def beyond(index: int) -> DicomError:
    """The error for a frame without fragments."""
    return DicomError(f"There is insufficient pixel data to contain {index + 1} frames")


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
        When the value holds anything but fragments, or the boundaries of frames are unknown. There is a
        warning where an offset table contradicts the fragments, and is not used.
    """
    items = FragmentItems(buffer, endianness)
    for frame in EncapsulatedFrames(items, number_of_frames, extended_offsets).all():
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
    """One frame of an encapsulated value; with an offset table, no other fragments are read.

    Parameters
    ----------
    buffer
        The value of Pixel Data, or a buffer that stands at its beginning, and does so afterwards.
    index
        The index of the frame; the first is 0.
    extended_offsets, number_of_frames, endianness
        As for `generate_fragmented_frames`.

    Raises
    ------
    DicomError
        When the value has fewer frames, and as for `generate_fragmented_frames`.
    """
    if index < 0:
        raise DicomError("the first frame has the index 0", found=index)
    items = FragmentItems(buffer, endianness)
    try:
        frame = EncapsulatedFrames(items, number_of_frames, extended_offsets).at(index)
        return b"".join([items.value(fragment) for fragment in frame])
    finally:
        items.stream.seek(items.start)
