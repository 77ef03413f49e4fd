# records: the header of an alternative is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""An alternative whose header is a number alone."""

from construct import Int16ub, Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.alternatives import Alternative
from dicomconstruct.grammar.combinators import Nested

LINE = Alternative("leaf", Int16ub, (), {"body": None, "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(alternatives=(LINE,))}, RECORDS))
