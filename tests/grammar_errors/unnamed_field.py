# bad.inner: a field without a name keeps nothing (see docs/compiler.md: what can be compiled)
"""A field without a name, whose value would be lost."""

from construct import Int8ub, Padding, Struct

GRAMMAR = Struct("inner" / Struct("a" / Int8ub, Padding(1)))
