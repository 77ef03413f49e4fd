# bad.header.number: BytesInteger has no lowering (see docs/compiler.md: what can be compiled)
"""An integer of a width that `struct` has no code for."""

from construct import Int24ub, Struct

GRAMMAR = Struct("header" / Struct("number" / Int24ub))
