# records: the header of a way is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""A way whose header has a field of any length."""

from construct import Bytes, Int8ub, Struct, this
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Way

HEADER = Struct("size" / Int8ub, "name" / Bytes(this.size))
WAY = Way("leaf", HEADER, (), {"body": None, "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(ways=(WAY,))}, RECORDS))
