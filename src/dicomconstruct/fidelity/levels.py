"""The levels at which a file can be faithful, one function each.

A level takes a `Subject`, a file with the codec to try on it, and gives its shortfalls: none means that
the file is faithful at that level. `verify.LEVELS` has them by name, with those of `editing` and `moving`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from dicomconstruct.codec import Codec
from dicomconstruct.engines import CompiledEngine, ReferenceEngine
from dicomconstruct.errors import DicomError
from dicomconstruct.fidelity.comparing import SHOWN, Compared
from dicomconstruct.tree import Meaning, Node, first_difference, nested
from dicomconstruct.tree.frames import frame_of_container, tokens_in
from dicomconstruct.tree.looking import LookedThrough
from dicomconstruct.tree.output import header_bytes, leaves
from dicomconstruct.tree.pieces import difference, pieces_of


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
        The problem in one clause.
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
    """A refused move to another encoding, because a part of the file has no form there; nothing was lost.

    Parameters
    ----------
    level
        The name of the level.
    target
        The encoding that it was to be moved to.
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
    """Counts of the values of one VR by the outcome of decoding and encoding them again.

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
    """A file that is being verified, and intermediate results that its levels share."""

    data: bytes
    codec: Codec
    path: str | None = None
    """The path of the file, if it is on disk."""
    tallies: dict[str, Tally] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @cached_property
    def tree(self) -> LookedThrough:
        """The tree that the reference structs read."""
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
    tokens = nested(columns.add_containers(tokens_in(container)))
    built, built_inside = Compared(data), Compared(frame.inflated or b"")
    if frame.inflated is None:
        container["data_set"] = tokens
    else:
        codec.grammar.data_set(frame.layout).build_stream(tokens, built_inside)
        container["data_set"]["content"] = ()
    codec.reference.write_to(built, container)
    subject.tree = tree = frame.looked_through(columns)
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


def value_decoding(subject: Subject) -> Iterator[Shortfall]:
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
    """The difference between built bytes and a file's bytes, with the node there."""
    at = built.differs_at()
    if at is not None:
        yield Shortfall(level, problem, at, where(node_at(nodes, at)), hex_at(data, at), built.found.hex(" "))


def uncovered(nodes: Iterable[Node], source: bytes) -> Iterator[Shortfall]:
    """The first byte that the leaves omit, cover twice or change; leaves should cover every byte once."""
    offset = 0
    view = memoryview(source)
    for leaf in leaves(nodes):
        if leaf.start != offset or difference(leaf.raw, view[leaf.start : leaf.end]) is not None:
            problem = f"the {leaf.part} at {leaf.start:#x} is not the bytes found at {offset:#x}"
            found = bytes(leaf.raw[:SHOWN]).hex(" ")
            yield Shortfall("structure", problem, offset, where(leaf.node), hex_at(source, leaf.start), found)
            return
        offset = leaf.end
    if offset != len(source):
        problem = f"the leaves end before the file: {len(source) - offset} bytes are not covered"
        yield Shortfall("structure", problem, offset, "", hex_at(source, offset))


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


def where(node: Node | None) -> str:
    """The path of a node, or its kind where it has none."""
    return "" if node is None else node.path or node.kind.value


def hex_at(data: bytes, at: int) -> str:
    """The bytes from an offset on in hexadecimal."""
    return data[at : at + SHOWN].hex(" ")


@contextmanager
def quiet() -> Iterator[None]:
    """Leave out warnings about values: the levels compare bytes."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
