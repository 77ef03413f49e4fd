# records.leaf: a way that fans out says what values its field has: kind
# (see docs/compiler.md: what can be compiled)
"""A way that fans out by a field of which no test says the values."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
WAYS = tuple(replace(way, tests=(), fan="kind") for way in LEVEL.ways[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(ways=WAYS)}, RECORDS, key=KEY))
