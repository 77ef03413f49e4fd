"""Odd sequences and items: classes C058 to C083."""

from __future__ import annotations

import pytest
from bytes_of import (
    IMPLICIT_LE,
    UNDEFINED,
    explicit,
    implicit,
    item,
    item_end,
    sequence,
    sequence_end,
    undefined_item,
)
from expect import CHARSET, NAME, STUDY, expect, file

from dicomconstruct import STANDARD, check_tree
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Kind


def test_c058_defined_sequence_of_undefined_items() -> None:
    """Legal; each length form is kept (dicomParser#181)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            undefined_item(explicit(0x00081155, "UI", b"1.2\0")),
            undefined_item(explicit(0x00081155, "UI", b"1.2\0")),
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 56
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          item [1] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
        element (0010,0010) PN 8
        """,
    )


def test_c058_undefined_sequence_of_defined_items() -> None:
    """The reverse."""
    data = file(
        CHARSET,
        sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0")), sequence_end(), length=UNDEFINED),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
    )


def test_c059_sequence_delimiter_inside_a_defined_sequence() -> None:
    """An extra token (fo-dicom#64)."""
    data = file(CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0")), sequence_end()), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 28
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          stray delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)",
    )


def test_c060_sequence_delimiter_after_a_defined_sequence() -> None:
    """A stray delimiter; what follows is read (fo-dicom#1157)."""
    data = file(
        CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"))), sequence_end(), NAME, STUDY
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
        stray delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
    )


def test_c060_sequence_delimiter_after_a_defined_sequence_in_an_item() -> None:
    """The same inside an item of undefined length."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            undefined_item(
                sequence(0x00081199, item(explicit(0x00081155, "UI", b"1.2\0"))),
                sequence_end(),
                explicit(0x00100010, "PN", b"A^"),
            ),
            sequence_end(),
            length=UNDEFINED,
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1199) SQ items 20
              item [0] (FFFE,E000) 12
                element (0008,1155) UI 4
            stray delimiter (FFFE,E0DD) 0
            element (0010,0010) PN 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)[0]",
    )


def test_c061_item_delimiter_inside_a_defined_item() -> None:
    """Kept as a token (dcmdump calls it for re-encoding)."""
    data = file(CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"), item_end())), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 28
          item [0] (FFFE,E000) 20
            element (0008,1155) UI 4
            stray delimiter (FFFE,E00D) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)[0]",
    )


def test_c061_item_delimiter_after_a_defined_item() -> None:
    """The same between items (dicomParser#181)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0")),
            item_end(),
            item(explicit(0x00081155, "UI", b"1.2\0")),
            item_end(),
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 56
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          stray delimiter (FFFE,E00D) 0
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
          stray delimiter (FFFE,E00D) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)",
        "stray-delimiter (0008,1140)",
    )


def test_c062_item_delimiter_missing_before_the_next_item() -> None:
    """The item is closed without one (GDCM BogusItemStartItemEnd)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0"), length=UNDEFINED),
            undefined_item(explicit(0x00081155, "UI", b"1.3\0")),
            sequence_end(),
            length=UNDEFINED,
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
          item [1] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "item-delimiter-missing (0008,1140)[0]",
    )


def test_c062_item_delimiter_missing_before_the_sequence_delimiter() -> None:
    """The same at the end (fo-dicom#1157)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0"), length=UNDEFINED),
            sequence_end(),
            length=UNDEFINED,
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "item-delimiter-missing (0008,1140)[0]",
    )


