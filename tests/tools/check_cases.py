"""For each rule of `check`, the fewest bytes that break it and everything that is then found.

A finding is written as (code, path, offset, expected, found). Where a case is a data set, it stands in a
file without fault and its offsets count from the first byte of the data set.
"""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    long,
    meta,
    meta_elements,
    opening,
    padded,
    part10,
    sequence,
    sequence_end,
    short,
    undefined_item,
)

Found = tuple[str, str, int, str, str]


def number(tag: int, value: int) -> bytes:
    return explicit(tag, "US", struct.pack("<H", value))


def described(rows: int, columns: int, stored: int, signed: int) -> bytes:
    """What describes an image of one sample a pixel, in 50 bytes."""
    facts = (0x00280002, 1), (0x00280010, rows), (0x00280011, columns), (0x00280101, stored), (0x00280103, signed)
    return b"".join(number(tag, value) for tag, value in facts)


def jpeg(rows: int, columns: int, precision: int) -> bytes:
    """The header of a lossless JPEG image, up to its first scan (ISO/IEC 10918-1 B.2)."""
    frame = struct.pack(">HBHHB3B", 11, precision, rows, columns, 1, 1, 0x11, 0)
    return b"\xff\xd8\xff\xc3" + frame + b"\xff\xda" + struct.pack(">H", 2) + b"\xff\xd9" + b"\0"


def jpeg_2000(rows: int, columns: int, precision: int) -> bytes:
    """The size marker of a JPEG 2000 codestream with one component without sign (ISO/IEC 15444-1 A.5.1)."""
    sides = struct.pack(">8I", columns, rows, 0, 0, columns, rows, 0, 0)
    return b"\xff\x4f\xff\x51" + struct.pack(">HH", 41, 0) + sides + struct.pack(">H4B", 1, precision - 1, 1, 1, 0)


def extended_table(*entries: tuple[int, int]) -> bytes:
    """Extended Offset Table and its lengths."""
    offsets, lengths = (struct.pack(f"<{len(entries)}Q", *column) for column in zip(*entries, strict=True))
    return explicit(0x7FE00001, "OV", offsets) + explicit(0x7FE00002, "OV", lengths)


class Case(NamedTuple):
    name: str
    data: bytes
    found: list[Found]


def deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return deflater.compress(data) + deflater.flush()


NAME = explicit(0x00100010, "PN", b"Doe^Jane")
ID = explicit(0x00100020, "LO", b"1 ")
BIRTH = explicit(0x00100030, "DA", b"20200101")
TWO_FRAMES = explicit(0x00280008, "IS", b"2 ")
IMAGE = b"\xff\xd8\xff\xd9"
REFERENCE = explicit(0x00081155, "UI", b"1.2\0")
CODES = 0x00081140
META = meta_elements(EXPLICIT_LE)
PLAIN_META = meta(META)
IMPLICIT_META = b"".join(
    implicit(number, value)
    for number, value in (
        (0x00020001, b"\0\1"),
        (0x00020002, padded(b"1.2.840.10008.5.1.4.1.1.7")),
        (0x00020003, b"2.25.1"),
        (0x00020010, padded(EXPLICIT_LE.encode())),
        (0x00020012, b"2.25.2"),
    )
)

START = len(part10())
"""Where the data set of `part10` begins."""
RECORD = explicit(0x00041400, "UL", bytes(4)) + explicit(0x00041420, "UL", bytes(4))


def directory(first: int) -> bytes:
    """A DICOMDIR of two records that names where the first begins."""
    offset = explicit(0x00041200, "UL", struct.pack("<I", first))
    return part10(offset + sequence(0x00041220, item(RECORD), item(RECORD)))


