# told: field size holds no tokens that are found by a key
"""A decision that is said to stand in a nested structure which is none."""

from construct import Int8ub, Struct

from dicomconstruct.grammar.combinators import Decision
from dicomconstruct.grammar.ways import Held


def rule(stream: object, context: object) -> int:  # noqa: ARG001
    return 0


def length(value: bytes | None) -> int:
    return len(value or b"")


GRAMMAR = Struct("size" / Int8ub, "told" / Decision(rule, Held("size", (1,), length)))
