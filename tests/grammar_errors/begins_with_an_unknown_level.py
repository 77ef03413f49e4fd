# records.group: a test by a level that the structure does not have: nowhere
"""A test of what stands inside by a level that is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.alternatives import Begins
from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = (replace(LEVEL.alternatives[2], tests=(Begins("nowhere"),)),)

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
