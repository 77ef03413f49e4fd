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
from growth import grows_at_most, seconds_of

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
    """Opened as items; the VR and the lengths stay (dcmjs#492)."""
    data = file(CHARSET, explicit(0x00091001, "UN", item(implicit(0x00080060, b"MR"))), NAME)
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0009,1001) UN items 18 content implicit-le
          item [0] (FFFE,E000) 10
            element (0008,0060) -- 2
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
        element (0009,1001) UN items 18 content implicit-le
          item [0] (FFFE,E000) 10 content explicit-le
            element (0008,0060) CS 2
        element (0010,0010) PN 8
        """,
        "private-without-creator (0009,1001)",
        "layout-changes (0009,1001)[0]",
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


# More forms of the same: other lengths, deeper places, other encodings.

UID = explicit(0x00081155, "UI", b"1.2\0")
CLASS_UID = explicit(0x00081150, "UI", b"1.1\0")
CREATOR = explicit(0x00090010, "LO", b"ACME")
IMPLICIT_CHARSET = implicit(0x00080005, b"ISO_IR 100")
IMPLICIT_NAME = implicit(0x00100010, b"Doe^John")


def test_c058_both_length_forms_among_the_items_of_one_sequence() -> None:
    """Each item keeps its own form."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID), undefined_item(UID), item()), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 56
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          item [1] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          item [2] (FFFE,E000) 0
        element (0010,0010) PN 8
        """,
    )


def test_c059_sequence_delimiter_inside_a_defined_sequence_of_undefined_items() -> None:
    """The item's own delimiter belongs to it, the sequence's is in excess."""
    expect(
        file(CHARSET, sequence(0x00081140, undefined_item(UID), sequence_end()), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 36
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          stray delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)",
    )


def test_c060_sequence_delimiter_after_a_defined_sequence_in_a_defined_item() -> None:
    """The item's length counts it, so it is the item's."""
    inner = sequence(0x00081199, item(UID))
    expect(
        file(CHARSET, sequence(0x00081140, item(inner, sequence_end(), NAME)), STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 64
          item [0] (FFFE,E000) 56
            element (0008,1199) SQ items 20
              item [0] (FFFE,E000) 12
                element (0008,1155) UI 4
            stray delimiter (FFFE,E0DD) 0
            element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter (0008,1140)[0]",
    )


def test_c060_sequence_delimiter_after_a_defined_sequence_in_an_implicit_file() -> None:
    expect(
        file(
            IMPLICIT_CHARSET,
            implicit(0x00081140, item(implicit(0x00081155, b"1.2\0"))),
            sequence_end(),
            IMPLICIT_NAME,
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (0008,1140) -- items 20
          item [0] (FFFE,E000) 12
            element (0008,1155) -- 4
        stray delimiter (FFFE,E0DD) 0
        element (0010,0010) -- 8
        """,
        "stray-delimiter",
        coding="implicit-le: declared",
    )


