"""More of classes B024 to B057: other VRs, lengths and places of what test_b_elements.py has once.

Where a test is about the data set alone, the file around it is without fault.
"""

from __future__ import annotations

import struct
import tracemalloc
from inspect import cleandoc

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    UNDEFINED,
    explicit,
    implicit,
    item,
    long,
    meta,
    meta_elements,
    opening,
    part10,
    sequence,
    sequence_end,
    short,
)
from laws import check_laws, data_set_outline, findings_of

from dicomconstruct import STANDARD
from dicomconstruct.errors import DicomError
from dicomconstruct.tree import Meaning, Node, Tree, replace_value

MODALITY = explicit(0x00080060, "CS", b"MR")
NAME = explicit(0x00100010, "PN", b"Doe^Jane")
ID = explicit(0x00100020, "LO", b"1 ")
ROWS = explicit(0x00280010, "US", b"\2\0")

IMPLICIT_MODALITY = implicit(0x00080060, b"MR")
IMPLICIT_NAME = implicit(0x00100010, b"Doe^Jane")
IMPLICIT_ID = implicit(0x00100020, b"1 ")

PIXELS = bytes.fromhex("1203 4506 7801 9a02") * 2
"""Eight words of 12 bits, as a scanner has them."""


def nodes_at(tree: Tree, path: str) -> Node:
    node = tree.find(path)
    assert node is not None, path
    return node


def meaning_at(tree: Tree, path: str) -> Meaning:
    return STANDARD.meaning(tree, nodes_at(tree, path))


def form_at(tree: Tree, path: str) -> str:
    return nodes_at(tree, path).form


def raw_at(tree: Tree, path: str) -> bytes | None:
    return nodes_at(tree, path).raw


# B024 to B029: header fields other than the standard's.


def test_b024_reserved_bytes_of_sequences_not_zero() -> None:
    name = item(NAME)
    defined = long(0x00081140, "SQ", name, reserved=b"\x01\x00")
    undefined = long(0x00082112, "SQ", name + sequence_end(), length=UNDEFINED, reserved=b"\x4f\x42")
    data = part10(defined, undefined, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,1140) SQ items 24
          item [0] (FFFE,E000) 16
            element (0010,0010) PN 8
        element (0008,2112) SQ items undefined
          item [0] (FFFE,E000) 16
            element (0010,0010) PN 8
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0020) LO 2
        """
    )
    assert nodes_at(tree, "(0008,2112)").fields["reserved"] == b"OB"
    assert findings_of(data) == ["reserved-not-zero (0008,1140)", "reserved-not-zero (0008,2112)"]


@pytest.mark.parametrize("vr", ["RT", "UK", "OX", "XX"])
@pytest.mark.parametrize("value", [b"", b"abcd", b"ab" * 300], ids=len)
def test_b025_unknown_vr_with_16_bit_length(vr: str, value: bytes) -> None:
    data = part10(MODALITY, short(0x00091001, vr, value), NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0009,1001) {vr} {len(value)}
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        """
    )
    assert (form_at(tree, "(0009,1001)"), raw_at(tree, "(0009,1001)")) == ("short", value)
    assert findings_of(data) == ["unknown-vr (0009,1001)", "private-without-creator (0009,1001)"]


def test_b025_unknown_vr_with_16_bit_length_first_and_last() -> None:
    data = part10(short(0x00080060, "XX", b"MR"), NAME, short(0x00280010, "UK", b"\2\0"))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) XX 2
        element (0010,0010) PN 8
        element (0028,0010) UK 2
        """
    )
    assert {form_at(tree, path) for path in ("(0008,0060)", "(0028,0010)")} == {"short"}
    assert findings_of(data) == ["unknown-vr (0008,0060)", "unknown-vr (0028,0010)"]


@pytest.mark.parametrize("vr", ["RT", "UK", "OX", "XX"])
@pytest.mark.parametrize("value", [b"", b"abcd", bytes(70_000)], ids=len)
def test_b026_unknown_vr_with_32_bit_length(vr: str, value: bytes) -> None:
    data = part10(MODALITY, long(0x00091001, vr, value), NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0009,1001) {vr} {len(value)}
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        """
    )
    assert (form_at(tree, "(0009,1001)"), raw_at(tree, "(0009,1001)")) == ("long", value)
    assert findings_of(data) == ["unknown-vr (0009,1001)", "private-without-creator (0009,1001)"]


