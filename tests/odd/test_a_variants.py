"""More of classes A001 to A023: other byte orders and spellings of what test_a_file_and_meta.py has once."""

from __future__ import annotations

import struct

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    explicit,
    fragments,
    implicit,
    meta,
    meta_elements,
    opening,
    padded,
    part10,
)
from laws import check_laws, data_set_outline, findings_of

from dicomconstruct import STANDARD
from dicomconstruct.tree import Coding, Tree, outline

MODALITY = explicit(0x00080060, "CS", b"MR")
NAME = explicit(0x00100010, "PN", b"Doe^Jane")
DATA_SET = MODALITY + NAME
DATA_SET_LINES = ["element (0008,0060) CS 2", "element (0010,0010) PN 8"]

IMPLICIT = implicit(0x00080060, b"MR") + implicit(0x00100010, b"Doe^Jane")
IMPLICIT_LINES = ["element (0008,0060) -- 2", "element (0010,0010) -- 8"]

BIG_ENDIAN = (
    explicit(0x00080060, "CS", b"MR", order=">")
    + explicit(0x00100010, "PN", b"Doe^Jane", order=">")
    + explicit(0x00280010, "US", b"\x00\x02", order=">")
)
BIG_ENDIAN_LINES = [*DATA_SET_LINES, "element (0028,0010) US 2"]

META = meta_elements(EXPLICIT_LE)
META_LINES = [
    "element (0002,0000) UL 4",
    "element (0002,0001) OB 2",
    "element (0002,0002) UI 26",
    "element (0002,0003) UI 6",
    "element (0002,0010) UI 20",
    "element (0002,0012) UI 6",
]
OPENING_LINES = ["preamble 128", "prefix 4"]

DECLARED = "declared"
INFERRED = "inferred from the headers"
CONTRADICTED = "headers contradict the declaration"
ASSUMED = "assumed: nothing declared, nothing to infer from"


def lines(tree: Tree) -> list[str]:
    return outline(tree).splitlines()


def data_set_lines(tree: Tree) -> list[str]:
    return data_set_outline(tree).splitlines()


def bare(layout: str, evidence: str = INFERRED) -> Coding:
    """The coding of a file that declares nothing."""
    return Coding(None, "explicit-le", layout, "plain", evidence)


def raw_of(tree: Tree, path: str) -> bytes | None:
    node = tree.find(path)
    return None if node is None else node.raw


def with_syntax(raw: bytes, data_set: bytes) -> bytes:
    """A file whose Transfer Syntax UID has these bytes."""
    return opening() + meta([*META[:3], explicit(0x00020010, "UI", raw), META[4]]) + data_set


# A001 to A006: what is missing at the beginning.


def test_a001_prefix_without_preamble() -> None:
    data = b"DICM" + meta(META) + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == ["prefix 4", *META_LINES, *DATA_SET_LINES]
    assert findings_of(data) == ["no-preamble"]


def test_a002_bare_implicit_of_one_element() -> None:
    data = implicit(0x00100010, b"Doe^Jane")
    tree = check_laws(data)
    assert lines(tree) == ["element (0010,0010) -- 8"]
    assert tree.coding == bare("implicit-le")


def test_a003_bare_explicit_big_endian() -> None:
    tree = check_laws(BIG_ENDIAN)
    assert lines(tree) == BIG_ENDIAN_LINES
    assert tree.coding == bare("explicit-be")
    rows = tree.find("(0028,0010)")
    assert rows is not None
    assert STANDARD.meaning(tree, rows).decode() == 2
    assert findings_of(BIG_ENDIAN) == ["no-prefix"]


def test_a003_bare_explicit_big_endian_with_group_length() -> None:
    tree = check_laws(explicit(0x00080000, "UL", struct.pack(">I", 10), order=">") + BIG_ENDIAN)
    assert lines(tree) == ["element (0008,0000) UL 4", *BIG_ENDIAN_LINES]
    assert tree.coding == bare("explicit-be")


@pytest.mark.parametrize(
    ("data_set", "expected", "layout"),
    [(DATA_SET, DATA_SET_LINES, "explicit-le"), (IMPLICIT, IMPLICIT_LINES, "implicit-le")],
    ids=["explicit", "implicit"],
)
def test_a004_prefix_without_group_0002(data_set: bytes, expected: list[str], layout: str) -> None:
    data = opening() + data_set
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *expected]
    assert (tree.meta, tree.coding) == ([], bare(layout))
    assert findings_of(data) == ["no-meta"]


