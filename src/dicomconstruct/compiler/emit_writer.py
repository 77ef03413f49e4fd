"""The writer of a structure: one function from its fields to a list of pieces of bytes.

Fixed fields next to each other are one `struct` call; bytes are checked for their size before it, because
`struct` would cut or fill them silently. A structure of fixed fields alone can have a *packer* too: the fields that
stay the same are preset beforehand, the others are its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from struct import Struct

from dicomconstruct.compiler.plan import (
    Answer,
    Called,
    Choice,
    Expression,
    Fixed,
    Group,
    Here,
    Octets,
    Part,
    Several,
    Stretch,
    Tokens,
    Wrapping,
)
from dicomconstruct.compiler.source import Source
from dicomconstruct.errors import GrammarError


@lru_cache
def packer(code: str) -> Callable[..., bytes]:
    """The function that packs one format."""
    return Struct(code).pack


def may_be_absent(part: Part) -> bool:
    """Whether the interpreter builds the part where its fields are missing: nothing of it is ever written."""
    if isinstance(part, Group):
        return all(may_be_absent(one) for one in part.parts)
    if isinstance(part, Choice):
        return all(may_be_absent(one) for _, one in part.cases)
    return isinstance(part, Here)


@dataclass(frozen=True)
class Scope:
    """Where the fields of a structure are while it is written."""

    variable: str
    outer: Scope | None = None

    def variables(self) -> list[str]:
        """The variables of this scope and of those around it."""
        return [self.variable, *([] if self.outer is None else self.outer.variables())]


def emit_packer(source: Source, part: Part, varying: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Emit ``preset_with``: it takes the fields that stay the same, and gives what packs the others.

    Returns the names of the preset fields, in the order in which ``preset_with`` takes them. Raises GrammarError
    for a structure of anything but fixed fields side by side, and where it lacks one of `varying`.
    """
    fixed = part.parts[0] if isinstance(part, Group) and len(part.parts) == 1 else part
    if not isinstance(fixed, Fixed):
        raise GrammarError("only fixed fields side by side can be packed", path=name)
    variables = {field.name: source.unique(f"{field.name}_") for field in fixed.fields}
    for missing in sorted(set(varying) - set(variables)):
        raise GrammarError(f"no field {missing} to vary", path=name)
    preset = tuple(one for one in variables if one not in varying)
    given = [
        f"exactly({variables[field.name]}, {field.size})" if field.is_bytes else variables[field.name]
        for field in fixed.fields
    ]
    pack = source.constant("pack", packer(fixed.format))
    source.line()
    source.line()
    with source.block(f"def preset_with({', '.join(variables[one] for one in preset)}):"):
        for place, field in enumerate(fixed.fields):
            if field.is_bytes and field.name in preset:
                source.line(f"{variables[field.name]} = {given[place]}")
                given[place] = variables[field.name]
        with source.block(f"def pack({', '.join(variables[one] for one in varying)}):"):
            with source.block("try:"):
                source.line(f"return {pack}({', '.join(given)})")
            with source.block("except (struct_error, Short):"):
                fields = ", ".join(f"{one!r}: {variable}" for one, variable in variables.items())
                source.line(f"return build({{{fields}}})")
        source.line("return pack")
    return preset