def test_b026_unknown_vr_of_undefined_length() -> None:
    data = part10(MODALITY, long(0x00091001, "XX", item(NAME) + sequence_end(), length=UNDEFINED), ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0009,1001) XX items undefined
          item [0] (FFFE,E000) 16
            element (0010,0010) PN 8
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0020) LO 2
        """
    )
    assert findings_of(data) == ["unknown-vr (0009,1001)", "private-without-creator (0009,1001)"]


NO_LETTERS = ["\0\0", "  ", "??", "pn", "P1", "-O", "\xff\xfe"]


@pytest.mark.parametrize("vr", NO_LETTERS, ids=ascii)
@pytest.mark.parametrize(("header", "form"), [(short, "short"), (long, "long")])
def test_b027_vr_field_without_capital_letters(vr: str, header: type, form: str) -> None:
    data = part10(MODALITY, header(0x00100010, vr, b"Doe^Jane"), ID)
    tree = check_laws(data)
    node = nodes_at(tree, "(0010,0010)")
    assert [str(one.tag) for one in tree.data_set] == ["(0008,0060)", "(0010,0010)", "(0010,0020)"]
    assert (node.fields["vr"], node.form, node.raw) == (vr.encode("latin-1"), form, b"Doe^Jane")
    assert str(meaning_at(tree, "(0010,0010)").decode()) == "Doe^Jane"
    assert findings_of(data) == ["unknown-vr (0010,0010)"]


@pytest.mark.parametrize("vr", NO_LETTERS, ids=ascii)
def test_b027_vr_field_without_capital_letters_in_the_first_element(vr: str) -> None:
    data = part10(short(0x00080060, vr, b"MR"), NAME, ID)
    tree = check_laws(data)
    assert [(str(one.tag), one.form) for one in tree.data_set] == [
        ("(0008,0060)", "short"),
        ("(0010,0010)", "short"),
        ("(0010,0020)", "short"),
    ]
    assert tree.coding.evidence == "declared"


@pytest.mark.parametrize("vr", NO_LETTERS, ids=ascii)
@pytest.mark.parametrize(("header", "form"), [(short, "short"), (long, "long")])
def test_b027_several_vr_fields_without_capital_letters(vr: str, header: type, form: str) -> None:
    odd = [header(0x00091000 | number, vr, b"abcdef"[: 2 * number]) for number in range(1, 4)]
    data = part10(MODALITY, *odd, NAME, ID)
    tree = check_laws(data)
    assert [(str(one.tag), one.form, one.length) for one in tree.data_set] == [
        ("(0008,0060)", "short", 2),
        ("(0009,1001)", form, 2),
        ("(0009,1002)", form, 4),
        ("(0009,1003)", form, 6),
        ("(0010,0010)", "short", 8),
        ("(0010,0020)", "short", 2),
    ]


def test_b027_every_vr_field_is_nul() -> None:
    data = part10(
        short(0x00080060, "\0\0", b"MR"), short(0x00100010, "\0\0", b"Doe^Jane"), short(0x00100020, "\0\0", b"1 ")
    )
    tree = check_laws(data)
    assert [(str(one.tag), one.form, one.raw) for one in tree.data_set] == [
        ("(0008,0060)", "short", b"MR"),
        ("(0010,0010)", "short", b"Doe^Jane"),
        ("(0010,0020)", "short", b"1 "),
    ]


def test_b027_implicit_header_is_told_from_a_strange_vr() -> None:
    data = part10(MODALITY, IMPLICIT_NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0010) -- 8 implicit header
        element (0010,0020) LO 2
        """
    )
    assert findings_of(data) == ["header-without-vr (0010,0010)"]


@pytest.mark.parametrize("value", [b"", b"ab", b"abcd", bytes(16), b"abcdefgh" * 40], ids=len)
def test_b028_un_with_16_bit_length(value: bytes) -> None:
    data = part10(MODALITY, short(0x00091001, "UN", value), NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0009,1001) UN {len(value)}
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        """
    )
    assert (form_at(tree, "(0009,1001)"), raw_at(tree, "(0009,1001)")) == ("short", value)
    assert findings_of(data) == ["vr-header-form (0009,1001)", "private-without-creator (0009,1001)"]


def test_b028_many_un_with_16_bit_length() -> None:
    odd = [short(0x00290010 + number, "UN", b"creator "[: 2 * number]) for number in range(5)]
    data = part10(MODALITY, NAME, *odd)
    tree = check_laws(data)
    assert [(str(one.tag), one.form, one.value_length) for one in tree.data_set[2:]] == [
        (f"(0029,001{number})", "short", 2 * number) for number in range(5)
    ]
    assert [code for code in findings_of(data) if code.startswith("vr-header-form")] == [
        f"vr-header-form (0029,001{number})" for number in range(5)
    ]


def test_b028_un_with_16_bit_length_in_the_first_element() -> None:
    tree = check_laws(part10(short(0x00080060, "UN", b"MR"), NAME, ID))
    assert [(str(one.tag), one.form) for one in tree.data_set] == [
        ("(0008,0060)", "short"),
        ("(0010,0010)", "short"),
        ("(0010,0020)", "short"),
    ]


@pytest.mark.parametrize("vr", ["OB", "OV", "OW", "SV", "UV", "UT"])
def test_b029_vr_of_a_long_header_with_16_bit_length(vr: str) -> None:
    data = part10(MODALITY, short(0x00091001, vr, b"12345678"), NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0009,1001) {vr} 8
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        """
    )
    assert (form_at(tree, "(0009,1001)"), raw_at(tree, "(0009,1001)")) == ("short", b"12345678")
    assert findings_of(data) == ["vr-header-form (0009,1001)", "private-without-creator (0009,1001)"]


