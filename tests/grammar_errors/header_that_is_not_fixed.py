# records: the header of an alternative is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""An alternative whose header has a field of any length."""

from construct import Bytes, Int8ub, Struct, this
from tlv import RECORDS, levels

from dicomconstruct.grammar.alternatives import Alternative
from dicomconstruct.grammar.combinators import Nested

HEADER = Struct("size" / Int8ub, "name" / Bytes(this.size))
LINE = Alternative("leaf", HEADER, (), {"body": None, "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(alternatives=(LINE,))}, RECORDS))
