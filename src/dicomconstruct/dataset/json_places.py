"""Where an element of a DICOM JSON model stands: the data sets around it, its path, its character sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dicomconstruct.dataset.character_sets import character_sets
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets

SHOWN_STEPS = 4
"""Steps at either end of a path in an error message; those between are left out."""

DEFAULT_TERMS = frozenset(("", "ISO_IR 6"))
NOT_DECLARED = CharacterSets.of()
"""Stands for the character sets around a data set."""
Place = tuple[Any, Any, "Holder | None", int]
"""A data set, its model, the sequence that holds it (None for the outermost one) and its number there."""
Holder = tuple[Place, BaseTag, int]
"""A sequence: where its element stands, its tag, how many sequences it is inside of, itself counted."""


def depth_of(place: Place) -> int:
    """How many sequences a data set is inside of."""
    holder = place[2]
    return 0 if holder is None else holder[2]


def path_of(place: Place, tag: object) -> str:
    """The path of an element, such as ``(0040,A730)[2].(0008,0100)``; of a long one both ends."""
    steps = [str(tag)]
    _, _, holder, number = place
    while holder is not None:
        outer, sequence, _ = holder
        steps.append(f"{sequence}[{number}]")
        _, _, holder, number = outer
    if len(steps) > 2 * SHOWN_STEPS:
        steps[SHOWN_STEPS:-SHOWN_STEPS] = ["..."]
    return ".".join(reversed(steps))


def around(place: Place) -> Iterator[Any]:
    """The data sets around one, the nearest first."""
    holder = place[2]
    while holder is not None:
        yield holder[0][0]
        holder = holder[0][2]


class Declarations:
    """Finds the data sets whose Specific Character Set holds at the places of one model."""

    def __init__(self) -> None:
        self._owners: dict[tuple[int, int], Place] = {}
        """What was found for places that hold others, by the ``id`` of data set and model."""

    def at(self, place: Place) -> tuple[Place, CharacterSets | None]:
        """The nearest data set with a Specific Character Set, and what it says (PS3.3 C.12.1.1.2).

        The outermost one and None where there is none.
        """
        owners, passed, owner = self._owners, [], place
        while owner[2] is not None and character_sets(owner[0], NOT_DECLARED) is NOT_DECLARED:
            outer = owner[2][0]
            key = id(outer[0]), id(outer[1])
            owner = owners.get(key, outer)
            passed.append(key)
        owners.update(dict.fromkeys(passed, owner))
        charsets = character_sets(owner[0], NOT_DECLARED)
        return owner, None if charsets is NOT_DECLARED else charsets


def is_default(charsets: CharacterSets | None) -> bool:
    """Whether nothing but the default repertoire is declared (PS3.3 C.12.1.1.2)."""
    return charsets is None or DEFAULT_TERMS.issuperset(charsets.terms)


def holds(charsets: CharacterSets, texts: list[str]) -> bool:
    """Whether character sets have all characters of some texts."""
    try:
        for text in texts:
            charsets.encode(text)
    except UnwritableValue:
        return False
    return True
