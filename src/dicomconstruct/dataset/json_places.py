"""Position of an element in a DICOM JSON model: enclosing data sets, path, character sets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dicomconstruct.dataset.character_sets import character_sets
from dicomconstruct.dataset.traversal import joined_path
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.tag import BaseTag
from dicomconstruct.values import CharacterSets

DEFAULT_TERMS = frozenset(("", "ISO_IR 6"))
NOT_DECLARED = CharacterSets.of()
"""Passed as the enclosing character sets to find out whether a data set declares its own."""
Place = tuple[Any, Any, "Holder | None", int]
"""A data set, its model, the sequence that holds it (None for the outermost one) and its index there."""
Holder = tuple[Place, BaseTag, int]
"""A sequence: the place of its data set, its tag, its nesting depth (1 for an outermost sequence)."""


def depth_of(place: Place) -> int:
    """The number of sequences that enclose a data set."""
    holder = place[2]
    return 0 if holder is None else holder[2]


def path_of(place: Place, tag: object) -> str:
    """The path of an element, such as ``(0040,A730)[2].(0008,0100)``; of a long path both ends."""
    steps = [str(tag)]
    _, _, holder, number = place
    while holder is not None:
        outer, sequence, _ = holder
        steps.append(f"{sequence}[{number}]")
        _, _, holder, number = outer
    return joined_path(steps[::-1])


def around(place: Place) -> Iterator[Any]:
    """The data sets that enclose a data set, the nearest first."""
    holder = place[2]
    while holder is not None:
        yield holder[0][0]
        holder = holder[0][2]


class Declarations:
    """Finds the Specific Character Set that applies at each place of one model (PS3.3 C.12.1.1.2)."""

    def __init__(self) -> None:
        self._owners: dict[tuple[int, int], Place] = {}
        """The declaring place of enclosing places, by the ``id`` of data set and model."""

    def at(self, place: Place) -> tuple[Place, CharacterSets | None]:
        """The nearest place with a Specific Character Set, and its character sets.

        The outermost place and None where no data set declares one.
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
    """Whether only the default repertoire is declared (PS3.3 C.12.1.1.2)."""
    return charsets is None or DEFAULT_TERMS.issuperset(charsets.terms)


def holds(charsets: CharacterSets, texts: list[str]) -> bool:
    """Whether all texts can be encoded in the character sets."""
    try:
        for text in texts:
            charsets.encode(text)
    except UnwritableValue:
        return False
    return True
