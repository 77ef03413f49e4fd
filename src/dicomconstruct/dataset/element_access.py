"""Access to the elements of a data set by tag and keyword: its mapping and attribute interface.

Elements that were read stay rows of the engine until they are accessed. Only operations on all elements take time
proportional to their number.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Protocol, Self

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem import (
    UNREAD,
    DataElement,
    RawDataElement,
    description_of,
    element_of_keyword,
    tag_of_key,
    tag_of_keyword,
)
from dicomconstruct.dataset.keys import (
    check_attribute,
    check_looked_for,
    tag_to_get,
    tag_to_read,
    tag_to_write,
    vr_to_begin_with,
)
from dicomconstruct.dataset.order import TagOrder, Tags
from dicomconstruct.dataset.private import creator_named_by
from dicomconstruct.dataset.raw_source import element_of_raw, raw_of, updated
from dicomconstruct.errors import shown
from dicomconstruct.sequence import Item
from dicomconstruct.tag import BaseTag, in_order
from dicomconstruct.tree.scope import creator_tag
from dicomconstruct.values import CharacterSets

NEW = object.__new__
PRIVATE = 1 << 16
"""The bit of a tag that is set in odd groups (PS3.5 7.8)."""


class DataSetSource(Protocol):
    """What the elements of a data set were read from."""

    @property
    def codec(self) -> Codec:
        """The codec that they were read with."""

    @property
    def character_sets(self) -> CharacterSets:
        """The character sets of the data set."""

    def elements(self) -> dict[BaseTag, Any]:
        """The rows by tag, in file order."""

    def element(self, tag: BaseTag, row: Any) -> DataElement:
        """The element of a row."""

    def opened(self) -> dict[BaseTag, DataElement]:
        """The elements by tag, in file order."""

    def open_all(self, elements: dict[BaseTag, Any]) -> None:
        """Replace all rows by elements."""


class ElementAccess(Item):
    """A mapping of tags to elements in ascending order of tags; keywords are attributes with the values."""

    __slots__ = ("__dict__", "__weakref__", "_elements", "_is_looked_into", "_order", "_source")
    __hash__ = None  # type: ignore[assignment]

    _elements: dict[BaseTag, Any]
    _source: Any
    """A `DataSetSource`, or None for a data set made in memory."""
    _order: TagOrder | None
    """Its tags in order; None until they are needed."""
    _is_looked_into: bool
    """Whether an element was accessed or added; until then `_elements` is unset."""

    def __init__(
        self,
        elements: Mapping[Any, Any] | ElementAccess | None = None,
        /,
        *,
        parent_encoding: Any = None,
        codec: Codec | None = None,
        **values: Any,
    ) -> None:
        _set_source(self, None)
        _set_order(self, None)
        _set_elements(self, {})
        _set_looked_into(self, True)
        if parent_encoding is not None:
            self.__dict__["_parent_encoding"] = parent_encoding
        if codec is not None:
            self._remember(codec)
        if elements is not None:
            self.update(elements)
        for keyword, value in values.items():
            if tag_of_keyword(keyword) is None:
                raise TypeError(f"{keyword!r} is neither a parameter of {type(self).__name__} nor a keyword")
            setattr(self, keyword, value)

    @property
    def _codec(self) -> Codec:
        """The codec of its elements: the one that was set, else that of its source, else the standard."""
        said: Codec | None = self.__dict__.get("_codec")
        if said is not None:
            return said
        source = self._source
        return STANDARD if source is None else source.codec

    def _remember(self, codec: Codec) -> None:
        """Set the codec."""
        if codec is not self._codec:
            self.__dict__["_codec"] = codec

    @classmethod
    def _of(cls, elements: dict[BaseTag, Any] | None, source: DataSetSource | None) -> Self:
        """A data set that was read.

        Parameters
        ----------
        elements
            Rows or elements by tag, in file order; not copied. None to read them from `source` on first access.
        source
            Converts rows to elements.
        """
        made = cls.__new__(cls)
        become(made, elements, source)
        return made

    @classmethod
    def _unread(cls, source: DataSetSource) -> Self:
        """A data set that was read and not accessed yet."""
        made = NEW(cls)
        _set_source(made, source)
        _set_order(made, None)
        _set_looked_into(made, False)
        return made

    def __getattr__(self, name: str) -> Any:
        if name == "_elements" and self._source is not None:
            return self._looked_into()
        known = element_of_keyword(name)
        element = None if known is None else self._elements.get(known[0])
        if element is None or known is None:
            return object.__getattribute__(self, name)
        if type(element) is tuple:
            element = self._opened(known[0], element)
        value = element._value
        return element.value if value is UNREAD else value

    def __setattr__(self, name: str, value: Any) -> None:
        known = element_of_keyword(name)
        if known is None:
            self._set_attribute(name, value)
            return
        tag, vr = known
        element = self._elements.get(tag)
        if element is None:
            self._elements[tag] = DataElement._of_codec(self._codec, tag, vr, value)
            if self._order is not None:
                self._order.forget()
        else:
            if type(element) is tuple:
                element = self._opened(tag, element)
            element.value = value

    def _set_attribute(self, name: str, value: Any) -> None:
        """Set an attribute that is no element."""
        check_attribute(name)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        tag = tag_of_keyword(name)
        if tag is None:
            object.__delattr__(self, name)
        elif self._elements.pop(tag, None) is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def _opened(self, tag: BaseTag, row: Any) -> DataElement:
        """The element of a row; replaces the row."""
        element: DataElement = self._source.element(tag, row)
        self._elements[tag] = element
        return element

    def _looked_into(self) -> dict[BaseTag, Any]:
        """Its elements, on first access."""
        elements: dict[BaseTag, Any] = self._source.elements()
        _set_elements(self, elements)
        _set_looked_into(self, True)
        return elements

    def _all_opened(self) -> dict[BaseTag, DataElement]:
        """Its elements by tag, every row opened."""
        if not self._is_looked_into:
            opened: dict[BaseTag, DataElement] = self._source.opened()
            _set_elements(self, opened)
            _set_looked_into(self, True)
            return opened
        elements = self._elements
        if self._source is not None:
            self._source.open_all(elements)
        return elements

    def _creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserves the block of a private element (PS3.5 7.8.1)."""
        block = creator_tag(tag)
        element = None if block is None else self._get(block)
        return None if element is None else creator_named_by(element)

    def _get(self, tag: BaseTag) -> DataElement | None:
        element: Any = self._elements.get(tag)
        return self._opened(tag, element) if type(element) is tuple else element

    def __getitem__(self, key: Any) -> Any:
        """The element of a tag or keyword, or a data set of a slice of tags.

        Raises KeyError where the element is missing.
        """
        if isinstance(key, slice):
            return self._part({tag: self._elements[tag] for tag in self._between(key)})
        tag = key if type(key) is BaseTag else tag_to_read(key)
        element = self._elements.get(tag)
        if element is None:
            raise KeyError(tag)
        if type(element) is tuple:
            return self._opened(tag, element)
        if element._source is None and tag & PRIVATE and element.private_creator is None:
            element.private_creator = self._creator_of(tag)
        return element

    def _part(self, elements: dict[BaseTag, Any]) -> ElementAccess:
        """A data set of some of the elements."""
        return self._of(elements, self._source)

    def __setitem__(self, key: Any, element: DataElement | RawDataElement) -> None:
        """Add an element, or replace the one with its tag.

        Raises
        ------
        TypeError
            For anything but an element.
        ValueError
            When its tag differs from `key`, or `key` is no tag.
        NotImplementedError
            For a slice.
        """
        if isinstance(key, slice):
            raise NotImplementedError("elements are put in one at a time, or by update(), not by a slice")
        if not isinstance(element, DataElement):
            if not isinstance(element, RawDataElement):
                raise TypeError(f"a data set holds elements, not {shown(element)}")
            element = element_of_raw(element, self)
        tag = element.tag
        if key is not tag and tag_to_write(key) != tag:
            raise ValueError(f"the element of {tag} cannot stand at {key}")
        self._elements[tag] = element
        if self._codec is not STANDARD:
            element._join(self._codec)
        if self._order is not None:
            self._order.forget()
        if tag >> 16 & 1 and element.private_creator is None:
            element.private_creator = self._creator_of(tag)

    def __delitem__(self, key: Any) -> None:
        """Remove an element, or a slice of tags. KeyError where the element is missing."""
        if isinstance(key, slice):
            for tag in self._between(key):
                del self._elements[tag]
        elif type(key) is int and key in self._elements:
            del self._elements[key]  # type: ignore[arg-type]
        else:
            del self._elements[tag_to_read(key)]

    def _between(self, part: slice) -> list[BaseTag]:
        """The tags of a slice, whose bounds are tags or keywords."""
        start = 0 if part.start is None else tag_of_key(part.start)
        stop = None if part.stop is None else tag_of_key(part.stop)
        tags = [tag for tag in in_order(self._elements) if tag >= start and (stop is None or tag < stop)]
        return tags[:: part.step] if part.step is not None else tags

    def __contains__(self, key: Any) -> bool:
        if type(key) is int and key in self._elements:
            return True
        try:
            return tag_of_key(key) in self._elements
        except (TypeError, ValueError):
            check_looked_for(key)
            return False

    def __len__(self) -> int:
        return len(self._elements)

    def __iter__(self) -> Iterator[DataElement]:
        elements = self._all_opened()
        for tag in in_order(elements):
            yield elements[tag]

    def elements(self) -> Iterator[DataElement | RawDataElement]:
        """The elements in ascending order of tags, as `get_item` returns them, without those of items."""
        return map(self.get_item, self.keys())

    def keys(self) -> KeysView[BaseTag]:
        """The tags in ascending order; elements may be removed during iteration."""
        if self._order is None:
            _set_order(self, TagOrder())
        return Tags(self._elements, self._order)  # type: ignore[arg-type]

    def values(self) -> ValuesView[DataElement]:
        """The elements in ascending order of tags."""
        return self._in_order().values()

    def items(self) -> ItemsView[BaseTag, DataElement]:
        """Tags and elements in ascending order."""
        return self._in_order().items()

    def _in_order(self) -> dict[BaseTag, DataElement]:
        opened = self._all_opened()
        return {tag: opened[tag] for tag in in_order(opened)}

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a keyword, or the element of a tag; `default` where it is missing.

        Raises TypeError for any other key.
        """
        if isinstance(key, str):
            return getattr(self, key, default)
        element = self._get(tag_to_get(key))
        return default if element is None else element

    def get_item(self, key: Any, *, keep_deferred: bool = False) -> Any:
        """An element in its present form: a `RawDataElement` until the element itself is accessed.

        Parameters
        ----------
        key
            A tag or keyword, or a slice for a data set.
        keep_deferred
            Whether a deferred value stays unread: its raw element has no value then. Otherwise the value is read,
            and the element itself is returned.

        Returns
        -------
        RawDataElement, DataElement or Dataset
            None where the element is missing.

        Raises
        ------
        ValueError
            For a key that is neither a tag nor a keyword.
        """
        if isinstance(key, slice):
            return self[key]
        tag = tag_of_key(key)
        held: Any = self._elements.get(tag)
        if held is None:
            return None
        if type(held) is tuple and self._source.is_deferred(held):
            return self._source.raw_element(tag, held, deferred=True) if keep_deferred else self._opened(tag, held)
        raw = raw_of(self, tag, held)
        return held if raw is None else raw

    def update_raw_element(self, tag: Any, *, vr: str | None = None, value: bytes | None = None) -> None:
        """Change VR, bytes, or both of an element whose value was not accessed yet.

        Parameters
        ----------
        tag
            A tag or keyword.
        vr
            The new VR; None to keep the old one.
        value
            The new bytes; None to keep the old ones.

        Raises
        ------
        ValueError
            When both are None, the VR is unknown, or `tag` is neither tag nor keyword.
        KeyError
            When the element is missing.
        TypeError
            When `value` is not bytes, or the value was accessed.
        """
        updated(self, tag, vr, value)

    def data_element(self, name: str) -> DataElement | None:
        """The element of a keyword; None for any other word. KeyError where the element is missing."""
        tag = tag_of_keyword(name)
        return None if tag is None else self[tag]

    def pop(self, key: Any, *default: Any) -> Any:
        """Remove and return an element; `default` where it is missing, KeyError without default."""
        try:
            element = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[element.tag]
        return element

    def popitem(self) -> tuple[BaseTag, DataElement]:
        """Remove the last element and return it with its tag. KeyError for an empty data set."""
        if not self._elements:
            raise KeyError("the data set is empty")
        tag = next(reversed(self._elements))
        return tag, self.pop(tag)

    def clear(self) -> None:
        """Remove all elements."""
        self._elements.clear()

    def setdefault(self, key: Any, default: Any = None) -> DataElement:
        """The element of a tag or keyword; where it is missing, `default` is added, an element or a value.

        Raises
        ------
        ValueError
            For a key that is neither tag nor keyword.
        KeyError
            For an unknown tag, where invalid values raise.
        """
        tag = tag_of_key(key)
        element = self._get(tag)
        if element is None:
            if not isinstance(default, DataElement):
                default = DataElement._of_codec(self._codec, tag, vr_to_begin_with(tag), default)
            self[tag] = default
            element = default
        return element

    def update(self, d: Mapping[Any, Any] | ElementAccess) -> None:
        """Add the elements of a data set or mapping; a keyword may have a value instead of an element."""
        for key, element in d.items():
            if isinstance(key, str) and not isinstance(element, DataElement | RawDataElement):
                setattr(self, key, element)
            else:
                self[tag_to_write(key)] = element

    def add(self, data_element: DataElement) -> None:
        """Add an element, or replace the one with its tag."""
        self[data_element.tag] = data_element

    def add_new(self, tag: Any, VR: str, value: Any) -> None:  # noqa: N803
        """Create an element and add it; parameters and errors are those of `DataElement`."""
        element = DataElement._of_codec(self._codec, tag, VR, value)
        self[element.tag] = element

    def _keywords(self) -> Iterable[str]:
        return [keyword for tag in in_order(self._elements) if (keyword := description_of(tag).keyword)]


_slots: Any = ElementAccess
_set_elements = _slots._elements.__set__
_set_looked_into = _slots._is_looked_into.__set__
_set_order = _slots._order.__set__
_set_source = _slots._source.__set__


def become(data_set: ElementAccess, elements: dict[BaseTag, Any] | None, source: DataSetSource | None) -> None:
    """Set source and elements of a new data set; parameters as for `ElementAccess._of`."""
    _set_source(data_set, source)
    _set_order(data_set, None)
    if elements is not None:
        _set_elements(data_set, elements)
    _set_looked_into(data_set, elements is not None)


def adopt(data_set: ElementAccess, other: ElementAccess) -> None:
    """Share the elements, order and source of another data set."""
    _set_elements(data_set, other._elements)
    if other._order is None:
        _set_order(other, TagOrder())
    _set_order(data_set, other._order)
    _set_looked_into(data_set, True)
    _set_source(data_set, other._source)
