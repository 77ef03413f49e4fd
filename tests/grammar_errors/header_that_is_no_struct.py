# records: the header of a way is a Struct of fixed fields in one byte order
# (see docs/compiler.md: what can be compiled)
"""A way whose header is a number alone."""

from construct import Int16ub, Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Way

WAY = Way("leaf", Int16ub, (), {"body": None, "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(ways=(WAY,))}, RECORDS))
