# bad.value: this expression has no lowering (see docs/compiler.md: what can be compiled)
"""A length that is a function, which the compiler cannot turn into source."""

from construct import Bytes, Int8ub, Struct

GRAMMAR = Struct("size" / Int8ub, "value" / Bytes(lambda context: context.size))
