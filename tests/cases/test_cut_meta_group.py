"""A file that is cut inside its file meta group gets a data set: its last element ends where it did."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bytes_of import DEFLATED, EXPLICIT_BE, IMPLICIT_LE, part10

from dicomconstruct import STANDARD, dcmread, dcmwrite

pytestmark = pytest.mark.filterwarnings("ignore")
WHOLE = part10()
CUTS = [1, 3, 5]


def written(data_set: Any) -> bytes:
    out = io.BytesIO()
    dcmwrite(out, data_set)
    return out.getvalue()


@pytest.mark.parametrize("cut", CUTS)
def test_an_element_put_in_is_read_again(cut: int) -> None:
    data_set = dcmread(WHOLE[:-cut], force=True)
    data_set.PatientName = "Doe^John"
    again = dcmread(written(data_set), force=True)
    assert again.PatientName == "Doe^John"
    assert again.file_meta.ImplementationClassUID == data_set.file_meta.ImplementationClassUID


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("uid", [IMPLICIT_LE, EXPLICIT_BE, DEFLATED])
def test_nothing_is_read_out_of_place_in_another_encoding(cut: int, uid: str) -> None:
    data_set = dcmread(WHOLE[:-cut], force=True)
    data_set.file_meta.TransferSyntaxUID = uid
    tree = STANDARD.read_tree(written(data_set))
    assert [str(node.tag) for node in tree.meta][-1] == "(0002,0012)"
    assert tree.data_set == []


@pytest.mark.parametrize("cut", CUTS)
def test_it_goes_on_declaring_what_it_declared_where_it_stays_last(cut: int) -> None:
    data_set = dcmread(WHOLE[:-cut], force=True)
    assert [element.value for element in data_set.file_meta][-1] is not None
    assert written(data_set) == WHOLE[:-cut]
