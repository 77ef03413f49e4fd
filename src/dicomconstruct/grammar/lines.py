"""The lines of the page as alternatives: resolved for one layout and one table of VRs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from construct import Struct

from dicomconstruct.grammar.alternatives import (
    CLOSE,
    Alternative,
    At,
    Begins,
    Delimited,
    Enclosed,
    Ending,
    Followed,
    Is,
    Not,
    Odd,
    Says,
    Test,
)
from dicomconstruct.grammar.headers import HEADERS, TAG_SIZE, VR_FIELD, tag_bytes, zeros_of
from dicomconstruct.grammar.integers import int16
from dicomconstruct.grammar.keys import TAG
from dicomconstruct.grammar.layouts import ELEMENTS, FRAGMENTS, ITEMS, NOTHING, Body, Layout
from dicomconstruct.grammar.primitives import DELIMITING_GROUP, ByteOrder
from dicomconstruct.grammar.vocabulary import EMPTY, SHALLOW, UNDEFINED, End, Line, Tag
from dicomconstruct.grammar.vrs import HeaderForm, VRTable


def ending(end: End, order: ByteOrder) -> Ending:
    """Where a level ends, in one byte order."""
    not_before = None if end.not_before is None else bytes_of_tags(order, end.not_before)
    return Ending(bytes_of_tags(order, end.before), not_before, bytes_of_tags(order, end.never_before))


def bytes_of_tags(order: ByteOrder, tags: Iterable[Tag]) -> frozenset[bytes]:
    """Tags encoded in a byte order."""
    return frozenset(tag_bytes(tag, order) for tag in tags)


def alternatives(lines: Iterable[Line], token: str, layout: Layout, vrs: VRTable) -> tuple[Alternative, ...]:
    """The alternatives of a level's lines in one layout; lines for VRs that the table lacks are left out.

    `token` is what the level consists of: elements, items or fragments.
    """
    made = (_alternative(line, token, layout, vrs) for line in lines)
    return tuple(one for one in made if all(test.values for test in one.tests if isinstance(test, Is | Says)))


def _alternative(line: Line, token: str, layout: Layout, vrs: VRTable) -> Alternative:
    header = HEADERS[line.header, layout.order]
    if line.group is not None:
        tag_alone = Struct(*header.subcons[: len(TAG)])
        another = Not(Is(TAG[:1], frozenset({line.group})))
        return Alternative(CLOSE, tag_alone, (another,), length=None, has_key=False, clause=line.clause)
    if line.content is None:
        tests: list[Test] = [Is(TAG, frozenset({line.tag}))]
        tests += [] if line.inside is None else [Delimited(), Enclosed()] if line.inside else [Delimited()]
        known: dict[str, Any] = {"body": Body(layout, NOTHING)}
        return Alternative(
            line.name, header, tuple(tests), known, None, has_key=False, is_conclusive=False, clause=line.clause
        )
    is_element = token == "element"
    known = {"form": line.header} if is_element else {}
    with_vr = line.rows is not None and line.header is not HeaderForm.IMPLICIT
    return Alternative(
        token,
        header,
        tuple(_tests(line, layout, vrs)),
        {**known, "body": Body(layout, line.content)},
        None if line.length == UNDEFINED else "length",
        typed_by="vr" if with_vr else None,
        has_key=is_element,
        is_conclusive=not line.private,
        clause=line.clause,
    )


def _tests(line: Line, layout: Layout, vrs: VRTable) -> Iterable[Test]:
    header = HEADERS[line.header, layout.order]
    size, order = header.sizeof(), layout.order
    if line.rows is not None and line.header is HeaderForm.IMPLICIT:
        yield line.rows.test(vrs)
    elif line.rows is not None:
        yield Is(("vr",), line.rows.of_form(vrs, line.header))
        yield from (Is((name,), frozenset({zeros})) for name, zeros in zeros_of(header).items())
    if line.private:
        yield Odd(TAG[0])
    if line.length is not None:
        yield line.length
    if line.tag is not None:
        yield Is(TAG, frozenset({line.tag}))
    if line.not_said is not None:
        said = line.not_said.test(vrs)
        if isinstance(said, Says) and said.values:
            yield Not(said)
    if line.no_vr:
        yield Not(At(VR_FIELD.start, VR_FIELD.stop - VR_FIELD.start, vrs.short | vrs.long))
    if line.not_first:
        either_order = frozenset().union(*(bytes_of_tags(one, line.not_first) for one in ByteOrder))
        yield Not(At(size, TAG_SIZE, either_order))
    if line.first:
        yield At(size, TAG_SIZE, bytes_of_tags(order, line.first))
    if line.content in (ITEMS, FRAGMENTS, ELEMENTS) and line.length != EMPTY:
        yield SHALLOW
    if line.then:
        yield Followed(bytes_of_tags(order, line.then))
    if line.content == ELEMENTS:
        yield Begins((layout, ELEMENTS), frozenset({bytes(int16(order).build(DELIMITING_GROUP))}))
