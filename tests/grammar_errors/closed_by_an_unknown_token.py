# records.ennd: a token that the level does not have closes it
"""A closing token that is misspelt."""

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]._replace(closing=frozenset({"ennd"}))

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL}, RECORDS, key=KEY))
