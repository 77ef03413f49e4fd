"""The runtime of emitted code: shapes, rows, frames, memos, and the call of the interpreter.

Functions that need construct are in `interpreting.py`, which is loaded where emitted code has to ask the grammar.

A *row* is one token as a tuple: ``(shape, offset, end, key)``, and ``children`` for one that opens a level.
Its shape has all that does not change from token to token. `end` is where the value ends; None where a
delimiter does, or where children have to be asked.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from struct import Struct
from sys import maxsize
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, cast

from dicomconstruct.grammar.keys import Key
from dicomconstruct.lazy import above

if TYPE_CHECKING:
    from construct import Construct

MEMO_LIMIT = 1 << 16
"""The most answers that a memo keeps, whatever a hostile file asks."""

REACH = 64
"""The most bytes that emitted code looks ahead of a token's beginning."""

MANY = 1 << 16
"""Size from which on a value is given as a view, where only its length is asked."""

Row = tuple[Any, ...]
LevelReader = Callable[[bytes, int, "RowFrame", "Reading"], tuple[int, "RowFrame | None"]]
Notes = Mapping[int, tuple[str, ...]]
"""By offset, the names of the recovery rules that were needed there."""
SHAPE, OFFSET, END, KEY, CHILDREN = range(5)
KEY_MEMO = "key"
"""The name of the memo of rows' keys; the others are memos of context parameters."""


def interpreting() -> Any:
    """The module that asks the grammar."""
    return above("interpreter")


class Memo(dict[int, Any]):
    """Cache of a function of fields, by the number that their bytes make; KeyError where the function raises it."""

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
    """The levels that a reading leaves unread."""

    NO = "nothing"
    LENGTHS = "levels of defined length"
    LATER = "levels of defined length, and all of the nested structure at the end"


@dataclass(slots=True, eq=False, repr=False)
class Shape:
    """The properties that all tokens read by one alternative share.

    Parameters
    ----------
    token
        Its name.
    construct
        The construct of the whole token.
    size
        The size of its header.
    known
        The fields that are known of it, ``body`` among them.
    constants
        The header fields that the alternative's tests leave one value.
    opens
        The key of the level that follows, or None; `read` is its reader.
    fields, unpack
        The names of the header's fields, and the function that reads them; None for recovered tokens.
    measured
        Whether a length field says where its value ends.
    container
        The token's container, where a recovery rule read it.
    """

    token: str
    construct: Construct
    size: int
    known: Mapping[str, Any]
    constants: Mapping[str, Any]
    opens: Hashable | None
    fields: tuple[str, ...] = field(default=(), kw_only=True)
    unpack: Callable[[bytes, int], tuple[Any, ...]] | None = field(default=None, kw_only=True)
    measured: bool = field(default=True, kw_only=True)
    container: Any = field(default=None, kw_only=True)
    body: Any = field(init=False)
    read: LevelReader | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.body = self.known["body"]

    def header(self, data: bytes, offset: int) -> dict[str, Any]:
        """The header's fields, read again."""
        if self.unpack is None:
            return dict(self.container.get("header") or {})
        return dict(zip(self.fields, self.unpack(data, offset), strict=True))

    def __repr__(self) -> str:
        return f"<{self.token} {' '.join(str(value) for value in self.constants.values())}>"


@dataclass(slots=True, eq=False, repr=False)
class RowFrame:
    """One open level while emitted code reads; to the rules it looks like the interpreter's frame."""

    read: LevelReader
    key: Hashable
    end: int
    has_length: bool
    row: Row | None
    parent: RowFrame | None
    depth: int
    rows: list[Row]
    reading: Reading
    lazy: bool
    _owner: Any = field(default=None, init=False)

    @property
    def owner(self) -> Any:
        """The container of the token that opened the level."""
        if self._owner is None and self.row is not None:
            self._owner = interpreting().header_of(self.row, self.reading)
        return self._owner

    @property
    def previous(self) -> Any:
        """The container of the token before this place without its value; None at the beginning of the level."""
        return interpreting().header_of(self.rows[-1], self.reading) if self.rows else None


class Context(dict[str, Any]):
    """The fields read so far, as rules look them up."""

    __getattr__ = dict.__getitem__

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value


class Short(Exception):
    """The bytes, or the fields, are not what the structure takes; the interpreter says why."""


class Incomplete(Exception):
    """The next token begins where bytes are not at hand; reading goes on at `pos` in `frame` once they are."""

    def __init__(self, pos: int, frame: RowFrame) -> None:
        super().__init__(pos)
        self.pos = pos
        self.frame = frame


class UnreadLevel(NamedTuple):
    """A nested structure that has not been read yet: its bytes from `pos` to `end`, and its outermost level."""

    data: bytes
    pos: int
    end: int
    reading: Reading
    start: Hashable


class Bound:
    """Context parameters, and the memos of their answers; kept from one reading to the next."""

    def __init__(self, parameters: Mapping[str, Any], defaults: Mapping[str, Any], key: Key | None) -> None:
        self.parameters = Context(parameters)
        self.key = key
        for name, default in defaults.items():
            setattr(self, name, parameters.get(name, default))


