"""The levels at which a file can be faithful, one function each.

A level takes a `Subject`, a file with the codec to try on it, and gives its shortfalls: none means that
the file is faithful at that level. A new level is a function and a row of `LEVELS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from types import MappingProxyType
from typing import Any

from dicomconstruct.adapter import Meaning, replace_value, tree_of
from dicomconstruct.adapter.output import header_bytes, leaves
from dicomconstruct.codec import Codec
from dicomconstruct.engines import CompiledEngine, ReferenceEngine
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import Kind, Node, Tree, first_difference

_SHOWN = 16
"""Bytes of each side of a difference that a shortfall shows."""
_BLOCK = 1 << 16
_STREAM = (Kind.DEFLATED, Kind.EXCESS)
"""What an edit inside a deflate stream makes anew; two compressors seldom agree on a byte."""
_ODD = (Kind.OPAQUE, Kind.STRAY_DELIMITER, Kind.LEADING)
_MANY = 10_000
"""Elements from which on the level `edit` changes one of them rather than three, each on its own."""


@dataclass(frozen=True, slots=True)
class Shortfall:
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

    def to_dict(self) -> dict[str, Any]:
        """The shortfall as JSON types."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Tally:
    """How the values of one VR fare when they are decoded and encoded again.

    Parameters
    ----------
    canonical
        Values that give the same bytes.
    not_canonical
        Values that give others, such as those padded in an unusual way. They are written back as they
        were read for as long as nobody changes them, so this is information and no shortfall.
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
    tallies: dict[str, Tally] = field(default_factory=dict)

    @cached_property
    def container(self) -> Any:
        """What the reference structs parse the bytes into."""
        return self.codec.parse(self.data, engine=ReferenceEngine.name)

    @cached_property
    def tree(self) -> Tree:
        return tree_of(self.container, self.data)


Level = Callable[[Subject], Iterator[Shortfall]]


def structure(subject: Subject) -> Iterator[Shortfall]:
    """The structs build what they parsed, the leaves of the tree cover every byte, and so do its fields."""
    built = subject.codec.reference.write(subject.container)
    yield from _differences("structure", "building does not give the bytes parsed", subject, built)
    yield from _uncovered(subject.tree.nodes, subject.data)
    if subject.tree.stream:
        yield from _uncovered(subject.tree.data_set, subject.tree.inflated)
    rebuilt = subject.codec.rebuild(subject.tree, engine=ReferenceEngine.name)
    yield from _differences("structure", "encoding the fields does not give the bytes read", subject, rebuilt)


def compiled(subject: Subject) -> Iterator[Shortfall]:
    """The code emitted from the grammar reads the nodes that the structs read, and builds the same bytes."""
    tree = subject.codec.read_tree(subject.data, engine=CompiledEngine.name)
    different = first_difference(subject.tree, tree)
    if different:
        yield Shortfall("compiled", f"the engines differ: {different}")
    built = subject.codec.compiled.write(subject.container)
    yield from _differences("compiled", "the compiled writer does not give the bytes parsed", subject, built)


def values(subject: Subject) -> Iterator[Shortfall]:
    """Decoding every value changes nothing; how many are canonical is counted by VR."""
    for meaning in subject.codec.meanings(subject.tree):
        if meaning.node.raw is not None:
            code = meaning.vr.code
            subject.tallies[code] = subject.tallies.get(code, Tally()) + _tally(meaning)
    written = subject.codec.write_tree(subject.tree)
    yield from _differences("values", "looking at the values changed the file", subject, written)
    held = b"".join(leaf.raw for leaf in leaves(subject.tree.nodes))
    yield from _differences("values", "looking at the values changed the tree", subject, held)


def edit(subject: Subject) -> Iterator[Shortfall]:
    """A value that grows by two bytes changes its element and the lengths that enclose it, nothing else.

    That holds for the bytes of every file. Where a file is put together as the standard says, reading it
    again gives the other nodes as they were, too; how damaged parts are taken may depend on what is around.
    """
    is_plain = _is_plain(subject.tree, subject.codec)
    for place, meaning in _editable(subject.tree, subject.codec):
        tree = subject.codec.read_tree(subject.data)
        node = next(islice(tree.elements(), place, None))
        replace_value(tree, node, (node.raw or b"") + 2 * meaning.vr.kind.pad)
        written = subject.codec.write_tree(tree)
        again = subject.codec.read_tree(written)
        touched = _touched_by_edit(subject.tree, place)
        changed = list(_changed_bytes(subject.tree, tree, touched, written, again.inflated))
        yield from changed
        if is_plain and not changed:
            yield from _changed_nodes(subject.tree, again, touched)


LEVELS: Mapping[str, Level] = MappingProxyType(
    {"structure": structure, "compiled": compiled, "values": values, "edit": edit}
)
"""Every level by its name, in the order in which they are tried."""


def difference(data: bytes, other: bytes) -> int | None:
    """The offset of the first byte that differs, or None; the end of the shorter where that is all."""
    if data == other:
        return None
    shorter = min(len(data), len(other))
    for start in range(0, shorter, _BLOCK):
        one, two = data[start : start + _BLOCK], other[start : start + _BLOCK]
        if one != two:
            for place, (left, right) in enumerate(zip(one, two, strict=False)):
                if left != right:
                    return start + place
    return shorter


def node_at(nodes: Iterable[Node], offset: int) -> Node | None:
    """The innermost of the nodes that covers an offset; the last one where the offset is at the end."""
    found: Node | None = None
    level = list(nodes)
    while level:
        covering = next((node for node in level if node.offset <= offset < node.end), None)
        if covering is None:
            return found or level[-1]
        found = covering
        level = covering.children or []
    return found


def _differences(level: str, problem: str, subject: Subject, other: bytes) -> Iterator[Shortfall]:
    at = difference(subject.data, other)
    if at is not None:
        node = node_at(subject.tree.nodes, at)
        yield Shortfall(level, problem, at, _where(node), _hex(subject.data, at), _hex(other, at))


def _uncovered(nodes: list[Node], source: bytes) -> Iterator[Shortfall]:
    """The first byte that the leaves leave out, cover twice or have wrong; they cover every byte once."""
    offset = 0
    for leaf in leaves(nodes):
        if leaf.start != offset or leaf.raw != source[leaf.start : leaf.end]:
            problem = f"the {leaf.part} at {leaf.start:#x} is not the bytes found at {offset:#x}"
            found = leaf.raw[:_SHOWN].hex(" ")
            yield Shortfall("structure", problem, offset, _where(leaf.node), _hex(source, leaf.start), found)
            return
        offset = leaf.end
    if offset != len(source):
        problem = f"the leaves end before the file: {len(source) - offset} bytes are nobody's"
        yield Shortfall("structure", problem, offset, "", _hex(source, offset))


def _tally(meaning: Meaning) -> Tally:
    try:
        value = meaning.decode()
    except DicomError:
        return Tally(undecodable=1)
    try:
        same = meaning.encode(value) == meaning.node.raw
    except DicomError:
        same = False
    return Tally(canonical=1) if same else Tally(not_canonical=1)


def _editable(tree: Tree, codec: Codec) -> list[tuple[int, Meaning]]:
    """Texts that can be edited, with their places among all elements: the deepest, the first, the last."""
    first = deepest = last = None
    elements = 0
    for place, meaning in enumerate(codec.meanings(tree)):
        elements += 1
        if isinstance(meaning.vr.kind, Text) and meaning.node.raw and _is_sound(meaning.node):
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


def _touched_by_edit(tree: Tree, place: int) -> set[int]:
    """The element at a place, those around it and their group lengths, by ``id``."""
    edited = next(node for count, node in enumerate(tree.elements()) if count == place)
    return {id(edited), *(id(one) for one in edited.ancestors()), *_group_lengths(tree, edited)}


def _changed_bytes(
    before: Tree, after: Tree, touched: set[int], written: bytes, inflated: bytes
) -> Iterator[Shortfall]:
    """The first byte written that is neither as it was nor the edit's."""
    if before.stream:
        head = [*before.opening, *before.meta], [*after.opening, *after.meta]
        yield from _changed_stretch(before.source, *head, touched, written, is_whole=False)
        yield from _changed_stretch(before.inflated, before.data_set, after.data_set, touched, inflated)
    else:
        yield from _changed_stretch(before.source, before.nodes, after.nodes, touched, written)


