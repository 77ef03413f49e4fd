# bad.inner: a field without a name keeps nothing (see docs/compiler.md: what can be compiled)
"""A field whose value nobody could write back."""

from construct import Int8ub, Padding, Struct

GRAMMAR = Struct("inner" / Struct("a" / Int8ub, Padding(1)))
