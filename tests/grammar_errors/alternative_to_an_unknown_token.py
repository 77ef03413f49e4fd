# records.grroup: an alternative to a token that the level does not have
"""An alternative whose token is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = tuple(replace(one, token="grroup") if one.token == "group" else one for one in LEVEL.alternatives)

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS))
