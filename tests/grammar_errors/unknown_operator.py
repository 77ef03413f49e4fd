# bad.value: this expression has no lowering (see docs/compiler.md: what can be compiled)
"""Arithmetic that has no counterpart in emitted source."""

from construct import Bytes, Int8ub, Struct, this

GRAMMAR = Struct("size" / Int8ub, "value" / Bytes(this.size**2))