def test_c063_delimiters_swapped() -> None:
    """Kinds as they are (DCMTK +rd)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0"), length=UNDEFINED),
            sequence_end(),
            item_end(),
            length=UNDEFINED,
        ),
        NAME,
        STUDY,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        stray delimiter (FFFE,E00D) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "item-delimiter-missing (0008,1140)[0]",
        "stray-delimiter",
    )


def test_c064_sequence_delimiter_missing_at_the_end_of_the_file() -> None:
    """Closed without one (dicom-rs#167)."""
    data = file(
        CHARSET, sequence(0x00081140, undefined_item(explicit(0x00081155, "UI", b"1.2\0")), length=UNDEFINED)
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
        """,
        "sequence-delimiter-missing (0008,1140)",
    )


def test_c065_delimiters_with_a_length() -> None:
    """4 and FFFFFFFF: numbers, no content (GDCM ItemTerminatorVLnot0)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0"), length=UNDEFINED),
            item_end(4),
            sequence_end(UNDEFINED),
            length=UNDEFINED,
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 4 holds 0
          sequence delimiter (FFFE,E0DD) undefined
        element (0010,0010) PN 8
        """,
        "delimiter-length (0008,1140)[0]",
        "delimiter-length (0008,1140)",
    )


def test_c066_item_length_too_short() -> None:
    """The item goes on with its elements inside its sequence (GDCM BogugsItemAndSequenceLength)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140, item(explicit(0x00081150, "UI", b"1.1\0"), explicit(0x00081155, "UI", b"1.2\0"), length=12)
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 32
          item [0] (FFFE,E000) 12 holds 24
            element (0008,1150) UI 4
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "length-differs (0008,1140)[0]",
    )


def test_c066_item_length_too_long() -> None:
    """The item is cut by its sequence."""
    data = file(CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"), length=40)), NAME, STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20
          item [0] (FFFE,E000) 40 holds 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)[0]",
    )


def test_c066_sequence_length_too_short() -> None:
    """Items go on after the length (dcm4che#1364)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            item(explicit(0x00081155, "UI", b"1.2\0")),
            item(explicit(0x00081155, "UI", b"1.2\0")),
            length=20,
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20 holds 40
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "length-differs (0008,1140)",
    )


def test_c066_sequence_length_too_long() -> None:
    """The sequence ends where elements of its parent go on (PhilipsInteraSeqTermInvLen)."""
    data = file(CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0")), length=30), NAME, STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 30 holds 20
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)",
    )


def test_c067_empty_items_and_sequences() -> None:
    """Zero-length item, empty undefined sequence: forms kept (pydicom#1030)."""
    data = file(
        CHARSET,
        sequence(0x00081110, item()),
        sequence(0x00081140, sequence_end(), length=UNDEFINED),
        sequence(0x00081199),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1110) SQ items 8
          item [0] (FFFE,E000) 0
        element (0008,1140) SQ items undefined
          sequence delimiter (FFFE,E0DD) 0
        element (0008,1199) SQ items 0
        element (0010,0010) PN 8
        """,
    )


def test_c068_stray_item_delimiter_at_top_level() -> None:
    """A token; reading goes on (pydicom drops the rest)."""
    data = file(CHARSET, item_end(), NAME, STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        stray delimiter (FFFE,E00D) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
    )


def test_c069_stray_sequence_delimiter_at_top_level() -> None:
    """The same."""
    data = file(CHARSET, sequence_end(), NAME, STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        stray delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
    )


def test_c069_stray_item_at_top_level() -> None:
    """Its header is a token, what it held is read."""
    data = file(CHARSET, item(NAME), STUDY)
    expect(
        data,
        """
        element (0008,0005) CS 10
        stray delimiter (FFFE,E000) 16 holds 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
    )


def test_c070_un_of_undefined_length_with_implicit_items() -> None:
    """CP-246; the VR stays UN (pydicom#1312)."""
    data = file(
        CHARSET,
        explicit(0x00091001, "UN", undefined_item(implicit(0x00080060, b"MR")) + sequence_end(), length=UNDEFINED),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined
            element (0008,0060) -- 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
    )


