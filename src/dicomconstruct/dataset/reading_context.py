"""State that all data sets of one nesting level of a file share."""

from __future__ import annotations

from dicomconstruct.codec import Codec
from dicomconstruct.compiler.runtime import CHILDREN, END, KEY, OFFSET, REACH, SHAPE, Reading, Row
from dicomconstruct.dataelem.hooks import ConversionPolicy
from dicomconstruct.dataset.element_decoders import (
    DecodersByTag,
    ElementDecoder,
    ElementDecoders,
    element_decoders_for,
)
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar.layouts import Layout, Reason
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.store import Store


class ReadingContext:
    """Shared state of the data sets of one nesting level: items, or the outermost data set.

    Parameters
    ----------
    codec
        The codec that they were read with.
    store
        The bytes that the offsets of their rows refer to.
    layout
        The layout of their elements.
    depth
        The number of enclosing levels, sequences and items counted.
    policy
        Settings and hooks of conversion; the present ones by default.
    decoders
        VR and decoder of each token type; those of codec and policy by default.
    reading
        The engine's reading of `store`; a new one by default.
    """

    __slots__ = ("_inner", "codec", "decoders", "depth", "layout", "policy", "reading", "store")

    def __init__(
        self,
        codec: Codec,
        store: Store,
        layout: Layout,
        depth: int = 0,
        policy: ConversionPolicy | None = None,
        decoders: ElementDecoders | None = None,
        reading: Reading | None = None,
    ) -> None:
        self.codec = codec
        self.store = store
        self.layout = layout
        self.depth = depth
        self.policy = ConversionPolicy.here() if policy is None else policy
        self.decoders: ElementDecoders = element_decoders_for(codec, self.policy) if decoders is None else decoders
        self.reading = Reading(store.data, codec.bound) if reading is None else reading
        self._inner: ReadingContext | None = None

    def beside(self, store: Store, layout: Layout) -> ReadingContext:
        """The context of another data set of the file; this one for the same store and layout."""
        return self if store is self.store and layout is self.layout else self._like(store, layout, self.depth)

    def inner(self, layout: Layout) -> ReadingContext:
        """The context of items in these data sets."""
        known = self._inner
        if known is None or known.layout is not layout:
            known = self._inner = self._like(self.store, layout, self.depth + 2)
        return known

    def _like(self, store: Store, layout: Layout, depth: int) -> ReadingContext:
        reading = self.reading if store is self.store else self.reading.inside(store.data)
        return ReadingContext(self.codec, store, layout, depth, self.policy, self.decoders, reading)

    def element_decoder_of(self, tag: BaseTag, row: Row) -> ElementDecoder | None:
        """VR and decoder of an element; None where they depend on more than its header and tag."""
        known = self.decoders.get(row[SHAPE])
        return known[tag] if isinstance(known, DecodersByTag) else known

    def check_depth(self, row: Row) -> None:
        """Raise MalformedValue for a row beyond the depth limit of the codec."""
        if row[SHAPE].body.reason is Reason.TOO_DEEP:
            raise MalformedValue(
                "sequences nested beyond the limit, which STANDARD.with_limits(max_depth=...) raises",
                offset=row[OFFSET],
                path="" if row[KEY] is None else str(row[KEY]),
                expected=f"at most {self.codec.limits.max_depth} levels",
            )

    def rows_inside(self, row: Row, depth: int) -> list[Row]:
        """The rows inside a row of `store`; errors are those of `Store.stretch`."""
        children: list[Row] | None = row[CHILDREN]
        if children is None:
            reading = self.reading_of(row[OFFSET], row[END])
            children = self.codec.compiled.compiled.read_inside(reading, row, depth)
        return children

    def reading_of(self, start: int, end: int) -> Reading:
        """The reading of a stretch of the store, including the lookahead behind its end."""
        data, base = self.store.piece(start, min(end + REACH, self.store.size))
        return self.reading.at(data, base)
