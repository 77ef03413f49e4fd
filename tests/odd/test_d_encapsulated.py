"""Odd encapsulated values: classes D084 to D095."""

from __future__ import annotations

import struct

import pytest
from bytes_of import (
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    sequence_end,
)
from expect import CHARSET, NAME, STUDY, expect, file

from dicomconstruct import STANDARD, check_tree, dcmread
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Kind


def test_d084_no_sequence_delimiter_at_the_end() -> None:
    """The last fragment ends the file; all of them stay (pydicom#1799)."""
    data = file(CHARSET, explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8\xff\xd9"), length=UNDEFINED), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 4
        """,
        "sequence-delimiter-missing (7FE0,0010)",
    )


def test_d085_no_sequence_delimiter_before_more_elements() -> None:
    """Resynchronised at the next element (GDCM Bug_Siemens_PrivateIconNoItem)."""
    data = file(
        CHARSET, explicit(0x00091001, "OB", item() + item(b"\xff\xd8"), length=UNDEFINED), NAME, STUDY, uid=JPEG
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "private-without-creator (0009,1001)",
        "sequence-delimiter-missing (0009,1001)",
    )


def test_d085_native_pixels_of_undefined_length() -> None:
    """No item at all: opaque up to the next plausible header (PET-GE-dicomwrite-PixelDataSQUN)."""
    data = file(
        CHARSET,
        explicit(0x7FE00010, "OW", bytes(range(1, 33)), length=UNDEFINED),
        explicit(0xFFFCFFFC, "OB", bytes(4)),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW undefined - undefined length without items
        element (FFFC,FFFC) OB 4
        """,
        "undefined-length-vr (7FE0,0010)",
        "undefined-without-items (7FE0,0010)",
    )


def test_d086_odd_fragment() -> None:
    """Exact (fo-dicom#284)."""
    data = file(CHARSET, fragments(0x7FE00010, b"", b"\xff\xd8\xd9"), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 3
          sequence delimiter (FFFE,E0DD) 0
        """,
        "odd-fragment (7FE0,0010)[1]",
    )


def test_d087_fragment_length_one_too_long() -> None:
    """It would eat the next FE (GDCM GENESIS_SIGNA-JPEG-CorruptFrag): resynchronised, both facts kept."""
    data = file(
        CHARSET,
        explicit(
            0x7FE00010,
            "OB",
            item() + item(b"\xff\xd8\xd9", length=4) + item(b"\xff\xd8") + sequence_end(),
            length=UNDEFINED,
        ),
        NAME,
        uid=JPEG,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 4 holds 3
          fragment [2] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "length-differs (7FE0,0010)[1]",
        "tag-order (0010,0010)",
    )


def test_d087_fragment_length_one_too_short() -> None:
    """A pad byte that the length does not count."""
    data = file(
        CHARSET,
        explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8\xd9\0", length=3) + sequence_end(), length=UNDEFINED),
        uid=JPEG,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 3 holds 4
          sequence delimiter (FFFE,E0DD) 0
        """,
        "odd-fragment (7FE0,0010)[1]",
        "length-differs (7FE0,0010)[1]",
    )


def test_d088_offset_table_wrong() -> None:
    """An offset that no fragment has (dicomParser#269): the table is data."""
    data = file(CHARSET, fragments(0x7FE00010, b"\0\0\0\0\x63\0\0\0", b"\xff\xd8", b"\xff\xd9"), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 8
          fragment [1] (FFFE,E000) 2
          fragment [2] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
        "offset-table-offset (7FE0,0010)[0]",
    )


def test_d088_offset_table_odd() -> None:
    """A table of five bytes."""
    data = file(CHARSET, fragments(0x7FE00010, b"\0\0\0\0\1", b"\xff\xd8"), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 5
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
        "odd-fragment (7FE0,0010)[0]",
        "offset-table-length (7FE0,0010)[0]",
    )


