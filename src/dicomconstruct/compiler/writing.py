"""The runtime of emitted writers: checks that `struct` leaves out, and nested structures token by token."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from struct import Struct
from typing import TYPE_CHECKING, Any, NamedTuple

from dicomconstruct.compiler.runtime import Notes, Short, interpreting

if TYPE_CHECKING:
    from dicomconstruct.grammar.combinators import Nested

Add = Callable[[bytes], Any]
TokenWriter = Callable[[Any, Add, Mapping[str, Any]], None]


class Unwrapped(NamedTuple):
    """A wrapping as it was read: its fields, the bytes inside, their parse, the recovery rules needed."""

    fields: dict[str, Any]
    inside: bytes
    content: Any
    recovery: Notes | None


def octets(value: Any) -> bytes:
    """Bytes of any length."""
    if not isinstance(value, bytes | bytearray):
        raise Short
    return bytes(value)


def exactly(value: Any, size: int) -> bytes:
    """Bytes of one length, from bytes or from the number that they spell."""
    data = interpreting().integer2bytes(value, size) if isinstance(value, int) else octets(value)
    if len(data) != size:
        raise Short
    return bytes(data)


def packed(order: str, code: str, values: Any, count: int) -> bytes:
    """Numbers side by side, as many as the structure counts."""
    if len(values) != count:
        raise Short
    return Struct(f"{order}{count}{code}").pack(*values)


def only_bytes(value: Any) -> bytes:
    """The value, if it is `bytes`."""
    if not isinstance(value, bytes):
        raise Short
    return value


class NestedWriter:
    """Writes nested structures; the writer of each token is a function that was emitted for it."""

    def __init__(self, writers: Mapping[tuple[Hashable, str], TokenWriter]) -> None:
        self._writers = writers
        """By the level's key and the token's name."""

    def __call__(self, nested: Nested, tokens: Any, add: Add, parameters: Mapping[str, Any]) -> None:
        pending = [(nested.start, iter(tokens))]
        while pending:
            key, left = pending[-1]
            token = next(left, None)
            if token is None:
                pending.pop()
                continue
            self._writers[key, token["kind"]](token, add, parameters)
            inner = token["body"].key
            if inner in nested.levels:
                pending.append((inner, iter(token["children"])))
