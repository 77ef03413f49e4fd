"""Emitted functions, and how they are called: read, write, bind; the same for fresh and for generated code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cached_property
from struct import error as struct_error
from typing import TYPE_CHECKING, Any

from dicomconstruct.compiler.runtime import (
    END,
    KEY_MEMO,
    OFFSET,
    SHAPE,
    Bound,
    Incomplete,
    Lazy,
    Memo,
    Reading,
    Row,
    RowFrame,
    Shape,
    Short,
    UnreadLevel,
    end_of,
    interpreting,
)
from dicomconstruct.compiler.writing import Add
from dicomconstruct.errors import EngineMismatch

if TYPE_CHECKING:
    from construct import Construct

    from dicomconstruct.compiler.plan import Part
    from dicomconstruct.grammar.keys import Key


DepthAndRow = tuple[int, Row]
STRIDE = 1 << 16
"""Bytes of input whose rows are read at a time when rows are yielded one by one."""


class Program:
    """The specialised reader and writer of a construct; `Compiled` and `Prepared` say where they come from.

    Attributes
    ----------
    filename
        The name under which tracebacks show it.
    namespace
        The emitted functions and their constants.
    memos
        By name: the subject (the key, or a parameter), and how the key's bytes are read as a number, and as fields.
    defaults
        Context parameters where none are given.
    key
        The key that rows are found by.
    """

    filename: str
    namespace: dict[str, Any]
    memos: Mapping[str, tuple[str, str, str]]
    defaults: Mapping[str, Any]
    key: Key | None

    @property
    def construct(self) -> Construct:
        """The construct, which is the reference and words the errors."""
        raise NotImplementedError

    @property
    def plan(self) -> Part:
        """The plan of the construct."""
        raise NotImplementedError

    @property
    def source(self) -> str:
        """The emitted text."""
        raise NotImplementedError

    @property
    def shapes(self) -> Iterator[Shape]:
        """The shapes of all alternatives."""
        for value in self.namespace.values():
            if isinstance(value, Shape):
                yield value
            elif isinstance(value, dict):
                yield from (one for one in value.values() if isinstance(one, Shape))

    def tie_shapes(self) -> None:
        """Give each shape the reader of the level that it opens."""
        readers = self.namespace["READERS"]
        for shape in self.shapes:
            shape.read = readers.get(shape.opens)

    def bind(self, **parameters: Any) -> Bound:
        """Context parameters with memos of their answers, to be used for many readings."""
        key = self.key
        bound = Bound(parameters, self.defaults, key)
        for name, (question, raw, fields) in self.memos.items():
            function = key.make if question == KEY_MEMO and key is not None else parameters.get(question)
            if function is not None and question != KEY_MEMO:
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
            The part that is left unread.

        Raises
        ------
        construct.ConstructError
            The interpreter's error for these bytes.
        EngineMismatch
            Where it raises nothing: a fault of ours.
        """
        return self.read_from(Reading(data, bound), len(data), lazy)

    def read_from(self, reading: Reading, end: int, lazy: Lazy) -> Any:
        """The same for a reading whose bytes go on to `end`, of which it may hold only the first."""
        try:
            return self.namespace["read"](reading.data, 0, end, reading, lazy)[0]
        except (struct_error, Short):
            reading.stream.seek(0)
            self.construct.parse_stream(reading.stream, **reading.parameters)
            raise EngineMismatch(f"{self.filename}: only the interpreter reads this") from None

    def read_level(
        self, reading: Reading, key: Hashable, start: int, end: int, depth: int, *, lazy: bool
    ) -> list[Row]:
        """The rows of one level that a length encloses, without its header."""
        return _rows_inside(reading, self.namespace["READERS"][key], key, start, end, depth, lazy)

    def read_inside(self, reading: Reading, row: Row, depth: int) -> list[Row]:
        """The rows that a row's length encloses; levels of defined length inside it stay unopened."""
        shape = row[SHAPE]
        return _rows_inside(reading, shape.read, shape.opens, row[OFFSET] + shape.size, row[END], depth, True)

    def read_open(self, reading: Reading, key: Hashable, *, single: bool = False) -> tuple[list[Row], int]:
        """The rows of one level that no length encloses, and where it ends; of the first token only if `single`."""
        rows: list[Row] = []
        top = self._outermost(key, reading.end, rows, reading, lazy=True)
        frame: RowFrame | None = top
        pos = reading.base
        while frame is not None and not (single and frame is top and rows):
            pos, frame = frame.read(reading.data, pos, frame, reading)
        if single and rows:
            del rows[1:]
            pos = end_of(rows[0])
        return rows, pos

    def _outermost(self, key: Hashable, end: int, rows: list[Row], reading: Reading, *, lazy: bool) -> RowFrame:
        """The frame of a level that no length encloses."""
        return RowFrame(self.namespace["READERS"][key], key, end, False, None, None, 0, rows, reading, lazy)

    def read_later(self, later: UnreadLevel) -> list[Row]:
        """The rows of a nested structure that was left for later; levels of defined length stay unopened."""
        rows, _ = self.namespace["read_levels"](*later, Lazy.LENGTHS)
        return list(rows)

    def steps(self, later: UnreadLevel) -> Iterator[DepthAndRow]:
        """The rows of a nested structure in file order, each with its depth, read as they are asked for.

        Lists of children hold only the last row, to bound memory. Values that the rules read are views
        where they have many bytes.
        """
        data, pos, end, reading, start = later
        reading.give_views()
        frame: RowFrame | None = self._outermost(start, end, [], reading, lazy=False)
        before = reading.reach
        while frame is not None:
            level = frame
            given = len(level.rows)
            reading.reach = min(before, pos + STRIDE)
            try:
                pos, frame = level.read(data, pos, level, reading)
            except Incomplete as edge:
                if before <= edge.pos:
                    raise
                pos, frame = edge.pos, edge.frame
            for row in level.rows[given:]:
                yield level.depth, row
            del level.rows[:-1]
        reading.reach = before

    def write_to(self, add: Add, value: Any, **parameters: Any) -> None:
        """Give the bytes of a container to a function, piece by piece. EngineMismatch where it cannot be built."""
        try:
            self._write(value, add, parameters)
        except NOT_BUILT as error:
            raise EngineMismatch(f"{self.filename}: what was read cannot be built") from error

    @cached_property
    def _read(self) -> Callable[..., tuple[Any, int]]:
        read: Callable[..., tuple[Any, int]] = self.namespace["read"]
        return read

    @cached_property
    def _write(self) -> Callable[..., None]:
        write: Callable[..., None] = self.namespace["write"]
        return write

    @cached_property
    def _bound(self) -> Bound:
        return self.bind()

    def parse(self, data: bytes | bytearray | memoryview, **parameters: Any) -> Any:
        """The container that the interpreter makes of the bytes; errors are those of `read`."""
        data = bytes(data)
        bound = self.bind(**parameters) if parameters else self._bound
        reading = Reading(data, bound)
        reading.recovery = {}
        value = self.read_from(reading, len(data), Lazy.NO)
        return interpreting().as_interpreted(self.plan, value, data, reading.recovery)

    def fields(self, data: bytes, start: int = 0) -> tuple[Any, ...]:
        """The values of a structure of fixed fields in their order, from `start` on; errors are those of `read`."""
        values: tuple[Any, ...]
        try:
            values, _ = self._read(data, start, len(data), None, Lazy.NO)
        except (struct_error, Short):
            values = self.read(data[start:], self._bound)
        return values

    def build_one(self, value: Any) -> bytes:
        """The bytes of a structure of fixed fields, which are written in one piece; errors as `build`."""
        try:
            pieces: list[bytes] = []
            self._write(value, pieces.append, NO_PARAMETERS)
            return pieces[0]
        except (struct_error, Short, KeyError, TypeError):
            return self.build(value)

    def build(self, value: Any, **parameters: Any) -> bytes:
        """The bytes of a container, every field encoded.

        Raises what the interpreter raises, or EngineMismatch where that raises nothing.
        """
        try:
            pieces: list[bytes] = []
            self._write(value, pieces.append, parameters)
            return b"".join(pieces)
        except NOT_BUILT:
            self.construct.build(value, **parameters)
            raise EngineMismatch(f"{self.filename}: only the interpreter builds this") from None


NO_PARAMETERS: Mapping[str, Any] = {}
NOT_BUILT = (struct_error, Short, KeyError, TypeError, AttributeError, OverflowError)
"""Exceptions of emitted writers for fields that the structure does not take."""


def _rows_inside(
    reading: Reading, read: Any, key: Hashable, start: int, end: int, depth: int, lazy: bool
) -> list[Row]:
    rows: list[Row] = []
    frame: RowFrame | None = RowFrame(read, key, end, True, None, None, depth, rows, reading, lazy)
    while frame is not None:
        start, frame = frame.read(reading.data, start, frame, reading)
    return rows


def paired(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, asked with the key's fields one by one."""
    return lambda *fields: function(fields)


def refuse(*fields: Any) -> Any:
    """The stand-in for a parameter that was not given: it has no answer, so that the rules are asked."""
    raise KeyError(fields)
