"""Bytes of DICOM structures put together by hand, so that tests do not depend on the code under test.

Layout is written out here on purpose: these few lines are the tests' own idea of PS3.5 7 and PS3.10 7.1.
`order` is ``"<"`` (little endian) or ``">"``; `length` overrides the length field.
"""

from __future__ import annotations

import struct
import zlib

LONG_VRS = ("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV")
UNDEFINED = 0xFFFFFFFF
ITEM = 0xFFFEE000
ITEM_DELIMITER = 0xFFFEE00D
SEQUENCE_DELIMITER = 0xFFFEE0DD

IMPLICIT_LE = "1.2.840.10008.1.2"
EXPLICIT_LE = "1.2.840.10008.1.2.1"
EXPLICIT_BE = "1.2.840.10008.1.2.2"
DEFLATED = "1.2.840.10008.1.2.1.99"
JPEG = "1.2.840.10008.1.2.4.50"


def tag(number: int, order: str = "<") -> bytes:
    return struct.pack(order + "HH", number >> 16, number & 0xFFFF)


def short(number: int, vr: str, value: bytes = b"", *, length: int | None = None, order: str = "<") -> bytes:
    """An element with a 16-bit length field."""
    declared = len(value) if length is None else length
    return tag(number, order) + vr.encode("latin-1") + struct.pack(order + "H", declared) + value


def long(
    number: int,
    vr: str,
    value: bytes = b"",
    *,
    length: int | None = None,
    reserved: bytes = b"\0\0",
    order: str = "<",
) -> bytes:
    """An element with reserved bytes and a 32-bit length field."""
    declared = len(value) if length is None else length
    return tag(number, order) + vr.encode("latin-1") + reserved + struct.pack(order + "I", declared) + value


def explicit(number: int, vr: str, value: bytes = b"", *, length: int | None = None, order: str = "<") -> bytes:
    """An element with a VR field, in the form that its VR asks for."""
    form = long if vr in LONG_VRS else short
    return form(number, vr, value, length=length, order=order)


def implicit(number: int, value: bytes = b"", *, length: int | None = None, order: str = "<") -> bytes:
    """An element without a VR field; items and delimiters have this form too."""
    declared = len(value) if length is None else length
    return tag(number, order) + struct.pack(order + "I", declared) + value


def item(*content: bytes, length: int | None = None, order: str = "<") -> bytes:
    """An item of defined length, or a fragment."""
    return implicit(ITEM, b"".join(content), length=length, order=order)


def item_end(length: int = 0, order: str = "<") -> bytes:
    return implicit(ITEM_DELIMITER, length=length, order=order)


def sequence_end(length: int = 0, order: str = "<") -> bytes:
    return implicit(SEQUENCE_DELIMITER, length=length, order=order)


def undefined_item(*content: bytes, order: str = "<") -> bytes:
    """An item of undefined length with its delimiter."""
    return item(*content, length=UNDEFINED, order=order) + item_end(order=order)


def sequence(number: int, *items: bytes, length: int | None = None, order: str = "<") -> bytes:
    """A sequence with a VR field; give its delimiter among the items where the length is undefined."""
    return explicit(number, "SQ", b"".join(items), length=length, order=order)


def fragments(number: int, *pieces: bytes, vr: str = "OB") -> bytes:
    """An encapsulated value of fragments and their delimiter; the first piece is the offset table."""
    return explicit(number, vr, b"".join(map(item, pieces)) + sequence_end(), length=UNDEFINED)


def padded(value: bytes, pad: bytes = b"\0") -> bytes:
    return value + pad * (len(value) % 2)


def meta_elements(uid: str) -> list[bytes]:
    """What the file meta group needs after its group length (PS3.10 Table 7.1-1)."""
    return [
        explicit(0x00020001, "OB", b"\0\1"),
        explicit(0x00020002, "UI", padded(b"1.2.840.10008.5.1.4.1.1.7")),
        explicit(0x00020003, "UI", padded(b"2.25.1")),
        explicit(0x00020010, "UI", padded(uid.encode("ascii"))),
        explicit(0x00020012, "UI", padded(b"2.25.2")),
    ]


def meta(elements: list[bytes]) -> bytes:
    """A file meta group with the right group length."""
    group = b"".join(elements)
    return explicit(0x00020000, "UL", struct.pack("<I", len(group))) + group


def opening(preamble: bytes = bytes(128)) -> bytes:
    return preamble + b"DICM"


def part10(*data_set: bytes, uid: str = EXPLICIT_LE) -> bytes:
    """A whole file."""
    return opening() + meta(meta_elements(uid)) + b"".join(data_set)


def deflated(data: bytes, level: int = 9) -> bytes:
    """A raw deflate stream (PS3.5 A.5)."""
    deflater = zlib.compressobj(level, wbits=-15)
    return deflater.compress(data) + deflater.flush()