def test_b029_ob_with_16_bit_length_in_an_item_and_at_the_end() -> None:
    data = part10(
        sequence(0x00081140, item(short(0x00091001, "OB", b"%PDF"), NAME)), short(0x00420011, "OB", b"%P")
    )
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,1140) SQ items 36
          item [0] (FFFE,E000) 28
            element (0009,1001) OB 4
            element (0010,0010) PN 8
        element (0042,0011) OB 2
        """
    )
    assert (form_at(tree, "(0008,1140)[0].(0009,1001)"), form_at(tree, "(0042,0011)")) == ("short", "short")


# B030 to B040: lengths.


def test_b030_odd_length_of_text_in_implicit_vr() -> None:
    data = part10(implicit(0x00080060, b"MRI"), implicit(0x00100010, b"Doe^J"), IMPLICIT_ID, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) -- 3
        element (0010,0010) -- 5
        element (0010,0020) -- 2
        """
    )
    assert findings_of(data) == ["odd-length (0008,0060)", "odd-length (0010,0010)"]


def test_b031_odd_length_of_bytes_and_words() -> None:
    document = long(0x00420011, "OB", b"%PDF-")
    data = part10(MODALITY, document, explicit(0x00420012, "LO", b"text/xml"), long(0x7FE00010, "OW", bytes(7)))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0042,0011) OB 5
        element (0042,0012) LO 8
        element (7FE0,0010) OW 7
        """
    )
    assert findings_of(data) == [
        "odd-length (0042,0011)",
        "odd-length (7FE0,0010)",
        "length-not-multiple (7FE0,0010)",
    ]


def test_b034_papyrus_length_far_too_large() -> None:
    """No quirk is applied: everything before is intact, and the items are there."""
    items = item(ID) + item(NAME)
    data = part10(MODALITY, NAME, long(0x031E0324, "SQ", items, length=0x031F031C))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0010) PN 8
        element (031E,0324) SQ items 52364060 holds 42
          item [0] (FFFE,E000) 10
            element (0010,0020) LO 2
          item [1] (FFFE,E000) 16
            element (0010,0010) PN 8
        """
    )
    assert findings_of(data) == ["length-differs (031E,0324)", "unknown-tag (031E,0324)"]


@pytest.mark.parametrize(("number", "vr", "value"), [(0x00280010, "US", b"\1\0\2"), (0x00189073, "FD", bytes(6))])
def test_b035_length_no_multiple_of_a_value(number: int, vr: str, value: bytes) -> None:
    data = part10(NAME, explicit(number, vr, value), explicit(0x00280011, "US", b"\2\0"))
    tree = check_laws(data)
    node = tree.data_set[1]
    assert [str(one.tag) for one in tree.data_set[::2]] == ["(0010,0010)", "(0028,0011)"]
    assert (node.vr, node.length, node.raw) == (vr, len(value), value)
    with pytest.raises(DicomError) as error:
        STANDARD.meaning(tree, node).decode()
    assert (error.value.path, error.value.offset) == (node.path, node.value_offset)
    assert findings_of(data)[-1] == f"length-not-multiple {node.path}"


def test_b036_value_is_not_what_its_vr_says() -> None:
    creator = explicit(0x01E10010, "LO", b"ELSCINT1")
    data = part10(MODALITY, creator, explicit(0x01E11018, "FD", b"0.264 "), explicit(0x01F10010, "LO", b"ELSCINT1"))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (01E1,0010) LO 8
        element (01E1,1018) FD 6
        element (01F1,0010) LO 8
        """
    )
    assert raw_at(tree, "(01E1,1018)") == b"0.264 "
    with pytest.raises(DicomError):
        meaning_at(tree, "(01E1,1018)").decode()
    assert STANDARD.write_tree(tree) == data
    assert findings_of(data) == ["length-not-multiple (01E1,1018)"]


@pytest.mark.parametrize("held", [b"", b"D", b"Doe^Jan"], ids=len)
def test_b037_text_runs_past_the_end(held: bytes) -> None:
    data = part10(MODALITY, explicit(0x00100010, "PN", held, length=8))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0010,0010) PN 8 holds {len(held)}
        """
    )
    assert (raw_at(tree, "(0010,0010)"), nodes_at(tree, "(0010,0010)").length) == (held, 8)
    assert findings_of(data) == ["value-cut-short (0010,0010)"]


