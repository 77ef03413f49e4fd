# bad.a: a field of this name stands before (see docs/compiler.md: what can be compiled)
"""Two fields of one name, of which a container would keep the last."""

from construct import Int8ub, Int16ub, Struct

GRAMMAR = Struct("a" / Int8ub, "b" / Int8ub, "a" / Int16ub)
