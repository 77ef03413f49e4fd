# records.leaf: no test has the values of the field of the token types: kind
# (see docs/compiler.md: what can be compiled)
"""Token types by a field of which no test has the values."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = tuple(replace(one, tests=(), typed_by="kind") for one in LEVEL.alternatives[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
