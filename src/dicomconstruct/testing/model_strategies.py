"""Hypothesis strategies of the object model: data sets with Python values, as a program builds them.

Elements of the dictionary for every VR and private ones in blocks, sequences of both lengths, any Specific
Character Set, empty values and ones of odd length. What is drawn follows the rules of its VR (PS3.5 6.2).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from dicomconstruct import dictionary
from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataset import Dataset
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar import VR
from dicomconstruct.grammar.kinds import Items, Kind, KindTable, Numbers, Raw, Text
from dicomconstruct.grammar.laid import Laid
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.testing.examples import NAMES
from dicomconstruct.testing.strategies import FORMS, values
from dicomconstruct.values import PERSON_NAME, TEXT, CharacterSets
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS

LONGEST_TEXT = 12
"""The most characters of a drawn text, which fit every VR in any character set."""
MOST_VALUES = 3
MOST_ELEMENTS = 6
DEEPEST = 3
FIRST_GROUP = 0x0008
"""Groups below are those of commands, file meta information and directories (PS3.5 7.1)."""
SPECIFIC_CHARACTER_SET = Tag("SpecificCharacterSet")
PRIVATE_GROUPS = (0x0009, 0x0029, 0x7FDF)
CREATORS = ("ACME 1.1", "DICOMCONSTRUCT TEST")
PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
NO_DELIMITERS = {ord(one): None for one in "\\^="}
SEPARATOR = "\\"
ROMAJI = " 13"
NOT_ROMAJI = "~"
"""The tilde, which Romaji lacks: it has an overline there, and a yen sign for the separator (PS3.5 H.1.1)."""

SEVERAL_SETS = (
    ("ISO 2022 IR 13", "ISO 2022 IR 87"),
    ("ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"),
    ("", "ISO 2022 IR 87", "ISO 2022 IR 159"),
)


def specific_character_sets() -> list[tuple[str, ...]]:
    """Values of Specific Character Set: every defined term (PS3.3 C.12.1.1.2), and several together.

    A term with code extensions has another value before it.
    """
    one = [("", term) if row[4] else (term,) for term, row in CHARACTER_SETS.items()]
    return [*one, *SEVERAL_SETS]


@cache
def _alphabet(terms: tuple[str, ...]) -> str:
    """Characters that a Specific Character Set holds: ASCII, and those of a name in each script."""
    scripts = "".join(NAMES[term.split(" ")[-1]] for term in terms)
    left_out = SEPARATOR + (NOT_ROMAJI if _has_romaji(terms) else "")
    return "".join(sorted({*PRINTABLE, *scripts.translate(NO_DELIMITERS)} - {*left_out}))


def _has_romaji(terms: tuple[str, ...]) -> bool:
    return any(term.endswith(ROMAJI) for term in terms)


def python_values(vr: VR, terms: tuple[str, ...] = ("",)) -> SearchStrategy[Any]:
    """One Python value that a VR can hold, as a program would assign it.

    Parameters
    ----------
    vr
        A row of a VR table other than of sequences.
    terms
        The Specific Character Set of text.
    """
    own = vr.behaviour.strategy
    return own() if own is not None else PYTHON_VALUES.of(vr.kind)(vr, terms)


def _of_bytes(vr: VR, terms: tuple[str, ...]) -> SearchStrategy[Any]:
    return st.binary(min_size=1, max_size=LONGEST_TEXT) if vr.kind.word_size == 1 else _decoded(vr, terms)


def _decoded(vr: VR, terms: tuple[str, ...]) -> SearchStrategy[Any]:  # noqa: ARG001
    return values(vr).filter(bool).map(partial(_value_of, vr)).filter(lambda value: value is not None)


def _value_of(vr: VR, raw: bytes) -> Any:
    """The value of bytes; None where a construct refuses them."""
    try:
        return vr.kind.decode(raw, ByteOrder.LITTLE, CharacterSets.of(None))
    except MalformedValue:
        return None


def _laid(vr: VR, terms: tuple[str, ...]) -> SearchStrategy[Any]:
    is_sized = isinstance(vr.kind, Laid) and vr.kind.size is not None
    return _decoded(vr, terms) if is_sized else st.none()


def _of_name(vr: VR, terms: tuple[str, ...]) -> SearchStrategy[Any]:  # noqa: ARG001
    return _names(terms)


def _of_text(vr: VR, terms: tuple[str, ...]) -> SearchStrategy[Any]:
    kind, form = vr.kind, FORMS.of(vr.kind)
    assert isinstance(kind, Text)
    if form is not None:
        return form
    if vr.form is not None:
        longest = vr.max_length or LONGEST_TEXT
        return st.from_regex(vr.form, fullmatch=True, alphabet=st.characters(codec="ascii")).filter(
            lambda drawn: len(drawn.strip()) > 0 and len(drawn) <= longest
        )
    alphabet = _alphabet(terms) if kind.converter == TEXT else PRINTABLE.replace(SEPARATOR, "")
    if not kind.split and not _has_romaji(terms):
        alphabet += SEPARATOR
    return st.text(st.sampled_from(alphabet), min_size=1, max_size=LONGEST_TEXT)


PYTHON_VALUES: KindTable[Callable[[VR, tuple[str, ...]], SearchStrategy[Any]]] = KindTable(
    {Kind: _laid, Numbers: _decoded, PERSON_NAME: _of_name, Raw: _of_bytes, Text: _of_text}
)
"""One Python value, by its kind."""


def _names(terms: tuple[str, ...]) -> SearchStrategy[str]:
    """Names of up to five components in up to three groups (PS3.5 6.2.1)."""
    letters = "".join(one for one in _alphabet(terms) if one not in "^=")
    component = st.text(st.sampled_from(letters), max_size=LONGEST_TEXT // 2)
    group = st.lists(component, min_size=1, max_size=5).map("^".join)
    return st.lists(group, min_size=1, max_size=3).map("=".join)


@cache
def _tags_by_vr(codec: Codec, among: frozenset[int] | None) -> Mapping[str, list[tuple[BaseTag, bool]]]:
    """By VR, the elements of the dictionary that always have it, and whether they hold several values."""
    found: dict[str, list[tuple[BaseTag, bool]]] = {code: [] for code in codec.vrs}
    for number, entry in dictionary.entries().items():
        tag = BaseTag(number)
        if tag.group < FIRST_GROUP or tag == SPECIFIC_CHARACTER_SET or entry.retired or not entry.keyword:
            continue
        if among is not None and number not in among:
            continue
        if entry.vr in found and entry.vm in ("1", "1-n"):
            found[entry.vr].append((tag, entry.vm == "1-n"))
    return MappingProxyType(found)


@st.composite
def models(
    draw: Callable[[SearchStrategy[Any]], Any],
    *,
    sets: Sequence[tuple[str, ...]] | None = None,
    declared: tuple[str, ...] = (),
    among: Collection[int] | None = None,
    codec: Codec = STANDARD,
) -> Dataset:
    """Data sets with Python values, to be written in any encoding.

    Parameters
    ----------
    sets
        The values of Specific Character Set to draw from; None for all of the standard. Any data set
        may have one of its own, items too.
    declared
        The Specific Character Set of the outermost data set; None to draw it.
    among
        The tags of the dictionary to draw from, such as those that a peer knows; None for all.
    codec
        The codec with the VRs to draw from.
    """
    by_vr = _tags_by_vr(codec, None if among is None else frozenset(among))
    drawing = _Drawing(draw, specific_character_sets() if sets is None else list(sets), codec, by_vr)
    return drawing.filled(("",), DEEPEST, declared)


@dataclass(frozen=True)
class _Drawing:
    """The parameters of drawing a data set, for all of its levels."""

    draw: Callable[[SearchStrategy[Any]], Any]
    sets: Sequence[tuple[str, ...]]
    codec: Codec
    by_vr: Mapping[str, list[tuple[BaseTag, bool]]]

    def filled(self, inherited: tuple[str, ...], depth: int, declared: tuple[str, ...] = ()) -> Dataset:
        """A data set with elements: of the dictionary, private ones, and sequences down to a depth."""
        data_set = Dataset(codec=self.codec)
        if not declared and self.sets and self.draw(st.booleans()):
            declared = self.draw(st.sampled_from(self.sets))
        terms = declared or inherited
        if declared:
            data_set.SpecificCharacterSet = list(terms) if len(terms) > 1 else terms[0]
        plain = [row for row in self.codec.vrs.values() if not isinstance(row.kind, Items)]
        for row in self.draw(st.lists(st.sampled_from(plain), max_size=MOST_ELEMENTS)):
            is_known = self.by_vr[row.code] and self.draw(st.integers(0, 3))
            tag, several = self.known_tag(row.code) if is_known else (self.private_tag(data_set), True)
            data_set.add_new(tag, row.code, self.value(row, terms, several=several))
        for _ in range(self.draw(st.integers(0, 2)) if depth else 0):
            self.add_sequence(data_set, terms, depth)
        return data_set

    def known_tag(self, code: str) -> tuple[BaseTag, bool]:
        """A tag of the dictionary, and whether its element holds several values."""
        known: tuple[BaseTag, bool] = self.draw(st.sampled_from(self.by_vr[code]))
        return known

    def private_tag(self, data_set: Dataset) -> BaseTag:
        """A tag of a private block."""
        creator = self.draw(st.sampled_from(CREATORS))
        block = data_set.private_block(self.draw(st.sampled_from(PRIVATE_GROUPS)), creator, create=True)
        return block.get_tag(self.draw(st.integers(0, 0xFF)))

    def add_sequence(self, data_set: Dataset, terms: tuple[str, ...], depth: int) -> None:
        """A sequence of the dictionary, with defined or undefined lengths, of no item, one or two."""
        code = self.draw(st.sampled_from(sorted(self.codec.vrs.holding_items)))
        tag = self.known_tag(code)[0] if self.by_vr[code] else self.private_tag(data_set)
        items = [self.filled(terms, depth - 1) for _ in range(self.draw(st.integers(0, 2)))]
        for item in items:
            item.is_undefined_length_sequence_item = self.draw(st.booleans())
        data_set.add_new(tag, code, items)
        data_set[tag].is_undefined_length = self.draw(st.booleans())

    def value(self, row: VR, terms: tuple[str, ...], *, several: bool) -> Any:
        """No value, one, or, where the element takes them, several."""
        if self.draw(st.integers(0, 5)) == 0:
            return None
        if not several or not isinstance(row.kind, Text) or not row.kind.split:
            value = self.draw(python_values(row, terms))
            return value[0] if isinstance(value, list) and not several else value
        one = python_values(row, terms)
        if FORMS.of(row.kind) is None:
            one |= st.just("")
        found = self.draw(st.lists(one, min_size=1, max_size=MOST_VALUES))
        return found[0] if len(found) == 1 else found
