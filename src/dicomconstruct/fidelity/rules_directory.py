"""The rule of a DICOMDIR: offsets lead to directory records (PS3.3 F.2.2.2)."""

from __future__ import annotations

from collections.abc import Iterator

from dicomconstruct import dictionary
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.primitives import int32
from dicomconstruct.tree import Kind, Node, Tree

RECORDS = dictionary.tag_of("DirectoryRecordSequence")
POINTERS = frozenset(
    map(
        dictionary.tag_of,
        (
            "OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity",
            "OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity",
            "OffsetOfTheNextDirectoryRecord",
            "OffsetOfReferencedLowerLevelDirectoryEntity",
        ),
    )
)
"""Elements whose value is where a record begins, counted from the first byte of the file; 0 for none."""


def check_directory(tree: Tree, report: Report) -> None:
    """Report offsets that lead to no directory record."""
    sequence = next((node for node in tree.data_set if node.tag == RECORDS), None)
    if sequence is None:
        return
    records = [node for node in sequence.children or () if node.kind is Kind.ITEM]
    starts = {record.offset for record in records}
    for node in _pointers(tree.data_set, records):
        number = int32(LAYOUT_BY_NAME[node.layout].order)
        raw = node.raw or b""
        offset = number.parse(raw) if len(raw) == number.sizeof() else 0
        if offset and offset not in starts:
            report.add("record-offset", node, Part.VALUE, found=offset)


def _pointers(data_set: list[Node], records: list[Node]) -> Iterator[Node]:
    for nodes in (data_set, *(record.children or () for record in records)):
        yield from (node for node in nodes if node.tag in POINTERS)
