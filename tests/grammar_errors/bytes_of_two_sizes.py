# records.end: bytes that are looked for at one place are of one size (see docs/compiler.md: what can be compiled)
"""A level that ends before bytes of two sizes."""

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.alternatives import Ending
from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]._replace(ending=Ending(before=frozenset({b"a", b"bc"})))

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL}, RECORDS, key=KEY))
