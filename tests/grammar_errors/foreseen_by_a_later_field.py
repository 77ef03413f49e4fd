# judged: no field size has been read there
"""A decision foreseen by a field that stands after it."""

from construct import Int8ub, Struct

from dicomconstruct.grammar.alternatives import Foreseen
from dicomconstruct.grammar.combinators import Decision


def rule(stream: object, context: object) -> str:  # noqa: ARG001
    return "small"


GRAMMAR = Struct("judged" / Decision(rule, Foreseen("size", {1: "small"})), "size" / Int8ub)
