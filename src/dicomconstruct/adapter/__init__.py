"""The one bridge between the containers of the grammar and the nodes and values of the layers above."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.adapter.containers import container_of as container_of
    from dicomconstruct.adapter.containers import nested as nested
    from dicomconstruct.adapter.containers import token_of as token_of
    from dicomconstruct.adapter.containers import tree_of as tree_of
    from dicomconstruct.adapter.edits import replace_value as replace_value
    from dicomconstruct.adapter.looking import LookedThrough as LookedThrough
    from dicomconstruct.adapter.looking import look_at_rows as look_at_rows
    from dicomconstruct.adapter.looking import look_at_tokens as look_at_tokens
    from dicomconstruct.adapter.meaning import Meaning as Meaning
    from dicomconstruct.adapter.meaning import Seen as Seen
    from dicomconstruct.adapter.meaning import meaning_of as meaning_of
    from dicomconstruct.adapter.meaning import meanings as meanings
    from dicomconstruct.adapter.meaning import standard_elements as standard_elements
    from dicomconstruct.adapter.meaning import with_meanings as with_meanings
    from dicomconstruct.adapter.output import written as written
    from dicomconstruct.adapter.pieces import relaid as relaid
    from dicomconstruct.adapter.rows import TreeMaker as TreeMaker

_HOMES = {
    "LookedThrough": "dicomconstruct.adapter.looking",
    "Meaning": "dicomconstruct.adapter.meaning",
    "Seen": "dicomconstruct.adapter.meaning",
    "TreeMaker": "dicomconstruct.adapter.rows",
    "container_of": "dicomconstruct.adapter.containers",
    "look_at_rows": "dicomconstruct.adapter.looking",
    "look_at_tokens": "dicomconstruct.adapter.looking",
    "meaning_of": "dicomconstruct.adapter.meaning",
    "meanings": "dicomconstruct.adapter.meaning",
    "nested": "dicomconstruct.adapter.containers",
    "relaid": "dicomconstruct.adapter.pieces",
    "replace_value": "dicomconstruct.adapter.edits",
    "token_of": "dicomconstruct.adapter.containers",
    "tree_of": "dicomconstruct.adapter.containers",
    "standard_elements": "dicomconstruct.adapter.meaning",
    "with_meanings": "dicomconstruct.adapter.meaning",
    "written": "dicomconstruct.adapter.output",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = [
    "LookedThrough",
    "Meaning",
    "Seen",
    "TreeMaker",
    "container_of",
    "look_at_rows",
    "look_at_tokens",
    "meaning_of",
    "meanings",
    "nested",
    "relaid",
    "replace_value",
    "standard_elements",
    "token_of",
    "tree_of",
    "with_meanings",
    "written",
]
