"""The rules of images: what a data set says of its pixels, against what their codestreams and offset tables say.

The description and the pixels are elements of their own, so they are collected while all elements are looked at,
and compared afterwards. An item may hold an image too (PS3.3 C.7.6.1.1.6).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from dicomconstruct import dictionary
from dicomconstruct.adapter import Meaning
from dicomconstruct.encapsulation.codestreams import LONGEST_BEGINNING, kind_of, parameters_of
from dicomconstruct.encapsulation.reading import EXTENDED_OFFSETS, offsets_in
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.fidelity.rules_encapsulated import FEWEST_FRAGMENTS, fragments_of, offset_table
from dicomconstruct.grammar.headers import FRAGMENTS
from dicomconstruct.grammar.primitives import PIXEL_DATA
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Node

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
    """The elements of a data set or an item that describe or hold pixels, by keyword."""

    def __init__(self) -> None:
        self.elements: dict[str, Meaning] = {}

    def number(self, keyword: str) -> int | None:
        """The whole number that an element is; None for anything else."""
        value = self.value(keyword)
        return int(value) if isinstance(value, int) else None

    @property
    def frames(self) -> int | None:
        """Number of Frames, which is 1 where it is missing; None where nothing describes the pixels."""
        return self.number("NumberOfFrames") or (1 if "Rows" in self.elements else None)

    def value(self, keyword: str) -> Any:
        """The value of an element; None where it has none, or no meaning."""
        element = self.elements.get(keyword)
        if element is None:
            return None
        try:
            return element.decode()
        except DicomError:  # which is a finding of its own
            return None


class Images:
    """The images of a tree, as they come in."""

    def __init__(self) -> None:
        self._found: dict[int, Image] = {}

    def add(self, meaning: Meaning) -> None:
        """Keep an element if it tells of pixels; of several with one tag the first."""
        node = meaning.node
        keyword = KEYWORDS.get(node.tag) if node.tag is not None else None
        if keyword is not None:
            image = self._found.setdefault(id(node.parent), Image())
            image.elements.setdefault(keyword, meaning)

    def check(self, syntax: TransferSyntax | None, report: Report) -> None:
        """Report where they contradict themselves, or the transfer syntax of the file if it is known."""
        for image in self._found.values():
            _check_high_bit(image, report)
            pixels = image.elements.get("PixelData")
            if pixels is None or pixels.node.content != FRAGMENTS:
                continue
            is_nested = pixels.node.parent is not None
            if is_nested and syntax is not None and not syntax.encapsulated:
                report.add("encapsulated-undeclared", pixels.node, Part.HEADER, found=syntax.uid)
            items = fragments_of(pixels.node)
            if len(items) >= FEWEST_FRAGMENTS:
                _check_frames(image, items[0], items[1:], report)
                _check_extended_table(image, items[0], items[1:], report)


def _check_high_bit(image: Image, report: Report) -> None:
    stored, high = image.number("BitsStored"), image.number("HighBit")
    if stored is not None and high is not None and high + 1 != stored:
        report.add("high-bit", image.elements["HighBit"].node, Part.VALUE, expected=stored - 1, found=high)


class Begun(NamedTuple):
    """A fragment that a codestream begins with, and what its header says."""

    node: Node
    said: dict[str, Any]


def _check_frames(image: Image, table: Node, fragments: list[Node], report: Report) -> None:
    for fragment in fragments:
        if not fragment.raw:
            report.add("empty-fragment", fragment)
    kinds = [kind_of((one.raw or b"")[:LONGEST_BEGINNING]) for one in fragments]
    kind = next((kind for kind, one in zip(kinds, fragments, strict=True) if one.raw), "")
    begun = [
        Begun(one, parameters_of(one.raw or b"")) for one, own in zip(fragments, kinds, strict=True) if own == kind
    ]
    expected = image.frames
    offsets = offset_table(table.raw or b"").offsets
    if offsets and expected is not None and len(offsets) != expected:
        report.add("offset-table-count", table, Part.VALUE, expected=expected, found=len(offsets))
    if not kind:
        return
    if expected is not None and len(begun) != expected:
        report.add("frame-count", fragments[0].parent or fragments[0], expected=expected, found=len(begun))
    starts = {one.node.offset - table.end for one in begun}
    continued = {one.offset - table.end for one in fragments} - starts
    within = next((offset for offset in offsets if offset in continued), None)
    if within is not None:
        report.add("offset-table-frame", table, Part.VALUE, found=within)
    _check_codestreams(image, begun, report)


def _check_codestreams(image: Image, begun: list[Begun], report: Report) -> None:
    """Report each kind of contradiction between description and codestreams once, at the first that has it."""
    stored, sign = image.number("BitsStored"), image.number("PixelRepresentation")
    size = tuple(image.number(keyword) for keyword in SIZE)
    found: dict[str, tuple[Node, object, object]] = {}
    for node, said in begun:
        if stored is not None and said.get("precision", stored) != stored:
            found.setdefault("codestream-precision", (node, f"{stored} bits", f"{said['precision']} bits"))
        if sign is not None and said.get("is_signed", bool(sign)) != bool(sign):
            found.setdefault("codestream-sign", (node, _sign(bool(sign)), _sign(said["is_signed"])))
        own = tuple(said.get(name) for name in ("height", "width", "components"))
        if any(None not in pair and pair[0] != pair[1] for pair in zip(size, own, strict=True)):
            found.setdefault("codestream-size", (node, _by(size), _by(own)))
    for code, (node, expected, actual) in found.items():
        report.add(code, node, Part.VALUE, expected=expected, found=actual)


def _by(size: tuple[int | None, ...]) -> str:
    return " x ".join(str(side) for side in size if side is not None)


def _sign(is_signed: bool) -> str:
    return "signed samples" if is_signed else "unsigned samples"


def _check_extended_table(image: Image, table: Node, fragments: list[Node], report: Report) -> None:
    """Report an extended offset table that does not lead to a fragment for each frame."""
    element = image.elements.get("ExtendedOffsetTable")
    if element is None:
        return
    offsets, lengths = _entries(element), _entries(image.elements.get("ExtendedOffsetTableLengths"))
    if len(lengths) != len(offsets) or not offsets:
        found = f"{len(offsets)} offsets, {len(lengths)} lengths"
        report.add("extended-offset-table", element.node, Part.VALUE, expected="a length for each", found=found)
        return
    held = {one.offset - table.end: len(one.raw or b"") for one in fragments}
    for offset, length in zip(offsets, lengths, strict=True):
        if held.get(offset, -1) - length not in (0, 1):  # a length may leave out the byte of padding
            found = f"{length} bytes at {offset}"
            report.add("extended-offset-table", element.node, Part.VALUE, expected="a fragment", found=found)
            return


def _entries(element: Meaning | None) -> list[int]:
    """The numbers of an extended table; none where they are not whole."""
    if element is None:
        return []
    try:
        return offsets_in(element.node.raw or b"", EXTENDED_OFFSETS, element.order)
    except DicomError:
        return []
