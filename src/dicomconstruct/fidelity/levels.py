"""The levels at which a file can be faithful, one function each.

A level takes a `Subject`, a file with the codec to try on it, and gives its shortfalls: none means that
the file is faithful at that level. `verify.LEVELS` has them by name, with those of `moving`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from itertools import chain, islice, zip_longest
from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.engines import CompiledEngine, ReferenceEngine
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.comparing import SHOWN, Compared
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind, Meaning, Node, Space, Tree, first_difference, nested, replace_value
from dicomconstruct.tree.looking import LookedThrough, frame_of_container, steps_in
from dicomconstruct.tree.output import header_bytes, leaves
from dicomconstruct.tree.pieces import LARGE, difference, pieces_of
from dicomconstruct.tree.sequences import nodes_having

_STREAM = (Kind.DEFLATED, Kind.EXCESS)
"""What an edit inside a deflate stream makes anew; two compressors seldom agree on a byte."""
_ODD = (Kind.OPAQUE, Kind.STRAY_DELIMITER, Kind.LEADING)
_MANY = 10_000
"""Elements from which on the level `edit` changes one of them rather than three, each on its own."""


class ReportRow:
    """A row of a report."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Its fields as JSON types."""
        return asdict(self)  # type: ignore[call-overload,no-any-return]


@dataclass(frozen=True, slots=True)
class Shortfall(ReportRow):
    """Where a file is not faithful at a level.

    Parameters
    ----------
    level
        The name of the level.
    problem
        What was found, in one clause.
    offset
        The first byte that differs; None where the problem is not at one.
    path
        The path of the node there, or its kind where it has none.
    expected, found
        The bytes from there on in hexadecimal: of the file, and what came out instead.
    """

    level: str
    problem: str
    offset: int | None = None
    path: str = ""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Refusal(ReportRow):
    """What a file was not moved to, because something in it has no form there; nothing was lost.

    Parameters
    ----------
    level
        The name of the level.
    target
        What it was to become.
    reason
        The error, which names the element.
    """

    level: str
    target: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note(ReportRow):
    """A value that is written otherwise when it is encoded anew; untouched ones are written as they were read.

    Parameters
    ----------
    offset, path, vr
        Where it stands, and its VR.
    problem
        ``not canonical`` or ``undecodable``.
    """

    offset: int
    path: str
    vr: str
    problem: str


Outcome = Shortfall | Refusal


@dataclass(frozen=True, slots=True)
class Tally:
    """How the values of one VR fare when they are decoded and encoded again.

    Parameters
    ----------
    canonical
        Values that give the same bytes.
    not_canonical
        Values that give others, such as those padded in an unusual way. They are written back as they
        were read until they are changed: this is information, not a shortfall.
    undecodable
        Values whose bytes have no meaning under the VR.
    """

    canonical: int = 0
    not_canonical: int = 0
    undecodable: int = 0

    @property
    def values(self) -> int:
        """All of them."""
        return self.canonical + self.not_canonical + self.undecodable

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.canonical + other.canonical,
            self.not_canonical + other.not_canonical,
            self.undecodable + other.undecodable,
        )

    def to_dict(self) -> dict[str, int]:
        """The tally as JSON types."""
        return {"values": self.values, **asdict(self)}