def acr_nema(order: str) -> bytes:
    """(0008,0000), (0008,0001) length to end, the recognition code, and a group 0010 with its length."""
    modality = implicit(0x00080010, b"ACR-NEMA 2.0", order=order) + implicit(0x00080060, b"MR", order=order)
    name = implicit(0x00100010, b"Doe^Jane", order=order)
    group_0010 = implicit(0x00100000, struct.pack(order + "I", len(name)), order=order) + name
    to_end = implicit(0x00080001, struct.pack(order + "I", len(modality + group_0010)), order=order)
    group_length = struct.pack(order + "I", len(to_end + modality))
    return implicit(0x00080000, group_length, order=order) + to_end + modality + group_0010


ACR_NEMA_LINES = [
    "element (0008,0000) -- 4",
    "element (0008,0001) -- 4",
    "element (0008,0010) -- 12",
    "element (0008,0060) -- 2",
    "element (0010,0000) -- 4",
    "element (0010,0010) -- 8",
]
ACR_NEMA_FINDINGS = ["no-prefix", *(f"retired {tag}" for tag in ("(0008,0000)", "(0008,0001)", "(0008,0010)"))]


def test_a005_acr_nema_big_endian() -> None:
    data = acr_nema(">")
    assert data.startswith(bytes.fromhex("0008 0000 00000004"))
    tree = check_laws(data)
    assert lines(tree) == ACR_NEMA_LINES
    assert tree.coding == bare("implicit-be")
    assert findings_of(data) == [*ACR_NEMA_FINDINGS, "retired (0010,0000)"]


def test_a006_acr_nema_little_endian_with_length_to_end() -> None:
    data = acr_nema("<")
    assert data.startswith(bytes.fromhex("0800 0000 04000000"))
    tree = check_laws(data)
    assert lines(tree) == ACR_NEMA_LINES
    assert tree.coding == bare("implicit-le")
    assert raw_of(tree, "(0008,0000)") == struct.pack("<I", 42)
    assert raw_of(tree, "(0008,0001)") == struct.pack("<I", 58)
    assert findings_of(data) == [*ACR_NEMA_FINDINGS, "retired (0010,0000)"]


# A007, A008: preambles that mean something to other programs.


@pytest.mark.parametrize("magic", [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08", b"II+\0", b"MM\0+"], ids=repr)
def test_a007_tiff_header_in_preamble(magic: bytes) -> None:
    preamble = magic + bytes(range(128 - len(magic)))
    data = opening(preamble) + meta(META) + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *META_LINES, *DATA_SET_LINES]
    assert tree.opening[0].raw == preamble
    assert findings_of(data) == ["preamble-tiff"]


@pytest.mark.parametrize("magic", [b"MZ\x90\0", b"\x7fELF\x02\x01"], ids=["mz", "elf"])
def test_a008_executable_header_in_preamble(magic: bytes) -> None:
    preamble = magic.ljust(128, b"\xcc")
    data = opening(preamble) + meta(META) + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *META_LINES, *DATA_SET_LINES]
    assert tree.opening[0].raw == preamble
    assert findings_of(data) == ["preamble-executable"]


# A009 to A014: the file meta group.


@pytest.mark.parametrize("number", [0, 4, 60, 103, 105, 120, 0xFFFFFFFF])
def test_a009_group_length_wrong(number: int) -> None:
    assert len(b"".join(META)) == 104
    data = opening() + explicit(0x00020000, "UL", struct.pack("<I", number)) + b"".join(META) + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *META_LINES, *DATA_SET_LINES]
    assert raw_of(tree, "(0002,0000)") == struct.pack("<I", number)
    assert [str(node.tag) for node in tree.data_set] == ["(0008,0060)", "(0010,0010)"]
    assert findings_of(data) == ["meta-group-length-wrong (0002,0000)"]


def test_a009_wrong_group_length_stays_wrong_after_an_edit() -> None:
    data = opening() + explicit(0x00020000, "UL", struct.pack("<I", 60)) + b"".join(META) + DATA_SET
    tree = STANDARD.read_tree(data)
    node = tree.find("(0002,0003)")
    assert node is not None
    STANDARD.set_value(tree, node, "2.25.1234")
    assert STANDARD.write_tree(tree) == data.replace(b"\x06\x002.25.1", b"\x0a\x002.25.1234\0")


def implicit_meta(uid: str) -> bytes:
    """A file meta group in implicit VR."""
    values = {0x0001: b"\0\1", 0x0002: b"1.2.840.10008.5.1.4.1.1.7\0", 0x0003: b"2.25.1"}
    values |= {0x0010: padded(uid.encode("ascii")), 0x0012: b"2.25.2"}
    group = b"".join(implicit(0x00020000 | number, value) for number, value in values.items())
    return implicit(0x00020000, struct.pack("<I", len(group))) + group


