"""What emitted code stands on while it runs: shapes, rows, frames, memos, and the way to the rules.

A *row* is one token as a tuple: ``(shape, offset, end, key)``, and ``children`` for one that opens a level.
Its shape has all that does not change from token to token. `end` is where the value ends; None where a
delimiter does, or where children have to be asked.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Hashable, Iterator, Mapping
from enum import Enum
from struct import Struct
from typing import Any, BinaryIO, NamedTuple

from construct import Construct, ConstructError, Container, ListContainer, Tell

from dicomconstruct.compiler.plan import Choice, Fixed, Group, Part, Several, Tokens, Wrapping
from dicomconstruct.compiler.writing import Short
from dicomconstruct.grammar import combinators
from dicomconstruct.grammar.combinators import CLOSE, Extent, Level, scope_in
from dicomconstruct.grammar.ways import Key

MEMO_LIMIT = 1 << 16
"""Answers that a memo keeps; a hostile file cannot make it grow beyond."""

REACH = 64
"""How far emitted code looks ahead of a token's beginning at most."""

Row = tuple[Any, ...]
LevelReader = Callable[[bytes, int, "Frame", "Reading"], tuple[int, "Frame | None"]]
SHAPE, OFFSET, END, KEY, CHILDREN = range(5)


class Memo(dict[int, Any]):
    """What a function says of fields, by the number that their bytes are; KeyError where it raises that."""

    def __init__(self, function: Callable[..., Any], raw: str, fields: str) -> None:
        super().__init__()
        self._function = function
        self._pack = Struct(raw).pack
        self._unpack = Struct(fields).unpack

    def __missing__(self, raw: int) -> Any:
        answer = self._function(*self._unpack(self._pack(raw)))
        if len(self) < MEMO_LIMIT:
            self[raw] = answer
        return answer


class Lazy(Enum):
    """What a reading leaves for later."""

    NO = "nothing"
    LENGTHS = "what a length encloses"
    LATER = "what a length encloses, and the nested structure at the end altogether"


class Shape:
    """What all tokens read by one way have in common.

    Parameters
    ----------
    token
        Its name.
    construct
        The construct of the whole token.
    size
        The size of its header.
    settled
        The answers of its decisions, ``body`` among them.
    constants
        The header fields that the way's tests leave one value.
    opens
        The key of the level that follows, or None; `read` is its reader.
    fields, unpack
        The names of the header's fields, and what reads them from a buffer; None for a token that the rules told.
    measured
        Whether a length field says where its value ends.
    told
        The token's container, where the rules told it rather than a way.
    """

    __slots__ = (
        "body",
        "constants",
        "construct",
        "fields",
        "measured",
        "opens",
        "read",
        "settled",
        "size",
        "token",
        "told",
        "unpack",
    )

    def __init__(
        self,
        token: str,
        construct: Construct,
        size: int,
        settled: Mapping[str, Any],
        constants: Mapping[str, Any],
        opens: Hashable | None,
        *,
        fields: tuple[str, ...] = (),
        unpack: Callable[[bytes, int], tuple[Any, ...]] | None = None,
        measured: bool = True,
        told: Any = None,
    ) -> None:
        self.token = token
        self.construct = construct
        self.size = size
        self.settled = settled
        self.body = settled["body"]
        self.constants = constants
        self.opens = opens
        self.read: LevelReader | None = None
        self.fields = fields
        self.unpack = unpack
        self.measured = measured
        self.told = told

    def header(self, data: bytes, offset: int) -> dict[str, Any]:
        """The header's fields, read again."""
        if self.unpack is None:
            return dict(self.told.get("header") or {})
        return dict(zip(self.fields, self.unpack(data, offset), strict=True))

    def __repr__(self) -> str:
        return f"<{self.token} {' '.join(str(value) for value in self.constants.values())}>"


class Frame:
    """One open level while emitted code reads; to the rules it looks like the interpreter's frame."""

    __slots__ = (
        "_owner",
        "before",
        "depth",
        "end",
        "key",
        "lazy",
        "parent",
        "read",
        "reading",
        "row",
        "rows",
        "sealed",
    )

    def __init__(
        self,
        read: LevelReader,
        key: Hashable,
        end: int,
        sealed: bool,
        row: Row | None,
        parent: Frame | None,
        depth: int,
        rows: list[Row],
        reading: Reading,
        lazy: bool,
    ) -> None:
        self.read = read
        self.key = key
        self.end = end
        self.sealed = sealed
        self.row = row
        self.parent = parent
        self.depth = depth
        self.rows = rows
        self.reading = reading
        self.lazy = lazy
        self.before: Any = None
        """The container of the last token that stands before the bytes at hand."""
        self._owner: Any = None

    @property
    def owner(self) -> Any:
        """The container of the token that opened the level."""
        if self._owner is None and self.row is not None:
            self._owner = container_of(self.row, self.reading.data)
        return self._owner

    @property
    def previous(self) -> Any:
        """The container of the token before this place, or None at the beginning of the level."""
        if self.rows and self.rows[-1][OFFSET] >= 0:
            return container_of(self.rows[-1], self.reading.data)
        return self.before


