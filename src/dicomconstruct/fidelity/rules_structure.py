"""The rules of how headers, lengths, items and delimiters fit together (PS3.5 7.1, 7.2, 7.5)."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Iterator
from itertools import takewhile

from dicomconstruct import dictionary
from dicomconstruct.codec import Codec
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.kinds import Items
from dicomconstruct.grammar.layouts import CONTENTS, FRAGMENTS, IMPLICIT_LE, ITEMS, LAYOUT_BY_NAME, Reason
from dicomconstruct.grammar.primitives import COMMAND_GROUP, ITEM, META_GROUP
from dicomconstruct.grammar.vrs import VR, HeaderForm
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree import Kind, Node, Space, Tree
from dicomconstruct.tree.scope import UNKNOWN
from dicomconstruct.tree.sequences import kinds_of

FORBIDDEN_GROUPS = frozenset((0x0001, 0x0003, 0x0005, 0x0006, 0x0007, 0xFFFF))
"""Groups that neither standard nor private elements may have (PS3.5 7.1)."""

_BY_REASON: dict[str, str] = {
    Reason.ZEROS: "zeros",
    Reason.TOO_DEEP: "nested-too-deep",
    Reason.UNDEFINED_WITHOUT_ITEMS: "undefined-without-items",
}
"""The codes of findings by the grammar's reasons; any other is ``opaque``."""


class Structure:
    """Checks the structure of a file meta group and a data set, node by node in file order.

    Parameters
    ----------
    tree
        The tree.
    codec
        The codec that read it.
    report
        The report that findings are added to.
    recovery
        Whether the recovery rules that nodes needed are reported.
    """

    def __init__(self, tree: Tree, codec: Codec, report: Report, *, recovery: bool = False) -> None:
        self._recovery = recovery
        self._tree = tree
        self._codec = codec
        self._report = report
        self._meta_left = len(tree.meta)
        self._levels = [Siblings(tree.meta if tree.meta else tree.data_set)]

    def check(self, node: Node, depth: int) -> None:
        """Report faults of a node at a depth."""
        if not depth:
            self._meta_left -= 1
            if self._meta_left == -1:
                self._levels = [Siblings(self._tree.data_set)]
        del self._levels[depth + 1 :]
        self._levels[depth].check(node, self._report)
        if self._recovery and node.recovery:
            self._report.add("read-by-recovery", node, Part.HEADER, found=", ".join(node.recovery))
        _check_node(node, self._tree, self._codec, self._report)
        if self._meta_left < 0:
            _check_group(node, self._report)
        if node.children:
            self._levels.append(Siblings(node.children))


# Elements side by side.


class Siblings:
    """The elements of one level: their order, repeated tags, and group lengths."""

    def __init__(self, nodes: list[Node]) -> None:
        self._nodes = nodes
        self._previous: BaseTag | None = None
        self._highest = -1
        self._seen: set[int] | None = None
        """The tags so far; None while they ascend, since none can be repeated then."""
        self._ends: Iterator[int] | None = None

    def check(self, node: Node, report: Report) -> None:
        """Report faults of the next node among its siblings."""
        tag = node.tag
        if node.kind is not Kind.ELEMENT or tag is None:
            return
        if self._is_there_twice(node, tag):
            report.add("duplicate-tag", node, found=tag)
        elif self._previous is not None and tag < self._previous:
            report.add("tag-order", node, Part.HEADER, expected=f"a tag after {self._previous}", found=tag)
        self._previous = tag
        if is_counted(node):
            if self._ends is None:
                self._ends = iter(group_ends(self._nodes))
            _check_group_length(node, next(self._ends), report)

    def _is_there_twice(self, node: Node, tag: BaseTag) -> bool:
        if tag > self._highest:
            self._highest = int(tag)
            if self._seen is not None:
                self._seen.add(self._highest)
            return False
        if self._seen is None:
            before = takewhile(lambda one: one.offset < node.offset, self._nodes)
            self._seen = {int(one.tag) for one in before if one.kind is Kind.ELEMENT and one.tag is not None}
        is_known = int(tag) in self._seen
        self._seen.add(int(tag))
        return is_known


def is_counted(node: Node) -> bool:
    """Whether a node is a group length that says where its group ends; the meta group's has rules of its own."""
    tag = node.tag
    return node.kind is Kind.ELEMENT and tag is not None and tag.is_group_length and tag.group != META_GROUP


def group_ends(nodes: list[Node]) -> array[int]:
    """For each group length among nodes side by side, where the run of nodes of its group ends that it is in."""
    ends = array("Q")
    group, end, waiting = None, 0, 0
    for node in nodes:
        tag = node.tag
        if tag is None or tag.group != group:
            ends.extend([end] * waiting)
            group, waiting = None if tag is None else tag.group, 0
        waiting += is_counted(node)
        end = node.end
    ends.extend([end] * waiting)
    return ends


def _check_group_length(node: Node, end: int, report: Report) -> None:
    assert node.tag is not None
    number = int32(LAYOUT_BY_NAME[node.layout].order)
    raw = node.raw or b""
    if node.vr not in (None, dictionary.vr_of(node.tag)) or len(raw) != number.sizeof():
        report.add("group-length-form", node, found=f"{node.vr!a}, {node.value_length} bytes")
    elif number.parse(raw) != end - node.end:
        report.add("group-length-wrong", node, Part.VALUE, expected=end - node.end, found=number.parse(raw))


# One node.


