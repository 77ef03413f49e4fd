"""The plan of a construct, from which code is emitted: a few frozen dataclasses.

A plan is the construct with all that is independent of the data resolved: sizes, formats, names, the
constants of tests. The emitters turn it into source text and look at nothing else.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from construct import Construct

from dicomconstruct.grammar.alternatives import Alternative, positive
from dicomconstruct.grammar.combinators import Decision, Extent, Level, Nested, Wrapped


@dataclass(frozen=True)
class Field:
    """One value of fixed size: a number by its `struct` code, or `size` bytes."""

    name: str
    code: str
    size: int

    @property
    def is_bytes(self) -> bool:
        return self.code.endswith("s")


@dataclass(frozen=True)
class Fixed:
    """Adjacent fields of fixed size in one byte order, read and written by one `struct` call."""

    order: str
    fields: tuple[Field, ...]

    @property
    def format(self) -> str:
        return self.order + "".join(field.code for field in self.fields)

    @property
    def size(self) -> int:
        return sum(field.size for field in self.fields)


@dataclass(frozen=True)
class Expression:
    """An expression over fields read before, as source text with ``{names}`` left open."""

    text: str
    names: tuple[tuple[int, str], ...]
    """The number of scopes up, and the field's name there; in the order of the text's places."""

    def text_in(self, scope: Any, path: str) -> str:
        """The source text, the fields looked up in a scope."""
        return self.text.format(*(scope.lookup(up, name, path) for up, name in self.names))


@dataclass(frozen=True)
class Named:
    """The plan of one field."""

    name: str


@dataclass(frozen=True)
class TellPlan(Named):
    """The present offset."""


@dataclass(frozen=True)
class BytesPlan(Named):
    """Bytes, `count` of them by an expression; None for all that are left."""

    count: Expression | None


@dataclass(frozen=True)
class ArrayPlan(Named):
    """A number of fields of one size."""

    order: str
    field: Field
    count: Expression


@dataclass(frozen=True)
class DecisionPlan(Named):
    """A decision: foreseen, or the rule's."""

    node: Decision


@dataclass(frozen=True)
class ExtentPlan(Named):
    """An extent: its length is marked, or the rule's."""

    node: Extent


@dataclass(frozen=True)
class StructPlan(Named):
    """A structure."""

    parts: tuple[Any, ...]


@dataclass(frozen=True)
class SwitchPlan(Named):
    """One of several parts, by the value of an expression."""

    by: Expression
    cases: tuple[tuple[Any, Any], ...]

    @property
    def is_levels(self) -> bool:
        """Whether every case is a nested structure, so that only the level to begin with differs."""
        return bool(self.cases) and all(isinstance(one, NestedPlan) for _, one in self.cases)


@dataclass(frozen=True)
class WrappedPlan(Named):
    """Bytes that hold other bytes."""

    node: Wrapped
    content: Any


@dataclass(frozen=True)
class NestedPlan(Named):
    """A nested structure."""

    node: Nested


@dataclass(frozen=True)
class InterpretedPlan(Named):
    """A construct that the grammar says is run by the interpreter."""

    node: Construct


Part = (
    Fixed
    | TellPlan
    | BytesPlan
    | ArrayPlan
    | DecisionPlan
    | ExtentPlan
    | StructPlan
    | SwitchPlan
    | WrappedPlan
    | NestedPlan
    | InterpretedPlan
)


@dataclass(frozen=True)
class AlternativePlan:
    """An alternative with its header's fields resolved."""

    alternative: Alternative
    header: Fixed
    opens: Hashable | None
    """The key of the level that it opens."""
    closes: bool
    """Whether the level that the token stands in ends with it, or before it."""


@dataclass(frozen=True)
class LevelPlan:
    """One level of a nested structure."""

    key: Hashable
    name: str
    level: Level
    alternatives: tuple[AlternativePlan, ...]


def scope_above(scope: Any, up: int) -> Any:
    """The scope a number of levels above one, by `outer`; None beyond the outermost."""
    for _ in range(up):
        scope = None if scope is None else scope.outer
    return scope


def defaults_of(levels: Mapping[Hashable, Level]) -> dict[str, Any]:
    """The context parameters that the alternatives ask for, with their defaults."""
    wanted: dict[str, Any] = {}
    for level in levels.values():
        for one in level.alternatives:
            for test in map(positive, one.tests):
                if hasattr(test, "parameter"):
                    wanted.setdefault(test.parameter, getattr(test, "default", None))
    return wanted
