"""What an element means where it stands: its character sets, its private creator, its VR, its byte order.

Trees and data sets ask the same functions, so that both say the same of the same bytes. What a layer above knows,
the dictionary of a codec or the bytes of a row, is passed in.

An element that says what others mean (`governs_others`) may stand in a data set twice: the first one counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Protocol

from dicomconstruct import dictionary
from dicomconstruct.config import IGNORE
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import PADDING, Text
from dicomconstruct.grammar.layouts import FRAGMENTS, ITEMS
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRTable
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import decode_leniently

TRANSFER_SYNTAX = BaseTag(0x00020010)
SPECIFIC_CHARACTER_SET = BaseTag(0x00080005)
PIXEL_REPRESENTATION = BaseTag(0x00280103)
GOVERNING = frozenset((TRANSFER_SYNTAX, SPECIFIC_CHARACTER_SET, PIXEL_REPRESENTATION))
UNKNOWN = "UN"
GROUP_LENGTH_VR = "UL"
SEQUENCE = "SQ"
ENCAPSULATED = "OB"
"""The VR of encapsulated pixels (PS3.5 A.4)."""
UNSIGNED, SIGNED = "US", "SS"
CHOICE = " or "
"""Between the VRs of an element that may have one or another (PS3.6 6)."""
US_OR_SS = CHOICE.join((UNSIGNED, SIGNED))
WORDS = "OW"
INSIGNIFICANT = PADDING.decode("ascii")
"""Spaces around a private creator mean nothing (PS3.5 6.2, LO), nor do the NULs that some writers pad with."""

VROf = Callable[[BaseTag, str | None], str | None]
"""The VR of a tag, given its private creator (None for a standard element)."""


def governs_others(tag: BaseTag) -> bool:
    """Whether an element's value decides what others mean: their encoding, text, sign, creator."""
    return tag in GOVERNING or tag.is_private_creator


def character_sets(own: bytes | None, around: CharacterSets) -> CharacterSets:
    """The character sets of a data set's text (PS3.3 C.12.1.1.2).

    Parameters
    ----------
    own
        The value of its Specific Character Set, whatever VR its header says; None where it has none.
    around
        Those of the data set around it.
    """
    return around if own is None else charsets_of(str(own, "latin-1").rstrip(INSIGNIFICANT))


@lru_cache(maxsize=256)
def charsets_of(terms: str) -> CharacterSets:
    """The character sets of a Specific Character Set value; of "" the default repertoire."""
    return CharacterSets.of(terms.split("\\") if terms else None)


DEFAULT_CHARACTER_SETS = charsets_of("")
"""Those of text where no data set around it says any (PS3.5 6.1.1)."""
UNDECLARED_CHARACTER_SETS = CharacterSets.of()
"""Those of a data set that was read by itself and says none; the data set that it is a part of may say some."""


def creator_tag(tag: BaseTag) -> BaseTag | None:
    """The tag of the creator that reserves the block of a private element; None for any other (PS3.5 7.8.1)."""
    if not tag >> 16 & 1:
        return None
    block = tag.private_creator
    return block if block.is_private_creator else None


def creator_named(value: bytes, wire: str | None, charsets: CharacterSets, vrs: VRTable) -> str | None:
    """The private creator that an element names; None for several values and for what is no text.

    Parameters
    ----------
    value
        Its bytes.
    wire
        The VR of its header. Where that is none, UN or unknown, it is LO (PS3.5 7.8.1).
    charsets
        The character sets of the data set that it stands in.
    vrs
        The VR rows of the codec.
    """
    row = vrs.get(wire or UNKNOWN)
    if row is not None and wire not in (None, UNKNOWN) and not isinstance(row.kind, Text):
        return None
    parts = charsets.split(value.rstrip(PADDING))
    if len(parts) > 1:
        return None
    try:
        text = charsets.decode(parts[0])
    except DicomError:
        text = decode_leniently(parts[0], charsets, b"", IGNORE)
    return creator_name(text)


def creator_name(text: str) -> str | None:
    """A private creator without what means nothing in it; None for one without a name."""
    return text.strip(INSIGNIFICANT) or None


def is_signed(representation: Any) -> bool:
    """Whether a value of Pixel Representation, or its bytes, says that pixels are signed (PS3.3 C.7.6.3.1)."""
    return any(representation) if isinstance(representation, Iterable) else bool(representation)


class Here(Protocol):
    """Where an element stands: what only the layer that asks can find out, if it is needed."""

    def known_vr(self, tag: BaseTag) -> str | None:
        """The VR that the dictionary knows for a tag, under the private creator that it has here."""

    def is_signed(self) -> bool:
        """Whether pixel values are signed here (PS3.5 8.2)."""


