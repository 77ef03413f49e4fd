# held: field size holds no tokens that are found by a key
"""A decision copied from a field that is not a nested structure."""

from construct import Int8ub, Struct

from dicomconstruct.grammar.combinators import Copied


def length(value: bytes | None) -> int:
    return len(value or b"")


GRAMMAR = Struct("size" / Int8ub, "held" / Copied("size", (1,), length))
