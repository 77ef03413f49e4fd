# kind, size: a test looks at one field, or at the whole key
"""A test of fields that are not read as one."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.alternatives import Is
from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
BOTH = Is(("kind", "size"), frozenset({(b"N", 1)}))
LINES = tuple(replace(one, tests=(BOTH,), typed_by=None) for one in LEVEL.alternatives[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