def test_c061_item_delimiter_after_a_defined_item_in_an_undefined_sequence() -> None:
    expect(
        file(
            CHARSET,
            sequence(0x00081140, item(UID), item_end(), item(UID), item_end(), sequence_end(), length=UNDEFINED),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          stray delimiter (FFFE,E00D) 0
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
          stray delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "stray-delimiter (0008,1140)",
        "stray-delimiter (0008,1140)",
    )


def test_c062_item_delimiters_missing_in_a_defined_sequence() -> None:
    """The next item ends the first, the sequence's length the second."""
    open_item = item(UID, length=UNDEFINED)
    expect(
        file(CHARSET, sequence(0x00081140, open_item, open_item), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 40
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
          item [1] (FFFE,E000) undefined
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "item-delimiter-missing (0008,1140)[0]",
        "item-delimiter-missing (0008,1140)[1]",
    )


def test_c062_item_delimiter_missing_two_levels_down() -> None:
    """The outer item is not taken for the one without a delimiter."""
    inner = sequence(0x00081199, item(UID, length=UNDEFINED), sequence_end(), length=UNDEFINED)
    expect(
        file(CHARSET, sequence(0x00081140, undefined_item(inner, NAME), sequence_end(), length=UNDEFINED), STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1199) SQ items undefined
              item [0] (FFFE,E000) undefined
                element (0008,1155) UI 4
              sequence delimiter (FFFE,E0DD) 0
            element (0010,0010) PN 8
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0020,000D) UI 4
        """,
        "item-delimiter-missing (0008,1140)[0].(0008,1199)[0]",
    )


def test_c062_and_c064_both_delimiters_missing_at_the_end_of_the_file() -> None:
    expect(
        file(CHARSET, sequence(0x00081140, item(UID, length=UNDEFINED), length=UNDEFINED)),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
        """,
        "sequence-delimiter-missing (0008,1140)",
        "item-delimiter-missing (0008,1140)[0]",
    )


@pytest.mark.parametrize("one", [item(UID), undefined_item(UID)], ids=["defined item", "undefined item"])
def test_c064_sequence_delimiter_missing_before_more_elements(one: bytes) -> None:
    """The first header that is no item's ends the sequence."""
    tree = STANDARD.read_tree(data := file(CHARSET, sequence(0x00081140, one, length=UNDEFINED), NAME, STUDY))
    check_laws(data)
    tops = ["(0008,0005)", "(0008,1140)", "(0010,0010)", "(0020,000D)"]
    assert [node.path for node in tree.data_set] == tops
    found = [finding.code for finding in check_tree(tree, STANDARD)]
    assert found == ["sequence-delimiter-missing"]


def test_c064_sequence_delimiter_missing_inside_an_item() -> None:
    """The inner sequence ends without one; its parent goes on."""
    inner = sequence(0x00081199, undefined_item(UID), length=UNDEFINED)
    expect(
        file(CHARSET, sequence(0x00081140, undefined_item(inner, NAME), sequence_end(), length=UNDEFINED), STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) undefined
            element (0008,1199) SQ items undefined
              item [0] (FFFE,E000) undefined
                element (0008,1155) UI 4
                item delimiter (FFFE,E00D) 0
            element (0010,0010) PN 8
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0020,000D) UI 4
        """,
        "sequence-delimiter-missing (0008,1140)[0].(0008,1199)",
    )


@pytest.mark.parametrize("of_item", [4, 7, UNDEFINED])
@pytest.mark.parametrize("of_sequence", [4, 7, UNDEFINED])
@pytest.mark.parametrize("following", [(NAME, STUDY), ()], ids=["more follows", "at the end"])
def test_c065_any_delimiter_length_is_a_number(of_item: int, of_sequence: int, following: tuple[bytes]) -> None:
    """Kept in the field, and never taken for bytes that follow."""
    open_item = item(UID, length=UNDEFINED) + item_end(of_item)
    data = file(CHARSET, sequence(0x00081140, open_item, sequence_end(of_sequence), length=UNDEFINED), *following)
    check_laws(data)
    tree = STANDARD.read_tree(data)
    lengths = {node.kind: node.length for node in tree.walk()}
    assert (lengths[Kind.ITEM_DELIMITER], lengths[Kind.SEQUENCE_DELIMITER]) == (of_item, of_sequence)
    assert [node.path for node in tree.data_set][2:] == ["(0010,0010)", "(0020,000D)"][: len(following)]
    assert [finding.code for finding in check_tree(tree, STANDARD)] == ["delimiter-length"] * 2


def test_c066_item_length_too_short_inside_a_value() -> None:
    """Two bytes are missing from its last value, which is whole all the same."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID, length=10)), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20
          item [0] (FFFE,E000) 10 holds 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "length-differs (0008,1140)[0]",
    )


