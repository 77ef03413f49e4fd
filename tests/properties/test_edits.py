"""What an edit writes is read back as the tree says, also where the file around it was wrong before."""

from __future__ import annotations

import os
import struct
from pathlib import Path

import numpy as np
import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    IMPLICIT_LE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    part10,
    sequence,
)
from construct import Array, ExprAdapter, Int64ub, Padding, obj_, this

from dicomconstruct import STANDARD, VR, Codec, Tree, check, read_tree, write_tree
from dicomconstruct.errors import DicomError, GrammarError, UnwritableValue
from dicomconstruct.grammar import LONG
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.testing import check_laws
from dicomconstruct.tree import Node, outline, replace_value

LABEL = explicit(0x00080060, "CS", b"MR")


def node_at(tree: Tree, path: str) -> Node:
    node = tree.find(path)
    assert node is not None
    return node


def edited(data: bytes, path: str, value: object, codec: Codec = STANDARD) -> Tree:
    """The tree that is read of what was written after one value was set."""
    tree = codec.read_tree(data)
    codec.set_value(tree, node_at(tree, path), value)
    return codec.read_tree(codec.write_tree(tree))


def test_a_value_that_was_cut_short_gets_a_true_length() -> None:
    data = part10(explicit(0x00100010, "PN", b"A^B "), explicit(0x00100020, "LO", b"abcdef", length=10))
    again = edited(data, "(0010,0020)", "ABCDEFGHIJKL")
    assert outline(again).splitlines()[-1] == "element (0010,0020) LO 12"


def test_a_native_value_of_undefined_length_gets_a_defined_one() -> None:
    data = part10(LABEL, explicit(0x7FE00010, "OW", bytes(range(1, 9)), length=UNDEFINED))
    again = edited(data, "(7FE0,0010)", b"\xfe\xff\x00\xe0" + bytes(8))
    assert outline(again).splitlines()[-1] == "element (7FE0,0010) OW 12"


@pytest.mark.parametrize("declared", [10, 18, 24])
def test_siblings_of_an_edit_survive_a_container_with_a_wrong_length(declared: int) -> None:
    wrong = item(explicit(0x00080100, "SH", b"ab"), explicit(0x00080102, "SH", b"cd"), length=declared)
    data = part10(sequence(0x00081140, wrong, item(explicit(0x00080100, "SH", b"ef"))), LABEL)
    before = outline(STANDARD.read_tree(data)).count("element")
    again = edited(data, "(0008,1140)[0].(0008,0100)", "xy longer")
    assert outline(again).count("element") == before
    assert "opaque" not in outline(again)


def test_a_data_set_that_was_not_inflated_to_its_end_is_not_edited() -> None:
    lab = STANDARD.with_limits(max_inflated=200)
    data = part10(deflated(explicit(0x00100020, "LO", b"ab") * 100), uid=DEFLATED)
    tree = lab.read_tree(data)
    with pytest.raises(UnwritableValue, match="not inflated to its end"):
        lab.set_value(tree, node_at(tree, "(0010,0020)"), "new")
    assert lab.write_tree(tree) == data


def test_an_edited_deflate_stream_has_one_pad_byte_at_the_most() -> None:
    for size in range(2, 40, 2):
        stream = deflated(explicit(0x00100020, "LO", b"a" * size))
        data = part10(stream + b"\0" * (len(stream) % 2), uid=DEFLATED)
        tree = STANDARD.read_tree(data)
        STANDARD.set_value(tree, node_at(tree, "(0010,0020)"), "edited")
        written = STANDARD.write_tree(tree)
        assert len(written) % 2 == 0
        assert not {"bytes-after-deflate"} & {finding.code for finding in check(written)}


def test_numbers_that_outgrow_their_field_are_little_endian_under_un_in_every_data_set() -> None:
    data = part10(explicit(0x00280010, "US", b"\0\1", order=">"), uid=EXPLICIT_BE)
    node = node_at(edited(data, "(0028,0010)", [1] * 40_000), "(0028,0010)")
    assert (node.vr, node.raw) == ("UN", b"\1\0" * 40_000)


def test_bytes_that_outgrow_their_field_are_refused_in_big_endian() -> None:
    tree = STANDARD.read_tree(part10(explicit(0x00280010, "US", b"\0\1", order=">"), uid=EXPLICIT_BE))
    with pytest.raises(UnwritableValue, match="little endian in every data set"):
        replace_value(tree, node_at(tree, "(0028,0010)"), bytes(80_000))


def test_an_unknown_standard_tag_hides_nothing_in_implicit_vr() -> None:
    data = part10(
        implicit(0x00080005, b"ISO_IR 100"),
        implicit(0x00189FFE, b"abcd"),
        implicit(0x0020000D, b"1.2\0"),
        implicit(0x00280010, b"\1\0"),
        uid=IMPLICIT_LE,
    )
    assert "opaque" not in outline(STANDARD.read_tree(data))
    assert "opaque" not in outline(STANDARD.with_vr_of(lambda _tag, _creator: None).read_tree(data))


