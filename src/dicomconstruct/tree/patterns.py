"""Patterns: the facts that many tokens share. A pattern, an offset and a tag make a node."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from dicomconstruct.compiler.runtime import MEMO_LIMIT, Shape
from dicomconstruct.grammar.fixed import format_of
from dicomconstruct.grammar.headers import HEADERS
from dicomconstruct.grammar.layouts import CONTENTS, Layout
from dicomconstruct.grammar.primitives import UNDEFINED_LENGTH
from dicomconstruct.grammar.vrs import HeaderForm
from dicomconstruct.tree.kinds import Kind, Space
from dicomconstruct.tree.nodes import Node

HOLDING = (Kind.ELEMENT, Kind.FRAGMENT, Kind.ITEM)
"""Kinds with a value; delimiters have none."""
STREAM = "_io"
"""The key that construct adds to the fields of a Struct."""
FieldsReader = Callable[[bytes, int], dict[str, Any]]


class Pattern(NamedTuple):
    """The facts shared by tokens that differ in offset, tag, length and value only.

    Parameters
    ----------
    kind, header_length, form, layout, content_layout, content, reason
        As of their `Node`.
    is_level, has_value
        Whether they open a level, and whether they have a value.
    may_be_undefined
        Whether their length may be undefined.
    """

    kind: Kind
    header_length: int
    form: str
    layout: str
    content_layout: str
    content: str
    reason: str
    is_level: bool
    has_value: bool
    may_be_undefined: bool

    def node(
        self,
        made: type[Node],
        offset: int,
        fields: Mapping[str, Any],
        raw: Any,
        parent: Node | None,
        space: Space,
        value_length: int,
        children: Any,
        recovery: tuple[str, ...],
    ) -> Any:
        """A node of the class `made`; the other parameters are those of `Node`."""
        return made(
            self.kind,
            offset,
            self.header_length,
            value_length,
            fields,
            self.form,
            self.layout,
            self.content_layout,
            self.content,
            raw,
            parent,
            None,
            children,
            self.may_be_undefined and fields["length"] == UNDEFINED_LENGTH,
            self.reason,
            space,
            recovery,
        )


@lru_cache(maxsize=MEMO_LIMIT)
def pattern_of_shape(shape: Shape, layout: Layout) -> Pattern:
    """The pattern of the tokens of one alternative at a level of one layout."""
    form = shape.known.get("form", HeaderForm.IMPLICIT)
    body, kind = shape.body, Kind(shape.token)
    is_level = body.content in CONTENTS
    has_value = kind in HOLDING and not is_level
    may_be_undefined = form is not HeaderForm.SHORT
    facts = kind, shape.size, form.value, str(layout), str(body.layout), body.content, ""
    return Pattern(*facts, is_level, has_value, may_be_undefined)


def pattern_of_token(token: Any, layout: Layout) -> Pattern:
    """The pattern of a token of the reference engine at a level of a layout."""
    body, form = token["body"], form_of_token(token)
    is_level = body.content in CONTENTS
    size = token["value_offset"] - token["offset"]
    facts = Kind(token["kind"]), size, form.value if form else "", str(layout), str(body.layout), body.content
    may_be_undefined = form not in (None, HeaderForm.SHORT)
    return Pattern(*facts, body.reason, is_level, "value" in token and not is_level, may_be_undefined)


def form_of_token(token: Any) -> HeaderForm | None:
    """The header form of a token of the reference engine; None for no header."""
    form: HeaderForm | None = None if token.get("header") is None else token.get("form", HeaderForm.IMPLICIT)
    return form


def fields_of_token(token: Any) -> dict[str, Any]:
    """The header fields of a token; empty for no header."""
    return {name: one for name, one in (token.get("header") or {}).items() if name != STREAM}


def fields_reader(form: HeaderForm, layout: Layout) -> FieldsReader:
    """The reader of header fields of one form: ``reader(data, offset)``."""
    header = HEADERS[form, layout.order]
    names, unpack = [one.name for one in header.subcons], format_of(header).unpack_from

    def fields(data: bytes, offset: int) -> dict[str, Any]:
        return dict(zip(names, unpack(data, offset), strict=True))

    return fields
