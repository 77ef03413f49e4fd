"""Sequences from the bytes of a value (PS3.5 7.5)."""

from __future__ import annotations

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import OFFSET, SHAPE, Reading, Row
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.reading_context import ReadingContext
from dicomconstruct.errors import MalformedValue
from dicomconstruct.grammar.layouts import ITEMS, Layout
from dicomconstruct.sequence import Sequence
from dicomconstruct.tree import Kind
from dicomconstruct.tree.store import Store
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import Encodings, character_sets_of

TOKENS_OF_ITEMS = (Kind.ITEM, Kind.SEQUENCE_DELIMITER)


def items_of(
    data: bytes, rows: list[Row], layout: Layout, codec: Codec, encoding: Encodings, start: int
) -> list[Dataset]:
    """The data sets of items that were read without their sequence; offsets count from `start`."""
    outer = DataSetAsRead(ReadingContext(codec, Store.of(data, start), layout), [])
    outer._charsets = character_sets_of(encoding)
    return outer.data_sets(rows)


def sequence_of(
    value: bytes, layout: Layout, charsets: CharacterSets, offset: int = 0, codec: Codec = STANDARD
) -> Sequence:
    """The sequence in a value field (PS3.5 7.5).

    Parameters
    ----------
    value
        The bytes of the value.
    layout
        The layout of the items.
    charsets
        The character sets of the enclosing data set.
    offset
        The offset of the value in the file.
    codec
        The codec to read them with.

    Raises
    ------
    MalformedValue
        When the value has other tokens than items.
    """
    reading, compiled = Reading(value, codec.bound, offset), codec.compiled.compiled
    rows: list[Row] = compiled.read_level(reading, (layout, ITEMS), offset, reading.end, 1, lazy=True)
    strange = next((row for row in rows if row[SHAPE].token not in TOKENS_OF_ITEMS), None)
    if strange is not None:
        raise MalformedValue("no item where one was expected", offset=strange[OFFSET])
    return Sequence._of(items_of(value, rows, layout, codec, charsets, offset))
