"""Odd elements: classes B024 to B057."""

from __future__ import annotations

from bytes_of import EXPLICIT_LE, IMPLICIT_LE, UNDEFINED, explicit, implicit, item, long, sequence_end, short
from expect import CHARSET, MODALITY, NAME, STUDY, expect, file


def test_b024_reserved_bytes_not_zero() -> None:
    """The two bytes are a field (GDCM JDDICOM_Sample2)."""
    data = file(CHARSET, long(0x00420011, "OB", b"ab", reserved=b"\xca\xfe"), explicit(0x7FE00010, "OW", b"cd"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0042,0011) OB 2
        element (7FE0,0010) OW 2
        """,
        "reserved-not-zero (0042,0011)",
    )


def test_b025_unknown_vr_with_16_bit_length() -> None:
    """RT, UK, OX: the length form that leads to the next header (GDCM Sensation64_has_VR_RT)."""
    data = file(CHARSET, short(0x00091001, "RT", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) RT 4
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b025_unknown_vr_with_16_bit_length_repeated() -> None:
    """Several in a row."""
    data = file(CHARSET, short(0x00091001, "RT", b"abcd"), short(0x00091002, "UK", b"ab"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) RT 4
        element (0009,1002) UK 2
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
        "unknown-vr (0009,1002)",
        "private-without-creator (0009,1002)",
    )


def test_b026_unknown_vr_with_32_bit_length() -> None:
    """The form of future VRs (PS3.5 6.2)."""
    data = file(CHARSET, long(0x00091001, "ZZ", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) ZZ 4
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b027_vr_of_nuls() -> None:
    """VR bytes 00 00 before a 16-bit length; kept (GDCM gdcmVR.h)."""
    data = file(CHARSET, short(0x00091001, "\0\0", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) '\\x00\\x00' 4
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b027_vr_of_spaces() -> None:
    """20 20."""
    data = file(CHARSET, short(0x00091001, "  ", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) '  ' 4
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b027_vr_of_question_marks() -> None:
    """?? with a 32-bit length."""
    data = file(CHARSET, long(0x00091001, "??", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) '??' 4
        element (0010,0010) PN 8
        """,
        "unknown-vr (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b027_vr_in_lower_case() -> None:
    """pn is not PN; its bytes stay."""
    data = file(CHARSET, short(0x00100010, "pn", b"Doe^John"), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) pn 8
        element (0020,000D) UI 4
        """,
        "unknown-vr (0010,0010)",
    )


def test_b028_un_with_16_bit_length() -> None:
    """GDCM 1.2.0 wrote UN in the short form."""
    data = file(CHARSET, short(0x00091001, "UN", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN 4
        element (0010,0010) PN 8
        """,
        "vr-header-form (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b029_ob_with_16_bit_length() -> None:
    """fo-dicom#1386."""
    data = file(CHARSET, short(0x00091001, "OB", b"abcd"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) OB 4
        element (0010,0010) PN 8
        """,
        "vr-header-form (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_b029_64_bit_vrs_with_16_bit_length() -> None:
    """SV, UV and OV (dicom-rs#744)."""
    data = file(
        CHARSET,
        short(0x00720081, "OV", bytes(8)),
        short(0x00720082, "SV", bytes(8)),
        short(0x00720083, "UV", bytes(8)),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0072,0081) OV 8
        element (0072,0082) SV 8
        element (0072,0083) UV 8
        """,
        "vr-header-form (0072,0081)",
        "vr-header-form (0072,0082)",
        "vr-header-form (0072,0083)",
    )


def test_b030_odd_length_text() -> None:
    """Read exact, written exact (suyashkumar#65)."""
    data = file(CHARSET, explicit(0x00100010, "PN", b"Doe"), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 3
        element (0020,000D) UI 4
        """,
        "odd-length (0010,0010)",
    )


def test_b031_odd_length_binary() -> None:
    """The same for OB (pydicom#1511)."""
    data = file(CHARSET, explicit(0x00420011, "OB", b"abc"), explicit(0x7FE00010, "OB", b"x"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0042,0011) OB 3
        element (7FE0,0010) OB 1
        """,
        "odd-length (0042,0011)",
        "odd-length (7FE0,0010)",
    )


def test_b032_ul_of_six_bytes_of_which_four_follow() -> None:
    """Siemens Leonardo: no guess; what was before stays, then the bytes are opaque or resynchronised."""
    data = file(
        CHARSET,
        explicit(0x00090010, "LO", b"SIEMENS "),
        explicit(0x00091001, "UL", b"\1\0\0\0", length=6),
        NAME,
        STUDY,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,0010) LO 8
        element (0009,1001) UL 6
        opaque 14 - no element header
        element (0020,000D) UI 4
        """,
        "length-not-multiple (0009,1001)",
        "opaque",
    )


def test_b033_implicit_13_of_which_ten_follow() -> None:
    """GE's bug: no guess; everything before it is intact."""
    data = file(
        implicit(0x00080005, b"ISO_IR 100"),
        implicit(0x00080070, b"GE MEDICAL", length=13),
        implicit(0x00100010, b"Doe^John"),
        uid=IMPLICIT_LE,
    )
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0008,0070) -- 13
        element (0800,0000) -- 1701790720 holds 5
        """,
        "odd-length (0008,0070)",
        "control-character (0008,0070)",
        "group-length-form (0800,0000)",
        "value-cut-short (0800,0000)",
        coding="implicit-le: declared",
    )


def test_b034_papyrus_length_beyond_the_file() -> None:
    """(031E,0324) of 0x031F031C: cut to what is there."""
    data = file(
        implicit(0x00080005, b"ISO_IR 100"), implicit(0x031E0324, bytes(202), length=0x031F031C), uid=IMPLICIT_LE
    )
    expect(
        data,
        """
        element (0008,0005) -- 10
        opaque 210 - no element header
        """,
        "trailing-bytes",
        coding="implicit-le: declared",
    )


def test_b035_length_no_multiple_of_the_number() -> None:
    """US of three bytes: raw, and said."""
    data = file(CHARSET, explicit(0x00280010, "US", b"\1\0\2"), explicit(0x00280011, "US", b"\1\0"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0028,0010) US 3
        element (0028,0011) US 2
        """,
        "odd-length (0028,0010)",
        "length-not-multiple (0028,0010)",
    )


def test_b036_value_not_of_its_vr() -> None:
    """ELSCINT: FD holds text (pydicom#2170); raw readable, decoding fails on its own."""
    data = file(CHARSET, explicit(0x00181041, "DS", b"1.5 "), explicit(0x00189073, "FD", b"0.264 "), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0018,1041) DS 4
        element (0018,9073) FD 6
        element (0020,000D) UI 4
        """,
        "length-not-multiple (0018,9073)",
    )


def test_b037_length_past_the_end_of_the_file() -> None:
    """Two of eight bytes are there (pydicom rtplan_truncated)."""
    data = file(CHARSET, explicit(0x00100010, "PN", b"Do", length=8))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8 holds 2
        """,
        "value-cut-short (0010,0010)",
    )


def test_b038_pixel_data_truncated() -> None:
    """GDCM PMS-IncompletePixelData."""
    data = file(CHARSET, explicit(0x7FE00010, "OW", bytes(6), length=4096))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW 4096 holds 6
        """,
        "value-cut-short (7FE0,0010)",
    )


def test_b039_two_gigabytes_declared() -> None:
    """In a file of a few hundred bytes (CVE-2026-3650)."""
    data = file(CHARSET, explicit(0x7FE00010, "OW", b"abcd", length=0x7FFFFFFE))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW 2147483646 holds 4
        """,
        "value-cut-short (7FE0,0010)",
    )


def test_b040_text_of_65535_bytes() -> None:
    """As long as a 16-bit length can say (pydicom#757)."""
    data = file(CHARSET, explicit(0x00104000, "LT", b"x" * 0xFFFF), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,4000) LT 65535
        element (0020,000D) UI 4
        """,
        "odd-length (0010,4000)",
        "too-long (0010,4000)",
    )


def test_b040_decimal_strings_stored_as_un() -> None:
    """More than 64 KiB of DS cannot be DS in explicit VR."""
    data = file(CHARSET, explicit(0x30060050, "UN", b"1.5\\" * 20000 + b"1.50"), uid=EXPLICIT_LE)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (3006,0050) UN 80004
        """,
    )


def test_b041_private_creator_of_undefined_length() -> None:
    """Not a creator but a sequence (DCMTK +sq)."""
    data = file(
        CHARSET,
        explicit(0x00090010, "UN", item(implicit(0x00080060, b"MR")) + sequence_end(), length=UNDEFINED),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,0010) UN items undefined content implicit-le
          item [0] (FFFE,E000) 10
            element (0008,0060) -- 2
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
    )


