"""What an element means, beside what its header says: its VR, its character sets, its byte order.

The wire VR stays as found; the meaning comes from the dictionary where the header has no VR or says UN
(PS3.5 6.2.2), and from the Specific Character Set of the nearest data set that has one (PS3.3 C.12.1.1.2).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRTable
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind
from dicomconstruct.tree.sequences import nodes_having
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from dicomconstruct.tree import Node, Tree

SPECIFIC_CHARACTER_SET = BaseTag(0x00080005)
UNKNOWN = "UN"

VROf = Callable[[BaseTag, str | None], str | None]
"""The VR of a tag, given its private creator (None for a standard element)."""


class Meaning(NamedTuple):
    """An element with all that is needed to turn its bytes into a value."""

    node: Node
    vr: VR
    order: ByteOrder
    charsets: CharacterSets
    creator: str | None

    def decode(self) -> Any:
        """The Python value. Raises MalformedValue, with offset and path, where the bytes have no meaning."""
        try:
            return self.vr.kind.decode(self.node.raw or b"", self.order, self.charsets)
        except DicomError as error:
            error.offset, error.path = self.node.value_offset, self.node.path
            raise

    def encode(self, value: Any) -> bytes:
        """The bytes of a Python value. Raises UnwritableValue, with the path."""
        try:
            return self.vr.kind.encode(value, self.order, self.charsets)
        except DicomError as error:
            error.path = self.node.path
            raise

    def relaid(self) -> bytes:
        """The value's bytes taken apart into the fields of its layout and put together again."""
        layout = self.vr.kind.layout(self.order)
        fields = layout.parse(self.node.raw or b"", charsets=self.charsets)
        return bytes(layout.build(fields, charsets=self.charsets))


class _Scope(NamedTuple):
    """What elements of one data set share."""

    charsets: CharacterSets
    creators: dict[tuple[int, int], str]


class _OwnScope(NamedTuple):
    """What a data set says of its elements itself; None where it inherits its character sets."""

    charsets: CharacterSets | None
    creators: dict[tuple[int, int], str]


def meanings(tree: Tree, vrs: VRTable, vr_of: VROf) -> Iterator[Meaning]:
    """Every element with its meaning, at every depth, in file order; one pass, without recursion."""
    for data_set in (tree.meta, tree.data_set):
        for seen in with_meanings(data_set, vrs, vr_of):
            if seen.meaning is not None:
                yield seen.meaning


class Seen(NamedTuple):
    """A node, in how many others it stands, and its meaning; None for what is no element."""

    node: Node
    depth: int
    meaning: Meaning | None


def with_meanings(data_set: list[Node], vrs: VRTable, vr_of: VROf) -> Iterator[Seen]:
    """Every node of a data set, at every depth, in file order; one pass, without recursion."""
    pending = [(iter(data_set), _scope(data_set, CharacterSets.of(None)))]
    while pending:
        nodes, scope = pending[-1]
        node = next(nodes, None)
        if node is None:
            pending.pop()
            continue
        meaning = _meaning(node, scope, vrs, vr_of) if node.kind is Kind.ELEMENT else None
        yield Seen(node, len(pending) - 1, meaning)
        if node.children:
            inner = _scope(node.children, scope.charsets) if node.kind is Kind.ITEM else scope
            pending.append((iter(node.children), inner))


def standard_elements(
    nodes: list[Node], wanted: Callable[[BaseTag], bool], vrs: VRTable, vr_of: VROf
) -> Iterator[Meaning]:
    """The standard elements among nodes side by side whose tag is wanted, with the default character set."""
    scope = _Scope(CharacterSets.of(None), {})
    return (_meaning(node, scope, vrs, vr_of) for node in nodes_having(nodes, wanted) if node.kind is Kind.ELEMENT)


def meaning_of(tree: Tree, node: Node, vrs: VRTable, vr_of: VROf) -> Meaning:
    """The meaning of one element: looks at the data sets around it, not at the rest of the tree."""
    data_sets = [tree.siblings(node)]
    data_sets += [tree.siblings(holder) for holder in node.ancestors() if holder.kind is Kind.ELEMENT]
    scope = _Scope(CharacterSets.of(None), {})
    for data_set in reversed(data_sets):
        scope = _inside(scope, tree.remembered(data_set, _own_scope))
    return _meaning(node, scope, vrs, vr_of)


def governs_others(tag: BaseTag) -> bool:
    """Whether an element's value decides what other elements of its data set mean."""
    return tag == SPECIFIC_CHARACTER_SET or tag.is_private_creator


def _scope(data_set: list[Node], inherited: CharacterSets) -> _Scope:
    return _inside(_Scope(inherited, {}), _own_scope(data_set))


def _inside(outer: _Scope, own: _OwnScope) -> _Scope:
    return _Scope(outer.charsets if own.charsets is None else own.charsets, own.creators)


def _own_scope(data_set: list[Node]) -> _OwnScope:
    creators: dict[tuple[int, int], str] = {}
    charsets = None
    for node in nodes_having(data_set, governs_others):
        tag = node.tag
        if tag is None or node.raw is None:
            continue
        if tag == SPECIFIC_CHARACTER_SET:
            charsets = CharacterSets.of(str(node.raw, "latin-1").rstrip(" \0").split("\\"))
        else:
            creators[tag.group, tag.element] = str(node.raw, "latin-1").strip(" \0")
    return _OwnScope(charsets, creators)


def _meaning(node: Node, scope: _Scope, vrs: VRTable, vr_of: VROf) -> Meaning:
    tag = node.tag
    assert tag is not None
    creator = scope.creators.get((tag.group, tag.element >> 8)) if tag.is_private else None
    code = node.vr or UNKNOWN
    if code not in vrs or code == UNKNOWN:
        code = vr_of(tag, creator) or UNKNOWN
    if code not in vrs:
        code = UNKNOWN
    order = LAYOUT_BY_NAME[node.layout].order
    if node.vr == UNKNOWN:
        order = ByteOrder.LITTLE
    return Meaning(node, vrs[code], order, scope.charsets, creator)
