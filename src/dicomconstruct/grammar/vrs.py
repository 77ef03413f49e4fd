"""One row per value representation (PS3.5 6.2, 7.1.2). This table is the only place that knows them.

A new VR is a new row: reader, writer, checker, dump and generators follow. At run time,
``STANDARD.with_vr(VR("ZZ", header=LONG, value=numbers("H")))`` makes a codec with one row more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.kinds import Items, Kind, Raw, items, numbers, raw, tags, text
from dicomconstruct.grammar.laid import laid
from dicomconstruct.values import (
    APPLICATION_ENTITY,
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    INTEGER_STRING,
    PERSON_NAME,
    TEXT,
    TIME,
    UNIQUE_IDENTIFIER,
    forms,
)

if TYPE_CHECKING:
    from construct import Construct


class HeaderForm(Enum):
    """The three shapes of an element header (PS3.5 7.1.2, 7.1.3)."""

    SHORT = "short"
    """Tag, VR, 16-bit length."""
    LONG = "long"
    """Tag, VR, two reserved bytes, 32-bit length."""
    IMPLICIT = "implicit"
    """Tag, 32-bit length; items and delimiters have it in every encoding."""

    __hash__ = object.__hash__  # as for ByteOrder


UNKNOWN = "UN"
"""The VR of an element whose VR the writer did not know (PS3.5 6.2.2)."""
SHORT = HeaderForm.SHORT
LONG = HeaderForm.LONG


@dataclass(frozen=True, kw_only=True)
class Behaviour:
    """A row's own treatment of its Python values; None leaves a part to the kind of the value.

    Parameters
    ----------
    convert
        ``convert(value)`` makes the value that is kept of an assigned one; it raises ValueError or TypeError for
        a value that it cannot convert.
    check
        ``check(value)`` gives what is wrong with a value, "" for nothing.
    empty
        ``empty()`` gives the value of an element without bytes.
    show
        ``show(value)`` gives the text of a value.
    to_json, from_json
        ``to_json(value)`` gives the entries of ``Value`` in the DICOM JSON model (PS3.18 F.2.3), a list, and
        ``from_json(entries)`` the value again. Where a construct lays the value out and the row does not say
        these, the model has its bytes (``InlineBinary``).
    strategy
        ``strategy()`` gives the Hypothesis strategy of Python values.
    """

    convert: Callable[[Any], Any] | None = None
    check: Callable[[Any], str] | None = None
    empty: Callable[[], Any] | None = None
    show: Callable[[Any], str] | None = None
    to_json: Callable[[Any], list[Any]] | None = None
    from_json: Callable[[list[Any]], Any] | None = None
    strategy: Callable[[], Any] | None = None

    def __post_init__(self) -> None:
        if (self.to_json is None) is not (self.from_json is None):
            raise GrammarError("a form in JSON is said both ways", path="Behaviour", hint="to_json and from_json")


@dataclass(frozen=True)
class VR:
    """One value representation.

    Parameters
    ----------
    code
        The two letters of the VR field.
    name
        The name in PS3.5 Table 6.2-1.
    header
        `SHORT` (16-bit length) or `LONG` (two reserved bytes, 32-bit length), PS3.5 7.1.2.
    value
        A value kind of `kinds.py`, or a construct of your own for the whole value field: one for both byte orders,
        or one for each, as a mapping of `ByteOrder` or as a function of it.
    max_length
        Greatest length of one value, in bytes (`characters`: in characters; PN: per component group).
    characters
        Whether `max_length` counts characters rather than bytes.
    undefined_length
        Whether PS3.5 7.1.2 allows the undefined length.
    form
        A regular expression for the text of a whole value, where the VR demands one; of dates and times for one
        moment.
    behaviour
        The row's own treatment of its values.
    """

    code: str
    name: str = ""
    header: HeaderForm = LONG
    value: Kind | Construct = raw()  # noqa: RUF009
    max_length: int | None = None
    characters: bool = False
    undefined_length: bool = False
    form: str | None = None
    behaviour: Behaviour = Behaviour()

    def __post_init__(self) -> None:
        if len(self.code) != 2 or not self.code.isascii():
            raise GrammarError("a VR has two ASCII letters", path=f"VR({self.code!r})")
        if self.header not in (SHORT, LONG):
            raise GrammarError("a VR's header is SHORT or LONG", path=f"VR({self.code!r})")
        kind = self.value if isinstance(self.value, Kind) else laid(self.value)
        if kind is None:
            raise GrammarError(
                "the value of a VR is a value kind or a construct",
                path=f"VR({self.code!r})",
                hint="see docs/how-to/add-a-vr.md",
            )
        object.__setattr__(self, "value", kind)

    def __reduce__(self) -> Any:
        """A row of the standard by its code; another one by its fields, whose construct `laid` may have to make."""
        if VRS.get(self.code) is self:
            return VRS.__getitem__, (self.code,)
        return VR, tuple(getattr(self, one.name) for one in fields(self))

    @property
    def kind(self) -> Kind:
        """The value kind; a construct given as `value` is wrapped in one."""
        assert isinstance(self.value, Kind)
        return self.value

    @property
    def holds_items(self) -> bool:
        """Whether its value is a sequence of items (PS3.5 7.5)."""
        return isinstance(self.kind, Items)

    @property
    def holds_bytes(self) -> bool:
        """Whether its value is bytes or words as they are."""
        return isinstance(self.kind, Raw) and not self.holds_items

    @property
    def is_unknown(self) -> bool:
        """Whether it is UN, whose value is little endian without VRs if it holds items (PS3.5 6.2.2)."""
        return self.code == UNKNOWN

    @property
    def wire(self) -> bytes:
        """The two bytes of the VR field."""
        return self.code.encode("ascii")


T = TypeVar("T")


class VRTable(Mapping[str, VR]):
    """The rows by their code; immutable."""

    def __init__(self, *rows: VR) -> None:
        self._rows = {row.code: row for row in rows}
        self.short = frozenset(row.wire for row in rows if row.header is SHORT)
        self.long = frozenset(row.wire for row in rows if row.header is LONG)
        self.holding_items = frozenset(row.code for row in rows if row.holds_items)
        self.holding_bytes = frozenset(row.code for row in rows if row.holds_bytes)
        self._made: dict[Any, dict[str, Any]] = {}

    def __reduce__(self) -> Any:
        return "VRS" if self is VRS else (VRTable, tuple(self._rows.values()))

    def by_code(self, make: Callable[[VR], T]) -> dict[str, T]:
        """The result of a function of each row, by the code of the row; computed once."""
        made = self._made.get(make)
        if made is None:
            made = self._made[make] = {code: make(row) for code, row in self._rows.items()}
        return made

    def __getitem__(self, code: str) -> VR:
        return self._rows[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __hash__(self) -> int:
        return hash(frozenset(self._rows.values()))

    def with_row(self, row: VR) -> VRTable:
        """A table with `row` added, or in the place of the row with its code."""
        return VRTable(*{**self._rows, row.code: row}.values())


_LONGEST = 0xFFFFFFFE

VRS = VRTable(
    VR("AE", "Application Entity", SHORT, text(APPLICATION_ENTITY, split=True), 16, form=forms.APPLICATION_ENTITY),
    VR("AS", "Age String", SHORT, text(DEFAULT_TEXT, split=True), 4, form=forms.AGE),
    VR("AT", "Attribute Tag", SHORT, tags(), 4),
    VR("CS", "Code String", SHORT, text(DEFAULT_TEXT, split=True), 16, form=forms.CODE),
    VR("DA", "Date", SHORT, text(DATE, split=True), 8, form=forms.DATE),
    VR("DS", "Decimal String", SHORT, text(DECIMAL_STRING, split=True), 16, form=forms.DECIMAL),
    VR("DT", "Date Time", SHORT, text(DATE_TIME, split=True), 26, form=forms.DATE_TIME),
    VR("FD", "Floating Point Double", SHORT, numbers("d"), 8),
    VR("FL", "Floating Point Single", SHORT, numbers("f"), 4),
    VR("IS", "Integer String", SHORT, text(INTEGER_STRING, split=True), 12, form=forms.INTEGER),
    VR("LO", "Long String", SHORT, text(TEXT, split=True), 64, characters=True),
    VR("LT", "Long Text", SHORT, text(TEXT, split=False), 10240, characters=True),
    VR("OB", "Other Byte", LONG, raw(), _LONGEST, undefined_length=True),
    VR("OD", "Other Double", LONG, raw(word=8), _LONGEST - 6),
    VR("OF", "Other Float", LONG, raw(word=4), _LONGEST - 2),
    VR("OL", "Other Long", LONG, raw(word=4), _LONGEST - 2),
    VR("OV", "Other 64-bit Very Long", LONG, raw(word=8), _LONGEST - 6),
    VR("OW", "Other Word", LONG, raw(word=2), _LONGEST),
    VR("PN", "Person Name", SHORT, text(PERSON_NAME, split=True), 64, characters=True),
    VR("SH", "Short String", SHORT, text(TEXT, split=True), 16, characters=True),
    VR("SL", "Signed Long", SHORT, numbers("i"), 4),
    VR("SQ", "Sequence of Items", LONG, items(), _LONGEST, undefined_length=True),
    VR("SS", "Signed Short", SHORT, numbers("h"), 2),
    VR("ST", "Short Text", SHORT, text(TEXT, split=False), 1024, characters=True),
    VR("SV", "Signed 64-bit Very Long", LONG, numbers("q"), 8),
    VR("TM", "Time", SHORT, text(TIME, split=True), 14, form=forms.TIME),
    VR("UC", "Unlimited Characters", LONG, text(TEXT, split=True), _LONGEST),
    VR(
        "UI",
        "Unique Identifier (UID)",
        SHORT,
        text(UNIQUE_IDENTIFIER, split=True, pad=b"\0"),
        64,
        form=forms.UNIQUE_IDENTIFIER,
    ),
    VR("UL", "Unsigned Long", SHORT, numbers("I"), 4),
    VR("UN", "Unknown", LONG, raw(), _LONGEST, undefined_length=True),
    VR(
        "UR",
        "Universal Resource Identifier or Universal Resource Locator (URI/URL)",
        LONG,
        text(DEFAULT_TEXT, split=False),
        _LONGEST,
        form=forms.RESOURCE,
    ),
    VR("US", "Unsigned Short", SHORT, numbers("H"), 2),
    VR("UT", "Unlimited Text", LONG, text(TEXT, split=False), _LONGEST),
    VR("UV", "Unsigned 64-bit Very Long", LONG, numbers("Q"), 8),
)
"""All 34 value representations of PS3.5 Table 6.2-1 (edition 2026c)."""
