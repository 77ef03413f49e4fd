# bad.row: this expression has no lowering (see docs/compiler.md: what can be compiled)
"""An array counted by a function."""

from construct import Array, Int8ub, Int16ub, Struct

GRAMMAR = Struct("count" / Int8ub, "row" / Array(lambda context: context.count, Int16ub))
