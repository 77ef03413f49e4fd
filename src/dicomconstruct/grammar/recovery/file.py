"""Recovery of files without a preamble, a file meta group or a declaration, or with a wrong declaration.

What a file declares and what it turns out to be are two fields, ``declared`` and ``layout``; ``evidence``
says what the layout rests on where the declaration is missing or wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from construct import stream_size

from dicomconstruct.grammar.combinators import look_ahead
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.deflated import broken_wrapper_of, wrapper_of
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import SMALLEST_HEADER
from dicomconstruct.grammar.layouts import (
    ASSUMED,
    CONTRADICTED,
    DECLARED,
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
)
from dicomconstruct.grammar.syntaxes import TransferSyntax


@dataclass(frozen=True)
class FileRecovery:
    """The decisions about a file that lacks a part of the page's file, or whose declaration is wrong.

    Parameters
    ----------
    evidence
        The tests of what lies ahead.
    syntaxes
        The transfer syntaxes by UID.
    """

    evidence: Evidence
    syntaxes: Mapping[str, TransferSyntax]

    def leading_length(self, stream: BinaryIO, context: Any) -> int:
        """Bytes before the preamble or a bare data set: none, unless only a shift makes sense of the file.

        Shifted downloads are met (class A023, dwv#188).
        """
        if look_ahead(stream, len(PREFIX)) == PREFIX:
            return 0
        end = stream_size(stream)
        if self.evidence.layout_at(stream, 0, end, IMPLICIT_LE, context._params.get("vr_of")) is not None:
            return 0
        found = look_ahead(stream, RESYNC_WINDOW).find(PREFIX)
        if found >= 0:
            return found - PREAMBLE_LENGTH if found >= PREAMBLE_LENGTH else found
        start = self.evidence.next_header(stream, 0, min(end, RESYNC_WINDOW), EXPLICIT_LE)
        return start if start < min(end, RESYNC_WINDOW) else 0

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
        """The wrapping of the data set.

        A data set that is declared to be deflated may be plain or broken (class F107, fo-dicom#1281), or have the
        header of zlib.
        """
        syntax = self.syntaxes.get(context.declared)
        if syntax is None:
            return PLAIN
        found = wrapper_of(stream)
        if found == PLAIN and self._seen(stream, context, syntax.layout) is None:
            return broken_wrapper_of(stream)
        return found

    def layout(self, stream: BinaryIO, context: Any) -> Layout:
        """The layout declared, unless the headers contradict it or nothing is declared.

        Explicit is declared and the data set has no VRs (class A015, pydicom#819), or the reverse (class A016,
        pydicom#820).
        """
        likely = self._likely(context)
        return likely if context.wrapper != PLAIN else self._seen(stream, context, likely) or likely

    def basis(self, stream: BinaryIO, context: Any) -> str:
        """The evidence for the layout."""
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
