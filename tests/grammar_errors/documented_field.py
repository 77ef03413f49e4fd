# bad.a: a field with a parsed hook has no lowering (see docs/compiler.md: what can be compiled)
"""A field that calls a function when it has been read."""

from construct import Int8ub, Struct

GRAMMAR = Struct("a" / Int8ub * print)
