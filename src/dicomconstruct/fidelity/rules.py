"""The table of rules that `check` goes by, and the report that turns their breaches into findings.

A rule has a code, a severity, a clause of the standard and one sentence. Every finding is made from a row
of this table; docs/reference/findings.md is generated from it.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from heapq import heappop, heappush
from itertools import count
from types import MappingProxyType

from dicomconstruct.tree import Finding, Kind, Node, Severity, Space

KEPT_PATHS = 1000
"""The most nodes whose paths are cached for the nodes inside them."""
ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that `check` can find.

    Parameters
    ----------
    code
        A stable name.
    severity
        How much a breach matters to readers of the file.
    clause
        The clause of the standard, such as ``"PS3.5 7.1.1"``.
    description
        The fault in one sentence.
    """

    code: str
    severity: Severity
    clause: str
    description: str


_FILE = (
    Rule("leading-bytes", ERROR, "PS3.10 7.1", "Bytes stand before the preamble or the data set."),
    Rule("no-preamble", WARNING, "PS3.10 7.1", "The preamble is missing before the prefix."),
    Rule("no-prefix", WARNING, "PS3.10 7.1", "The file has no preamble and no DICM prefix."),
    Rule("preamble-tiff", NOTE, "PS3.10 7.1", "The preamble opens a TIFF file as well."),
    Rule("preamble-executable", WARNING, "PS3.10 7.1", "The preamble opens an executable file as well."),
    Rule("preamble-not-zero", NOTE, "PS3.10 7.1", "The preamble holds something other than zeros."),
    Rule("no-meta", ERROR, "PS3.10 7.1", "No file meta information follows the prefix."),
    Rule("meta-layout", ERROR, "PS3.10 7.1", "The file meta group is not in explicit VR little endian."),
    Rule("meta-group-length-missing", WARNING, "PS3.10 7.1", "The file meta group has no group length."),
    Rule("meta-group-length-wrong", WARNING, "PS3.10 7.1", "The group length of the file meta group is wrong."),
    Rule("meta-element-missing", WARNING, "PS3.10 7.1", "An element that every file meta group needs is missing."),
    Rule("transfer-syntax-missing", ERROR, "PS3.10 7.1", "The file meta group names no transfer syntax."),
    Rule(
        "transfer-syntax-padded", WARNING, "PS3.5 9.1", "The transfer syntax UID has more around it than one NUL."
    ),
    Rule("transfer-syntax-unknown", WARNING, "PS3.6 A", "The transfer syntax named is unknown."),
    Rule("transfer-syntax-retired", NOTE, "PS3.6 A", "The transfer syntax is retired."),
    Rule("transfer-syntax-contradicted", ERROR, "PS3.5 10", "The data set is not in the layout declared."),
    Rule("not-encapsulated", ERROR, "PS3.5 A.4", "Pixel Data is native under an encapsulated transfer syntax."),
    Rule("encapsulated-undeclared", ERROR, "PS3.5 8.2", "Pixel Data is in fragments under a native syntax."),
    Rule("zlib-wrapper", ERROR, "PS3.5 A.5", "The data set is in a zlib wrapper rather than a raw deflate stream."),
    Rule("not-deflated", ERROR, "PS3.5 A.5", "The data set is not deflated although the transfer syntax says so."),
    Rule("deflate-stopped", ERROR, "PS3.5 A.5", "The deflated data set could not be inflated to its end."),
    Rule(
        "bytes-after-deflate", WARNING, "PS3.5 A.5", "Bytes other than one NUL for even length follow the stream."
    ),
    Rule("meta-in-data-set", WARNING, "PS3.5 7.1", "An element of the file meta group stands in the data set."),
    Rule("command-in-file", WARNING, "PS3.5 7.1", "An element of the command group stands in a file."),
    Rule("forbidden-group", WARNING, "PS3.5 7.1", "The group number is one that no element may have."),
)

