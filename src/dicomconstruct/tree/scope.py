"""The meaning of an element in its data set: character sets, private creator, VR, byte order.

Trees and data sets call the same functions, so that they agree about the same bytes. Layers above pass in the
dictionary of the codec and the bytes of rows.

Of several governing elements (`governs_others`) with one tag in a data set, the first one counts.
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
"""The separator in a choice of VRs (PS3.6 6)."""
US_OR_SS = CHOICE.join((UNSIGNED, SIGNED))
WORDS = "OW"
INSIGNIFICANT = PADDING.decode("ascii")
"""Spaces around a private creator are insignificant (PS3.5 6.2, LO), as are the NULs that some writers pad with."""

VROf = Callable[[BaseTag, str | None], str | None]
"""The VR of a tag, given its private creator (None for a standard element)."""


def governs_others(tag: BaseTag) -> bool:
    """Whether the meaning of other elements depends on this one: their character sets, sign or creator."""
    return tag in GOVERNING or tag.is_private_creator


def character_sets(own: bytes | None, around: CharacterSets) -> CharacterSets:
    """The character sets of a data set's text (PS3.3 C.12.1.1.2).

    Parameters
    ----------
    own
        The value of its Specific Character Set, under any VR; None if it is missing.
    around
        Those of the enclosing data set.
    """
    return around if own is None else charsets_of(str(own, "latin-1").rstrip(INSIGNIFICANT))


@lru_cache(maxsize=256)
def charsets_of(terms: str) -> CharacterSets:
    """The character sets of a Specific Character Set value; "" gives the default repertoire."""
    return CharacterSets.of(terms.split("\\") if terms else None)


DEFAULT_CHARACTER_SETS = charsets_of("")
"""The character sets without any Specific Character Set (PS3.5 6.1.1)."""
UNDECLARED_CHARACTER_SETS = CharacterSets.of()
"""Those of a data set that was read alone without Specific Character Set; an enclosing one may declare it."""


def creator_tag(tag: BaseTag) -> BaseTag | None:
    """The tag of the creator that reserves the block of a private element; None for any other (PS3.5 7.8.1)."""
    if not tag >> 16 & 1:
        return None
    block = tag.private_creator
    return block if block.is_private_creator else None


def creator_named(value: bytes, wire: str | None, charsets: CharacterSets, vrs: VRTable) -> str | None:
    """The private creator in the value of an element; None for several values and for anything but text.

    Parameters
    ----------
    value
        Its bytes.
    wire
        The VR of its header. A missing VR, UN and an unknown VR count as LO (PS3.5 7.8.1).
    charsets
        The character sets of its data set.
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
    """A private creator without insignificant characters; None for an empty one."""
    return text.strip(INSIGNIFICANT) or None


def is_signed(representation: Any) -> bool:
    """Whether a value of Pixel Representation, or its bytes, means signed pixels (PS3.3 C.7.6.3.1)."""
    return any(representation) if isinstance(representation, Iterable) else bool(representation)


class Here(Protocol):
    """The context of an element: facts that the calling layer finds on demand."""

    def known_vr(self, tag: BaseTag) -> str | None:
        """The VR of a tag in the dictionary, under its private creator here."""

    def is_signed(self) -> bool:
        """Whether pixel values are signed here (PS3.5 8.2)."""


class DataSetScope:
    """The facts shared by the elements of one data set, found at the first access.

    The base class of data sets as read and of data sets of a tree, which find the first element of a tag.

    Attributes
    ----------
    outer
        The scope of the enclosing data set, or None.
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
        """The VR of a tag under a private creator, from the dictionary of the codec."""
        raise NotImplementedError

    def first(self, tag: BaseTag) -> tuple[bytes, str | None] | None:
        """The bytes of the first element of a tag and the VR of its header, or None.

        Elements with children do not count.
        """
        raise NotImplementedError

    @property
    def character_sets(self) -> CharacterSets:
        """Its own character sets, or those of the enclosing data set (PS3.3 C.12.1.1.2)."""
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
        """The private creator in an element of the data set, by its bytes and the VR of its header."""
        return creator_named(value, wire, self.character_sets, self.vrs)

    def known_vr(self, tag: BaseTag) -> str | None:
        """The VR of a tag in the dictionary, under its private creator here."""
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
    """The VR of an element: that of its header or, if missing or UN, of the dictionary (PS3.5 6.2.2, 7.1.3).

    The dictionary does not make a sequence of bytes that were not read as items, nor a group length of a value of
    another size in a private group.

    Parameters
    ----------
    tag
        Its tag.
    wire
        The VR of its header, or None.
    content, size
        Its content (`dicomconstruct.grammar.layouts`) and size in bytes.
    vrs
        The VR rows of the codec.
    here
        Its context.
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
    """Whether an element has pixel values, which may be signed (PS3.5 8.2)."""
    return dictionary.vr_of(tag) == US_OR_SS


def usual_choice(code: str | None) -> str | None:
    """The VR of a choice where the data set around is not looked at: words where they are one, else the first."""
    if code is None or CHOICE not in code:
        return code
    options = code.split(CHOICE)
    return WORDS if WORDS in options else options[0]


def order_of(wire: str | None, order: ByteOrder) -> ByteOrder:
    """The byte order of a value: little endian under UN, else that of the data set (PS3.5 6.2.2)."""
    return ByteOrder.LITTLE if wire == UNKNOWN else order
