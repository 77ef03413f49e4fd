# records: the header of a way is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""A way whose header changes its byte order halfway."""

from construct import Int16ub, Int16ul, Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Way

WAY = Way("leaf", Struct("number" / Int16ub, "size" / Int16ul), (), {"body": None, "form": None}, "size")

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(ways=(WAY,))}, RECORDS))
