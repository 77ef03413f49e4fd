# records.leaf: a test of a field that the header does not have: sort (see docs/compiler.md: what can be compiled)
"""A test whose field is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Is

LEVEL = levels()[RECORDS]
WAYS = tuple(replace(way, tests=(Is(("sort",), frozenset({b"N"})),), fan=None) for way in LEVEL.ways[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(ways=WAYS)}, RECORDS, key=KEY))