def test_b037_text_runs_past_the_end_in_implicit_vr() -> None:
    data = part10(IMPLICIT_MODALITY, implicit(0x00100010, b"Doe^", length=8), uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) -- 2
        element (0010,0010) -- 8 holds 4
        """
    )
    assert findings_of(data) == ["value-cut-short (0010,0010)"]


def test_b037_file_ends_inside_an_item() -> None:
    data = part10(MODALITY, sequence(0x00081140, item(NAME, ID), item(NAME)))[:-6]
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0008,1140) SQ items 58 holds 52
          item [0] (FFFE,E000) 26
            element (0010,0010) PN 8
            element (0010,0020) LO 2
          item [1] (FFFE,E000) 16 holds 10
            element (0010,0010) PN 8 holds 2
        """
    )
    assert findings_of(data) == [
        "length-differs (0008,1140)",
        "length-differs (0008,1140)[1]",
        "value-cut-short (0008,1140)[1].(0010,0010)",
    ]


def test_b037_file_ends_inside_the_header_of_an_item() -> None:
    data = part10(MODALITY, sequence(0x00081140, item(NAME, ID), item(NAME)))[:-20]
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0008,1140) SQ items 58 holds 38
          item [0] (FFFE,E000) 26
            element (0010,0010) PN 8
            element (0010,0020) LO 2
          opaque 4 - fewer bytes than a header takes
        """
    )


@pytest.mark.parametrize("cut", range(1, len(MODALITY + NAME + ID)))
def test_b037_file_cut_anywhere(cut: int) -> None:
    data = part10(MODALITY, NAME, ID)[:-cut]
    tree = check_laws(data)
    whole = STANDARD.read_tree(part10(MODALITY, NAME, ID)).data_set
    kept = [one for one in whole if one.end <= len(data)]
    assert [(one.fields, one.raw) for one in tree.data_set[: len(kept)]] == [(one.fields, one.raw) for one in kept]
    assert len(tree.data_set) <= len(kept) + 1


def test_b038_pixel_data_truncated_in_implicit_vr() -> None:
    pixels = implicit(0x7FE00010, PIXELS, length=512 * 512 * 2)
    tree = check_laws(part10(IMPLICIT_MODALITY, pixels, uid=IMPLICIT_LE))
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) -- 2
        element (7FE0,0010) -- 524288 holds 16
        """
    )


def test_b038_fragment_truncated() -> None:
    pieces = item() + item(b"\xff\xd8") + item(b"\xff\xd8\xff", length=400)
    data = part10(MODALITY, explicit(0x7FE00010, "OB", pieces, length=UNDEFINED), uid=JPEG)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (7FE0,0010) OB fragments undefined
          fragment [0] (FFFE,E000) 0
          fragment [1] (FFFE,E000) 2
          fragment [2] (FFFE,E000) 400 holds 3
        """
    )
    assert findings_of(data) == ["value-cut-short (7FE0,0010)[2]", "sequence-delimiter-missing (7FE0,0010)"]


@pytest.mark.parametrize(
    ("vr", "length", "line"),
    [
        ("OW", 0x7FFFFFF0, "OW 2147483632 holds 106"),
        ("UN", 0x80000000, "UN 2147483648 holds 106"),
        ("OB", 0xFFFFFFFE, "OB 4294967294 holds 106"),
        ("UT", 0x7FFFFFFF, "UT 2147483647 holds 106"),
    ],
)
def test_b039_length_of_gigabytes_in_a_small_file(vr: str, length: int, line: str) -> None:
    data = part10(MODALITY, explicit(0x00420011, vr, b"a" * 106, length=length))
    assert len(data) == 376
    tree = check_laws(data)
    assert data_set_outline(tree) == f"element (0008,0060) CS 2\nelement (0042,0011) {line}"
    assert "value-cut-short (0042,0011)" in findings_of(data)
    tracemalloc.start()
    STANDARD.read_tree(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000


def test_b039_sequence_of_gigabytes_in_a_small_file() -> None:
    data = part10(MODALITY, explicit(0x00081140, "SQ", item(NAME, length=0x7FFFFFFF), length=0x80000000))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0008,1140) SQ items 2147483648 holds 24
          item [0] (FFFE,E000) 2147483647 holds 16
            element (0010,0010) PN 8
        """
    )
    assert findings_of(data) == [
        "length-differs (0008,1140)",
        "odd-length (0008,1140)[0]",
        "length-differs (0008,1140)[0]",
    ]