def test_d088_no_first_item() -> None:
    """No table, no fragment (fo-dicom#992)."""
    data = file(CHARSET, explicit(0x7FE00010, "OB", sequence_end(), length=UNDEFINED), NAME, uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "fragments-missing (7FE0,0010)",
        "tag-order (0010,0010)",
    )


def test_d089_extended_offset_table() -> None:
    """64-bit offsets beside an empty table (wsidicom#76)."""
    data = file(
        CHARSET,
        explicit(0x7FE00001, "OV", struct.pack("<2Q", 0, 10)),
        explicit(0x7FE00002, "OV", struct.pack("<2Q", 2, 2)),
        fragments(0x7FE00010, b"", b"\xff\xd8", b"\xff\xd9"),
        uid=JPEG,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0001) OV 16
        element (7FE0,0002) OV 16
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          fragment [2] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
    )


def test_d090_encapsulated_with_vr_ow() -> None:
    """Structure by length and item tag (MAROTECH_CT_JP2Lossy)."""
    data = file(CHARSET, fragments(0x7FE00010, b"", b"\xff\xd8", vr="OW"), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
        "fragments-vr (7FE0,0010)",
    )


def test_d090_encapsulated_with_vr_un() -> None:
    """The same for UN (LEADTOOLS)."""
    data = file(CHARSET, fragments(0x7FE00010, b"", b"\xff\xd8", vr="UN"), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) UN fragments undefined content implicit-le
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
        "fragments-vr (7FE0,0010)",
    )


def test_d091_delimiter_bytes_inside_a_fragment() -> None:
    """The length decides (pydicom#1140)."""
    data = file(CHARSET, fragments(0x7FE00010, b"", sequence_end() + item()), uid=JPEG)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 16
          sequence delimiter (FFFE,E0DD) 0
        """,
    )


def test_d092_fragments_under_a_private_tag() -> None:
    """(7FE1,1060) (GDCM 2026): any tag may hold them."""
    data = file(
        CHARSET, explicit(0x7FE10010, "LO", b"VENDOR"), fragments(0x7FE11060, b"", b"\xff\xd8\xff\xd9"), uid=JPEG
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE1,0010) LO 6
        element (7FE1,1060) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 4
          sequence delimiter (FFFE,E0DD) 0
        """,
    )


