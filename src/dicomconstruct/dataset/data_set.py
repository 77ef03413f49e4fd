"""Data sets (PS3.5 7): elements by tag and keyword, walks, comparison, text, JSON, private blocks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any, ClassVar, Self

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.dataelem import DataElement
from dicomconstruct.dataelem.element import BULK_DATA_THRESHOLD
from dicomconstruct.dataset.arrays import Arrays
from dicomconstruct.dataset.encoding_facts import EncodingFacts
from dicomconstruct.dataset.private import PrivateBlock, block_of, check_creator, creators_of, vr_of_new
from dicomconstruct.dataset.raw_source import identify
from dicomconstruct.dataset.text import ELEMENT_FORMAT, INDENT, formatted, say_where, text_of
from dicomconstruct.dataset.traversal import deeply_copied, detached, same, walked
from dicomconstruct.lazy import above
from dicomconstruct.tag import BaseTag, in_order

if TYPE_CHECKING:
    from dicomconstruct.dataset.keywords_generated import Keywords
else:

    class Keywords:
        """Empty: keywords are looked up in the dictionary; type checkers and editors read the stub."""

        __slots__ = ()


IS_PART = "_is_part"
"""The attribute of a data set that holds some elements of another one."""
LAST_ELEMENT = 0xFFFF
"""The largest element number."""


class Dataset(EncodingFacts, Arrays, Keywords):
    """A data set: a mapping of tags to elements; keywords are attributes with the values.

    ``ds.PatientName`` is the value, ``ds["PatientName"]`` and ``ds[0x0010, 0x0010]`` are the element.

    Parameters
    ----------
    elements
        Initial elements, a data set or a mapping as for `update`.
    parent_encoding
        Python codecs, or character sets, of raw elements that are put in; Specific Character Set goes before them.
    codec
        The codec that converts, writes and shows its elements, unless a caller names another; None for that of the
        standard. A data set that was read has the codec that it was read with.
    **values
        Values by keyword. TypeError for any other word.
    """

    __slots__ = ()

    default_element_format: ClassVar[str] = ELEMENT_FORMAT
    default_sequence_element_format: ClassVar[str] = ELEMENT_FORMAT
    indent_chars: ClassVar[str] = INDENT

    @property
    def is_undefined_length_sequence_item(self) -> bool:
        """Whether it is an item of undefined length, as read or to be written (PS3.5 7.5.1)."""
        said: bool | None = self.__dict__.get("is_undefined_length_sequence_item")
        return bool(getattr(self._source, "is_undefined_length_item", False)) if said is None else said

    @is_undefined_length_sequence_item.setter
    def is_undefined_length_sequence_item(self, value: bool) -> None:
        self.__dict__["is_undefined_length_sequence_item"] = value

    @property
    def seq_item_tell(self) -> int:
        """The offset in the file of the item that it was read from.

        Directory records refer to each other by it (PS3.3 F.2.2.2). AttributeError for a data set that was not
        read from an item and has no offset assigned.
        """
        said: int | None = self.__dict__.get("seq_item_tell")
        offset: int | None = getattr(self._source, "offset", None) if said is None else said
        if offset is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute 'seq_item_tell'")
        return offset

    @seq_item_tell.setter
    def seq_item_tell(self, value: int) -> None:
        self.__dict__["seq_item_tell"] = value

    def _set_attribute(self, name: str, value: Any) -> None:
        if name == "file_meta" and value is not None:
            value = above("file meta").as_file_meta(value)
        super()._set_attribute(name, value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Dataset):
            return NotImplemented
        return same([(self, other)])

    def same_items(self, others: list[tuple[Any, Any]]) -> bool:
        """Whether the data sets of every pair are equal."""
        return same(others)

    def __copy__(self) -> Self:
        made = self._of(dict(self._all_opened()), self._source)
        made.__dict__.update(self.__dict__)
        return made

    def copy(self) -> Self:
        """A data set that shares the elements: a changed value is in both, an added or removed element is not."""
        return self.__copy__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made: Self = deeply_copied(self, memo)
        return made

    def _copied_attributes(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Deep copies of the attributes that are no elements."""
        return {name: deepcopy(value, memo) for name, value in self.__dict__.items()}

    def __reduce__(self) -> Any:
        """The used bytes and the changes since reading. DicomError for a data set that holds itself."""
        return above("pickles").reduced(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def decode(self) -> None:
        """Decode every value, those of items too; bytes under UN as the VR of the dictionary (PS3.5 6.2.2).

        Raises
        ------
        MalformedValue
            For a value that cannot be decoded; with offset and path.
        """
        for data_set, element in walked(self):
            identify(element, data_set)
            _ = element.value

    def ensure_file_meta(self) -> None:
        """Give a data set without `file_meta` empty file meta information."""
        if getattr(self, "file_meta", None) is None:
            self.file_meta = above("file meta").FileMetaDataset()

    def iterall(self) -> Iterator[DataElement]:
        """Every element, those of items after the element of their sequence."""
        return walked(self, alone=True)

    def walk(self, callback: Callable[[Dataset, DataElement], object], recursive: bool = True) -> None:
        """Call ``callback(data_set, element)`` for every element.

        Parameters
        ----------
        callback
            May remove elements and change values; called for the element of a sequence before its items.
        recursive
            Whether to visit the items of sequences.
        """
        for data_set, element in walked(self, recursive=recursive):
            try:
                callback(data_set, element)
            except Exception as error:
                say_where(error, element.tag)
                raise

    def save_as(
        self,
        filename: Any,
        /,
        *deprecated: Any,
        implicit_vr: bool | None = None,
        little_endian: bool | None = None,
        enforce_file_format: bool = False,
        overwrite: bool = True,
        **options: Any,
    ) -> None:
        """Write the data set to a path or a binary file; parameters and errors are those of `dcmwrite`."""
        if enforce_file_format:
            options["enforce_file_format"] = True
        above("writer").dcmwrite(
            filename,
            self,
            *deprecated,
            implicit_vr=implicit_vr,
            little_endian=little_endian,
            overwrite=overwrite,
            **options,
        )

    def _part(self, elements: dict[BaseTag, Any]) -> Dataset:
        """A `Dataset` of copies of some elements, with the same encoding."""
        made = Dataset._of({tag: detached(element) for tag, element in elements.items()}, self._source)
        made.__dict__[IS_PART] = True
        made._remember(self._codec)
        made.set_original_encoding(*self.original_encoding)
        said = self.__dict__.get("original_character_set")
        if said is not None:
            made.__dict__["original_character_set"] = said
        for name in ("is_implicit_VR", "is_little_endian"):
            if (as_said := self._said(name)) is not None:
                made.__dict__["_" + name] = as_said
        return made

    def group_dataset(self, group: int) -> Dataset:
        """A data set of the elements of one group."""
        first = BaseTag(group << 16)
        last = BaseTag(first | LAST_ELEMENT)
        return self._part({tag: self._elements[tag] for tag in in_order(self._elements) if first <= tag <= last})

    def dir(self, *filters: str) -> list[str]:
        """The keywords of the elements, sorted; only those that contain one of `filters`, in any case."""
        wanted = [text.lower() for text in filters]
        keywords = (word for word in self._keywords() if not wanted or any(text in word.lower() for text in wanted))
        return sorted(set(keywords))

    def trait_names(self) -> list[str]:
        """The names of all attributes, keywords included."""
        return sorted({*super().__dir__(), *self._keywords()})

    def __dir__(self) -> list[str]:
        return self.trait_names()

    def private_block(self, group: int, private_creator: str, create: bool = False) -> PrivateBlock:
        """The block of a private creator (PS3.5 7.8.1).

        Parameters
        ----------
        group
            An odd group.
        private_creator
            The creator's value; spaces around it mean nothing (PS3.5 6.2).
        create
            Whether to reserve a missing block.

        Raises
        ------
        ValueError
            When the group is not odd, or there is no creator.
        KeyError
            When the creator has no block.
        """
        return block_of(self, group, private_creator, create)

    def add_new_private(
        self, private_creator: str, group: int, element_offset: int, value: Any, vr: str | None = None
    ) -> None:
        """Add a private element in the block of its creator, which is reserved if necessary.

        Parameters
        ----------
        private_creator
            The creator's value; spaces around it mean nothing (PS3.5 6.2).
        group
            An odd group.
        element_offset
            The last two digits of the element number.
        value
            The value.
        vr
            The VR; None for that of the private dictionary.

        Raises
        ------
        ValueError
            When the group is not odd, there is no creator, or the offset lies beyond the block.
        KeyError
            When no VR is given and the private dictionary has none.
        """
        check_creator(private_creator, group)
        vr = vr_of_new(private_creator, group, element_offset) if vr is None else vr
        self.private_block(group, private_creator, create=True).add_new(element_offset, vr, value)

    def private_creators(self, group: int) -> list[str]:
        """The private creators of a group. ValueError for a group that is not odd."""
        return list(creators_of(self, group))

    def get_private_item(self, group: int, element_offset: int, private_creator: str) -> DataElement:
        """A private element by its creator. KeyError for a missing element; ValueError as for `private_block`."""
        return self.private_block(group, private_creator)[element_offset]

    def remove_private_tags(self) -> None:
        """Remove all elements of odd groups, those of items too."""
        self.walk(_remove_private)

    def __str__(self) -> str:
        return text_of(self)

    __repr__ = __str__

    def top(self) -> str:
        """The text of the data set without its items."""
        return text_of(self, deep=False)

    def formatted_lines(
        self,
        element_format: str = ELEMENT_FORMAT,
        sequence_element_format: str = ELEMENT_FORMAT,
        indent_format: str | None = None,  # noqa: ARG002
    ) -> Iterator[str]:
        """The lines of the data set and its items, each element in a format.

        Parameters
        ----------
        element_format, sequence_element_format
            %-formats with attribute names of elements, such as ``"%(tag)s %(name)s"``; the second is for sequences.
        indent_format
            Ignored: the lines of items are not indented.
        """
        return formatted(self, element_format, sequence_element_format)

    def to_json_dict(
        self,
        bulk_data_threshold: int = BULK_DATA_THRESHOLD,
        bulk_data_element_handler: Callable[[DataElement], str] | None = None,
        suppress_invalid_tags: bool = False,
        raw_values: bool = False,
    ) -> dict[str, Any]:
        """The JSON model (PS3.18 Annex F), without group lengths and without file meta information.

        A value that cannot be decoded, or has no JSON form, is given by its bytes under its own VR.

        Parameters
        ----------
        bulk_data_threshold
            Largest length of base64 text; longer values go to the handler.
        bulk_data_element_handler
            ``handler(element)``: stores a value and returns its URI; None to keep all values in the model.
        suppress_invalid_tags
            Whether to leave out elements with invalid values.
        raw_values
            Whether the model also has group lengths, VRs of headers, undefined lengths and value fields, under
            names outside the standard: the data set that `from_json` reads from it is written as the same bytes in
            the encoding of the data set, or there is a warning.

        Raises
        ------
        UnwritableValue
            For an assigned value that its VR cannot encode; `path` names the element.
        DicomError
            When the data set holds itself, or has sequences nested too deeply to be opened (`Limits.max_depth`).
        """
        to_model = above("JSON").to_json_model
        model: dict[str, Any] = to_model(
            self, bulk_data_threshold, bulk_data_element_handler, suppress_invalid_tags, raw_values
        )
        return model

    def to_json(
        self,
        bulk_data_threshold: int = BULK_DATA_THRESHOLD,
        bulk_data_element_handler: Callable[[DataElement], str] | None = None,
        dump_handler: Callable[[dict[str, Any]], str] | None = None,
        suppress_invalid_tags: bool = False,
        raw_values: bool = False,
    ) -> str:
        """The JSON text of the model; parameters as for `to_json_dict`; ``dump_handler(model)`` makes the text."""
        model = self.to_json_dict(bulk_data_threshold, bulk_data_element_handler, suppress_invalid_tags, raw_values)
        text: str = above("JSON").to_text(model, dump_handler)
        return text

    @classmethod
    def from_json(
        cls,
        json_dataset: dict[str, Any] | str | bytes | bytearray,
        bulk_data_uri_handler: Callable[..., Any] | None = None,
        *,
        codec: Codec = STANDARD,
    ) -> Self:
        """The data set of a JSON model or its text (PS3.18 Annex F).

        Parameters
        ----------
        json_dataset
            The model, or its text.
        bulk_data_uri_handler
            ``handler(tag, vr, uri)`` or ``handler(uri)``: the value of a URI, or its bytes. Without a handler the
            element is empty, with a warning, and its model has the URI again.
        codec
            Its VR rows determine the types of values; it becomes the codec of the data set.

        Raises
        ------
        MalformedJson
            For a model that violates PS3.18 F.2; `path` names the element. Also a TypeError for a value of another
            JSON type, and a KeyError for an element without ``vr``.
        """
        made: Self = above("JSON").from_json_model(cls, json_dataset, bulk_data_uri_handler, codec)
        return made


def _remove_private(data_set: Dataset, element: DataElement) -> None:
    if element.tag.is_private:
        del data_set[element.tag]
