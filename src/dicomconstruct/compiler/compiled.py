"""A construct and the functions made of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from struct import error as struct_error
from struct import unpack_from
from typing import Any, NamedTuple

from construct import Construct

from dicomconstruct.compiler.emit_levels import KEY, LevelEmitter
from dicomconstruct.compiler.emit_reader import ReaderEmitter
from dicomconstruct.compiler.emit_writer import WriterEmitter, emit_packer
from dicomconstruct.compiler.load import filename_of, load
from dicomconstruct.compiler.lower import constructs_in, lower, lower_levels
from dicomconstruct.compiler.plan import Part, defaults_of
from dicomconstruct.compiler.runtime import (
    END,
    OFFSET,
    SHAPE,
    Bound,
    Frame,
    Later,
    Lazy,
    Memo,
    Reading,
    Row,
    RowTokens,
    Shape,
    ask,
    called,
    end_of,
    expanded,
)
from dicomconstruct.compiler.source import Source
from dicomconstruct.compiler.writing import (
    LevelWriter,
    Short,
    Unwrapped,
    built,
    exactly,
    joined,
    octets,
    only_bytes,
    packed,
)
from dicomconstruct.errors import EngineMismatch, GrammarError
from dicomconstruct.grammar.combinators import Nested

DRIVER = """

def read_levels(data, pos, end, reading, start, lazy, single=False):
    rows = []
    frame = Frame(READERS[start], start, end, False, None, None, 0, rows, reading, lazy is not NO)
    while frame is not None:
        pos, frame = frame.read(data, pos, frame, reading)
    if single:
        del rows[1:]
        if not rows:
            raise Short
        pos = end_of(rows[0])
    return rows, pos
