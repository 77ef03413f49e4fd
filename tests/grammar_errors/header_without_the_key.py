# number: every alternative's header begins with the key's fields
"""A key whose field does not come first."""

from construct import Bytes, Int16ub, Struct
from tlv import KEY, RECORDS, Body, levels

from dicomconstruct.grammar.alternatives import Alternative
from dicomconstruct.grammar.combinators import Nested

HEADER = Struct("kind" / Bytes(1), "number" / Int16ub)
LINE = Alternative("leaf", HEADER, (), {"body": Body(None), "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(alternatives=(LINE,))}, RECORDS, key=KEY))