@pytest.mark.parametrize(
    ("uid", "data_set", "expected", "layout"),
    [
        (IMPLICIT_LE, IMPLICIT, IMPLICIT_LINES, "implicit-le"),
        (EXPLICIT_LE, DATA_SET, DATA_SET_LINES, "explicit-le"),
        (EXPLICIT_BE, BIG_ENDIAN, BIG_ENDIAN_LINES, "explicit-be"),
    ],
    ids=["implicit", "explicit", "big endian"],
)
def test_a011_group_0002_in_implicit_vr(uid: str, data_set: bytes, expected: list[str], layout: str) -> None:
    data = opening() + implicit_meta(uid) + data_set
    tree = check_laws(data)
    assert lines(tree) == [
        *OPENING_LINES,
        "element (0002,0000) -- 4",
        "element (0002,0001) -- 2",
        "element (0002,0002) -- 26",
        "element (0002,0003) -- 6",
        f"element (0002,0010) -- {len(padded(uid.encode()))}",
        "element (0002,0012) -- 6",
        *expected,
    ]
    assert tree.coding == Coding(uid, "implicit-le", layout, "plain", DECLARED)
    assert findings_of(data)[0] == "meta-layout (0002,0000)"


def test_a012_group_0002_inside_the_data_set() -> None:
    data = part10(MODALITY, explicit(0x00020010, "UI", padded(IMPLICIT_LE.encode())), NAME)
    tree = check_laws(data)
    assert len(tree.meta) == len(META_LINES)
    assert data_set_lines(tree) == [DATA_SET_LINES[0], "element (0002,0010) UI 18", DATA_SET_LINES[1]]
    assert tree.coding.declared == EXPLICIT_LE
    assert findings_of(data) == ["tag-order (0002,0010)", "meta-in-data-set (0002,0010)"]


def test_a012_group_0002_inside_an_implicit_data_set() -> None:
    data = part10(IMPLICIT, implicit(0x00020016, b"STORE "), implicit(0x00200010, b"1 "), uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_lines(tree) == [*IMPLICIT_LINES, "element (0002,0016) -- 6", "element (0020,0010) -- 2"]
    assert findings_of(data) == ["tag-order (0002,0016)", "meta-in-data-set (0002,0016)"]


@pytest.mark.parametrize(
    ("raw", "data_set", "expected"),
    [
        (b"1.2.840.10008.1.2.1 ", DATA_SET, DATA_SET_LINES),
        (b"1.2.840.10008.1.2 ", IMPLICIT, IMPLICIT_LINES),
        (b" 1.2.840.10008.1.2.2", BIG_ENDIAN, BIG_ENDIAN_LINES),
    ],
    ids=repr,
)
def test_a013_transfer_syntax_uid_padded_with_space(raw: bytes, data_set: bytes, expected: list[str]) -> None:
    tree = check_laws(with_syntax(raw, data_set))
    assert data_set_lines(tree) == expected
    assert (tree.coding.declared, tree.coding.evidence) == (raw.decode().strip(), DECLARED)
    assert raw_of(tree, "(0002,0010)") == raw
    assert "transfer-syntax-padded (0002,0010)" in findings_of(tree.source)


@pytest.mark.parametrize("raw", [b"1.2.840.10008.1.2.1\0\0\0", b"1.2.840.10008.1.2.1 \0\0"], ids=repr)
def test_a013_transfer_syntax_uid_padded_with_nuls(raw: bytes) -> None:
    tree = check_laws(with_syntax(raw, DATA_SET))
    assert data_set_lines(tree) == DATA_SET_LINES
    assert (tree.coding.declared, tree.coding.evidence) == (EXPLICIT_LE, DECLARED)
    assert raw_of(tree, "(0002,0010)") == raw
    assert findings_of(tree.source) == ["transfer-syntax-padded (0002,0010)"]


@pytest.mark.parametrize(
    ("data_set", "expected", "layout"),
    [
        (DATA_SET, DATA_SET_LINES, "explicit-le"),
        (IMPLICIT, IMPLICIT_LINES, "implicit-le"),
        (BIG_ENDIAN, BIG_ENDIAN_LINES, "explicit-be"),
    ],
    ids=["explicit", "implicit", "big endian"],
)
def test_a014_transfer_syntax_missing(data_set: bytes, expected: list[str], layout: str) -> None:
    data = opening() + meta([*META[:3], META[4]]) + data_set
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *META_LINES[:4], META_LINES[5], *expected]
    assert tree.coding == bare(layout)
    assert findings_of(data) == ["transfer-syntax-missing"]


