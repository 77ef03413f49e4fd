# records: the header of an alternative is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""An alternative whose header changes its byte order halfway."""

from construct import Int16ub, Int16ul, Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.alternatives import Alternative
from dicomconstruct.grammar.combinators import Nested

LINE = Alternative("leaf", Struct("number" / Int16ub, "size" / Int16ul), (), {"body": None, "form": None}, "size")

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(alternatives=(LINE,))}, RECORDS))
