"""The reader of a structure: one function from a buffer to a flat tuple of its fields' values.

Every region of bytes (the whole buffer, the content of a wrapping) has its own local names for buffer, offset
and end. A structure inside another is a tuple inside the tuple; a nested structure is its rows.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from functools import singledispatchmethod
from typing import Any

from dicomconstruct.compiler.emit_levels import LevelEmitter, plus, unpacker
from dicomconstruct.compiler.plan import (
    ArrayPlan,
    BytesPlan,
    DecisionPlan,
    ExtentPlan,
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
from dicomconstruct.grammar.combinators import Copied


@dataclass(frozen=True)
class Region:
    """The local names of one stretch of bytes, and of the fields read in it."""

    data: str
    pos: str
    end: str
    reading: str
    fields: dict[str, str]
    outer: Region | None = None
    """The enclosing scope, which ``this._`` looks into."""
    is_last: bool = False
    """Whether nothing is read after the part in question."""

    def lookup(self, up: int, name: str, path: str) -> str:
        region: Region | None = scope_above(self, up)
        if region is None or name not in region.fields:
            raise GrammarError(f"no field {name} has been read there", path=path)
        return region.fields[name]


class ReaderEmitter:
    """Emits the reader of one plan."""

    def __init__(self, source: SourceText, levels: LevelEmitter | None) -> None:
        self.source = source
        self.levels = levels
        self._parts: dict[str, Part] = {}
        """The part of each variable whose value differs from that of the interpreter."""
        self._stood: dict[tuple[Any, ...], str] = {}
        """The variables that say whether an alternative stands here, by the test; decisions do not move on."""

    def emit(self, part: Part) -> None:
        with self.source.function("read(data, pos, end, reading, lazy)"):
            region = Region("data", "pos", "end", "reading", {}, is_last=True)
            self.source.line(f"return {self._part(part, region)}, pos")

    def _part(self, part: Part, region: Region) -> str:
        """Emit the reading of a part; the text of its value."""
        if not isinstance(part, DecisionPlan):
            self._stood.clear()
        return self._read(part, region)

    def _assigned(self, name: str, text: str, region: Region) -> str:
        variable = self.source.unique(f"{name}_")
        self.source.line(f"{variable} = {text}")
        region.fields[name] = variable
        return variable

    def _composed(self, part: Part, variable: str) -> str:
        self._parts[variable] = part
        return variable

    @singledispatchmethod
    def _read(self, part: Any, region: Region) -> str:
        raise NotImplementedError(part)

    @_read.register
    def _(self, part: StructPlan, region: Region) -> str:
        inner = replace(region, fields={}, outer=region)
        for place, one in enumerate(part.parts):
            is_last = region.is_last and place + 1 == len(part.parts)
            self._part(one, replace(inner, is_last=is_last))
        values = "".join(f"{variable}, " for variable in inner.fields.values())
        return self._composed(part, self._assigned(part.name, f"({values.rstrip(' ')})", region))

    @_read.register
    def _(self, part: Fixed, region: Region) -> str:
        function = self.source.constant("unpack", unpacker(part.format))
        for field in part.fields:
            region.fields[field.name] = self.source.unique(f"{field.name}_")
        names = "".join(f"{region.fields[field.name]}, " for field in part.fields)
        targets = names.rstrip(" ") if len(part.fields) == 1 else names.rstrip(", ")
        self.source.text(f"""
            {targets} = {function}({region.data}, {region.pos})
            {region.pos} += {part.size}
            if {region.pos} > {region.end}:
                raise Short
        """)
        return region.fields[part.fields[0].name]

    @_read.register
    def _(self, part: TellPlan, region: Region) -> str:
        return self._assigned(part.name, region.pos, region)

    @_read.register
    def _(self, part: BytesPlan, region: Region) -> str:
        stop = self.source.unique("stop")
        if part.count is None:
            self.source.line(f"{stop} = {region.end}")
        else:
            self.source.text(f"""
                {stop} = {region.pos} + {part.count.text_in(region, part.name)}
                if not {region.pos} <= {stop} <= {region.end}:
                    raise Short
            """)
        return self._up_to(stop, part.name, f"{region.data}[{region.pos}:{stop}]", region)

    def _up_to(self, stop: str, name: str, text: str, region: Region) -> str:
        """A value that ends at `stop`, where reading goes on."""
        value = self._assigned(name, text, region)
        self.source.line(f"{region.pos} = {stop}")
        return value

    @_read.register
    def _(self, part: ArrayPlan, region: Region) -> str:
        count, stop = self.source.unique("count"), self.source.unique("stop")
        self.source.text(f"""
            {count} = {part.count.text_in(region, part.name)}
            {stop} = {region.pos} + {count} * {part.field.size}
            if {count} < 0 or {stop} > {region.end}:
                raise Short
        """)
        text = f'unpack_from(f"{part.order}{{{count}}}{part.field.code}", {region.data}, {region.pos})'
        return self._up_to(stop, part.name, f"list({text})", region)

    def _scope(self, region: Region) -> str:
        fields = ", ".join(f"{name!r}: {self._seen(variable, region)}" for name, variable in region.fields.items())
        return f"{{{fields}}}, {self._outer(region)}"

    def _seen(self, variable: str, region: Region) -> str:
        """A field as rules look at it."""
        part = self._parts.get(variable)
        if part is None:
            return variable
        if isinstance(part, NestedPlan):
            return f"RowTokens({variable}, {region.data}, {region.reading}.bound.key)"
        name = self.source.constant("PART_", part)
        return f"as_interpreted({name}, {variable}, {region.data}, {region.reading}.recovery)"

    def _outer(self, region: Region) -> str:
        if region.outer is None:
            return "None"
        return f"{region.reading}.scope({self._scope(region.outer)})"

    @_read.register
    def _(self, part: DecisionPlan, region: Region) -> str:
        if isinstance(part.node, Copied):
            return self._copied(part.name, part.node, region)
        asked = self._asked(part.node.rule, region)
        foreseen = part.node.foreseen
        if foreseen is None:
            return self._assigned(part.name, asked, region)
        answers = self.source.constant("ANSWERS_", dict(foreseen.answers))
        by = region.lookup(0, foreseen.by, part.name) if foreseen.by is not None else "None"
        known = [f"{by} in {answers}"] if foreseen.by is not None else []
        if foreseen.levels is not None:
            known = [self._standing(part.name, foreseen.levels, by, known, region)]
        variable = self.source.unique(f"{part.name}_")
        self.source.text(f"""
            if {" and ".join(known) or "True"}:
                {variable} = {answers}[{by}]
            else:
                {variable} = {asked}
        """)
        region.fields[part.name] = variable
        return variable

    def _asked(self, rule: Any, region: Region) -> str:
        """The text of a rule's answer."""
        name = self.source.constant("RULE_", rule)
        return f"{region.reading}.asked({name}, {region.pos}, {self._scope(region)})"

    def _copied(self, name: str, node: Copied, region: Region) -> str:
        rows = region.lookup(0, node.tokens, name)
        is_nested = isinstance(self._parts.get(rows), NestedPlan)
        if not is_nested or self.levels is None or self.levels.key is None:
            raise GrammarError(f"field {node.tokens} holds no tokens that are found by a key", path=name)
        wanted = self.source.constant("KEY_", self.levels.key.make(*node.key))
        meaning = self.source.constant("MEANING_", node.meaning)
        return self._assigned(name, f"{meaning}(value_under({wanted}, {rows}, {region.data}))", region)

    def _standing(
        self, name: str, levels: Mapping[Any, Hashable], by: str, known: list[str], region: Region
    ) -> str:
        """A variable that says whether an alternative of the level by the earlier field stands here."""
        known_levels = {} if self.levels is None else self.levels.by_key
        for key in levels.values():
            if key not in known_levels:
                raise GrammarError(f"an answer by a level that no structure here has: {key}", path=name)
        names = {value: f"stands_{known_levels[key].name}" for value, key in levels.items()}
        tested = (region.pos, by, frozenset(names.items()))
        if tested not in self._stood:
            arguments = f"({region.data}, {region.pos}, {region.end}, {region.reading})"
            test = next(iter(names.values()))
            if len(set(names.values())) > 1:
                test = f"{self.source.functions('STANDS_', names)}[{by}]"
            self._stood[tested] = self.source.unique("stands")
            self.source.line(f"{self._stood[tested]} = {' and '.join([*known, test + arguments])}")
        return self._stood[tested]

    @_read.register
    def _(self, part: ExtentPlan, region: Region) -> str:
        stop, marked = self.source.unique("stop"), part.node.marked
        farthest = f"{stop} = {region.pos}"
        if part.node.length is not None:
            asked = self._asked(part.node.length, region)
            farthest = f"{stop} = min({region.end}, {region.pos} + max(0, {asked}))"
        if marked is None:
            self.source.line(farthest)
        else:
            bounds = f"{plus(region.pos, marked.offset)}, {plus(region.pos, marked.offset + len(marked.marker))}"
            self.source.text(f"""
                if {region.reading}.stretch({bounds}) == {marked.marker!r}:
                    {stop} = {plus(region.pos, marked.length)}
                else:
                    {farthest}
            """)
        return self._up_to(stop, part.name, f"{region.data}[{region.pos}:{stop}]", region)

    @_read.register
    def _(self, part: SwitchPlan, region: Region) -> str:
        by = part.by.text_in(region, part.name)
        variable = self.source.unique(f"{part.name}_")
        if part.is_levels:
            table = self.source.constant("LEVEL_OF_", {value: one.node.start for value, one in part.cases})
            with self.source.block(f"if {by} in {table}:"):
                self._read_levels(part.cases[0][1], f"{table}[{by}]", variable, region)
            self.source.text(f"""
                else:
                    {variable} = None
            """)
        else:
            self._cases(part, by, variable, region)
            self._composed(part, variable)
        region.fields[part.name] = variable
        return variable

    def _cases(self, part: SwitchPlan, by: str, variable: str, region: Region) -> None:
        for place, (value, one) in enumerate(part.cases):
            constant = self.source.literal("CASE_", value)
            with self.source.block(f"{'elif' if place else 'if'} {by} == {constant}:"):
                inner = replace(region, fields=dict(region.fields))
                self.source.line(f"{variable} = ({place}, {self._part(one, inner)})")
        self.source.text(f"""
            {"else" if part.cases else "if True"}:
                hash({by})
                {variable} = (None, None)
        """)

    @_read.register
    def _(self, part: NestedPlan, region: Region) -> str:
        variable = self.source.unique(f"{part.name}_")
        self._read_levels(part, self.source.constant("LEVEL_", part.node.start), variable, region)
        region.fields[part.name] = variable
        return variable

    def _read_levels(self, part: NestedPlan, start: str, variable: str, region: Region) -> None:
        self._composed(part, variable)
        arguments = f"{region.data}, {region.pos}, {region.end}, {region.reading}, {start}"
        single = ", single=True" if part.node.single else ""
        now = f"{variable}, {region.pos} = read_levels({arguments}, lazy{single})"
        if region.is_last and not part.node.single:
            self.source.text(f"""
                if lazy is LATER:
                    {variable} = UnreadLevel({arguments})
                else:
                    {now}
            """)
        else:
            self.source.line(now)

    @_read.register
    def _(self, part: WrappedPlan, region: Region) -> str:
        node = self.source.constant("WRAPPED_", part.node)
        fields, inside = self.source.unique("fields"), self.source.unique("inside")
        pos, end, reading = (self.source.unique(name) for name in ("pos", "end", "reading"))
        held = f"{region.data}[{region.pos}:{region.end}]"
        self.source.text(f"""
            {fields}, {inside} = {node}.unwrap({held}, {region.reading}.parameters)
            {region.pos} = {region.end}
            {pos}, {end}, {reading} = 0, len({inside}), {region.reading}.inside({inside})
        """)
        inner = Region(inside, pos, end, reading, {}, outer=region, is_last=region.is_last)
        content = self._part(part.content, inner)
        unwrapped = f"Unwrapped({fields}, {inside}, {content}, {reading}.recovery)"
        return self._composed(part, self._assigned(part.name, unwrapped, region))

    @_read.register
    def _(self, part: InterpretedPlan, region: Region) -> str:
        node = self.source.constant("CONSTRUCT_", part.node)
        value = self.source.unique(f"{part.name}_")
        called = f"called({region.reading}, {node}, {region.pos}, {region.end}, {self._scope(region)})"
        self.source.line(f"{value}, {region.pos} = {called}")
        region.fields[part.name] = value
        return value
