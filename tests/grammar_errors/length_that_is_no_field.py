# records.leaf: the length is no field of the header: extent (see docs/compiler.md: what can be compiled)
"""An alternative whose length field is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = tuple(replace(one, length="extent") for one in LEVEL.alternatives[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
