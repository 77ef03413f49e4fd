"""The straight ways of data sets: what conformant headers look like, and what the rules say of them.

Each way here repeats no fact: headers come from `headers.py`, VR codes from the VR table, tags from
`primitives.py`. That a way says what the rules of `element.py`, `sequence.py` and `encapsulated.py` say is
held by tests, on conformant, odd and mutated input.
"""

from __future__ import annotations

from typing import Any

from construct import Struct

from dicomconstruct.grammar.combinators import CLOSE
from dicomconstruct.grammar.headers import HEADER_SIZES, HEADERS, TAG_SIZE, VR_FIELD, tag_bytes, tag_fields
from dicomconstruct.grammar.integers import int16
from dicomconstruct.grammar.keys import TAG
from dicomconstruct.grammar.layouts import ELEMENTS, FRAGMENTS, ITEMS, NOTHING, VALUE, Body, Layout
from dicomconstruct.grammar.primitives import (
    DEFAULT_MAX_DEPTH,
    DELIMITING_GROUP,
    ITEM,
    ITEM_DELIMITER,
    META_GROUP,
    PIXEL_DATA,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
    ByteOrder,
)
from dicomconstruct.grammar.vrs import HeaderForm, VRTable
from dicomconstruct.grammar.ways import (
    At,
    Begins,
    Ending,
    Followed,
    Is,
    IsNot,
    NotAt,
    Odd,
    Says,
    SaysNot,
    Shallow,
    Test,
    Unsealed,
    Way,
)

SEQUENCE = b"SQ"
UNKNOWN = b"UN"
DEFINED = IsNot(("length",), frozenset({UNDEFINED_LENGTH}))
UNDEFINED = Is(("length",), frozenset({UNDEFINED_LENGTH}))
EMPTY = Is(("length",), frozenset({0}))
SHALLOW = Shallow("max_depth", DEFAULT_MAX_DEPTH, levels=2)
NO_SEQUENCE = SaysNot("vr_of", frozenset({SEQUENCE.decode()}))


def has_tag(*tags: tuple[int, int]) -> Is:
    """Whether the header has one of these tags."""
    return Is(TAG, frozenset(tags))


def spelt(order: ByteOrder, *tags: tuple[int, int]) -> frozenset[bytes]:
    """Tags as they stand in a file."""
    return frozenset(tag_bytes(tag, order) for tag in tags)


def delimiter(token: str, tag: tuple[int, int], layout: Layout, *tests: Test) -> Way:
    """A delimiter where it belongs."""
    header = HEADERS[HeaderForm.IMPLICIT, layout.order]
    settled = {"body": Body(layout, NOTHING)}
    return Way(token, header, (has_tag(tag), *tests), settled, length=None, keyed=False, telling=False)