def test_c071_un_of_undefined_length_with_explicit_items() -> None:
    """Probed (GDCM MEDILABInvalidCP246)."""
    data = file(
        CHARSET,
        explicit(
            0x00091001, "UN", undefined_item(explicit(0x00080060, "CS", b"MR")) + sequence_end(), length=UNDEFINED
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined content explicit-le
            element (0008,0060) CS 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
        "layout-changes (0009,1001)[0]",
    )


def test_c072_un_of_defined_length_holding_implicit_items() -> None:
    """Bytes stay bytes (dcmjs#492)."""
    data = file(CHARSET, explicit(0x00091001, "UN", item(implicit(0x00080060, b"MR"))), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN 18
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
    )


def test_c073_un_of_defined_length_holding_explicit_items() -> None:
    """The same (dcm4che#159)."""
    data = file(CHARSET, explicit(0x00091001, "UN", item(explicit(0x00080060, "CS", b"MR"))), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN 18
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
    )


def test_c074_ob_of_undefined_length_that_is_a_sequence() -> None:
    """By what it holds, not by its VR (DCMTK +oi)."""
    data = file(
        CHARSET,
        explicit(
            0x00091001, "OB", undefined_item(explicit(0x00080060, "CS", b"MR")) + sequence_end(), length=UNDEFINED
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) OB items undefined
          item [0] (FFFE,E000) undefined
            element (0008,0060) CS 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "vr-holds-items (0009,1001)",
        "private-without-creator (0009,1001)",
    )


def test_c075_voi_lut_sequence_as_ow() -> None:
    """The same for OW (DCMTK +vi)."""
    data = file(
        CHARSET,
        NAME,
        explicit(
            0x00283010, "OW", undefined_item(explicit(0x00283003, "LO", b"LUT ")) + sequence_end(), length=UNDEFINED
        ),
        explicit(0x7FE00010, "OW", b"\1\2"),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0028,3010) OW items undefined
          item [0] (FFFE,E000) undefined
            element (0028,3003) LO 4
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (7FE0,0010) OW 2
        """,
        "vr-holds-items (0028,3010)",
        "vr-differs (0028,3010)",
    )


def test_c076_items_in_the_other_byte_order() -> None:
    """FEFF,00E0 (Philips; GDCM SwitchIndianess): the layout switches with the items."""
    data = file(
        CHARSET, explicit(0x00081140, "SQ", item(explicit(0x00081155, "UI", b"1.2\0", order=">"), order=">")), NAME
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20 content explicit-be
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "layout-changes (0008,1140)",
    )


def test_c077_item_under_another_tag() -> None:
    """3F3F,3F00: read as the item that its length makes it (GDCM Bug_Philips_ItemTag_3F3F)."""
    data = file(
        CHARSET, explicit(0x00081140, "SQ", implicit(0x3F3F3F00, explicit(0x00081155, "UI", b"1.2\0"))), NAME
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20
          item [0] (3F3F,3F00) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "item-tag (0008,1140)[0]",
    )


def test_c077_item_with_element_number_zero() -> None:
    """(FFFE,0000) (GDCM gdcm-MR-PHILIPS-16-Multi-Seq)."""
    data = file(
        CHARSET,
        explicit(
            0x00081140,
            "SQ",
            implicit(0xFFFE0000, explicit(0x00081155, "UI", b"1.2\0")) + item(explicit(0x00081155, "UI", b"1.2\0")),
        ),
        NAME,
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 40
          item [0] (FFFE,0000) 12
            element (0008,1155) UI 4
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "item-tag (0008,1140)[0]",
    )


def test_c078_explicit_items_in_an_implicit_file() -> None:
    """Probed item by item (GDCM MR_Philips_Intera_No_PrivateSequenceImplicitVR)."""
    data = file(
        implicit(0x00080005, b"ISO_IR 100"),
        implicit(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"))),
        implicit(0x00100010, b"Doe^John"),
        uid=IMPLICIT_LE,
    )
    expect(
        data,
        """
        element (0008,0005) -- 10
        element (0008,1140) -- items 20
          item [0] (FFFE,E000) 12 content explicit-le
            element (0008,1155) UI 4
        element (0010,0010) -- 8
        """,
        "layout-changes (0008,1140)[0]",
        coding="implicit-le: declared",
    )


def test_c079_implicit_items_in_an_explicit_file() -> None:
    """The reverse (pydicom#999)."""
    data = file(
        CHARSET, sequence(0x00081140, item(implicit(0x00081155, b"1.2\0")), sequence_end(), length=UNDEFINED), NAME
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 12 content implicit-le
            element (0008,1155) -- 4
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "layout-changes (0008,1140)[0]",
    )


def test_c080_sequence_that_holds_text() -> None:
    """Raw, and said (fo-dicom#1982)."""
    data = file(CHARSET, explicit(0x00081140, "SQ", b"plain text, no item here"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ 24
        element (0010,0010) PN 8
        """,
        "sequence-holds-no-items (0008,1140)",
    )


def test_c081_odd_item_and_odd_sequence() -> None:
    """Exact bytes (GDCM KODAK Odd_Terminated_Sequence)."""
    data = file(CHARSET, sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2"))), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 19
          item [0] (FFFE,E000) 11
            element (0008,1155) UI 3
        element (0010,0010) PN 8
        """,
        "odd-length (0008,1140)",
        "odd-length (0008,1140)[0]",
        "odd-length (0008,1140)[0].(0008,1155)",
    )


def test_c081_sequence_with_a_pad_byte_after_its_items() -> None:
    """Papyrus' odd padding stays where it is."""
    data = file(CHARSET, explicit(0x00081140, "SQ", item(explicit(0x00081155, "UI", b"1.2\0")) + b"\0"), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 21
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          opaque 1 - fewer bytes than a header takes
        element (0010,0010) PN 8
        """,
        "odd-length (0008,1140)",
        "opaque (0008,1140)",
    )


def test_c083_item_with_its_own_character_set() -> None:
    """Scoped to the item (dcmjs#508)."""
    data = file(
        CHARSET,
        sequence(
            0x00081140, item(explicit(0x00080005, "CS", b"ISO_IR 144"), explicit(0x00100010, "PN", b"\xbb\xee"))
        ),
        explicit(0x00100010, "PN", b"\xc4\xeb"),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 36
          item [0] (FFFE,E000) 28
            element (0008,0005) CS 10
            element (0010,0010) PN 2
        element (0010,0010) PN 2
        """,
    )


@pytest.mark.parametrize("levels", [100, 1_000, 20_000, 100_000])
@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
def test_c082_deep_nesting(levels: int, closed: bool) -> None:
    """No recursion: the limit is a parameter, what is deeper is one opaque leaf (DCMTK bug 1191)."""
    opening = (sequence(0x00081140, length=UNDEFINED) + item(length=UNDEFINED)) * levels
    data = file(CHARSET, opening, (item_end() + sequence_end()) * levels if closed else b"")
    check_laws(data)
    tree = STANDARD.read_tree(data)
    deep = [node for node in tree.walk() if node.reason]
    limit = STANDARD.limits.max_depth
    assert sum(node.kind is Kind.ITEM for node in tree.walk()) == min(levels, limit)
    assert [node.reason for node in deep] == (["nested beyond the limit"] if levels > limit else [])
    findings = {finding.code for finding in check_tree(tree, STANDARD)}
    assert ("nested-too-deep" in findings) == (levels > limit)


def test_c082_the_limit_is_a_parameter() -> None:
    """Two levels are opened, the third is a leaf; lengths are defined here."""
    innermost = item(explicit(0x00081155, "UI", b"1.2\0"))
    data = file(CHARSET, sequence(0x00081140, item(sequence(0x00081140, item(sequence(0x00081140, innermost))))))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 60
          item [0] (FFFE,E000) 52
            element (0008,1140) SQ items 40
              item [0] (FFFE,E000) 32
                element (0008,1140) SQ 20 - nested beyond the limit
        """,
        "nested-too-deep (0008,1140)[0].(0008,1140)[0].(0008,1140)",
        codec=STANDARD.with_limits(max_depth=2),
    )


def test_c083_names_decode_in_the_character_set_of_their_item() -> None:
    """Cyrillic inside, Latin 1 outside, from the same two bytes' range."""
    inside = item(explicit(0x00080005, "CS", b"ISO_IR 144"), explicit(0x00100010, "PN", b"\xbb\xee"))
    tree = STANDARD.read_tree(file(CHARSET, sequence(0x00081140, inside), explicit(0x00100010, "PN", b"\xbb\xee")))
    names = [str(one.decode()) for one in STANDARD.meanings(tree) if one.vr.code == "PN"]
    assert names == ["Лю", "»î"]
