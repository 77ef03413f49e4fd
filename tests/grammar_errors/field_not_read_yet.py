# value: no field size has been read there
"""A length that stands after what it counts."""

from construct import Bytes, Int8ub, Struct, this

GRAMMAR = Struct("value" / Bytes(this.size), "size" / Int8ub)
