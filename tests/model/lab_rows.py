"""Rows that a laboratory adds, one of each kind of value, and what they hold; `pickle` finds them here."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from construct import Adapter, Bytes, Construct, Int16ub, Int16ul, Int32ub, Int32ul, PrefixedArray, Struct
from hypothesis import strategies as st

from dicomconstruct import STANDARD, VR, Dataset
from dicomconstruct.codec import Codec
from dicomconstruct.grammar import SHORT, Behaviour
from dicomconstruct.grammar.kinds import items, numbers, text
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import PERSON_NAME, TEXT

TAG = BaseTag(0x00091001)


def point(order: ByteOrder) -> Construct:
    """Two numbers, in a byte order."""
    return Struct("x" / Int16ub, "y" / Int32ub) if order is ByteOrder.BIG else Struct("x" / Int16ul, "y" / Int32ul)


def counted(order: ByteOrder) -> Construct:
    """Numbers after how many they are, in a byte order."""
    return PrefixedArray(Int16ub, Int32ub) if order is ByteOrder.BIG else PrefixedArray(Int16ul, Int32ul)


class Uuid(Adapter):  # type: ignore[misc]
    """The sixteen bytes of a UUID (RFC 4122 4.1.2), the same in each byte order."""

    def _decode(self, obj: bytes, context: Any, path: str) -> UUID:  # noqa: ARG002
        return UUID(bytes=obj)

    def _encode(self, obj: UUID, context: Any, path: str) -> bytes:  # noqa: ARG002
        return obj.bytes


def uuid_of(value: Any) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def uuid_entries(value: UUID) -> list[Any]:
    return [str(value)]


def uuid_of_entries(entries: list[Any]) -> UUID:
    return UUID(*entries)


@dataclass(frozen=True)
class Says:
    """A dictionary that also has the element of these tests."""

    code: str

    def __call__(self, tag: BaseTag, creator: str | None) -> str | None:
        return self.code if tag == TAG else STANDARD.vr_of(tag, creator)


@dataclass(frozen=True)
class Lab:
    """A row, and values of it.

    Parameters
    ----------
    row
        The row.
    value, other
        A value, and another one.
    little
        The value field of `value` in little endian; None for one with items inside.
    big
        The same in big endian, where that is another one.
    text
        How `value` is shown.
    json
        What a model has of it, beside its VR.
    """

    row: VR
    value: Any
    other: Any
    little: bytes | None
    text: str
    json: dict[str, Any]
    big: bytes | None = None

    @cached_property
    def codec(self) -> Codec:
        """The codec that has the row, and the element in its dictionary; compiled once."""
        return STANDARD.with_vr(self.row).with_vr_of(Says(self.row.code))

    def field(self, order: ByteOrder) -> bytes | None:
        """The value field of `value`."""
        return self.big if order is ByteOrder.BIG and self.big is not None else self.little


LABS = {
    "numbers": Lab(
        VR("ZN", value=numbers("H")),
        [1, 513],
        7,
        struct.pack("<2H", 1, 513),
        "[1, 513]",
        {"Value": [1, 513]},
        struct.pack(">2H", 1, 513),
    ),
    "text": Lab(
        VR("ZT", header=SHORT, value=text(TEXT, split=True), max_length=8, form="[A-Z]+"),
        ["ABC", "DEF"],
        "GH",
        b"ABC\\DEF ",
        "['ABC', 'DEF']",
        {"Value": ["ABC", "DEF"]},
    ),
    "name": Lab(
        VR("ZP", value=text(PERSON_NAME, split=True)),
        "Doe^Jane=D^J",
        "Roe^Joe",
        b"Doe^Jane=D^J",
        "'Doe^Jane=D^J'",
        {"Value": [{"Alphabetic": "Doe^Jane", "Ideographic": "D^J"}]},
    ),
    "items": Lab(
        VR("ZQ", value=items()),
        [Dataset(PatientID="x"), Dataset()],
        [Dataset(PatientID="yy")],
        None,
        "<Sequence, length 2>",
        {"Value": [{"00100020": {"vr": "LO", "Value": ["x"]}}, {}]},
    ),
    "struct": Lab(
        VR("ZS", value=point),
        {"x": 1, "y": 70000},
        {"x": 3, "y": 4},
        struct.pack("<HI", 1, 70000),
        "Container(x=1, y=70000)",
        {"InlineBinary": "AQBwEQEA"},
        struct.pack(">HI", 1, 70000),
    ),
    "uuid": Lab(
        VR(
            "ZU",
            value=Uuid(Bytes(16)),
            behaviour=Behaviour(
                convert=uuid_of, show=str, to_json=uuid_entries, from_json=uuid_of_entries, strategy=st.uuids
            ),
        ),
        UUID(int=77),
        "00000000-0000-0000-0000-00000000004e",
        bytes(15) + b"M",
        "00000000-0000-0000-0000-00000000004d",
        {"Value": ["00000000-0000-0000-0000-00000000004d"]},
    ),
    "list": Lab(
        VR("ZL", value=counted),
        [1, 2, 3],
        [4],
        struct.pack("<H3I", 3, 1, 2, 3),
        "ListContainer([1, 2, 3])",
        {"InlineBinary": "AwABAAAAAgAAAAMAAAA="},
        struct.pack(">H3I", 3, 1, 2, 3),
    ),
}
