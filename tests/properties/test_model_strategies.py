"""Drawn data sets of the object model: what is written in each encoding is read with the same values."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from dicomconstruct import Dataset, FileMetaDataset, dcmread, dcmwrite
from dicomconstruct.grammar import VRS
from dicomconstruct.grammar.kinds import Items
from dicomconstruct.testing import models, python_values

UNCOMPRESSED = ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"]
PLAIN = [code for code, row in VRS.items() if not isinstance(row.kind, Items)]


def standard_elements(data_set: Dataset) -> list[Any]:
    return [(one.tag, one.VR) for one in data_set.iterall() if not one.tag.is_private]


@pytest.mark.parametrize("uid", UNCOMPRESSED)
@settings(max_examples=40)
@given(data_set=models())
def test_what_is_drawn_is_read_again(uid: str, data_set: Dataset) -> None:
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    target, again = io.BytesIO(), io.BytesIO()
    dcmwrite(target, data_set)
    read = dcmread(target.getvalue())
    assert standard_elements(read) == standard_elements(data_set)
    for element in read.iterall():
        element.value = element.value
    dcmwrite(again, read)
    assert str(dcmread(again.getvalue())) == str(read)


@pytest.mark.parametrize("code", PLAIN)
@settings(max_examples=20)
@given(data=st.data())
def test_values_are_those_of_their_vr(code: str, data: st.DataObject) -> None:
    data_set = Dataset()
    data_set.add_new(0x00091001, code, data.draw(python_values(VRS[code], ("ISO_IR 144",))))
    data_set.SpecificCharacterSet = "ISO_IR 144"
    target = io.BytesIO()
    dcmwrite(target, data_set, implicit_vr=False, little_endian=True)
    assert code == dcmread(target.getvalue(), force=True)[0x00091001].VR
