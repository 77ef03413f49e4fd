"""A NaN is the same value read again, copied, pickled or assigned: data sets that hold one can be compared."""

from __future__ import annotations

import copy
import io
import pickle
import struct
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from bytes_of import EXPLICIT_BE, IMPLICIT_LE, explicit, implicit, item, part10, sequence

from dicomconstruct import DataElement, Dataset, dcmread, dcmwrite
from dicomconstruct.config import changed_options
from dicomconstruct.values import DSdecimal, DSfloat

NAN = float("nan")
QUIET, PAYLOAD, NEGATIVE, SIGNALLING = (
    bytes.fromhex(one) for one in ("7ff8000000000000", "7ff8000000000bad", "fff8000000000000", "7ff0000000000001")
)


def reversed_bytes(data: bytes) -> bytes:
    return data[::-1]


def data_set_of(*elements: bytes) -> Any:
    return dcmread(part10(*elements))


FLOATS = {
    "FD": explicit(0x00189073, "FD", reversed_bytes(QUIET)),
    "FD, several": explicit(0x00186028, "FD", struct.pack("<3d", 1, NAN, 2)),
    "FL": explicit(0x00720076, "FL", struct.pack("<3f", 1, NAN, 2)),
    "OF": explicit(0x00640009, "OF", struct.pack("<2f", NAN, 1)),
    "OD": explicit(0x7FE00009, "OD", struct.pack("<2d", NAN, 1)),
    "private": explicit(0x00091001, "FD", reversed_bytes(QUIET)),
    "in an item": sequence(0x00081140, item(explicit(0x00189073, "FD", reversed_bytes(QUIET)))),
}


@pytest.mark.parametrize("element", FLOATS.values(), ids=FLOATS)
def test_read_again_copied_and_pickled(element: bytes) -> None:
    one = data_set_of(element)
    tag = next(iter(one.keys()))
    for other in (data_set_of(element), copy.deepcopy(one), copy.copy(one), pickle.loads(pickle.dumps(one))):
        assert one == other
        assert one[tag] == other[tag]
    looked_at = data_set_of(element)
    looked_at.decode()
    assert pickle.loads(pickle.dumps(looked_at)) == looked_at
    assert pickle.loads(pickle.dumps(looked_at[tag])) == looked_at[tag]
    assert Dataset.from_json(one.to_json_dict()) == Dataset.from_json(data_set_of(element).to_json_dict())


def test_whatever_its_bits_and_byte_order() -> None:
    written = [
        data_set_of(explicit(0x00189073, "FD", reversed_bytes(nan)))
        for nan in (QUIET, PAYLOAD, NEGATIVE, SIGNALLING)
    ]
    big = dcmread(part10(explicit(0x00189073, "FD", PAYLOAD, order=">"), uid=EXPLICIT_BE))
    bare = dcmread(part10(implicit(0x00189073, reversed_bytes(NEGATIVE)), uid=IMPLICIT_LE))
    made = Dataset()
    made.AcquisitionDuration = NAN
    assert all(one == other for one in (*written, big, bare, made) for other in (*written, big, bare, made))


def test_at_another_place_or_beside_other_numbers_it_is_another_value() -> None:
    values: list[Any] = [[NAN, 1.0], [1.0, NAN], [NAN, NAN], NAN, [NAN, 2.0], [NAN, 1.0, NAN]]
    several = [DataElement(0x00186028, "FD", value) for value in values]
    for place, one in enumerate(several):
        assert [one == other for other in several] == [place == other for other in range(len(several))]
    assert DataElement(0x00189073, "FD", NAN) != DataElement(0x00189073, "FD", 1.0)
    assert DataElement(0x00189073, "FD", NAN) != DataElement(0x00189073, "FD", None)
    assert DataElement(0x00189073, "FD", NAN) != DataElement(0x00189074, "FD", NAN)
    assert DataElement(0x00189073, "FD", NAN) != DataElement(0x00189073, "FL", NAN)


ASSIGNED = {
    "float": lambda: NAN * 1,
    "another float": lambda: float("-nan"),
    "numpy number": lambda: np.float64("nan"),
    "array": lambda: np.array([1.0, np.nan]),
    "list": lambda: [1.0, NAN * 1],
    "tuple": lambda: (1.0, NAN * 1),
}


@pytest.mark.parametrize("made", ASSIGNED.values(), ids=ASSIGNED)
def test_assigned_values(made: Any) -> None:
    one, other = Dataset(), Dataset()
    one.add_new(0x00186028, "FD", made())
    other.add_new(0x00186028, "FD", made())
    assert one == other == copy.deepcopy(one) == pickle.loads(pickle.dumps(one))
    buffer = io.BytesIO()
    dcmwrite(buffer, one, implicit_vr=False, little_endian=True)
    assert dcmread(buffer.getvalue(), force=True) == one


def test_arrays_that_elements_hold() -> None:
    values = [
        DataElement(0x00640009, "OF", np.array([[1.0, np.nan], [last, 2.0]], "f4")) for last in (3.0, 3.0, 4.0)
    ]
    assert values[0] == values[1]
    assert values[0] != values[2]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("text", ["NaN", "nan", "1\\NaN\\2", "sNaN", "NaN\\sNaN"])
@pytest.mark.parametrize("option", ["", "use_DS_decimal", "use_DS_numpy"])
def test_decimal_strings(text: str, option: str) -> None:
    data = explicit(0x00186060, "DS", text.encode().ljust(len(text) + len(text) % 2))
    with changed_options(**({option: True} if option else {})):
        one, other = data_set_of(data), data_set_of(data)
        assert one == other
        assert copy.deepcopy(one) == one == pickle.loads(pickle.dumps(one))


@pytest.mark.filterwarnings("ignore")
def test_decimal_numbers() -> None:
    assert DataElement(0x00186060, "DS", DSfloat(NAN)) == DataElement(0x00186060, "DS", DSfloat(NAN))
    assert DataElement(0x00186060, "DS", DSdecimal(Decimal("NaN"))) == DataElement(0x00186060, "DS", DSfloat(NAN))
    assert DataElement(0x00186060, "DS", DSdecimal(Decimal("NaN"))) != DataElement(0x00186060, "DS", "1")