def test_b040_long_decimal_strings_stored_as_un() -> None:
    values = b"\\".join([b"1.5"] * 20_000) + b" "
    data = part10(MODALITY, long(0x30060050, "UN", values), explicit(0x30060084, "IS", b"1 "))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (3006,0050) UN 80000
        element (3006,0084) IS 2
        """
    )
    meaning = meaning_at(tree, "(3006,0050)")
    assert (meaning.vr.code, list(meaning.decode())) == ("DS", [1.5] * 20_000)
    assert findings_of(data)[0] == "un-for-known-tag (3006,0050)"


def test_b040_text_that_outgrows_its_length_field_becomes_un() -> None:
    tree = STANDARD.read_tree(part10(MODALITY, short(0x00204000, "LT", b"short "), ROWS))
    STANDARD.set_value(tree, nodes_at(tree, "(0020,4000)"), "a" * 70_000)
    data = STANDARD.write_tree(tree)
    assert data == part10(MODALITY, long(0x00204000, "UN", b"a" * 70_000), ROWS)
    assert "un-for-known-tag (0020,4000)" in findings_of(data)


# B041 to B046: elements out of place.

ITEMS = item(NAME) + sequence_end()


def test_b041_private_creator_of_undefined_length_and_vr_sq() -> None:
    data = part10(MODALITY, explicit(0x00090010, "SQ", ITEMS, length=UNDEFINED), NAME)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0009,0010) SQ items undefined
          item [0] (FFFE,E000) 16
            element (0010,0010) PN 8
          sequence delimiter (FFFE,E0DD) 0
        element (0010,0010) PN 8
        """
    )
    assert findings_of(data) == ["vr-differs (0009,0010)"]


def test_b042_tags_out_of_order_in_implicit_vr_and_in_an_item() -> None:
    images = implicit(0x00081140, item(IMPLICIT_ID, IMPLICIT_NAME))
    data = part10(IMPLICIT_NAME, images, IMPLICIT_MODALITY, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0010,0010) -- 8
        element (0008,1140) -- items 34
          item [0] (FFFE,E000) 26
            element (0010,0020) -- 2
            element (0010,0010) -- 8
        element (0008,0060) -- 2
        """
    )
    assert findings_of(data) == [
        "tag-order (0008,1140)",
        "tag-order (0008,1140)[0].(0010,0010)",
        "tag-order (0008,0060)",
    ]


def test_b043_same_private_sequence_twice() -> None:
    creator = explicit(0x20010010, "LO", b"Philips Imaging DD 001")
    data = part10(creator, sequence(0x20011068, item(NAME)), sequence(0x20011068, item(ID)))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (2001,0010) LO 22
        element (2001,1068) SQ items 24
          item [0] (FFFE,E000) 16
            element (0010,0010) PN 8
        element (2001,1068) SQ items 18
          item [0] (FFFE,E000) 10
            element (0010,0020) LO 2
        """
    )
    assert findings_of(data) == ["duplicate-tag (2001,1068)"]


GROUP_0010 = NAME + ID


def group_length(number: int, vr: str = "UL") -> bytes:
    return explicit(0x00100000, vr, struct.pack("<I", number))


@pytest.mark.parametrize("number", [len(GROUP_0010), 0, 99, 0xFFFFFFFF])
def test_b044_group_length_right_or_wrong(number: int) -> None:
    data = part10(MODALITY, group_length(number), GROUP_0010, ROWS)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0000) UL 4
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        element (0028,0010) US 2
        """
    )
    assert meaning_at(tree, "(0010,0000)").decode() == number
    wrong = [] if number == len(GROUP_0010) else ["group-length-wrong (0010,0000)"]
    assert findings_of(data) == ["retired (0010,0000)", *wrong]


@pytest.mark.parametrize(("number", "afterwards"), [(len(GROUP_0010), len(GROUP_0010) + 2), (99, 99)])
def test_b044_group_length_that_was_right_stays_right(number: int, afterwards: int) -> None:
    tree = STANDARD.read_tree(part10(MODALITY, group_length(number), GROUP_0010, ROWS))
    STANDARD.set_value(tree, nodes_at(tree, "(0010,0010)"), "Doe^Janine")
    written = part10(MODALITY, group_length(afterwards), explicit(0x00100010, "PN", b"Doe^Janine"), ID, ROWS)
    assert STANDARD.write_tree(tree) == written


def test_b045_group_length_with_vr_un() -> None:
    padding = explicit(0xFFFC0000, "UN", struct.pack("<I", 12)) + explicit(0xFFFCFFFC, "OB")
    data = part10(MODALITY, group_length(len(GROUP_0010), "UN"), GROUP_0010, padding)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0000) UN 4
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        element (FFFC,0000) UN 4
        element (FFFC,FFFC) OB 0
        """
    )
    assert meaning_at(tree, "(0010,0000)").decode() == len(GROUP_0010)
    assert findings_of(data) == [
        "group-length-form (0010,0000)",
        "retired (0010,0000)",
        "group-length-form (FFFC,0000)",
        "retired (FFFC,0000)",
    ]


