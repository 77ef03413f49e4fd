"""Readers of nested levels: a loop over the alternatives, and the rules where none fits.

The first alternative's header is read by one call, since it usually fits; the others reuse shared fields of
it. Positions are local ints, a row is one tuple, and the end of the buffer raises `struct.error`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, takewhile
from struct import Struct, unpack
from typing import Any

from dicomconstruct.compiler.plan import AlternativePlan, Field, Fixed, LevelPlan
from dicomconstruct.compiler.runtime import KEY_MEMO, Shape
from dicomconstruct.compiler.source import SourceText
from dicomconstruct.errors import GrammarError
from dicomconstruct.grammar.alternatives import (
    At,
    Begins,
    Delimited,
    Enclosed,
    Followed,
    Is,
    Key,
    Not,
    Odd,
    Says,
    Shallow,
    Test,
    fields_of,
    positive,
)
from dicomconstruct.grammar.combinators import CLOSE

WORD_CODES = {1: "B", 2: "H", 4: "I", 8: "Q"}
KEY = "key"
KEY_FIELD = ""
"""The name of the fused key among the fields of a header; no field has it."""


@dataclass(frozen=True)
class Header:
    """The header of an alternative as it is read: the key fused into one number, short bytes as numbers."""

    order: str
    fields: tuple[Field, ...]
    original: tuple[Field, ...]
    key: tuple[Field, ...]

    @property
    def size(self) -> int:
        return sum(field.size for field in self.fields)

    def shared_with(self, other: Header) -> int:
        """The number of leading fields that both have in common."""
        if self.order != other.order:
            return 0
        pairs = zip(self.fields, other.fields, strict=False)
        return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))

    @property
    def variables(self) -> list[str]:
        """The local variables that the fields are read into: one name for one field at one place."""
        offsets = accumulate((field.size for field in self.fields), initial=0)
        return [variable_of(field, offset) for field, offset in zip(self.fields, offsets, strict=False)]

    def variable(self, name: str) -> str:
        """The source text of a field's value."""
        if any(field.name == name for field in self.key):
            return self.key_part(name)
        return self.variables[[field.name for field in self.fields].index(name)]

    def number(self, name: str, value: Any) -> Any:
        """A field's value as it is read."""
        field = next(field for field in self.original if field.name == name)
        if field.is_bytes and field.size in WORD_CODES:
            return unpack(self.order + WORD_CODES[field.size], value)[0]
        return value

    def key_number(self, values: tuple[Any, ...]) -> int:
        """The key's values as the one number that is read."""
        data = Struct(self.order + "".join(field.code for field in self.key)).pack(*values)
        return int(unpack(self.order + WORD_CODES[len(data)], data)[0])

    def key_part(self, name: str) -> str:
        """The source text of one of the key's fields."""
        sizes = [field.size for field in self.key]
        place = [field.name for field in self.key].index(name)
        after = sum(sizes[:place]) if self.order == "<" else sum(sizes[place + 1 :])
        mask = (1 << 8 * sizes[place]) - 1
        return f"({KEY} >> {8 * after} & {mask})" if after else f"({KEY} & {mask})"


@lru_cache
def unpacker(code: str) -> Callable[..., tuple[Any, ...]]:
    """The function that reads one format from a buffer at an offset."""
    return Struct(code).unpack_from


def header_as_read(fixed: Fixed, key: Key | None) -> Header:
    """The header of an alternative as it is read."""
    key_fields: tuple[Field, ...] = ()
    rest = list(fixed.fields)
    if key is not None:
        count = len(key.fields)
        key_fields = fixed.fields[:count]
        size = sum(field.size for field in key_fields)
        if tuple(field.name for field in key_fields) != key.fields or size not in WORD_CODES:
            raise GrammarError(
                "every alternative's header begins with the key's fields", path=", ".join(key.fields)
            )
        rest = [Field(KEY_FIELD, WORD_CODES[size], size), *fixed.fields[count:]]
    fields = tuple(
        replace(field, code=WORD_CODES[field.size]) if field.is_bytes and field.size in WORD_CODES else field
        for field in rest
    )
    return Header(fixed.order, fields, fixed.fields, key_fields)


def variable_of(field: Field, offset: int) -> str:
    """A local variable for a header's field, with a prefix that no other name of emitted code has."""
    name = re.sub(r"\W+", "_", field.name)
    return KEY if field.name == KEY_FIELD else f"field_{name}_{offset}_{field.code}"


