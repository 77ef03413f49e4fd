"""Tests of the bytes ahead, by which recovery rules decide how to go on.

They are asked only where a header does not fit what surrounds it. Each looks at a bounded number of headers, so
that reading stays linear in the input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from dicomconstruct.grammar.combinators import HEADERS_AHEAD, look_ahead
from dicomconstruct.grammar.fixed import struct_reader
from dicomconstruct.grammar.headers import (
    HEADER_SIZES,
    HEADERS,
    SMALLEST_HEADER,
    TAG_READERS,
    TAG_SIZE,
    VR_FIELD,
    tag_bytes,
)
from dicomconstruct.grammar.layouts import LAYOUTS, Layout
from dicomconstruct.grammar.primitives import (
    DELIMITING_GROUP,
    ITEM,
    ITEM_DELIMITER,
    SEQUENCE_DELIMITER,
    UNDEFINED_LENGTH,
    ByteOrder,
)
from dicomconstruct.grammar.vrs import HeaderForm, VRTable

HOPS = HEADERS_AHEAD
"""How many headers in a row have to be believable before a guess is trusted.

Any four bytes make a length, so one header proves little.
"""

EMPTY_ITEMS = 64
"""Empty items that are skipped in search of one with content.

Empty items are met (class C067, GDCM's MARCONI files); the bound keeps hostile files linear.
"""

SEARCH_WINDOW = 256
"""Bytes looked at first when searching for the next header."""


def is_lettered(vr: bytes) -> bool:
    """Whether a VR field holds two capital letters, as every VR of the standard does (PS3.5 6.2)."""
    return vr.isalpha() and vr.isupper()


class Sighting(NamedTuple):
    """A header ahead: its form, its fields, the offset after it, and where its value would end."""

    form: HeaderForm
    fields: Any
    value_offset: int
    end: int

    @property
    def undefined(self) -> bool:
        return bool(self.fields.length == UNDEFINED_LENGTH)

    @property
    def tag(self) -> tuple[int, int]:
        return (self.fields.group, self.fields.element)


class OddHeader(NamedTuple):
    """An odd header: its form, and whether its VR field holds letters.

    A writer that makes one such header makes more of them (classes B025, B026 and B028).
    """

    form: HeaderForm
    lettered: bool

    def explains(self, vr: bytes) -> bool:
        """Whether a header with that VR field, which the VR table does not know, may have the same form."""
        if self.form is HeaderForm.IMPLICIT:
            return not is_lettered(vr)
        return is_lettered(vr) or not self.lettered


class Evidence:
    """The tests, over one VR table."""

    def __init__(self, vrs: VRTable) -> None:
        self.vrs = vrs
        self._starts = {order: self._start_pattern(order) for order in ByteOrder}

    def _start_pattern(self, order: ByteOrder) -> re.Pattern[bytes]:
        """Where a header could start: a tag with known VR letters, or a delimiter."""
        codes = b"|".join(sorted(re.escape(code) for code in self.vrs.short | self.vrs.long))
        delimiters = b"|".join(re.escape(tag_bytes(tag, order)) for tag in (ITEM_DELIMITER, SEQUENCE_DELIMITER))
        return re.compile(b"(?s)(?=.{%d}(?:%s)|%s)" % (TAG_SIZE, codes, delimiters))

    @staticmethod
    def sight(stream: BinaryIO, at: int, form: HeaderForm, order: ByteOrder) -> Sighting | None:
        """The header of that form at offset `at`, or None where the input ends before it does."""
        return Evidence._sighted(look_ahead(stream, HEADER_SIZES[form], skip=at - stream.tell()), at, form, order)

    @staticmethod
    def _sighted(data: bytes, at: int, form: HeaderForm, order: ByteOrder) -> Sighting | None:
        """The header of that form that `data`, which stands at `at`, begins with; None where it is too short."""
        size = HEADER_SIZES[form]
        if len(data) < size:
            return None
        fields = struct_reader(HEADERS[form, order])(data)
        return Sighting(form, fields, at + size, at + size + fields.length)

    @staticmethod
    def tag_at(stream: BinaryIO, at: int, order: ByteOrder) -> tuple[int, int] | None:
        """The tag at offset `at`, or None where the input ends before it does."""
        data = look_ahead(stream, TAG_SIZE, skip=at - stream.tell())
        return None if len(data) < TAG_SIZE else TAG_READERS[order](data)

    def vr_form(self, vr: bytes) -> HeaderForm | None:
        """The header form that the VR table gives to a VR field, or None where it does not know it."""
        if vr in self.vrs.short:
            return HeaderForm.SHORT
        return HeaderForm.LONG if vr in self.vrs.long else None

    def believable(
        self,
        stream: BinaryIO,
        at: int,
        end: int,
        layout: Layout,
        vr_of: Any = None,
        form: HeaderForm | None = None,
        after: OddHeader | None = None,
    ) -> Sighting | None:
        """The header at `at` if one could stand there: its VR known, its value within `end`.

        `form` asks for that form of header whatever the VR; `after` is the odd header before this one.
        """
        data = look_ahead(stream, max(HEADER_SIZES.values()), skip=at - stream.tell())
        if len(data) < TAG_SIZE or (end - at >= SMALLEST_HEADER and not any(data[:SMALLEST_HEADER])):
            return None
        tag = TAG_READERS[layout.order](data)
        if tag[0] == DELIMITING_GROUP or (form is None and layout.implicit):
            form = HeaderForm.IMPLICIT
        elif form is None:
            vr = data[VR_FIELD]
            form = self.vr_form(vr)
            if form is None and after is not None and after.explains(vr):
                form = after.form
        seen = self._sighted(data, at, form, layout.order) if form is not None else None
        if seen is None:
            return None
        if after is not None and after.form is HeaderForm.SHORT and any(getattr(seen.fields, "reserved", b"")):
            return self.believable(stream, at, end, layout, vr_of, HeaderForm.SHORT)
        if tag in (ITEM, ITEM_DELIMITER, SEQUENCE_DELIMITER):
            return seen if seen.undefined or seen.end <= end else None
        if form is HeaderForm.IMPLICIT and vr_of is not None and not tag[0] % 2 and vr_of(tag) is None:
            return None
        if form is not HeaderForm.SHORT and seen.undefined:
            return seen if self.items_order(stream, seen.value_offset, layout.order) is not None else None
        return seen if seen.end <= end else None

    def follows(
        self,
        stream: BinaryIO,
        at: int,
        end: int,
        layout: Layout,
        vr_of: Any = None,
        *,
        hops: int = HOPS,
        after: OddHeader | None = None,
        mixed_with: Layout | None = None,
    ) -> bool:
        """Whether the level could go on at `at`: it ends there, or believable headers follow in order.

        Headers may be in `mixed_with` as well.
        """
        last = None
        for _ in range(hops):
            if at == end:
                return True
            seen = self.believable(stream, at, end, layout, vr_of, after=after)
            if seen is None and mixed_with is not None:
                seen = self.believable(stream, at, end, mixed_with, vr_of)
            if seen is None:
                return False
            if last is not None and seen.tag < last:
                return False
            if seen.undefined or seen.tag[0] == DELIMITING_GROUP:
                return True
            at, last = seen.end, seen.tag
        return True

    def fits(
        self,
        stream: BinaryIO,
        at: int,
        end: int,
        layout: Layout,
        form: HeaderForm,
        vr_of: Any = None,
        *,
        mixed_with: Layout | None = None,
    ) -> bool:
        """Whether a header of that form fits at `at`: its value within `end`, and the level goes on after.

        It may go on in `mixed_with` as well as in `layout`.
        """
        seen = self.believable(stream, at, end, layout, vr_of, form)
        if seen is None:
            return False
        after = OddHeader(form, is_lettered(getattr(seen.fields, "vr", b""))) if mixed_with is None else None
        return seen.undefined or self.follows(
            stream, seen.end, end, layout, vr_of, hops=HOPS - 1, after=after, mixed_with=mixed_with
        )

    def layout_at(
        self,
        stream: BinaryIO,
        at: int,
        end: int,
        likely: Layout,
        vr_of: Any = None,
        others: tuple[Layout, ...] = LAYOUTS,
    ) -> Layout | None:
        """The layout in which the headers at `at` make sense: the likely one if it does, else another, or None.

        VR letters weigh more than a length that happens to fit, so explicit layouts are tried before
        implicit ones wherever the letters are there.
        """
        if at == end:
            return None
        vr = look_ahead(stream, VR_FIELD.stop, skip=at - stream.tell())[VR_FIELD]
        lettered = self.vr_form(vr) is not None
        if lettered and not likely.implicit and self.believable(stream, at, end, likely):
            return likely
        if likely.implicit and not lettered and self._known(stream, at, end, likely, vr_of):
            return likely
        either = dict.fromkeys((likely, *others))
        ranked = [layout for layout in either if layout.implicit is not lettered]
        ranked += [layout for layout in either if layout.implicit is lettered]
        for layout in ranked:
            if self.follows(stream, at, end, layout, vr_of):
                return layout
        credible = [likely] if is_lettered(vr) is not likely.implicit else ranked
        for layout in credible:
            if self.believable(stream, at, end, layout, vr_of):
                return layout
        return None

    def _known(self, stream: BinaryIO, at: int, end: int, layout: Layout, vr_of: Any) -> bool:
        """Whether a believable header stands at `at` whose tag the dictionary knows."""
        seen = self.believable(stream, at, end, layout, vr_of) if vr_of is not None else None
        if seen is None or seen.fields.group == DELIMITING_GROUP:
            return False
        return vr_of(seen.tag) is not None

    def items_order(self, stream: BinaryIO, at: int, likely: ByteOrder) -> ByteOrder | None:
        """The byte order in which an item or sequence delimiter stands at `at`; None if neither does."""
        for order in (likely, likely.swapped):
            if self.tag_at(stream, at, order) in (ITEM, SEQUENCE_DELIMITER):
                return order
        return None

    def are_items(self, stream: BinaryIO, at: int, end: int, layout: Layout, vr_of: Any = None) -> bool:
        """Whether a value consists of items that hold data sets, up to its end."""
        hold_known_elements = self.looks_like_items(stream, at, end, layout, vr_of)
        if not hold_known_elements and not self.are_no_fragments(stream, at, end, layout):
            return False
        for _ in range(EMPTY_ITEMS):
            if at == end:
                return True
            item = self.sight(stream, at, HeaderForm.IMPLICIT, layout.order)
            if item is None or (not item.undefined and item.end > end):
                return False
            if item.tag != ITEM:
                return item.tag == SEQUENCE_DELIMITER and item.end == end
            if item.undefined:
                return True
            at = item.end
        return True

    def looks_like_items(self, stream: BinaryIO, at: int, end: int, layout: Layout, vr_of: Any = None) -> bool:
        """Whether the items at `at` hold data sets rather than fragments: the first that is not empty shows it."""
        for _ in range(EMPTY_ITEMS):
            item = self.sight(stream, at, HeaderForm.IMPLICIT, layout.order)
            if item is None or item.tag != ITEM:
                return item is not None and item.tag == SEQUENCE_DELIMITER and item.end <= end
            stop = end if item.undefined else item.end
            if stop > end:
                return False
            if item.undefined or item.fields.length:
                return self._holds_elements(stream, item.value_offset, stop, layout, vr_of)
            at = item.end
            if at == end:
                return True
        return False

    def are_no_fragments(self, stream: BinaryIO, at: int, end: int, layout: Layout) -> bool:
        """Whether the first item at `at` that is not empty is no fragment, whatever the dictionary knows of it.

        A fragment has no undefined length (PS3.5 A.4), and no headers in ascending order up to its end. So items
        are found whose first element is of a later edition of the standard.
        """
        for _ in range(EMPTY_ITEMS):
            item = self.sight(stream, at, HeaderForm.IMPLICIT, layout.order)
            if item is None or item.tag != ITEM:
                return False
            if item.undefined:
                return True
            if item.fields.length:
                inside = item.value_offset
                return item.end <= end and self.follows(stream, inside, item.end, layout, hops=EMPTY_ITEMS)
            at = item.end
        return False

    def end_of_fragments(self, stream: BinaryIO, at: int, end: int, order: ByteOrder) -> int | None:
        """Where fragments from `at` on end with their delimiter, or the first of many do; None where none stand."""
        for _ in range(EMPTY_ITEMS):
            seen = self.sight(stream, at, HeaderForm.IMPLICIT, order)
            if seen is None or seen.undefined or seen.end > end:
                return None
            if seen.tag != ITEM:
                return seen.end if seen.tag == SEQUENCE_DELIMITER else None
            at = seen.end
        return at

    def _holds_elements(self, stream: BinaryIO, at: int, end: int, layout: Layout, vr_of: Any) -> bool:
        either = (layout, Layout(not layout.implicit, layout.order))
        return any(self.follows(stream, at, end, one, vr_of) for one in either)

    def next_header(self, stream: BinaryIO, at: int, end: int, layout: Layout) -> int:
        """The first offset from `at` on where an explicit data set could go on, or a delimiter stands, or `end`."""
        for data in () if layout.implicit else windows(stream, at, end):
            for found in self._starts[layout.order].finditer(data):
                start = at + found.start()
                if self.follows(stream, start, end, layout):
                    return start
        return end

    @staticmethod
    def zeros_at(stream: BinaryIO, at: int, end: int) -> bool:
        """Whether as many zeros as a header has bytes stand at `at`: padding, neither an element nor garbage."""
        return end - at >= SMALLEST_HEADER and not any(look_ahead(stream, SMALLEST_HEADER, skip=at - stream.tell()))

    @staticmethod
    def after_zeros(stream: BinaryIO, at: int, end: int) -> int:
        """The offset of the first byte from `at` on that is not zero, or `end`."""
        zeros = 0
        for data in windows(stream, at, end):
            zeros = len(data) - len(data.lstrip(b"\0"))
            if zeros < len(data):
                break
        return at + zeros


def windows(stream: BinaryIO, at: int, end: int) -> Iterator[bytes]:
    """The bytes from `at` on up to `end`, four times as many each time.

    So what is searched stays in proportion to what is skipped.
    """
    window = SEARCH_WINDOW
    while True:
        yield look_ahead(stream, min(window, end - at), skip=at - stream.tell())
        if window >= end - at:
            return
        window *= 4
