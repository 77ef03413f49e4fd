# bad.inner.value: this expression has no lowering (see docs/compiler.md: what can be compiled)
"""A switch by a function, two structures down."""

from construct import Int8ub, Int16ub, Struct, Switch

GRAMMAR = Struct("inner" / Struct("kind" / Int8ub, "value" / Switch(lambda context: context.kind, {1: Int16ub})))
