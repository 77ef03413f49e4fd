"""The contract for an element holds for every VR, and tells when it is broken."""

from __future__ import annotations

import pytest
from bytes_of import explicit

from dicomconstruct import STANDARD, VR
from dicomconstruct.grammar import LONG, VRS
from dicomconstruct.grammar.kinds import Items, numbers
from dicomconstruct.testing import check_element

VALUES = {"AT": b"\x10\x00\x20\x00", "DA": b"20240229", "TM": b"0730", "DT": b"2024", "UI": b"1.20", "IS": b"12"}
PLAIN = [code for code, row in VRS.items() if not isinstance(row.kind, Items)]


@pytest.mark.parametrize("code", PLAIN)
def test_every_vr_passes(code: str) -> None:
    raw = VALUES.get(code, b"12" * VRS[code].kind.word_size)
    check_element(explicit(0x00180010, code, raw))


def test_an_invented_vr_passes_with_its_value() -> None:
    lab = STANDARD.with_vr(VR("ZZ", header=LONG, value=numbers("H")))
    check_element(b"\x09\x00\x01\x10ZZ\x00\x00\x04\x00\x00\x00\x01\x00\x02\x00", [1, 2], codec=lab)


def test_another_value_than_expected_is_told() -> None:
    with pytest.raises(AssertionError, match="decodes to 1, not to 2"):
        check_element(explicit(0x00280010, "US", b"\1\0"), 2)


def test_bytes_that_are_more_than_one_element_are_told() -> None:
    with pytest.raises(AssertionError, match=r"makes 4 nodes of three|one element was expected"):
        check_element(explicit(0x00280010, "US", b"\1\0") + explicit(0x00280011, "US", b"\1\0"))
