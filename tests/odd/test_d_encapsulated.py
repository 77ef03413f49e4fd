"""Odd encapsulated values: classes D084 to D095."""

from __future__ import annotations

import struct

from bytes_of import JPEG, UNDEFINED, explicit, fragments, item, sequence_end
from expect import CHARSET, NAME, STUDY, expect, file


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
