# bad.row: an array that discards has no lowering (see docs/compiler.md: what can be compiled)
"""An array that throws away what it reads."""

from construct import Array, Int8ub, Struct

GRAMMAR = Struct("row" / Array(2, Int8ub, discard=True))
