# records.leaf: the body of the token is not known (see docs/compiler.md: what can be compiled)
"""An alternative that does not say what follows its header."""

from dataclasses import replace

from construct import Struct
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

LEVEL = levels()[RECORDS]
LINES = (replace(LEVEL.alternatives[0], known={}),)

GRAMMAR = Struct("records" / Nested({RECORDS: LEVEL._replace(alternatives=LINES)}, RECORDS, key=KEY))
