"""Data sets as pickles: what is left of what was read, and what was done since.

What was read keeps the meaning that reading found: nothing is guessed anew from what is left of it. What was
replaced or taken out leaves its place and its length, but no byte of its value. Only what the rest is understood by
stays: transfer syntax, character sets, and the private creators and the sign of elements that are left.

A pickle has the data sets of all levels side by side: nesting costs no recursion, and a data set that stands in
several places is one again. What was read with VRs or a dictionary of its own, which cannot be pickled, is decoded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from operator import itemgetter
from typing import Any

from dicomconstruct.compiler.runtime import END, KEY, OFFSET
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoding_choice import is_of
from dicomconstruct.dataset.pickles.restoring import (
    FILE_META,
    Items,
    PackedDataSet,
    PackedElement,
    Pickle,
    Ref,
    begun,
    element_of,
    fill,
)
from dicomconstruct.dataset.pickles.source_packer import (
    SourcePacker,
    is_changed_sequence,
    is_own,
    is_packable,
    vr_read,
    whole_bytes,
)
from dicomconstruct.dataset.pickles.sources import PackedRaw, Reading
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.dataset.stored import Stored
from dicomconstruct.dataset.stored_file import StoredFile
from dicomconstruct.dataset.traversal import Descent, holds_items
from dicomconstruct.errors import MalformedValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET
from dicomconstruct.values import MultiValue

NOT_PICKLED = (FILE_META, "buffer", "_pixel_array", "_pixel_id")
"""Attributes that a pickle has in another way or not at all: an open source, an array made of the pixels."""
NOWHERE = -1
"""The place of what holds the outermost data set."""
SAID_BY_SOURCE = (
    "original_encoding",
    "original_character_set",
    "is_undefined_length_sequence_item",
    "seq_item_tell",
)
"""Attributes that have to be set where the source that answers them is not in the pickle."""


def reduced(data_set: Dataset) -> tuple[Any, ...]:
    """What `pickle` asks of a data set: how to begin it, what it holds, and what puts that in."""
    return begun, (type(data_set),), Packing(data_set).packed(), None, None, fill


def reduced_element(element: DataElement) -> tuple[Any, ...]:
    """What `pickle` asks of an element that was read, or that is a sequence."""
    return element_of, (Packing(Dataset._of({element.tag: element}, None)).packed(),)


class Node:
    """A data set on its way into a pickle.

    Parameters
    ----------
    data_set
        The data set.
    number
        Its number.
    holder, element
        The node that holds it in a sequence that was read, and the element of that; None elsewhere.
    """

    def __init__(self, data_set: Dataset, number: int, holder: Node | None, element: DataElement | None) -> None:
        self.data_set = data_set
        self.number = number
        self.holder, self.element = holder, element
        self.source: Any = data_set._source if is_packable(data_set._source) else None
        self.source_number: int | None = None
        self.meta: Dataset | None = None
        """The file meta information that was read with it."""
        self.whole: bytes | None = None
        """What it is to be read again from, where nothing was done to it."""
        self.attributes = own_attributes(data_set)
        self.parts: dict[int, int] = {}
        """By the ``id`` of an element that was read elsewhere the number of its source."""

    @property
    def is_decoded(self) -> bool:
        """Whether its values have to be in the pickle, because what decodes them cannot be."""
        return self.source is None or self.source.origin.how.is_hooked

    def source_of(self, element: Any) -> int:
        """The number of the source of an element that was read."""
        if id(element) in self.parts:
            return self.parts[id(element)]
        assert self.source_number is not None
        return self.source_number


class Packing:
    """Puts a data set into a pickle.

    Parameters
    ----------
    top
        The data set.

    Raises
    ------
    DicomError
        When it holds itself; `path` names the element.
    """

    def __init__(self, top: Dataset) -> None:
        self._nodes: dict[int, Node] = {}
        """The data sets by their ``id``, holders before what they hold."""
        self._apart: list[Dataset] = [top]
        """Data sets to be met by themselves: the outermost one, and those that are attributes."""
        self._stand_ins: dict[int, Dataset] = {}
        self._touched: set[int] = set()
        self._sources = SourcePacker(self._nodes)
        for data_set in self._apart:
            self._follow(data_set)

    def _follow(self, top: Dataset) -> None:
        """Meet a data set and all that it holds."""
        descent = Descent(top)
        pending: list[tuple[Dataset, Node | None, DataElement | None, int]] = [(top, None, None, 0)]
        while pending:
            data_set, holder, element, depth = pending.pop()
            if id(data_set) not in self._nodes:
                node = self._nodes[id(data_set)] = Node(data_set, len(self._nodes), holder, element)
                inside = list(self._met(node))
                descent.into(id(data_set), depth, (id(item) for item, _, _ in inside))
                pending += [(*one, depth + 1) for one in reversed(inside)]

    def _met(self, node: Node) -> Iterator[tuple[Dataset, Node | None, DataElement | None]]:
        """What a data set holds, with the node and the element where that was read."""
        data_set, source = node.data_set, node.source
        meta = data_set.__dict__.get(FILE_META)
        if isinstance(source, StoredFile) and source.record is not None and is_of(meta, source.record):
            node.meta = meta
        if node.holder is None:
            self._touched |= touched_in(data_set)
            if source is not None and self._is_whole(node):
                node.whole = whole_bytes(source, None if node.meta is None else node.meta._source)
        if FILE_META in data_set.__dict__ and (node.whole is None or node.meta is None):
            node.attributes[FILE_META] = meta
        self._apart += [value for value in node.attributes.values() if isinstance(value, Dataset)]
        if node.whole is not None:
            return
        for element in self._elements_of(node):
            if not holds_items(element):
                continue
            is_read = isinstance(source_of(element), Stored)
            for item in element._value:
                if not is_read:
                    yield item, None, None
                elif node.is_decoded or id(item) in self._touched:
                    yield item, node, element

    def _is_whole(self, node: Node) -> bool:
        """Whether nothing was done to a data set, nor to what surrounds it in its file."""
        data_set, meta = node.data_set, node.meta
        if id(data_set) in self._touched:
            return False
        if not isinstance(node.source, StoredFile):
            return True
        return meta is not None and not (meta.__dict__ or touched_in(meta)) and has_preamble_read(data_set)

    def _elements_of(self, node: Node) -> Iterable[DataElement]:
        """The elements of a data set that somebody has looked at; decodes those whose source cannot be pickled."""
        data_set = node.data_set
        if node.is_decoded:
            elements = data_set._all_opened()
        elif data_set._is_looked_into:
            elements = {tag: one for tag, one in data_set._elements.items() if type(one) is not tuple}
        else:
            return ()
        for element in elements.values():
            read_from = element._source
            if isinstance(read_from, RawSource) and read_from._data_set is not data_set:
                self._stand_ins[id(read_from)] = stand_in = understanding(read_from, element.tag)
                self._apart.append(stand_in)
            if read_from is not None and not is_decodable(read_from):
                with suppress(MalformedValue):
                    _ = element.value
        return elements.values()

    def packed(self) -> Pickle:
        """What the pickle holds."""
        data_sets = []
        for node in self._nodes.values():
            if node.source is not None and node.source_number is None:
                self._pack_source(node)
            data_sets.append(self._packed(node))
        return Pickle(self._sources.shapes, self._sources.stores, self._sources.packed, data_sets)

    def _pack_source(self, node: Node) -> None:
        """Pack what a data set was read from, and what its file meta information was."""
        source, data_set, sources = node.source, node.data_set, self._sources
        if node.whole is not None:
            node.source_number = sources.add_whole(source, node.whole)
            return
        outer = None
        if node.holder is not None and node.element is not None:
            outer = node.holder.source_of(node.element)
        held = data_set._elements if data_set._is_looked_into else None
        if not isinstance(source, StoredFile) or source.record is None:
            node.source_number = sources.add_left(source, held, outer)
            return
        node.source_number, meta_number = sources.add_file(
            source, held, node.meta, has_preamble=has_preamble_read(data_set), has_all=has_all(data_set)
        )
        if node.meta is not None:
            self._nodes[id(node.meta)].source_number = meta_number

    def _packed(self, node: Node) -> PackedDataSet:
        data_set, source = node.data_set, node.source
        attributes = {
            name: Ref(self._nodes[id(value)].number) if isinstance(value, Dataset) else value
            for name, value in node.attributes.items()
        }
        if source is None and data_set._source is not None:
            said = {name: getattr(data_set, name, None) for name in SAID_BY_SOURCE}
            attributes = {name: value for name, value in said.items() if value} | attributes
        has_meta = node.whole is not None and node.meta is not None
        gone: list[BaseTag] = []
        elements, order = None, None
        if node.whole is None and (source is None or data_set._is_looked_into):
            gone, elements, order = self._changes(node)
        return PackedDataSet(type(data_set), node.source_number, attributes, has_meta, gone, elements, order)

    def _changes(self, node: Node) -> tuple[list[BaseTag], list[PackedElement], list[BaseTag] | None]:
        """What is gone of a data set, what is to be put in, and the order of it all where that does not follow."""
        source, elements = node.source, node.data_set._elements
        stored = {} if source is None else source.elements()
        gone = [tag for tag in stored if tag not in elements]
        order = [tag for tag in stored if tag in elements] + [tag for tag in elements if tag not in stored]
        changed, elsewhere = [], []
        for tag, element in elements.items():
            if type(element) is tuple:
                continue
            is_ours = is_own(element, source, stored.get(tag))
            if not is_ours and isinstance(source_of(element), Stored):
                elsewhere.append(element)
            if not is_ours or node.is_decoded or holds_items(element) or is_changed(element):
                changed.append(element)
        self._pack_parts(node, elsewhere)
        packed = [self._element(node, element) for element in changed]
        return gone, packed, None if order == list(elements) else list(elements)

    def _pack_parts(self, node: Node, elements: list[DataElement]) -> None:
        """Pack what elements that were read elsewhere need of their sources."""
        parts: list[tuple[Stored, dict[BaseTag, DataElement], list[DataElement]]] = []
        last: dict[int, int] = {}
        for element in elements:
            source, key = element._source, element._row[KEY]
            place = last.get(id(source))
            if place is None or parts[place][1].get(key, element)._row is not element._row:
                place = last[id(source)] = len(parts)
                parts.append((source, {}, []))
            parts[place][1][key] = element
            parts[place][2].append(element)
        for source, held, of_part in parts:
            rows = sorted((element._row for element in held.values()), key=itemgetter(OFFSET))
            number = self._sources.add_left(source, held, part=rows)
            node.parts |= dict.fromkeys(map(id, of_part), number)

    def _element(self, node: Node, element: DataElement) -> PackedElement:
        read_from, value, number, key = source_of(element), element._value, None, None
        if isinstance(read_from, RawSource):
            around = self._nodes[id(self._stand_ins.get(id(read_from), node.data_set))].number
            reading = Reading(read_from.how.settings, (), read_from.how.is_hooked)
            number = self._sources.add(PackedRaw(type(read_from), read_from.state(), around, reading))
        elif read_from is not None or is_changed_sequence(element, node.source):
            number, key = node.source_of(element), element._row[KEY]
        elif value is UNREAD:
            source = element._source
            raw = source.raw_element(element.tag, element._row)
            made = RawSource(raw, node.data_set, source.origin.how, {"VR": element.VR})
            reading = Reading(source.origin.how.settings, ())
            number = self._sources.add(PackedRaw(RawSource, made.state(), node.number, reading))
        if holds_items(element):
            nodes = map(self._nodes.get, map(id, value))
            numbers = [None if one is None else one.number for one in nodes]
            value = Items(type(value), numbers, value.is_undefined_length, value.changed, dict(value.__dict__))
        elif isinstance(read_from, Stored) and is_decodable(read_from):
            value = UNREAD
        rare = element.all_set if number is None else element._rare
        attributes = getattr(element, "__dict__", None)
        return PackedElement(type(element), element.tag, element.VR, value, rare, attributes, number, key)


def own_attributes(data_set: Dataset) -> dict[str, Any]:
    """The attributes that are no elements, and that a pickle has; those of a class's ``__getstate__``."""
    has_state = type(data_set).__getstate__ is not object.__getstate__
    attributes: Any = data_set.__getstate__() if has_state else data_set.__dict__
    return {name: value for name, value in attributes.items() if name not in NOT_PICKLED}


