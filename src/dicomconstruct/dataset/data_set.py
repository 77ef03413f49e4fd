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
        """Nothing: keywords are looked up in the dictionary. Type checkers and editors read the stub."""

        __slots__ = ()


IS_PART = "_is_part"
"""The attribute of a data set that is a part of another one, which may have been declared more than is in it."""
LAST_ELEMENT = 0xFFFF
"""The last element number of a group."""


class Dataset(EncodingFacts, Arrays, Keywords):
    """A data set: a mapping of tags to elements, with keywords as attributes that stand for values.

    ``ds.PatientName`` is the value, ``ds["PatientName"]`` and ``ds[0x0010, 0x0010]`` are the element.

    Parameters
    ----------
    elements
        A data set or a mapping to begin with, as for `update`.
    parent_encoding
        Names of Python codecs, or character sets, of raw elements that are put in, unless it has a Specific
        Character Set.
    codec
        What its elements are converted, written and shown with, unless a caller names another; that of the standard
        where it is None. A data set that is read remembers the one that it is read with.
    **values
        More values by the keywords of their elements. TypeError for any other word.
    """

    __slots__ = ()

    default_element_format: ClassVar[str] = ELEMENT_FORMAT
    default_sequence_element_format: ClassVar[str] = ELEMENT_FORMAT
    indent_chars: ClassVar[str] = INDENT

    @property
    def is_undefined_length_sequence_item(self) -> bool:
        """Whether it is an item that has, or is to be written with, the undefined length (PS3.5 7.5.1)."""
        said: bool | None = self.__dict__.get("is_undefined_length_sequence_item")
        return bool(getattr(self._source, "is_undefined_length_item", False)) if said is None else said

    @is_undefined_length_sequence_item.setter
    def is_undefined_length_sequence_item(self, value: bool) -> None:
        self.__dict__["is_undefined_length_sequence_item"] = value

    @property
    def seq_item_tell(self) -> int:
        """Where the item that it was read from begins, counted from the first byte of the file.

        Directory records point to each other by it (PS3.3 F.2.2.2). AttributeError for a data set that was not
        read from an item, unless somebody said it.
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
        """Whether all pairs of data sets hold the same elements with the same values."""
        return same(others)

    def __copy__(self) -> Self:
        made = self._of(dict(self._all_opened()), self._source)
        made.__dict__.update(self.__dict__)
        return made

    def copy(self) -> Self:
        """A data set that shares the elements: another value is in both, an element put in or taken out is not."""
        return self.__copy__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        made: Self = deeply_copied(self, memo)
        return made

    def _copied_attributes(self, memo: dict[int, Any]) -> dict[str, Any]:
        """Copies of the attributes that are no elements, for a deep copy."""
        return {name: deepcopy(value, memo) for name, value in self.__dict__.items()}

    def __reduce__(self) -> Any:
        """What is left of what was read, and what was done since. DicomError where the data set holds itself."""
        return above("pickles").reduced(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        pass

    def decode(self) -> None:
        """Decode every value, those of items too; bytes under UN as the VR that the dictionary knows (PS3.5 6.2.2).

        Raises
        ------
        MalformedValue
            For a value that has none; with offset and path.
        """
        for data_set, element in walked(self):
            identify(element, data_set)
            _ = element.value

    def ensure_file_meta(self) -> None:
        """Have a `file_meta`, empty where there was none."""
        if getattr(self, "file_meta", None) is None:
            self.file_meta = above("file meta").FileMetaDataset()

    def iterall(self) -> Iterator[DataElement]:
        """Every element, those of items after the element of their sequence."""
        return walked(self, alone=True)

    def walk(self, callback: Callable[[Dataset, DataElement], object], recursive: bool = True) -> None:
        """Call ``callback(data_set, element)`` with every element and the data set that it stands in.

        Parameters
        ----------
        callback
            May take elements out and change values; the items of a sequence come after its element.
        recursive
            Whether the items of sequences are walked through.
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
        """Write the data set to a path or a binary file; parameters and errors are those of `dcmwrite`.

        Files are opened above this layer, so the function is looked up when it is called.
        """
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
        """A plain data set of copies of some elements, which says the same of its encoding."""
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
        """The keywords of the elements, sorted; only those that hold one of the texts, in any case of letters."""
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
            Whether to reserve a block where there is none.

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
        """Put a private element in, in the block of its creator, which is reserved where there is none.

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
            The VR; None for that of the creator's dictionary.

        Raises
        ------
        ValueError
            When the group is not odd, there is no creator, or the offset lies beyond the block.
        KeyError
            When no VR is given and no dictionary knows it.
        """
        check_creator(private_creator, group)
        vr = vr_of_new(private_creator, group, element_offset) if vr is None else vr
        self.private_block(group, private_creator, create=True).add_new(element_offset, vr, value)

    def private_creators(self, group: int) -> list[str]:
        """The private creators of a group. ValueError for a group that is not odd."""
        return list(creators_of(self, group))

    def get_private_item(self, group: int, element_offset: int, private_creator: str) -> DataElement:
        """A private element by its creator. KeyError where there is none; ValueError as for `private_block`."""
        return self.private_block(group, private_creator)[element_offset]

    def remove_private_tags(self) -> None:
        """Take all elements of odd groups out, those of items too."""
        self.walk(_remove_private)

    def __str__(self) -> str:
        return text_of(self)

    __repr__ = __str__

    def top(self) -> str:
        """The lines of the data set without those of items."""
        return text_of(self, deep=False)

    def formatted_lines(
        self,
        element_format: str = ELEMENT_FORMAT,
        sequence_element_format: str = ELEMENT_FORMAT,
        indent_format: str | None = None,  # noqa: ARG002
    ) -> Iterator[str]:
        """The lines of the data set and of all inside it in a format of the caller's.

        Parameters
        ----------
        element_format, sequence_element_format
            Formats that name attributes of elements, as in ``"%(tag)s %(name)s"``; the second is for sequences.
        indent_format
            Nothing comes of it: the lines of items are not indented.
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

        A value that has no meaning, or no place in the model, is given by its bytes under its own VR.

        Parameters
        ----------
        bulk_data_threshold
            Binary values whose text would be longer go to the handler.
        bulk_data_element_handler
            Stores the value of an element elsewhere and gives its URI; None to keep all in the model.
        suppress_invalid_tags
            Whether to leave out elements that would be given by bytes only for want of a meaning.
        raw_values
            Whether the model also carries group lengths, VRs of headers, undefined lengths and the spelling of
            values, under names of its own: what `from_json` makes of it is written as the same bytes in the
            encoding of the data set, or there is a warning.

        Raises
        ------
        UnwritableValue
            For an assigned value that its VR has no form for; `path` names the element.
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
        """The text of the JSON model; parameters are those of `to_json_dict`, `dump_handler` writes the text."""
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
            ``handler(tag, vr, uri)`` or ``handler(uri)`` gives the value that a URI stands for, or its bytes.
            Without one the element is empty, which is warned of, and its model has the URI again.
        codec
            Its VR rows say what values are; the data set remembers it.

        Raises
        ------
        MalformedJson
            When the model is not of the form that PS3.18 F.2 asks for; `path` names the element. It is a TypeError
            too for a JSON value of another type, a KeyError for an element without ``vr``.
        """
        made: Self = above("JSON").from_json_model(cls, json_dataset, bulk_data_uri_handler, codec)
        return made


def _remove_private(data_set: Dataset, element: DataElement) -> None:
    if element.tag.is_private:
        del data_set[element.tag]
