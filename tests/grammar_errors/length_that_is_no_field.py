# records.leaf: the length is no field of the header: extent (see docs/compiler.md: what can be compiled)
"""A way whose length field is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
WAYS = tuple(replace(way, length="extent") for way in LEVEL.ways[:1])

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(ways=WAYS)}, RECORDS, key=KEY))