def test_c066_item_length_too_short_before_another_item() -> None:
    expect(
        file(CHARSET, sequence(0x00081140, item(CLASS_UID, UID, length=12), item(UID)), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 52
          item [0] (FFFE,E000) 12 holds 24
            element (0008,1150) UI 4
            element (0008,1155) UI 4
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "length-differs (0008,1140)[0]",
    )


@pytest.mark.parametrize("length", [20, 0x1000], ids=["over the next item", "past the end of the file"])
def test_c066_item_length_too_long_in_an_undefined_sequence(length: int) -> None:
    """It ends where the next item stands."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID, length=length), item(UID), sequence_end(), length=UNDEFINED)),
        f"""
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) {length} holds 12
            element (0008,1155) UI 4
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        """,
        "length-differs (0008,1140)[0]",
    )


def test_c066_item_length_too_long_over_the_sequence_delimiter() -> None:
    expect(
        file(CHARSET, sequence(0x00081140, item(UID, length=20), sequence_end(), length=UNDEFINED), NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 20 holds 12
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)[0]",
    )


@pytest.mark.parametrize("length", [0, 12], ids=["none", "cuts the item"])
def test_c066_sequence_length_smaller_than_its_item(length: int) -> None:
    """An item right after the header of a sequence is the sequence's, whatever the length says."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID), length=length), NAME, STUDY),
        f"""
        element (0008,0005) CS 10
        element (0008,1140) SQ items {length} holds 20
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)",
    )


def test_c066_item_and_sequence_length_too_short_alike() -> None:
    expect(
        file(CHARSET, sequence(0x00081140, item(CLASS_UID, UID, length=20), length=28), NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 28 holds 32
          item [0] (FFFE,E000) 20 holds 24
            element (0008,1150) UI 4
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)",
        "length-differs (0008,1140)[0]",
    )


def test_c066_sequence_length_past_the_end_of_the_file() -> None:
    """The length that cannot be true yields to the one that is: the item's. The patient's name stays at the top."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID), length=0x1000), NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 4096 holds 20
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "length-differs (0008,1140)",
    )


