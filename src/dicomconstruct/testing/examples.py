"""Small conformant files made from the grammar's rows: the built-in examples of `verify`.

Every transfer syntax family, every VR, nesting of both lengths, private blocks, every character set, empty
values, bare data sets. All conform to the standard, and their bytes are the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from dicomconstruct import dictionary
from dicomconstruct.grammar import VRS, Encoding, authoring, encoding_for
from dicomconstruct.grammar.authoring import Token
from dicomconstruct.grammar.kinds import Items, numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.tag import BaseTag
from dicomconstruct.testing.authoring import (
    SECONDARY_CAPTURE,
    bare,
    element,
    example_uid,
    fragments,
    part10,
    sequence,
)
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS

UNCOMPRESSED: Mapping[str, str] = MappingProxyType(
    {
        "implicit-le": "1.2.840.10008.1.2",
        "explicit-le": "1.2.840.10008.1.2.1",
        "explicit-be": "1.2.840.10008.1.2.2",
        "deflated": "1.2.840.10008.1.2.1.99",
        "ge-private": "1.2.840.113619.5.2",
    }
)
"""The transfer syntaxes with native pixel data by their names in examples."""
LAYOUTS = ("implicit-le", "explicit-le", "explicit-be")
"""The transfer syntaxes with different layouts of elements."""
ENCAPSULATED_UNCOMPRESSED = "1.2.840.10008.1.2.1.98"

DEEPEST = 60
"""Sequences within sequences in the example of nesting."""

VALUES: Mapping[str, Any] = MappingProxyType(
    {
        "AE": ["ARCHIVE", "WORKLIST-2"],
        "AS": ["018M", "007D", "120Y"],
        "AT": [BaseTag(0x00100010), BaseTag(0x7FE00010)],
        "CS": ["ORIGINAL", "PRIMARY", "AXIAL_2"],
        "DA": ["19991231", "20240229"],
        "DS": ["1", "-1.5", "6.02214076E23", "+.5", "0000000000000001"],
        "DT": ["2024", "20240229235960.123456+0530", "20240101-0330"],
        "FD": [0.0, -0.0, 5e-324, 1.7976931348623157e308, float("inf"), float("nan")],
        "FL": [0.0, -0.0, 1.5, -3.25, float("-inf")],
        "IS": ["0", "-2147483648", "+2147483647"],
        "LO": ["one value", "another  one", "x"],
        "LT": "Several lines\r\nof text \\ with a backslash\r\n",
        "OB": bytes(range(256)),
        "OD": bytes(range(64)),
        "OF": bytes(range(64)),
        "OL": bytes(range(64)),
        "OV": bytes(range(64)),
        "OW": bytes(range(64)),
        "PN": ["Doe^Jane^^Dr.^MD", "Roe^Richard"],
        "SH": ["short", "string"],
        "SL": [-(2**31), -1, 0, 2**31 - 1],
        "SS": [-(2**15), -1, 0, 2**15 - 1],
        "ST": "Short text \\ with a backslash",
        "SV": [-(2**63), -1, 0, 2**63 - 1],
        "TM": ["07", "0907", "090705", "235960.999999"],
        "UC": ["unlimited", "characters"],
        "UI": ["1.2.840.10008.1.1", "2.25.0"],
        "UL": [0, 1, 2**32 - 1],
        "UN": b"\0\1\2\3",
        "UR": "https://example.org/dicom-web?a=1&b=%20",
        "US": [0, 1, 2**16 - 1],
        "UT": "Unlimited text, " * 8,
        "UV": [0, 1, 2**64 - 1],
    }
)
"""Values of each VR that its rules allow (PS3.5 6.2)."""

NAMES: Mapping[str, str] = MappingProxyType(
    {
        "": "Doe^Jane",
        "6": "Doe^Jane",
        "100": "Müller^Åsa",
        "101": "Łukasiewicz^Jiří",
        "109": "Ħaġar^Ġorġ",
        "110": "Kārkliņš^Ģirts",
        "126": "Διονυσιος",
        "127": "قباني^لنزار",
        "13": "ﾔﾏﾀﾞ^ﾀﾛｳ",
        "138": "שרון^דבורה",
        "144": "Люкceмбypг",  # noqa: RUF001
        "148": "Çavuşoğlu^Işık",  # noqa: RUF001
        "149": "Hong^Gildong=洪^吉洞=홍^길동",
        "159": "Yamada^Tarou=丂^丄",
        "166": "สมชาย^ใจดี",
        "192": "Wang^XiaoDong=王^小東=Ναι^Да",  # noqa: RUF001
        "203": "Œuvré^Žofie",
        "58": "Zhang^XiaoDong=张^小东",
        "87": "Yamada^Tarou=山田^太郎=やまだ^たろう",
        "GB18030": "Wang^XiaoDong=王^小东𠀀",
        "GBK": "Wang^XiaoDong=王^小东",
    }
)
"""A name in the script of each character set, by the last word of its defined term."""

_PIXELS = [0, 1, 0x0102, 0x0FFF, 0x1000, 0x7FFF, 0x8000, 0xFFFF]
_FRAMES = (bytes(range(16)), bytes(range(16, 32)))


def example_files() -> Iterator[tuple[str, bytes]]:
    """The examples as (name, bytes), always the same and in the same order."""
    for name, uid in UNCOMPRESSED.items():
        yield f"image-{name}", part10(encoding_for(uid), _image(encoding_for(uid)))
    encapsulated = encoding_for(ENCAPSULATED_UNCOMPRESSED)
    yield "encapsulated-empty-offset-table", part10(encapsulated, _encapsulated(encapsulated, b""))
    table = authoring.offset_table_of_frames([[frame] for frame in _FRAMES])
    yield "encapsulated-offset-table", part10(encapsulated, _encapsulated(encapsulated, table))
    for name in LAYOUTS:
        encoding = encoding_for(UNCOMPRESSED[name])
        yield f"every-vr-{name}", part10(encoding, _identified(encoding, _every_vr(encoding)))
        yield f"empty-values-{name}", part10(encoding, _identified(encoding, _every_vr(encoding, empty=True)))
        yield f"nested-{name}", part10(encoding, _identified(encoding, _nested(encoding)))
        yield f"private-{name}", part10(encoding, _identified(encoding, _private(encoding)))
        yield f"deep-{name}", part10(encoding, _identified(encoding, [_deep(encoding)]))
        yield f"trailing-padding-{name}", part10(encoding, _identified(encoding, _padded(encoding)))
        yield f"bare-{name}", bare(encoding, _image(encoding))
    yield from _character_sets()


def _character_sets() -> Iterator[tuple[str, bytes]]:
    encoding = encoding_for(UNCOMPRESSED["explicit-le"])
    for term, (_, _, _, _, is_extension, is_multi_byte, _) in CHARACTER_SETS.items():
        terms = ["", term] if is_extension and is_multi_byte else [term]
        yield _text_example(encoding, terms, NAMES[term.split(" ")[-1]])
    kanji = "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"
    yield _text_example(encoding, ["ISO 2022 IR 13", "ISO 2022 IR 87"], kanji)
    mixed = ["ISO 2022 IR 100", "ISO 2022 IR 144", "ISO 2022 IR 126"]
    yield _text_example(encoding, mixed, "Müller^Люк^Διον")


def _text_example(encoding: Encoding, terms: list[str], name: str) -> tuple[str, bytes]:
    charsets = CharacterSets.of(terms)
    words = name.replace("^", " ").replace("=", " ")
    tokens = [
        element(encoding, (0x0008, 0x0005), "CS", terms),
        *_identity(encoding),
        element(encoding, (0x0008, 0x1080), "LO", [words, "plain"], charsets=charsets),
        element(encoding, (0x0010, 0x0010), "PN", name, charsets=charsets),
        element(encoding, (0x0010, 0x1001), "PN", [name, name], charsets=charsets),
        element(encoding, (0x0010, 0x4000), "LT", f"{words}\r\n{words}", charsets=charsets),
    ]
    shown = "+".join(term.replace(" ", "-") or "default" for term in terms)
    return f"characters-{shown}", part10(encoding, tokens)


def _identity(encoding: Encoding, sop_class: str = SECONDARY_CAPTURE) -> list[Token]:
    return [
        element(encoding, (0x0008, 0x0016), "UI", sop_class),
        element(encoding, (0x0008, 0x0018), "UI", example_uid(1)),
    ]


def _identified(encoding: Encoding, tokens: list[Token]) -> list[Token]:
    return [*_identity(encoding), *tokens]


def _image(encoding: Encoding) -> list[Token]:
    """An image of 2 x 4 pixels in 16 bits each."""
    pixels_little = encoding.syntax.pixels_little_endian
    order = encoding.layout.order
    if pixels_little is not None:
        order = ByteOrder.of(pixels_little)
    pixels = numbers("H").encode(_PIXELS, order, CharacterSets.of(None))
    return [
        *_identity(encoding),
        element(encoding, (0x0008, 0x0060), "CS", "OT"),
        element(encoding, (0x0010, 0x0010), "PN", "Doe^Jane"),
        element(encoding, (0x0010, 0x0020), "LO", "EXAMPLE"),
        *_pixel_module(encoding, rows=2, columns=4, bits=16),
        element(encoding, (0x7FE0, 0x0010), "OW", pixels),
    ]


def _encapsulated(encoding: Encoding, table: bytes) -> list[Token]:
    """Two frames of 4 x 4 pixels in 8 bits each, a fragment for each frame."""
    return [
        *_identity(encoding),
        element(encoding, (0x0008, 0x0060), "CS", "OT"),
        element(encoding, (0x0010, 0x0010), "PN", "Doe^Jane"),
        *_pixel_module(encoding, rows=4, columns=4, bits=8, frames=len(_FRAMES)),
        fragments(encoding, (0x7FE0, 0x0010), [table, *_FRAMES]),
    ]


def _pixel_module(
    encoding: Encoding, *, rows: int, columns: int, bits: int, frames: int | None = None
) -> list[Token]:
    counted = [] if frames is None else [element(encoding, (0x0028, 0x0008), "IS", str(frames))]
    return [
        element(encoding, (0x0028, 0x0002), "US", 1),
        element(encoding, (0x0028, 0x0004), "CS", "MONOCHROME2"),
        *counted,
        element(encoding, (0x0028, 0x0010), "US", rows),
        element(encoding, (0x0028, 0x0011), "US", columns),
        element(encoding, (0x0028, 0x0100), "US", bits),
        element(encoding, (0x0028, 0x0101), "US", bits),
        element(encoding, (0x0028, 0x0102), "US", bits - 1),
        element(encoding, (0x0028, 0x0103), "US", 0),
    ]


def _every_vr(encoding: Encoding, *, empty: bool = False) -> list[Token]:
    """The element of PS3.3 C.23.4.2.1 that can hold values of each VR, for every row of the VR table."""
    found: list[tuple[BaseTag, Token]] = []
    for code, row in VRS.items():
        keyword = "SelectorCodeSequenceValue" if isinstance(row.kind, Items) else f"Selector{code}Value"
        tag = dictionary.tag_of(keyword)
        if tag is None:
            continue
        if isinstance(row.kind, Items):
            inner = [] if empty else [[], [element(encoding, (0x0008, 0x0100), "SH", "113100")]]
            found.append((tag, sequence(encoding, tag, inner)))
        else:
            found.append((tag, element(encoding, tag, row, None if empty else VALUES[code])))
    return [token for _, token in sorted(found, key=lambda one: one[0])]


def _nested(encoding: Encoding) -> list[Token]:
    """Sequences and items of both kinds of length, in every combination, empty ones too."""
    tags = ((0x0008, 0x1110), (0x0008, 0x1115), (0x0008, 0x1140), (0x0008, 0x114A))
    choices = ((False, False), (False, True), (True, False), (True, True))
    tokens = [
        sequence(encoding, tag, _references(encoding), undefined=one, undefined_items=other)
        for tag, (one, other) in zip(tags, choices, strict=True)
    ]
    tokens.append(sequence(encoding, (0x0008, 0x2112), []))
    tokens.append(sequence(encoding, (0x0040, 0x0275), [], undefined=True))
    inner = sequence(encoding, (0x0040, 0xA730), _references(encoding), undefined=True, undefined_items=False)
    tokens.append(sequence(encoding, (0x0040, 0xA730), [[inner], [inner]], undefined_items=True))
    return tokens


def _references(encoding: Encoding) -> list[list[Token]]:
    return [
        [
            element(encoding, (0x0008, 0x1150), "UI", SECONDARY_CAPTURE),
            element(encoding, (0x0008, 0x1155), "UI", example_uid(2)),
        ],
        [],
        [element(encoding, (0x0008, 0x1160), "IS", ["1", "2"])],
    ]


def _private(encoding: Encoding) -> list[Token]:
    """Two blocks of one private group, one of them inside an item (PS3.5 7.8.1)."""
    inner = [
        element(encoding, (0x0009, 0x0010), "LO", "DICOMCONSTRUCT TWO"),
        element(encoding, (0x0009, 0x1001), "UN", b"\1\2"),
    ]
    return [
        element(encoding, (0x0009, 0x0010), "LO", "DICOMCONSTRUCT ONE"),
        element(encoding, (0x0009, 0x0020), "LO", "DICOMCONSTRUCT TWO"),
        element(encoding, (0x0009, 0x1001), "LO", ["private", "text"]),
        element(encoding, (0x0009, 0x1002), "FD", 0.5),
        sequence(encoding, (0x0009, 0x1003), [inner], undefined=True),
        element(encoding, (0x0009, 0x2001), "US", [1, 2]),
        element(encoding, (0x0009, 0x20FF), "OB", b"\0\xff"),
    ]


def _deep(encoding: Encoding) -> Token:
    """Content within content, with defined and undefined lengths in turn."""
    innermost = [element(encoding, (0x0040, 0xA160), "UT", "the bottom")]
    for level in range(DEEPEST):
        held = sequence(
            encoding, (0x0040, 0xA730), [innermost], undefined=level % 2 == 0, undefined_items=level % 3 == 0
        )
        innermost = [element(encoding, (0x0040, 0xA040), "CS", "CONTAINER"), held]
    return innermost[1]


def _padded(encoding: Encoding) -> list[Token]:
    """A data set with padding after its last element (PS3.10 7.2)."""
    return [
        element(encoding, (0x0010, 0x0010), "PN", "Doe^Jane"),
        element(encoding, (0xFFFC, 0xFFFC), "OB", bytes(100)),
    ]