_STRUCTURE = (
    Rule("reserved-not-zero", WARNING, "PS3.5 7.1.2", "The reserved bytes of the header are not zero."),
    Rule("unknown-vr", ERROR, "PS3.5 6.2", "The VR field holds no VR of the standard."),
    Rule("vr-header-form", ERROR, "PS3.5 7.1.2", "The header has the form of another VR."),
    Rule("header-without-vr", ERROR, "PS3.5 7.1.2", "The header lacks a VR in an explicit VR encoding."),
    Rule("header-with-vr", ERROR, "PS3.5 7.1.3", "The header has a VR in an implicit VR encoding."),
    Rule("odd-length", WARNING, "PS3.5 7.1.1", "The length is odd."),
    Rule("value-cut-short", ERROR, "PS3.5 7.1.1", "The input ends before the value does."),
    Rule("length-differs", ERROR, "PS3.5 7.1.1", "The length declared is not the length held."),
    Rule("item-delimiter-missing", ERROR, "PS3.5 7.5.1", "An item of undefined length has no delimiter."),
    Rule("sequence-delimiter-missing", ERROR, "PS3.5 7.5.2", "An undefined length is not ended by a delimiter."),
    Rule("delimiter-length", WARNING, "PS3.5 7.5", "The length of a delimiter is not zero."),
    Rule("stray-delimiter", ERROR, "PS3.5 7.5", "An item tag or a delimiter stands where none belongs."),
    Rule("item-tag", ERROR, "PS3.5 7.5.1", "An item begins with a tag other than that of an item."),
    Rule("layout-changes", ERROR, "PS3.5 7.5.1", "What is nested is encoded otherwise than what is around it."),
    Rule("un-holds-items", NOTE, "PS3.5 6.2.2", "An element of VR UN holds a sequence."),
    Rule("vr-holds-items", ERROR, "PS3.5 7.5", "An element whose VR is no sequence's holds items."),
    Rule("sequence-holds-no-items", ERROR, "PS3.5 7.5", "The value of a sequence is not made of items."),
    Rule("undefined-length-vr", ERROR, "PS3.5 7.1.2", "The VR does not allow an undefined length."),
    Rule("undefined-without-items", ERROR, "PS3.5 7.1.1", "Nothing tells where a value of undefined length ends."),
    Rule("nested-too-deep", WARNING, "PS3.5 7.5", "The content is nested beyond the limit and was not opened."),
    Rule("opaque", ERROR, "PS3.5 7.1", "Bytes without an explanation stand between elements."),
    Rule("zeros", WARNING, "PS3.5 7.1", "Zeros stand where an element should."),
    Rule("read-by-recovery", NOTE, "PS3.5 7", "No line of the format's page fits, and recovery rules read this."),
    Rule("trailing-bytes", ERROR, "PS3.10 7.2", "Bytes that are no element follow the data set."),
    Rule("tag-order", WARNING, "PS3.5 7.1", "The element has a lower tag than the one before it."),
    Rule("duplicate-tag", ERROR, "PS3.5 7.1", "The element occurs more than once in its data set."),
    Rule("group-length-wrong", WARNING, "PS3.5 7.2", "The group length is not the length of its group."),
    Rule("group-length-form", WARNING, "PS3.5 7.2", "The group length is not a single UL."),
)

_ELEMENTS = (
    Rule("vr-differs", WARNING, "PS3.6 6", "The VR is not one that the dictionary gives to the element."),
    Rule("un-for-known-tag", NOTE, "PS3.5 6.2.2", "The VR is UN although the dictionary knows the element."),
    Rule("unknown-tag", WARNING, "PS3.6 6", "The dictionary knows no standard element of this tag."),
    Rule("retired", NOTE, "PS3.6 6", "The element is retired."),
    Rule("vm", WARNING, "PS3.5 6.4", "The number of values is not what the dictionary gives."),
    Rule("private-without-creator", WARNING, "PS3.5 7.8.1", "No private creator reserves the element's block."),
    Rule("private-element-number", WARNING, "PS3.5 7.8.1", "The number is outside what private elements may use."),
)

_VALUES = (
    Rule("character-set", ERROR, "PS3.3 C.12.1.1.2", "Specific Character Set is not made of defined terms."),
    Rule("undecodable-text", ERROR, "PS3.5 6.1.2", "The text has bytes without meaning in its character set."),
    Rule("undecodable", ERROR, "PS3.5 6.2", "The value has no meaning under its VR."),
    Rule("length-not-multiple", ERROR, "PS3.5 6.2", "The length is no multiple of that of one value."),
    Rule("too-long", WARNING, "PS3.5 6.2", "A value is longer than its VR allows."),
    Rule("wrong-padding", WARNING, "PS3.5 6.2", "The value is not padded as its VR asks for."),
    Rule("control-character", WARNING, "PS3.5 6.2", "The text has a control character that its VR does not allow."),
    Rule("value-form", WARNING, "PS3.5 6.2", "A value is not written as its VR asks for."),
    Rule("legacy-form", WARNING, "PS3.5 6.2", "A date or time is written as in ACR-NEMA files."),
    Rule("out-of-range", WARNING, "PS3.5 6.2", "A number is outside the range of its VR."),
    Rule("uid-invalid", WARNING, "PS3.5 9.1", "The value is no well-formed UID."),
    Rule("person-name", WARNING, "PS3.5 6.2.1", "A name has too many component groups or components."),
)

