"""A small format of records within records, with its rules and its alternatives, made up for the tests.

A record is a number, a letter for its kind, a size, and a value. Groups end where their size says, or at a
delimiter. Whatever is no record is kept as garbage, so that any bytes at all can be read; in the strict
grammar there is no garbage, and such bytes are an error.
"""

from __future__ import annotations

from typing import Any, BinaryIO, NamedTuple

from construct import Bytes, Int8ub, Int16ub, Int32ub, Struct, Switch, Tell, this

from dicomconstruct.grammar.alternatives import Alternative, Begins, Delimited, Enclosed, Ending, Is, Key, Shallow
from dicomconstruct.grammar.combinators import CLOSE, Extent, Known, Level, Nested, look_ahead

SHORT, LONG = "short", "long"
HEADERS = {
    SHORT: Struct("number" / Int16ub, "kind" / Bytes(1), "size" / Int8ub),
    LONG: Struct("number" / Int16ub, "kind" / Bytes(1), "size" / Int32ub),
}
KIND = slice(2, 3)
LEAVES = {b"N": SHORT, b"T": SHORT, b"B": LONG}
GROUP, OPEN, END = b"G", b"O", b"E"
FORMS = {**LEAVES, GROUP: SHORT, OPEN: SHORT, END: SHORT}
RECORDS = "records"
STARTS = b"\0\1"
"""A number with which content counts as records, whatever comes after it."""
MAX_DEPTH = 3


class Body(NamedTuple):
    """What follows a header."""

    key: str | None
    end: int | None = None


def header_at(data: bytes, at: int, end: int) -> tuple[int, str, Any] | None:
    """Where the value of the record at an offset begins, its form and its header; None where none fits."""
    form = FORMS.get(data[at + KIND.start : at + KIND.stop])
    if form is None or at + HEADERS[form].sizeof() > end:
        return None
    begin = at + HEADERS[form].sizeof()
    return begin, form, HEADERS[form].parse(data[at:begin])


def is_leaf_at(data: bytes, at: int, end: int) -> bool:
    """Whether a leaf with a number stands there, its value within `end`."""
    found = header_at(data, at, end)
    return found is not None and found[2].kind in LEAVES and found[2].number > 0 and found[0] + found[2].size <= end


def rule(stream: BinaryIO, context: Any) -> str:
    """What stands at this place, any bytes at all."""
    frame, here = context.frame, stream.tell()
    if here == frame.end:
        return CLOSE
    data = bytes(here) + look_ahead(stream, frame.end - here)
    found = header_at(data, here, frame.end)
    if found is None:
        context.body, context.form = Body(None, frame.end), None
        return "garbage"
    begin, form, header = found
    context.form = form
    stop = begin + header.size
    deep = frame.depth >= context._params.get("max_depth", MAX_DEPTH)
    if header.kind == GROUP and stop <= frame.end and not deep and begins_records(data, begin, stop):
        context.body = Body(RECORDS, stop)
        return "group"
    if header.kind == OPEN and header.size == 0 and not deep:
        context.body = Body(RECORDS)
        return "group"
    if header.kind == END and header.size == 0 and frame.owner is not None and not frame.has_length:
        context.body = Body(None)
        return "end"
    context.body = Body(None, min(stop, frame.end))
    return "leaf"


def begins_records(data: bytes, begin: int, stop: int) -> bool:
    return begin == stop or data[begin : begin + len(STARTS)] == STARTS or is_leaf_at(data, begin, stop)


def strict_rule(stream: BinaryIO, context: Any) -> str:
    """The same with a record at every place: other bytes fail in the header."""
    name = rule(stream, context)
    if name != "garbage":
        return name
    context.form = LONG
    return "leaf"


def value_length(stream: BinaryIO, context: Any) -> int:
    """Up to where the body ends; what opens a level has no value of its own."""
    return 0 if context.body.key == RECORDS or context.body.end is None else context.body.end - stream.tell()


def token(*header: Any) -> Struct:
    """A token with these header fields."""
    return Struct(
        "offset" / Tell,
        "body" / Known("body"),
        "form" / Known("form"),
        *header,
        "value_offset" / Tell,
        "value" / Extent(value_length),
    )


RECORD = token("header" / Switch(this.form, HEADERS))
GARBAGE = token()


def key_of(number: int) -> str:
    """What rows keep of a number; zero is for the rules."""
    if number == 0:
        raise KeyError(number)
    return f"#{number}"


KEY = Key(("number",), key_of)
SHALLOW = Shallow("max_depth", MAX_DEPTH, levels=1)


def alternatives() -> tuple[Alternative, ...]:
    """The ordinary records."""
    leaf, group = Body(None), Body(RECORDS)
    short = frozenset(kind for kind, form in LEAVES.items() if form == SHORT)
    no_size = Is(("size",), frozenset({0}))
    begins = Begins(RECORDS, frozenset({STARTS}))
    known = {form: {"body": leaf, "form": form} for form in HEADERS}
    opened = {"body": group, "form": SHORT}
    return (
        Alternative("leaf", HEADERS[SHORT], (Is(("kind",), short),), known[SHORT], "size", typed_by="kind"),
        Alternative("leaf", HEADERS[LONG], (Is(("kind",), frozenset({b"B"})),), known[LONG], "size"),
        Alternative(
            "group",
            HEADERS[SHORT],
            (Is(("kind",), frozenset({GROUP})), SHALLOW, begins),
            opened,
            "size",
            is_conclusive=False,
        ),
        Alternative(
            "group",
            HEADERS[SHORT],
            (Is(("kind",), frozenset({OPEN})), no_size, SHALLOW),
            opened,
            None,
            is_conclusive=False,
        ),
        Alternative(
            "end",
            HEADERS[SHORT],
            (Is(("kind",), frozenset({END})), no_size, Delimited(), Enclosed()),
            known[SHORT],
            None,
            has_key=False,
            is_conclusive=False,
        ),
    )


def levels(*, strict: bool = False, with_alternatives: bool = True) -> dict[str, Level]:
    """The one level of the format, with or without its alternatives."""
    tokens = {"leaf": RECORD, "group": RECORD, "end": RECORD}
    if not strict:
        tokens["garbage"] = GARBAGE
    return {
        RECORDS: Level(
            strict_rule if strict else rule,
            tokens,
            frozenset({"end"}),
            alternatives() if with_alternatives else (),
            Ending(not_before=frozenset()),
        )
    }


LEVELS = levels()
TLV = Nested(LEVELS, RECORDS, key=KEY)
BY_RULES = Nested(levels(with_alternatives=False), RECORDS, key=KEY)
STRICT = Nested(levels(strict=True), RECORDS, key=KEY)
ONE = Nested(LEVELS, RECORDS, single=True, key=KEY)
FILE = Struct("magic" / Bytes(2), "version" / Int8ub, "records" / TLV)


def record(number: int, kind: bytes, value: bytes = b"", *, size: int | None = None) -> bytes:
    """A record, its size as given or as it is; of an unknown kind with a short header."""
    header = HEADERS[FORMS.get(kind, SHORT)]
    built = header.build({"number": number, "kind": kind, "size": len(value) if size is None else size})
    return bytes(built) + value


def opened(number: int, *inside: bytes, closed: bool = True) -> bytes:
    """A group that a delimiter ends, or nothing does."""
    return record(number, OPEN) + b"".join(inside) + (record(0, END) if closed else b"")


def group(number: int, *inside: bytes) -> bytes:
    """A group of a size."""
    return record(number, GROUP, b"".join(inside))