class DataSetScope:
    """What the elements of one data set share; each fact is found out when it is first asked for.

    Data sets as read and the data sets of a tree are such scopes; they say where the first element of a tag is.

    Attributes
    ----------
    outer
        The scope of the data set around it, or None.
    """

    __slots__ = ("_charsets", "_creators", "_signed", "outer")

    outer: DataSetScope | None

    def _share_with(self, outer: DataSetScope | None) -> None:
        self.outer = outer
        self._charsets: CharacterSets | None = None
        self._creators: dict[BaseTag, str | None] = {}
        self._signed: bool | None = None

    @property
    def vrs(self) -> VRTable:
        """The VR rows of the codec."""
        raise NotImplementedError

    def dictionary_vr(self, tag: BaseTag, creator: str | None) -> str | None:
        """The VR that the codec's dictionary has for a tag under a private creator."""
        raise NotImplementedError

    def first(self, tag: BaseTag) -> tuple[bytes, str | None] | None:
        """The bytes of the first element of a tag and the VR of its header; None where there is none.

        Elements that enclose others do not count.
        """
        raise NotImplementedError

    @property
    def character_sets(self) -> CharacterSets:
        """Its own Specific Character Set, or that of the data set around it (PS3.3 C.12.1.1.2)."""
        charsets = self._charsets
        if charsets is None:
            outer = DEFAULT_CHARACTER_SETS if self.outer is None else self.outer.character_sets
            said = self.first(SPECIFIC_CHARACTER_SET)
            charsets = self._charsets = character_sets(None if said is None else said[0], outer)
        return charsets

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserved the block of a private element (PS3.5 7.8.1)."""
        block = creator_tag(tag)
        if block is None:
            return None
        if block not in self._creators:
            said = self.first(block)
            self._creators[block] = None if said is None else self.creator_in(*said)
        return self._creators[block]

    def creator_in(self, value: bytes, wire: str | None) -> str | None:
        """The private creator that an element of the data set names, given its bytes and the VR of its header."""
        return creator_named(value, wire, self.character_sets, self.vrs)

    def known_vr(self, tag: BaseTag) -> str | None:
        """The VR that the dictionary knows for a tag, under the private creator that it has here."""
        return self.dictionary_vr(tag, self.creator_of(tag))

    def is_signed(self) -> bool:
        """Whether pixel values are signed here (PS3.5 8.2)."""
        data_set: DataSetScope | None = self
        while data_set is not None:
            if data_set._signed is not None:
                return data_set._signed
            representation = data_set.first(PIXEL_REPRESENTATION)
            if representation is not None:
                return is_signed(representation[0])
            data_set = data_set.outer
        return False

    def vr_of(self, tag: BaseTag, wire: str | None, content: str, size: int) -> str:
        """The VR of an element here; parameters as for `vr_of`."""
        return vr_of(tag, wire, content, size, self.vrs, self)


def vr_of(tag: BaseTag, wire: str | None, content: str, size: int, vrs: VRTable, here: Here) -> str:
    """The VR of an element: what its header says, or the dictionary where that is none or UN (PS3.5 6.2.2, 7.1.3).

    Whether a value is items is what reading found out: the dictionary makes no sequence of other bytes. Nor does it
    make a group length of other bytes that a private group has under that tag.

    Parameters
    ----------
    tag
        Its tag.
    wire
        The VR of its header; None where the header has none.
    content, size
        What it holds (`dicomconstruct.grammar.layouts`), and how many bytes.
    vrs
        The VR rows of the codec.
    here
        Where it stands.
    """
    if content == ITEMS:
        if wire in vrs.holding_items:
            return wire
        is_said = wire in (None, UNKNOWN) and len(vrs.holding_items) > 1
        code = here.known_vr(tag) if is_said else None
        return code if code in vrs.holding_items else SEQUENCE
    if wire is not None and wire in vrs and (wire != UNKNOWN or content == FRAGMENTS):
        return wire
    if content == FRAGMENTS:
        return ENCAPSULATED
    code = here.known_vr(tag)
    if code is None or code not in vrs or (size and code in vrs.holding_items):
        return UNKNOWN
    if tag.is_private and tag.is_group_length and size % vrs[code].kind.word_size:
        return UNKNOWN
    return SIGNED if code == UNSIGNED and rests_on_sign(tag) and here.is_signed() else code


def rests_on_sign(tag: BaseTag) -> bool:
    """Whether an element holds pixel values, which are signed or not (PS3.5 8.2)."""
    return dictionary.vr_of(tag) == US_OR_SS


def usual_choice(code: str | None) -> str | None:
    """The VR of a choice where the data set around is not looked at: words where they are one, else the first."""
    if code is None or CHOICE not in code:
        return code
    options = code.split(CHOICE)
    return WORDS if WORDS in options else options[0]


def order_of(wire: str | None, order: ByteOrder) -> ByteOrder:
    """The byte order of a value: little endian under UN, whatever that of the data set is (PS3.5 6.2.2)."""
    return ByteOrder.LITTLE if wire == UNKNOWN else order
