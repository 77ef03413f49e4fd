"""The level `edit`: one value is changed, by tree and by data set."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice, zip_longest
from typing import Any, cast

from dicomconstruct.codec import Codec
from dicomconstruct.config import disable_value_validation
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.comparing import SHOWN, Compared
from dicomconstruct.fidelity.levels import Shortfall, Subject, hex_at, quiet, where
from dicomconstruct.filereader import dcmread
from dicomconstruct.filewriter import dcmwrite
from dicomconstruct.grammar.integers import int32
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind, Meaning, Node, Space, Tree, headers, replace_value
from dicomconstruct.tree.looking import LookedThrough
from dicomconstruct.tree.output import header_bytes
from dicomconstruct.tree.pieces import LARGE, difference
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET, TRANSFER_SYNTAX
from dicomconstruct.tree.sequences import nodes_having

STREAM = (Kind.DEFLATED, Kind.EXCESS)
"""Fields that an edit inside a deflate stream changes; two compressors seldom agree on a byte."""
ODD = (Kind.OPAQUE, Kind.STRAY_DELIMITER, Kind.LEADING)
MANY = 10_000
"""The number of elements from which on one of them is edited rather than three, one at a time."""
MORE = "0"
"""The letter that is appended to a text, allowed by every VR of text."""
RECODING = (TRANSFER_SYNTAX, SPECIFIC_CHARACTER_SET)
"""Elements after whose edit a data set is encoded anew, unlike a tree."""

Place = tuple[Space, int]
"""Where a node stands in one of the trees of a file, edited or not."""
Allowed = Mapping[Place, tuple[bytes, ...]]
"""By place, what the bytes of a node may be after an edit: of an element itself, of a holder its header."""


def edit(subject: Subject) -> Iterator[Shortfall]:
    """A longer value changes its element and the lengths that enclose it only; by data set the same bytes.

    That holds for the bytes of every file. Where a file is put together as the standard says, reading it
    again gives the other nodes as they were, too; how damaged parts are read may depend on their neighbours.
    """
    is_plain = _is_plain(subject.tree, subject.codec)
    for place, meaning in _editable(subject.tree, subject.codec):
        yield from changed_by_edit(subject, place, 2 * meaning.vr.kind.pad, is_plain=is_plain)
        yield from _changed_by_data_set(subject, place)


def _editable(tree: Tree, codec: Codec) -> list[tuple[int, Meaning]]:
    """Texts that can be edited, with their places among all elements: the deepest, the first, the last.

    Large ones are left out, since an edited one is held besides the file, and those of a data set that was not
    inflated to its end, which cannot be edited.
    """
    first = deepest = last = None
    elements = 0
    for place, meaning in enumerate(codec.meanings(tree)):
        elements += 1
        size = meaning.node.value_length
        if meaning.node.space is Space.INFLATED and tree.coding.problem:
            continue
        if isinstance(meaning.vr.kind, Text) and 0 < size < LARGE and _is_sound(meaning.node):
            last = (place, meaning)
            first = first or last
            if deepest is None or meaning.node.depth > deepest[1].node.depth:
                deepest = last
    chosen = [deepest] if elements > MANY else [deepest, first, last]
    return list({one[0]: one for one in chosen if one is not None}.values())


def _is_sound(node: Node) -> bool:
    """Whether the length fields of a node and of those around it tell the truth."""
    around = (node, *node.ancestors())
    return all(one.undefined or one.length == one.value_length for one in around)


def _is_plain(tree: Tree, codec: Codec) -> bool:
    """Whether a file is read without recovery: every header is of its layout, every length true."""
    for node in tree.walk():
        if node.kind in ODD or (node.fields and not node.undefined and node.length != node.value_length):
            return False
        if node.kind is Kind.ELEMENT:
            if (node.form == HeaderForm.IMPLICIT.value) != node.layout.startswith("implicit"):
                return False
            if node.vr is not None and node.vr not in codec.vrs:
                return False
    return True


def _element_at(tree: Tree, place: int) -> Node:
    return next(islice(tree.elements(), place, None))


def _changed_by_data_set(subject: Subject, place: int) -> Iterator[Shortfall]:
    """Where a text assigned in a data set gives other bytes than the same text set in the tree."""
    codec, tree = subject.codec, subject.tree.afresh()
    node = _element_at(tree, place)
    assert node.tag is not None
    if node.tag in RECODING or is_repeated(tree, node):
        return
    meaning = codec.meaning(tree, node)
    try:
        text = _longer(meaning.decode())
        codec.set_value(tree, node, text)
    except DicomError:
        return
    out = Compared(codec.write_tree(tree))
    with quiet(), disable_value_validation():
        try:
            data_set = dcmread(io.BytesIO(subject.data), force=True, codec=codec)
            data_set_of(data_set, tree, node)[node.tag].value = text
            dcmwrite(cast(Any, out), data_set, codec=codec)
        except DicomError as error:
            problem = f"a data set refuses a value that the tree takes: {error}"
            yield Shortfall("edit", problem, node.offset, where(node))
            return
    at = out.differs_at()
    if at is not None:
        problem = f"a data set writes another file after this edit, from byte {at:#x} on"
        yield Shortfall("edit", problem, node.offset, where(node), found=out.found.hex(" "))


def is_repeated(tree: Tree, node: Node) -> bool:
    """Whether the path of a node is ambiguous because its tag is repeated: a data set has one element of a tag."""
    around = (one for one in (node, *node.ancestors()) if one.kind is Kind.ELEMENT)
    return any(len(list(nodes_having(tree.siblings(one), one.tag.__eq__))) > 1 for one in around)


def _longer(value: Any) -> Any:
    """A text, or the last of several, with one letter more."""
    if isinstance(value, list):
        return [*map(str, value[:-1]), f"{value[-1]}{MORE}"]
    return MORE if value is None else f"{value}{MORE}"


def data_set_of(whole: Dataset, tree: Tree, node: Node) -> Dataset:
    """The data set of a file that a node of its tree stands in."""
    steps = [one for one in node.ancestors() if one.kind is Kind.ITEM]
    outermost = steps[-1].parent if steps else node
    assert outermost is not None
    here = whole.file_meta if tree.siblings(outermost) is tree.meta else whole
    for step in reversed(steps):
        assert step.parent is not None
        here = here[step.parent.tag].value[step.index]
    return here


def changed_by_edit(subject: Subject, place: int, more: bytes, *, is_plain: bool) -> Iterator[Shortfall]:
    """The unexpected change when the value of the element at a place grows."""
    tree = subject.tree.afresh()
    node = _element_at(tree, place)
    before = node.end - node.offset
    replace_value(tree, node, (node.raw or b"") + more)
    allowed = dict(_allowed_around(tree, node, node.header_length + node.value_length - before))
    written = subject.codec.write_tree(tree)
    again = subject.codec.look(written)
    changed = list(_changed_bytes(subject.tree, allowed, written, again.inflated))
    yield from changed
    if is_plain and not changed:
        yield from _changed_nodes(subject.tree, again, allowed)


def _allowed_around(tree: LookedThrough, edited: Node, growth: int) -> Iterator[tuple[Place, tuple[bytes, ...]]]:
    """The allowed bytes after an edit of its element, of the elements around it, and of their group lengths."""
    yield (edited.space, edited.offset), (header_bytes(edited) + (edited.raw or b""),)
    for holder in edited.ancestors():
        lengths = (holder.length or 0, holder.value_length)
        grown = lengths[:1] if holder.undefined else tuple(one + growth for one in lengths)
        yield (holder.space, holder.offset), tuple(_header_with(holder, length) for length in grown)
    for one in (edited, *edited.ancestors()):
        if one.kind is Kind.ELEMENT and one.tag is not None:
            for length in nodes_having(tree.siblings(one), _is_group_length_of(one.tag.group)):
                if length is not edited:
                    yield (length.space, length.offset), tuple(_followed_or_kept(length, growth))


def _header_with(node: Node, length: int) -> bytes:
    order = LAYOUT_BY_NAME[node.layout].order
    return headers.header_bytes(HeaderForm(node.form), order, {**node.fields, "length": length})


def _is_group_length_of(group: int) -> Any:
    def is_wanted(tag: BaseTag) -> bool:
        return tag.is_group_length and tag.group == group

    return is_wanted


def _followed_or_kept(node: Node, growth: int) -> Iterator[bytes]:
    """The allowed bytes of a group length: unchanged, as it stays where it was wrong, or adjusted."""
    raw, number = node.raw or b"", int32(LAYOUT_BY_NAME[node.layout].order)
    if len(raw) == number.sizeof():
        yield header_bytes(node) + number.build(number.parse(raw) + growth & (1 << 8 * len(raw)) - 1)
    yield header_bytes(node) + raw


def _changed_bytes(before: Tree, allowed: Allowed, written: bytes, inflated: bytes) -> Iterator[Shortfall]:
    """The first byte written that is neither unchanged nor part of the edit."""
    if before.stream:
        head = chain(before.opening, before.meta)
        yield from _changed_stretch(before.source, head, allowed, written, is_whole=False)
        yield from _changed_stretch(before.inflated, before.data_set, allowed, inflated)
    else:
        nodes = chain(before.opening, before.meta, before.data_set)
        yield from _changed_stretch(before.source, nodes, allowed, written)


def _changed_stretch(
    source: bytes, nodes: Iterable[Node], allowed: Allowed, written: bytes, *, is_whole: bool = True
) -> Iterator[Shortfall]:
    pieces = _expected(source, nodes, allowed)
    view = memoryview(written)
    here = 0
    node: Node | None = None
    problem = "a longer value elsewhere changed more than itself and the lengths around it"
    for node, choices in pieces:
        piece = next((one for one in choices if one == view[here : here + len(one)]), choices[0])
        at = difference(piece, view[here : here + len(piece)])
        if at is not None:
            rest = chain([piece[at:]], (choices[0] for _, choices in islice(pieces, SHOWN)))
            expected = b"".join(bytes(one[:SHOWN]) for one in rest)[:SHOWN].hex(" ")
            in_file = min(node.offset + at, len(source))
            yield Shortfall("edit", problem, in_file, where(node), expected, hex_at(written, here + at))
            return
        here += len(piece)
    if is_whole and here != len(written):
        yield Shortfall("edit", problem, len(source), where(node), "", hex_at(written, here))


def _expected(
    source: bytes, nodes: Iterable[Node], allowed: Allowed
) -> Iterator[tuple[Node, tuple[bytes | memoryview, ...]]]:
    """The nodes of a file, each with the allowed bytes after an edit."""
    view = memoryview(source)
    for top in nodes:
        for node in top.walk():
            as_read = view[node.offset : node.value_offset if node.children is not None else node.end]
            yield node, allowed.get((node.space, node.offset), (as_read,))


def _changed_nodes(before: Tree, after: Tree, touched: Allowed) -> Iterator[Shortfall]:
    """The first node that is read otherwise after an edit although the edit did not touch it."""
    old, new = ((node for node in tree.walk() if node.kind not in STREAM) for tree in (before, after))
    counts = [0, 0]
    for one, other in zip_longest(old, new):
        counts = [counts[0] + (one is not None), counts[1] + (other is not None)]
        if one is None or other is None:
            continue
        is_touched = (one.space, one.offset) in touched
        is_same = _spelling(one, is_touched) == _spelling(other, is_touched)
        if not is_same or not (is_touched or difference(one.view, other.view) is None):
            problem = "after a longer value elsewhere this node is read otherwise"
            sides = (f"{_spelling(side, False)} {bytes(side.view[:SHOWN])!r}"[:200] for side in (one, other))
            yield Shortfall("edit", problem, one.offset, where(one), *sides)
            return
    if counts[0] != counts[1]:
        yield Shortfall("edit", f"after a longer value there are {counts[1]} nodes, not {counts[0]}")


def _spelling(node: Node, touched: bool) -> tuple[Any, ...]:
    """The fields of a node that an edit elsewhere keeps; of the nodes around the edit, all but the length."""
    fields = {name: value for name, value in node.fields.items() if not (touched and name == "length")}
    return node.kind, node.form, node.layout, node.reason, fields