@dataclass(slots=True, eq=False, repr=False)
class Reading:
    """Bytes being read, for emitted code and for the rules.

    Parameters
    ----------
    data
        The bytes at hand.
    bound
        Context parameters.
    base
        The offset of the first of them. All offsets count from the beginning of the input.

    Attributes
    ----------
    reach
        The offset from which on no token is read before there are more bytes at hand; beyond every offset
        where there are no more.
    recovery
        By offset, the names of the recovery rules that were needed there; None where that is not kept.
    """

    data: bytes
    bound: Bound
    base: int = 0
    reach: int = field(default=maxsize, init=False)
    recovery: dict[int, tuple[str, ...]] | None = field(default=None, init=False)
    _stream: BinaryIO | None = field(default=None, init=False)

    @property
    def parameters(self) -> Context:
        return self.bound.parameters

    @property
    def end(self) -> int:
        """The offset behind the last byte of the input."""
        return self.base + len(self.data)

    def note(self, pos: int, names: list[str]) -> None:
        """Keep which recovery rules were needed at an offset, each once however often it is read."""
        if self.recovery is not None:
            self.recovery[pos] = tuple(dict.fromkeys((*self.recovery.get(pos, ()), *names)))

    def stretch(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`, fewer where the input ends before."""
        return self.data[max(0, start - self.base) : max(0, end - self.base)]

    def inside(self, data: bytes) -> Reading:
        """Other bytes, read with the same parameters."""
        made = Reading(data, self.bound)
        made.recovery = None if self.recovery is None else {}
        return made

    def at(self, data: bytes, base: int) -> Reading:
        """A reading of the same input whose bytes begin at `base`; this one where its bytes do."""
        return self if data is self.data else Reading(data, self.bound, base)

    @property
    def stream(self) -> BinaryIO:
        """The bytes as the rules look at them."""
        if self._stream is None:
            self._stream = cast(BinaryIO, ReadingStream(self) if self.base else io.BytesIO(self.data))
        return self._stream

    def give_views(self) -> None:
        """Give values of many bytes as views rather than copies: only their length is asked."""
        if not self.base:
            self._stream = Views(self.data)

    def asked(self, rule: Callable[[BinaryIO, Any], Any], pos: int, fields: dict[str, Any], outer: Any) -> Any:
        """A rule's answer at an offset."""
        stream = self.stream
        stream.seek(pos)
        return rule(stream, self.scope(fields, outer))

    def scope(self, fields: dict[str, Any], outer: Any = None) -> Any:
        """The context that rules see."""
        flags = {"_parsing": True, "_building": False, "_sizing": False}
        return Context(fields, _=outer, _params=self.parameters, **flags)


class Views(io.BytesIO):
    """Bytes as a file whose large reads are views."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self._view = memoryview(data)

    def read(self, count: int | None = -1, /) -> Any:
        if count is None or count < MANY:
            return super().read(count)
        here = self.tell()
        self.seek(min(here + count, len(self._view)))
        return self._view[here : here + count]


class ReadingStream(io.RawIOBase):
    """The input of a reading as a file with the reading's offsets."""

    def __init__(self, reading: Reading) -> None:
        super().__init__()
        self._reading = reading
        self._here = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._here, os.SEEK_END: self._reading.end}[whence]
        self._here = start + offset
        return self._here

    def tell(self) -> int:
        return self._here

    def read(self, count: int | None = -1) -> bytes:
        end = self._reading.end if count is None or count < 0 else self._here + count
        data = self._reading.stretch(self._here, end)
        self._here += len(data)
        return data


def has_unopened_end(row: Row) -> bool:
    """Whether the last row inside a row was left unopened."""
    while len(row) > CHILDREN:
        if row[CHILDREN] is None:
            return True
        if not row[CHILDREN]:
            return False
        row = row[CHILDREN][-1]
    return False


def end_of(row: Row) -> int:
    """The offset after a row and all of its children."""
    while len(row) > CHILDREN and row[CHILDREN]:
        row = row[CHILDREN][-1]
    if row[END] is None or (len(row) > CHILDREN and row[CHILDREN] is not None):
        return int(row[OFFSET] + row[SHAPE].size)
    return int(row[END])


def value_under(key: Any, rows: list[Row], data: bytes) -> bytes | None:
    """The value of the first row of a key, empty for one that opens a level; None if there is no such row."""
    row = {row[KEY]: row for row in reversed(rows)}.get(key)
    if row is None:
        return None
    return b"" if len(row) > CHILDREN else data[row[OFFSET] + row[SHAPE].size : row[END]]


class RowTokens:
    """Rows as the rules look at a list of tokens."""

    def __init__(self, rows: list[Row], data: bytes, key: Any) -> None:
        self.rows = rows
        self._data = data
        self._key = key

    def value_of(self, key: tuple[Any, ...]) -> bytes | None:
        """The value of the first token whose header begins with these fields, or None."""
        if self._key is not None and len(key) == len(self._key.fields):
            return value_under(self._key.make(*key), self.rows, self._data)
        value: bytes | None = interpreting().containers_of(self.rows, self._data, {}).value_of(key)
        return value
