"""Dates and times that are assigned: text, or objects under `config.datetime_conversion`, as the peer has them."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator

import pydicom
import pytest
from pydicom import config as peer_config
from pydicom.multival import MultiValue as PeerMultiValue

from dicomconstruct import DataElement, Dataset, config, dcmread
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.values import MultiValue

TAGS = {"DA": 0x00080012, "TM": 0x00100032, "DT": 0x0008002A}
VALUES = (
    "20200102",
    "120102",
    "120102.5",
    "20200102120102.25+0100",
    "2020.01.02",
    "",
    None,
    [],
    ["20200102", "20200103"],
    ["20200102", ""],
    "20200102\\20200103",
    "1201\\1202",
    datetime.date(2020, 1, 2),
    datetime.time(1, 2),
    datetime.datetime(2020, 1, 2, 3, 4),
    "bad",
    5,
)


@pytest.fixture(autouse=True)
def conversion(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(peer_config, "datetime_conversion", True)
    with config.changed_options(datetime_conversion=True):
        yield


def outcome(make, vr: str, value: object) -> object:
    try:
        element = make(TAGS[vr], vr, value)
    except ValueError:
        return "refused"
    several = isinstance(element.value, list | MultiValue | PeerMultiValue)
    kinds = [type(one).__name__ for one in element.value] if several else type(element.value).__name__
    return kinds, str(element.value), element.VM


HALF_READ = {("DT", "120102.5"), ("DT", "2020.01.02")}
"""The peer takes what follows the year for a fraction of something."""
WITHOUT_ITS_TIME = datetime.datetime(2020, 1, 2, 3, 4)
"""Under DA the peer drops the time of day without a word; here it stays what it is."""
CASES = [
    (vr, value)
    for vr in TAGS
    for value in VALUES
    if not (isinstance(value, str) and (vr, value) in HALF_READ) and (vr, value) != ("DA", WITHOUT_ITS_TIME)
]


@pytest.mark.parametrize(("vr", "value"), CASES, ids=repr)
def test_as_the_peer_makes_them(vr: str, value: object) -> None:
    assert outcome(DataElement, vr, value) == outcome(pydicom.DataElement, vr, value)


def test_nothing_is_half_read() -> None:
    for vr, value in sorted(HALF_READ):
        assert outcome(DataElement, vr, value) == "refused"
    assert DataElement(TAGS["DA"], "DA", WITHOUT_ITS_TIME).value == WITHOUT_ITS_TIME


def test_by_attribute_and_into_a_list() -> None:
    ds = Dataset()
    ds.InstanceCreationDate = "20200102"
    assert ds.InstanceCreationDate == datetime.date(2020, 1, 2)
    ds.InstanceCreationDate = ["20200102"] * 2
    ds.InstanceCreationDate[1] = "20210304"
    assert ds.InstanceCreationDate[1] == datetime.date(2021, 3, 4)
    with pytest.raises(UnwritableValue, match="non-conformant value 'bad'"):
        ds.InstanceCreationDate.append("bad")


def test_a_range_of_a_query_stays_text() -> None:
    """PS3.4 C.2.2.2.5; the peer refuses it."""
    ds = Dataset()
    ds.StudyDate = "20200102-20200201"
    assert ds.StudyDate == "20200102-20200201"


def test_what_is_assigned_is_what_reading_gives() -> None:
    ds = Dataset()
    ds.StudyDate, ds.StudyTime, ds.AcquisitionDateTime = "20200102", "1201", "20200102120102"
    target = io.BytesIO()
    ds.save_as(target, implicit_vr=False, little_endian=True)
    read = dcmread(target.getvalue(), force=True)
    for keyword in ("StudyDate", "StudyTime", "AcquisitionDateTime"):
        assert type(read[keyword].value) is type(ds[keyword].value)
        assert read[keyword].value == ds[keyword].value


def test_without_conversion_they_are_text() -> None:
    with config.changed_options(datetime_conversion=False):
        ds = Dataset()
        ds.StudyDate = "20200102"
        assert type(ds.StudyDate) is str
