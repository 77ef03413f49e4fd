# records.leaf: a test of a field that the header does not have: sort (see docs/compiler.md: what can be compiled)
"""A test whose field is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.alternatives import Is
from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = tuple(
    replace(one, tests=(Is(("sort",), frozenset({b"N"})),), typed_by=None) for one in LEVEL.alternatives[:1]
)

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
