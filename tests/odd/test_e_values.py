"""Odd values: classes E096 to E104. The bytes are exact; decoding keeps the spelling."""

from __future__ import annotations

import pytest
from bytes_of import IMPLICIT_LE, explicit, implicit
from expect import CHARSET, expect, file

from dicomconstruct import STANDARD
from dicomconstruct.errors import MalformedValue
from dicomconstruct.testing import check_laws
from dicomconstruct.values import PersonName
from dicomconstruct.values.spelling import Spelt


def test_e096_decimal_and_integer_spelling() -> None:
    """Plus signs, zeros, spaces, exponents: the text is the value of record (dcmjs#398)."""
    data = file(CHARSET, explicit(0x00181041, "DS", b" 1e0\\+7.0\\007 "), explicit(0x00200013, "IS", b"+007"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0018,1041) DS 14
        element (0020,0013) IS 4
        """,
        "vm (0018,1041)",
    )


def test_e097_decimal_strings_beyond_the_rules() -> None:
    """More than 16 characters, a comma, nan (pydicom#1264)."""
    data = file(
        CHARSET,
        explicit(0x00181041, "DS", b"0.123456789012345678"),
        explicit(0x00181042, "TM", b"12"),
        explicit(0x00281050, "DS", b"40,5"),
        explicit(0x00281051, "DS", b"nan "),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0018,1041) DS 20
        element (0018,1042) TM 2
        element (0028,1050) DS 4
        element (0028,1051) DS 4
        """,
        "too-long (0018,1041)",
        "undecodable (0028,1050)",
        "undecodable (0028,1051)",
    )


def test_e098_uid_padding_and_leading_zeros() -> None:
    """A space, many NULs, a component with a leading zero (pydicom#1649)."""
    data = file(
        CHARSET,
        explicit(0x00080018, "UI", b"1.2.3 "),
        explicit(0x0020000D, "UI", b"1.2\0\0\0"),
        explicit(0x0020000E, "UI", b"1.02"),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,0018) UI 6
        element (0020,000D) UI 6
        element (0020,000E) UI 4
        """,
        "wrong-padding (0008,0018)",
        "wrong-padding (0020,000D)",
        "uid-invalid (0020,000E)",
    )


def test_e099_odd_padding_of_text() -> None:
    """NUL, CR LF, more spaces than one (pydicom#940)."""
    data = file(
        CHARSET,
        explicit(0x00080070, "LO", b"ACME\0\0"),
        explicit(0x00100010, "PN", b"Doe^John    "),
        explicit(0x00104000, "LT", b"x\r\n\0"),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,0070) LO 6
        element (0010,0010) PN 12
        element (0010,4000) LT 4
        """,
        "wrong-padding (0008,0070)",
        "wrong-padding (0010,4000)",
    )


def test_e100_person_name_with_trailing_delimiters() -> None:
    """Empty components and groups stay (dcmjs#421)."""
    data = file(CHARSET, explicit(0x00100010, "PN", b"Doe^John^^^="))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 12
        """,
    )


def test_e101_misspelt_character_set() -> None:
    """ISO-IR 192 for ISO_IR 192 (pydicom#695)."""
    data = file(explicit(0x00080005, "CS", b"ISO-IR 192"), explicit(0x00100010, "PN", b"M\xc3\xbcller"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 7
        """,
        "value-form (0008,0005)",
        "character-set (0008,0005)",
        "odd-length (0010,0010)",
    )


def test_e101_utf_8_under_latin_1() -> None:
    """Decodes to what it says, not to what was meant; bytes exact (pydicom#737)."""
    data = file(CHARSET, explicit(0x00100010, "PN", b"M\xc3\xbcller "))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 8
        """,
    )


def test_e102_escape_sequence_not_reset() -> None:
    """ISO 2022 in its second set to the end of the value (dcm4che#1503)."""
    data = file(
        explicit(0x00080005, "CS", b"\\ISO 2022 IR 87 "), explicit(0x00100010, "PN", b"Yamada^Tarou=\x1b$B;3ED")
    )
    expect(
        data,
        """
        element (0008,0005) CS 16
        element (0010,0010) PN 20
        """,
    )


def test_e102_backslash_inside_a_gbk_character() -> None:
    """5C as a second byte is no separator (fo-dicom#1805)."""
    data = file(explicit(0x00080005, "CS", b"GBK "), explicit(0x00100010, "PN", b"\x81\x5c^A\x5cRoe"))
    expect(
        data,
        """
        element (0008,0005) CS 4
        element (0010,0010) PN 8
        """,
        "vm (0010,0010)",
    )


def test_e103_forms_of_earlier_editions() -> None:
    """A UI that holds a name, dotted dates, times with colons, lower-case CS (pydicom#2182)."""
    data = file(
        CHARSET,
        explicit(0x00080020, "DA", b"1997.01.02"),
        explicit(0x00080030, "TM", b"12:30:00"),
        explicit(0x00080060, "CS", b"mr"),
        explicit(0x0020000D, "UI", b"Study1"),
    )
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0008,0020) DA 10
        element (0008,0030) TM 8
        element (0008,0060) CS 2
        element (0020,000D) UI 6
        """,
        "legacy-form (0008,0020)",
        "legacy-form (0008,0030)",
        "value-form (0008,0060)",
        "uid-invalid (0020,000D)",
    )


def test_e104_lut_descriptor_between_us_and_ss() -> None:
    """65535 is the same bytes as -1 (pydicom#942)."""
    data = file(CHARSET, explicit(0x00280103, "US", b"\1\0"), explicit(0x00283002, "SS", b"\xff\xff\0\0\x10\0"))
    expect(
        data,
        """
        element (0008,0005) CS 10
        element (0028,0103) US 2
        element (0028,3002) SS 6
        """,
    )


@pytest.mark.parametrize(
    ("vr", "raw", "shown"),
    [
        ("DS", b" 1e0\\+7.0\\007 ", [" 1e0", "+7.0", "007"]),
        ("IS", b"+007", ["+007"]),
        ("TM", b"12:30:00", ["12:30:00"]),
        ("DA", b"1997.01.02", ["1997.01.02"]),
        ("PN", b"Doe^John^^^=", ["Doe^John^^^="]),
        ("UI", b"1.02", ["1.02"]),
    ],
)
def test_e096_e100_e103_decoding_keeps_the_spelling(vr: str, raw: bytes, shown: list[str]) -> None:
    """What was read is shown and written as it was spelt."""
    tree = STANDARD.read_tree(file(CHARSET, explicit(0x00181041, vr, raw)))
    meaning = list(STANDARD.meanings(tree))[-1]
    decoded = meaning.decode()
    assert [spelt(value) for value in (decoded if isinstance(decoded, list) else [decoded])] == shown
    assert meaning.encode(decoded) == raw.rstrip(b" ") + b" " * (len(raw.rstrip(b" ")) % 2)
    assert meaning.relaid() == raw
    assert STANDARD.write_tree(tree) == tree.source


@pytest.mark.parametrize("raw", [b"40,5", b"nan ", b"1 2 "])
def test_e097_what_has_no_meaning_is_an_error_of_its_own(raw: bytes) -> None:
    """Decoding fails with the place; the rest of the file does not care."""
    tree = STANDARD.read_tree(file(CHARSET, explicit(0x00281050, "DS", raw), explicit(0x00281055, "LO", b"x ")))
    *_, center, label = STANDARD.meanings(tree)
    with pytest.raises(MalformedValue) as raised:
        center.decode()
    assert (raised.value.path, raised.value.offset) == ("(0028,1050)", center.node.value_offset)
    assert label.decode() == "x"


@pytest.mark.parametrize(
    ("charset", "raw", "names"),
    [
        (b"ISO-IR 192", b"M\xc3\xbcller ", ["Müller"]),
        (b"GBK ", b"\x81\x5c^A\x5cRoe", ["乗^A", "Roe"]),
        (b"\\ISO 2022 IR 87 ", b"Yamada^Tarou=\x1b$B;3ED", ["Yamada^Tarou=山田"]),
    ],
    ids=["misspelt term", "backslash in GBK", "escape not reset"],
)
def test_e101_e102_names_decode_by_their_character_set(charset: bytes, raw: bytes, names: list[str]) -> None:
    """A misspelt term is understood, 5C inside a character is no separator, the set need not be reset."""
    tree = STANDARD.read_tree(file(explicit(0x00080005, "CS", charset), explicit(0x00100010, "PN", raw)))
    decoded = list(STANDARD.meanings(tree))[-1].decode()
    assert [str(value) for value in (decoded if isinstance(decoded, list) else [decoded])] == names


@pytest.mark.parametrize(("vr", "number"), [("US", 65535), ("SS", -1)])
def test_e104_the_same_bytes_under_either_vr(vr: str, number: int) -> None:
    """The VR of the file decides what they mean, and nothing changes them."""
    tree = STANDARD.read_tree(file(CHARSET, explicit(0x00283002, vr, b"\xff\xff\0\0\x10\0")))
    assert list(STANDARD.meanings(tree))[-1].decode() == [number, 0, 16]


# The bytes of every spelling are exact, whatever is asked of them.


def spelt(value: object) -> str:
    """A value as it is spelt in the file, apart from padding at its end."""
    if isinstance(value, PersonName):
        return value.spelling
    spelling = value.original_string if isinstance(value, Spelt) else None
    return str(value) if spelling is None else spelling


def looked_at(raw: bytes, vr: str, number: int, charset: bytes | None = None) -> list[str]:
    """What one value shows as; whatever it is, looking at it and taking it apart leaves its bytes alone."""
    named = [] if charset is None else [explicit(0x00080005, "CS", charset)]
    data = file(*named, explicit(number, vr, raw), explicit(0x7FE00010, "OB", b"\1\2"))
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    *_, meaning, pixels = STANDARD.meanings(tree)
    assert (meaning.vr.code, meaning.node.raw, pixels.node.raw) == (vr, raw, b"\1\2")
    assert meaning.relaid() == raw
    try:
        decoded = meaning.decode()
    except MalformedValue:
        shown = ["malformed"]
    else:
        shown = [spelt(one) for one in (decoded if isinstance(decoded, list) else [decoded])]
    assert meaning.relaid() == raw
    assert STANDARD.write_tree(tree) == STANDARD.rebuild(tree) == data
    return shown


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"+1.5", "+1.5"),
        (b"007 ", "007"),
        (b" 1.0", " 1.0"),
        (b"1e0 ", "1e0"),
        (b"1.0E+02 ", "1.0E+02"),
        (b"-0.0", "-0.0"),
        (b"1.", "1."),
        (b".5", ".5"),
        (b"  12  ", "  12"),
    ],
)
def test_e096_every_spelling_of_a_decimal_string(raw: bytes, shown: str) -> None:
    assert looked_at(raw, "DS", 0x00181041) == [shown]


@pytest.mark.parametrize(
    ("raw", "shown", "number"),
    [(b"+7", "+7", 7), (b"007 ", "007", 7), (b" 7", " 7", 7), (b"-0", "-0", 0), (b"1.0 ", "1.0", 1)],
)
def test_e096_every_spelling_of_an_integer_string(raw: bytes, shown: str, number: int) -> None:
    assert looked_at(raw, "IS", 0x00200013) == [shown]
    tree = STANDARD.read_tree(file(explicit(0x00200013, "IS", raw)))
    assert list(STANDARD.meanings(tree))[-1].decode() == number


@pytest.mark.parametrize("vr", ["DS", "IS"])
def test_e096_one_of_several_spellings_edited(vr: str) -> None:
    """Those that were not touched are written as they were read."""
    tree = STANDARD.read_tree(file(explicit(0x00181041, vr, b"+1\\002\\ 3 ")))
    node = tree.data_set[0]
    values = STANDARD.meaning(tree, node).decode()
    values[1] = 9
    STANDARD.set_value(tree, node, values)
    assert node.raw == b"+1\\9\\ 3 "


@pytest.mark.parametrize("raw", [b"1,5 ", b"nan ", b"inf ", b"1e400 ", b"abc ", b"1\\x\\3 ", b"0x10", b"1_0 "])
def test_e097_no_number_is_still_its_bytes(raw: bytes) -> None:
    assert looked_at(raw, "DS", 0x00181041) == ["malformed"]


def test_e097_long_decimal_strings_keep_every_digit() -> None:
    text = b"-0.1234567890123456789012345678"
    assert looked_at(text, "DS", 0x00181041) == [text.decode()]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"1.2.3 ", ["1.2.3"]),
        (b"1.2\0\0\0", ["1.2"]),
        (b"1.02", ["1.02"]),
        (b"1.2", ["1.2"]),
        (b" 1.2", [" 1.2"]),
        (b"1.2\0\\1.3", ["1.2", "1.3"]),
        (b"1.2\0x\0", ["1.2\0x"]),
        (b"\0\0", [""]),
    ],
)
def test_e098_every_padding_of_a_uid(raw: bytes, shown: list[str]) -> None:
    assert looked_at(raw, "UI", 0x0020000D) == shown


@pytest.mark.parametrize(
    ("vr", "number", "raw", "shown"),
    [
        ("LO", 0x00080070, b"ACME\0\0", "ACME"),
        ("CS", 0x00080060, b"MR\0\0", "MR"),
        ("SH", 0x00080050, b"  a ", "  a"),
        ("PN", 0x00100010, b"Doe^John    ", "Doe^John"),
        ("LT", 0x00104000, b"x\r\n\0", "x\r\n"),
        ("LT", 0x00104000, b" x \r\n", " x \r\n"),
        ("DA", 0x00080020, b"20200101  ", "20200101"),
        ("TM", 0x00080030, b"1200\0\0", "1200"),
        ("DS", 0x00181041, b"1.5\0", "1.5"),
        ("IS", 0x00200013, b"7\0", "7"),
        ("AE", 0x00080054, b" A  ", "A"),
    ],
)
def test_e099_padding_is_no_part_of_the_value_and_stays(vr: str, number: int, raw: bytes, shown: str) -> None:
    assert looked_at(raw, vr, number) == [shown]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"Doe^^^^", ["Doe^^^^"]),
        (b"^^^^", ["^^^^"]),
        (b"==", ["=="]),
        (b"A^=B^=", ["A^=B^="]),
        (b"A\\B^^", ["A", "B^^"]),
        (b"Doe^John^^^=\\X=", ["Doe^John^^^=", "X="]),
    ],
)
def test_e100_empty_components_and_groups_stay(raw: bytes, shown: list[str]) -> None:
    assert looked_at(raw, "PN", 0x00100010) == shown


@pytest.mark.parametrize(
    ("charset", "shown"),
    [
        (b"ISO-IR 192", "M\u00fcller"),
        (b"iso_ir 192", "M\u00fcller"),
        (b"ISO_IR 100", "M\u00c3\u00bcller"),
        (b"ISO 2022 IR 100 ", "M\u00c3\u00bcller"),
        (b"ISO_IR 999", "malformed"),
        (b"LATIN1", "malformed"),
        (b"", "malformed"),
    ],
)
def test_e101_bytes_first_whatever_the_character_set_is_called(charset: bytes, shown: str) -> None:
    """An unknown term leaves the name without a meaning, and the file unchanged."""
    assert looked_at(b"M\xc3\xbcller ", "PN", 0x00100010, charset) == [shown]


def test_e101_latin_1_under_utf_8() -> None:
    """The reverse: no UTF-8, so no meaning; found, and kept."""
    assert looked_at(b"M\xfcller", "PN", 0x00100010, b"ISO_IR 192") == ["malformed"]
    expect(
        file(explicit(0x00080005, "CS", b"ISO_IR 192"), explicit(0x00100010, "PN", b"M\xfcller")),
        """
        element (0008,0005) CS 10
        element (0010,0010) PN 6
        """,
        "undecodable-text (0010,0010)",
    )


@pytest.mark.parametrize(
    ("charset", "vr", "raw", "shown"),
    [
        (b"ISO 2022 IR 100\\ISO 2022 IR 149 ", "PN", b"\xe7^\x1b$)C\xa4\xba^\xe7", ["\u00e7^\u314a^\u00e7"]),
        (b"\\ISO 2022 IR 87 ", "PN", b"A=\x1b$B;3ED ", ["A=\u5c71\u7530"]),
        (b"\\ISO 2022 IR 87 ", "LO", b"\x1b$B;3ED ", ["\u5c71\u7530"]),
        (b"\\ISO 2022 IR 87 ", "LT", b"\x1b$B;3ED\r\nabc ", ["\u5c71\u7530\r\nabc"]),
        (b"GBK ", "LO", b"\x81\x5c\x5c\x81\x5c ", ["\u4e57", "\u4e57"]),
        (b"GB18030 ", "PN", b"\x81\x5c^A\x5cRoe", ["\u4e57^A", "Roe"]),
        (b"\\ISO 2022 IR 87 ", "PN", b"A^B=\x1b$", ["malformed"]),
        (b"\\ISO 2022 IR 87 ", "PN", b"A^B=\x1b$Zab ", ["malformed"]),
    ],
    ids=[
        "G1 reset by ^",
        "pad space after two-byte characters",
        "the same in LO",
        "reset by a line end",
        "GBK LO",
        "GB18030",
        "escape cut",
        "escape unknown",
    ],
)
def test_e102_escapes_and_backslashes(charset: bytes, vr: str, raw: bytes, shown: list[str]) -> None:
    number = {"PN": 0x00100010, "LO": 0x00100020, "LT": 0x00104000}[vr]
    assert looked_at(raw, vr, number, charset) == shown


@pytest.mark.parametrize(
    ("vr", "number", "raw", "shown"),
    [
        ("UI", 0x0020000D, b"Study1", "Study1"),
        ("UI", 0x0020000D, b"CT Image Storage", "CT Image Storage"),
        ("DA", 0x00080020, b"1997.01.02", "1997.01.02"),
        ("DA", 0x00080020, b"0000", "malformed"),
        ("TM", 0x00080030, b"12:30:00.5", "12:30:00.5"),
        ("TM", 0x00080030, b"24", "malformed"),
        ("CS", 0x00080060, b"mr", "mr"),
        ("AS", 0x00101010, b"42", "42"),
    ],
)
def test_e103_forms_that_only_a_check_minds(vr: str, number: int, raw: bytes, shown: str) -> None:
    assert looked_at(raw, vr, number) == [shown]


@pytest.mark.parametrize("vr", ["US", "SS", "OW"])
def test_e104_looking_does_not_settle_the_vr(vr: str) -> None:
    """The element's own VR is kept, also where Pixel Representation asks for the other."""
    raw = b"\0\1\xff\xff\x10\0"
    for representation in (b"\0\0", b"\1\0"):
        data = file(explicit(0x00280103, "US", representation), explicit(0x00283002, vr, raw))
        check_laws(data, edits=0)
        tree = STANDARD.read_tree(data)
        meaning = list(STANDARD.meanings(tree))[-1]
        assert meaning.vr.code == vr
        assert meaning.encode(meaning.decode()) == meaning.relaid() == raw
        assert STANDARD.write_tree(tree) == data


def test_e104_without_a_vr() -> None:
    """In an implicit file nothing says which: the bytes are the same for either."""
    raw = b"\0\1\xff\xff\x10\0"
    data = file(implicit(0x00280103, b"\1\0"), implicit(0x00283002, raw), uid=IMPLICIT_LE)
    check_laws(data, edits=0)
    tree = STANDARD.read_tree(data)
    meaning = list(STANDARD.meanings(tree))[-1]
    assert meaning.encode(meaning.decode()) == meaning.relaid() == raw


def test_a_delimiter_with_a_length_beyond_its_value_is_a_number() -> None:
    """Four bytes that happen to be a sequence delimiter do not make items of a private value in implicit VR."""
    private = bytes.fromhex("feffdde0 6fce72a4 b4f02ad8")
    data = file(implicit(0x00090010, b"X "), implicit(0x00091001, private), uid=IMPLICIT_LE)
    node = STANDARD.read_tree(data).data_set[1]
    assert (node.children, node.raw) == (None, private)
