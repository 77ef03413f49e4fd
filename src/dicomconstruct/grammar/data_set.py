"""A data set as a whole: the levels of all four layouts, tied together (PS3.5 7)."""

from __future__ import annotations

from collections.abc import Hashable

from construct import Construct

from dicomconstruct.grammar.combinators import Level, Nested
from dicomconstruct.grammar.element import ElementRules
from dicomconstruct.grammar.encapsulated import FragmentRules
from dicomconstruct.grammar.evidence import Evidence
from dicomconstruct.grammar.headers import HEADERS
from dicomconstruct.grammar.keys import KEY
from dicomconstruct.grammar.layouts import ELEMENTS, FRAGMENTS, ITEMS, LAYOUTS, Layout
from dicomconstruct.grammar.sequence import SequenceRules
from dicomconstruct.grammar.vrs import HeaderForm, VRTable

META = "meta"


class DataSetGrammar:
    """The constructs of data sets over one VR table.

    All layouts are in one structure, because real files change from one to another inside a data set.
    """

    def __init__(self, vrs: VRTable) -> None:
        self.vrs = vrs
        self.evidence = Evidence(vrs)
        self.levels: dict[Hashable, Level] = {}
        for layout in LAYOUTS:
            elements = ElementRules(layout, self.evidence)
            self.levels[layout, ELEMENTS] = elements.level()
            self.levels[layout, META] = elements.meta_level()
            self.levels[layout, ITEMS] = SequenceRules(layout, self.evidence).level()
            self.levels[layout, FRAGMENTS] = FragmentRules(layout, self.evidence).level()

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