"""


class Compiled:
    """The specialised reader and writer of a construct.

    Parameters
    ----------
    construct
        The construct; it stays the reference, and says what is wrong where something is.
    name
        What the emitted source is called in tracebacks.

    Attributes
    ----------
    source
        The emitted text.
    filename
        The name under which tracebacks show it.
    """

    def __init__(self, construct: Construct, name: str) -> None:
        self.construct = construct
        self.name = name
        self.plan: Part = lower(construct, (name,))
        nested = [one for one in constructs_in(self.plan) if isinstance(one, Nested)]
        if len({id(one.levels) for one in nested}) > 1:
            raise GrammarError("nested structures over different levels are compiled apart", path=name)
        self._nested = nested[0] if nested else None
        source = Source()
        source.line(f'"""{name}: emitted by dicomconstruct.compiler. Edit the grammar, not this."""')
        emitter = self._emit_levels(source)
        ReaderEmitter(source, emitter).emit(self.plan)
        WriterEmitter(source).emit(self.plan)
        token_writers = self._emit_token_writers(source)
        self._memos = emitter.memos if emitter is not None else {}
        self._defaults = defaults_of(self._nested.levels) if self._nested is not None else {}
        self.source = str(source)
        self.filename = filename_of(name)
        self.namespace: dict[str, Any] = {**RUNTIME, **source.constants}
        load(self.source, self.filename, self.namespace)
        self._tie(source, emitter, token_writers)
        self._write = self.namespace["write"]
        self._bound = self.bind()

    def _emit_levels(self, source: Source) -> LevelEmitter | None:
        if self._nested is None:
            return None
        emitter = LevelEmitter(source, lower_levels(self._nested), self._nested.key)
        emitter.emit()
        source.lines += DRIVER.rstrip("\n").split("\n")
        return emitter

    def _emit_token_writers(self, source: Source) -> dict[int, str]:
        """Emit a writer for each token; their names by the ``id`` of the token's construct."""
        names: dict[int, str] = {}
        if self._nested is not None:
            for plan in lower_levels(self._nested):
                for token, construct in plan.level.tokens.items():
                    if id(construct) not in names:
                        names[id(construct)] = f"write_{plan.name}_{token.replace(' ', '_')}"
                        WriterEmitter(source).emit(lower(construct, (plan.name, token)), names[id(construct)])
        return names

    def _tie(self, source: Source, emitter: LevelEmitter | None, token_writers: Mapping[int, str]) -> None:
        """Fill the tables through which emitted functions find each other."""
        namespace = self.namespace
        for table, functions in source.tables.items():
            namespace[table].update((value, namespace[name]) for value, name in functions.items())
        if emitter is not None and self._nested is not None:
            namespace["LEVELS"] = self._nested.levels
            readers = {plan.key: namespace[f"read_{plan.name}"] for plan in emitter.plans}
            namespace["READERS"] = readers
            for shape in self.shapes:
                shape.read = readers.get(shape.opens)
        namespace["write_levels"] = LevelWriter({node: namespace[name] for node, name in token_writers.items()})

    @property
    def shapes(self) -> Iterator[Shape]:
        """The shapes of all straight ways."""
        for value in self.namespace.values():
            if isinstance(value, Shape):
                yield value
            elif isinstance(value, dict):
                yield from (one for one in value.values() if isinstance(one, Shape))

    def bind(self, **parameters: Any) -> Bound:
        """Context parameters with the memos of what they answer, to be used for many readings."""
        key = self._nested.key if self._nested is not None else None
        bound = Bound(parameters, self._defaults, key)
        for name, (question, raw, fields) in self._memos.items():
            function = key.make if question == KEY and key is not None else parameters.get(question)
            if function is not None and question != KEY:
                function = paired(function)
            setattr(bound, name, Memo(function or refuse, raw, fields))
        return bound

    def read(self, data: bytes, bound: Bound, lazy: Lazy = Lazy.NO) -> Any:
        """The fields of a buffer as a flat tuple, nested structures as rows.

        Parameters
        ----------
        data
            The bytes.
        bound
            Context parameters, from `bind`.
        lazy
            What is left unread.

        Raises
        ------
        construct.ConstructError
            What the interpreter raises for these bytes.
        EngineMismatch
            Where it raises nothing: a fault of ours.
        """
        return self.read_from(Reading(data, bound), len(data), lazy)

    def read_from(self, reading: Reading, end: int, lazy: Lazy) -> Any:
        """The same of a reading whose bytes go on to `end`, of which it may hold only the first."""
        try:
            return self.namespace["read"](reading.data, 0, end, reading, lazy)[0]
        except (struct_error, Short):
            self.construct.parse_stream(reading.rewound(), **reading.parameters)
            raise EngineMismatch(f"{self.filename}: only the interpreter reads this") from None

    def read_level(
        self, reading: Reading, key: Hashable, start: int, end: int, depth: int, *, lazy: bool
    ) -> list[Row]:
        """The rows of one level that a length encloses, by itself."""
        rows: list[Row] = []
        frame: Frame | None = Frame(
            self.namespace["READERS"][key], key, end, True, None, None, depth, rows, reading, lazy
        )
        pos = start
        while frame is not None:
            pos, frame = frame.read(reading.data, pos, frame, reading)
        return rows

    def read_inside(self, reading: Reading, row: Row, depth: int) -> list[Row]:
        """The rows that a row's length encloses; what lengths enclose inside it stays unopened."""
        shape, end = row[SHAPE], row[END]
        rows: list[Row] = []
        frame: Frame | None = Frame(shape.read, shape.opens, end, True, None, None, depth, rows, reading, True)
        pos = row[OFFSET] + shape.size
        while frame is not None:
            pos, frame = frame.read(reading.data, pos, frame, reading)
        return rows

    def read_later(self, later: Later) -> list[Row]:
        """The rows of a nested structure that was left for later; what a length encloses stays unopened."""
        rows, _ = self.namespace["read_levels"](*later, Lazy.LENGTHS)
        return list(rows)

    def parse(self, data: bytes | bytearray | memoryview, **parameters: Any) -> Any:
        """The container that the interpreter makes of the bytes; errors are those of `read`."""
        data = bytes(data)
        bound = self.bind(**parameters) if parameters else self._bound
        return expanded(self.plan, self.read(data, bound), data)

    def build_one(self, value: Any) -> bytes:
        """The bytes of a structure of fixed fields, which are written in one piece; errors as `build`."""
        try:
            pieces: list[bytes] = []
            self._write(value, pieces.append, NO_PARAMETERS)
            return pieces[0]
        except (struct_error, Short, KeyError, TypeError):
            return self.build(value)

    def packer(self, *varying: str) -> Packer:
        """What packs a structure of fixed fields from those that vary, once the others are settled.

        Raises GrammarError for any other structure, and where it lacks one of the fields named.
        """
        source = Source()
        name = f"{self.name} by {' '.join(varying)}"
        source.line(f'"""{name}: emitted by dicomconstruct.compiler. Edit the grammar, not this."""')
        settled = emit_packer(source, self.plan, varying, name)
        namespace: dict[str, Any] = {**RUNTIME, **source.constants, "build": self.build}
        load(str(source), filename_of(name), namespace)
        return Packer(str(source), settled, namespace["settle"])

    def build(self, value: Any, **parameters: Any) -> bytes:
        """The bytes of a container, every field encoded.

        Raises what the interpreter raises, or EngineMismatch where that raises nothing.
        """
        try:
            return joined(self.namespace["write"], value, parameters)
        except (struct_error, Short, KeyError, TypeError, AttributeError, OverflowError):
            self.construct.build(value, **parameters)
            raise EngineMismatch(f"{self.filename}: only the interpreter builds this") from None


class Packer(NamedTuple):
    """How a structure of fixed fields is packed from a few of them."""

    source: str
    """The emitted text."""
    settled: tuple[str, ...]
    """The fields that are settled beforehand."""
    settle: Callable[..., Callable[..., bytes]]
    """Takes the settled fields; gives a function of those that vary, whose errors are those of `Compiled.build`."""

    def settled_by(self, fields: Mapping[str, Any]) -> Callable[..., bytes]:
        """What packs the fields that vary; `fields` has the others, and may have more, as in building.

        Raises GrammarError for bytes of another size than their field's.
        """
        try:
            return self.settle(*(fields[name] for name in self.settled))
        except Short:
            raise GrammarError(f"settled fields that do not fit: {', '.join(self.settled)}") from None


NO_PARAMETERS: Mapping[str, Any] = {}


def paired(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, asked with the key's fields one by one."""
    return lambda *fields: function(fields)


def refuse(*fields: Any) -> Any:
    """What a parameter that was not given says: nothing, so that the rules are asked."""
    raise KeyError(fields)


RUNTIME: dict[str, Any] = {
    "Frame": Frame,
    "LATER": Lazy.LATER,
    "Later": Later,
    "NO": Lazy.NO,
    "RowTokens": RowTokens,
    "Short": Short,
    "Unwrapped": Unwrapped,
    "ask": ask,
    "built": built,
    "called": called,
    "end_of": end_of,
    "exactly": exactly,
    "expanded": expanded,
    "octets": octets,
    "only_bytes": only_bytes,
    "packed": packed,
    "struct_error": struct_error,
    "unpack_from": unpack_from,
}
"""What emitted code refers to by name."""
