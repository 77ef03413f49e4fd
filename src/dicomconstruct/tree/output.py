"""The bytes of a tree: slices of the source for unchanged nodes, the grammar's encoding for edited ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dicomconstruct.errors import DicomError, Unexplained, UnexplainedBytes
from dicomconstruct.grammar.deflate import deflated
from dicomconstruct.grammar.headers import TAG_SIZE
from dicomconstruct.grammar.layouts import LAYOUT_BY_NAME
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree import headers
from dicomconstruct.tree.containers import excess_of
from dicomconstruct.tree.kinds import DELIMITERS, Kind
from dicomconstruct.tree.levels import LevelWriter, joined, size_of
from dicomconstruct.tree.nodes import Leaf, Node
from dicomconstruct.tree.scope import SEQUENCE
from dicomconstruct.tree.store import Store
from dicomconstruct.tree.tree import Tree


def header_bytes(node: Node) -> bytes:
    """The header of a node, encoded from its fields."""
    if not node.fields:
        return b""
    return headers.header_bytes(HeaderForm(node.form), LAYOUT_BY_NAME[node.layout].order, node.fields)


def leaves(nodes: Iterable[Node]) -> Iterator[Leaf]:
    """Every stretch of bytes in file order: headers encoded from their fields, and values as they are held."""
    for top in nodes:
        for node in top.walk():
            if node.fields:
                yield Leaf(node.offset, node.value_offset, header_bytes(node), node, "header")
            if node.children is None and node.value_length:
                yield Leaf(node.value_offset, node.end, node.view, node, "value")


def written(tree: Tree) -> bytes:
    """The bytes of a tree: the source's own, but for what was edited, the lengths around it and group lengths.

    Raises
    ------
    UnwritableValue
        When a length field around an edit cannot declare what it holds then; `path` names the node.
    UnexplainedBytes
        When bytes without an explanation would take in an element that was put in after them.
    """
    if not tree.is_edited:
        return tree.source
    writer = _Writer(tree, Store(tree.source))
    opening = joined([*writer.top(tree.opening), *writer.top(tree.meta, is_followed=bool(tree.data_set))])
    if not tree.stream:
        return opening + joined(writer.top(tree.data_set))
    if not tree.stream[0].edited:
        return opening + b"".join(node.raw or b"" for node in tree.stream)
    inside = joined(_Writer(tree, Store(tree.inflated)).top(tree.data_set))
    return opening + deflated(inside, tree.coding.wrapper) + excess_of(tree)


class _Writer:
    """Writes the nodes of one store: level by level, inner ones first, without recursion."""

    def __init__(self, tree: Tree, store: Store) -> None:
        self._taken_out = tree.taken_out()
        self._store = store
        self._made: dict[int, list[bytes]] = {}
        self._ended: set[int] = set()
        """The ``id`` of nodes that have to end before an inserted one."""

    def top(self, nodes: list[Node], *, is_followed: bool = False) -> list[bytes]:
        """The bytes of nodes side by side, and of all inside them.

        `is_followed` says whether others come after them, which were inserted if these end the source.
        """
        self._end(nodes, is_followed=is_followed)
        found = []
        pending = [nodes]
        while pending:
            for node in pending.pop():
                children = node.children
                if children is not None and (node.edited or id(node) in self._ended):
                    self._end(children)
                    found.append((node, children))
                    pending.append(children)
        for node, children in reversed(found):
            self._made[id(node)] = self._level(children)
        return self._level(nodes)

    def _end(self, nodes: list[Node], *, is_followed: bool = False) -> None:
        """Note the nodes that have to end before an inserted one, with the last node inside each."""
        before = None
        for node in nodes:
            if node.read_size == 0 and before is not None:
                self._end_chain(before)
            before = None if node.read_size == 0 else node
        if is_followed and before is not None and before.read_end >= self._store.size:
            self._end_chain(before)

    def _end_chain(self, node: Node | None) -> None:
        while node is not None and node.read_size != 0:
            self._ended.add(id(node))
            inner = [one for one in node.children or () if one.kind not in DELIMITERS]
            is_open = node.undefined and len(inner) == len(node.children or ())
            last = inner[-1] if inner else None
            odd = last if last is not None and last.kind is Kind.OPAQUE else None
            if node.children is None and node.vr == SEQUENCE and node.value_length > 0:
                is_open = is_open or node.value_length < TAG_SIZE
                odd = node
            if is_open and odd is not None:
                raise UnexplainedBytes([Unexplained(odd.path, odd.offset, odd.value_length, odd.reason)])
            node = last

    def _level(self, nodes: list[Node]) -> list[bytes]:
        layout = next((node.layout for node in nodes if node.kind is Kind.ELEMENT), "")
        level = LevelWriter(self._store, LAYOUT_BY_NAME[layout].order if layout else None)
        for node in nodes:
            tag = node.tag if node.kind is Kind.ELEMENT else None
            if node.edited or id(node) in self._ended:
                level.replace(tag, node.read_end - node.offset, self._anew(node))
            elif tag is not None and tag.is_group_length:
                level.keep_group_length(tag, node.offset, node.value_offset, node.end)
            else:
                level.keep(tag, node.offset, node.end)
        for node in self._taken_out.get(id(nodes), ()):
            level.drop(node.tag if node.kind is Kind.ELEMENT else None, node.read_end - node.offset)
        return level.pieces()

    def _anew(self, node: Node) -> list[bytes]:
        """An edited node, or one that has to end, with its new length."""
        content = self._made.pop(id(node), [node.raw or b""])
        if not node.fields:
            return content
        form, declared, before = HeaderForm(node.form), node.fields["length"], node.value_length
        is_ended = id(node) in self._ended
        if node.children is None:
            length = len(node.raw or b"") if is_ended else declared
        else:
            if is_ended and node.undefined and (not node.children or node.children[-1].kind not in DELIMITERS):
                order = LAYOUT_BY_NAME[node.content_layout].order
                content = [*content, headers.delimiter_bytes(order, is_item=node.kind is Kind.ITEM)]
            ends_source = node.read_end >= self._store.size and not is_ended
            try:
                length = headers.length_after(form, declared, before, size_of(content), ends_source=ends_source)
            except DicomError as error:
                error.path = node.path
                raise
        order = LAYOUT_BY_NAME[node.layout].order
        return [headers.header_bytes(form, order, {**node.fields, "length": length}), *content]
