"""What the data sets of one level of a file have in common, held once for all of them."""

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
    """What the data sets of one level have in common: items of a sequence, or the outermost one by itself.

    Parameters
    ----------
    codec
        What they were read with.
    store
        The bytes that their rows count in.
    layout
        The layout of their elements.
    depth
        How many levels enclose them, sequences and items counted.
    how
        How their elements are converted; what holds here and now unless given.
    leaves
        What is known of their elements; looked up unless given.
    reading
        What `store` was read with; made unless given.
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
        """That of another data set of the file: this one, where that is laid out alike in the same bytes."""
        return self if store is self.store and layout is self.layout else self._like(store, layout, self.depth)

    def inner(self, layout: Layout) -> ReadingContext:
        """That of the items of a sequence in one of these data sets."""
        known = self._inner
        if known is None or known.layout is not layout:
            known = self._inner = self._like(self.store, layout, self.depth + 2)
        return known

    def _like(self, store: Store, layout: Layout, depth: int) -> ReadingContext:
        reading = self.reading if store is self.store else self.reading.inside(store.data)
        return ReadingContext(self.codec, store, layout, depth, self.policy, self.decoders, reading)

    def element_decoder_of(self, tag: BaseTag, row: Row) -> ElementDecoder | None:
        """The VR and the decoder of an element; None where more than its header and its tag tell them."""
        known = self.decoders.get(row[SHAPE])
        return known[tag] if isinstance(known, DecodersByTag) else known

    def check_depth(self, row: Row) -> None:
        """MalformedValue for a row that was left unopened because it is nested beyond the limit of the codec."""
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
        """The reading of a stretch of the store, and of what a token at its end looks ahead at."""
        data, base = self.store.piece(start, min(end + REACH, self.store.size))
        return self.reading.at(data, base)
