"""Values survive copying and pickling with their spelling; a list of values knows whether it was changed."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from charset_examples import NAMES, TEXTS

from dicomconstruct.errors import MalformedValue
from dicomconstruct.uid import UID
from dicomconstruct.values import DA, DT, IS, TM, CharacterSets, DSdecimal, DSfloat, MultiValue, PersonName, Text

LATIN = CharacterSets.of("ISO_IR 100")


def spelling(value: Any) -> Any:
    return getattr(value, "original_string", getattr(value, "raw", None))


@pytest.mark.parametrize(
    "value",
    [DSfloat(2.5), DSfloat("02.50"), DSdecimal("2.50"), IS(7), IS("007"), PersonName("Doe^John"),
     PersonName.read(b"M\xfcller", LATIN), UID("1.2.3"), DA(2020, 1, 2), DA.parse("2020.01.02"), TM.parse("12"),
     DT.parse("2020"), Text.spelt("a", b"a", LATIN)],
    ids=repr,
)  # fmt: skip
def test_values_are_copied_whole(value: Any) -> None:
    copies = [pickle.loads(pickle.dumps(value, protocol)) for protocol in range(pickle.HIGHEST_PROTOCOL + 1)]
    for copied in (*copies, copy.copy(value), copy.deepcopy(value)):
        assert type(copied) is type(value)
        assert copied == value
        assert spelling(copied) == spelling(value)
        assert str(copied) == str(value)
        assert hash(copied) == hash(value)


@pytest.mark.parametrize(("terms", "raw"), [row[1:3] for row in NAMES + TEXTS])
def test_character_sets_made_twice_are_one_value(terms: str, raw: bytes) -> None:
    sets, again = CharacterSets.of(terms), CharacterSets.of(terms)
    assert sets == again
    assert sets._coding is again._coding
    copied = pickle.loads(pickle.dumps(sets))
    text = copied.decode(raw, delimiters=b"^=")
    assert text == sets.decode(raw, delimiters=b"^=")
    assert copied.encode(text, delimiters=b"^=") == sets.encode(text, delimiters=b"^=")


CHANGES = {
    "set": lambda values: values.__setitem__(0, "9"),
    "set several": lambda values: values.__setitem__(slice(0, 1), ["9"]),
    "delete": lambda values: values.__delitem__(0),
    "delete several": lambda values: values.__delitem__(slice(0, 2)),
    "insert": lambda values: values.insert(0, "9"),
    "append": lambda values: values.append("9"),
    "extend": lambda values: values.extend(["9"]),
    "add": lambda values: values.__iadd__(["9"]),
    "pop": lambda values: values.pop(),
    "remove": lambda values: values.remove(2),
    "clear": lambda values: values.clear(),
    "reverse": lambda values: values.reverse(),
    "sort": lambda values: values.sort(reverse=True),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_list_knows_that_it_was_changed(change: Any) -> None:
    for values in (MultiValue.of([IS(1), IS(2), IS(3)], element=IS), MultiValue(IS, ["1", "2", "3"])):
        assert not values.changed
        change(values)
        assert values.changed
        assert all(type(one) is IS for one in values)
        assert copy.deepcopy(values).changed


def test_looking_at_a_list_does_not_change_it() -> None:
    kept = [IS(1), IS(2)]
    values = MultiValue.of(kept, element=IS)
    assert (list(values), values[0], values[:1], len(values), values.index(2), values.count(1), 2 in values) == (
        kept, 1, [1], 2, 1, 1, True,
    )  # fmt: skip
    assert list(reversed(values)) == [2, 1]
    assert repr(values) == "[1, 2]"
    with pytest.raises(MalformedValue):
        values[0] = "x"
    with pytest.raises(MalformedValue):
        values.append("x")
    with pytest.raises(IndexError):
        del values[5]
    assert not values.changed
    assert not pickle.loads(pickle.dumps(values)).changed
    part = values[:1]
    part.append(IS("3"))
    assert part == [1, 3]
    assert not values.changed
    assert values == kept
