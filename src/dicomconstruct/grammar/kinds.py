"""The kinds of value that a VR can hold: how the bytes of a value field are laid out (PS3.5 6.2).

A kind has two faces. Its *layout* is a construct: bytes <-> fields, total and lossless, so that a value
can be taken apart and put together again with every padding byte in place. Its *meaning* turns bytes into
the Python value that people work with, and back; that one may fail, and then says why. Every value of a file
passes through the meaning, so it works on the bytes themselves and not through the layout; that the two
agree is a law of the tests.
"""

from __future__ import annotations

import math
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from construct import Construct, GreedyBytes, SizeofError, stream_write

from dicomconstruct.errors import GrammarError, MalformedValue, UnwritableValue, shown
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag, Tag
from dicomconstruct.values import DA, DT, IS, TM, CharacterSets, Converter, DSdecimal, DSfloat, MultiValue
from dicomconstruct.values.iso2022 import ESCAPE

DEFAULT_CHARACTER_SETS = CharacterSets.of(None)
LITTLE = ByteOrder.LITTLE
SEPARATOR = b"\\"
PADDING = b" \0"
BACKSLASH = SEPARATOR[0]
SEPARATOR_CHARACTER, PADDING_CHARACTERS = SEPARATOR.decode("ascii"), PADDING.decode("ascii")
ONE_VALUE = frozenset({DA, DSdecimal, DSfloat, DT, IS, TM, float, int, type(None)})
"""Types of single values; looking one up is cheaper than asking whether it is a sequence."""


class Kind:
    """How the value field of a VR is laid out, and what it means.

    Subclasses are rows of the VR table's ``value=`` column; make one to add a value form of your own.
    """

    pad = b"\0"
    word_size = 1
    """Bytes that swap together when the byte order changes (PS3.5 7.3)."""

    def layout(self, order: ByteOrder) -> Construct:
        """The construct of the value field: bytes <-> fields, for every byte string."""
        raise NotImplementedError

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:
        """The Python value of a value field. Raises MalformedValue where the bytes have no meaning."""
        raise NotImplementedError

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
        """The value field of a Python value, padded to even length (PS3.5 6.2).

        Raises UnwritableValue where the VR has no form for the value.
        """
        raise NotImplementedError

    def padded(self, raw: bytes) -> bytes:
        return raw + self.pad if len(raw) % 2 else raw


class TextLayout(Construct):
    """Character data: the parts between separators, and the padding after the last one.

    Parses the rest of the stream into ``{"parts": [bytes, ...], "padding": bytes}``. Builds the parts with a
    backslash between them, and the padding as it was. ``charsets`` among the context parameters tells a
    separator from the second byte of a character (PS3.5 6.1.2.3, 6.4). Size: undefined.
    """

    padding = PADDING

    def __init__(self, *, split: bool) -> None:
        super().__init__()
        self.split = split

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        data = stream.read()
        text = data.rstrip(self.padding)
        charsets = context._params.get("charsets", DEFAULT_CHARACTER_SETS)
        parts = charsets.split(text) if self.split else [text]
        return {"parts": parts, "padding": data[len(text) :]}

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:  # noqa: ARG002
        data = SEPARATOR.join(obj["parts"]) + obj["padding"]
        stream_write(stream, data, len(data), path)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:  # noqa: ARG002
        raise SizeofError("text is as long as its parts", path=path)


@dataclass(frozen=True)
class Text(Kind):
    """Character data; made by `text`."""

    converter: Converter
    split: bool
    pad: bytes = b" "

    def layout(self, order: ByteOrder) -> Construct:  # noqa: ARG002
        return TextLayout(split=self.split)

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

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if isinstance(value, str) or type(value) in ONE_VALUE:
            data = self.converter.encode(value, charsets)
            return data + self.pad if len(data) % 2 else data
        if type(value) is not list and type(value) is not MultiValue:
            if isinstance(value, (bytes, bytearray, memoryview)):
                raise UnwritableValue("this VR holds text, not bytes", found=shown(value))
            value = list(value) if isinstance(value, Sequence) else [value]
        if len(value) > 1 and not self.split:
            raise UnwritableValue("this VR holds a single value", found=f"{len(value)} values")
        encode = self.converter.encode
        return self.padded(SEPARATOR.join([encode(one, charsets) for one in value]))


