# value: no field size has been read there
"""A length that is looked up one structure too far out."""

from construct import Bytes, Int8ub, Struct, this

GRAMMAR = Struct("inner" / Struct("size" / Int8ub, "value" / Bytes(this._.size)))