def _check_node(node: Node, tree: Tree, codec: Codec, report: Report) -> None:
    if node.kind is Kind.OPAQUE:
        _report_reason(node, tree, Part.WHOLE, report)
    elif node.kind is Kind.STRAY_DELIMITER:
        report.add("stray-delimiter", node, found=node.tag)
    elif node.kind in (Kind.ITEM_DELIMITER, Kind.SEQUENCE_DELIMITER):
        if node.length:
            report.add("delimiter-length", node, expected=0, found=node.length)
    else:
        if node.kind is Kind.ELEMENT:
            _check_header(node, codec, report)
            _check_content(node, codec, report)
        elif node.kind is Kind.ITEM:
            _check_item(node, report)
        _check_length(node, tree, report)
        if node.reason:
            _report_reason(node, tree, Part.VALUE, report)


def _report_reason(node: Node, tree: Tree, part: Part, report: Report) -> None:
    """Report opaque bytes: by the rule for their reason, or by their place."""
    if node.reason in _BY_REASON:
        report.add(_BY_REASON[node.reason], node, part)
        return
    report.add("trailing-bytes" if _is_at_the_end(node, tree) else "opaque", node, part, found=node.reason)


def _is_at_the_end(node: Node, tree: Tree) -> bool:
    """Whether a node is the last one of the data set, and not the only one."""
    total = len(tree.inflated if node.space is Space.INFLATED else tree.source)
    is_last = node.parent is None and node.end == total and bool(tree.data_set)
    return is_last and node.offset != tree.data_set[0].offset


def _check_group(node: Node, report: Report) -> None:
    if node.kind is not Kind.ELEMENT or node.tag is None:
        return
    if node.tag.group == COMMAND_GROUP:
        report.add("command-in-file", node, Part.HEADER)
    elif node.tag.group == META_GROUP:
        report.add("meta-in-data-set", node, Part.HEADER)
    elif node.tag.group in FORBIDDEN_GROUPS:
        report.add("forbidden-group", node, Part.HEADER, found=f"{node.tag.group:04X}")


def _check_header(node: Node, codec: Codec, report: Report) -> None:
    implicit_here = LAYOUT_BY_NAME[node.layout].implicit
    form = HeaderForm(node.form)
    if form is HeaderForm.IMPLICIT:
        if not implicit_here:
            report.add("header-without-vr", node, Part.HEADER)
        return
    if implicit_here:
        report.add("header-with-vr", node, Part.HEADER, found=ascii(node.vr))
    row = codec.vrs.get(node.vr or "")
    if row is None:
        report.add("unknown-vr", node, Part.HEADER, found=ascii(node.vr))
    elif row.header is not form:
        report.add("vr-header-form", node, Part.HEADER, expected=row.header.value, found=form.value)
    if any(node.fields.get("reserved", b"")):
        report.add("reserved-not-zero", node, Part.HEADER, found=node.fields["reserved"].hex(" "))


def _row_of(node: Node, codec: Codec) -> VR | None:
    """The row of the wire VR, or of the dictionary's where the header has none."""
    assert node.tag is not None
    return codec.vrs.get((node.vr if node.vr is not None else codec.vr_of(node.tag, None)) or "")


def _check_content(node: Node, codec: Codec, report: Report) -> None:
    row = _row_of(node, codec)
    is_sequence = row is not None and isinstance(row.kind, Items)
    if node.content == ITEMS:
        if node.vr == UNKNOWN:
            report.add("un-holds-items", node, Part.HEADER)
        elif row is not None and not is_sequence:
            report.add("vr-holds-items", node, Part.HEADER, found=row.code)
        _check_items_layout(node, report)
    if node.content in (ITEMS, FRAGMENTS):
        _check_ended(node, Kind.SEQUENCE_DELIMITER, "sequence-delimiter-missing", report)
    elif is_sequence and not node.reason:
        report.add("sequence-holds-no-items", node, Part.VALUE)
    elif node.undefined and row is not None and not row.undefined_length:
        report.add("undefined-length-vr", node, Part.HEADER, found=row.code)


def _check_items_layout(node: Node, report: Report) -> None:
    """Items are laid out as their sequence, but for UN of undefined length: implicit little endian (6.2.2)."""
    expected = str(IMPLICIT_LE) if node.vr == UNKNOWN else node.layout
    if node.content_layout != expected:
        report.add("layout-changes", node, Part.VALUE, expected=expected, found=node.content_layout)


def _check_item(node: Node, report: Report) -> None:
    if node.tag != Tag(ITEM):
        report.add("item-tag", node, Part.HEADER, expected=Tag(ITEM), found=node.tag)
    if node.content_layout != node.layout:
        report.add("layout-changes", node, Part.VALUE, expected=node.layout, found=node.content_layout)
    if node.content in CONTENTS:
        _check_ended(node, Kind.ITEM_DELIMITER, "item-delimiter-missing", report)


def _check_ended(node: Node, delimiter: Kind, code: str, report: Report) -> None:
    if not node.undefined:
        return
    last = deque(kinds_of(node.children or ()), maxlen=1)
    if delimiter not in last:
        report.add(code, node, Part.END)


def _check_length(node: Node, tree: Tree, report: Report) -> None:
    declared = node.length
    if declared is None or node.undefined:
        return
    if declared % 2:
        code = "odd-fragment" if node.kind is Kind.FRAGMENT else "odd-length"
        report.add(code, node, Part.HEADER, found=declared)
    if declared == node.value_length:
        return
    total = len(tree.inflated if node.space is Space.INFLATED else tree.source)
    cut = node.children is None and node.value_offset + declared > total
    code = "value-cut-short" if cut else "length-differs"
    report.add(code, node, Part.WHOLE, expected=declared, found=node.value_length)