@dataclass
class Subject:
    """A file that is being verified, and what the levels find out about it on the way."""

    data: bytes
    codec: Codec
    path: str | None = None
    """Where it is, if it is a file of the system."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @cached_property
    def tree(self) -> LookedThrough:
        """The tree of what the reference structs read, to be looked through."""
        return self.codec.look(self.data, engine=ReferenceEngine.name)


Level = Callable[[Subject], Iterator[Outcome]]


def structure(subject: Subject) -> Iterator[Shortfall]:
    """The structs build what they parsed, the leaves of the tree cover every byte, and so do its fields.

    The structs parse one token after another, and build each before they parse the next.
    """
    codec, data = subject.codec, subject.data
    container = codec.parse_stepwise(data)
    frame = frame_of_container(container, data)
    columns = frame.columns()
    tokens = nested(columns.add_containers(steps_in(container)))
    built, built_inside = Compared(data), Compared(frame.inflated or b"")
    if frame.inflated is None:
        container["data_set"] = tokens
    else:
        codec.grammar.data_set(frame.layout).build_stream(tokens, built_inside)
        container["data_set"]["content"] = ()
    codec.reference.write_to(built, container)
    subject.tree = tree = frame.tree(columns)
    rebuilt, rebuilt_inside = Compared(data), Compared(tree.inflated)
    codec.rebuild_to(rebuilt, tree, engine=ReferenceEngine.name)
    if tree.stream:
        codec.rebuild_data_set_to(rebuilt_inside, tree)
    problem = "building does not give the bytes parsed"
    yield from differences("structure", problem, tree.tops(), data, built)
    yield from differences("structure", problem, tree.data_set, tree.inflated, built_inside)
    yield from uncovered(tree.tops(), data)
    if tree.stream:
        yield from uncovered(tree.data_set, tree.inflated)
    problem = "encoding the fields does not give the bytes read"
    yield from differences("structure", problem, tree.tops(), data, rebuilt)
    yield from differences("structure", problem, tree.data_set, tree.inflated, rebuilt_inside)


def compiled(subject: Subject) -> Iterator[Shortfall]:
    """The code emitted from the grammar reads the nodes that the structs read, and builds the same bytes."""
    different = first_difference(subject.tree, subject.codec.look(subject.data, engine=CompiledEngine.name))
    if different:
        yield Shortfall("compiled", f"the engines differ: {different}")
    built = Compared(subject.data)
    subject.codec.rebuild_to(built, subject.tree, engine=CompiledEngine.name)
    problem = "the compiled writer does not give the bytes parsed"
    yield from differences("compiled", problem, subject.tree.tops(), subject.data, built)


def values(subject: Subject) -> Iterator[Shortfall]:
    """Decoding every value changes nothing; how many are canonical is counted by VR."""
    tree = subject.tree
    held, held_inside = Compared(subject.data), Compared(tree.inflated)
    for nodes in (tree.opening, tree.meta, tree.stream, tree.data_set):
        out = held_inside if tree.stream and nodes is tree.data_set else held
        for node, _, meaning in subject.codec.with_meanings(nodes):
            if meaning is not None and node.children is None:
                code = meaning.vr.code
                tally = _tally(meaning)
                subject.tallies[code] = subject.tallies.get(code, Tally()) + tally
                if not tally.canonical:
                    problem = "undecodable" if tally.undecodable else "not canonical"
                    subject.notes.append(Note(node.offset, node.path, code, problem))
            out.write(header_bytes(node))
            out.write(node.view)
    written = Compared(subject.data)
    written.write(subject.codec.write_tree(tree))
    yield from differences("values", "looking at the values changed the file", tree.tops(), subject.data, written)
    problem = "looking at the values changed the tree"
    yield from differences("values", problem, tree.tops(), subject.data, held)
    yield from differences("values", problem, tree.data_set, tree.inflated, held_inside)


def edit(subject: Subject) -> Iterator[Shortfall]:
    """A value that grows by two bytes changes its element and the lengths that enclose it, nothing else.

    That holds for the bytes of every file. Where a file is put together as the standard says, reading it
    again gives the other nodes as they were, too; how damaged parts are taken may depend on what is around.
    """
    is_plain = _is_plain(subject.tree, subject.codec)
    for place, meaning in _editable(subject.tree, subject.codec):
        yield from changed_by_edit(subject, place, 2 * meaning.vr.kind.pad, is_plain=is_plain)


def node_at(nodes: Iterable[Node], offset: int) -> Node | None:
    """The innermost of the nodes that covers an offset; the last one where the offset is at the end."""
    found: Node | None = None
    level: Iterable[Node] = nodes
    while True:
        last = None
        for last in level:
            if last.offset <= offset < last.end:
                break
        else:
            return found or last
        found, level = last, last.children or ()


def differences(
    level: str, problem: str, nodes: Iterable[Node], data: bytes, built: Compared
) -> Iterator[Shortfall]:
    """Where what was built differs from a file's bytes, and the node there."""
    at = built.differs_at()
    if at is not None:
        yield Shortfall(level, problem, at, _where(node_at(nodes, at)), _hex(data, at), built.found.hex(" "))


