"""A sequence holds data sets, and knows when its list of them was changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dicomconstruct.dataset import Dataset
from dicomconstruct.sequence import Sequence


def item(number: str) -> Dataset:
    made = Dataset()
    made.PatientID = number
    return made


@pytest.mark.parametrize("wrong", [Dataset(), 5, [5], "x", [Dataset(), None]])
def test_nothing_but_data_sets(wrong: Any) -> None:
    with pytest.raises(TypeError):
        Sequence(wrong)
    sequence = Sequence([item("1")])
    with pytest.raises(TypeError):
        sequence.extend(wrong)
    with pytest.raises(TypeError):
        sequence[0:1] = wrong
    with pytest.raises(TypeError):
        sequence.append([wrong])
    with pytest.raises(TypeError):
        sequence.insert(0, [wrong])
    with pytest.raises(TypeError):
        sequence[0] = [wrong]
    assert sequence == [item("1")]
    assert not sequence.changed


CHANGES: list[Callable[[Sequence], Any]] = [
    lambda one: one.append(item("3")),
    lambda one: one.insert(0, item("3")),
    lambda one: one.extend([item("3")]),
    lambda one: one.__iadd__([item("3")]),
    lambda one: one.__setitem__(0, item("3")),
    lambda one: one.__setitem__(slice(0, 1), [item("3")]),
    lambda one: one.__delitem__(0),
    lambda one: one.pop(),
    lambda one: one.clear(),
    lambda one: one.reverse(),
]


@pytest.mark.parametrize("change", CHANGES)
def test_changes_are_noticed(change: Callable[[Sequence], Any]) -> None:
    sequence = Sequence([item("1"), item("2")])
    assert not sequence.changed
    change(sequence)
    assert sequence.changed
    assert sequence != [item("1"), item("2")]


def test_an_edit_inside_an_item_is_not_a_change_of_the_list() -> None:
    sequence = Sequence([item("1")])
    sequence[0].PatientID = "2"
    assert not sequence.changed


def test_as_a_list() -> None:
    sequence = Sequence([item("1"), item("2")])
    assert len(sequence) == 2
    assert [one.PatientID for one in sequence] == ["1", "2"]
    assert sequence[-1].PatientID == "2"
    assert type(sequence[0:1]) is list
    assert sequence[1:] + sequence[:1] == [item("2"), item("1")]
    assert sequence[0:1] == [item("1")]
    assert sequence == Sequence([item("1"), item("2")])
    assert sequence != [item("1")]
    assert sequence != [item("1"), "x"]
    assert sequence != "x"
    assert Sequence() == []
    assert repr(sequence) == "<Sequence, length 2>"
    assert str(Sequence(sequence[0:1])) == f"[{item('1')}]"
