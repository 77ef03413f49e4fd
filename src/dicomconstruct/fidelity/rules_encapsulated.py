"""The rules of encapsulated values: offset table and fragments (PS3.5 A.4)."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from dicomconstruct.fidelity.rules import Part, Report, is_among
from dicomconstruct.grammar.dicom import BasicOffsetTable
from dicomconstruct.grammar.layouts import FRAGMENTS
from dicomconstruct.tree import Kind, Node
from dicomconstruct.tree.scope import ENCAPSULATED


class OffsetTable(NamedTuple):
    """The offsets of a basic offset table, and the number of bytes after the last whole one."""

    offsets: list[int]
    excess: int


def offset_table(raw: bytes) -> OffsetTable:
    """The basic offset table in the value of a first fragment."""
    table = BasicOffsetTable.parse(raw)
    return OffsetTable(list(table.offsets), len(table.excess))


def fragments_of(node: Node) -> Iterator[Node]:
    """The offset table of an element, and its fragments, one after another."""
    return (one for one in node.children or () if one.kind is Kind.FRAGMENT)


def check_encapsulated(node: Node, report: Report) -> None:
    """Report faults of the fragments of an element."""
    if node.content != FRAGMENTS:
        return
    if node.vr not in (None, ENCAPSULATED):
        report.add("fragments-vr", node, Part.HEADER, expected=ENCAPSULATED, found=ascii(node.vr))
    fragments = fragments_of(node)
    table = next(fragments, None)
    starts = array("Q", (one.offset - table.end for one in fragments if table is not None))
    if table is None or not starts:
        report.add("fragments-missing", node, Part.VALUE, expected="2 or more items", found=int(table is not None))
        return
    offsets, excess = offset_table(table.raw or b"")
    if excess:
        report.add("offset-table-length", table, Part.VALUE, expected="a multiple of 4", found=table.value_length)
    astray = next((offset for offset in offsets if not is_among(starts, offset)), None)
    if astray is not None:
        report.add("offset-table-offset", table, Part.VALUE, found=astray)
    elif any(after <= before for before, after in pairwise(offsets)):
        report.add("offset-table-offset", table, Part.VALUE, expected="ascending offsets")


def check_fragment(node: Node, report: Report) -> None:
    """Report an empty fragment after the offset table."""
    if node.kind is Kind.FRAGMENT and node.index and not node.value_length:
        report.add("empty-fragment", node)
