"""What the strategies draw is what they say: values that decode, elements in order, files that conform."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from dicomconstruct import STANDARD, VR, Severity, check
from dicomconstruct.grammar import LONG, VRS, encodings
from dicomconstruct.grammar.kinds import Items, numbers
from dicomconstruct.grammar.primitives import ByteOrder
from dicomconstruct.testing import data_sets, elements, files, values
from dicomconstruct.values import CharacterSets

DEFAULT = CharacterSets.of(None)
PLAIN = [code for code, row in VRS.items() if not isinstance(row.kind, Items)]


@pytest.mark.parametrize("code", PLAIN)
@settings(max_examples=60)
@given(data=st.data())
def test_values_decode_and_are_even(code: str, data: st.DataObject) -> None:
    raw = data.draw(values(VRS[code]))
    assert len(raw) % 2 == 0
    kind = VRS[code].kind
    decoded = kind.decode(raw, ByteOrder.LITTLE, DEFAULT)
    again = kind.encode(decoded, ByteOrder.LITTLE, DEFAULT)
    assert kind.decode(again, ByteOrder.LITTLE, DEFAULT) == decoded or code in ("FL", "FD")


@given(data_sets())
def test_data_sets_are_in_ascending_order(tokens: list[dict[str, dict[str, int]]]) -> None:
    tags = [(token["header"]["group"], token["header"]["element"]) for token in tokens]
    assert tags == sorted(set(tags))


@pytest.mark.parametrize("uid", ["1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.4.50"])
@settings(max_examples=40)
@given(data=st.data())
def test_files_have_no_error_of_structure(uid: str, data: st.DataObject) -> None:
    file = data.draw(files(encodings[uid]))
    assert {finding.code for finding in check(file) if finding.severity is Severity.ERROR} == set()


@given(elements(VR("ZZ", header=LONG, value=numbers("H")), codec=STANDARD))
def test_an_invented_vr_is_drawn_like_any_other(token: dict[str, dict[str, bytes]]) -> None:
    assert token["header"]["vr"] == b"ZZ"
