"""JSON form of each kind of value: writer, reader and properties (PS3.18 F.2.3 to F.2.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from dicomconstruct.dataelem import empty_value
from dicomconstruct.dataset.json_entries import (
    any_values,
    check_vr,
    decimal_strings,
    floats,
    integer_strings,
    names,
    no_bytes,
    tags,
    text_of,
    unique_identifiers,
    whole_numbers,
)
from dicomconstruct.dataset.json_values import (
    Entries,
    any_entry,
    any_name_entry,
    ascii_text_entry,
    decimal_entry,
    double_entry,
    entries_of,
    exact_entry,
    integer_entry,
    no_entries,
    tag_entry,
    text_entry,
    usual_decimal_strings,
    usual_floats,
    usual_integer_strings,
    usual_large_numbers,
    usual_person_names,
    usual_tags,
    usual_texts,
    usual_whole_numbers,
)
from dicomconstruct.grammar.kinds import Floats, Items, Kind, KindTable, Numbers, Raw, Tags, Text
from dicomconstruct.grammar.vrs import VR, VRTable
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    DECIMAL_STRING,
    INTEGER_STRING,
    IS,
    PERSON_NAME,
    TEXT,
    UNIQUE_IDENTIFIER,
    DSfloat,
    MultiValue,
    PersonName,
)

LARGE_WORD = 8
"""Size in bytes of words whose whole numbers are not all exact as 64-bit floats."""
Usual = Mapping[type, Callable[[Any], Entries | None]]
"""Writer of entries by the type of a value: [] for an empty value, None for one that `JsonForm.entries` converts.

Text beyond ASCII always gives None: its character set has to be declared.
"""


class JsonForm(NamedTuple):
    """JSON form of the values of a VR.

    Parameters
    ----------
    entries
        ``entries(value)``: the entries of any value, [] for an empty one; NoEntry for a value without entries.
    read
        ``read(row, entries)``: the value of entries. MalformedJson for an entry outside the VR, WrongJsonType for
        an entry of another JSON type.
    usual
        Fast writers for ordinary values.
    is_bytes
        Whether the model holds the value field in base64.
    is_text, is_whole
        Whether strings, or whole numbers, are entries without conversion.
    is_of_any_repertoire
        Whether Specific Character Set applies to the text (PS3.5 6.1.2.2).
    is_number_text
        Whether the values are numbers in text; text that is no number is kept.
    may_be_infinite
        Whether an entry beyond 64-bit floats would be read as infinite.
    """

    entries: Callable[[Any], Entries]
    read: Callable[[VR, list[Any]], Any]
    usual: Usual = MappingProxyType({})
    is_bytes: bool = False
    is_text: bool = False
    is_whole: bool = False
    is_of_any_repertoire: bool = False
    is_number_text: bool = False
    may_be_infinite: bool = False


def _form(
    entry: Callable[[Any], Any],
    read: Callable[[VR, list[Any]], Any],
    several: Callable[[list[Any]], Entries | None],
    *types: type,
    **facts: bool,
) -> JsonForm:
    """The form of values whose usual ones, of `types`, are converted by `several` as a list."""

    def listed(value: Any) -> Entries | None:
        return several(list(value))

    def single(value: Any) -> Entries | None:
        entries = several([value])
        return [] if entries == [None] else entries

    usual: Usual = {type(None): no_entries, MultiValue: listed, list: listed, **dict.fromkeys(types, single)}
    return JsonForm(partial(entries_of, entry), read, usual, **facts)


BYTES = JsonForm(partial(entries_of, any_entry), no_bytes, {type(None): no_entries}, is_bytes=True)
OTHER = JsonForm(partial(entries_of, any_entry), lambda row, values: any_values(values))  # noqa: ARG005
"""Form of a VR that the codec does not know."""
ANY_TEXT = _form(
    text_entry,
    text_of,
    usual_texts,
    str,
    UID,
    is_text=True,
    is_of_any_repertoire=True,
)
DEFAULT_TEXT = ANY_TEXT._replace(entries=partial(entries_of, ascii_text_entry), is_of_any_repertoire=False)
WHOLE = _form(exact_entry, whole_numbers, usual_whole_numbers, is_whole=True)
LARGE = _form(exact_entry, whole_numbers, usual_large_numbers, is_whole=True)

FORMS: KindTable[JsonForm] = KindTable(
    {
        DECIMAL_STRING: _form(
            decimal_entry,
            decimal_strings,
            usual_decimal_strings,
            DSfloat,
            is_number_text=True,
            may_be_infinite=True,
        ),
        INTEGER_STRING: _form(
            integer_entry,
            integer_strings,
            usual_integer_strings,
            IS,
            is_number_text=True,
            may_be_infinite=True,
        ),
        PERSON_NAME: _form(any_name_entry, names, usual_person_names, PersonName, is_of_any_repertoire=True),
        TEXT: ANY_TEXT,
        UNIQUE_IDENTIFIER: DEFAULT_TEXT._replace(read=unique_identifiers),
        Text: DEFAULT_TEXT,
        Floats: _form(double_entry, floats, usual_floats, float, may_be_infinite=True),
        Numbers: WHOLE,
        Tags: _form(tag_entry, tags, usual_tags, BaseTag),
        Items: OTHER,
        Kind: BYTES,
        Raw: BYTES,
    }
)


def form_of(row: VR) -> JsonForm:
    """JSON form of a VR: that of its row where it has one, else that of its kind."""
    write, read = row.behaviour.to_json, row.behaviour.from_json
    if write is not None and read is not None:
        return JsonForm(write, lambda row, entries: read(entries), {type(None): no_entries})  # noqa: ARG005
    form = FORMS.of(row.kind)
    return LARGE if form is WHOLE and row.kind.word_size == LARGE_WORD else form


def value_of(vr: str, entries: list[Any], vrs: VRTable) -> Any:
    """The value of the entries of ``Value`` under any VR but SQ; errors as for `JsonForm.read`."""
    row = vrs.get(vr)
    if row is not None:
        return vrs.by_code(form_of)[vr].read(row, entries) if entries else empty_value(row)
    check_vr(vr)
    if not entries:
        return None
    if CHOICE not in vr:
        return any_values(entries)
    forms = vrs.by_code(form_of)
    whole = next((vrs[code] for code in vr.split(CHOICE) if code in forms and forms[code].is_whole), None)
    return no_bytes(None, entries) if whole is None else forms[whole.code].read(whole, entries)
