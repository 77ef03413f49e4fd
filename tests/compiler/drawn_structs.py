"""Hypothesis strategies of random structs, with fields that they can hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import construct
from construct import (
    Array,
    Bytes,
    Construct,
    GreedyBytes,
    Int8ub,
    Int24ub,
    PascalString,
    Struct,
    Switch,
    Tell,
    this,
)
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from struct_cases import Xor, next_byte

from dicomconstruct.grammar.alternatives import Foreseen, Marked
from dicomconstruct.grammar.combinators import Decision, Extent, Interpreted, look_ahead

Draw = Callable[[SearchStrategy[Any]], Any]
DEEPEST, MOST_FIELDS, LARGEST = 3, 6, 5
MARKER = b"<>"

INTEGERS = {
    (size, signed): [getattr(construct, f"Int{8 * size}{'s' if signed else 'u'}{order}") for order in "bln"]
    for size in (1, 2, 4, 8)
    for signed in (False, True)
}
FLOATS = [getattr(construct, f"Float{width}{order}") for width in (16, 32, 64) for order in "bln"]


@dataclass
class Scope:
    """The small numbers that stand before, by how many structures around they are, with their values."""

    numbers: dict[str, int] = field(default_factory=dict)
    outer: Scope | None = None

    def known(self, path: Any = this) -> list[tuple[Any, int]]:
        found = [(getattr(path, name), number) for name, number in self.numbers.items()]
        return found + (self.outer.known(path._) if self.outer is not None else [])


class Drawn(NamedTuple):
    """A struct and fields that it can hold."""

    construct: Construct
    fields: Any


def marked_or_three(stream: Any, context: Any) -> int:  # noqa: ARG001
    """Nothing before the marker, three bytes before anything else."""
    return 0 if look_ahead(stream, len(MARKER)) == MARKER else 3


def parity(stream: Any, context: Any) -> str:  # noqa: ARG001
    """What the last number read says, if one was."""
    numbers = [value for name, value in context.items() if name.startswith("f") and type(value) is int]
    return "odd" if numbers and numbers[-1] % 2 else "even"


def by_first(stream: Any, context: Any) -> int:  # noqa: ARG001
    """Twice the first field; the foreseen answers say the same."""
    return 2 * int(context.f0)


@st.composite
def structs(draw: Draw) -> Drawn:
    """Structs over every part that the compiler knows."""
    return _struct(draw, DEEPEST, None)


def _struct(draw: Draw, depth: int, outer: Scope | None) -> Drawn:
    scope = Scope(outer=outer)
    subcons, fields = [], {}
    for place in range(draw(st.integers(1, MOST_FIELDS))):
        name = f"f{place}"
        kind = draw(st.sampled_from(PARTS if depth and place else PARTS[:SIMPLE] if place else WRITTEN))
        subcon, value = kind(draw, depth, scope, name)
        subcons.append(name / subcon)
        fields[name] = value
    return Drawn(Struct(*subcons), fields)


def _number(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    size, signed = draw(st.sampled_from(list(INTEGERS)))
    low = -(1 << 8 * size - 1) if signed else 0
    return Drawn(draw(st.sampled_from(INTEGERS[size, signed])), draw(st.integers(low, low + (1 << 8 * size) - 1)))


def _small(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    """A number that later fields may go by."""
    scope.numbers[name] = draw(st.integers(0, LARGEST))
    return Drawn(Int8ub, scope.numbers[name])


def _float(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    return Drawn(draw(st.sampled_from(FLOATS)), draw(st.floats(width=16, allow_nan=False)))


def _count(draw: Draw, scope: Scope) -> tuple[Any, int]:
    """A number, a field read before, or arithmetic on it; with its value."""
    known = scope.known()
    if not known or draw(st.integers(0, 3)) == 0:
        number = draw(st.integers(0, LARGEST))
        return number, number
    path, number = draw(st.sampled_from(known))
    forms = [
        (path, number),
        (path * 2 + 1, number * 2 + 1),
        (path // 2, number // 2),
        (path % 3, number % 3),
        (LARGEST - path, LARGEST - number),
        (path + path, number + number),
    ]
    return draw(st.sampled_from(forms))


def _bytes(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    count, size = _count(draw, scope)
    return Drawn(Bytes(count), draw(st.binary(min_size=size, max_size=size)))


def _array(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:
    count, size = _count(draw, scope)
    subcon, _ = _number(draw, depth, scope, name)
    highest = 127
    return Drawn(Array(count, subcon), draw(st.lists(st.integers(0, highest), min_size=size, max_size=size)))


def _tell(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    return Drawn(Tell, None)


def _decision(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    foreseen = Foreseen("f0", {number: 2 * number for number in range(LARGEST)})
    if scope.numbers.get("f0") is not None:
        return Drawn(Decision(by_first, foreseen), None)
    return Drawn(Decision(draw(st.sampled_from([next_byte, parity]))), None)


def _extent(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    marked = draw(st.sampled_from([None, Marked(0, MARKER, 0)]))
    return Drawn(Extent(marked_or_three, marked), draw(st.sampled_from([b"", b"abc", MARKER])))


def _interpreted(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    return draw(
        st.sampled_from(
            [
                Drawn(Interpreted(Int24ub), 258),
                Drawn(Interpreted(PascalString(Int8ub, "ascii")), "text"),
                Drawn(Interpreted(Array(2, Struct("x" / Int8ub))), [{"x": 1}, {"x": 2}]),
            ]
        )
    )


def _greedy(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    return Drawn(GreedyBytes, draw(st.binary(max_size=4)))


def _inner(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    return _struct(draw, depth - 1, scope)


def _wrapped(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:  # noqa: ARG001
    inner = _struct(draw, depth - 1, Scope(outer=scope))
    mask = draw(st.binary(min_size=1, max_size=1))
    return Drawn(Xor(inner.construct), {"mask": mask, "bare": False, "content": inner.fields})


def _switch(draw: Draw, depth: int, scope: Scope, name: str) -> Drawn:
    known = scope.known()
    if not known:
        return _small(draw, depth, scope, name)
    path, number = draw(st.sampled_from(known))
    keys = draw(st.lists(st.integers(0, LARGEST), max_size=3, unique=True))
    cases = {key: _struct(draw, depth - 1, scope) for key in keys}
    inner = {key: drawn.construct for key, drawn in cases.items()}
    return Drawn(Switch(path, inner), cases[number].fields if number in cases else None)


PARTS = [
    *(_small, _small, _number, _number, _float, _bytes, _bytes, _array),
    *(_tell, _decision, _extent, _interpreted, _greedy),
    *(_inner, _inner, _wrapped, _switch, _switch),
]
WRITTEN = [_small, _small, _number, _float, _bytes, _array]
"""What may come first, so that every structure has bytes."""
SIMPLE = PARTS.index(_inner)
"""How many of the parts have no structure inside."""
