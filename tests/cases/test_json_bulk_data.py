"""DICOM JSON whose values stand behind URIs (PS3.18 F.2.6), with and without a handler that fetches them."""

from __future__ import annotations

import copy
import struct
from typing import Any

import pytest
from bytes_of import explicit
from json_of import saved

from dicomconstruct import Dataset
from dicomconstruct.dataelem import DataElement
from dicomconstruct.errors import MalformedJson, WrongJsonType

URI = "http://example.org/bulk/1"
EMPTY: dict[str, Any] = {
    "OW": None,
    "OB": None,
    "UN": None,
    "US": None,
    "DS": None,
    "AT": None,
    "UT": "",
    "PN": "",
    "SQ": [],
}


def behind(vr: str) -> dict[str, Any]:
    return {"00091001": {"vr": vr, "BulkDataURI": URI}}


@pytest.mark.parametrize("vr", EMPTY)
def test_without_a_handler_the_uri_stays(vr: str) -> None:
    with pytest.warns(UserWarning, match=f'No bulk data URI handler .* "00091001" from {URI}'):
        data_set = Dataset.from_json(behind(vr))
    assert data_set[0x00091001].value == EMPTY[vr]
    assert data_set.to_json_dict() == behind(vr)
    assert copy.deepcopy(data_set).to_json_dict() == behind(vr)
    assert f" {vr}: " in str(data_set) or "0 item(s)" in str(data_set)
    data_set[0x00091001].value = EMPTY[vr]
    assert data_set.to_json_dict() == {"00091001": {"vr": vr}}


def test_without_a_handler_writing_says_what_is_missing() -> None:
    with pytest.warns(UserWarning, match="No bulk data URI handler"):
        data_set = Dataset.from_json(behind("OW"))
    with pytest.warns(UserWarning, match=f"the value of .0009,1001. is written empty: .* {URI}"):
        assert saved(data_set) == explicit(0x00091001, "OW")
    data_set[0x00091001].value = b"ab"
    assert saved(data_set) == explicit(0x00091001, "OW", b"ab")


def test_inside_items_too() -> None:
    model = {"00081140": {"vr": "SQ", "Value": [{}, behind("OW")]}}
    with pytest.warns(UserWarning, match="No bulk data URI handler"):
        data_set = Dataset.from_json(model)
    assert data_set.to_json_dict() == model
    kept = {URI: b"ab"}
    fetched = Dataset.from_json(data_set.to_json(), bulk_data_uri_handler=kept.__getitem__)
    assert fetched.ReferencedImageSequence[1][0x00091001].value == b"ab"


@pytest.mark.parametrize(
    ("vr", "fetched", "value"),
    [
        ("OW", b"\1\2", b"\1\2"),
        ("US", struct.pack("<2H", 1, 2), [1, 2]),
        ("US", [1, 2], [1, 2]),
        ("FD", struct.pack("<d", 1.5), 1.5),
        ("DS", b"1.5\\2.5 ", ["1.5", "2.5"]),
        ("LO", b"a\\b ", ["a", "b"]),
        ("UT", "山".encode(), "山"),
        ("UT", "山", "山"),
        ("UN", b"ab", b"ab"),
        ("PN", None, None),
    ],
)
def test_a_handler_gives_values_or_their_bytes(vr: str, fetched: Any, value: Any) -> None:
    """Bytes are little endian, those of text in UTF-8 (PS3.18 F.2.2)."""
    data_set = Dataset.from_json(behind(vr), bulk_data_uri_handler=lambda _: fetched)
    assert data_set[0x00091001].value == value
    element = DataElement.from_json(
        Dataset, "00091001", vr, URI, "BulkDataURI", lambda tag, vr, uri: (tag, vr, uri) and fetched
    )
    assert element == data_set[0x00091001]


def test_a_handler_gives_items() -> None:
    item = Dataset()
    item.PatientID = "x"
    data_set = Dataset.from_json(behind("SQ"), bulk_data_uri_handler=lambda _: [item])
    assert data_set[0x00091001].value == [item]
    with pytest.raises(WrongJsonType, match="must be data sets"):
        Dataset.from_json(behind("SQ"), bulk_data_uri_handler=lambda _: b"ab")


def test_a_handler_gets_the_element_itself() -> None:
    data_set = Dataset()
    data_set.private_block(0x0009, "ACME 1.1", create=True).add_new(1, "OB", b"abcd")
    got: list[DataElement] = []

    def keep(element: DataElement) -> str:
        got.append(element)
        return URI

    data_set.to_json(bulk_data_threshold=0, bulk_data_element_handler=keep)
    assert got[0] is data_set[0x00091001]
    assert got[0].private_creator == "ACME 1.1"


def test_what_a_handler_raises_is_not_touched() -> None:
    class Gone(Exception):
        pass

    def fetch(uri: str) -> Any:
        raise Gone(uri)

    def keep(element: DataElement) -> str:
        raise Gone(element.tag)

    with pytest.raises(Gone):
        Dataset.from_json(behind("OW"), bulk_data_uri_handler=fetch)
    data_set = Dataset()
    data_set.add_new(0x00091001, "OB", b"ab")
    with pytest.raises(Gone):
        data_set.to_json(bulk_data_threshold=0, bulk_data_element_handler=keep)


def test_what_a_handler_gives_must_fit_the_vr() -> None:
    with pytest.raises(MalformedJson, match="could not be loaded") as caught:
        Dataset.from_json(behind("AT"), bulk_data_uri_handler=lambda _: "no tag")
    assert caught.value.path == "(0009,1001)"
