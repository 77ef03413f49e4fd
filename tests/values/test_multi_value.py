"""Lists of values."""

import copy

import pytest

from dicomconstruct.values import IS, MultiValue


def test_is_a_list():
    values = MultiValue(str, ["a", "b", "c"])
    assert values == ["a", "b", "c"] == values
    assert values == ("a", "b", "c")
    assert values == MultiValue(str, ["a", "b", "c"])
    assert values != "abc"
    assert repr(values) == "['a', 'b', 'c']"
    assert values[1:] == ["b", "c"]
    assert values[-1] == "c"
    values.append("d")
    del values[0]
    values[0:1] = ["x", "y"]
    values.insert(0, "z")
    assert list(values) == ["z", "x", "y", "c", "d"]
    values.sort(reverse=True)
    assert values == ["z", "y", "x", "d", "c"]
    assert copy.deepcopy(values) == values
    with pytest.raises(TypeError):
        hash(values)


def test_elements_are_checked():
    values = MultiValue(IS, ["1", 2])
    values.append("3")
    values[0] = "7"
    values += ["4"]
    assert values == [7, 2, 3, 4]
    assert all(isinstance(value, IS) for value in values)
    assert type(values[:2]) is list
    with pytest.raises(ValueError, match="could not convert"):
        values[:] = ["x"]
    assert values == [7, 2, 3, 4]
    assert values[:1] + values[2:] == [7, 3, 4]