class Straight:
    """The straight ways of every level in one layout."""

    def __init__(self, layout: Layout, vrs: VRTable) -> None:
        self.layout = layout
        self.order = layout.order
        self.vrs = vrs
        self.item_ahead = spelt(self.order, ITEM, SEQUENCE_DELIMITER)

    def elements(self) -> tuple[Way, ...]:
        """Of a data set or an item's content (PS3.5 7.1)."""
        ways = self._implicit() if self.layout.implicit else self._explicit()
        return *ways, delimiter("item delimiter", ITEM_DELIMITER, self.layout, Unsealed())

    def meta(self) -> tuple[Way, ...]:
        """Of the file meta group (PS3.10 7.1): another group ends it."""
        tag = Struct(*tag_fields(self.order))
        another = IsNot(TAG[:1], frozenset({META_GROUP}))
        ways = self._implicit() if self.layout.implicit else self._explicit()
        return Way(CLOSE, tag, (another,), length=None, keyed=False), *ways

    def items(self) -> tuple[Way, ...]:
        """Of a sequence (PS3.5 7.5)."""
        header = HEADERS[HeaderForm.IMPLICIT, self.order]
        any_delimiter = frozenset({bytes(int16(self.order).build(DELIMITING_GROUP))})
        settled = {"body": Body(self.layout, ELEMENTS)}
        tests = (has_tag(ITEM), SHALLOW, Begins((self.layout, ELEMENTS), any_delimiter))
        return (
            Way("item", header, (DEFINED, *tests), settled, keyed=False),
            Way("item", header, (UNDEFINED, *tests), settled, length=None, keyed=False),
            delimiter("sequence delimiter", SEQUENCE_DELIMITER, self.layout, Unsealed()),
        )

    def fragments(self) -> tuple[Way, ...]:
        """Of an encapsulated value (PS3.5 A.4)."""
        header = HEADERS[HeaderForm.IMPLICIT, self.order]
        settled = {"body": Body(self.layout, VALUE)}
        return (
            Way("fragment", header, (DEFINED, has_tag(ITEM), Followed(self.item_ahead)), settled, keyed=False),
            delimiter("sequence delimiter", SEQUENCE_DELIMITER, self.layout),
        )

    def elements_end(self) -> Ending:
        return Ending(before=spelt(self.order, ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER))

    def items_end(self) -> Ending:
        return Ending(not_before=spelt(self.order, ITEM))

    def fragments_end(self) -> Ending:
        return Ending(not_before=frozenset(), never_before=self.item_ahead)

    def _explicit(self) -> tuple[Way, ...]:
        """Elements with a VR field (PS3.5 7.1.2)."""
        forms = {HeaderForm.SHORT: self.vrs.short, HeaderForm.LONG: self.vrs.long}
        leaves = {form: codes - {SEQUENCE} for form, codes in forms.items()}
        unknown = leaves[HeaderForm.LONG] & {UNKNOWN}
        return (
            self._way(HeaderForm.SHORT, leaves[HeaderForm.SHORT], VALUE),
            self._way(HeaderForm.LONG, leaves[HeaderForm.LONG] - unknown, VALUE, DEFINED),
            self._way(HeaderForm.LONG, unknown, VALUE, DEFINED, NO_SEQUENCE, self._no_items(HeaderForm.LONG)),
            self._way(HeaderForm.LONG, unknown, VALUE, EMPTY, NO_SEQUENCE),
            *self._sequences(forms[HeaderForm.LONG] & {SEQUENCE}),
            self._way(
                HeaderForm.LONG,
                leaves[HeaderForm.LONG] - unknown,
                FRAGMENTS,
                has_tag(PIXEL_DATA),
                *self._opening(HeaderForm.LONG),
                length=None,
            ),
        )

    def _sequences(self, codes: frozenset[bytes]) -> tuple[Way, ...]:
        form = HeaderForm.LONG
        return (
            self._way(form, codes, ITEMS, UNDEFINED, *self._enclosing(form), length=None),
            self._way(form, codes, ITEMS, DEFINED, *self._enclosing(form)),
            self._way(form, codes, ITEMS, EMPTY),
        )

    def _way(
        self,
        form: HeaderForm,
        codes: frozenset[bytes],
        content: str,
        *tests: Test,
        length: str | None = "length",
    ) -> Way:
        header = HEADERS[form, self.order]
        reserved = (
            (Is(("reserved",), frozenset({bytes(header.reserved.sizeof())})),) if form is HeaderForm.LONG else ()
        )
        settled: dict[str, Any] = {"form": form, "body": Body(self.layout, content)}
        vr = Is(("vr",), codes)
        return Way("element", header, (vr, *reserved, *tests), settled, length, fan="vr")

    def _opening(self, form: HeaderForm) -> tuple[Test, ...]:
        return UNDEFINED, *self._enclosing(form)

    def _enclosing(self, form: HeaderForm) -> tuple[Test, ...]:
        return At(HEADER_SIZES[form], TAG_SIZE, self.item_ahead), SHALLOW

    @staticmethod
    def _no_items(form: HeaderForm) -> NotAt:
        """Whether no value begins like a sequence in either byte order."""
        either_order = frozenset().union(*(spelt(order, ITEM, SEQUENCE_DELIMITER) for order in ByteOrder))
        return NotAt(HEADER_SIZES[form], TAG_SIZE, either_order)

    def _implicit(self) -> tuple[Way, ...]:
        """Elements without a VR field, whose VR the dictionary knows (PS3.5 7.1.3)."""
        header = HEADERS[HeaderForm.IMPLICIT, self.order]
        no_letters = NotAt(VR_FIELD.start, VR_FIELD.stop - VR_FIELD.start, self.vrs.short | self.vrs.long)
        no_items = self._no_items(HeaderForm.IMPLICIT)
        sequence = Says("vr_of", frozenset({SEQUENCE.decode()}))
        unknown = Says("vr_of", frozenset({None}))
        leaf = SaysNot("vr_of", frozenset({None, SEQUENCE.decode()}))
        enclosing = self._enclosing(HeaderForm.IMPLICIT)
        value, items = ({"form": HeaderForm.IMPLICIT, "body": Body(self.layout, one)} for one in (VALUE, ITEMS))
        return (
            Way("element", header, (leaf, DEFINED, no_letters), value),
            Way("element", header, (sequence, UNDEFINED, no_letters, *enclosing), items, length=None),
            Way("element", header, (sequence, DEFINED, no_letters, *enclosing), items),
            Way("element", header, (sequence, EMPTY), items),
            Way("element", header, (unknown, Odd("group"), DEFINED, no_letters, no_items), value, telling=False),
        )
