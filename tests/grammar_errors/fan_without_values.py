# records.leaf: an alternative that fans out says what values its field has: kind
# (see docs/compiler.md: what can be compiled)
"""An alternative that fans out by a field of which no test says the values."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = tuple(replace(one, tests=(), fan="kind") for one in LEVEL.alternatives[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