def test_c067_empty_undefined_items() -> None:
    """An item that is nothing but its delimiter, in either form of sequence."""
    expect(
        file(
            CHARSET,
            sequence(0x00081140, undefined_item(), item(), undefined_item()),
            sequence(0x00081199, undefined_item(), sequence_end(), length=UNDEFINED),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 40
          item [0] (FFFE,E000) undefined
            item delimiter (FFFE,E00D) 0
          item [1] (FFFE,E000) 0
          item [2] (FFFE,E000) undefined
            item delimiter (FFFE,E00D) 0
        element (0008,1199) SQ items undefined
          item [0] (FFFE,E000) undefined
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
    )


def test_c067_empty_items_and_sequences_in_an_implicit_file() -> None:
    expect(
        file(
            IMPLICIT_CHARSET,
            implicit(0x00081110, item()),
            implicit(0x00081140, sequence_end(), length=UNDEFINED),
            implicit(0x00081199),
            IMPLICIT_NAME,
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (0008,1110) -- items 8
          item [0] (FFFE,E000) 0
        element (0008,1140) -- items undefined
          sequence delimiter (FFFE,E0DD) 0
        element (0008,1199) -- items 0
        element (0010,0010) -- 8
        """,
        coding="implicit-le: declared",
    )


STRAYS = {
    "item delimiter": (item_end(), "(FFFE,E00D) 0"),
    "sequence delimiter": (sequence_end(), "(FFFE,E0DD) 0"),
    "item": (item(), "(FFFE,E000) 0"),
}


@pytest.mark.parametrize("stray", STRAYS)
def test_c068_c069_stray_at_the_very_start(stray: str) -> None:
    """It says nothing of the encoding: the data set is what it was declared to be."""
    raw, shown = STRAYS[stray]
    expect(
        file(raw, CHARSET, NAME),
        f"""
        stray delimiter {shown}
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
        "stray-delimiter",
    )


@pytest.mark.parametrize("stray", STRAYS)
def test_c068_c069_stray_at_the_very_end(stray: str) -> None:
    raw, shown = STRAYS[stray]
    expect(
        file(CHARSET, NAME, raw),
        f"""
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        stray delimiter {shown}
        """,
        "stray-delimiter",
    )


@pytest.mark.parametrize("stray", STRAYS)
def test_c068_c069_stray_in_an_implicit_file(stray: str) -> None:
    raw, shown = STRAYS[stray]
    expect(
        file(IMPLICIT_CHARSET, raw, IMPLICIT_NAME, uid=IMPLICIT_LE),
        f"""
        element (0008,0005) -- 10
        stray delimiter {shown}
        element (0010,0010) -- 8
        """,
        "stray-delimiter",
        coding="implicit-le: declared",
    )


def test_c069_stray_item_of_undefined_length_at_top_level() -> None:
    """Header and delimiter are tokens, what stands between them is read."""
    expect(
        file(CHARSET, undefined_item(NAME), STUDY),
        """
        element (0008,0005) CS 10
        stray delimiter (FFFE,E000) undefined
        element (0010,0010) PN 8
        stray delimiter (FFFE,E00D) 0
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
        "stray-delimiter",
    )


def test_c069_stray_item_that_holds_no_elements() -> None:
    """A fragment gone astray: its bytes are opaque up to the next header."""
    expect(
        file(CHARSET, item(b"\xff\xd8\xff\xd9"), NAME, STUDY),
        """
        element (0008,0005) CS 10
        stray delimiter (FFFE,E000) 4 holds 0
        opaque 4 - no element header
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "stray-delimiter",
        "opaque",
    )


def test_c070_un_of_undefined_length_within_another() -> None:
    """A private tag that no dictionary has is opened by what it holds, at any depth."""
    inner = implicit(0x00091002, undefined_item(implicit(0x00080060, b"MR")) + sequence_end(), length=UNDEFINED)
    expect(
        file(
            CHARSET,
            CREATOR,
            explicit(
                0x00091001,
                "UN",
                undefined_item(implicit(0x00090010, b"ACME"), inner) + sequence_end(),
                length=UNDEFINED,
            ),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (0009,0010) LO 4
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined
            element (0009,0010) -- 4
            element (0009,1002) -- items undefined
              item [0] (FFFE,E000) undefined
                element (0008,0060) -- 2
                item delimiter (FFFE,E00D) 0
              sequence delimiter (FFFE,E0DD) 0
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
    )


def test_c070_un_of_undefined_length_with_defined_items_and_without_any() -> None:
    """The wire VR stays UN for a tag whose VR everybody knows as well."""
    expect(
        file(
            CHARSET,
            explicit(0x00081140, "UN", item(implicit(0x00081155, b"1.2\0")) + sequence_end(), length=UNDEFINED),
            explicit(0x00081199, "UN", sequence_end(), length=UNDEFINED),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (0008,1140) UN items undefined content implicit-le
          item [0] (FFFE,E000) 12
            element (0008,1155) -- 4
          sequence delimiter (FFFE,E0DD) 0
        element (0008,1199) UN items undefined content implicit-le
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
    )


def test_c071_un_of_undefined_length_with_one_item_of_each_encoding() -> None:
    """Each item is probed for itself."""
    items = undefined_item(implicit(0x00080060, b"MR")) + undefined_item(explicit(0x00080060, "CS", b"MR"))
    expect(
        file(CHARSET, CREATOR, explicit(0x00091001, "UN", items + sequence_end(), length=UNDEFINED), NAME),
        """
        element (0008,0005) CS 10
        element (0009,0010) LO 4
        element (0009,1001) UN items undefined content implicit-le
          item [0] (FFFE,E000) undefined
            element (0008,0060) -- 2
            item delimiter (FFFE,E00D) 0
          item [1] (FFFE,E000) undefined content explicit-le
            element (0008,0060) CS 2
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "layout-changes (0009,1001)[1]",
    )


@pytest.mark.parametrize(
    "content",
    [item(implicit(0x00081155, b"1.2\0")), item(explicit(0x00081155, "UI", b"1.2\0"))],
    ids=["c072 implicit", "c073 explicit"],
)
def test_c072_c073_un_of_defined_length_means_its_items(content: bytes) -> None:
    """The meaning is a sequence, and reading it leaves wire VR and length alone."""
    data = file(CHARSET, explicit(0x00081140, "UN", content), NAME)
    tree = STANDARD.read_tree(data)
    meaning = next(one for one in STANDARD.meanings(tree) if one.node.path == "(0008,1140)")
    assert (meaning.node.vr, meaning.node.length, meaning.vr.code) == ("UN", len(content), "SQ")
    assert STANDARD.write_tree(tree) == data
    check_laws(data)


LOOKS_LIKE_ITEMS = {
    "an item tag and text": item(b"no element at all, only text"),
    "fragments": item() + item(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01") + sequence_end(),
    "a length beyond the value": item(implicit(0x00080060, b"MR"), length=400),
    "more after the item": item(implicit(0x00080060, b"MR")) + b"trailer ",
    "zeros in an item": item(bytes(24)),
    "half a header": b"\xfe\xff\x00\xe0\x04",
    "another VR": item(explicit(0x00080060, "CS", b"MR")),
}


@pytest.mark.parametrize("name", LOOKS_LIKE_ITEMS)
def test_c072_un_of_defined_length_that_only_begins_like_items(name: str) -> None:
    """Nor is the value of an element a sequence whose VR the dictionary knows to be another."""
    content = LOOKS_LIKE_ITEMS[name]
    tag = 0x00282000 if name == "another VR" else 0x00091001
    data = file(CHARSET, explicit(tag, "UN", content), NAME)
    node = STANDARD.read_tree(data).data_set[1]
    assert (node.children, node.raw) == (None, content)
    check_laws(data)


def test_c074_ob_and_ow_of_undefined_length_with_defined_items() -> None:
    """Items of either encoding."""
    expect(
        file(
            CHARSET,
            CREATOR,
            explicit(0x00091001, "OB", item(implicit(0x00080060, b"MR")) + sequence_end(), length=UNDEFINED),
            explicit(0x00091002, "OW", item(explicit(0x00080060, "CS", b"MR")) + sequence_end(), length=UNDEFINED),
            NAME,
        ),
        """
        element (0008,0005) CS 10
        element (0009,0010) LO 4
        element (0009,1001) OB items undefined
          item [0] (FFFE,E000) 10 content implicit-le
            element (0008,0060) -- 2
          sequence delimiter (FFFE,E0DD) 0
        element (0009,1002) OW items undefined
          item [0] (FFFE,E000) 10
            element (0008,0060) CS 2
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "vr-holds-items (0009,1001)",
        "layout-changes (0009,1001)[0]",
        "vr-holds-items (0009,1002)",
    )


def test_c075_voi_lut_sequence_as_ow_of_defined_length() -> None:
    """With a true length the bytes stay a value, whatever is inside."""
    expect(
        file(CHARSET, NAME, explicit(0x00283010, "OW", item(explicit(0x00283003, "LO", b"LUT ")))),
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        element (0028,3010) OW 20
        """,
        "vr-differs (0028,3010)",
    )


def test_c076_undefined_items_in_the_other_byte_order() -> None:
    """The delimiters are in it too."""
    swapped = undefined_item(explicit(0x00081155, "UI", b"1.2\0", order=">"), order=">") + sequence_end(order=">")
    expect(
        file(CHARSET, sequence(0x00081140, swapped, length=UNDEFINED), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined content explicit-be
          item [0] (FFFE,E000) undefined
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "layout-changes (0008,1140)",
    )


def test_c076_item_headers_alone_in_the_other_byte_order() -> None:
    """What they hold is in the order of the file again."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID, order=">")), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 20 content explicit-be
          item [0] (FFFE,E000) 12 content explicit-le
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "layout-changes (0008,1140)",
        "layout-changes (0008,1140)[0]",
    )


def test_c076_items_in_the_other_byte_order_under_an_elscint_tag() -> None:
    """(00E1,1042), and the same without VR fields."""
    swapped = item(explicit(0x00280010, "US", b"\1\2", order=">"), order=">")
    tree = expect(
        file(CHARSET, explicit(0x00E10010, "LO", b"ELSCINT1"), explicit(0x00E11042, "SQ", swapped)),
        """
        element (0008,0005) CS 10
        element (00E1,0010) LO 8
        element (00E1,1042) SQ items 18 content explicit-be
          item [0] (FFFE,E000) 10
            element (0028,0010) US 2
        """,
        "layout-changes (00E1,1042)",
    )
    assert list(STANDARD.meanings(tree))[-1].decode() == 0x0102
    expect(
        file(
            IMPLICIT_CHARSET,
            implicit(0x00081140, item(implicit(0x00081155, b"1.2\0", order=">"), order=">")),
            IMPLICIT_NAME,
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (0008,1140) -- items 20 content implicit-be
          item [0] (FFFE,E000) 12
            element (0008,1155) -- 4
        element (0010,0010) -- 8
        """,
        "layout-changes (0008,1140)",
        coding="implicit-le: declared",
    )


def test_c077_bytes_under_another_tag_whose_length_leads_nowhere() -> None:
    """Nothing tells an item here: the value is raw, and what follows is read."""
    expect(
        file(CHARSET, explicit(0x00081140, "SQ", implicit(0x3F3F3F00, UID, length=99)), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ 20
        element (0010,0010) PN 8
        """,
        "sequence-holds-no-items (0008,1140)",
    )


def test_c078_explicit_undefined_items_in_an_implicit_file() -> None:
    expect(
        file(
            IMPLICIT_CHARSET,
            implicit(0x00081140, undefined_item(UID) + sequence_end(), length=UNDEFINED),
            IMPLICIT_NAME,
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (0008,1140) -- items undefined
          item [0] (FFFE,E000) undefined content explicit-le
            element (0008,1155) UI 4
            item delimiter (FFFE,E00D) 0
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) -- 8
        """,
        "layout-changes (0008,1140)[0]",
        coding="implicit-le: declared",
    )


def test_c078_explicit_items_under_a_private_tag_in_an_implicit_file() -> None:
    """(2001,105F) of Philips, which only its content shows to be a sequence."""
    expect(
        file(
            IMPLICIT_CHARSET,
            implicit(0x20010010, b"PHILIPS "),
            implicit(0x2001105F, item(UID, explicit(0x00100010, "PN", b"A^"))),
            implicit(0x20200010, b"1 "),
            uid=IMPLICIT_LE,
        ),
        """
        element (0008,0005) -- 10
        element (2001,0010) -- 8
        element (2001,105F) -- items 30
          item [0] (FFFE,E000) 22 content explicit-le
            element (0008,1155) UI 4
            element (0010,0010) PN 2
        element (2020,0010) -- 2
        """,
        "layout-changes (2001,105F)[0]",
        coding="implicit-le: declared",
    )


def test_c079_the_encoding_is_the_item_s_own() -> None:
    """The second item alone is implicit, and holds an explicit one."""
    expect(
        file(CHARSET, sequence(0x00081140, item(UID), item(implicit(0x00081199, item(UID)))), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 56
          item [0] (FFFE,E000) 12
            element (0008,1155) UI 4
          item [1] (FFFE,E000) 28 content implicit-le
            element (0008,1199) -- items 20
              item [0] (FFFE,E000) 12 content explicit-le
                element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "layout-changes (0008,1140)[1]",
        "layout-changes (0008,1140)[1].(0008,1199)[0]",
    )


@pytest.mark.parametrize("text", [b"text", b"plain text, no item here", b"x"])
def test_c080_sequence_that_holds_text_of_any_length(text: bytes) -> None:
    """Shorter than an item's header, longer, and in a file without VR fields: the value is the text."""
    with_vr = file(CHARSET, explicit(0x00081140, "SQ", text), NAME)
    without = file(IMPLICIT_CHARSET, implicit(0x00081140, text), IMPLICIT_NAME, uid=IMPLICIT_LE)
    for data in (with_vr, without):
        check_laws(data, edits=0)
        tree = STANDARD.read_tree(data)
        assert [node.path for node in tree.data_set] == ["(0008,0005)", "(0008,1140)", "(0010,0010)"]
        held = next(one for one in STANDARD.meanings(tree) if one.node.path == "(0008,1140)")
        assert held.node.raw == held.relaid() == text
        codes = [finding.code for finding in check_tree(tree, STANDARD)]
        assert codes == ["odd-length"] * (len(text) % 2) + ["sequence-holds-no-items"]


def test_c080_sequence_of_undefined_length_that_holds_text() -> None:
    """Opaque up to the next header."""
    expect(
        file(CHARSET, explicit(0x00081140, "SQ", b"plain text, no item here", length=UNDEFINED), NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ undefined - undefined length without items
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "undefined-without-items (0008,1140)",
    )


ODD_UID = explicit(0x00081155, "UI", b"1.2")


def test_c081_odd_items_in_an_undefined_sequence() -> None:
    expect(
        file(CHARSET, sequence(0x00081140, item(ODD_UID), item(UID), sequence_end(), length=UNDEFINED), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 11
            element (0008,1155) UI 3
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """,
        "odd-length (0008,1140)[0]",
        "odd-length (0008,1140)[0].(0008,1155)",
    )


def test_c081_pad_byte_between_items() -> None:
    """Papyrus pads an odd item outside its length: one opaque byte, and the next item is an item."""
    expect(
        file(CHARSET, sequence(0x00081140, item(ODD_UID) + b"\0", item(UID)), NAME),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 40
          item [0] (FFFE,E000) 11
            element (0008,1155) UI 3
          opaque 1 - no item
          item [1] (FFFE,E000) 12
            element (0008,1155) UI 4
        element (0010,0010) PN 8
        """,
        "odd-length (0008,1140)[0]",
        "odd-length (0008,1140)[0].(0008,1155)",
        "opaque (0008,1140)",
    )


def test_c081_pad_byte_before_the_sequence_delimiter() -> None:
    """The same before the delimiter, which is not missing for it."""
    expect(
        file(CHARSET, sequence(0x00081140, item(ODD_UID) + b"\0", sequence_end(), length=UNDEFINED), NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items undefined
          item [0] (FFFE,E000) 11
            element (0008,1155) UI 3
          opaque 1 - no item
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "odd-length (0008,1140)[0]",
        "odd-length (0008,1140)[0].(0008,1155)",
        "opaque (0008,1140)",
    )


def test_c081_pad_byte_after_an_odd_sequence() -> None:
    """Outside the sequence's length: one opaque byte at the top."""
    expect(
        file(CHARSET, sequence(0x00081140, item(ODD_UID)) + b"\0", NAME, STUDY),
        """
        element (0008,0005) CS 10
        element (0008,1140) SQ items 19
          item [0] (FFFE,E000) 11
            element (0008,1155) UI 3
        opaque 1 - no element header
        element (0010,0010) PN 8
        element (0020,000D) UI 4
        """,
        "odd-length (0008,1140)",
        "odd-length (0008,1140)[0]",
        "odd-length (0008,1140)[0].(0008,1155)",
        "opaque",
    )


def nested(levels: int, form: str) -> bytes:
    """A file with that many sequences of one item, each in the item before, and a name after them."""
    if form == "undefined":
        heads = (sequence(0x00081140, length=UNDEFINED) + item(length=UNDEFINED)) * levels
        return file(CHARSET, heads, (item_end() + sequence_end()) * levels, NAME)
    header = len(sequence(0x00081140)) + len(item())
    rest = range((levels - 1) * header, -1, -header)
    heads = b"".join(sequence(0x00081140, length=inner + len(item())) + item(length=inner) for inner in rest)
    return file(CHARSET, heads, NAME)


@pytest.mark.parametrize("levels", [100, 1_000, 20_000, 100_000])
def test_c082_deep_nesting_with_defined_lengths(levels: int) -> None:
    """Below the limit is one leaf as long as the lengths say, and the file goes on after it."""
    data = nested(levels, "defined")
    check_laws(data)
    tree = STANDARD.read_tree(data)
    limit = STANDARD.limits.max_depth
    deep = [node for node in tree.walk() if node.reason]
    assert [node.reason for node in deep] == (["nested beyond the limit"] if levels > limit else [])
    assert [len(node.raw or b"") for node in deep] == ([(levels - limit) * 20 - 12] if levels > limit else [])
    assert sum(node.kind is Kind.ITEM for node in tree.walk()) == min(levels, limit)
    assert [node.path for node in tree.data_set] == ["(0008,0005)", "(0008,1140)", "(0010,0010)"]


@pytest.mark.parametrize("form", ["undefined", "defined"])
def test_c082_the_limit_moves_the_leaf(form: str) -> None:
    """Opened one level at a time, down to nothing left to open."""
    data = nested(5, form)
    for limit in range(7):
        codec = STANDARD.with_limits(max_depth=limit)
        tree = codec.read_tree(data)
        assert sum(node.kind is Kind.ITEM for node in tree.walk()) == min(limit, 5)
        assert [node.reason for node in tree.walk() if node.reason] == ["nested beyond the limit"] * (limit < 5)
        check_laws(data, codec=codec)


@pytest.mark.parametrize("form", ["undefined", "defined"])
def test_c082_time_is_linear_in_the_depth(form: str) -> None:
    """Every level opened: twice as deep takes about twice as long, and nothing recurses."""
    codec = STANDARD.with_limits(max_depth=40_000)
    small, large = nested(20_000, form), nested(40_000, form)
    for data, levels in ((small, 20_000), (large, 40_000)):
        tree = codec.read_tree(data)
        assert codec.write_tree(tree) == data
        assert sum(node.kind is Kind.ITEM for node in tree.walk()) == levels
        assert not any(node.reason for node in tree.walk())

    def seconds(data: bytes) -> float:
        return seconds_of(lambda: codec.write_tree(codec.read_tree(data)))

    assert grows_at_most(4, lambda: seconds(small), lambda: seconds(large))


@pytest.mark.parametrize("form", ["undefined", "defined"])
def test_c082_what_is_too_deep_takes_no_time(form: str) -> None:
    """The default limit: a leaf twice as long is a leaf."""
    small, large = nested(20_000, form), nested(40_000, form)

    def seconds(data: bytes) -> float:
        return seconds_of(lambda: STANDARD.read_tree(data))

    assert grows_at_most(4, lambda: seconds(small), lambda: seconds(large))


def test_c083_character_sets_are_inherited_until_an_item_has_its_own() -> None:
    """Down from an item without one, not up from an item with one, nor across to the next."""
    name = explicit(0x00100010, "PN", b"\xbb\xee")
    cyrillic = explicit(0x00080005, "CS", b"ISO_IR 144")
    greek = explicit(0x00080005, "CS", b"ISO_IR 126")
    data = file(
        CHARSET,
        sequence(
            0x00081140,
            undefined_item(cyrillic, sequence(0x00081199, item(name), item(greek, name)), name),
            undefined_item(name),
            sequence_end(),
            length=UNDEFINED,
        ),
        name,
    )
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    shown = {one.node.path: str(one.decode()) for one in STANDARD.meanings(tree) if one.vr.code == "PN"}
    assert shown == {
        "(0008,1140)[0].(0008,1199)[0].(0010,0010)": "\u041b\u044e",
        "(0008,1140)[0].(0008,1199)[1].(0010,0010)": "\u00bb\u03be",
        "(0008,1140)[0].(0010,0010)": "\u041b\u044e",
        "(0008,1140)[1].(0010,0010)": "\u00bb\u00ee",
        "(0010,0010)": "\u00bb\u00ee",
    }
    assert STANDARD.write_tree(tree) == data


def test_c083_an_edited_name_is_written_in_the_character_set_of_its_item() -> None:
    inside = item(explicit(0x00080005, "CS", b"ISO_IR 144"), explicit(0x00100010, "PN", b"\xbb\xee"))
    tree = STANDARD.read_tree(file(CHARSET, sequence(0x00081140, inside), explicit(0x00100010, "PN", b"\xbb\xee")))
    node = tree.find("(0008,1140)[0].(0010,0010)")
    assert node is not None
    STANDARD.set_value(tree, node, "\u042e\u041b")
    assert node.raw == b"\xce\xbb"
    assert STANDARD.write_tree(tree).count(b"\xbb\xee") == 1
