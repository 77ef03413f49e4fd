"""The tree of a file that was read: its bytes, the meaning of its elements, edits and writing.

With `dataset` it is the Dataset adapter layer, which converts the containers of the grammar to the object model and
back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dicomconstruct.lazy import attributes

if TYPE_CHECKING:
    from dicomconstruct.tree.compare import first_difference as first_difference
    from dicomconstruct.tree.containers import container_of as container_of, nested as nested, token_of as token_of
    from dicomconstruct.tree.edits import (
        assign as assign,
        insert as insert,
        level_of as level_of,
        replace_value as replace_value,
        take_out as take_out,
    )
    from dicomconstruct.tree.findings import Finding as Finding, Severity as Severity
    from dicomconstruct.tree.frames import (
        look_at_rows as look_at_rows,
        look_at_tokens as look_at_tokens,
        tree_of as tree_of,
        tree_of_record as tree_of_record,
    )
    from dicomconstruct.tree.headers import compiled_header as compiled_header
    from dicomconstruct.tree.kinds import Kind as Kind, Space as Space
    from dicomconstruct.tree.lines import outline as outline
    from dicomconstruct.tree.looking import LookedThrough as LookedThrough
    from dicomconstruct.tree.meaning import (
        Meaning as Meaning,
        Seen as Seen,
        meaning_of as meaning_of,
        meanings as meanings,
        scope_of as scope_of,
        standard_elements as standard_elements,
        with_meanings as with_meanings,
    )
    from dicomconstruct.tree.nodes import Leaf as Leaf, Node as Node
    from dicomconstruct.tree.output import written as written
    from dicomconstruct.tree.pieces import relaid as relaid
    from dicomconstruct.tree.tree import Coding as Coding, Tree as Tree

_HOMES = {
    "scope_of": "dicomconstruct.tree.meaning",
    "level_of": "dicomconstruct.tree.edits",
    "take_out": "dicomconstruct.tree.edits",
    "insert": "dicomconstruct.tree.edits",
    "assign": "dicomconstruct.tree.edits",
    "Coding": "dicomconstruct.tree.tree",
    "Finding": "dicomconstruct.tree.findings",
    "Kind": "dicomconstruct.tree.kinds",
    "Leaf": "dicomconstruct.tree.nodes",
    "LookedThrough": "dicomconstruct.tree.looking",
    "Meaning": "dicomconstruct.tree.meaning",
    "Node": "dicomconstruct.tree.nodes",
    "Seen": "dicomconstruct.tree.meaning",
    "Severity": "dicomconstruct.tree.findings",
    "Space": "dicomconstruct.tree.kinds",
    "Tree": "dicomconstruct.tree.tree",
    "compiled_header": "dicomconstruct.tree.headers",
    "container_of": "dicomconstruct.tree.containers",
    "first_difference": "dicomconstruct.tree.compare",
    "look_at_rows": "dicomconstruct.tree.frames",
    "look_at_tokens": "dicomconstruct.tree.frames",
    "meaning_of": "dicomconstruct.tree.meaning",
    "meanings": "dicomconstruct.tree.meaning",
    "nested": "dicomconstruct.tree.containers",
    "outline": "dicomconstruct.tree.lines",
    "relaid": "dicomconstruct.tree.pieces",
    "replace_value": "dicomconstruct.tree.edits",
    "standard_elements": "dicomconstruct.tree.meaning",
    "token_of": "dicomconstruct.tree.containers",
    "tree_of": "dicomconstruct.tree.frames",
    "tree_of_record": "dicomconstruct.tree.frames",
    "with_meanings": "dicomconstruct.tree.meaning",
    "written": "dicomconstruct.tree.output",
}

__getattr__ = attributes(__name__, _HOMES)

__all__ = [
    "Coding",
    "Finding",
    "Kind",
    "Leaf",
    "LookedThrough",
    "Meaning",
    "Node",
    "Seen",
    "Severity",
    "Space",
    "Tree",
    "assign",
    "compiled_header",
    "container_of",
    "first_difference",
    "insert",
    "level_of",
    "look_at_rows",
    "look_at_tokens",
    "meaning_of",
    "meanings",
    "nested",
    "outline",
    "relaid",
    "replace_value",
    "scope_of",
    "standard_elements",
    "take_out",
    "token_of",
    "tree_of",
    "tree_of_record",
    "with_meanings",
    "written",
]
