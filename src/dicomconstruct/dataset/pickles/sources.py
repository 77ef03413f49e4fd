"""Data sets as they were read, as plain facts, and made of them again.

One that everything is left of is its bytes, which are read again. Of any other the stretches that are left stay
where they stood, with the rows that say what they are; of the other rows place and length are known.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache
from typing import Any, NamedTuple
from zlib import decompress

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.compiler.runtime import KEY, SHAPE, Row
from dicomconstruct.compiler.writing import Unwrapped
from dicomconstruct.dataelem.decoding import ValueSettings
from dicomconstruct.dataelem.encodings import Encoding
from dicomconstruct.dataelem.hooks import USUAL_HOOKS, How, RawElement, Registered, raw_element_value
from dicomconstruct.dataset.origin import Origin
from dicomconstruct.dataset.pickles.rows import PackedShapes, unpacked
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.dataset.stored import ITEM_TOKEN, Stored
from dicomconstruct.dataset.stored_file import StoredFile
from dicomconstruct.engines import Record
from dicomconstruct.grammar.deflate import PLAIN
from dicomconstruct.grammar.layouts import Layout
from dicomconstruct.partial_reading import Choice, Chosen
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import PIXEL_REPRESENTATION, SPECIFIC_CHARACTER_SET, UNDECLARED_CHARACTER_SETS
from dicomconstruct.tree.store import Store
from dicomconstruct.values import CharacterSets

Limits = tuple[tuple[str, int], ...]
"""The limits of a codec by their names; none for those of the standard one."""


class Reading(NamedTuple):
    """How a data set was read: the settings, the limits, and whether hooks were asked, which are not pickled."""

    settings: ValueSettings
    limits: Limits
    is_hooked: bool = False

    def how(self) -> How:
        """How elements are converted; where hooks were asked, those that are not converted yet the usual way."""
        return How(self.settings, CONVERTED if self.is_hooked else USUAL_HOOKS)


def convert_rest(raw: RawElement, data: dict[str, Any], *, encoding: Encoding = None, **kwargs: Any) -> None:
    """The hook of a data set whose own hooks have converted all that they could before it was pickled.

    Parameters and errors are those of `raw_element_value`.
    """
    raw_element_value(raw, data, encoding=encoding, **kwargs)


CONVERTED = Registered(value=convert_rest)


class PackedSets(NamedTuple):
    """Character sets, and whether they stand for those that nobody declared."""

    charsets: CharacterSets | None
    is_undeclared: bool

    @classmethod
    def of(cls, source: Stored) -> PackedSets:
        """Those of a data set."""
        charsets = source.character_sets
        is_undeclared = charsets is UNDECLARED_CHARACTER_SETS
        return cls(None if is_undeclared else charsets, is_undeclared)

    def sets(self) -> CharacterSets | None:
        """The character sets."""
        return UNDECLARED_CHARACTER_SETS if self.is_undeclared else self.charsets


class Scope(NamedTuple):
    """What elements are understood by, where what is restored around them does not tell; None where it does."""

    charsets: PackedSets | None = None
    creators: dict[BaseTag, str | None] | None = None
    signed: bool | None = None
    around: CharacterSets | None = None
    """The character sets of the data set around an item that is restored by itself."""

    @classmethod
    def of(cls, source: Stored, left: Set[BaseTag | None], *, is_alone: bool) -> Scope:
        """That of a data set as it was read.

        Parameters
        ----------
        source
            The data set.
        left
            The tags of the elements that are left of it.
        is_alone
            Whether it is restored without the data sets around it.
        """
        lost: set[BaseTag] = {row[KEY] for row in (*source.rows, *source.context)} - left - {None}
        private = [tag for tag in left if tag is not None and tag.is_private and not tag.is_private_creator]
        creators: dict[BaseTag, str | None] = {tag: None for tag in lost if tag.is_private_creator}
        creators |= {BaseTag(tag.group << 16 | tag.element >> 8): source.creator_of(tag) for tag in private}
        charsets = PackedSets.of(source) if is_alone or SPECIFIC_CHARACTER_SET in lost else None
        is_inside = (is_alone and source.outer is not None) or source._signed is not None
        signed = source.is_signed() if is_inside or PIXEL_REPRESENTATION in lost else None
        is_told = creators.keys() <= left and not any(tag.is_private_creator for tag in lost)
        around = source.outer.character_sets if is_alone and source.outer is not None else None
        return cls(charsets, None if is_told else creators, signed, around)

    def put_into(self, source: Stored) -> None:
        """Let a restored data set have it."""
        source._charsets = None if self.charsets is None else self.charsets.sets()
        source._creators = dict(self.creators or {})
        source._signed = self.signed
        if self.around is not None:
            source.outer = Stored(source.origin, [])
            source.outer._charsets = self.around


class PackedStore(NamedTuple):
    """What is left of a store.

    Parameters
    ----------
    stretches
        The bytes, each with the place where they stand.
    size
        How many bytes the store had.
    is_deflated
        Whether the bytes are compressed here, as they were in their file.
    """

    stretches: list[tuple[int, bytes]]
    size: int
    is_deflated: bool

    def store(self) -> Store:
        """A store that has them, and nothing else."""
        made = Store(size=self.size)
        for place, data in self.stretches:
            made.hold(place, decompress(data) if self.is_deflated else data)
        return made


class PackedWhole(NamedTuple):
    """A data set as it was read, nothing taken out; of a file with all that surrounds it."""

    data: bytes
    reading: Reading
    layout: Layout | None
    """That of a data set without a file around it."""
    charsets: PackedSets | None

    def source(self, restoring: Restoring) -> Stored:  # noqa: ARG002
        """The data set, read again."""
        codec, how = codec_of(self.reading.limits), self.reading.how()
        if self.layout is None:
            return StoredFile.of(self.data, codec, how=how)
        origin = Origin(codec, Store(self.data), self.layout, how=how)
        made = Stored(origin, codec.read_data_set(self.data, self.layout))
        made._charsets = None if self.charsets is None else self.charsets.sets()
        return made

    def meta(self, source: StoredFile) -> Stored:
        """The file meta information that was read with it."""
        is_plain = source.record is not None and source.record.wrapper == PLAIN
        return meta_of(source, source.store if is_plain else Store(self.data))


class PackedFile(NamedTuple):
    """What surrounds the data set of a file.

    Parameters
    ----------
    facts
        The fields of its `Record`, but for the rows of the file meta information and the data set.
    meta
        The rows of the file meta information.
    wrapping, wrapped
        Which wrapping the data set is in, and the fields of that; None for one without.
    """

    facts: dict[str, Any]
    meta: list[int]
    wrapping: int
    wrapped: dict[str, Any] | None


class PackedSource(NamedTuple):
    """A data set as it was read, from which something was taken."""

    store: int
    layout: Layout
    depth: int
    reading: Reading
    rows: list[int]
    outer: int | None
    """The number of the source that holds it; None where that is not there."""
    item: list[int]
    """The row of the item that it is; empty for none."""
    scope: Scope
    file: PackedFile | None = None

    def source(self, restoring: Restoring) -> Stored:
        """The data set, with what is left of it."""
        rows = restoring.rows(self.rows)
        origin = restoring.origin(self.store, self.layout, self.depth, self.reading)
        if self.file is None:
            outer = None if self.outer is None else restoring.sources[self.outer]
            made = Stored(origin, rows, outer, next(iter(restoring.rows(self.item)), None))
        else:
            content: Any = rows if self.file.wrapped is None else Unwrapped(self.file.wrapped, b"", rows, {})
            data_set = self.file.wrapping, content
            record = Record(**self.file.facts, meta=restoring.rows(self.file.meta), data_set=data_set)
            choice = Choice(keys=frozenset(row[KEY] for row in rows))
            made = StoredFile(origin, Chosen(rows, [], None), record, None, choice)
        self.scope.put_into(made)
        return made


class PackedMeta(NamedTuple):
    """The file meta information that was read with a data set."""

    of: int
    """The number of the source of that."""
    store: int

    def source(self, restoring: Restoring) -> Stored:
        """The file meta information, with what is left of it."""
        data_set = restoring.sources[self.of]
        return meta_of(data_set, restoring.stores[self.store])


class PackedRaw(NamedTuple):
    """What a raw element came from that a program put into a data set."""

    kind: type[RawSource]
    state: dict[str, Any]
    data_set: int
    """The number of that."""
    reading: Reading

    def source(self, restoring: Restoring) -> RawSource:
        """The source of the element."""
        return self.kind.of_state(self.state, restoring.data_sets[self.data_set], self.reading.how())


class Restoring:
    """What packed sources refer to while they are restored.

    Parameters
    ----------
    shapes, stores
        Those of the pickle.
    data_sets
        The data sets, not yet filled.
    """

    def __init__(self, shapes: PackedShapes | None, stores: list[PackedStore], data_sets: list[Any]) -> None:
        self._shapes = [] if shapes is None else shapes.shapes()
        self.stores = [one.store() for one in stores]
        self.data_sets = data_sets
        self.sources: list[Any] = []
        self._stored: dict[int, dict[BaseTag, Row]] = {}
        self._origins: dict[Any, Origin] = {}

    def origin(self, store: int, layout: Layout, depth: int, reading: Reading) -> Origin:
        """What data sets of one level have in common, the same for all of them."""
        asked = store, layout, depth, reading
        if asked not in self._origins:
            codec = codec_of(reading.limits)
            self._origins[asked] = Origin(codec, self.stores[store], layout, depth, reading.how())
        return self._origins[asked]

    def stored(self, number: int) -> dict[BaseTag, Row]:
        """The rows of a source by tag."""
        found = self._stored.get(number)
        if found is None:
            found = self._stored[number] = self.sources[number].elements()
        return found

    def rows(self, numbers: list[int]) -> list[Row]:
        """The rows of numbers."""
        return unpacked(numbers, self._shapes)


@lru_cache(maxsize=8)
def codec_of(limits: Limits) -> Codec:
    """The standard codec with such limits."""
    return STANDARD.with_limits(**dict(limits)) if limits else STANDARD


def meta_of(data_set: StoredFile, store: Store) -> Stored:
    """The file meta information that was read with a data set, given the store that its rows count in."""
    record = data_set.record
    assert record is not None
    return Stored(data_set.origin.beside(store, record.meta_layout), record.meta)


def is_item(row: Row) -> bool:
    """Whether a row is that of an item that was opened, or can be."""
    return row[SHAPE].token == ITEM_TOKEN and row[SHAPE].opens is not None