FILES = [
    Case("offset of a record", directory(START + 24), []),
    Case(
        "offset beside a record",
        directory(START + 22),
        [("record-offset", "(0004,1200)", START + 8, "", str(START + 22))],
    ),
    Case("leading", b"HTTP/1.1 200" * 3 + part10(NAME), [("leading-bytes", "", 0, "", "")]),
    Case("no preamble", b"DICM" + PLAIN_META + NAME, [("no-preamble", "", 0, "", "")]),
    Case("no prefix", PLAIN_META + NAME, [("no-prefix", "", 0, "", "")]),
    Case("bare data set", NAME, [("no-prefix", "", 0, "", "")]),
    Case("TIFF", opening(b"II*\0".ljust(128, b"\0")) + PLAIN_META + NAME, [("preamble-tiff", "", 0, "", "")]),
    Case("big TIFF", opening(b"MM\0+".ljust(128, b"\0")) + PLAIN_META + NAME, [("preamble-tiff", "", 0, "", "")]),
    Case("MZ", opening(b"MZ".ljust(128, b"\0")) + PLAIN_META + NAME, [("preamble-executable", "", 0, "", "")]),
    Case(
        "ELF", opening(b"\x7fELF".ljust(128, b"\0")) + PLAIN_META + NAME, [("preamble-executable", "", 0, "", "")]
    ),
    Case("hello", opening(b"hello".ljust(128, b"\0")) + PLAIN_META + NAME, [("preamble-not-zero", "", 0, "", "")]),
    Case("no meta", opening() + NAME, [("no-meta", "", 132, "", "")]),
    Case(
        "implicit meta",
        opening() + implicit(0x00020000, struct.pack("<I", len(IMPLICIT_META))) + IMPLICIT_META + NAME,
        [("meta-layout", "(0002,0000)", 132, "explicit-le", "implicit-le")],
    ),
    Case(
        "one implicit header in meta",
        opening() + meta([implicit(0x00020001, b"\0\1"), *META[1:]]) + NAME,
        [("header-without-vr", "(0002,0001)", 144, "", "")],
    ),
    Case("no length", opening() + b"".join(META) + NAME, [("meta-group-length-missing", "", 132, "", "")]),
    Case(
        "wrong length",
        opening() + explicit(0x00020000, "UL", b"\x09\0\0\0") + b"".join(META) + NAME,
        [("meta-group-length-wrong", "(0002,0000)", 140, "104", "9")],
    ),
    Case(
        "no implementation class",
        opening() + meta(META[:-1]) + NAME,
        [("meta-element-missing", "", 132, "(0002,0012)", "")],
    ),
    Case(
        "no transfer syntax",
        opening() + meta([*META[:3], META[4]]) + NAME,
        [("transfer-syntax-missing", "", 220, "", "")],
    ),
    Case(
        "empty transfer syntax",
        opening() + meta([*META[:3], explicit(0x00020010, "UI"), META[4]]) + NAME,
        [("transfer-syntax-missing", "(0002,0010)", 228, "", "")],
    ),
    Case(
        "space after transfer syntax",
        opening() + meta([*META[:3], explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1 "), META[4]]) + NAME,
        [("transfer-syntax-padded", "(0002,0010)", 214, "", "'1.2.840.10008.1.2.1 '")],
    ),
    Case(
        "NULs after transfer syntax",
        opening() + meta([*META[:3], explicit(0x00020010, "UI", b"1.2.840.10008.1.2.1\0\0\0"), META[4]]) + NAME,
        [("transfer-syntax-padded", "(0002,0010)", 214, "", "'1.2.840.10008.1.2.1\\x00\\x00\\x00'")],
    ),
    Case(
        "unknown transfer syntax",
        part10(NAME, uid="1.2.3.4"),
        [("transfer-syntax-unknown", "(0002,0010)", 214, "", "'1.2.3.4'")],
    ),
    Case(
        "big endian",
        part10(explicit(0x00100010, "PN", b"Doe^Jane", order=">"), uid=EXPLICIT_BE),
        [("transfer-syntax-retired", "(0002,0010)", 214, "", EXPLICIT_BE)],
    ),
    Case(
        "declared explicit",
        part10(implicit(0x00100010, b"Doe^Jane")),
        [("transfer-syntax-contradicted", "", 248, "explicit-le", "implicit-le")],
    ),
    Case(
        "native under JPEG",
        part10(explicit(0x7FE00010, "OW", b"\1\2"), uid=JPEG),
        [("not-encapsulated", "(7FE0,0010)", 250, "", "length 2")],
    ),
    Case(
        "native icon under JPEG",
        part10(sequence(0x00880200, item(explicit(0x7FE00010, "OW", b"\1\2"))), uid=JPEG),
        [],
    ),
    Case(
        "fragments under a native syntax",
        part10(fragments(0x7FE00010, b"", b"\xff\xd8")),
        [("encapsulated-undeclared", "(7FE0,0010)", 248, "", EXPLICIT_LE)],
    ),
    Case(
        "zlib",
        part10(padded(zlib.compress(NAME)), uid=DEFLATED),
        [("zlib-wrapper", "", 250, "deflate", "zlib")],
    ),
    Case("not deflated", part10(NAME, uid=DEFLATED), [("not-deflated", "", 250, "", "")]),
    Case(
        "deflate cut",
        part10(deflate(NAME)[:-3], uid=DEFLATED),
        [
            ("deflate-stopped", "", 250, "", "deflate stream ends early"),
            ("value-cut-short", "(0010,0010)", 0, "8", "6"),
        ],
    ),
    Case(
        "deflate and NULs",
        part10(deflate(NAME) + b"\0\0\0", uid=DEFLATED),
        [("bytes-after-deflate", "", 268, "", "")],
    ),
    Case(
        "fault in a deflated data set",
        part10(padded(deflate(explicit(0x00100010, "PN", b"Doe"))), uid=DEFLATED),
        [("odd-length", "(0010,0010)", 0, "", "3")],
    ),
    Case(
        "explicit at the end of implicit",
        part10(implicit(0x00080060, b"OT"), NAME, uid=IMPLICIT_LE),
        [("header-with-vr", "(0010,0010)", 256, "", "'PN'")],
    ),
]

DATA_SETS = [
    Case(
        "meta in data set",
        NAME + explicit(0x00020003, "UI", b"1.2\0"),
        [
            ("tag-order", "(0002,0003)", 16, "a tag after (0010,0010)", "(0002,0003)"),
            ("meta-in-data-set", "(0002,0003)", 16, "", ""),
        ],
    ),
    Case("command", explicit(0x00000002, "UI", b"1.2\0") + NAME, [("command-in-file", "(0000,0002)", 0, "", "")]),
    Case(
        "group 0001", explicit(0x00010010, "LO", b"ME") + NAME, [("forbidden-group", "(0001,0010)", 0, "", "0001")]
    ),
    Case(
        "reserved",
        long(0x00420011, "OB", b"\1\2", reserved=b"\0\7"),
        [("reserved-not-zero", "(0042,0011)", 0, "", "00 07")],
    ),
    Case("VR ZZ", long(0x00100010, "ZZ", b"Doe^Jane") + ID, [("unknown-vr", "(0010,0010)", 0, "", "'ZZ'")]),
    Case(
        "short OB",
        short(0x00420011, "OB", b"\1\2") + explicit(0x00420012, "LO", b"a "),
        [("vr-header-form", "(0042,0011)", 0, "long", "short")],
    ),
    Case(
        "implicit in explicit",
        explicit(0x00080060, "CS", b"OT") + implicit(0x00100010, b"Doe^Jane") + ID,
        [("header-without-vr", "(0010,0010)", 10, "", "")],
    ),
    Case("odd", explicit(0x00100010, "PN", b"Doe"), [("odd-length", "(0010,0010)", 0, "", "3")]),
    Case("cut", explicit(0x00100010, "PN", b"Doe^", length=8), [("value-cut-short", "(0010,0010)", 0, "8", "4")]),
    Case(
        "item too long",
        sequence(CODES, item(REFERENCE, length=20)) + NAME,
        [("length-differs", "(0008,1140)[0]", 12, "20", "12")],
    ),
    Case(
        "sequence too short",
        sequence(CODES, item(REFERENCE), item(REFERENCE), length=20) + NAME,
        [("length-differs", "(0008,1140)", 0, "20", "40")],
    ),
    Case(
        "no item delimiter",
        sequence(CODES, item(REFERENCE, length=UNDEFINED), sequence_end(), length=UNDEFINED) + NAME,
        [("item-delimiter-missing", "(0008,1140)[0]", 32, "", "")],
    ),
    Case(
        "no sequence delimiter",
        sequence(CODES, item(REFERENCE), length=UNDEFINED),
        [("sequence-delimiter-missing", "(0008,1140)", 32, "", "")],
    ),
    Case(
        "delimiter of length 4",
        sequence(CODES, undefined_item(REFERENCE), sequence_end(4), length=UNDEFINED) + NAME,
        [("delimiter-length", "(0008,1140)", 40, "0", "4")],
    ),
    Case("stray", NAME + item_end() + ID, [("stray-delimiter", "", 16, "", "(FFFE,E00D)")]),
    Case(
        "item tag",
        sequence(CODES, implicit(0x3F3F3F00, REFERENCE)) + NAME,
        [("item-tag", "(0008,1140)[0]", 12, "(FFFE,E000)", "(3F3F,3F00)")],
    ),
    Case(
        "implicit item",
        sequence(CODES, item(implicit(0x00081155, b"1.2\0"))) + NAME,
        [("layout-changes", "(0008,1140)[0]", 20, "explicit-le", "implicit-le")],
    ),
    Case(
        "swapped item",
        sequence(CODES, item(explicit(0x00081155, "UI", b"1.2\0", order=">"), order=">")) + NAME,
        [("layout-changes", "(0008,1140)", 12, "explicit-le", "explicit-be")],
    ),
    Case(
        "explicit item in UN",
        long(CODES, "UN", item(REFERENCE) + sequence_end(), length=UNDEFINED) + NAME,
        [
            ("un-holds-items", "(0008,1140)", 0, "", ""),
            ("un-for-known-tag", "(0008,1140)", 0, "SQ", ""),
            ("layout-changes", "(0008,1140)[0]", 20, "implicit-le", "explicit-le"),
        ],
    ),
    Case(
        "implicit item in UN, as it should be",
        long(CODES, "UN", item(implicit(0x00081155, b"1.2\0")) + sequence_end(), length=UNDEFINED) + NAME,
        [("un-holds-items", "(0008,1140)", 0, "", ""), ("un-for-known-tag", "(0008,1140)", 0, "SQ", "")],
    ),
    Case(
        "items in OW",
        long(0x00283010, "OW", item(explicit(0x00283003, "LO", b"a ")) + sequence_end(), length=UNDEFINED),
        [("vr-holds-items", "(0028,3010)", 0, "", "OW"), ("vr-differs", "(0028,3010)", 0, "SQ", "OW")],
    ),
    Case("text in SQ", sequence(CODES, b"hello ") + NAME, [("sequence-holds-no-items", "(0008,1140)", 12, "", "")]),
    Case(
        "undefined OW",
        long(0x00283006, "OW", b"\1\2\3\4", length=UNDEFINED) + explicit(0x00324000, "LT", b"a "),
        [
            ("undefined-length-vr", "(0028,3006)", 0, "", "OW"),
            ("undefined-without-items", "(0028,3006)", 12, "", ""),
            ("retired", "(0032,4000)", 16, "", "Study Comments"),
        ],
    ),
    Case(
        "undefined native Pixel Data",
        long(0x7FE00010, "OB", b"\1\2\3\4", length=UNDEFINED) + explicit(0xFFFCFFFC, "OB", b"\0\0"),
        [("undefined-without-items", "(7FE0,0010)", 12, "", "")],
    ),
    Case(
        "garbage",
        NAME + b"\x55\xaa\x55\xaa\1\2\3\4\xff\xff\xff" + ID + BIRTH,
        [("opaque", "", 16, "", "no element header")],
    ),
    Case("zeros", NAME + bytes(16) + ID + BIRTH, [("zeros", "", 16, "", "")]),
    Case("3 bytes", NAME + b"abc", [("trailing-bytes", "", 16, "", "fewer bytes than a header takes")]),
    Case("40 bytes", NAME + b"\x55\xaa" * 20, [("trailing-bytes", "", 16, "", "no element header")]),
    Case("order", ID + NAME, [("tag-order", "(0010,0010)", 10, "a tag after (0010,0020)", "(0010,0010)")]),
    Case("twice", NAME + NAME, [("duplicate-tag", "(0010,0010)", 16, "", "(0010,0010)")]),
    Case(
        "group length",
        explicit(0x00100000, "UL", b"\x63\0\0\0") + NAME + explicit(0x00180015, "CS", b"HEAD"),
        [("retired", "(0010,0000)", 0, "", "Group Length"), ("group-length-wrong", "(0010,0000)", 8, "16", "99")],
    ),
    Case(
        "right group length",
        explicit(0x00100000, "UL", b"\x10\0\0\0") + NAME + explicit(0x00180015, "CS", b"HEAD"),
        [("retired", "(0010,0000)", 0, "", "Group Length")],
    ),
    Case(
        "group length of VR US",
        explicit(0x00100000, "US", b"\1\0") + NAME,
        [
            ("group-length-form", "(0010,0000)", 0, "", "'US', 2 bytes"),
            ("retired", "(0010,0000)", 0, "", "Group Length"),
        ],
    ),
    Case("LO for PN", explicit(0x00100010, "LO", b"Doe^Jane"), [("vr-differs", "(0010,0010)", 0, "PN", "LO")]),
    Case("UN for PN", explicit(0x00100010, "UN", b"Doe^Jane"), [("un-for-known-tag", "(0010,0010)", 0, "PN", "")]),
    Case("unknown tag", explicit(0x00100009, "LO", b"a "), [("unknown-tag", "(0010,0009)", 0, "", "(0010,0009)")]),
    Case("retired", explicit(0x00080040, "US", b"\0\0"), [("retired", "(0008,0040)", 0, "", "Data Set Type")]),
    Case("one of two", explicit(0x00280030, "DS", b"1 "), [("vm", "(0028,0030)", 8, "2", "1")]),
    Case("two of one", explicit(0x00280010, "US", b"\1\0\2\0"), [("vm", "(0028,0010)", 8, "1", "2")]),
    Case("three of 2-2n", explicit(0x00220032, "FL", bytes(12)), [("vm", "(0022,0032)", 8, "2-2n", "3")]),
    Case(
        "no creator",
        explicit(0x00111001, "LO", b"a "),
        [("private-without-creator", "(0011,1001)", 0, "(0011,0010)", "")],
    ),
    Case(
        "private number",
        explicit(0x00110101, "LO", b"a "),
        [("private-element-number", "(0011,0101)", 0, "", "(0011,0101)")],
    ),
    Case(
        "misspelt character set",
        explicit(0x00080005, "CS", b"ISO-IR 192"),
        [
            ("value-form", "(0008,0005)", 8, "", "'ISO-IR 192'"),
            ("character-set", "(0008,0005)", 8, "", "'ISO-IR 192' is taken for 'ISO_IR 192'"),
        ],
    ),
    Case(
        "unknown character set",
        explicit(0x00080005, "CS", b"KLINGON ") + NAME,
        [("character-set", "(0008,0005)", 8, "", "'KLINGON' is no defined term")],
    ),
    Case(
        "Latin-1 undeclared",
        explicit(0x00100010, "PN", b"M\xfcller"),
        [
            (
                "undecodable-text",
                "(0010,0010)",
                8,
                "characters of the default repertoire",
                "FC at byte 1 of the value",
            )
        ],
    ),
    Case(
        "Latin-1 as UTF-8",
        explicit(0x00080005, "CS", b"ISO_IR 192") + explicit(0x00100010, "PN", b"M\xfcller"),
        [("undecodable-text", "(0010,0010)", 26, "characters of ISO_IR 192", "FC at byte 1 of the value")],
    ),
    Case(
        "no integer",
        explicit(0x00200013, "IS", b"one "),
        [("undecodable", "(0020,0013)", 8, "an integer of at most 64 digits", "'one'")],
    ),
    Case(
        "month 13",
        explicit(0x00100030, "DA", b"20201301"),
        [("undecodable", "(0010,0030)", 8, "a date of PS3.5 Table 6.2-1", "'20201301'")],
    ),
    Case(
        "US of 3 bytes",
        explicit(0x00280010, "US", b"\1\0\2"),
        [
            ("odd-length", "(0028,0010)", 0, "", "3"),
            ("length-not-multiple", "(0028,0010)", 8, "a multiple of 2", "3"),
        ],
    ),
    Case(
        "AT of 6 bytes",
        explicit(0x00280009, "AT", b"\1\0\2\0\3\0"),
        [("length-not-multiple", "(0028,0009)", 8, "a multiple of 4", "6")],
    ),
    Case(
        "OF of 6 bytes",
        explicit(0x00660016, "OF", b"\1\0\2\0\3\0"),
        [("length-not-multiple", "(0066,0016)", 12, "a multiple of 4", "6")],
    ),
    Case(
        "SH of 18",
        explicit(0x00080050, "SH", b"A" * 18),
        [("too-long", "(0008,0050)", 8, "at most 16 characters", "18")],
    ),
    Case(
        "DS of 17",
        explicit(0x00280030, "DS", b"1.000000000000000\\1.00000000000000"),
        [("too-long", "(0028,0030)", 8, "at most 16 bytes", "17")],
    ),
    Case(
        "names count by group and character",
        explicit(0x00080005, "CS", b"ISO_IR 192") + explicit(0x00100010, "PN", b"\xc3\xbc" * 64 + b"=" + b"a" * 65),
        [("too-long", "(0010,0010)", 26, "at most 64 characters", "65")],
    ),
    Case("NUL after LO", explicit(0x00100020, "LO", b"1\0"), [("wrong-padding", "(0010,0020)", 8, "20", "00")]),
    Case(
        "space after UI", explicit(0x00080018, "UI", b"1.2.3 "), [("wrong-padding", "(0008,0018)", 8, "00", "20")]
    ),
    Case(
        "NULs after UI",
        explicit(0x00080018, "UI", b"1.2\0\0\0"),
        [("wrong-padding", "(0008,0018)", 8, "00", "00 00 00")],
    ),
    Case(
        "CR LF in LO",
        explicit(0x00081030, "LO", b"a\r\nb"),
        [("control-character", "(0008,1030)", 8, "", "0d at byte 1 of the value")],
    ),
    Case(
        "BEL in LT",
        explicit(0x00204000, "LT", b"a\r\n\x07"),
        [("control-character", "(0020,4000)", 8, "", "07 at byte 3 of the value")],
    ),
    Case("lower case CS", explicit(0x00080060, "CS", b"ot"), [("value-form", "(0008,0060)", 8, "", "'ot'")]),
    Case("short AS", explicit(0x00101010, "AS", b"22Y "), [("value-form", "(0010,1010)", 8, "", "'22Y'")]),
    Case("IS with a point", explicit(0x00200013, "IS", b"1.0 "), [("value-form", "(0020,0013)", 8, "", "'1.0'")]),
    Case(
        "old DA",
        explicit(0x00080020, "DA", b"1997.04.24"),
        [("legacy-form", "(0008,0020)", 8, "", "'1997.04.24'")],
    ),
    Case("old TM", explicit(0x00080030, "TM", b"12:30:00"), [("legacy-form", "(0008,0030)", 8, "", "'12:30:00'")]),
    Case(
        "33 bits",
        explicit(0x00200013, "IS", b"2147483648"),
        [("out-of-range", "(0020,0013)", 8, "-2147483648 to 2147483647", "2147483648")],
    ),
    Case("UID 02", explicit(0x00080018, "UI", b"1.02.3"), [("uid-invalid", "(0008,0018)", 8, "", "'1.02.3'")]),
    Case(
        "4 groups",
        explicit(0x00100010, "PN", b"a=b=c=d "),
        [("person-name", "(0010,0010)", 8, "at most 3 component groups", "4")],
    ),
    Case(
        "6 components",
        explicit(0x00100010, "PN", b"a^b^c^d^e^f "),
        [("person-name", "(0010,0010)", 8, "at most 5 components", "6")],
    ),
]

ENCAPSULATED = [
    Case(
        "OW",
        fragments(0x7FE00010, b"", b"\xff\xd8", vr="OW"),
        [("fragments-vr", "(7FE0,0010)", 0, "OB", "'OW'")],
    ),
    Case(
        "no item",
        explicit(0x7FE00010, "OB", sequence_end(), length=UNDEFINED),
        [("fragments-missing", "(7FE0,0010)", 12, "2 or more items", "0")],
    ),
    Case(
        "no offset table",
        fragments(0x7FE00010, b"\xff\xd8\xff\xd9"),
        [("fragments-missing", "(7FE0,0010)", 12, "2 or more items", "1")],
    ),
    Case(
        "odd fragment",
        fragments(0x7FE00010, b"", b"\xff\xd8\xff"),
        [("odd-fragment", "(7FE0,0010)[1]", 20, "", "3")],
    ),
    Case(
        "fragment one too long",
        explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8\xff\xd9", length=5) + sequence_end(), length=UNDEFINED),
        [
            ("odd-fragment", "(7FE0,0010)[1]", 20, "", "5"),
            ("length-differs", "(7FE0,0010)[1]", 20, "5", "4"),
        ],
    ),
    Case(
        "fragment cut",
        explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8", length=8), length=UNDEFINED),
        [
            ("value-cut-short", "(7FE0,0010)[1]", 20, "8", "2"),
            ("sequence-delimiter-missing", "(7FE0,0010)", 30, "", ""),
        ],
    ),
    Case(
        "table of 6 bytes",
        fragments(0x7FE00010, b"\0\0\0\0\0\0", b"\xff\xd8"),
        [("offset-table-length", "(7FE0,0010)[0]", 20, "a multiple of 4", "6")],
    ),
    Case(
        "offset between fragments",
        fragments(0x7FE00010, b"\4\0\0\0", b"\xff\xd8"),
        [("offset-table-offset", "(7FE0,0010)[0]", 20, "", "4")],
    ),
    Case(
        "offsets in reverse",
        fragments(0x7FE00010, b"\x0a\0\0\0\0\0\0\0", b"\xff\xd8", b"\xff\xd8"),
        [("offset-table-offset", "(7FE0,0010)[0]", 20, "ascending offsets", "")],
    ),
    Case("right offsets", fragments(0x7FE00010, b"\0\0\0\0\x0a\0\0\0", b"\xff\xd8", b"\xff\xd8"), []),
    Case("two frames in three fragments", TWO_FRAMES + fragments(0x7FE00010, b"", IMAGE, b"more", IMAGE), []),
    Case(
        "an offset for each fragment",
        TWO_FRAMES + fragments(0x7FE00010, b"\0\0\0\0\x0c\0\0\0\x18\0\0\0", IMAGE, b"more", IMAGE),
        [
            ("offset-table-count", "(7FE0,0010)[0]", 30, "2", "3"),
            ("offset-table-frame", "(7FE0,0010)[0]", 30, "", "12"),
        ],
    ),
    Case(
        "an empty fragment",
        TWO_FRAMES + fragments(0x7FE00010, b"", IMAGE, b"", IMAGE),
        [("empty-fragment", "(7FE0,0010)[2]", 42, "", "")],
    ),
    Case(
        "fewer images than frames",
        TWO_FRAMES + fragments(0x7FE00010, b"", IMAGE, b"more"),
        [("frame-count", "(7FE0,0010)", 10, "2", "1")],
    ),
    Case(
        "more images than frames",
        number(0x00280010, 1) + fragments(0x7FE00010, b"", IMAGE, IMAGE),
        [("frame-count", "(7FE0,0010)", 10, "1", "2")],
    ),
    Case(
        "extended table",
        TWO_FRAMES + extended_table((0, 4), (12, 3)) + fragments(0x7FE00010, b"", IMAGE, IMAGE),
        [],
    ),
    Case(
        "extended table between fragments",
        TWO_FRAMES + extended_table((0, 4), (11, 4)) + fragments(0x7FE00010, b"", IMAGE, IMAGE),
        [("extended-offset-table", "(7FE0,0001)", 22, "a fragment", "4 bytes at 11")],
    ),
    Case(
        "extended table of other lengths",
        TWO_FRAMES + extended_table((0, 4), (12, 2)) + fragments(0x7FE00010, b"", IMAGE, IMAGE),
        [("extended-offset-table", "(7FE0,0001)", 22, "a fragment", "2 bytes at 12")],
    ),
    Case(
        "extended table without lengths",
        extended_table((0, 4))[:20] + fragments(0x7FE00010, b"", IMAGE),
        [("extended-offset-table", "(7FE0,0001)", 12, "a length for each", "1 offsets, 0 lengths")],
    ),
    Case(
        "high bit",
        number(0x00280101, 12) + number(0x00280102, 15),
        [("high-bit", "(0028,0102)", 18, "11", "15")],
    ),
    Case(
        "codestream as described",
        described(rows=2, columns=4, stored=12, signed=0) + fragments(0x7FE00010, b"", jpeg(2, 4, 12)),
        [],
    ),
    Case(
        "codestream of more bits",
        described(rows=2, columns=4, stored=12, signed=0) + fragments(0x7FE00010, b"", jpeg(2, 4, 16)),
        [("codestream-precision", "(7FE0,0010)[1]", 78, "12 bits", "16 bits")],
    ),
    Case(
        "codestream of another size",
        described(rows=2, columns=4, stored=8, signed=0) + fragments(0x7FE00010, b"", jpeg(4, 2, 8)),
        [("codestream-size", "(7FE0,0010)[1]", 78, "2 x 4 x 1", "4 x 2 x 1")],
    ),
    Case(
        "codestream without sign",
        described(rows=2, columns=4, stored=8, signed=1) + fragments(0x7FE00010, b"", jpeg_2000(2, 4, 8)),
        [("codestream-sign", "(7FE0,0010)[1]", 78, "signed samples", "unsigned samples")],
    ),
]


def _in_file(case: Case, uid: str) -> Case:
    start = len(part10(uid=uid))
    found = [(code, path, start + offset, *sides) for code, path, offset, *sides in case.found]
    return Case(case.name, part10(case.data, uid=uid), found)


CASES = [
    *FILES,
    *(_in_file(case, EXPLICIT_LE) for case in DATA_SETS),
    *(_in_file(case, JPEG) for case in ENCAPSULATED),
]
