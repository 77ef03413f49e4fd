"""Constructs to plans: one handler for each construct that the compiler knows; it refuses the others."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Hashable, Mapping
from functools import singledispatch
from typing import Any

from construct import (
    Array,
    Bytes,
    Construct,
    FormatField,
    GreedyBytes,
    Pass,
    Renamed,
    Struct,
    Switch,
    Tell,
)
from construct.expr import BinExpr, Path

from dicomconstruct.compiler.plan import (
    AlternativePlan,
    ArrayPlan,
    BytesPlan,
    DecisionPlan,
    Expression,
    ExtentPlan,
    Field,
    Fixed,
    InterpretedPlan,
    LevelPlan,
    NestedPlan,
    Part,
    StructPlan,
    SwitchPlan,
    TellPlan,
    WrappedPlan,
)
from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.alternatives import (
    CLOSE,
    Alternative,
    Begins,
    Ending,
    Followed,
    Is,
    Values,
    fields_of,
)
from dicomconstruct.grammar.combinators import (
    Completing,
    Decision,
    Extent,
    Interpreted,
    Level,
    Nested,
    Wrapped,
)

HINT = "see docs/compiler.md: what can be compiled"
NEEDED = ("offset", "body", "value_offset")
"""The fields of every token."""
NATIVE = "="
OPERATORS: dict[Callable[..., Any], str] = {
    operator.add: "+",
    operator.sub: "-",
    operator.mul: "*",
    operator.floordiv: "//",
    operator.mod: "%",
}


@singledispatch
def lower(node: Any, path: tuple[str, ...]) -> Part:
    """The plan of a construct.

    Parameters
    ----------
    node
        The construct.
    path
        The names that lead to it, its own the last.

    Raises
    ------
    GrammarError
        For a construct that cannot be lowered, naming it.
    """
    raise GrammarError(f"{type(node).__name__} has no lowering", path=".".join(path), hint=HINT)


@lower.register
def _(node: Renamed, path: tuple[str, ...]) -> Part:
    if node.docs or node.parsed:
        raise GrammarError("a field with a parsed hook has no lowering", path=".".join(path), hint=HINT)
    return lower(node.subcon, path)


@lower.register
def _(node: FormatField, path: tuple[str, ...]) -> Part:
    order, code = node.fmtstr[0], node.fmtstr[1:]
    return Fixed(order, (Field(path[-1], code, node.length),))


@lower.register
def _(node: Bytes, path: tuple[str, ...]) -> Part:
    if isinstance(node.length, int):
        return Fixed(NATIVE, (Field(path[-1], f"{node.length}s", node.length),))
    return BytesPlan(path[-1], expression(node.length, path))


@lower.register
def _(_: type(GreedyBytes), path: tuple[str, ...]) -> Part:  # type: ignore[valid-type]
    return BytesPlan(path[-1], None)


@lower.register
def _(_: type(Tell), path: tuple[str, ...]) -> Part:  # type: ignore[valid-type]
    return TellPlan(path[-1])


@lower.register
def _(node: Array, path: tuple[str, ...]) -> Part:
    if node.discard:
        raise GrammarError("an array that discards has no lowering", path=".".join(path), hint=HINT)
    inner = lower(node.subcon, (*path, "element"))
    if not isinstance(inner, Fixed) or len(inner.fields) != 1 or inner.fields[0].is_bytes:
        raise GrammarError("only arrays of numbers have a lowering", path=".".join(path), hint=HINT)
    return ArrayPlan(path[-1], inner.order, inner.fields[0], expression(node.count, path))


@lower.register
def _(node: Decision, path: tuple[str, ...]) -> Part:
    return DecisionPlan(path[-1], node)


@lower.register
def _(node: Extent, path: tuple[str, ...]) -> Part:
    return ExtentPlan(path[-1], node)


@lower.register
def _(node: Completing, path: tuple[str, ...]) -> Part:
    return lower(node.subcon, path)


@lower.register
def _(node: Interpreted, path: tuple[str, ...]) -> Part:
    return InterpretedPlan(path[-1], node.subcon)


@lower.register
def _(node: Struct, path: tuple[str, ...]) -> Part:
    parts: list[Part] = []
    names: set[str] = set()
    for subcon in node.subcons:
        if subcon.name is None:
            raise GrammarError("a field without a name keeps nothing", path=".".join(path), hint=HINT)
        if subcon.name in names:
            at = ".".join((*path, subcon.name))
            raise GrammarError("a field of this name stands before", path=at, hint=HINT)
        names.add(subcon.name)
        part = lower(subcon, (*path, subcon.name))
        last = parts[-1] if parts else None
        fused = fuse(last, part) if isinstance(last, Fixed) and isinstance(part, Fixed) else None
        if fused is None:
            parts.append(part)
        else:
            parts[-1] = fused
    return StructPlan(path[-1], tuple(parts))


@lower.register
def _(node: Switch, path: tuple[str, ...]) -> Part:
    if node.default is not Pass:
        raise GrammarError("a switch with a default has no lowering", path=".".join(path), hint=HINT)
    cases = tuple((key, lower(case, (*path, str(key)))) for key, case in node.cases.items())
    return SwitchPlan(path[-1], expression(node.keyfunc, path), cases)


@lower.register
def _(node: Wrapped, path: tuple[str, ...]) -> Part:
    return WrappedPlan(path[-1], node, lower(node.subcon, (*path, "content")))


@lower.register
def _(node: Nested, path: tuple[str, ...]) -> Part:
    return NestedPlan(path[-1], node)


def fuse(first: Fixed, second: Fixed) -> Fixed | None:
    """Both as one, or None where their byte orders differ; bytes and single ones have any order."""
    orders = {order for order in (significant_order(first), significant_order(second)) if order is not None}
    if len(orders) > 1:
        return None
    return Fixed(orders.pop() if orders else NATIVE, first.fields + second.fields)


def significant_order(fixed: Fixed) -> str | None:
    """The byte order that matters to the fields, or None where none does."""
    return None if all(field.size == 1 or field.is_bytes for field in fixed.fields) else fixed.order


def expression(value: Any, path: tuple[str, ...]) -> Expression:
    """The plan of a number, of a field read before (``this.length``), or of arithmetic on those."""
    if isinstance(value, int):
        return Expression(str(value), ())
    if isinstance(value, BinExpr):
        sign = OPERATORS.get(value.op)
        if sign is not None:
            left, right = expression(value.lhs, path), expression(value.rhs, path)
            return Expression(f"({left.text} {sign} {right.text})", left.names + right.names)
    if isinstance(value, Path):
        names = re.findall(r"\['(\w+)'\]", repr(value))
        up = sum(name == "_" for name in names)
        if len(names) == up + 1:
            return Expression("{}", ((up, names[-1]),))
    raise GrammarError("this expression has no lowering", path=".".join(path), hint=HINT)


def lower_levels(nested: Nested) -> tuple[LevelPlan, ...]:
    """The plans of all levels of a nested structure, in its order."""
    if nested.start not in nested.levels:
        raise GrammarError("the structure has no such level to begin with", path=str(nested.start))
    return tuple(_level(key, level, nested.levels) for key, level in nested.levels.items())


def _level(key: Hashable, level: Level, levels: Any) -> LevelPlan:
    name = re.sub(r"\W+", "_", " ".join(map(str, key)) if isinstance(key, tuple) else str(key))
    check_level(level, name)
    return LevelPlan(key, name, level, tuple(_alternative(one, level, levels, name) for one in level.alternatives))


def _alternative(alternative: Any, level: Level, levels: Any, name: str) -> AlternativePlan:
    header = lower(alternative.header, (name, alternative.token or "end"))
    if not isinstance(header, StructPlan) or len(header.parts) != 1 or not isinstance(header.parts[0], Fixed):
        raise GrammarError(
            "the header of an alternative is a Struct of fixed fields in one byte order", path=name, hint=HINT
        )
    fields = {field.name for field in header.parts[0].fields}
    check_alternative(alternative, fields, level, levels, f"{name}.{alternative.token or 'end'}")
    key = None if alternative.token == CLOSE else alternative.known["body"].key
    closes = alternative.token == CLOSE or alternative.token in level.closing
    return AlternativePlan(alternative, header.parts[0], key if key in levels else None, closes)


def nested_structures(part: Part) -> list[Nested]:
    """The nested structures that a plan refers to, in its order."""
    if isinstance(part, NestedPlan):
        return [part.node]
    if isinstance(part, StructPlan):
        return [found for inner in part.parts for found in nested_structures(inner)]
    if isinstance(part, SwitchPlan):
        return [found for _, inner in part.cases for found in nested_structures(inner)]
    return nested_structures(part.content) if isinstance(part, WrappedPlan) else []


def nested_in(part: Part, name: str) -> Nested | None:
    """The first nested structure that a plan refers to, or None.

    Raises GrammarError where there are several that do not share their levels.
    """
    nested = nested_structures(part)
    if len({id(one.levels) for one in nested}) > 1:
        raise GrammarError("nested structures over different levels are compiled apart", path=name)
    return nested[0] if nested else None


def check_level(level: Level, name: str) -> None:
    """Refuse a level whose tokens or end cannot be read. Raises GrammarError, with the level or token as path."""
    for token, construct in level.tokens.items():
        missing = [field for field in NEEDED if field not in _names_of(construct)]
        if missing:
            raise GrammarError(f"a token is a Struct with a field {missing[0]}", path=f"{name}.{token}", hint=HINT)
    for token in sorted(level.closing - level.tokens.keys()):
        raise GrammarError("a token that the level does not have closes it", path=f"{name}.{token}")
    ending: Ending = level.ending
    for values in (ending.before, ending.not_before or frozenset(), ending.never_before):
        _check_sizes(values, f"{name}.end")


def check_alternative(
    alternative: Alternative, fields: set[str], level: Level, levels: Mapping[Hashable, Level], path: str
) -> None:
    """Refuse an alternative that names what its header, its level or the structure lacks.

    Parameters
    ----------
    alternative
        The alternative.
    fields
        The names of its header's fields.
    level, levels
        The level of the alternative, and all levels of the structure.
    path
        The path in errors.
    """
    if alternative.token != CLOSE and alternative.token not in level.tokens:
        raise GrammarError("an alternative to a token that the level does not have", path=path)
    if alternative.token != CLOSE and "body" not in alternative.known:
        raise GrammarError("the body of the token is not known", path=path, hint=HINT)
    for test in alternative.tests:
        if isinstance(test, Begins):
            _check_sizes(test.starts, path)
            if test.key not in levels:
                raise GrammarError(f"a test by a level that the structure does not have: {test.key}", path=path)
        elif isinstance(test, Followed):
            _check_sizes(test.values, path)
    for name in sorted({name for test in alternative.tests for name in fields_of(test)} - fields):
        raise GrammarError(f"a test of a field that the header does not have: {name}", path=path, hint=HINT)
    if alternative.length is not None and alternative.token != CLOSE and alternative.length not in fields:
        raise GrammarError(f"the length is no field of the header: {alternative.length}", path=path, hint=HINT)
    field = alternative.typed_by
    if field is not None and not any(isinstance(one, Is) and one.fields == (field,) for one in alternative.tests):
        raise GrammarError(f"no test has the values of the field of the token types: {field}", path=path, hint=HINT)


def _names_of(construct: Construct) -> set[str | None]:
    while isinstance(construct, Renamed):
        construct = construct.subcon
    return {one.name for one in construct.subcons} if isinstance(construct, Struct) else set()


def _check_sizes(values: Values, path: str) -> None:
    if len({len(value) for value in values}) > 1:
        raise GrammarError("bytes that are looked for at one place are of one size", path=path, hint=HINT)
