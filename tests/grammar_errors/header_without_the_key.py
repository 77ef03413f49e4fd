# number: every way's header begins with the key's fields
"""A key whose field does not come first."""

from construct import Bytes, Int16ub, Struct
from tlv import KEY, RECORDS, Body, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Way

HEADER = Struct("kind" / Bytes(1), "number" / Int16ub)
WAY = Way("leaf", HEADER, (), {"body": Body(None), "form": None}, None)

GRAMMAR = Struct("records" / Nested({RECORDS: levels()[RECORDS]._replace(ways=(WAY,))}, RECORDS, key=KEY))
