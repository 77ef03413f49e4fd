"""The kinds of value that a VR can hold: how the bytes of a value field are laid out (PS3.5 6.2).

A kind has two parts. Its *layout* is a construct of `value_layouts.py`: bytes <-> fields, total and lossless,
so that a value can be taken apart and put together again with every padding byte in place. Its *meaning* turns
bytes into the Python value, and back; it may fail, and its error says why. Every value of
a file passes through the meaning, so for speed it works on the bytes and not through the layout; that the two
agree is a law of the tests.
"""

from __future__ import annotations

import math
import struct
import sys
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from io import IOBase
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from dicomconstruct.errors import BytesLengthException, GrammarError, UnwritableValue, shown
from dicomconstruct.grammar.primitives import (
    NATIVE_ORDER as NATIVE_ORDER,
    PADDING as PADDING,
    SEPARATOR as SEPARATOR,
    ByteOrder,
)
from dicomconstruct.lazy import attributes
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import DA, DT, IS, TM, CharacterSets, Converter, DSdecimal, DSfloat, MultiValue
from dicomconstruct.values.charset import DEFAULT_CHARACTER_SETS as DEFAULT_CHARACTER_SETS
from dicomconstruct.values.repertoire import ESCAPE

if TYPE_CHECKING:
    from construct import Construct

    from dicomconstruct.grammar.value_layouts import (
        LaidLayout as LaidLayout,
        NumbersLayout as NumbersLayout,
        TextLayout as TextLayout,
    )

LITTLE = ByteOrder.LITTLE
BACKSLASH = SEPARATOR[0]
SEPARATOR_CHARACTER, PADDING_CHARACTERS = SEPARATOR.decode("ascii"), PADDING.decode("ascii")
ONE_VALUE = frozenset({DA, DSdecimal, DSfloat, DT, IS, TM, float, int, type(None)})
"""Types of single values; looking one up is cheaper than an `isinstance` test for sequences."""
Decode = Callable[[bytes, CharacterSets], Any]
"""Gives the value of a value field in one byte order, or raises MalformedValue."""
LAYOUTS = "dicomconstruct.grammar.value_layouts"
SHOWN_BYTES = 32
"""Bytes of a value that an error message shows."""

__getattr__ = attributes(__name__, dict.fromkeys(("LaidLayout", "NumbersLayout", "TextLayout"), LAYOUTS))


def value_layouts() -> Any:
    """The module of the layouts, which imports construct."""
    return import_module(LAYOUTS)


class Kind:
    """Layout and meaning of a VR's value field.

    Subclasses are rows of the VR table's ``value=`` column; make one to add a value form of your own.
    """

    pad = b"\0"
    word_size = 1
    """Bytes that swap together when the byte order changes (PS3.5 7.3)."""
    is_whole = True
    """Whether a list is one value rather than several."""

    def layout(self, order: ByteOrder) -> Construct:
        """The construct of the value field: bytes <-> fields, for every byte string."""
        raise NotImplementedError

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:
        """The Python value of a value field. Raises MalformedValue where the bytes have no meaning."""
        raise NotImplementedError

    def decoder(self, order: ByteOrder) -> Decode:
        """`decode` for one byte order, made once and called for every value."""

        def decode(raw: bytes, charsets: CharacterSets) -> Any:
            return self.decode(raw, order, charsets)

        return decode

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
        """The value field of a Python value, padded to even length (PS3.5 6.2).

        Raises UnwritableValue where the VR has no form for the value.
        """
        raise NotImplementedError

    def padded(self, raw: bytes) -> bytes:
        return raw + self.pad if len(raw) % 2 else raw

    def reordered(self, raw: bytes, order: ByteOrder, word_size: int) -> bytes:  # noqa: ARG002
        """A value field converted to the other byte order: its words swapped (PS3.5 7.3).

        Bytes in excess of whole words stay as they are. Raises DicomError where the value has to be encoded again
        and cannot be encoded.
        """
        return swapped(raw, word_size)

    def ranked(self) -> tuple[object, ...]:
        """The keys that a `KindTable` looks up, in order: the class of a kind and its base classes."""
        return type(self).__mro__