LATE = (Begins, Followed)
"""Tests that look at the end of the value."""
OF_THE_FRAME = (Enclosed, Shallow, Delimited)


NONE_FITS = """
    except (struct_error, KeyError):
        pass
"""


NEXT_TOKEN = """
    pos = stop
    continue
"""


class LevelEmitter:
    """Emits the readers of one nested structure's levels.

    `memos` has the memos that they look into, by name: the subject (the key, or a parameter), and how the
    key's bytes are read as a number and as fields.
    """

    def __init__(self, source: SourceText, plans: Sequence[LevelPlan], key: Key | None) -> None:
        self.source = source
        self.plans = plans
        self.by_key = {plan.key: plan for plan in plans}
        self.key = key
        self.memos: dict[str, tuple[str, str, str]] = {}

    def emit(self) -> None:
        for plan in self.plans:
            self._reader(plan)
        for plan in self.plans:
            self._stands(plan)

    def _memo(self, question: str, header: Header) -> str:
        raw = header.order + header.fields[0].code
        fields = header.order + "".join(field.code for field in header.key)
        name = f"{question}_{'le' if header.order == '<' else 'be'}"
        self.memos[name] = (question, raw, fields)
        return name

    def _reader(self, plan: LevelPlan) -> None:
        source = self.source
        with source.function(f"read_{plan.name}(data, pos, frame, reading)"):
            if plan.alternatives:
                source.line("tried = False")
                with source.block("try:"):
                    source.text("""
                        add, end = frame.rows.append, frame.end
                        base, reach = reading.base, reading.reach
                        if reach > end:
                            reach = end
                    """)
                    self._hoist(plan)
                    with source.block("while pos < reach:"):
                        source.line("at = pos - base")
                        self._from_the_first(plan, plan.alternatives)
                        source.text("""
                            tried = True
                            break
                        """)
                source.text(NONE_FITS)
            self._ending(plan)

    def _stands(self, plan: LevelPlan) -> None:
        """Whether a conclusive alternative stands at an offset, its value within `end`."""
        choices = tuple(
            choice
            for choice in plan.alternatives
            if choice.alternative.is_conclusive and choice.alternative.token != CLOSE
        )
        source = self.source
        with source.function(f"stands_{plan.name}(data, pos, end, reading)"):
            if choices:
                with source.block("try:"):
                    self._hoist(plan)
                    source.line("at = pos - reading.base")
                    self._from_the_first(plan, choices, stands=True)
                source.text(NONE_FITS)
            source.line("return False")

    def _hoist(self, plan: LevelPlan) -> None:
        names: dict[str, None] = {}
        for choice in plan.alternatives:
            header = header_as_read(choice.header, self.key)
            if choice.alternative.has_key and self.key is not None:
                names[self._memo(KEY_MEMO, header)] = None
            for test in map(positive, choice.alternative.tests):
                if isinstance(test, Says):
                    names[self._memo(test.parameter, header)] = None
        for name in names:
            self.source.line(f"{name} = reading.bound.{name}")

    def _from_the_first(
        self, plan: LevelPlan, choices: tuple[AlternativePlan, ...], *, stands: bool = False
    ) -> None:
        """Try alternatives: read the token of one that fits, or where `stands` only say that it does."""
        headers = [header_as_read(choice.header, self.key) for choice in choices]
        self.source.line(self._unpack(headers[0], 0))
        later = (*LATE, *OF_THE_FRAME) if stands else LATE
        chains = [
            (choice, header, tuple(test for test in choice.alternative.tests if not isinstance(test, later)))
            for choice, header in zip(choices, headers, strict=True)
        ]
        self._in_turn(plan, chains, headers[0], stands=stands)

    def _unpack(self, header: Header, skip: int) -> str:
        fields, names = header.fields[skip:], header.variables[skip:]
        at = sum(field.size for field in header.fields[:skip])
        code = header.order + "".join(field.code for field in fields)
        function = self.source.constant("unpack", unpacker(code))
        return f"{', '.join(names)}{',' if len(fields) == 1 else ''} = {function}(data, {plus('at', at)})"

    def _in_turn(
        self,
        plan: LevelPlan,
        chains: list[tuple[AlternativePlan, Header, tuple[Test, ...]]],
        read: Header,
        *,
        stands: bool,
    ) -> None:
        """Alternatives one after the other; neighbours with the same header that begin with the same test share it.

        `read` is the header whose fields are in their variables.
        """
        while chains:
            choice, header, tests = chains[0]
            if not tests:
                self._complete(header, read)
                self._take(plan, choice, header, stands=stands)
                if choice.alternative.token == CLOSE:
                    return
                chains = chains[1:]
                continue
            test = tests[0]
            together = []
            for one, its, rest in chains:
                if not rest or rest[0] != test or its != header:
                    break
                together.append((one, its, rest[1:]))
            chains = chains[len(together) :]
            if isinstance(test, Is) and not test.values:
                continue
            if not self._is_known(test, header, read):
                self._complete(header, read)
                read = header
            with self.source.block(f"if {self._condition(test, header)}:"):
                self._in_turn(plan, together, read, stands=stands)

    def _complete(self, header: Header, read: Header) -> None:
        """Read the fields of a header that are not in their variables yet."""
        if header != read:
            shared = header.shared_with(read)
            if shared < len(header.fields):
                self.source.line(self._unpack(header, shared))

    @staticmethod
    def _is_known(test: Test, header: Header, read: Header) -> bool:
        """Whether a test looks only at what has been read already."""
        shared = {field.name for field in header.fields[: header.shared_with(read)]}
        of_key = {field.name for field in header.key}
        return header == read or all(
            name in shared or (name in of_key and KEY_FIELD in shared) for name in fields_of(test)
        )

    def _condition(self, test: Test, header: Header) -> str:
        negative = isinstance(test, Not)
        match positive(test):
            case Is() as equal:
                return self._membership(equal, header, negative=negative)
            case Odd() as odd:
                return f"{header.variable(odd.field)} & 1"
            case Says() as said:
                answer = f"{self._memo(said.parameter, header)}[{KEY}]"
                return self._among(answer, said.values, negative=negative)
            case At() as at:
                bounds = f"{plus('at', at.offset)}:{plus('at', at.offset + at.size)}"
                return self._among(f"data[{bounds}]", at.values, negative=negative)
            case Shallow() as shallow:
                return f"frame.depth < reading.bound.{shallow.parameter} * {shallow.levels}"
            case Enclosed():
                return "frame.row is not None"
            case _:
                return "not frame.has_length"

    def _membership(self, test: Is, header: Header, *, negative: bool) -> str:
        if header.key and test.fields == tuple(field.name for field in header.key):
            values = frozenset(header.key_number(value) for value in test.values)
            return self._among(KEY, values, negative=negative)
        if len(test.fields) != 1:
            raise GrammarError("a test looks at one field, or at the whole key", path=", ".join(test.fields))
        name = test.fields[0]
        values = frozenset(header.number(name, value) for value in test.values)
        return self._among(header.variable(name), values, negative=negative)

    def _among(self, text: str, values: frozenset[Any], *, negative: bool) -> str:
        if len(values) == 1:
            (value,) = values
            if value is None:
                return f"{text} is {'not ' if negative else ''}None"
            return f"{text} {'!=' if negative else '=='} {self.source.literal('VALUE_', value)}"
        return f"{text} {'not in' if negative else 'in'} {self.source.constant('AMONG_', values)}"

    # The code of an alternative whose tests hold.

    def _take(self, plan: LevelPlan, choice: AlternativePlan, header: Header, *, stands: bool) -> None:
        source = self.source
        if choice.alternative.token == CLOSE:
            source.line("return pos, frame.parent")
            return
        size = header.size
        length = f" + {header.variable(choice.alternative.length)}" if choice.alternative.length is not None else ""
        source.line(f"stop = {plus('pos', size)}{length}")
        late = [self._late(test, choice, size) for test in choice.alternative.tests if isinstance(test, LATE)]
        conditions = ["stop <= end", *late]
        key = (
            f"{self._memo(KEY_MEMO, header)}[{KEY}]"
            if choice.alternative.has_key and self.key is not None
            else "None"
        )
        if stands:
            refused = [f"{key} is not None"] if key != "None" else []
            with source.block(f"if {' and '.join(conditions + refused)}:"):
                source.line("return True")
            return
        with source.block(f"if {' and '.join(conditions)}:"):
            self._token(plan, choice, header, key)

    def _late(self, test: Test, choice: AlternativePlan, size: int) -> str:
        if isinstance(test, Followed):
            (width,) = {len(value) for value in test.values}
            after = (
                f"(data[stop - base:{plus('stop - base', width)}] or reading.stretch(stop, {plus('stop', width)}))"
            )
            return f"(stop == end or {after} in {self._set(test.values)})"
        assert isinstance(test, Begins)
        inner_end = "stop" if choice.alternative.length is not None else "end"
        begin = plus("pos", size)
        checks = [f"{begin} == {inner_end}"]
        if test.starts:
            (width,) = {len(value) for value in test.starts}
            checks.append(f"data[{plus('at', size)}:{plus('at', size + width)}] in {self._set(test.starts)}")
        checks.append(f"stands_{self.by_key[test.key].name}(data, {begin}, {inner_end}, reading)")
        return f"({' or '.join(checks)})"

    def _set(self, values: frozenset[Any]) -> str:
        return self.source.constant("AMONG_", values)

    def _token(self, plan: LevelPlan, choice: AlternativePlan, header: Header, key: str) -> None:
        source, measured = self.source, choice.alternative.length is not None
        shape = self._shape(plan, choice, header)
        if choice.opens is None:
            source.line(f"add(({shape}, pos, stop, {key}))")
            source.text("return stop, frame.parent" if choice.closes else NEXT_TOKEN)
            return
        if measured:
            with source.block("if frame.lazy:"):
                source.line(f"add(({shape}, pos, stop, {key}, None))")
                source.text(NEXT_TOKEN)
        opened = f"read_{self.by_key[choice.opens].name}, {self.source.constant('LEVEL_', choice.opens)}"
        bounds = "stop, True" if measured else "end, False"
        rest = "row, frame, frame.depth + 1, children, reading, frame.lazy"
        source.text(f"""
            children = []
            row = ({shape}, pos, {"stop" if measured else "None"}, {key}, children)
            add(row)
            return {plus("pos", header.size)}, RowFrame({opened}, {bounds}, {rest})
        """)

    def _shape(self, plan: LevelPlan, choice: AlternativePlan, header: Header) -> str:
        """The name of the alternative's shape, or of its shapes by the field in which they differ."""
        field = choice.alternative.typed_by
        if field is None:
            return self.source.constant("SHAPE_", _shape_of(plan, choice, header, {}))
        values = next(
            test.values for test in choice.alternative.tests if isinstance(test, Is) and test.fields == (field,)
        )
        shapes = {
            header.number(field, value): _shape_of(plan, choice, header, {field: value}) for value in sorted(values)
        }
        return f"{self.source.constant('SHAPES_', shapes)}[{header.variable(field)}]"

    def _ending(self, plan: LevelPlan) -> None:
        """Close the level where it has been read to its end, or else leave it to the rules."""
        ending = plan.level.ending
        source = self.source
        conditions = ["frame.parent is None", "not frame.has_length", "frame.parent.end <= pos"]
        if ending.not_before is None:
            conditions += self._ahead(ending.before, "in")
        elif ending.not_before:
            conditions += self._ahead(ending.not_before, "not in")
        else:
            conditions = []
        closed = f" and ({' or '.join(conditions)})" if conditions else ""
        closed += "".join(f" and {test}" for test in self._ahead(ending.never_before, "not in"))
        with source.block(f"if pos == frame.end{closed}:"):
            source.line("return pos, frame.parent")
        source.line(f"return ask(reading, LEVELS, READERS, frame, pos, {'tried' if plan.alternatives else True})")

    def _ahead(self, values: frozenset[bytes], operator: str) -> list[str]:
        if not values:
            return []
        (width,) = {len(value) for value in values}
        ahead = f"data[pos - reading.base:{plus('pos - reading.base', width)}]"
        return [f"pos < reading.reach and {ahead} {operator} {self._set(values)}"]


def _shape_of(plan: LevelPlan, choice: AlternativePlan, header: Header, typed: Mapping[str, Any]) -> Shape:
    constants = dict(typed)
    for test in choice.alternative.tests:
        if isinstance(test, Is) and len(test.fields) == 1 and len(test.values) == 1:
            (constants[test.fields[0]],) = test.values
    return Shape(
        choice.alternative.token,
        plan.level.tokens[choice.alternative.token],
        header.size,
        choice.alternative.known,
        constants,
        choice.opens,
        fields=tuple(field.name for field in choice.header.fields),
        unpack=unpacker(choice.header.format),
        measured=choice.alternative.length is not None,
    )


def plus(name: str, count: int) -> str:
    """The source text of an offset some bytes on."""
    return f"{name} + {count}" if count else name