_ENCAPSULATED = (
    Rule("fragments-vr", WARNING, "PS3.5 A.4", "An encapsulated value has a VR other than OB."),
    Rule("fragments-missing", ERROR, "PS3.5 A.4", "An offset table and a fragment are not both there."),
    Rule("odd-fragment", WARNING, "PS3.5 A.4", "The length of a fragment is odd."),
    Rule("offset-table-length", ERROR, "PS3.5 A.4", "The offset table is not made of whole offsets."),
    Rule("offset-table-offset", ERROR, "PS3.5 A.4", "An offset of the table does not lead to a fragment."),
    Rule("offset-table-count", WARNING, "PS3.5 A.4", "The offset table does not have an offset for each frame."),
    Rule("offset-table-frame", ERROR, "PS3.5 A.4", "An offset of the table leads to a fragment inside a frame."),
    Rule("empty-fragment", WARNING, "PS3.5 A.4", "A fragment is empty."),
    Rule("frame-count", ERROR, "PS3.5 A.4", "The fragments do not hold as many images as Number of Frames says."),
    Rule(
        "extended-offset-table",
        ERROR,
        "PS3.3 C.7.6.3.1.8",
        "An entry of the extended offset table does not lead to a fragment of its length.",
    ),
)

_PIXELS = (
    Rule("high-bit", WARNING, "PS3.5 8.1.1", "High Bit is not one less than Bits Stored."),
    Rule("codestream-precision", WARNING, "PS3.5 8.2", "Bits Stored is not the precision of the codestream."),
    Rule("codestream-sign", WARNING, "PS3.5 8.2", "Pixel Representation is not that of the codestream."),
    Rule("codestream-size", ERROR, "PS3.5 8.2", "The codestream is of another size, or of other samples a pixel."),
)

_DIRECTORY = (
    Rule("record-offset", ERROR, "PS3.3 F.2.2.2", "An offset in a DICOMDIR does not lead to a directory record."),
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in (*_FILE, *_STRUCTURE, *_ELEMENTS, *_VALUES, *_ENCAPSULATED, *_PIXELS, *_DIRECTORY)}
)
"""Every rule by its code."""


class Part(Enum):
    """Which bytes of a node a finding is about."""

    WHOLE = "whole"
    HEADER = "header"
    VALUE = "value"
    END = "end"
    """The place after the node, where something is missing."""


class Report:
    """The findings about one tree; those that no later finding can precede are given away in order."""

    def __init__(self) -> None:
        self._waiting: list[tuple[bool, int, int, Finding]] = []
        self._numbers = count()
        self._paths: dict[int, tuple[Node, str]] = {}
        """By a node's ``id``, with the node, so that no other has it."""

    def add(
        self, code: str, node: Node, part: Part = Part.WHOLE, *, expected: object = "", found: object = ""
    ) -> None:
        """Note the breach of a rule by a node."""
        offset, length = _place(node, part)
        self.add_at(code, offset, length, self._path(node), node.space, expected=expected, found=found)

    def add_at(
        self,
        code: str,
        offset: int,
        length: int = 0,
        path: str = "",
        space: Space = Space.FILE,
        *,
        expected: object = "",
        found: object = "",
    ) -> None:
        """Note the breach of a rule by a stretch of bytes."""
        rule = RULES[code]
        sides = {"expected": str(expected), "found": str(found)}
        details = ", ".join(f"{side} {text}" for side, text in sides.items() if text)
        message = ": ".join(filter(None, (rule.description.removesuffix("."), details)))
        finding = Finding(code, rule.severity, path, offset, length, message, rule.clause, **sides, space=space)
        heappush(self._waiting, (space is Space.INFLATED, offset, next(self._numbers), finding))

    def _path(self, node: Node) -> str:
        """The path of a node, put together from its parent's: many findings deep down cost no more than others."""
        chain = []
        at: Node | None = node
        while at is not None and id(at) not in self._paths:
            chain.append(at)
            at = at.parent
        path = "" if at is None else self._paths[id(at)][1]
        if len(self._paths) > KEPT_PATHS:
            self._paths.clear()
        for one in reversed(chain):
            if one.kind is Kind.ELEMENT:
                path += f".{one.tag}" if path else str(one.tag)
            elif one.index is not None:
                path += f"[{one.index}]"
            if one.children is not None:
                self._paths[id(one)] = one, path
        return path

    def before(self, space: Space, offset: int) -> Iterator[Finding]:
        """The findings about bytes before an offset, in order; those in inflated bytes come last."""
        place = space is Space.INFLATED, offset
        while self._waiting and self._waiting[0][:2] < place:
            yield heappop(self._waiting)[-1]

    def rest(self, space: Space) -> Iterator[Finding]:
        """The remaining findings about a space, and about the one before it."""
        return self.before(space, sys.maxsize)


def is_among(ascending: array[int], wanted: int) -> bool:
    """Whether a number is in an ascending list."""
    place = bisect_left(ascending, wanted)
    return place < len(ascending) and ascending[place] == wanted


def _place(node: Node, part: Part) -> tuple[int, int]:
    if part is Part.HEADER:
        return node.offset, node.header_length
    if part is Part.VALUE:
        return node.value_offset, node.value_length
    return (node.end, 0) if part is Part.END else (node.offset, node.header_length + node.value_length)