T = TypeVar("T")


class KindTable(Generic[T]):
    """A layer's entry for each kind of value.

    Parameters
    ----------
    entries
        By a class of kinds, or by the converter of a `Text`, which takes precedence. The entry of `Kind` is for
        all others, including constructs of grammar authors.
    """

    def __init__(self, entries: Mapping[object, T]) -> None:
        self._entries = entries

    def of(self, kind: Kind) -> T:
        """The entry of a kind."""
        return next(self._entries[one] for one in kind.ranked() if one in self._entries)


@dataclass(frozen=True)
class Text(Kind):
    """Character data; made by `text`. A value given as bytes is encoded already."""

    converter: Converter
    split: bool
    pad: bytes = b" "
    is_whole = False

    def ranked(self) -> tuple[object, ...]:
        return (self.converter, *super().ranked())

    def layout(self, order: ByteOrder) -> Construct:  # noqa: ARG002
        return value_layouts().TextLayout(split=self.split)

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:  # noqa: ARG002
        data = raw.rstrip(PADDING)
        if BACKSLASH in data and self.split:
            decode_all = self.converter.decode_all
            if decode_all is not None and data.isascii() and ESCAPE not in data:
                texts = data.decode("ascii").split(SEPARATOR_CHARACTER)
                return decode_all([one.rstrip(PADDING_CHARACTERS) for one in texts])
            parts = charsets.split(data)
            if len(parts) > 1:
                decode = self.converter.decode
                return [decode(part.rstrip(PADDING), charsets) for part in parts]
        return self.converter.decode(data, charsets)

    def decoder(self, order: ByteOrder) -> Decode:
        return self.decoder_up_to(sys.maxsize, super().decoder(order), order)

    def decoder_up_to(self, longest: int, beyond: Decode, order: ByteOrder) -> Decode:
        """`decoder` for values of at most `longest` bytes, and the decoder of longer ones."""
        of_text, split, decode_all = self.converter.of_text, self.split, self.converter.decode_all

        if of_text is None or decode_all is None:
            return self._any_up_to(longest, beyond, order)

        def decode(raw: bytes, charsets: CharacterSets) -> Any:
            if len(raw) > longest:
                return beyond(raw, charsets)
            data = raw.rstrip(PADDING)
            if not data.isascii() or ESCAPE in data:
                return self.decode(raw, order, charsets)
            text = data.decode("ascii")
            if split and SEPARATOR_CHARACTER in text:
                return decode_all([one.rstrip(PADDING_CHARACTERS) for one in text.split(SEPARATOR_CHARACTER)])
            return of_text(text)

        return decode

    def _any_up_to(self, longest: int, beyond: Decode, order: ByteOrder) -> Decode:
        split, convert = self.split, self.converter.decode

        def decode(raw: bytes, charsets: CharacterSets) -> Any:
            if len(raw) > longest:
                return beyond(raw, charsets)
            data = raw.rstrip(PADDING)
            return self.decode(raw, order, charsets) if split and BACKSLASH in data else convert(data, charsets)

        return decode

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if isinstance(value, str) or type(value) in ONE_VALUE:
            data = self.converter.encode(value, charsets)
            return data + self.pad if len(data) % 2 else data
        if type(value) is not list and type(value) is not MultiValue:
            if isinstance(value, (bytes, bytearray, memoryview)):
                return self.padded(bytes(value))
            value = list(value) if isinstance(value, Sequence) else [value]
        if len(value) > 1 and not self.split:
            raise UnwritableValue("this VR holds a single value", found=f"{len(value)} values")
        encode = self.converter.encode
        return self.padded(SEPARATOR.join([one if type(one) is bytes else encode(one, charsets) for one in value]))


def text(converter: Converter, *, split: bool, pad: bytes = b" ") -> Text:
    """Character data (PS3.5 6.2, 6.4).

    Keeps: the padding used, trailing spaces, empty components.

    Parameters
    ----------
    converter
        The converter of one value: `dicomconstruct.values.TEXT`, `DATE`, `PERSON_NAME` ...
    split
        Whether a backslash separates values.
    pad
        The byte that makes the length even.
    """
    return Text(converter, split, pad)


