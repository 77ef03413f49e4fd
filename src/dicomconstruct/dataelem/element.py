"""A data element (PS3.5 7.1): a tag, a VR and a value that is decoded at the first access.

An element that was read keeps its bytes until another value is assigned.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import deepcopy
from functools import partial
from typing import Any, ClassVar

from dicomconstruct.codec import STANDARD, Codec
from dicomconstruct.config import options
from dicomconstruct.dataelem.buffered import check_buffer, is_buffer, length_of, same_bytes
from dicomconstruct.dataelem.comparison import listed, same_values
from dicomconstruct.dataelem.conversion import converted, encoder_of
from dicomconstruct.dataelem.decoding import same_numbers
from dicomconstruct.dataelem.description import PRIVATE_NAME, description_of, private_name_of, tag_of_key
from dicomconstruct.dataelem.empty import empty_value
from dicomconstruct.dataelem.rare import Rare
from dicomconstruct.dataelem.shown import SHOWN_VALUES, shown_value
from dicomconstruct.dataelem.source import UNREAD, Unread, with_known_codec
from dicomconstruct.dataelem.validation import check_values
from dicomconstruct.errors import DicomError, MalformedValue, UnwritableValue
from dicomconstruct.grammar.kinds import DEFAULT_CHARACTER_SETS
from dicomconstruct.grammar.laid import Laid
from dicomconstruct.grammar.primitives import PIXEL_DATA, ByteOrder
from dicomconstruct.grammar.vrs import UNKNOWN, VRTable
from dicomconstruct.lazy import above
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.tree.scope import CHOICE
from dicomconstruct.uid import UID
from dicomconstruct.values import (
    IS,
    CharacterSets,
    DSdecimal,
    DSfloat,
    MultiValue,
    PersonName,
)

KNOWN_BY_SOURCE = ("file_tell", "is_undefined_length", "private_creator")
IMMUTABLE = frozenset((str, int, float, bytes, type(None), Unread))
UNCHANGED = IMMUTABLE | {PersonName, UID, DSfloat, DSdecimal, IS, BaseTag}
LISTS = (MultiValue, Sequence)
"""List types that record changes in place."""
SCALARS = (str, bytes, int, float, type(None), BaseTag, UID, PersonName, DSfloat, DSdecimal, IS)
PLAIN = frozenset((*SCALARS, list, MultiValue, Sequence))
"""Types of values other than buffers and arrays."""
PIXEL_DATA_TAG = Tag(PIXEL_DATA)
NAME_WIDTH = 35
"""The width of the name in the text of an element, in characters."""
BULK_DATA_THRESHOLD = 1024
"""Longer binary values go to the bulk data handler of the caller, if there is one."""


class DataElement:
    """One data element.

    Parameters
    ----------
    tag
        A tag, a number, a pair of numbers, eight hexadecimal digits or a keyword.
    VR
        The two letters, or a choice such as ``"US or SS"``.
    value
        A value or a list of values; text is split at backslashes where the VR allows several values. Under
        a VR of bytes also a file or another seekable buffer.
    file_value_tell, is_undefined_length
        The offset of the value in a file; whether it had the undefined length.
    already_converted
        Whether the value has the type that reading gives and is taken unchecked.
    validation_mode
        The validation mode now and for later assignments: `config.IGNORE`, `config.WARN` or `config.RAISE`; None
        for `config.settings.writing_validation_mode`.

    Raises
    ------
    ValueError
        When `tag` is not a tag, or a buffer cannot be read.
    TypeError
        When the value of Pixel Data is an array.
    UnwritableValue
        When the value cannot be converted to the VR. A value that can be written gives a warning only.

    Attributes
    ----------
    showVR, descripWidth, maxBytesToDisplay
        The form of `str`: whether it has the VR, the width of the name, and the largest number of values or bytes
        that are shown instead of counted.
    """

    __slots__ = ("VR", "_decoder", "_rare", "_row", "_source", "_value", "tag")
    __hash__ = None  # type: ignore[assignment]

    is_raw: ClassVar[bool] = False
    """False; True in `RawDataElement`."""
    showVR = Rare(True)  # noqa: N815
    descripWidth = Rare(NAME_WIDTH)  # noqa: N815
    maxBytesToDisplay = Rare(SHOWN_VALUES)  # noqa: N815
    _validation_mode = Rare(None)
    file_tell = Rare(None, lambda source, element: source.value_tell(element))
    is_undefined_length = Rare(False, lambda source, element: source.is_undefined_length(element))
    private_creator = Rare(None, lambda source, element: source.creator_of(element.tag))
    _codec = Rare(STANDARD, lambda source, _: source.codec)
    """The codec of the data set that holds the element."""
    _made_by_hook = Rare(None)
    """The values of a list that a hook made, to detect changes in place."""

    tag: BaseTag
    VR: str
    _value: Any
    _rare: dict[str, Any] | None
    """The `Rare` attributes that were set, or None. Replaced, never changed in place, since copies share it."""
    _source: Any
    """The `Source` of an element that was read; None after an assignment."""
    _row: Any
    """The row or raw element that was read; set where there is a source."""
    _decoder: Any
    """The decoder, if the source knew it from the header; else None."""

    def __init__(
        self,
        tag: Any,
        VR: str,  # noqa: N803
        value: Any,
        file_value_tell: int | None = None,
        is_undefined_length: bool = False,
        already_converted: bool = False,
        validation_mode: int | None = None,
    ) -> None:
        self.tag = tag if type(tag) is BaseTag else tag_of_key(tag)
        self.VR = VR
        self._source = None
        self._rare = None if validation_mode is None else {"_validation_mode": validation_mode}
        if already_converted:
            self._value = value
        elif type(value) in PLAIN:
            self._value = converted(VR, value, validation_mode)
        else:
            self._value = self._converted(value)
        if file_value_tell is not None:
            self.file_tell = file_value_tell
        if is_undefined_length:
            self.is_undefined_length = True

    @classmethod
    def _of_codec(cls, codec: Codec, tag: Any, VR: str, value: Any) -> DataElement:  # noqa: N803
        """An element of a data set with this codec; parameters and errors as for the class."""
        if codec is STANDARD:
            return DataElement(tag, VR, value)
        made = DataElement(tag, VR, None)
        made._codec = codec
        made.value = value
        return made

    @classmethod
    def _read(cls, tag: BaseTag, VR: str, row: Any, source: Any, decoder: Any = None) -> DataElement:  # noqa: N803
        """An element that was read and is not decoded yet."""
        made = cls.__new__(cls)
        made.tag = tag
        made.VR = VR
        made._value = UNREAD
        made._row = row
        made._source = source
        made._decoder = decoder
        made._rare = None
        return made

    @property
    def value(self) -> Any:
        """The value. MalformedValue, with offset and path, where the bytes have no meaning under the VR."""
        value = self._value
        if value is UNREAD:
            value = self._value = self._source.decode(self)
        return value

    @value.setter
    def value(self, value: Any) -> None:
        source = self._source
        if source is not None and source.codec is not STANDARD:
            self._codec = source.codec
        if self._rare is None and type(value) in PLAIN:
            self._value = converted(self.VR, value)
        else:
            self._value = self._converted(value)
        self._source = None

    def _join(self, codec: Codec) -> None:
        """Take the codec of the data set that gets the element; an assigned value is converted by its VR rows."""
        if self._source is None and self._codec is not codec:
            is_other = self._codec.vrs is not codec.vrs
            self._codec = codec
            if is_other:
                self._value = self._converted(self._value)

    def _converted(self, value: Any) -> Any:
        """Convert an assigned value."""
        if is_buffer(value):
            self._check_buffer(value)
            return value
        if hasattr(value, "dtype") and self.tag == PIXEL_DATA_TAG:
            raise TypeError(
                f"The value for {self.tag} '{self.name}' should be set using 'bytes' not 'numpy.ndarray'. See "
                "the Dataset.set_pixel_data() method for an alternative that supports ndarrays."
            )
        return converted(self.VR, value, self._validation_mode, self._codec.vrs)

    def _check_buffer(self, buffer: Any) -> None:
        """Raise ValueError for a buffer that cannot be the value."""
        bufferable = self._codec.vrs.holding_bytes - {UNKNOWN}
        if not bufferable.issuperset(self.VR.split(CHOICE)):
            supported = ", ".join(sorted(bufferable))
            raise ValueError(
                f"Elements with a VR of '{self.VR}' cannot be used with buffered values, supported VRs are: "
                f"{supported}"
            )
        try:
            check_buffer(buffer)
        except ValueError as error:
            raise ValueError(f"Invalid buffer for {self.tag} '{self.name}': {error}") from error

    @property
    def validation_mode(self) -> int:
        """The validation mode for assigned values."""
        mode: int | None = self._validation_mode
        return options().writing_mode if mode is None else mode

    @validation_mode.setter
    def validation_mode(self, mode: int) -> None:
        self._validation_mode = mode

    def validate(self, value: Any) -> None:
        """Warn or raise UnwritableValue, by `validation_mode`, for a value that the VR does not allow."""
        check_values(self.VR, value, self.validation_mode, vrs=self._codec.vrs)

    @property
    def is_buffered(self) -> bool:
        """Whether the value is a file or another buffer."""
        return is_buffer(self._value)

    @property
    def is_original(self) -> bool:
        """Whether the value is unchanged since it was read; edits inside items do not count."""
        if self._source is None:
            return False
        value = self._value
        if type(value) is list:
            made: list[Any] | None = self._made_by_hook
            return same_numbers(value, self._source.decode(self) if made is None else made)
        if type(value) in UNCHANGED:
            return True
        if type(value) in LISTS:
            return not value.changed
        row = self._source.codec.vrs.get(self.VR)
        return not (row is not None and isinstance(row.kind, Laid)) or self._is_unedited(row.kind)

    def _is_unedited(self, kind: Laid) -> bool:
        """Whether a value of a construct is still encoded as the bytes that were read."""
        encode = partial(kind.encode, order=ByteOrder.LITTLE, charsets=DEFAULT_CHARACTER_SETS)
        try:
            return encode(self._value) == encode(self._source.decode(self))
        except UnwritableValue:
            return False

    @property
    def original_byte_order(self) -> ByteOrder | None:
        """The byte order of a value that is unchanged since it was read; None for an assigned value."""
        layout = getattr(self._source, "layout", None) if self.is_original else None
        order: ByteOrder | None = None if layout is None else layout.order
        return order

    def encode(self, order: ByteOrder, charsets: CharacterSets, vrs: VRTable | None = None) -> bytes:
        """The value field; for a choice of VRs under the first that can encode the value.

        `vrs` defaults to the VR rows of the data set that holds the element.

        Raises UnwritableValue for an unknown VR and for a value that the VR cannot encode.
        """
        value, vrs = self.value, self._codec.vrs if vrs is None else vrs
        row = vrs.get(self.VR)
        if row is not None:
            return encoder_of(row.kind)(value, order, charsets)
        problem = UnwritableValue("no such VR", found=self.VR)
        for row in filter(None, map(vrs.get, self.VR.split(CHOICE))):
            try:
                return encoder_of(row.kind)(value, order, charsets)
            except UnwritableValue as error:
                problem = error
        raise problem

    @property
    def VM(self) -> int:  # noqa: N802
        """The number of values; 1 for a sequence, however many items it has (PS3.5 6.4)."""
        value = self.value
        if isinstance(value, Sequence):
            return 1
        if isinstance(value, MultiValue | list | tuple):
            return len(value)
        if is_buffer(value):
            return 1 if length_of(value) else 0
        if hasattr(value, "dtype"):
            return int(value.size)
        return 0 if value is None or (isinstance(value, str | bytes) and not value) else 1

    @property
    def is_empty(self) -> bool:
        """Whether there is no value, or no item."""
        value = self.value
        return not value if isinstance(value, Sequence) else self.VM == 0

    @property
    def is_private(self) -> bool:
        """Whether the group is odd (PS3.5 7.8)."""
        return self.tag.is_private

    @property
    def is_retired(self) -> bool:
        """Whether the standard has retired the element."""
        return description_of(self.tag).is_retired

    @property
    def keyword(self) -> str:
        """The keyword, or ""."""
        return description_of(self.tag).keyword

    @property
    def name(self) -> str:
        """The name; that of a private element is in brackets if its creator is known."""
        creator = self.private_creator
        if creator and self.tag.is_private:
            return private_name_of(self.tag, creator) or PRIVATE_NAME
        return description_of(self.tag).name

    @property
    def repval(self) -> str:
        """The value as text."""
        return shown_value(self.VR, self.value, self.maxBytesToDisplay, self._codec.vrs)

    @property
    def empty_value(self) -> Any:
        """The value of an empty element of this VR after reading."""
        return empty_value(self._codec.vrs.get(self.VR))

    def clear(self) -> None:
        """Empty the value."""
        self.value = self.empty_value

    def __getitem__(self, index: Any) -> Any:
        value = self.value
        if hasattr(value, "__getitem__") and not isinstance(value, str):
            return value[index]
        raise TypeError(f"{self.tag} has a single value")

    def __eq__(self, other: object) -> bool:
        """Whether tag, VR and value are equal; a NaN equals a NaN."""
        if not isinstance(other, DataElement):
            return NotImplemented
        if self is other:
            return True
        return self.tag == other.tag and self.VR == other.VR and self._same_value(other)

    def _same_value(self, other: DataElement) -> bool:
        try:
            mine, theirs = self.value, other.value
        except MalformedValue:
            originals = [one._source.raw(one._row) for one in (self, other) if one.is_original]
            return len(originals) == 2 and originals[0] == originals[1]
        if type(mine) in PLAIN and type(theirs) in PLAIN:
            return same_values(mine, theirs)
        for element, value in ((self, mine), (other, theirs)):
            if is_buffer(value):
                element._check_buffer(value)
        if is_buffer(mine) or is_buffer(theirs):
            return all(
                is_buffer(one) or isinstance(one, bytes | bytearray) for one in (mine, theirs)
            ) and same_bytes(mine, theirs)
        return same_values(listed(mine), listed(theirs))

    def _copied(self, value: Any) -> DataElement:
        """A copy of this element with an equal value."""
        copied = DataElement(self.tag, self.VR, value, already_converted=True)
        copied._rare = self._rare
        if self._source is not None and (self.is_original or type(value) is Sequence):
            copied._source, copied._row, copied._decoder = self._source, self._row, self._decoder
        elif self._source is not None:
            copied._rare = self.all_set
        return copied

    @property
    def all_set(self) -> dict[str, Any] | None:
        """The `Rare` attributes, those of the source included; None for none."""
        if self._source is None:
            return self._rare
        known = {name: getattr(self, name) for name in KNOWN_BY_SOURCE}
        is_set = {name: held for name, held in (self._rare or {}).items() if name != "_made_by_hook"}
        return {name: held for name, held in known.items() if held or held == 0} | is_set

    def __copy__(self) -> DataElement:
        with suppress(DicomError):  # raised again at the next access to the value
            _ = self.value
        return self._copied(self._value)

    def __deepcopy__(self, memo: dict[int, Any]) -> DataElement:
        value = self._value
        if type(value) is list:
            value = value[:]
        elif type(value) is MultiValue:
            value = MultiValue.of(value[:], element=value.type_constructor)
        elif type(value) not in IMMUTABLE:
            value = self._buffer_copied(memo) if is_buffer(value) else deepcopy(value, memo)
        return self._copied(value)

    def _buffer_copied(self, memo: dict[int, Any]) -> Any:
        try:
            return deepcopy(self._value, memo)
        except (ValueError, TypeError) as error:
            problem = f"Error deepcopying the buffered element {self.tag} '{self.name}': {error}"
            raise type(error)(problem) from error

    def __reduce__(self) -> Any:
        if self._source is not None or isinstance(self._value, Sequence):
            return above("pickles").reduced_element(self)
        return _unpickled, (self.tag, self.VR, self.value, with_known_codec(self._rare or {}))

    def __str__(self) -> str:
        vr = f"{self.VR}: " if self.showVR else ""
        return f"{self.tag} {self.name[: self.descripWidth]:<{self.descripWidth}} {vr}{self.repval}"

    __repr__ = __str__

    def to_json_dict(
        self, bulk_data_element_handler: Callable[[DataElement], str] | None, bulk_data_threshold: int
    ) -> dict[str, Any]:
        """The JSON model of the element (PS3.18 F.2.2); a value without a JSON form is given as its bytes.

        Parameters
        ----------
        bulk_data_element_handler
            Stores the value elsewhere and returns its URI; None to keep the value in the model.
        bulk_data_threshold
            Binary values whose text would be longer go to the handler.

        Raises UnwritableValue for an assigned value that its VR cannot encode.
        """
        to_model = above("JSON").to_element_model
        model: dict[str, Any] = to_model(self, bulk_data_threshold, bulk_data_element_handler)
        return model

    def to_json(
        self,
        bulk_data_threshold: int = BULK_DATA_THRESHOLD,
        bulk_data_element_handler: Callable[[DataElement], str] | None = None,
        dump_handler: Callable[[dict[str, Any]], str] | None = None,
    ) -> str:
        """The JSON text of the element; parameters as for `to_json_dict`, `dump_handler` writes the text."""
        model = self.to_json_dict(bulk_data_element_handler, bulk_data_threshold)
        text: str = above("JSON").to_text(model, dump_handler)
        return text

    @classmethod
    def from_json(
        cls,
        dataset_class: type[Any],
        tag: str,
        vr: str,
        value: Any,
        value_key: str | None,
        bulk_data_uri_handler: Callable[..., Any] | None = None,
    ) -> DataElement:
        """The element of a JSON model (PS3.18 F.2.2).

        Parameters
        ----------
        dataset_class
            The class of the items of a sequence.
        tag, vr
            The tag as eight hexadecimal digits, and the VR.
        value, value_key
            The value in the model and its key: ``"Value"``, ``"InlineBinary"`` or ``"BulkDataURI"``; None
            for an empty element.
        bulk_data_uri_handler
            ``handler(tag, vr, uri)`` or ``handler(uri)`` gives the value behind a URI.

        Raises MalformedJson when the value does not have the form of PS3.18 F.2.2.
        """
        read = above("JSON").element_from_json
        made: DataElement = read(dataset_class, tag, vr, value, value_key, bulk_data_uri_handler)
        return made


def _unpickled(tag: BaseTag, vr: str, value: Any, few: dict[str, Any]) -> DataElement:
    element = DataElement(tag, vr, value, already_converted=True)
    for name, held in few.items():
        setattr(element, name, held)
    return element
