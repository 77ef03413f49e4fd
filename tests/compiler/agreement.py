"""What two evaluators have to agree on: the value with all its types and the order of its fields, or the error."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from construct import Construct, Container

from dicomconstruct.compiler import Compiled


def spelt(value: Any) -> Any:
    """A value as plain data that compares exactly: types, order of fields, the bits of floats."""
    if isinstance(value, Mapping):
        fields = [(name, spelt(one)) for name, one in value.items() if name != "_io"]
        return type(value).__name__, fields
    if isinstance(value, list):
        return type(value).__name__, [spelt(one) for one in value]
    if isinstance(value, float):
        return "float", "nan" if math.isnan(value) else struct.pack(">d", value)
    return type(value).__name__, value


def outcome(call: Callable[[], Any]) -> Any:
    """What a call gives, or the type and text of what it raises; the interpreter never raises EngineMismatch."""
    try:
        return spelt(call())
    except Exception as error:
        return type(error), str(error)


def same_parse(compiled: Compiled, construct: Construct, data: bytes) -> Any:
    """Assert that both read the same of any bytes; what they read."""
    expected = outcome(lambda: construct.parse(data))
    assert outcome(lambda: compiled.parse(data)) == expected
    return expected


def same_build(compiled: Compiled, construct: Construct, value: Any) -> Any:
    """Assert that both write the same of any fields; what they write."""
    expected = outcome(lambda: construct.build(value))
    assert outcome(lambda: compiled.build(value)) == expected
    return expected


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all fields and elements inside a value, in order."""
    named = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    for name, one in named:
        if name != "_io":
            yield (*path, name)
            yield from places(one, (*path, name))


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def copied(value: Any) -> Any:
    """A copy of a value all the way down; tuples and bytes are shared."""
    if isinstance(value, Mapping):
        return Container((name, copied(one)) for name, one in value.items() if name != "_io")
    return type(value)(copied(one) for one in value) if isinstance(value, list) else value


def with_field(value: Any, path: tuple[Any, ...], one: Any) -> Any:
    """The value with one of its fields exchanged."""
    changed = copied(value)
    at(changed, path[:-1])[path[-1]] = one
    return changed


def without_field(value: Any, path: tuple[Any, ...]) -> Any:
    """The value without one of its fields."""
    changed = copied(value)
    del at(changed, path[:-1])[path[-1]]
    return changed


WRONG = (None, "", "text", b"", b"\0" * 300, -1, 1 << 70, 1.5, [], {}, object)
"""What no field of a number, of bytes or of a structure can be, each for some of them."""


def wrong_values(value: Any) -> Iterator[tuple[str, Any]]:
    """The value with each of its fields missing, or something else; and what was done to it."""
    if any(places(value)):
        yield from ((f"nothing but {one!r}", one) for one in WRONG)
    for path in places(value):
        yield f"without {path}", without_field(value, path)
        former = at(value, path)
        nearly: list[Any] = []
        if isinstance(former, bytes):
            nearly = [former + b"\0", former[:-1], bytearray(former), memoryview(former), former.decode("latin-1")]
        elif isinstance(former, int):
            nearly = [former + 1, former - 1, str(former), bytes([former & 0xFF]), float(former)]
        elif isinstance(former, list):
            nearly = [former + former[-1:], former[:-1], tuple(former)]
        for one in (*WRONG, *nearly):
            yield f"{path} as {one!r:.40}", with_field(value, path, one)
