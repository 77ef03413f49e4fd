"""The rows of the grammar against the tables of the standard in specs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from dicomconstruct.errors import DicomError
from dicomconstruct.grammar import SYNTAXES, VRS, encoding_for, encodings
from dicomconstruct.grammar.kinds import Items, Numbers, Text
from dicomconstruct.grammar.primitives import ByteOrder

SPECS = Path(__file__).resolve().parents[2] / "specs"
GE_PRIVATE = "1.2.840.113619.5.2"


def rows(name: str) -> list[dict[str, str]]:
    lines = (SPECS / name).read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines[1:]]


VR_ROWS = rows("value_representations.tsv")
SYNTAX_ROWS = rows("transfer_syntaxes.tsv")


def test_all_34_vrs_and_no_other() -> None:
    assert list(VRS) == [row["vr"] for row in VR_ROWS]


@pytest.mark.parametrize("row", VR_ROWS, ids=lambda row: row["vr"])
def test_a_vr_row_is_what_the_standard_says(row: dict[str, str]) -> None:
    vr = VRS[row["vr"]]
    assert vr.name == row["name"]
    assert vr.header.value == row["header"]
    assert vr.max_length == int(row["max_length"])
    assert vr.characters == row["length_unit"].startswith("characters")
    assert vr.undefined_length == (row["undefined_length"] == "1")
    assert isinstance(vr.kind, Items) == (row["kind"] == "sequence")
    if row["word_bytes"] != "0":
        assert vr.kind.word_size == int(row["word_bytes"])
    if row["pad_byte"]:
        assert vr.kind.pad == bytes.fromhex(row["pad_byte"])
    assert isinstance(vr.kind, Text) == (row["kind"] in ("text", "uid"))
    if isinstance(vr.kind, Text):
        assert vr.kind.split == (row["backslash_multi"] == "1")
    assert isinstance(vr.kind, Numbers) == (row["binary_multi"] == "1")


@pytest.mark.parametrize(
    ("code", "low", "high"),
    [(row["vr"], row["min_value"], row["max_value"]) for row in VR_ROWS if row["kind"] == "integer"],
)
def test_integers_hold_their_range_in_both_byte_orders(code: str, low: str, high: str) -> None:
    kind = VRS[code].kind
    for order in ByteOrder:
        for number in (int(low), int(high)):
            raw = kind.layout(order).build({"numbers": [number], "excess": b""})
            assert raw == number.to_bytes(kind.word_size, order.value, signed=number < 0)


def test_every_transfer_syntax_and_ge_s_private_one() -> None:
    assert [uid for uid in SYNTAXES if uid != GE_PRIVATE] == [row["uid"] for row in SYNTAX_ROWS]
    assert SYNTAXES[GE_PRIVATE].pixels_little_endian is False


@pytest.mark.parametrize("row", SYNTAX_ROWS, ids=lambda row: row["keyword"])
def test_a_transfer_syntax_row_is_what_the_standard_says(row: dict[str, str]) -> None:
    syntax = SYNTAXES[row["uid"]]
    encoding = encodings[row["uid"]]
    assert syntax.keyword == row["keyword"]
    for name in ("implicit", "little_endian", "deflated", "encapsulated"):
        assert getattr(encoding, name) == getattr(syntax, name) == (row[name] == "1")
    assert syntax.retired == (row["retired"] == "1")


def test_an_encoding_is_found_by_a_padded_uid() -> None:
    assert encoding_for("1.2.840.10008.1.2\0") is encodings["1.2.840.10008.1.2"]
    with pytest.raises(DicomError, match=r"unknown transfer syntax: found 1\.2"):
        encoding_for("1.2")
