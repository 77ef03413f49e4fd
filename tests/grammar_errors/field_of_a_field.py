# bad.value: this expression has no lowering (see docs/compiler.md: what can be compiled)
"""A length inside a structure that was read before."""

from construct import Bytes, Int8ub, Struct, this

GRAMMAR = Struct("head" / Struct("size" / Int8ub), "value" / Bytes(this.head.size))