class Scope(dict[str, Any]):
    """The fields read so far, as rules look them up."""

    __getattr__ = dict.__getitem__

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class OutOfSight(Exception):
    """The bytes at hand end before the next token; `pos` and `frame` say where reading goes on."""

    def __init__(self, pos: int, frame: Frame) -> None:
        super().__init__(pos)
        self.pos = pos
        self.frame = frame


class Later(NamedTuple):
    """A nested structure that has not been read yet: its bytes from `pos` to `end`, and its outermost level."""

    data: bytes
    pos: int
    end: int
    reading: Reading
    start: Hashable


class Bound:
    """Context parameters, and the memos of what they answer; kept from one reading to the next."""

    def __init__(self, parameters: Mapping[str, Any], defaults: Mapping[str, Any], key: Key | None) -> None:
        self.parameters = Scope(parameters)
        self.key = key
        for name, default in defaults.items():
            setattr(self, name, parameters.get(name, default))


class Reading:
    """One stretch of bytes being read, for the rules to look at."""

    __slots__ = ("_stream", "bound", "data")

    def __init__(self, data: bytes, bound: Bound) -> None:
        self.data = data
        self.bound = bound
        self._stream: BinaryIO | None = None

    @property
    def parameters(self) -> Scope:
        return self.bound.parameters

    @property
    def is_whole(self) -> bool:
        """Whether `data` has all the bytes there are."""
        return True

    def beyond(self, pos: int, count: int) -> bytes:  # noqa: ARG002
        """Bytes after the end of `data`: none, where it has all there are."""
        return b""

    def rewound(self) -> BinaryIO:
        """The bytes as a stream at its beginning."""
        self.stream.seek(0)
        return self.stream

    def inside(self, data: bytes) -> Reading:
        """Other bytes, read with the same parameters."""
        return Reading(data, self.bound)

    @property
    def stream(self) -> BinaryIO:
        """The bytes as the rules look at them."""
        if self._stream is None:
            self._stream = io.BytesIO(self.data)
        return self._stream

    def asked(self, rule: Callable[[BinaryIO, Any], Any], pos: int, fields: dict[str, Any], outer: Any) -> Any:
        """A rule's answer at an offset."""
        stream = self.stream
        stream.seek(pos)
        return rule(stream, self.scope(fields, outer))

    def scope(self, fields: dict[str, Any], outer: Any = None) -> Any:
        """The context that rules see."""
        flags = {"_parsing": True, "_building": False, "_sizing": False}
        return Scope(fields, _=outer, _params=self.parameters, **flags)


def ask(
    reading: Reading,
    levels: Mapping[Hashable, Level],
    readers: Mapping[Hashable, LevelReader],
    frame: Frame,
    pos: int,
) -> tuple[int, Frame | None]:
    """Let the rules of a level read one token; the offset after it, and the level that goes on there.

    Raises OutOfSight where the bytes at hand end before the rules could look at any.
    """
    if not reading.is_whole and pos + REACH > len(reading.data):
        raise OutOfSight(pos, frame)
    if frame.lazy and frame.rows and frame.rows[-1][OFFSET] >= 0 and has_unopened_end(frame.rows[-1]):
        frame.lazy = False
        return frame.rows.pop()[OFFSET], frame
    level = levels[frame.key]
    scope = scope_in(reading.scope({}), frame=frame)
    stream = reading.stream
    stream.seek(pos)
    name = level.rule(stream, scope)
    if name == CLOSE:
        return pos, frame.parent
    try:
        token = level.tokens[name]._parsereport(stream, scope, "(parsing)")
    except ConstructError:
        raise Short from None
    token["kind"] = name
    after = stream.tell()
    body = token["body"]
    size = token["value_offset"] - token["offset"]
    opens = body.key if body.key in levels else None
    shape = Shape(name, level.tokens[name], size, {"body": body}, {}, opens, told=token)
    key = key_in(token, reading)
    if opens is None:
        frame.rows.append((shape, token["offset"], after, key))
        return after, frame.parent if name in level.closing else frame
    children: list[Row] = []
    row = (shape, token["offset"], body.end, key, children)
    frame.rows.append(row)
    sealed = body.end is not None
    end = body.end if sealed else frame.end
    shape.read = readers[opens]
    inner = Frame(shape.read, opens, end, sealed, row, frame, frame.depth + 1, children, reading, frame.lazy)
    return after, inner