def source_of(element: DataElement) -> Any:
    """What an element was read from, where its bytes still stand for it and can be pickled; None for any other."""
    source = element._source
    if source is None or not element.is_original:
        return None
    if isinstance(source, RawSource):
        return None if holds_items(element) and len(element._value) else source
    return source if is_packable(source) else None


def is_decodable(source: Any) -> bool:
    """Whether what is restored of a source decodes values as it does: it has no hooks and the standard's VRs."""
    if isinstance(source, RawSource):
        return not source.how.is_hooked
    return is_packable(source) and not source.origin.how.is_hooked


def is_changed(element: DataElement) -> bool:
    """Whether an element that stands for its row has anything that the row does not tell."""
    if type(element) is not DataElement or element._rare is not None:
        return True
    value, row, source = element._value, element._row, element._source
    if type(value) is Sequence and (value.__dict__ or value.is_undefined_length != (row[END] is None)):
        return True
    return vr_read(source, row) != element.VR


def touched_in(top: Dataset) -> set[int]:
    """The ``id`` of data sets that something was done to, or to one inside: among one and the items read in it.

    Attributes of the outermost one do not count, nor does what file meta information it has.
    """
    if not top._is_looked_into and is_decodable(top._source):
        return set()
    met: list[tuple[Dataset, int, bool]] = []
    known: set[int] = set()
    pending = [(top, NOWHERE)]
    while pending:
        data_set, holder = pending.pop()
        if id(data_set) in known:
            continue
        known.add(id(data_set))
        is_touched = not is_decodable(data_set._source) or (data_set is not top and bool(data_set.__dict__))
        if data_set._is_looked_into:
            elements, source = data_set._elements, data_set._source
            stored = {} if source is None else source.elements()
            is_touched = is_touched or list(elements) != list(stored)
            for tag, element in elements.items():
                if type(element) is tuple:
                    continue
                is_touched = is_touched or not is_own(element, source, stored.get(tag)) or is_changed(element)
                if holds_items(element) and isinstance(source_of(element), Stored):
                    pending += [(item, len(met)) for item in element._value]
        met.append((data_set, holder, is_touched))
    touched = set()
    for number in range(len(met) - 1, NOWHERE, -1):
        data_set, holder, is_touched = met[number]
        if is_touched or number in touched:
            touched.add(number)
            touched.add(holder)
    return {id(met[number][0]) for number in touched - {NOWHERE}}


