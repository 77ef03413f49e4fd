"""Pickles of data sets: the bytes and rows that are still used, and the changes since reading.

The rows are pickled, so that the remaining bytes are not parsed again. Elements that were replaced or removed keep
their offset and length in the pickle, but no byte of their value. The exceptions are elements that determine the
meaning of others: transfer syntax, character sets, private creators, Pixel Representation.

A pickle lists the data sets of all levels, so that nesting needs no recursion and a data set in several places
stays one. Data sets read with a codec that cannot be pickled are decoded, and lose the codec.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from dicomconstruct.codec import STANDARD
from dicomconstruct.compiler.runtime import END, OFFSET
from dicomconstruct.dataelem import UNREAD, DataElement
from dicomconstruct.dataelem.source import with_known_codec
from dicomconstruct.dataset.as_read import DataSetAsRead
from dicomconstruct.dataset.data_set import Dataset
from dicomconstruct.dataset.encoding_choice import is_of
from dicomconstruct.dataset.file_as_read import FileAsRead
from dicomconstruct.dataset.pickles.restoring import Items, Reading, begun, element_of, fill, raw_source
from dicomconstruct.dataset.pickles.source_packer import SourcePacker, is_own, is_packable, vr_read
from dicomconstruct.dataset.raw_source import RawSource
from dicomconstruct.dataset.traversal import Descent, holds_items
from dicomconstruct.errors import MalformedValue
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.tree.scope import SPECIFIC_CHARACTER_SET
from dicomconstruct.values import MultiValue

FILE_META = "file_meta"
NOT_PICKLED = (FILE_META, "buffer", "_pixel_array", "_pixel_id")
"""Attributes that are pickled separately or not at all: an open source, the pixel array."""
SAID_BY_SOURCE = (
    "original_encoding",
    "original_character_set",
    "is_undefined_length_sequence_item",
    "seq_item_tell",
)
"""Attributes that are pickled where the source that determines them is not."""


def reduced(data_set: Dataset) -> tuple[Any, ...]:
    """The result of ``__reduce__`` for a data set: constructor, state, and the function that sets the state."""
    return begun, (type(data_set),), Packing(data_set).packed(), None, None, fill


def reduced_element(element: DataElement) -> tuple[Any, ...]:
    """The result of ``__reduce__`` for an element that was read, or that is a sequence."""
    return element_of, (Packing(Dataset._of({element.tag: element}, None)).packed(),)


class Node:
    """A data set to be pickled, with its changes since reading.

    Attributes
    ----------
    source
        The data set as read; None where it cannot be pickled.
    tags
        The tags of its elements in order, where they differ from those read; else None.
    changed
        By tag, elements that differ from their rows.
    is_needed
        Whether it has changed, or is held elsewhere than where it was read.
    number
        Its number, if it is needed.
    """

    def __init__(self, data_set: Dataset) -> None:
        self.data_set = data_set
        self.source: Any = data_set._source if is_packable(data_set._source) else None
        self.attributes = own_attributes(data_set)
        if FILE_META in data_set.__dict__:
            self.attributes[FILE_META] = data_set.__dict__[FILE_META]
        self.tags: list[int] | None = None
        self.changed: dict[BaseTag, DataElement] = {}
        self.is_needed = self.source is None or bool(self.attributes)
        self.number = -1

    @property
    def is_decoded(self) -> bool:
        """Whether its decoded values are pickled, because their decoder cannot be."""
        return self.source is None or self.source.context.policy.is_hooked

    @property
    def is_as_read(self) -> bool:
        """Whether its elements are unchanged since reading, attributes aside."""
        return self.source is not None and not self.changed and self.tags is None


class Packing:
    """Packs a data set for a pickle.

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
        """The data sets by their ``id``."""
        self._apart: list[Dataset] = [top]
        """Data sets outside sequences: the outermost one, and those that are attributes."""
        self._holders: dict[int, list[tuple[Node, DataElement]]] = {}
        """By the ``id`` of an item the nodes that hold it, each with the element of the sequence."""
        self._asked: set[int] = set()
        """The ``id`` of items that are held elsewhere than where they were read."""
        self._stand_ins: dict[int, Dataset] = {}
        self._sources = SourcePacker()
        for data_set in self._apart:
            self._follow(data_set)
        for asked in {*self._asked, *map(id, self._apart)}:
            self._nodes[asked].is_needed = True
        self._spread()
        self._needed = [node for node in self._nodes.values() if node.is_needed]
        for number, node in enumerate(self._needed):
            node.number = number
            self._use_sources(node)

    def _follow(self, top: Dataset) -> None:
        """Make nodes of a data set and its items."""
        descent = Descent(top)
        pending: list[tuple[Dataset, int]] = [(top, 0)]
        while pending:
            data_set, depth = pending.pop()
            if id(data_set) in self._nodes:
                continue
            node = self._nodes[id(data_set)] = Node(data_set)
            inside = self._met(node)
            descent.into(id(data_set), depth, map(id, inside))
            pending += [(one, depth + 1) for one in reversed(inside)]

    def _met(self, node: Node) -> list[Dataset]:
        """Find the changes of a data set; returns its items without those that were never accessed.

        Decodes elements whose source cannot be pickled.
        """
        data_set, source, inside = node.data_set, node.source, []
        self._apart += [value for value in node.attributes.values() if isinstance(value, Dataset)]
        if node.is_decoded:
            data_set._all_opened()
        if not data_set._is_looked_into:
            return []
        stored = {} if source is None else source.elements()
        node.tags = None if list(stored) == list(data_set._elements) else list(map(int, data_set._elements))
        for tag, element in data_set._elements.items():
            if type(element) is tuple:
                continue
            if node.is_decoded or not is_own(element, source, stored.get(tag)) or is_changed(element):
                node.changed[tag] = element
                self._make_understood(node, element)
            if holds_items(element):
                is_read = isinstance(source_of(element), DataSetAsRead)
                for item in element._value:
                    if is_read and not (item._is_looked_into or item.__dict__) and is_decodable(item._source):
                        continue
                    self._holders.setdefault(id(item), []).append((node, element))
                    if not is_read:
                        self._asked.add(id(item))
                    inside.append(item)
        node.is_needed |= not node.is_as_read
        return inside

    def _make_understood(self, node: Node, element: DataElement) -> None:
        """Decode an element whose source cannot be pickled; add the context of a raw element from elsewhere."""
        read_from = element._source
        if isinstance(read_from, RawSource) and read_from._data_set is not node.data_set:
            self._stand_ins[id(read_from)] = stand_in = understanding(read_from, element.tag)
            self._apart.append(stand_in)
        if read_from is not None and not is_decodable(read_from):
            with suppress(MalformedValue):
                _ = element.value

    def _spread(self) -> None:
        """Mark the holders of needed data sets as needed, and the elements of their sequences as changed."""
        pending = [node for node in self._nodes.values() if node.is_needed]
        while pending:
            for holder, element in self._holders.get(id(pending.pop().data_set), ()):
                holder.changed[element.tag] = element
                if not holder.is_needed:
                    holder.is_needed = True
                    pending.append(holder)

    def _use_sources(self, node: Node) -> None:
        """Register the rows that a data set needs of its sources."""
        if node.source is not None:
            held = node.data_set._elements if node.data_set._is_looked_into else None
            self._sources.use(node.source).hold(node.source, held)
        for element in node.changed.values():
            read_from = source_of(element)
            if isinstance(read_from, DataSetAsRead):
                self._sources.use(read_from).rows.add(element._row[OFFSET])
            elif is_changed_sequence(element, node.source):
                self._sources.use(node.source).inside.setdefault(element._row[OFFSET], {})

    def packed(self) -> tuple[Any, ...]:
        """The arguments of `Restoring`."""
        sources = self._sources
        files: list[Any] = [node.source for node in self._needed if isinstance(node.source, FileAsRead)]
        for file in dict.fromkeys(files):
            nodes = [node for node in self._needed if node.source is file]
            metas = [node.attributes.get(FILE_META) for node in nodes]
            meta = next((one._source for one in metas if one is not None and is_of(one, file.record)), None)
            preambles = {node.data_set.__dict__.get("preamble") or b"" for node in nodes}
            has_preamble = preambles == {file.record.preamble}
            around = [node for node in self._needed if node.source is meta]
            is_as_read = all(node.is_as_read for node in nodes + around) and not any(
                one.attributes for one in around
            )
            if meta is not None and has_preamble and is_as_read and file.choice.is_everything:
                sources.pack_whole_file(file, meta)
            else:
                sources.pack_file(file, meta, has_preamble=has_preamble)
        sources.pack()
        data_sets = [self._packed(node) for node in self._needed]
        stores = [kept.packed() for kept in sources.stores.values()]
        return [one.shapes for one in sources.rows.values()], stores, sources.packed, data_sets

    def _packed(self, node: Node) -> tuple[Any, ...]:
        data_set = node.data_set
        said = SAID_BY_SOURCE if node.source is None and data_set._source is not None else ()
        attributes = {name: value for name in said if (value := getattr(data_set, name, None))} | node.attributes
        numbers = {
            name: self._nodes[id(one)].number for name, one in attributes.items() if isinstance(one, Dataset)
        }
        source = None if node.source is None else self._sources.use(node.source).number
        elements = [self._element(node, one) for one in node.changed.values()]
        return type(data_set), source, attributes | numbers, list(numbers), node.tags, elements

    def _element(self, node: Node, element: DataElement) -> tuple[Any, ...]:
        read_from, value, number, offset = source_of(element), element._value, None, None
        if isinstance(read_from, RawSource):
            around = self._nodes[id(self._stand_ins.get(id(read_from), node.data_set))].number
            reading = Reading(read_from.policy.settings, STANDARD, read_from.policy.is_hooked)
            number = self._sources.add((raw_source, type(read_from), read_from.state(), around, reading))
        elif read_from is not None or is_changed_sequence(element, node.source):
            number, offset = self._sources.use(read_from or node.source).number, element._row[OFFSET]
        elif value is UNREAD:
            source = element._source
            raw = source.raw_element(element.tag, element._row)
            made = RawSource(raw, node.data_set, source.context.policy, {"VR": element.VR})
            reading = Reading(source.context.policy.settings, STANDARD, False)
            number = self._sources.add((raw_source, RawSource, made.state(), node.number, reading))
        if holds_items(element):
            nodes = [self._nodes.get(id(one)) for one in value]
            numbers = [one.number if one is not None and one.is_needed else None for one in nodes]
            value = Items(type(value), numbers, value.is_undefined_length, value.changed, dict(value.__dict__))
        elif isinstance(read_from, DataSetAsRead) and is_decodable(read_from):
            value = UNREAD
        rare = with_known_codec((element.all_set if number is None else element._rare) or {}) or None
        attributes = getattr(element, "__dict__", None)
        return type(element), element.tag, element.VR, value, rare, attributes, number, offset


