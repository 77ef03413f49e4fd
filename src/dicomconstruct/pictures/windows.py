"""The choice of values that are shown: the file's window, all of them, those that occur, or a given window.

`parsed` reads the argument of a command, `frame_facts` collects the elements that describe one frame of a file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError

FILE, FULL, AUTO, GIVEN = "file", "full", "auto", "given"
FORM = "file, file:N, full, auto or CENTER,WIDTH"

VALUES_OF_INTEREST = (
    "ModalityLUTSequence",
    "RescaleSlope",
    "RescaleIntercept",
    "VOILUTSequence",
    "WindowCenter",
    "WindowWidth",
    "VOILUTFunction",
)
"""The elements that convert stored values for display (PS3.3 C.11.1, C.11.2)."""
SHARED, PER_FRAME = "SharedFunctionalGroupsSequence", "PerFrameFunctionalGroupsSequence"
GROUPS = ("PixelValueTransformationSequence", "FrameVOILUTSequence")
"""The functional groups with these elements for each frame (PS3.3 C.7.6.16.2.9, C.7.6.16.2.10)."""


class Window(NamedTuple):
    """The choice of values that are shown.

    Parameters
    ----------
    kind
        `FILE`, `FULL`, `AUTO` or `GIVEN`.
    view
        For `FILE`: the index of the window or table, counted from 0.
    center, width
        For `GIVEN`.
    """

    kind: str = FILE
    view: int = 0
    center: float = 0.0
    width: float = 0.0


def parsed(text: str) -> Window:
    """A window in the notation of the command: ``file``, ``file:2``, ``full``, ``auto`` or ``CENTER,WIDTH``.

    Raises DicomError for anything else, and for a width that is not above 0.
    """
    word, _, number = text.strip().lower().partition(":")
    if word in (FILE, FULL, AUTO) and not number:
        return Window(word)
    if word == FILE and number.isdecimal() and int(number) > 0:
        return Window(FILE, view=int(number) - 1)
    try:
        center, width = (float(one) for one in text.split(","))
    except ValueError:
        raise DicomError("no window is written like this", expected=FORM, found=text) from None
    if not width > 0 or not abs(center) + width < float("inf"):
        raise DicomError("the width of a window is a number above 0", found=text)
    return Window(GIVEN, center=center, width=width)


def _groups_of(ds: Dataset, index: int) -> Iterator[Dataset]:
    """The functional groups of a frame: those of all frames, then its own."""
    shared = ds.get(SHARED)
    if shared:
        yield shared[0]
    frames = ds.get(PER_FRAME)
    if frames and index < len(frames):
        yield frames[index]


def frame_facts(ds: Dataset, index: int) -> Dataset:
    """The elements of a data set for the display of one frame (PS3.3 C.11.1, C.11.2, C.7.6.16).

    Parameters
    ----------
    ds
        The data set.
    index
        The frame, counted from 0.
    """
    facts = Dataset()
    sources = [ds]
    for group in _groups_of(ds, index):
        sources += [group[keyword].value[0] for keyword in GROUPS if group.get(keyword)]
    for source in sources:
        for keyword in VALUES_OF_INTEREST:
            if source.get(keyword) is not None:
                facts[keyword] = source[keyword]
    return facts
