"""A whole file: preamble, prefix, file meta group and data set (PS3.10 7.1), or a bare data set.

What a file declares and what it turns out to be are two fields, ``declared`` and ``layout``; ``evidence``
says what the layout rests on where the declaration is missing or wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from construct import Construct, Struct, Switch, Tell, stream_size, this

from dicomconstruct.grammar.combinators import Decision, Extent, look_ahead
from dicomconstruct.grammar.data_set import META, DataSetGrammar
from dicomconstruct.grammar.deflate import DEFLATE, PLAIN
from dicomconstruct.grammar.deflated import Deflated, broken_wrapper_of, wrapper_of
from dicomconstruct.grammar.headers import SMALLEST_HEADER
from dicomconstruct.grammar.layouts import (
    ASSUMED,
    CONTRADICTED,
    DECLARED,
    ELEMENTS,
    EXPLICIT_LE,
    IMPLICIT_LE,
    INFERRED,
    LAYOUTS,
    Layout,
)
from dicomconstruct.grammar.primitives import (
    ITEM,
    ITEM_DELIMITER,
    META_GROUP,
    PREAMBLE_LENGTH,
    PREFIX,
    RESYNC_WINDOW,
    SEQUENCE_DELIMITER,
    TRANSFER_SYNTAX_UID,
)
from dicomconstruct.grammar.syntaxes import TransferSyntax, declared_syntax, syntax_named
from dicomconstruct.grammar.ways import Foreseen, Held, Marked


class FileRules:
    """The decisions about a whole file, over one grammar and one table of transfer syntaxes."""

    def __init__(self, grammar: DataSetGrammar, syntaxes: Mapping[str, TransferSyntax]) -> None:
        self.grammar = grammar
        self.evidence = grammar.evidence
        self.syntaxes = syntaxes

    def leading_length(self, stream: BinaryIO, context: Any) -> int:
        """Bytes before the preamble, or before a bare data set: none, unless a shift is all that makes sense."""
        opening = look_ahead(stream, PREAMBLE_LENGTH + len(PREFIX))
        if opening.startswith(PREFIX) or opening[PREAMBLE_LENGTH:] == PREFIX:
            return 0
        end = stream_size(stream)
        if self.evidence.layout_at(stream, 0, end, IMPLICIT_LE, context._params.get("vr_of")) is not None:
            return 0
        found = look_ahead(stream, RESYNC_WINDOW).find(PREFIX)
        if found >= 0:
            return found - PREAMBLE_LENGTH if found >= PREAMBLE_LENGTH else found
        start = self.evidence.next_header(stream, 0, min(end, RESYNC_WINDOW), EXPLICIT_LE)
        return start if start < min(end, RESYNC_WINDOW) else 0

    @staticmethod
    def preamble_length(stream: BinaryIO, context: Any) -> int:  # noqa: ARG004
        opening = look_ahead(stream, PREAMBLE_LENGTH + len(PREFIX))
        return PREAMBLE_LENGTH if opening[PREAMBLE_LENGTH:] == PREFIX else 0

    @staticmethod
    def prefix_length(stream: BinaryIO, context: Any) -> int:  # noqa: ARG004
        return len(PREFIX) if look_ahead(stream, len(PREFIX)) == PREFIX else 0

    def meta_layout(self, stream: BinaryIO, context: Any) -> Layout:
        """Explicit little endian (PS3.10 7.1), unless the group shows another layout."""
        here, end = stream.tell(), stream_size(stream)
        likely = [layout for layout in LAYOUTS if self._meta_tag_at(stream, here, layout)]
        if not likely:
            return EXPLICIT_LE
        vr_of = context._params.get("vr_of")
        return self.evidence.layout_at(stream, here, end, likely[0], vr_of, tuple(likely)) or likely[0]

    def _meta_tag_at(self, stream: BinaryIO, at: int, layout: Layout) -> bool:
        tag = self.evidence.tag_at(stream, at, layout.order)
        return tag is not None and tag[0] == META_GROUP

    def wrapper(self, stream: BinaryIO, context: Any) -> str:
        """What the data set is wrapped in: only a syntax that says so can be deflated, but it need not be."""
        syntax = self.syntaxes.get(context.declared)
        if syntax is None or not syntax.deflated:
            return PLAIN
        found = wrapper_of(stream)
        if found == PLAIN and self._seen(stream, context, syntax.layout) is None:
            return broken_wrapper_of(stream)
        return found

    def layout(self, stream: BinaryIO, context: Any) -> Layout:
        """The layout declared, unless the headers contradict it or nothing is declared."""
        likely = self._likely(context)
        return likely if context.wrapper != PLAIN else self._seen(stream, context, likely) or likely

    def basis(self, stream: BinaryIO, context: Any) -> str:
        """What the layout rests on."""
        if context.wrapper != PLAIN:
            return DECLARED
        seen = self._seen(stream, context, self._likely(context))
        if context.declared not in self.syntaxes:
            return INFERRED if seen is not None else ASSUMED
        return DECLARED if seen in (None, self._likely(context)) else CONTRADICTED

    def _likely(self, context: Any) -> Layout:
        syntax = self.syntaxes.get(context.declared)
        return syntax.layout if syntax is not None else IMPLICIT_LE

    def _seen(self, stream: BinaryIO, context: Any, likely: Layout) -> Layout | None:
        here, end = stream.tell(), stream_size(stream)
        while self.evidence.tag_at(stream, here, likely.order) in (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER):
            here += SMALLEST_HEADER
        return self.evidence.layout_at(stream, min(here, end), end, likely, context._params.get("vr_of"))


def dicom_file(grammar: DataSetGrammar, syntaxes: Mapping[str, TransferSyntax]) -> Construct:
    """The construct of a whole file over a grammar and a table of transfer syntaxes.

    Parses any byte string and builds it back. Context parameters, all optional: ``vr_of(tag)`` gives the VR
    of a ``(group, element)`` that carries none, ``max_depth`` limits nesting, ``max_inflated`` the bytes that
    a deflated data set may grow to.
    """
    rules = FileRules(grammar, syntaxes)
    meta = {layout: grammar.meta(layout) for layout in LAYOUTS}
    plain = Switch(this.layout, {layout: grammar.data_set(layout) for layout in LAYOUTS})
    inflated = Switch(this._.layout, {layout: grammar.data_set(layout) for layout in LAYOUTS})
    wrapped = {wrapper: Deflated(inflated, wrapper) for wrapper in DEFLATE}
    layouts = {uid: syntax.layout for uid, syntax in syntaxes.items() if not syntax.deflated}
    levels = {uid: (layout, ELEMENTS) for uid, layout in layouts.items()}
    explicit_meta = Foreseen(None, {None: EXPLICIT_LE}, {None: (EXPLICIT_LE, META)})
    return Struct(
        "leading" / Extent(rules.leading_length, Marked(PREAMBLE_LENGTH, PREFIX, 0)),
        "preamble" / Extent(rules.preamble_length, Marked(PREAMBLE_LENGTH, PREFIX, PREAMBLE_LENGTH)),
        "prefix" / Extent(rules.prefix_length, Marked(0, PREFIX, len(PREFIX))),
        "meta_layout" / Decision(rules.meta_layout, explicit_meta),
        "meta" / Switch(this.meta_layout, meta),
        "declared" / Decision(declared_syntax, Held("meta", TRANSFER_SYNTAX_UID, syntax_named)),
        "wrapper" / Decision(rules.wrapper, Foreseen("declared", {None: PLAIN, **dict.fromkeys(layouts, PLAIN)})),
        "layout" / Decision(rules.layout, Foreseen("declared", layouts, levels)),
        "evidence" / Decision(rules.basis, Foreseen("declared", dict.fromkeys(layouts, DECLARED), levels)),
        "data_set_offset" / Tell,
        "data_set" / Switch(this.wrapper, {PLAIN: plain, **wrapped}),
    )
