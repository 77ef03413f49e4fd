"""Nodes: the elements, items, delimiters and other stretches of a file, in file order.

A node keeps each header field and the bytes of its value as found. Layers above find its meaning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from dicomconstruct.tag import BaseTag, tag_of_number
from dicomconstruct.tree.kinds import Kind as Kind, Space as Space


class Leaf(NamedTuple):
    """A stretch of bytes that belongs to exactly one node: its header or its value (`part`)."""

    start: int
    end: int
    raw: bytes | memoryview
    node: Node
    part: str


@dataclass(slots=True, eq=False)
class Node:
    """One stretch of a file.

    Parameters
    ----------
    kind
        Its kind.
    offset, header_length, value_length
        The offset of the header, and the lengths of header and value in bytes. The value length of a node with
        children is that of the children together.
    fields
        The header fields as found: ``group``, ``element``, ``vr`` and ``reserved`` if the header has them,
        ``length``. Empty for nodes without a header.
    form
        The header form: ``"short"``, ``"long"``, ``"implicit"``; "" for nodes without a header.
    layout
        The layout of the header, such as ``"explicit-le"``; ``content_layout`` is that of the children.
    raw
        The bytes of the value; None for a node with children.
    parent, index
        The node that holds it, and its index among the items or fragments there.
    children
        The nodes inside; None for a leaf.
    undefined
        Whether the length is undefined, so that a delimiter ends it (PS3.5 7.1.1).
    reason
        Why content is opaque.
    recovery
        The names of the recovery rules used to read it; empty if it conforms to the standard.
    read_size
        The original size in bytes of an edited node or one with an edited descendant; 0 for an inserted node. None
        for any other node.
    """

    kind: Kind
    offset: int
    header_length: int = 0
    value_length: int = 0
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: str = ""
    layout: str = ""
    content_layout: str = ""
    content: str = ""
    raw: bytes | None = None
    parent: Node | None = field(default=None, repr=False)
    index: int | None = None
    children: list[Node] | None = field(default=None, repr=False)
    undefined: bool = False
    reason: str = ""
    space: Space = Space.FILE
    recovery: tuple[str, ...] = ()
    read_size: int | None = None

    @property
    def tag(self) -> BaseTag | None:
        """The tag, or None for a node without a header."""
        fields = self.fields
        return tag_of_number(fields["group"] << 16 | fields["element"]) if fields else None

    @property
    def vr(self) -> str | None:
        """The VR in the header, or None. Bytes that are not ASCII appear as Latin-1."""
        vr = self.fields.get("vr")
        return None if vr is None else str(vr, "latin-1")

    @property
    def length(self) -> int | None:
        """The length field as found; None for a node without a header."""
        return self.fields.get("length")

    @property
    def view(self) -> bytes | memoryview:
        """A view of the bytes of the value; empty for a node with children."""
        return self.raw or b""

    @property
    def edited(self) -> bool:
        """Whether the node or a descendant was edited."""
        return self.read_size is not None

    @property
    def read_end(self) -> int:
        """The original offset after the node and its descendants."""
        return self.end if self.read_size is None else self.offset + self.read_size

    @property
    def value_offset(self) -> int:
        return self.offset + self.header_length

    @property
    def end(self) -> int:
        """The offset after the node and its descendants."""
        return self.offset + self.header_length + self.value_length

    @property
    def depth(self) -> int:
        """The number of items around it."""
        return sum(ancestor.kind is Kind.ITEM for ancestor in self.ancestors())

    @property
    def path(self) -> str:
        """The path, such as ``(0040,A730)[2].(0008,0100)``; "" outside every element."""
        steps = [step for node in (self, *self.ancestors()) if (step := node._step())]
        return "".join(reversed(steps)).removeprefix(".")

    def _step(self) -> str:
        if self.kind is Kind.ELEMENT:
            return f".{self.tag}"
        return f"[{self.index}]" if self.kind in (Kind.ITEM, Kind.FRAGMENT) else ""

    def ancestors(self) -> Iterator[Node]:
        """The nodes that hold it, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator[Node]:
        """Yield the node and its descendants in file order."""
        yield self
        pending = [iter(self.children or ())]
        while pending:
            node = next(pending[-1], None)
            if node is None:
                pending.pop()
                continue
            yield node
            if node.children:
                pending.append(iter(node.children))