def swapped(raw: bytes, word_size: int) -> bytes:
    """Words in the other byte order; bytes in excess of whole words stay as they are (PS3.5 7.3)."""
    if word_size not in SWAPPED_AS:
        return raw
    whole = len(raw) - len(raw) % word_size
    words = array(SWAPPED_AS[word_size], raw[:whole])
    words.byteswap()
    return words.tobytes() + raw[whole:]


FLOATS = "fd"
WRONG_LENGTH = "Expected total bytes to be an even multiple of bytes per value"
TYPECODES = "bBhHiIqQfd"
SWAPPED_AS = {2: "H", 4: "I", 8: "Q"}
"""The typecodes of words that are swapped, by their size."""
STRUCT_TYPECODES = {"l": "i", "L": "I"}
"""Typecodes of numbers for which the `struct` module has another letter in standard sizes."""
ONE_LITTLE = {typecode: struct.Struct("<" + typecode) for typecode in TYPECODES}
ONE_BIG = {typecode: struct.Struct(">" + typecode) for typecode in TYPECODES}
TAG_LITTLE, TAG_BIG = struct.Struct("<HH"), struct.Struct(">HH")


@dataclass(frozen=True)
class Numbers(Kind):
    """Binary numbers side by side; made by `numbers`."""

    typecode: str
    is_whole = False

    def __post_init__(self) -> None:
        if self.typecode not in ONE_LITTLE:
            path, hint = f"numbers({self.typecode!r})", f"one of {TYPECODES}"
            raise GrammarError("no typecode of numbers", path=path, hint=hint)

    @property
    def word_size(self) -> int:  # type: ignore[override]
        return ONE_LITTLE[self.typecode].size

    def layout(self, order: ByteOrder) -> Construct:
        return value_layouts().NumbersLayout(self.typecode, order)

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:  # noqa: ARG002
        one = (ONE_LITTLE if order is LITTLE else ONE_BIG)[self.typecode]
        if len(raw) == one.size:
            return one.unpack(raw)[0]
        if len(raw) % one.size:
            raise BytesLengthException(WRONG_LENGTH, expected=f"a multiple of {one.size}", found=len(raw))
        several = array(self.typecode, raw)
        if order is not NATIVE_ORDER:
            several.byteswap()
        return several.tolist() or None

    def decoder(self, order: ByteOrder) -> Decode:
        one = (ONE_LITTLE if order is LITTLE else ONE_BIG)[self.typecode]
        size, unpack = one.size, one.unpack

        def decode(raw: bytes, charsets: CharacterSets) -> Any:
            return unpack(raw)[0] if len(raw) == size else self.decode(raw, order, charsets)

        return decode

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if value is None:
            return b""
        if type(value) is int or type(value) is float:
            try:
                return (ONE_LITTLE if order is LITTLE else ONE_BIG)[self.typecode].pack(value)
            except (struct.error, OverflowError):  # numbers that do not fit raise below
                pass
        elif is_empty_text(value):
            return b""
        try:
            several = array(self.typecode, listed(value))
        except (TypeError, ValueError, OverflowError) as error:
            raise UnwritableValue(f"this VR does not hold such a number ({error})", found=shown(value)) from error
        if self.typecode in FLOATS and any(map(math.isinf, several)) and not any(map(math.isinf, listed(value))):
            raise UnwritableValue("the number is too large for this VR", found=shown(value))
        if order is not NATIVE_ORDER:
            several.byteswap()
        return several.tobytes()


@dataclass(frozen=True)
class Floats(Numbers):
    """Binary floating point numbers side by side; made by `numbers`."""


def is_empty_text(value: Any) -> bool:
    """Whether a value is the empty text or a list of it alone, which is no value under any VR."""
    if type(value) is list or type(value) is MultiValue:
        return len(value) == 1 and is_empty_text(value[0])
    return isinstance(value, str | bytes) and not value