@pytest.mark.parametrize(("vr", "value"), [("LO", b"not a length"), ("US", b"\1\0"), ("UL", bytes(8)), ("UL", b"")])
def test_b046_element_0000_that_is_no_length(vr: str, value: bytes) -> None:
    data = part10(MODALITY, explicit(0x00100000, vr, value), NAME)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        element (0010,0000) {vr} {len(value)}
        element (0010,0010) PN 8
        """
    )
    assert raw_at(tree, "(0010,0000)") == value
    assert findings_of(data)[0] == "group-length-form (0010,0000)"


# B047 to B050: what follows the last element.

NAMED = """element (0008,0060) CS 2
element (0010,0010) PN 8"""
IMPLICIT_NAMED = NAMED.replace("CS", "--").replace("PN", "--")


@pytest.mark.parametrize("trailer", [b"\x10\x00\x20\x00LO\0"[:length] for length in range(1, 8)], ids=len)
def test_b047_fewer_bytes_than_a_header_at_the_end(trailer: bytes) -> None:
    for named, elements, uid in (
        (NAMED, MODALITY + NAME, EXPLICIT_LE),
        (IMPLICIT_NAMED, IMPLICIT_MODALITY + IMPLICIT_NAME, IMPLICIT_LE),
    ):
        data = part10(elements, trailer, uid=uid)
        tree = check_laws(data)
        assert data_set_outline(tree) == f"{named}\nopaque {len(trailer)} - fewer bytes than a header takes"
        assert tree.data_set[-1].raw == trailer
        assert findings_of(data) == ["trailing-bytes"]


@pytest.mark.parametrize("count", [8, 40, 41, 1000])
def test_b048_zeros_at_the_end(count: int) -> None:
    data = part10(MODALITY, NAME, bytes(count))
    tree = check_laws(data)
    assert data_set_outline(tree) == f"{NAMED}\nopaque {count} - zeros"
    assert findings_of(data) == ["zeros"]
    data = part10(IMPLICIT_MODALITY, IMPLICIT_NAME, bytes(count), uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == f"{IMPLICIT_NAMED}\nopaque {count} - zeros"
    assert findings_of(data) == ["zeros"]


GARBAGE = [
    b"garbage after the end of the data set",
    b"\x9a\xf3garbage",
    b"\xff" * 40,
    bytes(range(128, 200)),
    b"PADDINGPADDINGPADDING",
    b"\x1a" * 100,
]
GARBAGE_IDS = ["text", "mixed", "ff", "binary", "capitals", "1a"]


@pytest.mark.parametrize("garbage", GARBAGE, ids=GARBAGE_IDS)
def test_b048_garbage_at_the_end(garbage: bytes) -> None:
    data = part10(MODALITY, NAME, garbage)
    tree = check_laws(data)
    assert data_set_outline(tree) == f"{NAMED}\nopaque {len(garbage)} - no element header"
    assert findings_of(data) == ["trailing-bytes"]


@pytest.mark.parametrize("garbage", GARBAGE, ids=GARBAGE_IDS)
def test_b048_garbage_at_the_end_in_implicit_vr(garbage: bytes) -> None:
    data = part10(IMPLICIT_MODALITY, IMPLICIT_NAME, garbage, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == f"{IMPLICIT_NAMED}\nopaque {len(garbage)} - no element header"
    assert findings_of(data) == ["trailing-bytes"]


IMAGE = ROWS + explicit(0x00280011, "US", b"\4\0") + explicit(0x00280100, "US", b"\x10\0")
IMPLICIT_IMAGE = implicit(0x00280010, b"\2\0") + implicit(0x00280011, b"\4\0") + implicit(0x00280100, b"\x10\0")


@pytest.mark.parametrize("pixels", [PIXELS, b"PPQQRRSSTTUUVVWW", bytes(16)], ids=["12 bits", "letters", "black"])
def test_b049_more_pixels_than_the_length_says(pixels: bytes) -> None:
    data = part10(MODALITY, IMAGE, explicit(0x7FE00010, "OW", pixels, length=4))
    tree = check_laws(data)
    reason = "no element header" if any(pixels) else "zeros"
    assert data_set_outline(tree).splitlines()[-2:] == ["element (7FE0,0010) OW 4", f"opaque 12 - {reason}"]
    assert [one.raw for one in tree.data_set[-2:]] == [pixels[:4], pixels[4:]]
    assert findings_of(data) == ["trailing-bytes" if any(pixels) else "zeros"]


def test_b049_more_pixels_than_the_length_says_in_implicit_vr() -> None:
    data = part10(IMPLICIT_MODALITY, IMPLICIT_IMAGE, implicit(0x7FE00010, PIXELS, length=8), uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert [one.raw for one in tree.data_set[-2:]] == [PIXELS[:8], PIXELS[8:]]
    assert findings_of(data) == ["trailing-bytes"]


def test_b050_data_set_trailing_padding_in_implicit_vr() -> None:
    data = part10(IMPLICIT_MODALITY, IMPLICIT_NAME, implicit(0xFFFCFFFC, bytes(20)), uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == f"{IMPLICIT_NAMED}\nelement (FFFC,FFFC) -- 20"
    assert findings_of(data) == []


# B051 to B057: tags and VRs that surprise, and two encodings in one data set.


def test_b051_private_creator_with_vr_un() -> None:
    creator = explicit(0x00090010, "UN", b"GEMS_IDEN_01")
    data = part10(MODALITY, creator, explicit(0x00091001, "UN", b"x "), NAME)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0009,0010) UN 12
        element (0009,1001) UN 2
        element (0010,0010) PN 8
        """
    )
    meaning = meaning_at(tree, "(0009,1001)")
    assert (meaning.creator, meaning.vr.code, meaning.decode()) == ("GEMS_IDEN_01", "LO", "x")
    assert findings_of(data) == ["un-for-known-tag (0009,0010)"]


