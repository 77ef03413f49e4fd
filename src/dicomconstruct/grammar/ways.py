"""Straight ways: tokens that can be told by their header alone, so that no rule has to be asked.

The rules of a level decide for every input; they are long, because real files are odd. A way says of the
ordinary case what such a header looks like and what the rules would answer then. The interpreted structs
never look at ways; the compiler turns them into guarded code and asks the rules where no way fits, and
property tests hold the two equal. Nothing here knows DICOM.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from construct import Construct

from dicomconstruct.grammar.keys import Key as Key

Values = frozenset[Any]


@dataclass(frozen=True)
class Is:
    """The field's value is among `values`; of several adjacent fields, the tuple of theirs."""

    fields: tuple[str, ...]
    values: Values


@dataclass(frozen=True)
class IsNot:
    """The field's value is not among `values`."""

    fields: tuple[str, ...]
    values: Values


@dataclass(frozen=True)
class Says:
    """A function among the context parameters, asked about the level's key fields, answers one of `values`."""

    parameter: str
    values: Values


@dataclass(frozen=True)
class SaysNot:
    """The function answers something else than `values`."""

    parameter: str
    values: Values


@dataclass(frozen=True)
class At:
    """The `size` bytes at that offset from the beginning of the header are among `values`."""

    offset: int
    size: int
    values: Values


@dataclass(frozen=True)
class NotAt:
    """The `size` bytes at that offset from the beginning of the header are not among `values`."""

    offset: int
    size: int
    values: Values


@dataclass(frozen=True)
class Begins:
    """What the header encloses is empty, begins with one of `starts`, or with a way of the level `key`."""

    key: Hashable
    starts: Values = frozenset()


@dataclass(frozen=True)
class Followed:
    """The value ends with the level, or one of these bytes stands after it."""

    values: Values


@dataclass(frozen=True)
class Odd:
    """The field's value is an odd number."""

    field: str


@dataclass(frozen=True)
class Unsealed:
    """A delimiter, no length, ends the level that the token stands in; some token opened that level."""


@dataclass(frozen=True)
class Shallow:
    """Fewer levels are open than the context parameter allows, `levels` of them counting as one."""

    parameter: str
    default: int
    levels: int


Test = Is | IsNot | Says | SaysNot | At | NotAt | Begins | Followed | Odd | Unsealed | Shallow


@dataclass(frozen=True)
class Way:
    """One straight way.

    Parameters
    ----------
    token
        The name of the token in its level, or `CLOSE` where the level ends before this header.
    header
        The header: a Struct of fields of fixed size; it is the token's field `name`.
    tests
        All of them hold.
    settled
        The answers of the token's decisions, by their names; ``body`` is completed by where the value ends.
    length
        The field that says how long the value is, which stays within the level; None where the token is
        its header alone, or a delimiter ends what it opens.
    fan
        A field whose values share the way; each makes a shape of its own, so that rows need not keep it.
    keyed
        Whether its row keeps the level's key, which `Key.make` may refuse.
    telling
        Whether it is evidence enough that the level is of its kind, where something stands in question.
    """

    token: str
    header: Construct
    tests: tuple[Test, ...]
    settled: Mapping[str, Any] = field(default_factory=dict)
    length: str | None = "length"
    fan: str | None = None
    keyed: bool = True
    telling: bool = True


@dataclass(frozen=True)
class Ending:
    """When a level that has been read to its end closes without the rules being asked.

    It does where nothing encloses it, no length seals it, or what encloses it ends there as well; and else

    Parameters
    ----------
    before
        before these bytes,
    not_before
        or before all bytes but these.
    never_before
        Bytes before which it does not, in any case.
    """

    before: Values = frozenset()
    not_before: Values | None = None
    never_before: Values = frozenset()


@dataclass(frozen=True)
class Marked:
    """An extent's length where `marker` stands at that offset from here."""

    offset: int
    marker: bytes
    length: int


@dataclass(frozen=True)
class Foreseen:
    """A decision's answer where it needs no rule: a table's entry for an earlier field.

    Parameters
    ----------
    by
        The earlier field, or None where there is one answer.
    answers
        The answer by that field's value.
    levels
        Where given: by that field's value, the level of which a telling way has to stand here.
    """

    by: str | None
    answers: Mapping[Any, Any]
    levels: Mapping[Any, Hashable] | None = None


@dataclass(frozen=True)
class Held:
    """A decision's answer where it is what a token of an earlier nested structure holds.

    Parameters
    ----------
    tokens
        The earlier field.
    key
        What the key's fields are in the token's header.
    meaning
        Gives the answer for the value of the first such token, and for None where there is none.
    """

    tokens: str
    key: tuple[Any, ...]
    meaning: Callable[[bytes | None], Any]
