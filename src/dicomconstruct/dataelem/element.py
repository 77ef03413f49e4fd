"""A data element (PS3.5 7.1): a tag, a VR and a value that is decoded when somebody looks at it.

What was read keeps its bytes until another value is assigned.
"""

from __future__ import annotations

from copy import deepcopy
from enum import Enum
from typing import Any, NamedTuple, Protocol

from dicomconstruct.dataelem.conversion import converted, encoder_of
from dicomconstruct.dataelem.description import description_of, private_name_of, tag_of_key
from dicomconstruct.dataelem.shown import CHOICE, shown_value
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.grammar.vrs import VRS, VRTable
from dicomconstruct.sequence import Sequence
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets, MultiValue


class _Unread(Enum):
    UNREAD = 0


UNREAD: Any = _Unread.UNREAD
"""Stands for a value that nobody has looked at."""
FEW_HAVE = ("file_tell", "is_undefined_length", "private_creator")
"""Attributes that are set on the elements that have them only."""
IMMUTABLE = frozenset((str, int, float, bytes, type(None), _Unread))
LISTS = (MultiValue, Sequence)
"""Values that may be changed in place."""


class Source(Protocol):
    """What decodes the values of elements that were read."""

    def decode(self, element: DataElement) -> Any:
        """The value of an element that this source made."""

    def is_undefined_length(self, element: DataElement) -> bool:
        """Whether the element had the undefined length (PS3.5 7.5.1)."""

    def creator_of(self, tag: BaseTag) -> str | None:
        """The private creator that reserved the block of a private element (PS3.5 7.8.1)."""


class RawValue(NamedTuple):
    """The place of a value as it was read: a row of the engine, and the data set that it stands in."""

    row: Any
    source: Any
    """A `Source`."""


class DataElement:
    """One data element.

    Parameters
    ----------
    tag
        A tag, a number, a pair of numbers, eight hexadecimal digits or a keyword.
    VR
        The two letters, or a choice such as ``"US or SS"``.
    value
        A value, or a list of them; text with backslashes is taken apart where the VR allows several values.
    file_value_tell, is_undefined_length
        Where the value stood in a file; whether it had the undefined length.
    already_converted
        Whether the value is such as reading gives and needs no checking.

    Raises
    ------
    ValueError
        When `tag` is none.
    UnwritableValue
        When the value is none of the VR's; where it may be written all the same, there is a warning only.
    """

    __slots__ = ("VR", "_raw", "_value", "file_tell", "is_undefined_length", "private_creator", "tag")
    __hash__ = None  # type: ignore[assignment]

    tag: BaseTag
    VR: str
    file_tell: int | None
    is_undefined_length: bool
    private_creator: str | None
    _value: Any
    _raw: Any
    """A `RawValue`, or None for a value that was assigned."""

    def __init__(
        self,
        tag: Any,
        VR: str,  # noqa: N803
        value: Any,
        file_value_tell: int | None = None,
        is_undefined_length: bool = False,
        already_converted: bool = False,
    ) -> None:
        self.tag = tag if type(tag) is BaseTag else tag_of_key(tag)
        self.VR = VR
        self._raw = None
        self._value = value if already_converted else converted(VR, value)
        if file_value_tell is not None:
            self.file_tell = file_value_tell
        if is_undefined_length:
            self.is_undefined_length = True

    @classmethod
    def _read(cls, tag: BaseTag, VR: str, raw: RawValue) -> DataElement:  # noqa: N803
        """An element as it was read, its value not yet looked at."""
        made = cls.__new__(cls)
        made.tag = tag
        made.VR = VR
        made._value = UNREAD
        made._raw = raw
        return made

    def __getattr__(self, name: str) -> Any:
        """What an attribute of `FEW_HAVE` is where it was not set."""
        if name in FEW_HAVE:
            source = None if self._raw is None else self._raw.source
            if name == "is_undefined_length":
                return source is not None and source.is_undefined_length(self)
            return source.creator_of(self.tag) if source is not None and name == "private_creator" else None
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    @property
    def value(self) -> Any:
        """The value. MalformedValue, with offset and path, where the bytes have no meaning under the VR."""
        value = self._value
        if value is UNREAD:
            value = self._value = self._raw.source.decode(self)
        return value

    @value.setter
    def value(self, value: Any) -> None:
        self._value = converted(self.VR, value)
        self._raw = None

    @property
    def is_original(self) -> bool:
        """Whether the bytes that were read still stand for the value; edits inside items do not count."""
        if self._raw is None:
            return False
        value = self._value
        return not (type(value) in LISTS and value.changed)

    def encode(self, order: ByteOrder, charsets: CharacterSets, vrs: VRTable = VRS) -> bytes:
        """The value field; for a choice of VRs under the first that holds the value.

        Raises UnwritableValue where the VR has no form for the value, or is none.
        """
        value = self.value
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
        if type(value) is Sequence:
            return 1
        if isinstance(value, MultiValue | list | tuple):
            return len(value)
        return 0 if value is None or (isinstance(value, str | bytes) and not value) else 1

    @property
    def is_empty(self) -> bool:
        """Whether there is no value, or no item."""
        value = self.value
        return not value if type(value) is Sequence else self.VM == 0

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
        """The keyword, "" where there is none."""
        return description_of(self.tag).keyword

    @property
    def name(self) -> str:
        """The name, of a private element in brackets where its creator is known."""
        creator = self.private_creator
        known = private_name_of(self.tag, creator) if creator else ""
        return known or description_of(self.tag).name

    @property
    def repval(self) -> str:
        """The value as text."""
        return shown_value(self.VR, self.value)

    def clear(self) -> None:
        """Empty the value."""
        self.value = None

    def __getitem__(self, index: int) -> Any:
        if isinstance(self.value, MultiValue | Sequence):
            return self.value[index]
        raise TypeError(f"{self.tag} has a single value")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DataElement):
            return NotImplemented
        if self is other:
            return True
        return self.tag == other.tag and self.VR == other.VR and bool(self.value == other.value)

    def _copied(self, value: Any) -> DataElement:
        """An element with another value that reads the same."""
        copied = DataElement(self.tag, self.VR, value, already_converted=True)
        copied._raw = self._raw if self.is_original or type(value) is Sequence else None
        for name in FEW_HAVE:
            if getattr(self, name):
                setattr(copied, name, getattr(self, name))
        return copied

    def __copy__(self) -> DataElement:
        return self._copied(self._value)

    def __deepcopy__(self, memo: dict[int, Any]) -> DataElement:
        value = self._value
        if type(value) is MultiValue:
            value = value[:]
        elif type(value) not in IMMUTABLE:
            value = deepcopy(value, memo)
        return self._copied(value)

    def __reduce__(self) -> Any:
        few = {name: getattr(self, name) for name in FEW_HAVE if getattr(self, name)}
        return _unpickled, (self.tag, self.VR, self.value, few)

    def __str__(self) -> str:
        return f"{self.tag} {self.name:<35.35} {self.VR}: {self.repval}"

    __repr__ = __str__


def _unpickled(tag: BaseTag, vr: str, value: Any, few: dict[str, Any]) -> DataElement:
    element = DataElement(tag, vr, value, already_converted=True)
    for name, held in few.items():
        setattr(element, name, held)
    return element
