"""The meaning of the elements of a tree: VR, character sets, byte order, private creator.

Nodes keep the VR of the header; `dicomconstruct.tree.scope` finds the meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR, VRTable
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree import scope
from dicomconstruct.tree.kinds import Kind
from dicomconstruct.tree.scope import VROf
from dicomconstruct.tree.sequences import nodes_having
from dicomconstruct.values import CharacterSets

if TYPE_CHECKING:
    from dicomconstruct.tree import Node, Tree


class Meaning(NamedTuple):
    """An element with the facts that decode its value."""

    node: Node
    vr: VR
    order: ByteOrder
    charsets: CharacterSets
    creator: str | None

    def decode(self) -> Any:
        """The Python value. Raises MalformedValue, with offset and path, for malformed bytes."""
        try:
            return self.vr.kind.decode(self.node.raw or b"", self.order, self.charsets)
        except DicomError as error:
            error.locate(self.node.path, self.node.value_offset)
            raise

    def encode(self, value: Any) -> bytes:
        """The bytes of a Python value. Raises UnwritableValue, with the path."""
        try:
            return self.vr.kind.encode(value, self.order, self.charsets)
        except DicomError as error:
            error.locate(self.node.path)
            raise

    def relaid(self) -> bytes:
        """The bytes of the value, parsed into the fields of its layout and built again."""
        layout = self.vr.kind.layout(self.order)
        fields = layout.parse(self.node.raw or b"", charsets=self.charsets)
        return bytes(layout.build(fields, charsets=self.charsets))


class _Scope(scope.DataSetScope):
    """The scope of a data set of a tree, made of the elements that govern others."""

    __slots__ = ("_governing", "_vr_of", "_vrs")

    def __init__(
        self, governing: dict[BaseTag, Node], vrs: VRTable, vr_of: VROf, outer: _Scope | None = None
    ) -> None:
        self._share_with(outer)
        self._governing = governing
        self._vrs = vrs
        self._vr_of = vr_of
        # from the outside in, so that deep data sets need neither recursion nor a walk to the outermost one
        self._charsets = self.character_sets
        self._signed = self.is_signed()

    @property
    def vrs(self) -> VRTable:
        return self._vrs

    def dictionary_vr(self, tag: BaseTag, creator: str | None) -> str | None:
        return self._vr_of(tag, creator)

    def first(self, tag: BaseTag) -> tuple[bytes, str | None] | None:
        node = self._governing.get(tag)
        return None if node is None else (node.raw or b"", node.vr)

    def inside(self, governing: dict[BaseTag, Node]) -> _Scope:
        """The scope of a data set inside this one."""
        return _Scope(governing, self._vrs, self._vr_of, self)

    def meaning(self, node: Node) -> Meaning:
        """The meaning of an element of the data set."""
        tag, wire = node.tag, node.vr
        assert tag is not None
        code = self.vr_of(tag, wire, node.content, node.value_length)
        order = scope.order_of(wire, LAYOUT_BY_NAME[node.layout].order)
        return Meaning(node, self._vrs[code], order, self.character_sets, self.creator_of(tag))


def _outermost(vrs: VRTable, vr_of: VROf) -> _Scope:
    """A scope without governing elements."""
    return _Scope({}, vrs, vr_of)


def meanings(tree: Tree, vrs: VRTable, vr_of: VROf) -> Iterator[Meaning]:
    """Yield every element with its meaning, at every depth, in file order; one pass, without recursion."""
    for data_set in (tree.meta, tree.data_set):
        for seen in with_meanings(data_set, vrs, vr_of):
            if seen.meaning is not None:
                yield seen.meaning


class Seen(NamedTuple):
    """A node, its depth, and its meaning; None for nodes other than elements."""

    node: Node
    depth: int
    meaning: Meaning | None


def with_meanings(data_set: list[Node], vrs: VRTable, vr_of: VROf) -> Iterator[Seen]:
    """Yield every node of a data set, at every depth, in file order; one pass, without recursion."""
    pending = [(iter(data_set), _outermost(vrs, vr_of).inside(_governing(data_set)))]
    while pending:
        nodes, here = pending[-1]
        node = next(nodes, None)
        if node is None:
            pending.pop()
            continue
        meaning = here.meaning(node) if node.kind is Kind.ELEMENT else None
        yield Seen(node, len(pending) - 1, meaning)
        if node.children:
            inner = here.inside(_governing(node.children)) if node.kind is Kind.ITEM else here
            pending.append((iter(node.children), inner))


def standard_elements(
    nodes: list[Node], wanted: Callable[[BaseTag], bool], vrs: VRTable, vr_of: VROf
) -> Iterator[Meaning]:
    """The standard elements with one of these tags among siblings, in the default character set."""
    here = _outermost(vrs, vr_of)
    return (here.meaning(node) for node in nodes_having(nodes, wanted) if node.kind is Kind.ELEMENT)


def meaning_of(tree: Tree, node: Node, vrs: VRTable, vr_of: VROf) -> Meaning:
    """The meaning of one element, from the data sets around it only."""
    return _scope_of(tree, tree.siblings(node), node.parent, vrs, vr_of).meaning(node)


def scope_of(
    tree: Tree, siblings: list[Node], holder: Node | None, vrs: VRTable, vr_of: VROf
) -> scope.DataSetScope:
    """The scope of a data set: of `siblings`, in an item `holder` or at the top."""
    return _scope_of(tree, siblings, holder, vrs, vr_of)


def _scope_of(tree: Tree, siblings: list[Node], holder: Node | None, vrs: VRTable, vr_of: VROf) -> _Scope:
    around = () if holder is None else (holder, *holder.ancestors())
    data_sets = [siblings, *(tree.siblings(one) for one in around if one.kind is Kind.ELEMENT)]
    here = _outermost(vrs, vr_of)
    for data_set in reversed(data_sets):
        here = here.inside(tree.remembered(data_set, _governing))
    return here


def _governing(data_set: list[Node]) -> dict[BaseTag, Node]:
    """The governing elements of a data set by tag; the first of several with one tag."""
    found: dict[BaseTag, Node] = {}
    for node in nodes_having(data_set, scope.governs_others):
        tag = node.tag
        if tag is not None and node.raw is not None:
            found.setdefault(tag, node)
    return found
