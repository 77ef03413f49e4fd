"""Data sets and files: the levels of all four layouts, tied together (PS3.5 7, PS3.10 7.1)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from construct import Construct

from dicomconstruct.grammar import dicom
from dicomconstruct.grammar.combinators import Completing, Level, Nested
from dicomconstruct.grammar.completing import FileCompleter
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import HEADERS
from dicomconstruct.grammar.keys import KEY
from dicomconstruct.grammar.layouts import ELEMENTS, FRAGMENTS, ITEMS, LAYOUTS, META, Layout
from dicomconstruct.grammar.lines import alternatives, ending
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.recovery import LEVELS, Recovery
from dicomconstruct.grammar.recovery.file import FileRecovery
from dicomconstruct.grammar.syntaxes import TransferSyntax
from dicomconstruct.grammar.vocabulary import End, Line
from dicomconstruct.grammar.vrs import HeaderForm, VRTable

NOWHERE_ELSE = End("PS3.10 7.1")
"""The end of a level that nothing encloses."""


class DataSetGrammar:
    """The constructs of data sets over one VR table.

    All layouts are in one structure, because real files change from one to another inside a data set.
    """

    def __init__(self, vrs: VRTable) -> None:
        self.vrs = vrs
        self.evidence = Evidence(vrs)
        self.levels: dict[Hashable, Level] = {}
        self._tokens = {
            order: dicom.tokens({form: HEADERS[form, order] for form in HeaderForm}) for order in ByteOrder
        }
        for layout in LAYOUTS:
            elements = dicom.ELEMENTS_WITHOUT_VR if layout.implicit else dicom.ELEMENTS_WITH_VR
            self._add(ELEMENTS, "element", (*elements, dicom.ITEM_ENDS), dicom.ELEMENTS_END, layout)
            self._add(META, "element", (dicom.META_ENDS, *elements), NOWHERE_ELSE, layout)
            self._add(ITEMS, "item", dicom.ITEMS_LINES, dicom.ITEMS_END, layout)
            self._add(FRAGMENTS, "fragment", dicom.FRAGMENTS_LINES, dicom.FRAGMENTS_END, layout)

    def _add(self, level: str, token: str, lines: tuple[Line, ...], end: End, layout: Layout) -> None:
        self.levels[layout, level] = Level(
            Recovery(LEVELS[level], layout, self.evidence),
            self._tokens[layout.order],
            frozenset(line.name for line in lines if line.name),
            alternatives(lines, token, layout, self.vrs),
            ending(end, layout.order),
        )

    def header(self, layout: Layout, form: HeaderForm) -> Construct:
        """The element header of one form."""
        return HEADERS[HeaderForm.IMPLICIT if layout.implicit else form, layout.order]

    def data_set(self, layout: Layout) -> Nested:
        """All elements to the end of the input."""
        return Nested(self.levels, (layout, ELEMENTS), key=KEY)

    def meta(self, layout: Layout) -> Nested:
        """The elements of group 0002 (PS3.10 7.1)."""
        return Nested(self.levels, (layout, META), key=KEY)

    def element(self, layout: Layout) -> Nested:
        """One element with everything nested in it."""
        return Nested(self.levels, (layout, ELEMENTS), single=True, key=KEY)

    def sequence(self, layout: Layout) -> Nested:
        """The items of a sequence, and its delimiter if it has one."""
        return Nested(self.levels, (layout, ITEMS), key=KEY)

    def item(self, layout: Layout) -> Nested:
        """One item with its elements, and its delimiter if it has one."""
        return Nested(self.levels, (layout, ITEMS), single=True, key=KEY)

    def fragments(self, layout: Layout) -> Nested:
        """The fragments of an encapsulated value, the basic offset table first, and the delimiter."""
        return Nested(self.levels, (layout, FRAGMENTS), key=KEY)


def dicom_file(grammar: DataSetGrammar, syntaxes: Mapping[str, TransferSyntax]) -> Completing:
    """The construct of a whole file over a grammar and a table of transfer syntaxes.

    Parses any byte string and builds it back. Context parameters, all optional: ``vr_of(tag)`` gives the VR
    of a ``(group, element)`` that carries none, ``max_depth`` limits nesting, ``max_inflated`` the bytes that
    a deflated data set may grow to. Builds from plain dicts too (`completing.py`).
    """
    meta = {layout: grammar.meta(layout) for layout in LAYOUTS}
    data_set = {layout: grammar.data_set(layout) for layout in LAYOUTS}
    struct = dicom.file(FileRecovery(grammar.evidence, syntaxes), meta, data_set, syntaxes)

    def build(layout: Layout, tokens: Sequence[Any]) -> bytes:
        return bytes(data_set[layout].build(tokens))

    return Completing(struct, FileCompleter(grammar.vrs, syntaxes, build))