def test_a014_transfer_syntax_empty() -> None:
    data = with_syntax(b"", IMPLICIT)
    tree = check_laws(data)
    assert data_set_lines(tree) == IMPLICIT_LINES
    assert (tree.coding.layout, tree.coding.evidence) == ("implicit-le", INFERRED)
    assert findings_of(data) == ["transfer-syntax-missing (0002,0010)"]


# A015 to A019: a transfer syntax that does not say what follows.


@pytest.mark.parametrize("data_set", [IMPLICIT, implicit(0x00100010, b"Doe^Jane")], ids=["two", "one"])
def test_a015_declared_explicit_but_implicit(data_set: bytes) -> None:
    data = part10(data_set)
    tree = check_laws(data)
    assert data_set_lines(tree) == IMPLICIT_LINES[-len(tree.data_set) :]
    assert tree.coding == Coding(EXPLICIT_LE, "explicit-le", "implicit-le", "plain", CONTRADICTED)
    assert findings_of(data) == ["transfer-syntax-contradicted"]


@pytest.mark.parametrize("data_set", [DATA_SET, NAME], ids=["two", "one"])
def test_a016_declared_implicit_but_explicit(data_set: bytes) -> None:
    data = part10(data_set, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_lines(tree) == DATA_SET_LINES[-len(tree.data_set) :]
    assert tree.coding == Coding(IMPLICIT_LE, "explicit-le", "explicit-le", "plain", CONTRADICTED)
    assert findings_of(data) == ["transfer-syntax-contradicted"]


@pytest.mark.parametrize(
    ("data_set", "expected", "layout"),
    [
        (DATA_SET, DATA_SET_LINES, "explicit-le"),
        (IMPLICIT, IMPLICIT_LINES, "implicit-le"),
        (BIG_ENDIAN, BIG_ENDIAN_LINES, "explicit-be"),
        (
            MODALITY + fragments(0x7FE00010, b"", b"\xff\xd8\xff\xd9"),
            [
                DATA_SET_LINES[0],
                "element (7FE0,0010) OB fragments undefined",
                "  fragment [0] (FFFE,E000) 0",
                "  fragment [1] (FFFE,E000) 4",
                "  sequence delimiter (FFFE,E0DD) 0",
            ],
            "explicit-le",
        ),
    ],
    ids=["explicit", "implicit", "big endian", "fragments"],
)
def test_a018_unknown_private_transfer_syntax(data_set: bytes, expected: list[str], layout: str) -> None:
    uid = "1.3.6.1.4.1.99999.1"
    data = part10(data_set, uid=uid)
    tree = check_laws(data)
    assert data_set_lines(tree) == expected
    assert tree.coding == Coding(uid, "explicit-le", layout, "plain", INFERRED)
    assert findings_of(data) == ["transfer-syntax-unknown (0002,0010)"]


def test_a019_ge_private_syntax_with_big_endian_pixels() -> None:
    uid = "1.2.840.113619.5.2"
    data = part10(IMPLICIT, implicit(0x00280010, b"\2\0"), implicit(0x7FE00010, b"\x01\x00\x01\x01"), uid=uid)
    tree = check_laws(data)
    assert data_set_lines(tree) == [*IMPLICIT_LINES, "element (0028,0010) -- 2", "element (7FE0,0010) -- 4"]
    assert tree.coding == Coding(uid, "explicit-le", "implicit-le", "plain", DECLARED)
    syntax = STANDARD.syntaxes[uid]
    assert (syntax.little_endian, syntax.pixels_little_endian) == (True, False)
    rows = tree.find("(0028,0010)")
    assert rows is not None
    assert STANDARD.meaning(tree, rows).decode() == 2
    assert raw_of(tree, "(7FE0,0010)") == b"\x01\x00\x01\x01"
    assert findings_of(data) == []


# A020 to A022.


def test_a020_vr_un_in_group_0002() -> None:
    unknown = explicit(0x00020010, "UN", padded(IMPLICIT_LE.encode()))
    data = opening() + meta([*META[:3], unknown, META[4]]) + IMPLICIT
    tree = check_laws(data)
    expected = [*OPENING_LINES, *META_LINES[:4], "element (0002,0010) UN 18", META_LINES[5], *IMPLICIT_LINES]
    assert lines(tree) == expected
    assert (tree.coding.declared, tree.coding.evidence) == (IMPLICIT_LE, DECLARED)
    assert findings_of(data) == ["un-for-known-tag (0002,0010)"]


COMMAND = explicit(0x00000000, "UL", struct.pack("<I", 10)) + explicit(0x00000100, "US", b"\1\0")
COMMAND_LINES = ["element (0000,0000) UL 4", "element (0000,0100) US 2"]
IMPLICIT_COMMAND = implicit(0x00000000, struct.pack("<I", 10)) + implicit(0x00000100, b"\1\0")
IMPLICIT_COMMAND_LINES = ["element (0000,0000) -- 4", "element (0000,0100) -- 2"]
COMMAND_FINDINGS = ["command-in-file (0000,0000)", "command-in-file (0000,0100)"]


def test_a021_group_0000_in_the_data_set() -> None:
    data = part10(COMMAND, DATA_SET)
    tree = check_laws(data)
    assert data_set_lines(tree) == [*COMMAND_LINES, *DATA_SET_LINES]
    assert findings_of(data) == COMMAND_FINDINGS


def test_a021_group_0000_in_an_implicit_data_set() -> None:
    data = part10(IMPLICIT_COMMAND, IMPLICIT, uid=IMPLICIT_LE)
    tree = check_laws(data)
    assert data_set_lines(tree) == [*IMPLICIT_COMMAND_LINES, *IMPLICIT_LINES]
    assert findings_of(data) == COMMAND_FINDINGS


def test_a021_bare_file_starts_with_group_0000() -> None:
    data = IMPLICIT_COMMAND + IMPLICIT
    tree = check_laws(data)
    assert lines(tree) == [*IMPLICIT_COMMAND_LINES, *IMPLICIT_LINES]
    assert tree.coding == bare("implicit-le")
    assert findings_of(data) == ["no-prefix", *COMMAND_FINDINGS]


def test_a021_group_0000_before_group_0002() -> None:
    data = opening() + COMMAND + meta(META) + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == [*OPENING_LINES, *COMMAND_LINES, *META_LINES, *DATA_SET_LINES]


def test_a022_declared_big_endian_but_little_endian() -> None:
    data = part10(DATA_SET, uid=EXPLICIT_BE)
    tree = check_laws(data)
    assert data_set_lines(tree) == DATA_SET_LINES
    assert tree.coding == Coding(EXPLICIT_BE, "explicit-le", "explicit-le", "plain", CONTRADICTED)
    assert findings_of(data) == ["transfer-syntax-retired (0002,0010)", "transfer-syntax-contradicted"]


# A023: what stands before the preamble.


@pytest.mark.parametrize(
    "garbage",
    [b"HTTP/1.1 200 OK\r\n\r\n", b"<html>garbage" * 20, bytes(range(1, 100)), bytes(100)],
    ids=["http", "html", "binary", "zeros"],
)
def test_a023_garbage_before_the_preamble(garbage: bytes) -> None:
    data = garbage + part10(DATA_SET)
    tree = check_laws(data)
    assert lines(tree) == [f"leading {len(garbage)}", *OPENING_LINES, *META_LINES, *DATA_SET_LINES]
    assert tree.opening[0].raw == garbage
    assert findings_of(data) == ["leading-bytes"]


def test_a023_garbage_before_a_bare_data_set() -> None:
    data = b"garbage!" * 20 + DATA_SET
    tree = check_laws(data)
    assert lines(tree) == ["leading 160", *DATA_SET_LINES]
    assert findings_of(data) == ["leading-bytes", "no-prefix"]


@pytest.mark.parametrize("missing", [1, 60, 127])
def test_a023_preamble_cut_at_its_beginning(missing: int) -> None:
    data = part10(DATA_SET)[missing:]
    tree = check_laws(data)
    assert lines(tree) == [f"leading {128 - missing}", "prefix 4", *META_LINES, *DATA_SET_LINES]
    assert tree.coding.declared == EXPLICIT_LE
    assert findings_of(data)[0] == "leading-bytes"


@pytest.mark.parametrize(
    "data",
    [
        b"This is not a DICOM file.\n" * 5,
        b"garbage" * 20,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(60)),
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0",
        bytes(range(200)),
        b"\xff" * 64,
    ],
    ids=["text", "short text", "png", "pdf", "jpeg", "binary", "ff"],
)
def test_a023_nothing_but_garbage(data: bytes) -> None:
    tree = check_laws(data)
    assert lines(tree) == [f"opaque {len(data)} - no element header"]
    assert tree.coding == bare("implicit-le", ASSUMED)
    assert findings_of(data) == ["no-prefix", "opaque"]
