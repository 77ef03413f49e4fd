"""The reader of a structure: one function from a buffer to a flat tuple of its fields' values.

Every region of bytes (the whole buffer, what a wrapping holds) has its own local names for buffer, offset
and end. A structure inside another is a tuple inside the tuple; a nested structure is its rows.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from dicomconstruct.compiler.emit_levels import LevelEmitter, plus, unpacker
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
from dicomconstruct.grammar.alternatives import Held
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
    """The scope around, which ``this._`` looks into."""
    is_last: bool = False
    """Whether nothing is read after the part in question."""

    def lookup(self, up: int, name: str, path: str) -> str:
        region: Region | None = self
        for _ in range(up):
            region = region.outer if region is not None else None
        if region is None or name not in region.fields:
            raise GrammarError(f"no field {name} has been read there", path=path)
        return region.fields[name]


class ReaderEmitter:
    """Emits the reader of one plan."""

    def __init__(self, source: Source, levels: LevelEmitter | None) -> None:
        self.source = source
        self.levels = levels
        self._parts: dict[str, Part] = {}
        """What each variable holds that is not yet as the interpreter would have it."""
        self._stood: dict[tuple[Any, ...], str] = {}
        """The variables that say whether an alternative stands here, by the test; decisions do not move on."""

    def emit(self, part: Part) -> None:
        source = self.source
        source.line()
        source.line()
        with source.block("def read(data, pos, end, reading, lazy):"):
            region = Region("data", "pos", "end", "reading", {}, is_last=True)
            source.line(f"return {self._part(part, region)}, pos")

    def _part(self, part: Part, region: Region) -> str:
        """Emit the reading of a part; the text of its value."""
        if not isinstance(part, Answer):
            self._stood.clear()
        match part:
            case Fixed():
                self._fixed(part, region)
                return region.fields[part.fields[0].name]
            case Group():
                return self._group(part, region)
            case Here():
                return self._assigned(part.name, region.pos, region)
            case Octets():
                return self._octets(part, region)
            case Several():
                return self._several(part, region)
            case Answer():
                return self._answer(part, region)
            case Stretch():
                return self._stretch(part, region)
            case Choice():
                return self._choice(part, region)
            case Tokens():
                return self._tokens(part, region)
            case Wrapping():
                return self._wrapping(part, region)
            case Called():
                return self._called(part, region)

    def _assigned(self, name: str, text: str, region: Region) -> str:
        variable = self.source.unique(f"{name}_")
        self.source.line(f"{variable} = {text}")
        region.fields[name] = variable
        return variable

    def _group(self, part: Group, region: Region) -> str:
        inner = replace(region, fields={}, outer=region)
        for place, one in enumerate(part.parts):
            is_last = region.is_last and place + 1 == len(part.parts)
            self._part(one, replace(inner, is_last=is_last))
        values = "".join(f"{variable}, " for variable in inner.fields.values())
        return self._composed(part, self._assigned(part.name, f"({values.rstrip(' ')})", region))

    def _composed(self, part: Part, variable: str) -> str:
        self._parts[variable] = part
        return variable

    def _fixed(self, part: Fixed, region: Region) -> None:
        function = self.source.constant("unpack", unpacker(part.format))
        for field in part.fields:
            region.fields[field.name] = self.source.unique(f"{field.name}_")
        names = "".join(f"{region.fields[field.name]}, " for field in part.fields)
        targets = names.rstrip(" ") if len(part.fields) == 1 else names.rstrip(", ")
        self.source.line(f"{targets} = {function}({region.data}, {region.pos})")
        self.source.line(f"{region.pos} += {part.size}")
        self._within(region)

    def _within(self, region: Region) -> None:
        with self.source.block(f"if {region.pos} > {region.end}:"):
            self.source.line("raise Short")

    def _expression(self, expression: Expression, region: Region, name: str) -> str:
        names = [region.lookup(up, field, name) for up, field in expression.names]
        return expression.text.format(*names)

    def _octets(self, part: Octets, region: Region) -> str:
        stop = self.source.unique("stop")
        if part.count is None:
            self.source.line(f"{stop} = {region.end}")
        else:
            count = self._expression(part.count, region, part.name)
            self.source.line(f"{stop} = {region.pos} + {count}")
            with self.source.block(f"if not {region.pos} <= {stop} <= {region.end}:"):
                self.source.line("raise Short")
        value = self._assigned(part.name, f"{region.data}[{region.pos}:{stop}]", region)
        self.source.line(f"{region.pos} = {stop}")
        return value

    def _several(self, part: Several, region: Region) -> str:
        count, stop = self.source.unique("count"), self.source.unique("stop")
        self.source.line(f"{count} = {self._expression(part.count, region, part.name)}")
        self.source.line(f"{stop} = {region.pos} + {count} * {part.field.size}")
        with self.source.block(f"if {count} < 0 or {stop} > {region.end}:"):
            self.source.line("raise Short")
        text = f'unpack_from(f"{part.order}{{{count}}}{part.field.code}", {region.data}, {region.pos})'
        value = self._assigned(part.name, f"list({text})", region)
        self.source.line(f"{region.pos} = {stop}")
        return value

    def _scope(self, region: Region) -> str:
        fields = ", ".join(f"{name!r}: {self._seen(variable, region)}" for name, variable in region.fields.items())
        return f"{{{fields}}}, {self._outer(region)}"

    def _seen(self, variable: str, region: Region) -> str:
        """A field as rules look at it."""
        part = self._parts.get(variable)
        if part is None:
            return variable
        if isinstance(part, Tokens):
            return f"RowTokens({variable}, {region.data}, {region.reading}.bound.key)"
        return (
            f"expanded({self.source.constant('PART_', part)}, {variable}, {region.data}, {region.reading}.recovery)"
        )

    def _outer(self, region: Region) -> str:
        if region.outer is None:
            return "None"
        return f"{region.reading}.scope({self._scope(region.outer)})"

    def _answer(self, part: Answer, region: Region) -> str:
        if isinstance(part.node, Copied):
            return self._held(part.name, part.node.held, region)
        rule = self.source.constant("RULE_", part.node.rule)
        asked = f"{region.reading}.asked({rule}, {region.pos}, {self._scope(region)})"
        foreseen = part.node.foreseen
        if foreseen is None:
            return self._assigned(part.name, asked, region)
        answers = self.source.constant("ANSWERS_", dict(foreseen.answers))
        by = region.lookup(0, foreseen.by, part.name) if foreseen.by is not None else "None"
        known = [f"{by} in {answers}"] if foreseen.by is not None else []
        if foreseen.levels is not None:
            known = [self._standing(part.name, foreseen.levels, by, known, region)]
        variable = self.source.unique(f"{part.name}_")
        with self.source.block(f"if {' and '.join(known) or 'True'}:"):
            self.source.line(f"{variable} = {answers}[{by}]")
        with self.source.block("else:"):
            self.source.line(f"{variable} = {asked}")
        region.fields[part.name] = variable
        return variable

    def _held(self, name: str, held: Held, region: Region) -> str:
        rows = region.lookup(0, held.tokens, name)
        is_nested = isinstance(self._parts.get(rows), Tokens)
        if not is_nested or self.levels is None or self.levels.key is None:
            raise GrammarError(f"field {held.tokens} holds no tokens that are found by a key", path=name)
        wanted = self.source.constant("KEY_", self.levels.key.make(*held.key))
        meaning = self.source.constant("MEANING_", held.meaning)
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

    def _stretch(self, part: Stretch, region: Region) -> str:
        stop = self.source.unique("stop")
        farthest = f"{stop} = {region.pos}"
        if part.node.length is not None:
            rule = self.source.constant("RULE_", part.node.length)
            asked = f"{region.reading}.asked({rule}, {region.pos}, {self._scope(region)})"
            farthest = f"{stop} = min({region.end}, {region.pos} + max(0, {asked}))"
        marked = part.node.marked
        if marked is None:
            self.source.line(farthest)
        else:
            stretch = f"({plus(region.pos, marked.offset)}, {plus(region.pos, marked.offset + len(marked.marker))})"
            with self.source.block(f"if {region.reading}.stretch{stretch} == {marked.marker!r}:"):
                self.source.line(f"{stop} = {plus(region.pos, marked.length)}")
            with self.source.block("else:"):
                self.source.line(farthest)
        value = self._assigned(part.name, f"{region.data}[{region.pos}:{stop}]", region)
        self.source.line(f"{region.pos} = {stop}")
        return value

    def _choice(self, part: Choice, region: Region) -> str:
        by = self._expression(part.by, region, part.name)
        variable = self.source.unique(f"{part.name}_")
        if part.is_levels:
            keys = {value: one.node.start for value, one in part.cases}
            table = self.source.constant("LEVEL_OF_", keys)
            with self.source.block(f"if {by} in {table}:"):
                self._read_levels(part.cases[0][1], f"{table}[{by}]", variable, region)
            with self.source.block("else:"):
                self.source.line(f"{variable} = None")
        else:
            self._cases(part, by, variable, region)
            self._composed(part, variable)
        region.fields[part.name] = variable
        return variable

    def _cases(self, part: Choice, by: str, variable: str, region: Region) -> None:
        for place, (value, one) in enumerate(part.cases):
            constant = self.source.literal("CASE_", value)
            with self.source.block(f"{'elif' if place else 'if'} {by} == {constant}:"):
                inner = replace(region, fields=dict(region.fields))
                self.source.line(f"{variable} = ({place}, {self._part(one, inner)})")
        with self.source.block("else:" if part.cases else "if True:"):
            self.source.line(f"hash({by})")
            self.source.line(f"{variable} = (None, None)")

    def _tokens(self, part: Tokens, region: Region) -> str:
        variable = self.source.unique(f"{part.name}_")
        self._read_levels(part, self.source.constant("LEVEL_", part.node.start), variable, region)
        region.fields[part.name] = variable
        return variable

    def _read_levels(self, part: Tokens, start: str, variable: str, region: Region) -> None:
        single = ", single=True" if part.node.single else ""
        if region.is_last and not part.node.single:
            with self.source.block("if lazy is LATER:"):
                later = f"Later({region.data}, {region.pos}, {region.end}, {region.reading}, {start})"
                self.source.line(f"{variable} = {later}")
            with self.source.block("else:"):
                self._read_now(part, start, variable, region, single)
        else:
            self._read_now(part, start, variable, region, single)

    def _read_now(self, part: Tokens, start: str, variable: str, region: Region, single: str) -> None:
        arguments = f"{region.data}, {region.pos}, {region.end}, {region.reading}, {start}, lazy{single}"
        self.source.line(f"{variable}, {region.pos} = read_levels({arguments})")
        self._composed(part, variable)

    def _wrapping(self, part: Wrapping, region: Region) -> str:
        node = self.source.constant("WRAPPED_", part.node)
        fields, inside = self.source.unique("fields"), self.source.unique("inside")
        held = f"{region.data}[{region.pos}:{region.end}]"
        self.source.line(f"{fields}, {inside} = {node}.unwrap({held}, {region.reading}.parameters)")
        self.source.line(f"{region.pos} = {region.end}")
        pos, end, reading = (self.source.unique(name) for name in ("pos", "end", "reading"))
        self.source.line(f"{pos}, {end}, {reading} = 0, len({inside}), {region.reading}.inside({inside})")
        inner = Region(inside, pos, end, reading, {}, outer=region, is_last=region.is_last)
        content = self._part(part.content, inner)
        return self._composed(
            part, self._assigned(part.name, f"Unwrapped({fields}, {inside}, {content}, {reading}.recovery)", region)
        )

    def _called(self, part: Called, region: Region) -> str:
        node = self.source.constant("CONSTRUCT_", part.node)
        value = self.source.unique(f"{part.name}_")
        called = f"called({region.reading}, {node}, {region.pos}, {region.end}, {self._scope(region)})"
        self.source.line(f"{value}, {region.pos} = {called}")
        region.fields[part.name] = value
        return value
