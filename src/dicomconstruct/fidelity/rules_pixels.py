"""The rules of images: the description of pixels compared with their codestreams and offset tables.

The description and the pixels are elements of their own, so they are picked out of a data set or an item, which may
hold an image too (PS3.3 C.7.6.1.1.6), before its other elements are looked at.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import compress
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.encapsulation.codestreams import LONGEST_BEGINNING, kind_of, parameters_of
from dicomconstruct.encapsulation.reading import EXTENDED_OFFSETS, offsets_in
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.rules import Part, Report, is_among
from dicomconstruct.fidelity.rules_encapsulated import fragments_of, offset_table
from dicomconstruct.grammar.layouts import FRAGMENTS
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Meaning, Node
from dicomconstruct.tree.pieces import LARGE

DESCRIPTION = (
    "SamplesPerPixel",
    "NumberOfFrames",
    "Rows",
    "Columns",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "ExtendedOffsetTable",
    "ExtendedOffsetTableLengths",
)
KEYWORDS: dict[BaseTag, str] = {
    Tag(PIXEL_DATA): "PixelData",
    **{tag: keyword for keyword in DESCRIPTION if (tag := dictionary.tag_of(keyword)) is not None},
}
SIZE = ("Rows", "Columns", "SamplesPerPixel")


class Image:
    """The elements of a data set or an item that describe or hold pixels, by keyword; of several the first.

    Parameters
    ----------
    elements
        The elements that describe or hold pixels, by `tells_of_pixels`.
    """

    def __init__(self, elements: Iterable[Meaning]) -> None:
        self.elements: dict[str, Meaning] = {}
        for element in elements:
            tag = element.node.tag
            if tag is not None:
                self.elements.setdefault(KEYWORDS[tag], element)

    def number(self, keyword: str) -> int | None:
        """The whole number that an element is; None for anything else."""
        value = self.value(keyword)
        return int(value) if isinstance(value, int) else None

    @property
    def frames(self) -> int | None:
        """Number of Frames, 1 by default; None where no element describes the pixels."""
        return self.number("NumberOfFrames") or (1 if "Rows" in self.elements else None)

    def value(self, keyword: str) -> Any:
        """The value of an element; None where it has none, or no meaning."""
        element = self.elements.get(keyword)
        if element is None or element.node.value_length >= LARGE:
            return None
        try:
            return element.decode()
        except DicomError:  # the value has a finding of its own
            return None


def tells_of_pixels(tag: BaseTag) -> bool:
    """Whether an element describes or holds pixels."""
    return tag in KEYWORDS


def check_image(elements: Iterable[Meaning], syntax: TransferSyntax | None, report: Report) -> None:
    """Report contradictions among the elements that describe or hold pixels of a data set or an item.

    `syntax` is the transfer syntax of the file; None for one that is not known.
    """
    image = Image(elements)
    _check_high_bit(image, report)
    pixels = image.elements.get("PixelData")
    if pixels is None or pixels.node.content != FRAGMENTS:
        return
    is_nested = pixels.node.parent is not None
    if is_nested and syntax is not None and not syntax.encapsulated:
        report.add("encapsulated-undeclared", pixels.node, Part.HEADER, found=syntax.uid)
    fragments = Fragments(pixels.node, image)
    if fragments.table is not None and fragments.starts:
        _check_offsets(image, fragments, fragments.table, report)
        _check_extended_table(image, fragments, report)
        for code, (node, expected, found) in fragments.contradictions.items():
            report.add(code, node, Part.VALUE, expected=expected, found=found)


def _check_high_bit(image: Image, report: Report) -> None:
    stored, high = image.number("BitsStored"), image.number("HighBit")
    if stored is not None and high is not None and high + 1 != stored:
        report.add("high-bit", image.elements["HighBit"].node, Part.VALUE, expected=stored - 1, found=high)


class Fragments:
    """Facts about the fragments of an encapsulated value, collected one after another.

    Parameters
    ----------
    pixels
        The element that has them.
    image
        The description of the image.

    Attributes
    ----------
    table
        The offset table, or None.
    starts, lengths
        Where each fragment begins, counted from the end of the offset table, and how many bytes it holds.
    kind
        The kind of codestream, by the beginning of the first fragment that is not empty.
    begun
        Where the fragments begin that a codestream begins with.
    contradictions
        By the code of a rule, the first codestream that breaks it, with the values of both.
    """

    def __init__(self, pixels: Node, image: Image) -> None:
        fragments = fragments_of(pixels)
        self.table = next(fragments, None)
        self.starts, self.lengths, self.begun = array("Q"), array("Q"), array("Q")
        self.kind = ""
        self.contradictions: dict[str, tuple[Node, object, object]] = {}
        self._stored, self._sign = image.number("BitsStored"), image.number("PixelRepresentation")
        self._size = tuple(image.number(keyword) for keyword in SIZE)
        is_first = True
        for one in fragments:
            self.starts.append(start := one.offset - self._end)
            self.lengths.append(one.value_length)
            if not one.value_length:
                continue
            kind = kind_of(bytes(one.view[:LONGEST_BEGINNING]))
            if is_first:
                self.kind, is_first = kind, False
            if kind and kind == self.kind:
                self.begun.append(start)
                self._compare(one)

    @property
    def _end(self) -> int:
        return 0 if self.table is None else self.table.end

    def _compare(self, node: Node) -> None:
        """Compare the description with a codestream, for kinds of contradictions not found yet."""
        said, stored, sign = parameters_of(node.raw or b""), self._stored, self._sign
        if stored is not None and said.get("precision", stored) != stored:
            self._contradicted("codestream-precision", node, f"{stored} bits", f"{said['precision']} bits")
        if sign is not None and said.get("is_signed", bool(sign)) != bool(sign):
            self._contradicted("codestream-sign", node, _sign(bool(sign)), _sign(said["is_signed"]))
        own = tuple(said.get(name) for name in ("height", "width", "components"))
        if any(None not in pair and pair[0] != pair[1] for pair in zip(self._size, own, strict=True)):
            self._contradicted("codestream-size", node, _by(self._size), _by(own))

    def _contradicted(self, code: str, node: Node, expected: object, found: object) -> None:
        self.contradictions.setdefault(code, (node, expected, found))


def _check_offsets(image: Image, fragments: Fragments, table: Node, report: Report) -> None:
    expected = image.frames
    offsets = offset_table(table.raw or b"").offsets
    if offsets and expected is not None and len(offsets) != expected:
        report.add("offset-table-count", table, Part.VALUE, expected=expected, found=len(offsets))
    if not fragments.kind:
        return
    begun = fragments.begun
    if expected is not None and len(begun) != expected:
        report.add("frame-count", table.parent or table, expected=expected, found=len(begun))
    is_within = (is_among(fragments.starts, one) and not is_among(begun, one) for one in offsets)
    within = next(compress(offsets, is_within), None)
    if within is not None:
        report.add("offset-table-frame", table, Part.VALUE, found=within)


def _by(size: tuple[int | None, ...]) -> str:
    return " x ".join(str(side) for side in size if side is not None)


def _sign(is_signed: bool) -> str:
    return "signed samples" if is_signed else "unsigned samples"


def _check_extended_table(image: Image, fragments: Fragments, report: Report) -> None:
    """Report an extended offset table that does not lead to a fragment for each frame."""
    element = image.elements.get("ExtendedOffsetTable")
    if element is None:
        return
    offsets, lengths = _entries(element), _entries(image.elements.get("ExtendedOffsetTableLengths"))
    if len(lengths) != len(offsets) or not offsets:
        found = f"{len(offsets)} offsets, {len(lengths)} lengths"
        report.add("extended-offset-table", element.node, Part.VALUE, expected="a length for each", found=found)
        return
    for offset, length in zip(offsets, lengths, strict=True):
        at = bisect_left(fragments.starts, offset)
        is_there = is_among(fragments.starts, offset)
        if not is_there or fragments.lengths[at] - length not in (0, 1):  # it may leave out the byte of padding
            found = f"{length} bytes at {offset}"
            report.add("extended-offset-table", element.node, Part.VALUE, expected="a fragment", found=found)
            return


def _entries(element: Meaning | None) -> list[int]:
    """The numbers of an extended table; empty where they are not whole."""
    if element is None:
        return []
    try:
        return offsets_in(element.node.raw or b"", EXTENDED_OFFSETS, element.order)
    except DicomError:
        return []