def own_attributes(data_set: Dataset) -> dict[str, Any]:
    """The attributes to pickle besides elements; of a class with ``__getstate__`` those that it returns."""
    has_state = type(data_set).__getstate__ is not object.__getstate__
    attributes: Any = data_set.__getstate__() if has_state else data_set.__dict__
    return with_known_codec({name: value for name, value in attributes.items() if name not in NOT_PICKLED})


def source_of(element: DataElement) -> Any:
    """The source of an unchanged element, where it can be pickled; else None."""
    source = element._source
    if source is None or not element.is_original:
        return None
    if isinstance(source, RawSource):
        return None if holds_items(element) and len(element._value) else source
    return source if is_packable(source) else None


def is_decodable(source: Any) -> bool:
    """Whether a restored source decodes the same values: it has no hooks, and its codec can be pickled."""
    if isinstance(source, RawSource):
        return not source.policy.is_hooked
    return is_packable(source) and not source.context.policy.is_hooked


def is_changed_sequence(element: DataElement, source: Any) -> bool:
    """Whether an element is a sequence of a source whose items or their order have changed.

    None of its bytes are pickled, but the rows beside its items are, so that their loss can be reported.
    """
    return element._source is source and isinstance(source, DataSetAsRead) and holds_items(element)


def is_changed(element: DataElement) -> bool:
    """Whether an element differs from its row in VR, length or attributes."""
    if type(element) is not DataElement or element._rare is not None:
        return True
    value, row, source = element._value, element._row, element._source
    if type(value) is Sequence and (value.__dict__ or value.is_undefined_length != (row[END] is None)):
        return True
    return vr_read(source, row) != element.VR


def understanding(source: RawSource, tag: BaseTag) -> Dataset:
    """A data set with the character sets and private creator of a raw element from another data set."""
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