def has_all(top: Dataset) -> bool:
    """Whether all elements of a data set are those that were read, those of items too; attributes do not count."""
    pending = [top]
    while pending:
        data_set = pending.pop()
        if not data_set._is_looked_into:
            continue
        elements, source = data_set._elements, data_set._source
        stored = source.elements()
        if elements.keys() != stored.keys():
            return False
        for tag, element in elements.items():
            if type(element) is tuple:
                continue
            if not is_own(element, source, stored[tag]):
                return False
            if holds_items(element):
                pending += element._value
    return True


def has_preamble_read(data_set: Dataset) -> bool:
    """Whether the data set of a file has the preamble that was read with it, or none as that had none."""
    preamble = data_set.__dict__.get("preamble") or b""
    return bool(preamble == data_set._source.record.preamble)


def understanding(source: RawSource, tag: BaseTag) -> Dataset:
    """A data set that tells of a raw element from elsewhere what it is understood by: character sets, creator."""
    made = Dataset()
    terms = source.character_sets.terms
    encoding = source._data_set.__dict__.get("_parent_encoding")
    if encoding is not None:
        made.__dict__["_parent_encoding"] = encoding
    if terms:
        made.add(DataElement(SPECIFIC_CHARACTER_SET, "CS", MultiValue.of(list(terms)), already_converted=True))
    creator = source.creator_of(tag)
    if creator:
        made.add(DataElement(BaseTag(tag.group << 16 | tag.element >> 8), "LO", creator, already_converted=True))
    return made