def uncovered(nodes: Iterable[Node], source: bytes) -> Iterator[Shortfall]:
    """The first byte that the leaves leave out, cover twice or have wrong; they cover every byte once."""
    offset = 0
    view = memoryview(source)
    for leaf in leaves(nodes):
        if leaf.start != offset or difference(leaf.raw, view[leaf.start : leaf.end]) is not None:
            problem = f"the {leaf.part} at {leaf.start:#x} is not the bytes found at {offset:#x}"
            found = bytes(leaf.raw[:SHOWN]).hex(" ")
            yield Shortfall("structure", problem, offset, _where(leaf.node), _hex(source, leaf.start), found)
            return
        offset = leaf.end
    if offset != len(source):
        problem = f"the leaves end before the file: {len(source) - offset} bytes are nobody's"
        yield Shortfall("structure", problem, offset, "", _hex(source, offset))


def _tally(meaning: Meaning) -> Tally:
    is_canonical = True
    for piece in pieces_of(meaning):
        try:
            value = piece.decode()
        except DicomError:
            return Tally(undecodable=1)
        try:
            is_canonical = is_canonical and piece.encode(value) == piece.node.raw
        except DicomError:
            is_canonical = False
    return Tally(canonical=1) if is_canonical else Tally(not_canonical=1)


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
    chosen = [deepest] if elements > _MANY else [deepest, first, last]
    return list({one[0]: one for one in chosen if one is not None}.values())


def _is_sound(node: Node) -> bool:
    """Whether the length fields of a node and of those around it tell the truth."""
    around = (node, *node.ancestors())
    return all(one.undefined or one.length == one.value_length for one in around)


def _is_plain(tree: Tree, codec: Codec) -> bool:
    """Whether nothing in a file needed guessing: every header is of its layout, every length true."""
    for node in tree.walk():
        if node.kind in _ODD or (node.fields and not node.undefined and node.length != node.value_length):
            return False
        if node.kind is Kind.ELEMENT:
            if (node.form == HeaderForm.IMPLICIT.value) != node.layout.startswith("implicit"):
                return False
            if node.vr is not None and node.vr not in codec.vrs:
                return False
    return True


def changed_by_edit(subject: Subject, place: int, more: bytes, *, is_plain: bool) -> Iterator[Shortfall]:
    """What else changes when the value of the element at a place grows."""
    tree = subject.tree.afresh()
    node = next(islice(tree.elements(), place, None))
    touched = _touched_by_edit(tree, node)
    replace_value(tree, node, (node.raw or b"") + more)
    written = subject.codec.write_tree(tree)
    again = subject.codec.look(written)
    changed = list(_changed_bytes(subject.tree, tree, touched, written, again.inflated))
    yield from changed
    if is_plain and not changed:
        yield from _changed_nodes(subject.tree, again, touched)


Place = tuple[Space, int]
"""Where a node stands in one of the trees of a file, edited or not."""


def _touched_by_edit(tree: LookedThrough, edited: Node) -> set[Place]:
    """Where the edited element stands, those around it and their group lengths; these are kept to be edited."""
    around = (edited, *edited.ancestors())
    tree.keep(edited)
    for one in around:
        first = tree.group_length(one)
        if first is not None:
            tree.keep(first)
    return {(one.space, one.offset) for one in (*around, *_group_lengths(tree, edited))}


