# bad.row: only arrays of numbers have a lowering (see docs/compiler.md: what can be compiled)
"""An array of structures; those are what nested levels are for."""

from construct import Array, Int8ub, Struct

GRAMMAR = Struct("row" / Array(2, Struct("a" / Int8ub, "b" / Int8ub)))
