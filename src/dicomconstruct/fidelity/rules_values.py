"""The rules of values: the demands of PS3.5 6.2 on the bytes of each VR.

The form of a value, its greatest length, its padding and the type of its numbers come from the VR
rows of the codec.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dicomconstruct.errors import MalformedValue
from dicomconstruct.fidelity.rules import Part, Report
from dicomconstruct.grammar.kinds import Kind, KindTable, Numbers, Raw, Text
from dicomconstruct.grammar.layouts import VALUE
from dicomconstruct.grammar.primitives import TRANSFER_SYNTAX_UID
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tag import Tag
from dicomconstruct.tree import Meaning
from dicomconstruct.tree.pieces import pieces_of
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    APPLICATION_ENTITY,
    DATE,
    DEFAULT_TEXT,
    IS,
    PERSON_NAME,
    TEXT,
    TIME,
    UNIQUE_IDENTIFIER,
    CharacterSets,
)
from dicomconstruct.values.integer_string import IS_RANGE
from dicomconstruct.values.person_name import NameComponents

LEGACY = {
    DATE: re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2}"),
    TIME: re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"),
}
"""The forms of dates and times in ACR-NEMA files (PS3.5 Table 6.2-1)."""

NAME_GROUPS = 3
"""The component groups of a person name: alphabetic, ideographic, phonetic (PS3.5 6.2.1)."""

_SHOWN = 64
_CONTROL = re.compile(rb"[\x00-\x1a\x1c-\x1f\x7f]")
_CONTROL_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
"""Without TAB, LF, FF and CR, which the VRs of running text allow; ESC switches character sets (PS3.5 6.1.3)."""

Fault = tuple[str, object, object]
"""A rule's code, what was expected, what was found."""


def check_value(meaning: Meaning, report: Report) -> None:
    """Report faults of the value of one element, each kind of fault once."""
    node = meaning.node
    if node.content != VALUE or not node.value_length or node.value_length != node.length:
        return
    reported = set()
    for code, expected, found in FAULTS.of(meaning.vr.kind)(meaning):
        if code not in reported:
            reported.add(code)
            report.add(code, node, Part.VALUE, expected=expected, found=found)
    if node.tag == SPECIFIC_CHARACTER_SET:
        terms = str(node.view, "latin-1").rstrip(" \0").split("\\")
        for problem in CharacterSets.of(terms).problems:
            report.add("character-set", node, Part.VALUE, found=problem)


def number_size(row: VR) -> int:
    """The size in bytes of one value under a VR of numbers; a tag is two numbers."""
    return row.max_length or row.kind.word_size


def _other_faults(meaning: Meaning) -> Iterator[Fault]:
    try:
        meaning.decode()
    except MalformedValue as error:
        yield "undecodable", error.expected or "", error.found or error.problem


def _number_faults(meaning: Meaning) -> Iterator[Fault]:
    kind = meaning.vr.kind
    size = number_size(meaning.vr) if isinstance(kind, Numbers) else kind.word_size
    length = meaning.node.value_length
    if length % size:
        yield "length-not-multiple", f"a multiple of {size}", length


def _text_faults(meaning: Meaning) -> Iterator[Fault]:
    kind = meaning.vr.kind
    assert isinstance(kind, Text)
    size = 0
    for piece in pieces_of(meaning):
        fields = kind.layout(meaning.order).parse(piece.node.view, charsets=meaning.charsets)
        yield from _padding_faults(meaning, kind, fields["padding"])
        for part in fields["parts"]:
            yield from _part_faults(meaning, kind, part, size)
        if not kind.split:
            size += piece.node.value_length


def _padding_faults(meaning: Meaning, kind: Text, padding: bytes) -> Iterator[Fault]:
    """Faults of padding: text may end in any number of spaces, a UID in the one NUL that makes its length even."""
    if meaning.node.tag == Tag(TRANSFER_SYNTAX_UID):
        return
    wrong = padding.strip(kind.pad) if kind.pad == b" " else padding not in (b"", kind.pad)
    if wrong:
        yield "wrong-padding", kind.pad.hex(), padding[:_SHOWN].hex(" ")


def _part_faults(meaning: Meaning, kind: Text, part: bytes, before: int) -> Iterator[Fault]:
    """Faults of one value, or of a piece of a large one; `before` is the number of bytes before it."""
    bare = part.strip(b" ")
    shown = ascii(str(part[:_SHOWN], "latin-1"))
    try:
        decoded = kind.converter.decode(part.rstrip(b" "), meaning.charsets)
    except MalformedValue as error:
        is_text = kind.converter in (TEXT, DEFAULT_TEXT, APPLICATION_ENTITY, PERSON_NAME, UNIQUE_IDENTIFIER)
        code = "undecodable-text" if is_text else "undecodable"
        yield code, error.expected or "", error.found or shown
        return
    if kind.converter in (TEXT, PERSON_NAME):
        controls = (_CONTROL if kind.split else _CONTROL_IN_TEXT).search(part)
        if controls is not None:
            yield "control-character", "", f"{controls[0].hex()} at byte {before + controls.start()} of the value"
    text = str(bare, "latin-1")
    legacy, form = LEGACY.get(kind.converter), meaning.vr.form
    if legacy is not None and legacy.fullmatch(text):
        yield "legacy-form", "", shown
        return
    if form is not None and bare and kind.converter != UNIQUE_IDENTIFIER and not re.fullmatch(form, text):
        yield "value-form", "", shown
    yield from _length_faults(meaning, part, decoded)
    if isinstance(decoded, IS) and int(decoded) not in IS_RANGE:
        yield "out-of-range", f"{IS_RANGE[0]} to {IS_RANGE[-1]}", int(decoded)
    if isinstance(decoded, UID) and decoded and not decoded.is_valid:
        yield "uid-invalid", "", shown
    if kind.converter == PERSON_NAME:
        yield from _name_faults(str(decoded))


def _length_faults(meaning: Meaning, part: bytes, decoded: object) -> Iterator[Fault]:
    limit = meaning.vr.max_length
    if limit is None:
        return
    kind = meaning.vr.kind
    pieces: list[str] | list[bytes] = [part.rstrip(b" ")]
    if meaning.vr.characters:
        pieces = (
            str(decoded).split("=") if isinstance(kind, Text) and kind.converter == PERSON_NAME else [str(decoded)]
        )
    longest = max(len(piece) for piece in pieces)
    if longest > limit:
        unit = "characters" if meaning.vr.characters else "bytes"
        yield "too-long", f"at most {limit} {unit}", longest


def _name_faults(name: str) -> Iterator[Fault]:
    groups = name.split("=")
    if len(groups) > NAME_GROUPS:
        yield "person-name", f"at most {NAME_GROUPS} component groups", len(groups)
    most = max(group.count("^") + 1 for group in groups)
    if most > len(NameComponents._fields):
        yield "person-name", f"at most {len(NameComponents._fields)} components", most


FAULTS: KindTable[Callable[[Meaning], Iterator[Fault]]] = KindTable(
    {Kind: _other_faults, Numbers: _number_faults, Raw: _number_faults, Text: _text_faults}
)
"""By kind, the function that gives the faults of an element's value."""
