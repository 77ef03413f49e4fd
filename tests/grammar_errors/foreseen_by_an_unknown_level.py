# first: an answer by a level that no structure here has: nowhere
"""An answer that goes by a level which is misspelt."""

from construct import Int8ub, Struct
from tlv import TLV

from dicomconstruct.grammar.alternatives import Foreseen
from dicomconstruct.grammar.combinators import Decision


def rule(stream: object, context: object) -> str:  # noqa: ARG001
    return "leaf"


FIRST = Decision(rule, Foreseen("kind", {1: "leaf"}, {1: "nowhere"}, TLV))

GRAMMAR = Struct("kind" / Int8ub, "first" / FIRST, "records" / TLV)
