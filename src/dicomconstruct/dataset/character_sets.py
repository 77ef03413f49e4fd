"""The character sets that a data set says its text is in, by what it holds now (PS3.3 C.12.1.1.2)."""

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
"""What converts text that Specific Character Set concerns (PS3.5 6.1.2.2)."""
UNCHECKED = USUAL._replace(mode=IGNORE)
REPLACED = "\N{REPLACEMENT CHARACTER}"
"""Stands in a value for bytes that have no meaning."""


def character_sets(data_set: ElementAccess, around: CharacterSets) -> CharacterSets:
    """The character sets that a data set says, or those around it.

    What was read says what its bytes say, whether or not somebody has looked at it, and whatever its VR shows then.
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
    """The character sets of an assigned Specific Character Set; those around it where that has no value."""
    value = element.value
    if value is None:
        return around
    if isinstance(value, bytes):
        return scope.character_sets(value, around)
    return scope.charsets_of(joined(value))


def respelt(row: VR, data: bytes, read: CharacterSets, wanted: CharacterSets, *, moved: bool) -> bytes:
    """Text that was read in some character sets, in other ones (PS3.5 6.1.2).

    Bytes without a meaning stay what they are. Those beyond ASCII that no Specific Character Set declared are shown
    as Latin-1, and move so to another data set; where they stand, another Specific Character Set corrects the
    declaration.

    Parameters
    ----------
    row
        The VR.
    data
        The value field.
    read, wanted
        The character sets that it was read in, and that it is wanted in.
    moved
        Whether it was read in another data set.

    Raises
    ------
    UnwritableValue
        For a character that is in none of the wanted sets.
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
    """The character sets of a raw element that was put into a data set: of where it was read, if anybody knows."""
    known: CharacterSets | None = getattr(raw, "character_sets", None)
    if known is not None:
        return known
    if data_set._source is None:
        around = character_sets_of(data_set.__dict__.get("_parent_encoding"))
    else:
        around = data_set._source.character_sets
    return around if raw.tag == SPECIFIC_CHARACTER_SET else character_sets(data_set, around)