def text(converter: Converter, *, split: bool, pad: bytes = b" ") -> Text:
    """Character data (PS3.5 6.2, 6.4).

    Keeps: the padding used, trailing spaces, empty components.

    Parameters
    ----------
    converter
        What one value means: `dicomconstruct.values.TEXT`, `DATE`, `PERSON_NAME` ...
    split
        Whether a backslash separates values.
    pad
        The byte that makes the length even.
    """
    return Text(converter, split, pad)


class NumbersLayout(Construct):
    """Numbers side by side, and the bytes left over where the length is no multiple of theirs.

    Parses the rest of the stream into ``{"numbers": array, "excess": bytes}``; the array keeps every bit,
    NaN payloads too. Builds both. Size: undefined.
    """

    def __init__(self, typecode: str, order: ByteOrder) -> None:
        super().__init__()
        self.typecode = typecode
        self.order = order
        self.width = array(typecode).itemsize

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        data = stream.read()
        whole = len(data) - len(data) % self.width
        numbers = array(self.typecode, data[:whole])
        return {"numbers": self._in_native_order(numbers), "excess": data[whole:]}

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:  # noqa: ARG002
        data = self._in_native_order(array(self.typecode, obj["numbers"])).tobytes() + obj["excess"]
        stream_write(stream, data, len(data), path)
        return obj

    def _in_native_order(self, numbers: array[Any]) -> array[Any]:
        if self.order is not NATIVE_ORDER:
            numbers.byteswap()
        return numbers

    def _sizeof(self, context: Any, path: str) -> int:  # noqa: ARG002
        raise SizeofError("numbers take as many bytes as there are", path=path)


FLOATS = "fd"
TYPECODES = "bBhHiIqQfd"
NATIVE_ORDER = LITTLE if array("H", b"\1\0")[0] == 1 else ByteOrder.BIG
ONE_LITTLE = {typecode: struct.Struct("<" + typecode) for typecode in TYPECODES}
ONE_BIG = {typecode: struct.Struct(">" + typecode) for typecode in TYPECODES}
TAG_LITTLE, TAG_BIG = struct.Struct("<HH"), struct.Struct(">HH")


@dataclass(frozen=True)
class Numbers(Kind):
    """Binary numbers side by side; made by `numbers`."""

    typecode: str

    def __post_init__(self) -> None:
        if self.typecode not in ONE_LITTLE:
            path, hint = f"numbers({self.typecode!r})", f"one of {TYPECODES}"
            raise GrammarError("no typecode of numbers", path=path, hint=hint)

    @property
    def word_size(self) -> int:  # type: ignore[override]
        return ONE_LITTLE[self.typecode].size

    def layout(self, order: ByteOrder) -> NumbersLayout:
        return NumbersLayout(self.typecode, order)

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:  # noqa: ARG002
        one = (ONE_LITTLE if order is LITTLE else ONE_BIG)[self.typecode]
        if len(raw) == one.size:
            return one.unpack(raw)[0]
        if len(raw) % one.size:
            problem = "the length of the value is no multiple of its number's"
            raise MalformedValue(problem, expected=f"a multiple of {one.size}", found=len(raw))
        several = array(self.typecode, raw)
        if order is not NATIVE_ORDER:
            several.byteswap()
        return several.tolist() or None

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if value is None:
            return b""
        if type(value) is int or type(value) is float:
            try:
                return (ONE_LITTLE if order is LITTLE else ONE_BIG)[self.typecode].pack(value)
            except (struct.error, OverflowError):  # what does not fit is said below
                pass
        try:
            several = array(self.typecode, listed(value))
        except (TypeError, ValueError, OverflowError) as error:
            raise UnwritableValue(f"this VR does not hold such a number ({error})", found=shown(value)) from error
        if self.typecode in FLOATS and any(map(math.isinf, several)) and not any(map(math.isinf, listed(value))):
            raise UnwritableValue("the number is too large for this VR", found=shown(value))
        if order is not NATIVE_ORDER:
            several.byteswap()
        return several.tobytes()


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
    return Numbers(typecode)