@pytest.mark.parametrize("group", [0x0003, 0x0005])
def test_b052_bare_file_starts_with_a_group_that_no_element_may_have(group: int) -> None:
    odd = implicit(group << 16 | 0x10, b"ab") + implicit(group << 16 | 0x11, b"cd")
    data = odd + IMPLICIT_MODALITY + IMPLICIT_NAME
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (000{group},0010) -- 2
        element (000{group},0011) -- 2
        element (0008,0060) -- 2
        element (0010,0010) -- 8
        """
    )
    assert tree.coding.layout == "implicit-le"
    assert findings_of(data)[:2] == ["no-prefix", f"forbidden-group (000{group},0010)"]


def test_b053_known_tags_with_vr_un() -> None:
    data = part10(MODALITY, explicit(0x00100010, "UN", b"Doe^Jane"), explicit(0x00280010, "UN", b"\2\0"))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0010) UN 8
        element (0028,0010) UN 2
        """
    )
    name, rows = meaning_at(tree, "(0010,0010)"), meaning_at(tree, "(0028,0010)")
    assert (name.vr.code, str(name.decode())) == ("PN", "Doe^Jane")
    assert (rows.vr.code, rows.decode()) == ("US", 2)
    assert findings_of(data) == ["un-for-known-tag (0010,0010)", "un-for-known-tag (0028,0010)"]


def test_b053_known_tag_with_vr_un_has_its_vr_when_it_is_assigned() -> None:
    tree = STANDARD.read_tree(part10(explicit(0x00100010, "UN", b"Doe^Jane"), ID))
    STANDARD.set_value(tree, nodes_at(tree, "(0010,0010)"), "Doe^Janine")
    assert STANDARD.write_tree(tree) == part10(explicit(0x00100010, "PN", b"Doe^Janine"), ID)


def test_b053_known_tag_with_vr_un_keeps_it_when_its_bytes_are_replaced() -> None:
    tree = STANDARD.read_tree(part10(explicit(0x00100010, "UN", b"Doe^Jane"), ID))
    replace_value(tree, nodes_at(tree, "(0010,0010)"), b"Doe^Janine")
    assert STANDARD.write_tree(tree) == part10(explicit(0x00100010, "UN", b"Doe^Janine"), ID)


def test_b053_known_tag_with_vr_un_in_big_endian_is_little_endian() -> None:
    modality = explicit(0x00080060, "CS", b"MR", order=">")
    data = part10(modality, explicit(0x00280010, "UN", b"\2\0", order=">"), uid=EXPLICIT_BE)
    tree = check_laws(data)
    assert meaning_at(tree, "(0028,0010)").decode() == 2


def test_b054_legal_but_wrong_vr() -> None:
    data = part10(MODALITY, explicit(0x00100010, "LO", b"Doe^Jane"), explicit(0x00280010, "SS", b"\xff\xff"))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0010) LO 8
        element (0028,0010) SS 2
        """
    )
    assert meaning_at(tree, "(0028,0010)").decode() == -1
    assert findings_of(data) == ["vr-differs (0010,0010)", "vr-differs (0028,0010)"]
    STANDARD.set_value(tree, nodes_at(tree, "(0028,0010)"), -2)
    changed = explicit(0x00280010, "SS", b"\xfe\xff")
    assert STANDARD.write_tree(tree) == part10(MODALITY, explicit(0x00100010, "LO", b"Doe^Jane"), changed)


def test_b054_implementation_version_name_with_vr_ui() -> None:
    elements = [*meta_elements(EXPLICIT_LE), explicit(0x00020013, "UI", b"VERSION1")]
    data = opening() + meta(elements) + MODALITY + NAME
    tree = check_laws(data)
    assert (tree.meta[-1].path, tree.meta[-1].vr, tree.meta[-1].raw) == ("(0002,0013)", "UI", b"VERSION1")
    assert data_set_outline(tree) == NAMED
    assert findings_of(data) == ["vr-differs (0002,0013)", "uid-invalid (0002,0013)"]


@pytest.mark.parametrize("count", [8, 12, 16, 20])
def test_b055_zeros_inside_the_data_set(count: int) -> None:
    data = part10(MODALITY, bytes(count), NAME, ID)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        f"""
        element (0008,0060) CS 2
        opaque {count} - zeros
        element (0010,0010) PN 8
        element (0010,0020) LO 2
        """
    )
    assert findings_of(data) == ["zeros"]


def test_b055_zeros_inside_an_implicit_data_set() -> None:
    data = part10(IMPLICIT_MODALITY, bytes(8), IMPLICIT_NAME, IMPLICIT_ID, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) -- 2
        opaque 8 - zeros
        element (0010,0010) -- 8
        element (0010,0020) -- 2
        """
    )
    assert findings_of(data) == ["zeros"]


