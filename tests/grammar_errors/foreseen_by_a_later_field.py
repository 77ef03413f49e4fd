# judged: no field size has been read there
"""A decision foreseen by a field that stands after it."""

from construct import Int8ub, Struct

from dicomconstruct.grammar.combinators import Decision
from dicomconstruct.grammar.ways import Foreseen


def rule(stream: object, context: object) -> str:  # noqa: ARG001
    return "small"


GRAMMAR = Struct("judged" / Decision(rule, Foreseen("size", {1: "small"})), "size" / Int8ub)
