# bad.value: a switch with a default has no lowering (see docs/compiler.md: what can be compiled)
"""A switch that reads something where no case matches."""

from construct import Int8ub, Int16ub, Struct, Switch, this

GRAMMAR = Struct("kind" / Int8ub, "value" / Switch(this.kind, {1: Int16ub}, default=Int8ub))