def test_b041_implicit_private_creator_of_undefined_length() -> None:
    """The same without VR."""
    data = file(
        implicit(0x00080005, b"ISO_IR 100"),
        implicit(0x00090010, item(implicit(0x00080060, b"MR")) + sequence_end(), length=UNDEFINED),
        implicit(0x00100010, b"Doe^John"),
        uid=IMPLICIT_LE,
    )
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0009,0010) -- items undefined
          item [0] (FFFE,E000) 10
            element (0008,0060) -- 2
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) -- 8
        """,
        "vr-holds-items (0009,0010)",
        coding="implicit-le: declared",
    )


def test_b042_tags_out_of_order() -> None:
    """The list is the model (GDCM dicomdir_Pms)."""
    data = file(CHARSET, NAME, MODALITY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0008,0060) CS 2
        """,
        "tag-order (0008,0060)",
    )


def test_b043_the_same_tag_twice() -> None:
    """Both stay (GDCM Theralys)."""
    data = file(CHARSET, explicit(0x00100010, "PN", b"Roe^Jane"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0010,0010) PN 8
        """,
        "duplicate-tag (0010,0010)",
    )


def test_b044_group_length_right() -> None:
    """Kept (pydicom#32)."""
    data = file(explicit(0x00080000, "UL", b"\x12\0\0\0"), CHARSET, NAME)
    expect(
        data,
        """
        element (0008,0000) UL 4
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
    )


def test_b044_group_length_wrong() -> None:
    """Kept too, and said."""
    data = file(explicit(0x00080000, "UL", b"\x13\0\0\0"), CHARSET, NAME)
    expect(
        data,
        """
        element (0008,0000) UL 4
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "group-length-wrong (0008,0000)",
    )


def test_b045_group_length_with_vr_un() -> None:
    """fo-dicom#1941."""
    data = file(explicit(0x00080000, "UN", b"\x12\0\0\0"), CHARSET, NAME)
    expect(
        data,
        """
        element (0008,0000) UN 4
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "group-length-form (0008,0000)",
    )


def test_b046_element_zero_that_is_no_group_length() -> None:
    """Never dropped by its tag alone (GDCM ElemZeroNotGroupLength)."""
    data = file(CHARSET, explicit(0x00090000, "LO", b"not one "), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,0000) LO 8
        element (0010,0010) PN 8
        """,
        "group-length-form (0009,0000)",
    )


def test_b047_seven_bytes_after_the_last_element() -> None:
    """Fewer than a header takes: a trailer."""
    data = file(CHARSET, NAME, b"trailer")
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        opaque 7 - fewer bytes than a header takes
        """,
        "trailing-bytes",
    )


def test_b047_one_byte_after_the_last_element() -> None:
    """The same."""
    data = file(CHARSET, NAME, b"\0")
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        opaque 1 - fewer bytes than a header takes
        """,
        "trailing-bytes",
    )


def test_b048_zeros_after_the_last_element() -> None:
    """A trailer; the rest stays usable (DCMTK +st)."""
    data = file(CHARSET, NAME, bytes(20))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        opaque 20 - zeros
        """,
        "zeros",
    )


def test_b048_garbage_after_the_last_element() -> None:
    """The same."""
    data = file(CHARSET, NAME, b"\xde\xad\xbe\xef" * 5)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        opaque 20 - no element header
        """,
        "trailing-bytes",
    )