@pytest.mark.parametrize(
    ("elements", "uid", "vrs"),
    [
        ([MODALITY, explicit(0, "UL", b"\1\0\0\0"), NAME, ID], EXPLICIT_LE, ["CS", "UL", "PN", "LO"]),
        ([IMPLICIT_MODALITY, implicit(0, b"\1\0\0\0"), IMPLICIT_NAME, IMPLICIT_ID], IMPLICIT_LE, ["--"] * 4),
    ],
    ids=["explicit", "implicit"],
)
def test_b055_element_0000_0000_with_a_value_inside_the_data_set(
    elements: list[bytes], uid: str, vrs: list[str]
) -> None:
    data = part10(*elements, uid=uid)
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) {} 2
        element (0000,0000) {} 4
        element (0010,0010) {} 8
        element (0010,0020) {} 2
        """.format(*vrs)
    )
    assert findings_of(data)[:2] == ["tag-order (0000,0000)", "command-in-file (0000,0000)"]


def test_b056_public_explicit_and_private_implicit() -> None:
    identification = implicit(0x00090010, b"GEMS_IDEN_01") + implicit(0x00091001, b"ab")
    acquisition = implicit(0x00190010, b"GEMS_ACQU_01") + implicit(0x00191002, b"\1\0\0\0")
    data = part10(MODALITY, identification, NAME, acquisition, explicit(0x00200010, "SH", b"1 "))
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0009,0010) -- 12 implicit header
        element (0009,1001) -- 2 implicit header
        element (0010,0010) PN 8
        element (0019,0010) -- 12 implicit header
        element (0019,1002) -- 4 implicit header
        element (0020,0010) SH 2
        """
    )
    assert meaning_at(tree, "(0019,1002)").creator == "GEMS_ACQU_01"
    assert findings_of(data) == [
        f"header-without-vr {path}" for path in ("(0009,0010)", "(0009,1001)", "(0019,0010)", "(0019,1002)")
    ]


def test_b056_private_implicit_at_the_end() -> None:
    private = implicit(0x00110010, b"SOMEBODY") + implicit(0x00111001, b"ab")
    tree = check_laws(part10(MODALITY, NAME, private))
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) CS 2
        element (0010,0010) PN 8
        element (0011,0010) -- 8 implicit header
        element (0011,1001) -- 2 implicit header
        """
    )


def test_b056_public_implicit_and_private_explicit() -> None:
    private = explicit(0x00090010, "LO", b"SOMEBODY") + explicit(0x00091001, "LO", b"ab")
    data = part10(IMPLICIT_MODALITY, private, IMPLICIT_NAME, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert [(str(one.tag), one.form, one.raw) for one in tree.data_set] == [
        ("(0008,0060)", "implicit", b"MR"),
        ("(0009,0010)", "short", b"SOMEBODY"),
        ("(0009,1001)", "short", b"ab"),
        ("(0010,0010)", "implicit", b"Doe^Jane"),
    ]
    assert findings_of(data) == ["header-with-vr (0009,0010)", "header-with-vr (0009,1001)"]


@pytest.mark.parametrize("pixels", [PIXELS * 4, bytes(6) + PIXELS * 4], ids=["12 bits", "black first"])
def test_b057_pixels_without_a_header(pixels: bytes) -> None:
    image = IMAGE + explicit(0x00280101, "US", b"\x0c\0")
    data = part10(MODALITY, image, pixels)
    tree = check_laws(data)
    assert [str(one.tag) for one in tree.data_set[:-1]] == [
        "(0008,0060)",
        "(0028,0010)",
        "(0028,0011)",
        "(0028,0100)",
        "(0028,0101)",
    ]
    assert (tree.data_set[-1].kind.value, tree.data_set[-1].raw) == ("opaque", pixels)
    assert findings_of(data) == ["trailing-bytes"]


def test_b057_pixels_without_a_header_in_a_bare_implicit_file() -> None:
    data = IMPLICIT_MODALITY + IMPLICIT_IMAGE + PIXELS * 4
    tree = check_laws(data)
    assert data_set_outline(tree) == cleandoc(
        """
        element (0008,0060) -- 2
        element (0028,0010) -- 2
        element (0028,0011) -- 2
        element (0028,0100) -- 2
        opaque 64 - no element header
        """
    )
    assert findings_of(data) == ["no-prefix", "trailing-bytes"]
