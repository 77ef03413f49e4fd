"""An invented VR is one row; a mutated row changes what is read and written. Nothing else is touched."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from bytes_of import explicit
from construct import Int16ul, Int32ul, Struct

from dicomconstruct import STANDARD, VR, TransferSyntax, check
from dicomconstruct.codec import Codec
from dicomconstruct.errors import GrammarError
from dicomconstruct.explore import dump
from dicomconstruct.grammar import LONG, SHORT, VRS, vrs as vr_rows
from dicomconstruct.grammar.kinds import numbers, text
from dicomconstruct.testing import check_laws
from dicomconstruct.values import TEXT

BEFORE = b"\x08\x00\x05\x00CS\x0a\x00ISO_IR 100"
CREATOR = b"\x09\x00\x10\x00LO\x08\x00PHANTOM "
COUNTS = {
    LONG: b"\x09\x00\x01\x10ZZ\x00\x00\x04\x00\x00\x00\x01\x00\x02\x00",
    SHORT: b"\x09\x00\x01\x10ZZ\x04\x00\x01\x00\x02\x00",
}
AFTER = b"\x10\x00\x10\x00PN\x08\x00Doe^John"
FORMS = pytest.mark.parametrize("form", [LONG, SHORT], ids=["long", "short"])


def lab_with(form: vr_rows.HeaderForm) -> Codec:
    return STANDARD.with_vr(VR("ZZ", "Phantom Counts", header=form, value=numbers("H")))


def decoded(lab: Codec, data: bytes) -> Any:
    tree = lab.read_tree(data)
    node = tree.find("(0009,1001)")
    assert node is not None
    return lab.meaning(tree, node).decode()


@FORMS
def test_one_row_reads_decodes_and_keeps_its_neighbours(form: vr_rows.HeaderForm) -> None:
    data = BEFORE + CREATOR + COUNTS[form] + AFTER
    lab = lab_with(form)
    check_laws(data, codec=lab, edits=0)
    meanings = list(lab.meanings(lab.read_tree(data)))
    assert [meaning.vr.code for meaning in meanings] == ["CS", "LO", "ZZ", "PN"]
    assert [str(meaning.decode()) for meaning in meanings][2:] == ["[1, 2]", "Doe^John"]
    assert meanings[2].node.form == form.value


@FORMS
def test_one_row_edits_and_writes(form: vr_rows.HeaderForm) -> None:
    data = BEFORE + CREATOR + COUNTS[form] + AFTER
    lab = lab_with(form)
    tree = lab.read_tree(data)
    node = tree.find("(0009,1001)")
    assert node is not None
    lab.set_value(tree, node, [513])
    written = lab.write_tree(tree)
    assert written == data.replace(b"\x04\x00\x00\x00\x01\x00\x02\x00", b"\x02\x00\x00\x00\x01\x02").replace(
        b"ZZ\x04\x00\x01\x00\x02\x00", b"ZZ\x02\x00\x01\x02"
    )
    assert decoded(lab, written) == 513


@FORMS
def test_one_row_checks_and_dumps(form: vr_rows.HeaderForm) -> None:
    data = BEFORE + CREATOR + COUNTS[form] + AFTER
    lab = lab_with(form)
    assert {finding.path for finding in check(data, codec=lab)} == {""}
    assert "unknown-vr" in {finding.code for finding in check(data)}
    assert "(0009,1001) ZZ         4  [PHANTOM]  1\\2" in dump(data, codec=lab)


def test_the_checker_measures_the_new_row_too() -> None:
    lab = STANDARD.with_vr(VR("ZZ", header=SHORT, value=text(TEXT, split=True), max_length=4))
    data = BEFORE + CREATOR + explicit(0x00091001, "ZZ", b"five5 ") + AFTER
    found = [finding.code for finding in check(data, codec=lab) if finding.path == "(0009,1001)"]
    assert found == ["too-long"]


def test_the_standard_codec_is_untouched() -> None:
    lab_with(SHORT)
    assert "ZZ" not in STANDARD.vrs
    assert len(STANDARD.vrs) == 34


def test_a_row_may_bring_a_construct_of_its_own() -> None:
    lab = STANDARD.with_vr(VR("ZP", value=Struct("x" / Int16ul, "y" / Int32ul)))
    data = BEFORE + CREATOR + b"\x09\x00\x01\x10ZP\x00\x00\x06\x00\x00\x00\x01\x00\x02\x00\x00\x00" + AFTER
    check_laws(data, codec=lab, edits=0)
    point = decoded(lab, data)
    assert (point.x, point.y) == (1, 2)


@pytest.mark.parametrize("value", [b"\x01\x00", b"\x01\x00\x02\x00\x00\x00\x99\x99"], ids=["short", "longer"])
def test_a_value_that_its_construct_cannot_hold_is_still_kept(value: bytes) -> None:
    lab = STANDARD.with_vr(VR("ZP", header=SHORT, value=Struct("x" / Int16ul, "y" / Int32ul)))
    check_laws(BEFORE + CREATOR + explicit(0x00091001, "XX", value).replace(b"XX", b"ZP") + AFTER, codec=lab)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"code": "ZZZ"}, "two ASCII letters"),
        ({"code": "ZZ", "header": vr_rows.HeaderForm.IMPLICIT}, "SHORT or LONG"),
        ({"code": "ZZ", "value": 7}, "a value kind or a construct"),
    ],
)
def test_a_bad_row_is_refused_with_its_name(arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(GrammarError, match=problem) as raised:
        VR(**arguments)  # type: ignore[arg-type]
    assert str(arguments["code"]) in raised.value.path


def test_mutating_a_header_form_changes_what_is_read() -> None:
    short_ob = STANDARD.with_vr(replace(VRS["OB"], header=SHORT))
    data = BEFORE + b"\x09\x00\x01\x10OB\x02\x00\x0b\x0c" + AFTER
    node = short_ob.read_tree(data).find("(0009,1001)")
    assert node is not None
    assert (node.form, node.raw) == ("short", b"\x0b\x0c")
    standard = b"\x09\x00\x01\x10OB\x00\x00\x02\x00\x00\x00\x0b\x0c"
    node = short_ob.read_tree(BEFORE + standard + AFTER).find("(0009,1001)")
    assert node is not None
    assert (node.form, node.length, node.raw) == ("short", 0, b"")


def test_mutating_a_value_kind_changes_what_is_decoded_and_written() -> None:
    wide_us = STANDARD.with_vr(replace(VRS["US"], value=numbers("I")))
    tree = wide_us.read_tree(BEFORE + explicit(0x00280010, "US", b"\x01\x00\x02\x00"))
    (_, rows) = wide_us.meanings(tree)
    assert rows.decode() == 0x00020001
    assert rows.encode(1) == b"\x01\x00\x00\x00"


def test_a_new_transfer_syntax_is_one_row() -> None:
    lab = STANDARD.with_encoding(TransferSyntax("1.2.3.4", "Mine", little_endian=False))
    meta = explicit(0x00020010, "UI", b"1.2.3.4\0")
    data = b"\0" * 128 + b"DICM" + meta + b"\x00\x28\x00\x10US\x00\x02\x01\x02"
    assert (lab.read_tree(data).coding.layout, lab.read_tree(data).coding.evidence) == ("explicit-be", "declared")
    assert STANDARD.read_tree(data).coding.evidence == "inferred from the headers"
    assert "transfer-syntax-unknown" in {finding.code for finding in check(data)}
    assert "transfer-syntax-unknown" not in {finding.code for finding in check(data, codec=lab)}
