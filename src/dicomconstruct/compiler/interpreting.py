"""Where emitted code hands over to the interpreter: rules asked, constructs called, rows as containers."""

from __future__ import annotations

import io
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from construct import Construct, ConstructError, Container, ListContainer, Tell, integer2bytes as integer2bytes

from dicomconstruct.compiler.plan import ArrayPlan, Fixed, NestedPlan, Part, StructPlan, SwitchPlan, WrappedPlan
from dicomconstruct.compiler.runtime import (
    CHILDREN,
    END,
    OFFSET,
    SHAPE,
    Incomplete,
    LevelReader,
    Notes,
    Reading,
    Row,
    RowFrame,
    Shape,
    Short,
    has_unopened_end,
)
from dicomconstruct.grammar import combinators
from dicomconstruct.grammar.alternatives import Place
from dicomconstruct.grammar.combinators import CLOSE, HEADERS_AHEAD, Extent, Level, scope_in


def ask(
    reading: Reading,
    levels: Mapping[Hashable, Level],
    readers: Mapping[Hashable, LevelReader],
    frame: RowFrame,
    pos: int,
    tried: bool,
) -> tuple[int, RowFrame | None]:
    """Interpret one token of a level; the offset after it, and the level that goes on there.

    `tried` says that emitted code has tried every alternative here, and none fits.

    Raises Incomplete where the bytes that the token begins with are not at hand.
    """
    if pos >= reading.reach:
        raise Incomplete(pos, frame)
    if frame.lazy:
        for number in range(max(0, len(frame.rows) - HEADERS_AHEAD), len(frame.rows)):
            if has_unopened_end(frame.rows[number]):
                start = frame.rows[number][OFFSET]
                del frame.rows[number:]
                frame.lazy = False
                return start, frame
    level = levels[frame.key]
    recovery: list[str] = []
    scope = scope_in(reading.scope({}), frame=frame, recovery=recovery)
    stream = reading.stream
    stream.seek(pos)
    place = Place(stream, pos, frame.end, frame, reading.parameters, levels, reading.bound.key)
    name = level.choose(place, scope, tried=tried)
    stream.seek(pos)
    if recovery:
        reading.note(pos, recovery)
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
    shape = Shape(name, level.tokens[name], size, {"body": body}, {}, opens, container=token)
    key = key_in(token, reading)
    if opens is None:
        frame.rows.append((shape, token["offset"], after, key))
        return after, frame.parent if name in level.closing else frame
    children: list[Row] = []
    row = (shape, token["offset"], body.end, key, children)
    frame.rows.append(row)
    has_length = body.end is not None
    end = body.end if has_length else frame.end
    shape.read = readers[opens]
    inner = RowFrame(shape.read, opens, end, has_length, row, frame, frame.depth + 1, children, reading, frame.lazy)
    return after, inner


def called(
    reading: Reading, node: Construct, pos: int, end: int, fields: dict[str, Any], outer: Any
) -> tuple[Any, int]:
    """The value that the interpreter reads at an offset, and the offset after it."""
    stream = io.BytesIO(reading.data[:end])
    stream.seek(pos)
    try:
        value = node._parsereport(stream, reading.scope(fields, outer), "(parsing)")
    except ConstructError:
        raise Short from None
    return value, stream.tell()


def built(node: Construct, value: Any, parameters: Mapping[str, Any], *scopes: Any) -> bytes:
    """The bytes of a construct that the interpreter builds, in the scopes around it, the innermost first."""
    flags = {"_params": parameters, "_parsing": False, "_building": True, "_sizing": False}
    context = Container(**flags, **parameters)
    for scope in reversed(scopes):
        context = Container(scope, _=context, **flags)
    stream = io.BytesIO()
    try:
        node._build(value, stream, context, "")
    except ConstructError:
        raise Short from None
    return stream.getvalue()


def key_in(token: Any, reading: Reading) -> Any:
    """The key of a token that a recovery rule read, or None where it has none."""
    header, key = token.get("header"), reading.bound.key
    if header is None or key is None:
        return None
    try:
        return (key.make_recovered or key.make)(*(header[name] for name in key.fields))
    except KeyError:
        return None


def header_of(row: Row, reading: Reading) -> Any:
    """The container of a row's token without its value, which may be large and not at hand, and its children."""
    return _container(row, reading.stretch(row[OFFSET], row[OFFSET] + row[SHAPE].size), None)


def _container(row: Row, header: bytes, value: bytes | None) -> Any:
    shape = row[SHAPE]
    if shape.container is not None:
        return shape.container
    offset = row[OFFSET]
    value_offset = offset + shape.size
    known = shape.known
    if shape.measured:
        known = {**known, "body": shape.body._replace(end=row[END])}
    token = Container()
    here = offset
    for subcon in shape.construct.subcons:
        name, inner = subcon.name, subcon.subcon
        if name in known:
            token[name] = known[name]
        elif inner is Tell:
            token[name] = here
        elif isinstance(inner, Extent):
            token[name] = value
        else:
            token[name] = Container(shape.header(header, 0))
            here = value_offset
    token["kind"] = shape.token
    return token


def containers_of(rows: list[Row], data: bytes, recovery: Notes | None) -> combinators.Tokens:
    """The containers of rows and of all inside them, without recursion; `recovery` is that of the reading."""
    top = combinators.Tokens()
    pending = [(iter(rows), top)]
    while pending:
        rows_left, tokens = pending[-1]
        row = next(rows_left, None)
        if row is None:
            pending.pop()
            continue
        start = row[OFFSET] + row[SHAPE].size
        value = b"" if row[SHAPE].opens is not None else data[start : row[END]]
        token = _container(row, data[row[OFFSET] : start], value)
        if recovery and row[OFFSET] in recovery:
            token["recovery"] = recovery[row[OFFSET]]
        tokens.append(token)
        if len(row) > CHILDREN:
            token["children"] = combinators.Tokens()
            pending.append((iter(row[CHILDREN]), token["children"]))
    return top


def as_interpreted(part: Part, value: Any, data: bytes, recovery: Notes | None) -> Any:
    """A part's flat value as the interpreter would have it; `recovery` is that of the reading."""
    match part:
        case StructPlan():
            return Container(_members(part, value, data, recovery))
        case SwitchPlan() if not part.is_levels:
            place, chosen = value
            return None if place is None else as_interpreted(part.cases[place][1], chosen, data, recovery)
        case SwitchPlan() | NestedPlan():
            if value is None:
                return None
            tokens = containers_of(value, data, recovery)
            return tokens[0] if isinstance(part, NestedPlan) and part.node.single else tokens
        case WrappedPlan():
            content = as_interpreted(part.content, value.content, value.inside, value.recovery)
            return Container(**value.fields, content=content)
        case ArrayPlan():
            return ListContainer(value)
        case _:
            return value


def _members(
    part: StructPlan, values: tuple[Any, ...], data: bytes, recovery: Notes | None
) -> Iterator[tuple[str, Any]]:
    left = iter(values)
    for one in part.parts:
        if isinstance(one, Fixed):
            yield from ((field.name, next(left)) for field in one.fields)
        else:
            yield one.name, as_interpreted(one, next(left), data, recovery)