def test_many_empty_items_are_items() -> None:
    data = part10(implicit(0x00091001, item() * 9), implicit(0x00100020, b"1 "), uid=IMPLICIT_LE)
    assert outline(STANDARD.read_tree(data)).count("item [") == 9


CONSTRUCTS = {
    "one without a value": Padding(4),
    "one that overflows": ExprAdapter(Int64ub, 2.0**obj_, obj_),
    "one that divides by zero": ExprAdapter(Int64ub, 10 // obj_, obj_),
    "one that lacks its context": Array(this.x, Int64ub),
}


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=CONSTRUCTS)
@pytest.mark.parametrize("raw", [bytes(4), bytes(8), b"\xff" * 8, b""], ids=["four", "eight", "ones", "none"])
def test_a_construct_of_any_manners_loses_nothing(construct: object, raw: bytes) -> None:
    lab = STANDARD.with_vr(VR("ZZ", header=LONG, value=construct))  # type: ignore[arg-type]
    data = part10(explicit(0x00090010, "LO", b"PHANTOM "), explicit(0x00091001, "UN", raw).replace(b"UN", b"ZZ"))
    check_laws(data, codec=lab)
    check(data, codec=lab)
    *_, element = lab.meanings(lab.read_tree(data))
    try:
        element.decode()
    except DicomError as error:
        assert error.path == "(0009,1001)"  # noqa: PT017


def test_a_typecode_that_is_none_is_refused_when_the_row_is_made() -> None:
    with pytest.raises(GrammarError, match="no typecode"):
        numbers("x")


UNWRITABLE = [
    *[("AT", value) for value in (1.5, object(), [None], "no tag", "00100010x", b"12", np.array([1.5]), 10**5000)],
    *[("US", value) for value in (b"12", b"123", "5", 10**5000, [None], 1.5, -1)],
    *[("FL", value) for value in (1e300, "1", b"1234")],
    ("IS", 10**5000),
    ("DS", float("nan")),
    *[("OB", value) for value in (np.array([object()]), np.array(["2020-01-01"], dtype="datetime64[D]"), "x", 5)],
    *[(vr, 10**5000) for vr in ("LO", "UI", "DA", "TM", "DT", "PN", "UR", "LT")],
]


@pytest.mark.parametrize(("vr", "value"), UNWRITABLE, ids=lambda one: type(one).__name__)
def test_what_cannot_be_written_is_said_so_and_changes_nothing(vr: str, value: object) -> None:
    data = part10(explicit(0x00090010, "LO", b"PHANTOM "), explicit(0x00091001, vr, b""))
    tree = STANDARD.read_tree(data)
    with pytest.raises(UnwritableValue) as raised:
        STANDARD.set_value(tree, node_at(tree, "(0009,1001)"), value)
    assert raised.value.path == "(0009,1001)"
    assert len(str(raised.value)) < 400
    assert STANDARD.write_tree(tree) == data


@pytest.mark.parametrize(
    ("vr", "value", "raw"),
    [
        ("US", np.uint16(5), b"\5\0"),
        ("US", np.array([1, 2], dtype=">u2"), b"\1\0\2\0"),
        ("AT", (0x10, 0x20), b"\x10\0\x20\0"),
        ("AT", "00100020", b"\x10\0\x20\0"),
        ("AT", ["(0010,0020)", 0x00280010], b"\x10\0\x20\0\x28\0\x10\0"),
        ("FD", float("inf"), struct.pack("<d", float("inf"))),
        ("OW", np.array([1, 2], dtype="<u2"), b"\1\0\2\0"),
    ],
)
def test_numbers_of_every_make_are_written(vr: str, value: object, raw: bytes) -> None:
    data = part10(explicit(0x00090010, "LO", b"PHANTOM "), explicit(0x00091001, vr, b""))
    assert node_at(edited(data, "(0009,1001)", value), "(0009,1001)").raw == raw


def test_a_finding_says_which_bytes_it_counts_in() -> None:
    data = part10(deflated(LABEL + b"\1\2\3"), uid=DEFLATED)
    (trailing,) = [finding for finding in check(data) if finding.code == "trailing-bytes"]
    assert (trailing.space, trailing.offset) == ("inflated", len(LABEL))


def test_writing_follows_links_and_keeps_permissions(tmp_path: Path) -> None:
    target, link = tmp_path / ("n" * 250), tmp_path / "link.dcm"
    target.write_bytes(part10(LABEL))
    target.chmod(0o640)
    link.symlink_to(target)
    tree = read_tree(link)
    STANDARD.set_value(tree, node_at(tree, "(0008,0060)"), "CT")
    write_tree(link, tree)
    assert link.is_symlink()
    assert target.read_bytes() == part10(explicit(0x00080060, "CS", b"CT"))
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(tmp_path)) == sorted([target.name, link.name])


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.dcm"
    target.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("no")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="no"):
        write_tree(target, read_tree(part10(LABEL)))
    assert target.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.dcm"]