def test_d093_elements_after_pixel_data() -> None:
    """Read on (vtk-dicom#125)."""
    data = file(
        CHARSET,
        fragments(0x7FE00010, b"", b"\xff\xd8"),
        explicit(0xFFFAFFFA, "SQ"),
        explicit(0xFFFCFFFC, "OB", bytes(2)),
        uid=JPEG,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        element (FFFA,FFFA) SQ items 0
        element (FFFC,FFFC) OB 2
        """,
    )


def test_d094_pixel_data_without_its_pad_byte() -> None:
    """Odd (pydicom#599)."""
    data = file(CHARSET, explicit(0x00280010, "US", b"\1\0"), explicit(0x7FE00010, "OB", b"\1\2\3"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0028,0010) US 2
        element (7FE0,0010) OB 3
        """,
        "odd-length (7FE0,0010)",
    )


def test_d094_pixel_data_with_excess_padding() -> None:
    """More than geometry asks for (pydicom#864)."""
    data = file(
        CHARSET,
        explicit(0x00280010, "US", b"\1\0"),
        explicit(0x00280011, "US", b"\1\0"),
        explicit(0x7FE00010, "OB", b"\1" + bytes(5)),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0028,0010) US 2
        element (0028,0011) US 2
        element (7FE0,0010) OB 6
        """,
    )


def test_d095_delimiter_after_fragments_with_a_length() -> None:
    """Kept (GDCM)."""
    data = file(
        CHARSET,
        explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8") + sequence_end(2), length=UNDEFINED),
        NAME,
        uid=JPEG,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 2 holds 0
        element (0010,0010) PN 8
        """,
        "delimiter-length (7FE0,0010)",
        "tag-order (0010,0010)",
    )


# More forms of the same: other places, other lengths, other VRs.

PADDING = explicit(0xFFFCFFFC, "OB", b"\0\0")


def encapsulated(*pieces: bytes, number: int = 0x7FE00010, vr: str = "OB") -> bytes:
    """A value of undefined length, its items and delimiters given one by one."""
    return explicit(number, vr, b"".join(pieces), length=UNDEFINED)


def test_d084_last_fragment_cut_short() -> None:
    """The file ends inside it: as much as there is."""
    expect(
        file(CHARSET, encapsulated(item(), item(b"\xff\xd8", length=10)), uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 10 holds 2
        """,
        "value-cut-short (7FE0,0010)[1]",
        "sequence-delimiter-missing (7FE0,0010)",
    )


def test_d084_cut_inside_the_header_of_a_fragment() -> None:
    """All whole fragments stay; the rest of a header is opaque."""
    expect(
        file(CHARSET, encapsulated(item(), item(b"\xff\xd8"), item(b"", length=4)[:6]), uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
        opaque 6 - fewer bytes than a header takes
        """,
        "sequence-delimiter-missing (7FE0,0010)",
        "trailing-bytes",
    )


def test_d084_nothing_after_the_header() -> None:
    expect(
        file(CHARSET, encapsulated(), uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB undefined - undefined length without items
        """,
        "undefined-without-items (7FE0,0010)",
    )


def test_d085_no_sequence_delimiter_in_an_icon() -> None:
    """The end of the item ends the fragments; the data set goes on."""
    icon = item(explicit(0x00280010, "US", b"\1\0"), encapsulated(item(), item(b"\xff\xd8")))
    expect(
        file(CHARSET, explicit(0x00880200, "SQ", icon), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (0088,0200) SQ items 48
          item [0] (FFFE,E000) 40
            element (0028,0010) US 2
            element (7FE0,0010) OB fragments undefined
              fragment [0] (FFFE,E000) 0
              fragment [1] (FFFE,E000) 2
        element (FFFC,FFFC) OB 2
        """,
        "sequence-delimiter-missing (0088,0200)[0].(7FE0,0010)",
    )


@pytest.mark.parametrize("vr", ["SQ", "UN", "OB"])
def test_d085_native_pixels_of_undefined_length_under_any_vr(vr: str) -> None:
    """PixelDataSQUN: no item anywhere, every byte kept, the next header found."""
    pixels = bytes(range(1, 33))
    data = file(CHARSET, encapsulated(pixels, vr=vr), PADDING)
    tree = STANDARD.read_tree(data)
    check_laws(data, edits=0)
    assert [node.path for node in tree.data_set] == ["(0008,0005)", "(7FE0,0010)", "(FFFC,FFFC)"]
    node = tree.data_set[1]
    assert (node.vr, node.raw, node.reason) == (vr, pixels, "undefined length without items")


def test_d085_native_pixels_of_undefined_length_before_a_delimiter() -> None:
    """The delimiter closes nothing that was opened."""
    expect(
        file(CHARSET, encapsulated(bytes(range(1, 33)), sequence_end()), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB undefined - undefined length without items
        stray delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "undefined-without-items (7FE0,0010)",
        "stray-delimiter",
    )


def test_d086_odd_fragment_before_another() -> None:
    """No pad byte is looked for where none is."""
    expect(
        file(CHARSET, fragments(0x7FE00010, b"", b"\xff\xd8\xff", b"\xd9\0"), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 3
          fragment [2] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "odd-fragment (7FE0,0010)[1]",
    )


def test_d087_last_fragment_length_one_too_long() -> None:
    """It would eat the FE of the delimiter, and with it the rest of the file."""
    expect(
        file(CHARSET, encapsulated(item(), item(b"\xff\xd8\xd9", length=4), sequence_end()), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 4 holds 3
          sequence delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "length-differs (7FE0,0010)[1]",
    )


def test_d087_every_fragment_length_one_too_long() -> None:
    """As a writer that counts the pad byte it did not write; the table is one of them."""
    pieces = [item(b"\0\0\0", length=4), item(b"\xff\xd8\xd9", length=4), item(b"\xff", length=2), sequence_end()]
    tree = expect(
        file(CHARSET, encapsulated(*pieces), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 4 holds 3
          fragment [1] (FFFE,E000) 4 holds 3
          fragment [2] (FFFE,E000) 2 holds 1
          sequence delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "length-differs (7FE0,0010)[0]",
        "offset-table-length (7FE0,0010)[0]",
        "length-differs (7FE0,0010)[1]",
        "length-differs (7FE0,0010)[2]",
    )
    assert [node.raw for node in tree.walk() if node.kind is Kind.FRAGMENT] == [b"\0\0\0", b"\xff\xd8\xd9", b"\xff"]


@pytest.mark.parametrize(
    "offsets",
    [(10, 0), (0, 0), (0, 0xFFFFFFFF), (8, 18), (0, 10, 20)],
    ids=["descending", "twice the same", "beyond all", "counted from the table", "one too many"],
)
def test_d088_offset_table_wrong_in_other_ways(offsets: tuple[int, ...]) -> None:
    """Data, whatever it says: no fragment is found by it, none is lost by it."""
    table = struct.pack(f"<{len(offsets)}I", *offsets)
    data = file(CHARSET, fragments(0x7FE00010, table, b"\xff\xd8", b"\xff\xd9"), PADDING, uid=JPEG)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert [node.raw for node in tree.walk() if node.kind is Kind.FRAGMENT] == [table, b"\xff\xd8", b"\xff\xd9"]
    found = [f"{one.code} {one.path}" for one in check_tree(tree, STANDARD)]
    assert found == ["offset-table-offset (7FE0,0010)[0]"]


def test_d088_offset_table_right() -> None:
    """The control: two frames, and nothing to find."""
    table = struct.pack("<2I", 0, 10)
    data = file(CHARSET, fragments(0x7FE00010, table, b"\xff\xd8", b"\xff\xd9"), PADDING, uid=JPEG)
    assert check_tree(STANDARD.read_tree(data), STANDARD) == []


def test_d088_a_frame_where_the_table_belongs() -> None:
    """The first item is what it is; one item is too few to hold both."""
    expect(
        file(CHARSET, fragments(0x7FE00010, b"\xff\xd8\xff\xd9"), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 4
          sequence delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "fragments-missing (7FE0,0010)",
    )


def test_d089_extended_offset_table_beyond_4_gb() -> None:
    """64-bit offsets are values: exact, also those that this file is too short for."""
    offsets, lengths = struct.pack("<2Q", 0, 5 << 32), struct.pack("<2Q", 2, (1 << 64) - 2)
    data = file(
        CHARSET,
        explicit(0x7FE00001, "OV", offsets),
        explicit(0x7FE00002, "OV", lengths),
        fragments(0x7FE00010, b"", b"\xff\xd8", b"\xff\xd9"),
        uid=JPEG,
    )
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    held = {one.node.path: one for one in STANDARD.meanings(tree) if one.vr.code == "OV"}
    assert {path: one.relaid() for path, one in held.items()} == {"(7FE0,0001)": offsets, "(7FE0,0002)": lengths}
    assert [bytes(one.decode()) for one in held.values()] == [offsets, lengths]


def test_d089_no_table_at_all_over_many_fragments() -> None:
    """An empty table is legal; every fragment is in its place."""
    pieces = [bytes([number, 0]) for number in range(200)]
    data = file(CHARSET, fragments(0x7FE00010, b"", *pieces), PADDING, uid=JPEG)
    tree = STANDARD.read_tree(data)
    found = [node for node in tree.walk() if node.kind is Kind.FRAGMENT]
    assert [node.raw for node in found] == [b"", *pieces]
    assert [node.index for node in found] == list(range(201))
    assert [node.offset - found[0].end for node in found[1:]] == list(range(0, 2000, 10))
    assert check_tree(tree, STANDARD) == []


def test_d090_encapsulated_icon_with_vr_un() -> None:
    """Inside an item of defined length, the same decision."""
    icon = item(encapsulated(item(), item(b"\xff\xd8"), sequence_end(), vr="UN"))
    expect(
        file(CHARSET, explicit(0x00880200, "SQ", icon), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (0088,0200) SQ items 46
          item [0] (FFFE,E000) 38
            element (7FE0,0010) UN fragments undefined content implicit-le
              fragment [0] (FFFE,E000) 0
              fragment [1] (FFFE,E000) 2
              sequence delimiter (FFFE,E0DD) 0
        element (FFFC,FFFC) OB 2
        """,
        "fragments-vr (0088,0200)[0].(7FE0,0010)",
    )


def test_d090_encapsulated_without_a_vr() -> None:
    """In an implicit file, where no VR could tell."""
    expect(
        file(
            implicit(0x00080005, b"ISO_IR 100"),
            implicit(0x7FE00010, item() + item(b"\xff\xd8") + sequence_end(), length=UNDEFINED),
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (7FE0,0010) -- fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          sequence delimiter (FFFE,E0DD) 0
        """,
        "encapsulated-undeclared (7FE0,0010)",
        coding="implicit-le: declared",
    )


def test_d091_headers_of_every_kind_inside_fragments() -> None:
    """An element, an item, both delimiters; across the border of two fragments as well."""
    split = sequence_end()
    pieces = [NAME + sequence_end(), item_end() + item(NAME), b"\xff\xd8" + split[:4], split[4:] + b"\xff\xd9"]
    data = file(CHARSET, fragments(0x7FE00010, b"", *pieces), PADDING, uid=JPEG)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert [node.raw for node in tree.walk() if node.kind is Kind.FRAGMENT] == [b"", *pieces]
    assert [node.path for node in tree.data_set] == ["(0008,0005)", "(7FE0,0010)", "(FFFC,FFFC)"]
    assert check_tree(tree, STANDARD) == []


@pytest.mark.parametrize("vr", ["OB", "OW", "UN"])
def test_d092_private_fragments_in_a_native_file(vr: str) -> None:
    """Not by tag, not by VR, not by transfer syntax."""
    data = file(
        CHARSET,
        explicit(0x7FE10010, "LO", b"VENDOR"),
        encapsulated(item(), item(b"\xff\xd8\xff\xd9"), sequence_end(), number=0x7FE11060, vr=vr),
        PADDING,
    )
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    node = tree.data_set[2]
    assert (node.path, node.vr, node.content) == ("(7FE1,1060)", vr, "fragments")
    assert [one.raw for one in node.children or () if one.kind is Kind.FRAGMENT] == [b"", b"\xff\xd8\xff\xd9"]
    assert [one.code for one in check_tree(tree, STANDARD)] == ["fragments-vr"] * (vr != "OB")


def test_d093_elements_after_pixel_data_out_of_order() -> None:
    """Native pixels, a signature, and a name that comes late."""
    expect(
        file(
            CHARSET,
            explicit(0x7FE00010, "OW", b"\1\2"),
            explicit(0xFFFAFFFA, "SQ", item(explicit(0x04000005, "US", b"\1\0"))),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW 2
        element (FFFA,FFFA) SQ items 18
          item [0] (FFFE,E000) 10
            element (0400,0005) US 2
        element (0010,0010) PN 8
        """,
        "tag-order (0010,0010)",
    )


@pytest.mark.parametrize("vr", ["OB", "OW"])
@pytest.mark.parametrize("pixels", [b"", b"\1", b"\1\2\3", b"\1\2\3\0\0\0\0"])
def test_d094_pixel_data_of_any_length_is_exact(vr: str, pixels: bytes) -> None:
    """No pad byte is made up, none is taken away, decoded or not."""
    data = file(CHARSET, explicit(0x00280010, "US", b"\1\0"), explicit(0x7FE00010, vr, pixels), PADDING)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    held = next(one for one in STANDARD.meanings(tree) if one.node.path == "(7FE0,0010)")
    assert bytes(held.decode()) == held.relaid() == pixels
    assert STANDARD.write_tree(tree) == data


@pytest.mark.parametrize("length", [1, 8, UNDEFINED])
def test_d095_delimiter_length_is_no_reason_to_skip(length: int) -> None:
    """The eight bytes that a length of 8 would skip are an element's."""
    data = file(CHARSET, encapsulated(item(), item(b"\xff\xd8"), sequence_end(length)), PADDING, uid=JPEG)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    assert [node.path for node in tree.data_set] == ["(0008,0005)", "(7FE0,0010)", "(FFFC,FFFC)"]
    assert (tree.data_set[1].children or [])[-1].length == length
    assert [one.code for one in check_tree(tree, STANDARD)] == ["delimiter-length"]


def test_d095_item_delimiter_in_place_of_the_sequence_delimiter() -> None:
    """Kept as what it is."""
    expect(
        file(CHARSET, encapsulated(item(), item(b"\xff\xd8"), item_end()), PADDING, uid=JPEG),
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          stray delimiter (FFFE,E00D) 0
        element (FFFC,FFFC) OB 2
        """,
        "stray-delimiter (7FE0,0010)",
        "sequence-delimiter-missing (7FE0,0010)",
    )


ICON = explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8ICONICON\xff\xd9") + sequence_end(), length=UNDEFINED)


@pytest.mark.parametrize("short", [8, 12, 16, 20, 24, 28, 36])
@pytest.mark.parametrize("nested", [False, True])
def test_c066_an_item_whose_length_ends_inside_its_fragments(short: int, nested: bool) -> None:
    """The fragments lead on to their delimiter, past the lengths around them (pydicom#2324)."""
    icon = explicit(0x00880200, "SQ", item(ICON, length=len(ICON) - short), length=len(ICON) + 8 - short)
    odd = item(icon, length=len(icon) - short) if nested else icon
    outer = explicit(0x00400275, "SQ", odd, length=len(odd) - short) if nested else odd
    data = file(CHARSET, outer, explicit(0x20100010, "ST", b"after it"), uid=JPEG)
    nodes = list(STANDARD.read_tree(data).walk())
    fragments = [node.raw for node in nodes if node.kind is Kind.FRAGMENT]
    assert fragments == [b"", b"\xff\xd8ICONICON\xff\xd9"]
    assert [node.kind for node in nodes if node.kind in (Kind.OPAQUE, Kind.STRAY_DELIMITER)] == []
    assert nodes[-1].raw == b"after it"
    data_set = dcmread(data)
    item_of_icon = (data_set[0x00400275].value[0] if nested else data_set).IconImageSequence[0]
    assert item_of_icon.PixelData.endswith(b"\xff\xd8ICONICON\xff\xd9")
    assert data_set[0x20100010].value == "after it"
    check_laws(data)


def test_c066_items_after_an_item_with_fragments_without_delimiter_stay_items() -> None:
    """The length of the item is right, and what follows is the next item or the delimiter of the sequence."""
    open_ended = explicit(0x7FE00010, "OB", item() + item(b"\xff\xd8\xff\xd9"), length=UNDEFINED)
    items = item(open_ended) + item(explicit(0x00080060, "CS", b"MR"))
    for sequence in (
        explicit(0x00880200, "SQ", items),
        explicit(0x00880200, "SQ", items + sequence_end(), length=UNDEFINED),
        explicit(0x00880200, "SQ", item(open_ended) + sequence_end(), length=UNDEFINED),
    ):
        tree = STANDARD.read_tree(file(CHARSET, sequence, NAME, uid=JPEG))
        kinds = [node.kind for node in tree.walk()]
        assert kinds.count(Kind.FRAGMENT) == 2
        assert kinds.count(Kind.ITEM) == (1 if items not in sequence else 2)
        assert tree.data_set[-1].raw == b"Doe^John"
