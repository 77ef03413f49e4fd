"""Character sets of a data set by its present Specific Character Set (PS3.3 C.12.1.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dicomconstruct.config import IGNORE
from dicomconstruct.dataelem import DataElement, RawDataElement
from dicomconstruct.dataelem.conversion import encoder_of
from dicomconstruct.dataelem.decoding import USUAL, decoder_of
from dicomconstruct.errors import DicomError
from dicomconstruct.grammar.kinds import Text
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VR
from dicomconstruct.tree import scope
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET
from dicomconstruct.values import PERSON_NAME, TEXT, CharacterSets, joined
from dicomconstruct.values.encodings import character_sets_of
from dicomconstruct.values.repertoire import ESCAPE

if TYPE_CHECKING:
    from dicomconstruct.dataset.element_access import ElementAccess

IN_ANY_REPERTOIRE = (TEXT, PERSON_NAME)
"""Converters of text that Specific Character Set applies to (PS3.5 6.1.2.2)."""
UNCHECKED = USUAL._replace(mode=IGNORE)
REPLACED = "\N{REPLACEMENT CHARACTER}"
"""Replaces undecodable bytes in a value."""


def character_sets(data_set: ElementAccess, around: CharacterSets) -> CharacterSets:
    """The character sets that a data set declares, else the enclosing ones.

    An element that was read counts by its bytes, whatever its VR and value.
    """
    held: Any = data_set._elements.get(SPECIFIC_CHARACTER_SET)
    if held is None:
        return around
    if type(held) is tuple:
        return scope.character_sets(data_set._source.leaf(held), around)
    if held.is_original:
        return scope.character_sets(held._source.leaf(held._row), around)
    return said_by(held, around)


def said_by(element: DataElement, around: CharacterSets) -> CharacterSets:
    """The character sets of an assigned Specific Character Set; the enclosing ones where it is None."""
    value = element.value
    if value is None:
        return around
    if isinstance(value, bytes):
        return scope.character_sets(value, around)
    return scope.charsets_of(joined(value))


def respelt(row: VR, data: bytes, read: CharacterSets, wanted: CharacterSets, *, moved: bool) -> bytes:
    """Recode text from the character sets it was read in to others (PS3.5 6.1.2).

    Undecodable bytes stay unchanged. Bytes beyond ASCII without Specific Character Set are shown as Latin-1 and
    recoded as such in another data set; in the same data set, a new Specific Character Set corrects the declaration
    and the bytes stay.

    Parameters
    ----------
    row
        The VR.
    data
        The value field.
    read, wanted
        The character sets that it was read in, and the new ones.
    moved
        Whether it was read in another data set than it is written in.

    Raises
    ------
    UnwritableValue
        For a character that none of the new sets has.
    """
    kind = row.kind
    if not isinstance(kind, Text) or kind.converter not in IN_ANY_REPERTOIRE:
        return data
    if read.resolved == wanted.resolved or (data.isascii() and ESCAPE not in data):
        return data
    decoder = decoder_of(row, ByteOrder.LITTLE, UNCHECKED)
    try:
        value = decoder.decode(data, read)
    except DicomError as error:
        value = decoder.recover(data, read, error)
        if not moved or any(REPLACED in one for one in ([value] if isinstance(value, str) else value)):
            return data
    return encoder_of(kind)(value, ByteOrder.LITTLE, wanted)


def read_under(data_set: ElementAccess, raw: RawDataElement) -> CharacterSets:
    """The character sets of a raw element: those it was read in if known, else those of its data set."""
    known: CharacterSets | None = getattr(raw, "character_sets", None)
    if known is not None:
        return known
    if data_set._source is None:
        around = character_sets_of(data_set.__dict__.get("_parent_encoding"))
    else:
        around = data_set._source.character_sets
    return around if raw.tag == SPECIFIC_CHARACTER_SET else character_sets(data_set, around)
