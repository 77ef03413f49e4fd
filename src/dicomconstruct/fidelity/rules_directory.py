"""The rule of a DICOMDIR: offsets lead to directory records (PS3.3 F.2.2.2)."""

from __future__ import annotations

from array import array

from dicomconstruct import dictionary
from dicomconstruct.fidelity.rules import Part, Report, is_among
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.tree import Kind, Node, Tree
from dicomconstruct.tree.sequences import nodes_having

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
"""Elements whose value is the offset of a record from the first byte of the file; 0 for none."""


class Directory:
    """Finds offsets that lead to no directory record, node by node.

    Parameters
    ----------
    tree
        The tree; only that of a DICOMDIR has such offsets.
    report
        The report that findings are added to.
    """

    def __init__(self, tree: Tree, report: Report) -> None:
        self._report = report
        self._sequence = next(nodes_having(tree.data_set, lambda tag: tag == RECORDS), None)
        records = () if self._sequence is None else self._sequence.children or ()
        self._starts = array("Q", (one.offset for one in records if one.kind is Kind.ITEM))

    def check(self, node: Node) -> None:
        """Report an offset in the data set or in a directory record that leads to no record."""
        if self._sequence is None or node.tag not in POINTERS or not self._has(node):
            return
        number = int32(LAYOUT_BY_NAME[node.layout].order)
        raw = node.raw or b""
        offset = number.parse(raw) if len(raw) == number.sizeof() else 0
        if offset and not is_among(self._starts, offset):
            self._report.add("record-offset", node, Part.VALUE, found=offset)

    def _has(self, node: Node) -> bool:
        """Whether a node is of the data set or of a directory record."""
        holder = node.parent
        if holder is None or holder.parent is None or self._sequence is None:
            return holder is None
        return holder.parent.parent is None and holder.parent.offset == self._sequence.offset