def test_b049_more_pixels_than_declared() -> None:
    """The surplus is kept behind them (dicom-rs#448)."""
    data = file(CHARSET, explicit(0x7FE00010, "OW", b"\x80\x81" * 4, length=4))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (7FE0,0010) OW 4
        opaque 4 - fewer bytes than a header takes
        """,
        "trailing-bytes",
    )


def test_b050_trailing_padding_element() -> None:
    """(FFFC,FFFC) (vtk-dicom#125)."""
    data = file(CHARSET, NAME, explicit(0xFFFCFFFC, "OB", bytes(4)))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (FFFC,FFFC) OB 4
        """,
    )


def test_b051_private_element_without_creator() -> None:
    """fo-dicom#1146."""
    data = file(CHARSET, explicit(0x00091001, "LO", b"x "), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) LO 2
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
    )


def test_b051_private_creator_with_vr_un() -> None:
    """The block resolves by its text."""
    data = file(CHARSET, explicit(0x00090010, "UN", b"SIEMENS "), explicit(0x00091001, "LO", b"x "), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,0010) UN 8
        element (0009,1001) LO 2
        element (0010,0010) PN 8
        """,
    )


def test_b052_groups_that_nobody_may_use() -> None:
    """0001, 0003, 0005, 0007, FFFF (GDCM US-IRAD)."""
    data = file(
        *(explicit(group << 16 | 0x10, "LO", b"x ") for group in (1, 3, 5, 7)),
        CHARSET,
        NAME,
        explicit(0xFFFF0010, "LO", b"x "),
    )
    expect(
        data,
        """
        element (0001,0010) LO 2
        element (0003,0010) LO 2
        element (0005,0010) LO 2
        element (0007,0010) LO 2
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (FFFF,0010) LO 2
        """,
        "forbidden-group (0001,0010)",
        "forbidden-group (0003,0010)",
        "forbidden-group (0005,0010)",
        "forbidden-group (0007,0010)",
        "forbidden-group (FFFF,0010)",
    )


def test_b053_known_tag_with_vr_un() -> None:
    """What it means is not what its header says (pydicom#899)."""
    data = file(CHARSET, explicit(0x00100010, "UN", b"Doe^John"), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) UN 8
        element (0020,000D) UI 4
        """,
    )


def test_b054_legal_vr_but_another_one() -> None:
    """The VR of the file wins (dicomParser#34)."""
    data = file(CHARSET, explicit(0x00100020, "SH", b"X-1 "), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0020) SH 4
        element (0020,000D) UI 4
        """,
        "vr-differs (0010,0020)",
    )


def test_b055_zero_tag_inside_the_data_set() -> None:
    """(0000,0000) in the middle (GDCM, suyashkumar#82): what follows it is read."""
    data = file(CHARSET, MODALITY, bytes(8), NAME, STUDY, explicit(0x00280010, "US", b"\1\0"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,0060) CS 2
        opaque 8 - zeros
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        element (0028,0010) US 2
        """,
        "zeros",
    )


def test_b056_private_elements_implicit_in_an_explicit_file() -> None:
    """Each header has its own form (GDCM ExplicitVRforPublic)."""
    data = file(CHARSET, implicit(0x00090010, b"VENDOR"), implicit(0x00091001, b"abcd"), NAME, STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,0010) -- 6 implicit header
        element (0009,1001) -- 4 implicit header
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "header-without-vr (0009,0010)",
        "header-without-vr (0009,1001)",
    )


def test_b057_pixels_without_a_header() -> None:
    """Bytes after the last element (GDCM DigitexAlpha_no_7FE0)."""
    data = file(CHARSET, NAME, explicit(0x00280010, "US", b"\2\0"), bytes(range(128, 192)))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0028,0010) US 2
        opaque 64 - no element header
        """,
        "trailing-bytes",
    )
