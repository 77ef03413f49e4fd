# bad.value.2: VarInt has no lowering (see docs/compiler.md: what can be compiled)
"""One of several cases that the compiler does not know."""

from construct import Int8ub, Int16ub, Struct, Switch, VarInt, this

GRAMMAR = Struct("kind" / Int8ub, "value" / Switch(this.kind, {1: Int16ub, 2: VarInt}))