def listed(value: Any) -> list[Any]:
    """The numbers of a value as a list: of one number, of a sequence, of an array.

    Raises TypeError for bytes and text, which are sequences but hold no numbers.
    """
    if type(value) is list:
        return value
    if isinstance(value, (bytes, bytearray, memoryview, str)):
        raise TypeError(f"{type(value).__name__} is no number")
    if hasattr(value, "tolist"):
        value = value.tolist()
    return list(value) if isinstance(value, Sequence) else [value]


def numbers(typecode: str) -> Numbers:
    """Binary numbers side by side: a typecode of the `array` module, such as ``"H"`` (PS3.5 6.2).

    Keeps: every bit, and the bytes in excess of whole numbers. Raises GrammarError for another typecode.
    """
    return Floats(typecode) if typecode in FLOATS else Numbers(typecode)


@dataclass(frozen=True)
class Tags(Numbers):
    """Pairs of 16-bit numbers, group and element (PS3.5 6.2, AT)."""

    typecode: str = "H"

    decoder = Kind.decoder

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:
        if len(raw) == TAG_LITTLE.size:
            group, element = (TAG_LITTLE if order is LITTLE else TAG_BIG).unpack(raw)
            return BaseTag(group << 16 | element)
        words = super().decode(raw, order, charsets)
        if not isinstance(words, list) or len(words) % 2:
            if words is None:
                return None
            raise BytesLengthException(WRONG_LENGTH, expected="a multiple of 4", found=len(raw))
        return [BaseTag(group << 16 | element) for group, element in zip(words[::2], words[1::2], strict=True)]

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
        if is_empty_text(value):
            return b""
        try:
            tags = [Tag(one) for one in ([] if value is None else self._several(value))]
        except (TypeError, ValueError) as error:
            raise UnwritableValue(f"this VR holds tags ({error})", found=shown(value)) from error
        words = [half for tag in tags for half in (tag.group, tag.element)]
        return super().encode(words, order, charsets)

    @staticmethod
    def _several(value: Any) -> Sequence[Any]:
        """Tags as a sequence; a pair of numbers is a group and an element, not two tags."""
        if isinstance(value, str | int):
            return [value]
        if isinstance(value, tuple) and len(value) == 2 and not any(isinstance(one, BaseTag) for one in value):
            return [value]
        return listed(value)


def tags() -> Tags:
    """Data element tags side by side (PS3.5 6.2, AT)."""
    return Tags()


@dataclass(frozen=True)
class Raw(Kind):
    """Bytes in words; made by `raw`."""

    word: int = 1
    is_whole = False

    @property
    def word_size(self) -> int:  # type: ignore[override]
        return self.word

    def layout(self, order: ByteOrder) -> Construct:  # noqa: ARG002
        return value_layouts().RawLayout

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        return raw if type(raw) is bytes else bytes(raw)

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if type(value) is bytes:
            return self.padded(value)
        if value is None or (isinstance(value, list | MultiValue) and not value) or is_empty_text(value):
            return b""
        if isinstance(value, IOBase):
            return self.padded(_rest_of(value))
        if hasattr(value, "dtype") and value.dtype.kind not in "biufc":
            raise UnwritableValue("this VR holds bytes or numbers", found=f"an array of {value.dtype}")
        try:
            return self.padded(bytes(memoryview(value)))
        except (TypeError, ValueError) as error:
            raise UnwritableValue("this VR holds bytes", found=type(value).__name__) from error


def _rest_of(buffer: Any) -> bytes:
    """The bytes from a buffer's position to its end; the position is restored."""
    position = buffer.tell()
    rest: bytes = buffer.read()
    buffer.seek(position)
    return rest


def raw(*, word: int = 1) -> Raw:
    """Bytes as they are, in words of `word` bytes that swap with the byte order (PS3.5 6.2, 7.3)."""
    return Raw(word)


@dataclass(frozen=True)
class Items(Raw):
    """A sequence of items; its bytes are a value field only where the content is not items."""

    is_whole = True


def items() -> Items:
    """A sequence of items (PS3.5 7.5), which `sequence.py` lays out."""
    return Items()
