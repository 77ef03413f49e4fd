# records.grroup: a way to a token that the level does not have
"""A way whose token is misspelt."""

from dataclasses import replace

from construct import Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
WAYS = tuple(replace(way, token="grroup") if way.token == "group" else way for way in LEVEL.ways)

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(ways=WAYS)}, RECORDS))