def called(
    reading: Reading, node: Construct, pos: int, end: int, fields: dict[str, Any], outer: Any
) -> tuple[Any, int]:
    """What the interpreter reads at an offset, and the offset after it."""
    stream = io.BytesIO(reading.data[:end])
    stream.seek(pos)
    try:
        value = node._parsereport(stream, reading.scope(fields, outer), "(parsing)")
    except ConstructError:
        raise Short from None
    return value, stream.tell()


def key_in(token: Any, reading: Reading) -> Any:
    """The key of a token that the rules told, or None where it has none."""
    header, key = token.get("header"), reading.bound.key
    if header is None or key is None:
        return None
    try:
        return key.make(*(header[name] for name in key.fields))
    except KeyError:
        return None


def has_unopened_end(row: Row) -> bool:
    """Whether the last thing inside a row is one that was left unopened."""
    while len(row) > CHILDREN:
        if row[CHILDREN] is None:
            return True
        if not row[CHILDREN]:
            return False
        row = row[CHILDREN][-1]
    return False


def end_of(row: Row) -> int:
    """The offset after a row and all that it holds."""
    while len(row) > CHILDREN and row[CHILDREN]:
        row = row[CHILDREN][-1]
    if row[END] is None or (len(row) > CHILDREN and row[CHILDREN] is not None):
        return int(row[OFFSET] + row[SHAPE].size)
    return int(row[END])


class RowTokens:
    """Rows as the rules look at a list of tokens."""

    def __init__(self, rows: list[Row], data: bytes, key: Any) -> None:
        self.rows = rows
        self._data = data
        self._key = key

    def value_of(self, **fields: Any) -> bytes | None:
        """The value of the first token whose header has these fields; None where there is none."""
        if self._key is not None and set(fields) == set(self._key.fields):
            wanted = self._key.make(*(fields[name] for name in self._key.fields))
            for row in self.rows:
                if row[KEY] == wanted:
                    return self._data[row[OFFSET] + row[SHAPE].size : row[END]]
            return None
        return containers_of(self.rows, self._data).value_of(**fields)


def container_of(row: Row, data: bytes) -> Any:
    """The container that the interpreter would have made of a row's token, without its children."""
    shape = row[SHAPE]
    if shape.told is not None:
        return shape.told
    offset = row[OFFSET]
    value_offset = offset + shape.size
    settled = shape.settled
    if shape.measured:
        settled = {**settled, "body": shape.body._replace(end=row[END])}
    token = Container()
    here = offset
    for subcon in shape.construct.subcons:
        name, inner = subcon.name, subcon.subcon
        if name in settled:
            token[name] = settled[name]
        elif inner is Tell:
            token[name] = here
        elif isinstance(inner, Extent):
            token[name] = b"" if shape.opens is not None else data[value_offset : row[END]]
        else:
            token[name] = Container(shape.header(data, offset))
            here = value_offset
    token["kind"] = shape.token
    return token


def containers_of(rows: list[Row], data: bytes) -> combinators.Tokens:
    """The containers of rows and of all inside them, without recursion."""
    top = combinators.Tokens()
    pending = [(iter(rows), top)]
    while pending:
        rows_left, tokens = pending[-1]
        row = next(rows_left, None)
        if row is None:
            pending.pop()
            continue
        token = container_of(row, data)
        tokens.append(token)
        if len(row) > CHILDREN:
            token["children"] = combinators.Tokens()
            pending.append((iter(row[CHILDREN]), token["children"]))
    return top


def expanded(part: Part, value: Any, data: bytes) -> Any:
    """A part's flat value as the interpreter would have it."""
    match part:
        case Group():
            return Container(_members(part, value, data))
        case Choice() if not part.is_levels:
            place, chosen = value
            return None if place is None else expanded(part.cases[place][1], chosen, data)
        case Choice() | Tokens():
            if value is None:
                return None
            tokens = containers_of(value, data)
            return tokens[0] if isinstance(part, Tokens) and part.node.single else tokens
        case Wrapping():
            content = expanded(part.content, value.content, value.inside)
            return Container(**value.fields, content=content)
        case Several():
            return ListContainer(value)
        case _:
            return value


def _members(part: Group, values: tuple[Any, ...], data: bytes) -> Iterator[tuple[str, Any]]:
    left = iter(values)
    for one in part.parts:
        if isinstance(one, Fixed):
            yield from ((field.name, next(left)) for field in one.fields)
        else:
            yield one.name, expanded(one, next(left), data)