@dataclass(frozen=True)
class Tags(Numbers):
    """Pairs of 16-bit numbers, group and element (PS3.5 6.2, AT)."""

    typecode: str = "H"

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:
        if len(raw) == TAG_LITTLE.size:
            group, element = (TAG_LITTLE if order is LITTLE else TAG_BIG).unpack(raw)
            return BaseTag(group << 16 | element)
        words = super().decode(raw, order, charsets)
        if not isinstance(words, list) or len(words) % 2:
            if words is None:
                return None
            raise MalformedValue("a tag takes four bytes", expected="a multiple of 4", found=len(raw))
        return [BaseTag(group << 16 | element) for group, element in zip(words[::2], words[1::2], strict=True)]

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:
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

    @property
    def word_size(self) -> int:  # type: ignore[override]
        return self.word

    def layout(self, order: ByteOrder) -> Construct:  # noqa: ARG002
        return GreedyBytes

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        return raw if type(raw) is bytes else bytes(raw)

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        if type(value) is bytes:
            return self.padded(value)
        if value is None:
            return b""
        if hasattr(value, "dtype") and value.dtype.kind not in "biufc":
            raise UnwritableValue("this VR holds bytes or numbers", found=f"an array of {value.dtype}")
        try:
            return self.padded(bytes(memoryview(value)))
        except (TypeError, ValueError) as error:
            raise UnwritableValue("this VR holds bytes", found=type(value).__name__) from error


def raw(*, word: int = 1) -> Raw:
    """Bytes as they are, in words of `word` bytes that swap with the byte order (PS3.5 6.2, 7.3)."""
    return Raw(word)


@dataclass(frozen=True)
class Items(Raw):
    """A sequence of items; as a value field of its own it is only met where the content is no item."""


def items() -> Items:
    """A sequence of items (PS3.5 7.5), which `sequence.py` lays out."""
    return Items()


class LaidLayout(Construct):
    """Whatever a grammar author's construct makes of a value, and the bytes that it leaves.

    Parses the rest of the stream into ``{"understood": bool, "value": object, "excess": bytes}``; where the
    construct cannot read the bytes, or does not build what it read, nothing is understood and all bytes are
    excess. Builds both, so it is total and lossless around a construct that need be neither. Size: undefined.
    """

    def __init__(self, construct: Construct) -> None:
        super().__init__()
        self.construct = construct

    def _parse(self, stream: BinaryIO, context: Any, path: str) -> dict[str, Any]:  # noqa: ARG002
        data = stream.read()
        try:
            value = self.construct.parse(data)
            built = bytes(self.construct.build(value))
        except Exception:  # an author's construct may raise anything; the bytes are kept whatever it was
            return {"understood": False, "value": None, "excess": data}
        if not data.startswith(built):
            return {"understood": False, "value": None, "excess": data}
        return {"understood": True, "value": value, "excess": data[len(built) :]}

    def _build(self, obj: Any, stream: BinaryIO, context: Any, path: str) -> Any:  # noqa: ARG002
        held = bytes(self.construct.build(obj["value"])) if obj["understood"] else b""
        data = held + obj["excess"]
        stream_write(stream, data, len(data), path)
        return obj

    def _sizeof(self, context: Any, path: str) -> int:  # noqa: ARG002
        raise SizeofError("a value takes as many bytes as there are", path=path)


@dataclass(frozen=True)
class Laid(Kind):
    """A value laid out by a construct of the grammar author's own."""

    construct: Construct

    def layout(self, order: ByteOrder) -> Construct:  # noqa: ARG002
        return LaidLayout(self.construct)

    def decode(self, raw: bytes, order: ByteOrder, charsets: CharacterSets) -> Any:  # noqa: ARG002
        fields = self.layout(order).parse(raw)
        if not fields["understood"] or fields["excess"] not in (b"", self.pad):
            raise MalformedValue("the value does not fit its layout", found=raw[:32].hex(" "))
        return fields["value"]

    def encode(self, value: Any, order: ByteOrder, charsets: CharacterSets) -> bytes:  # noqa: ARG002
        try:
            return self.padded(bytes(self.construct.build(value)))
        except Exception as error:  # as in LaidLayout
            raise UnwritableValue(f"the value does not fit its layout: {error}", found=shown(value)) from error
