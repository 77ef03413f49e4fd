"""Data sets put together by hand: forms and lengths come from the grammar's rows."""

from __future__ import annotations

import doctest

import pytest

from dicomconstruct import STANDARD
from dicomconstruct.errors import DicomError, UnwritableValue
from dicomconstruct.grammar import VRS, authoring, encoding_for
from dicomconstruct.testing import authoring as by_value
from dicomconstruct.testing.authoring import bare, element, fragments, part10, sequence

IMPLICIT = encoding_for("1.2.840.10008.1.2")
EXPLICIT = encoding_for("1.2.840.10008.1.2.1")
BIG = encoding_for("1.2.840.10008.1.2.2")


@pytest.mark.parametrize("module", [authoring, by_value])
def test_the_examples_in_the_docstrings_are_true(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("encoding", "vr", "value", "expected"),
    [
        (IMPLICIT, "US", 258, "28001000 02000000 0201"),
        (EXPLICIT, "US", 258, "28001000 5553 0200 0201"),
        (BIG, "US", 258, "00280010 5553 0002 0102"),
        (EXPLICIT, "UL", 1, "28001000 554c 0400 01000000"),
        (EXPLICIT, "OB", b"\1", "28001000 4f42 0000 02000000 0100"),
        (EXPLICIT, "UC", "a", "28001000 5543 0000 02000000 6120"),
        (EXPLICIT, "UI", "1.2", "28001000 5549 0400 312e3200"),
        (IMPLICIT, "UT", None, "28001000 00000000"),
    ],
)
def test_an_element_has_the_form_of_its_vr(encoding: object, vr: str, value: object, expected: str) -> None:
    token = element(encoding, "(0028,0010)", vr, value)  # type: ignore[arg-type]
    built = encoding.data_set.build([token])  # type: ignore[attr-defined]

    assert built == bytes.fromhex(expected)
    assert authoring.size([token]) == len(built)


@pytest.mark.parametrize("encoding", [IMPLICIT, EXPLICIT, BIG], ids=str)
@pytest.mark.parametrize("undefined", [False, True])
@pytest.mark.parametrize("undefined_items", [False, True])
def test_lengths_of_sequences_count_what_is_in_them(
    encoding: object, undefined: bool, undefined_items: bool
) -> None:
    code = element(encoding, "(0008,0100)", "SH", "113100")  # type: ignore[arg-type]
    token = sequence(
        encoding,  # type: ignore[arg-type]
        "(0040,0275)",
        [[code], [], [code, code]],
        undefined=undefined,
        undefined_items=undefined_items,
    )
    data = part10(encoding, [token])  # type: ignore[arg-type]
    tree = STANDARD.read_tree(data)
    made = tree.find("(0040,0275)")

    assert made is not None
    assert made.undefined is undefined
    assert made.header_length + made.value_length == authoring.size([token])
    assert [node.undefined for node in made.children or () if node.index is not None] == [undefined_items] * 3
    assert all(node.undefined or node.length == node.value_length for node in tree.data_set[0].walk())
    assert STANDARD.rebuild(tree) == data


def test_fragments_are_padded_and_delimited() -> None:
    token = fragments(EXPLICIT, "(7FE0,0010)", [b"", b"abc"])

    assert EXPLICIT.data_set.build([token]) == bytes.fromhex(
        "e07f1000 4f42 0000 ffffffff feff00e0 00000000 feff00e0 04000000 61626300 feffdde0 00000000"
    )


def test_offset_tables_count_from_the_first_fragment() -> None:
    table = authoring.offset_table_of_frames([[b"ab"], [b"abcd", b"ab"], [b""]])

    assert table == bytes.fromhex("00000000 0a000000 20000000")


def test_the_group_length_of_the_meta_group_is_right() -> None:
    tree = STANDARD.read_tree(part10(EXPLICIT, []))
    first = tree.meta[0]

    assert STANDARD.meaning(tree, first).decode() == sum(
        node.header_length + node.value_length for node in tree.meta[1:]
    )


def test_a_value_too_long_for_its_length_field_is_refused() -> None:
    with pytest.raises(UnwritableValue, match=r"too long for the length field of LO.*at most 65535"):
        element(EXPLICIT, "(0008,1080)", "LO", b"x" * 65536)

    assert element(IMPLICIT, "(0008,1080)", "LO", b"x" * 65536)["header"]["length"] == 65536


def test_a_vr_with_a_short_header_holds_no_items() -> None:
    with pytest.raises(UnwritableValue, match="US has no room for items"):
        sequence(EXPLICIT, "(0040,0275)", [], vr="US")


def test_an_unknown_vr_is_refused_and_a_row_of_ones_own_taken() -> None:
    with pytest.raises(DicomError, match="unknown VR"):
        element(EXPLICIT, "(0009,1000)", "ZZ", b"")

    row = VRS["OB"].__class__("ZZ")
    assert bare(EXPLICIT, [element(EXPLICIT, "(0009,1000)", row, b"ab")])[4:6] == b"ZZ"


def test_nesting_has_no_bound_of_its_own() -> None:
    """A hundred thousand levels: neither making the tokens nor building them recurses or goes quadratic."""
    levels = 100_000
    tokens = [element(EXPLICIT, "(0008,0100)", "SH", "x")]
    for _ in range(levels):
        tokens = [sequence(EXPLICIT, "(0040,A730)", [tokens])]
    size = authoring.size(tokens)

    assert size == levels * (12 + 8) + 10
    assert len(EXPLICIT.data_set.build(tokens)) == size
