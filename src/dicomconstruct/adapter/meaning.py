"""What the elements of a tree mean, beside what their headers say: VR, character sets, byte order, creator.

The VR of the header stays as found; what an element means says `dicomconstruct.tree.scope`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRTable
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import Kind, scope
from dicomconstruct.tree.scope import PIXEL_REPRESENTATION, SPECIFIC_CHARACTER_SET, VROf
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from dicomconstruct.tree import Node, Tree


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
    governing: dict[BaseTag, Node]
    """The elements of the data set that say what others mean, by tag."""
    signed: bool
    """Whether pixel values are signed (PS3.5 8.2)."""
    creators: dict[BaseTag, str | None]
    """The private creators that were asked for, by the tags of the elements that name them."""

    def creator_of(self, tag: BaseTag, vrs: VRTable) -> str | None:
        """The private creator of an element of the data set."""
        block = scope.creator_tag(tag)
        node = None if block is None else self.governing.get(block)
        if block is None or node is None:
            return None
        if block not in self.creators:
            self.creators[block] = scope.creator_named(node.raw or b"", node.vr, self.charsets, vrs)
        return self.creators[block]


NO_SCOPE = _Scope(scope.DEFAULT_CHARACTER_SETS, {}, signed=False, creators={})
"""What elements share where nothing is said of them."""


def meanings(tree: Tree, vrs: VRTable, vr_of: VROf) -> Iterator[Meaning]:
    """Every element with its meaning, at every depth, in file order; one pass, without recursion."""
    for data_set in (tree.meta, tree.data_set):
        pending = [(iter(data_set), _inside(NO_SCOPE, _governing(data_set)))]
        while pending:
            nodes, here = pending[-1]
            node = next(nodes, None)
            if node is None:
                pending.pop()
                continue
            if node.kind is Kind.ELEMENT:
                yield _meaning(node, here, vrs, vr_of)
            if node.children is not None:
                inner = _inside(here, _governing(node.children)) if node.kind is Kind.ITEM else here
                pending.append((iter(node.children), inner))


def meaning_of(tree: Tree, node: Node, vrs: VRTable, vr_of: VROf) -> Meaning:
    """The meaning of one element: looks at the data sets around it, not at the rest of the tree."""
    data_sets = [tree.siblings(node)]
    data_sets += [tree.siblings(holder) for holder in node.ancestors() if holder.kind is Kind.ELEMENT]
    here = NO_SCOPE
    for data_set in reversed(data_sets):
        here = _inside(here, tree.remembered(data_set, _governing))
    return _meaning(node, here, vrs, vr_of)


def _governing(data_set: list[Node]) -> dict[BaseTag, Node]:
    """The elements of a data set that say what others mean; the first of several with one tag."""
    found: dict[BaseTag, Node] = {}
    for node in data_set:
        tag = node.tag
        if tag is not None and node.raw is not None and scope.governs_others(tag):
            found.setdefault(tag, node)
    return found


def _inside(outer: _Scope, governing: dict[BaseTag, Node]) -> _Scope:
    said, sign = governing.get(SPECIFIC_CHARACTER_SET), governing.get(PIXEL_REPRESENTATION)
    charsets = scope.character_sets(None if said is None else said.raw, outer.charsets)
    return _Scope(charsets, governing, outer.signed if sign is None else scope.is_signed(sign.raw), {})


def _meaning(node: Node, here: _Scope, vrs: VRTable, vr_of: VROf) -> Meaning:
    tag, wire = node.tag, node.vr
    assert tag is not None
    creator = here.creator_of(tag, vrs)
    code = scope.vr_of(
        tag, wire, node.content, node.value_length, vrs, lambda: vr_of(tag, creator), lambda: here.signed
    )
    order = scope.order_of(wire, LAYOUT_BY_NAME[node.layout].order)
    return Meaning(node, vrs[code], order, here.charsets, creator)
