# bad.value: Padded has no lowering (see docs/compiler.md: what can be compiled)
"""A construct that the compiler does not know."""

from construct import Int8ub, Padded, Struct

GRAMMAR = Struct("value" / Padded(4, Int8ub))
