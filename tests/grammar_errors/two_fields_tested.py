# kind, size: a test looks at one field, or at the whole key
"""A test of fields that are not read as one."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested
from dicomconstruct.grammar.ways import Is

LEVEL = levels()[RECORDS]
BOTH = Is(("kind", "size"), frozenset({(b"N", 1)}))
WAYS = tuple(replace(way, tests=(BOTH,), fan=None) for way in LEVEL.ways[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(ways=WAYS)}, RECORDS, key=KEY))