def _changed_bytes(
    before: Tree, after: Tree, touched: set[Place], written: bytes, inflated: bytes
) -> Iterator[Shortfall]:
    """The first byte written that is neither as it was nor the edit's."""
    if before.stream:
        head = _walk(before.opening, before.meta), _walk(after.opening, after.meta)
        yield from _changed_stretch(before.source, *head, touched, written, is_whole=False)
        inside = _walk(before.data_set), _walk(after.data_set)
        yield from _changed_stretch(before.inflated, *inside, touched, inflated)
    else:
        old, new = (_walk(tree.opening, tree.meta, tree.stream or tree.data_set) for tree in (before, after))
        yield from _changed_stretch(before.source, old, new, touched, written)


def _changed_stretch(
    source: bytes,
    before: Iterator[Node],
    after: Iterator[Node],
    touched: set[Place],
    written: bytes,
    *,
    is_whole: bool = True,
) -> Iterator[Shortfall]:
    pieces = _expected(source, before, after, touched)
    view = memoryview(written)
    here = 0
    node: Node | None = None
    problem = "a longer value elsewhere changed more than itself and the lengths around it"
    for node, piece in pieces:
        at = difference(piece, view[here : here + len(piece)])
        if at is not None:
            rest = chain([piece[at:]], (piece for _, piece in islice(pieces, SHOWN)))
            expected = b"".join(bytes(one[:SHOWN]) for one in rest)[:SHOWN].hex(" ")
            in_file = min(node.offset + at, len(source))
            yield Shortfall("edit", problem, in_file, _where(node), expected, _hex(written, here + at))
            return
        here += len(piece)
    if is_whole and here != len(written):
        yield Shortfall("edit", problem, len(source), _where(node), "", _hex(written, here))


def _expected(
    source: bytes, before: Iterator[Node], after: Iterator[Node], touched: set[Place]
) -> Iterator[tuple[Node, bytes | memoryview]]:
    """The nodes of a file, each with its own bytes as they should be after an edit."""
    view = memoryview(source)
    for one, other in zip(before, after, strict=True):
        if (one.space, one.offset) in touched:
            yield one, header_bytes(other) + (b"" if other.children is not None else other.raw or b"")
        else:
            yield one, view[one.offset : one.value_offset if one.children is not None else one.end]


def _walk(*levels: Iterable[Node]) -> Iterator[Node]:
    return (node for nodes in levels for top in nodes for node in top.walk())


def _changed_nodes(before: Tree, after: Tree, touched: set[Place]) -> Iterator[Shortfall]:
    """The first node that is read otherwise after an edit although the edit did not touch it."""
    old, new = ((node for node in tree.walk() if node.kind not in _STREAM) for tree in (before, after))
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
            yield Shortfall("edit", problem, one.offset, _where(one), *sides)
            return
    if counts[0] != counts[1]:
        yield Shortfall("edit", f"after a longer value there are {counts[1]} nodes, not {counts[0]}")


def _group_lengths(tree: Tree, edited: Node) -> Iterator[Node]:
    for holder in (edited, *edited.ancestors()):
        if holder.kind is Kind.ELEMENT and holder.tag is not None:
            yield from nodes_having(tree.siblings(holder), partial(_counts, holder.tag.group))


def _counts(group: int, tag: BaseTag) -> bool:
    return tag.is_group_length and tag.group == group


def _spelling(node: Node, touched: bool) -> tuple[Any, ...]:
    """What an edit elsewhere leaves alone besides the value; of the nodes that it touches, all but the length."""
    fields = {name: value for name, value in node.fields.items() if not (touched and name == "length")}
    return node.kind, node.form, node.layout, node.reason, fields


def _where(node: Node | None) -> str:
    return "" if node is None else node.path or node.kind.value


def _hex(data: bytes, at: int) -> str:
    return data[at : at + SHOWN].hex(" ")
