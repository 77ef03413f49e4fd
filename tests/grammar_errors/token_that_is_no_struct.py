# records.leaf: a token is a Struct with a field offset (see docs/compiler.md: what can be compiled)
"""A token that is a number alone."""

from construct import Int8ub, Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]

GRAMMAR = Struct(
    "records" / Nested({RECORDS: LEVEL._replace(tokens={**LEVEL.tokens, "leaf": Int8ub})}, RECORDS, key=KEY)
)
