# bad.row: only arrays of numbers have a lowering (see docs/compiler.md: what can be compiled)
"""An array of byte strings."""

from construct import Array, Bytes, Struct

GRAMMAR = Struct("row" / Array(2, Bytes(3)))
