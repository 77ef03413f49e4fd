"""Tags compare with numbers, pairs and keywords, and are made of all of them."""

from __future__ import annotations

import pickle
import random
from typing import Any

import pytest

from dicomconstruct.errors import DicomError
from dicomconstruct.tag import BaseTag, Tag, TupleTag, in_order, tag_in_exception

NAME = BaseTag(0x00100010)


@pytest.mark.parametrize(
    "given",
    [
        0x00100010,
        (0x10, 0x10),
        [0x10, 0x10],
        ("10", "0x10"),
        "00100010",
        "0x100010",
        "(0010,0010)",
        "0010,0010",
        "PatientName",
    ],
)
def test_made_of_what_people_write(given: Any) -> None:
    made = Tag(given)
    assert (type(made), made) == (BaseTag, 0x00100010)


def test_made_of_two_arguments() -> None:
    assert Tag(0x10, 0x20) == Tag("10", "0x20") == TupleTag((0x10, 0x20)) == 0x00100020


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (("nope",), ValueError),
        (("OverlayRows",), ValueError),
        (("",), ValueError),
        ((-1,), ValueError),
        (("-0x1",), ValueError),
        (((1, -1),), ValueError),
        (((1, 2, 3),), ValueError),
        ((1 << 32,), OverflowError),
        (("0x100000000",), OverflowError),
        (((1 << 16, 0),), OverflowError),
        ((None,), TypeError),
        ((1.5,), TypeError),
        (((1, "2"),), TypeError),
        (((1, 2), 3), TypeError),
        (("1", 2), TypeError),
    ],
    ids=repr,
)
def test_what_is_no_tag(given: tuple[Any, ...], error: type[Exception]) -> None:
    with pytest.raises(error) as raised:
        Tag(*given)
    assert isinstance(raised.value, ValueError)
    if error is not ValueError:
        assert isinstance(raised.value, DicomError)


def test_comparisons() -> None:
    for same in (0x00100010, NAME, (0x10, 0x10), [0x10, 0x10], "PatientName", "00100010", float(0x00100010)):
        assert same == NAME
        assert same == NAME
        assert not same != NAME  # noqa: SIM202
        assert same >= NAME
        assert same <= NAME
    for other in (5, (0x10, 0x11), (1, 2, 3), "PatientID", "nope", None, object(), 1.5):
        assert other != NAME
        assert not other == NAME  # noqa: SIM201
    assert (0x10, 0x0F) < NAME < (0x10, 0x11)
    assert not NAME > (0x10, 0x10)
    with pytest.raises(TypeError):
        assert NAME < "nope"
    with pytest.raises(TypeError):
        assert NAME >= None


def test_what_a_tag_knows() -> None:
    element = BaseTag(0x00291012)
    assert (element.group, element.element, element.elem, element.json_key) == (0x29, 0x1012, 0x1012, "00291012")
    assert element.is_private
    assert element.private_creator == (0x29, 0x10)
    assert element.private_creator.is_private_creator
    assert repr(pickle.loads(pickle.dumps(element))) == "(0029,1012)"
    assert {element: 1}[BaseTag(0x00291012)] == 1


def test_in_order() -> None:
    tags = [BaseTag(random.randrange(1 << 32)) for _ in range(100)]
    assert in_order(tags) == sorted(tags)
    assert all(type(tag) is BaseTag for tag in in_order(tags))


def test_errors_name_the_tag() -> None:
    with pytest.raises(KeyError, match=r"With tag \(0010,0010\) got exception: .*gone"), tag_in_exception(NAME):
        raise KeyError("gone")
    with pytest.raises(UnicodeDecodeError) as raised, tag_in_exception(NAME):
        b"\xff".decode("ascii")
    assert "(0010,0010)" in raised.value.__notes__[0]