class WriterEmitter:
    """Emits the writer of one plan."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def emit(self, part: Part, name: str = "write") -> None:
        source = self.source
        source.line()
        source.line()
        with source.block(f"def {name}(value, add, parameters):"):
            before = len(source.lines)
            self._part(part, "value", Scope("value"))
            if len(source.lines) == before:
                source.line("pass")

    def _part(self, part: Part, value: str, scope: Scope) -> None:
        match part:
            case Group():
                variable = self.source.unique(f"{part.name}_") if value != "value" else value
                if variable != value:
                    self.source.line(f"{variable} = {value}")
                    if may_be_absent(part):
                        with self.source.block(f"if {variable} is None:"):
                            self.source.line(f"{variable} = {{}}")
                inner = scope if value == "value" else Scope(variable, scope)
                for one in part.parts:
                    self._member(one, variable, inner)
            case Fixed():
                self._fixed(part, [value])
            case Here():
                pass
            case Answer():
                self.source.line(value)
            case Octets():
                self._octets(part, value, scope)
            case Stretch():
                self.source.line(f"add(only_bytes({value}))")
            case Several():
                self._several(part, value, scope)
            case Choice():
                self._choice(part, value, scope)
            case Tokens():
                levels = self.source.constant("NESTED_", part.node)
                single = f"[{value}]" if part.node.single else value
                self.source.line(f"write_levels({levels}, {single}, add, parameters)")
            case Wrapping():
                self._wrapping(part, value, scope)
            case Called():
                node = self.source.constant("CONSTRUCT_", part.node)
                self.source.line(f"add(built({node}, {value}, parameters, {', '.join(scope.variables())}))")

    def _member(self, part: Part, variable: str, scope: Scope) -> None:
        if isinstance(part, Fixed):
            self._fixed(part, [f"{variable}[{field.name!r}]" for field in part.fields])
        else:
            access = f".get({part.name!r})" if may_be_absent(part) else f"[{part.name!r}]"
            self._part(part, variable + access, scope)

    def _fixed(self, part: Fixed, values: list[str]) -> None:
        pack = self.source.constant("pack", packer(part.format))
        given = [
            f"exactly({value}, {field.size})" if field.is_bytes else value
            for field, value in zip(part.fields, values, strict=True)
        ]
        self.source.line(f"add({pack}({', '.join(given)}))")

    def _expression(self, expression: Expression, scope: Scope, name: str) -> str:
        values = []
        for up, field in expression.names:
            at: Scope | None = scope
            for _ in range(up):
                at = at.outer if at is not None else None
            if at is None:
                raise GrammarError(f"no field {field} is written there", path=name)
            values.append(f"{at.variable}[{field!r}]")
        return expression.text.format(*values)

    def _octets(self, part: Octets, value: str, scope: Scope) -> None:
        if part.count is None:
            self.source.line(f"add(octets({value}))")
        else:
            self.source.line(f"add(exactly({value}, {self._expression(part.count, scope, part.name)}))")

    def _several(self, part: Several, value: str, scope: Scope) -> None:
        count = self._expression(part.count, scope, part.name)
        self.source.line(f"add(packed({part.order!r}, {part.field.code!r}, {value}, {count}))")

    def _choice(self, part: Choice, value: str, scope: Scope) -> None:
        by = self._expression(part.by, scope, part.name)
        if part.is_levels:
            table = self.source.constant("NESTED_BY_", {key: one.node for key, one in part.cases})
            with self.source.block(f"if {by} in {table}:"):
                self.source.line(f"write_levels({table}[{by}], {value}, add, parameters)")
            with self.source.block("else:"):
                self.source.line(value)
            return
        for place, (key, one) in enumerate(part.cases):
            constant = self.source.literal("CASE_", key)
            with self.source.block(f"{'elif' if place else 'if'} {by} == {constant}:"):
                before = len(self.source.lines)
                self._part(one, value, scope)
                if len(self.source.lines) == before:
                    self.source.line("pass")
        with self.source.block("else:" if part.cases else "if True:"):
            self.source.line(f"hash({by})")
            if part.cases:
                self.source.line(value)

    def _wrapping(self, part: Wrapping, value: str, scope: Scope) -> None:
        node = self.source.constant("WRAPPED_", part.node)
        inside, pieces = self.source.unique("inside"), self.source.unique("pieces")
        fields = self.source.unique("fields")
        self.source.line(f"{fields} = {value}")
        with self.source.block(f"def {inside}():"):
            self.source.line(f"{pieces} = []")
            self.source.line(f"add = {pieces}.append")
            self._part(part.content, f"{fields}['content']", Scope("{}", scope))
            self.source.line(f"return b''.join({pieces})")
        self.source.line(f"add(only_bytes({node}.wrap({fields}, {inside})))")
