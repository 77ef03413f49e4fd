"""The writer of a structure: one function from its fields to a list of pieces of bytes.

Fixed fields next to each other are one `struct` call; bytes are checked for their size before it, because
`struct` would cut or fill them silently. A structure of fixed fields alone can have a *packer* too: the fields that
stay the same are preset beforehand, the others are its arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, singledispatchmethod
from struct import Struct
from typing import Any

from dicomconstruct.compiler.plan import (
    ArrayPlan,
    BytesPlan,
    DecisionPlan,
    ExtentPlan,
    Field,
    Fixed,
    InterpretedPlan,
    NestedPlan,
    Part,
    StructPlan,
    SwitchPlan,
    TellPlan,
    WrappedPlan,
    scope_above,
)
from dicomconstruct.compiler.source import SourceText
from dicomconstruct.errors import GrammarError


@lru_cache
def packer(code: str) -> Callable[..., bytes]:
    """The function that packs one format."""
    return Struct(code).pack


def may_be_absent(part: Part) -> bool:
    """Whether the interpreter builds the part where its fields are missing: nothing of it is ever written."""
    if isinstance(part, StructPlan):
        return all(may_be_absent(one) for one in part.parts)
    if isinstance(part, SwitchPlan):
        return all(may_be_absent(one) for _, one in part.cases)
    return isinstance(part, TellPlan)


@dataclass(frozen=True)
class FieldScope:
    """Where the fields of a structure are while it is written."""

    variable: str
    outer: FieldScope | None = None

    def variables(self) -> list[str]:
        """The variables of this scope and of those around it."""
        return [self.variable, *([] if self.outer is None else self.outer.variables())]

    def lookup(self, up: int, name: str, path: str) -> str:
        scope: FieldScope | None = scope_above(self, up)
        if scope is None:
            raise GrammarError(f"no field {name} is written there", path=path)
        return f"{scope.variable}[{name!r}]"


def emit_packer(source: SourceText, part: Part, varying: tuple[str, ...], name: str) -> tuple[str, ...]:
    """Emit ``preset_with``: it takes the fields that stay the same, and gives what packs the others.

    Returns the names of the preset fields, in the order in which ``preset_with`` takes them. Raises GrammarError
    for a structure of anything but fixed fields side by side, and where it lacks one of `varying`.
    """
    fixed = part.parts[0] if isinstance(part, StructPlan) and len(part.parts) == 1 else part
    if not isinstance(fixed, Fixed):
        raise GrammarError("only fixed fields side by side can be packed", path=name)
    variables = {field.name: source.unique(f"{field.name}_") for field in fixed.fields}
    for missing in sorted(set(varying) - set(variables)):
        raise GrammarError(f"no field {missing} to vary", path=name)
    preset = tuple(one for one in variables if one not in varying)
    given = [_given(field, variables[field.name]) for field in fixed.fields]
    pack = source.constant("pack", packer(fixed.format))
    with source.function(f"preset_with({', '.join(variables[one] for one in preset)})"):
        for place, field in enumerate(fixed.fields):
            if field.is_bytes and field.name in preset:
                source.line(f"{variables[field.name]} = {given[place]}")
                given[place] = variables[field.name]
        with source.block(f"def pack({', '.join(variables[one] for one in varying)}):"):
            fields = ", ".join(f"{one!r}: {variable}" for one, variable in variables.items())
            source.text(f"""
                try:
                    return {pack}({", ".join(given)})
                except (struct_error, Short):
                    return build({{{fields}}})
            """)
        source.line("return pack")
    return preset


class WriterEmitter:
    """Emits the writer of one plan."""

    def __init__(self, source: SourceText) -> None:
        self.source = source

    def emit(self, part: Part, name: str = "write") -> None:
        with self.source.function(f"{name}(value, add, parameters)"):
            self._some(part, "value", FieldScope("value"))

    def _some(self, part: Part, value: str, scope: FieldScope) -> None:
        """Emit the writing of a part, `pass` where nothing of it is written."""
        before = len(self.source.lines)
        self._write(part, value, scope)
        if len(self.source.lines) == before:
            self.source.line("pass")

    @singledispatchmethod
    def _write(self, part: Any, value: str, scope: FieldScope) -> None:
        raise NotImplementedError(part)

    @_write.register
    def _(self, part: StructPlan, value: str, scope: FieldScope) -> None:
        variable, inner = value, scope
        if value != "value":
            variable = self.source.unique(f"{part.name}_")
            inner = FieldScope(variable, scope)
            self.source.line(f"{variable} = {value}")
            if may_be_absent(part):
                self.source.text(f"""
                    if {variable} is None:
                        {variable} = {{}}
                """)
        for one in part.parts:
            if isinstance(one, Fixed):
                self._fixed(one, [f"{variable}[{field.name!r}]" for field in one.fields])
            else:
                access = f".get({one.name!r})" if may_be_absent(one) else f"[{one.name!r}]"
                self._write(one, variable + access, inner)

    @_write.register
    def _(self, part: Fixed, value: str, scope: FieldScope) -> None:  # noqa: ARG002
        self._fixed(part, [value])

    def _fixed(self, part: Fixed, values: list[str]) -> None:
        pack = self.source.constant("pack", packer(part.format))
        given = map(_given, part.fields, values)
        self.source.line(f"add({pack}({', '.join(given)}))")

    @_write.register
    def _(self, part: TellPlan, value: str, scope: FieldScope) -> None:
        pass

    @_write.register
    def _(self, part: DecisionPlan, value: str, scope: FieldScope) -> None:  # noqa: ARG002
        self.source.line(value)

    @_write.register
    def _(self, part: BytesPlan, value: str, scope: FieldScope) -> None:
        checked = (
            f"octets({value})"
            if part.count is None
            else f"exactly({value}, {part.count.text_in(scope, part.name)})"
        )
        self.source.line(f"add({checked})")

    @_write.register
    def _(self, part: ExtentPlan, value: str, scope: FieldScope) -> None:  # noqa: ARG002
        self.source.line(f"add(only_bytes({value}))")

    @_write.register
    def _(self, part: ArrayPlan, value: str, scope: FieldScope) -> None:
        count = part.count.text_in(scope, part.name)
        self.source.line(f"add(packed({part.order!r}, {part.field.code!r}, {value}, {count}))")

    @_write.register
    def _(self, part: SwitchPlan, value: str, scope: FieldScope) -> None:
        by = part.by.text_in(scope, part.name)
        if part.is_levels:
            table = self.source.constant("NESTED_BY_", {key: one.node for key, one in part.cases})
            self.source.text(f"""
                if {by} in {table}:
                    write_levels({table}[{by}], {value}, add, parameters)
                else:
                    {value}
            """)
            return
        for place, (key, one) in enumerate(part.cases):
            constant = self.source.literal("CASE_", key)
            with self.source.block(f"{'elif' if place else 'if'} {by} == {constant}:"):
                self._some(one, value, scope)
        with self.source.block("else:" if part.cases else "if True:"):
            self.source.line(f"hash({by})")
            if part.cases:
                self.source.line(value)

    @_write.register
    def _(self, part: NestedPlan, value: str, scope: FieldScope) -> None:  # noqa: ARG002
        levels = self.source.constant("NESTED_", part.node)
        tokens = f"[{value}]" if part.node.single else value
        self.source.line(f"write_levels({levels}, {tokens}, add, parameters)")

    @_write.register
    def _(self, part: WrappedPlan, value: str, scope: FieldScope) -> None:
        node = self.source.constant("WRAPPED_", part.node)
        inside, pieces, fields = (self.source.unique(name) for name in ("inside", "pieces", "fields"))
        self.source.line(f"{fields} = {value}")
        with self.source.block(f"def {inside}():"):
            self.source.text(f"""
                {pieces} = []
                add = {pieces}.append
            """)
            self._write(part.content, f"{fields}['content']", FieldScope("{}", scope))
            self.source.line(f"return b''.join({pieces})")
        self.source.line(f"add(only_bytes({node}.wrap({fields}, {inside})))")

    @_write.register
    def _(self, part: InterpretedPlan, value: str, scope: FieldScope) -> None:
        node = self.source.constant("CONSTRUCT_", part.node)
        self.source.line(f"add(built({node}, {value}, parameters, {', '.join(scope.variables())}))")


def _given(field: Field, value: str) -> str:
    """The text of a fixed field's value as it is packed."""
    return f"exactly({value}, {field.size})" if field.is_bytes else value