def _changed_stretch(
    source: bytes,
    before: list[Node],
    after: list[Node],
    touched: set[int],
    written: bytes,
    *,
    is_whole: bool = True,
) -> Iterator[Shortfall]:
    pieces: list[bytes] = []
    for one, other in zip(_walk(before), _walk(after), strict=True):
        if id(one) in touched:
            pieces.append(header_bytes(other) + (b"" if other.children is not None else other.raw or b""))
        else:
            pieces.append(source[one.offset : one.value_offset if one.children is not None else one.end])
    expected = b"".join(pieces)
    at = difference(expected, written if is_whole else written[: len(expected)])
    if at is None:
        return
    starts = accumulate((len(piece) for piece in pieces), initial=0)
    around = [(one, start) for one, start in zip(_walk(before), starts, strict=False) if start <= at]
    node, start = around[-1]
    problem = "a longer value elsewhere changed more than itself and the lengths around it"
    in_file = min(node.offset + at - start, len(source))
    yield Shortfall("edit", problem, in_file, _where(node), _hex(expected, at), _hex(written, at))


def _walk(nodes: list[Node]) -> Iterator[Node]:
    return (node for top in nodes for node in top.walk())


def _changed_nodes(before: Tree, after: Tree, touched: set[int]) -> Iterator[Shortfall]:
    """The first node that is read otherwise after an edit although the edit did not touch it."""
    old, new = ([node for node in tree.walk() if node.kind not in _STREAM] for tree in (before, after))
    for one, other in zip(old, new, strict=False):
        is_touched = id(one) in touched
        if _spelling(one, is_touched) != _spelling(other, is_touched):
            problem = "after a longer value elsewhere this node is read otherwise"
            sides = (repr(_spelling(side, False))[:200] for side in (one, other))
            yield Shortfall("edit", problem, one.offset, _where(one), *sides)
            return
    if len(old) != len(new):
        yield Shortfall("edit", f"after a longer value there are {len(new)} nodes, not {len(old)}")


def _group_lengths(tree: Tree, edited: Node) -> Iterator[int]:
    for holder in (edited, *edited.ancestors()):
        if holder.kind is Kind.ELEMENT and holder.tag is not None:
            for one in tree.siblings(holder):
                if one.tag is not None and one.tag.is_group_length and one.tag.group == holder.tag.group:
                    yield id(one)


def _spelling(node: Node, touched: bool) -> tuple[Any, ...]:
    """What an edit elsewhere leaves alone; of the nodes that it touches, all but length and value."""
    fields = {name: value for name, value in node.fields.items() if not (touched and name == "length")}
    return node.kind, node.form, node.layout, node.reason, fields, None if touched else node.raw


def _where(node: Node | None) -> str:
    return "" if node is None else node.path or node.kind.value


def _hex(data: bytes, at: int) -> str:
    return data[at : at + _SHOWN].hex(" ")
