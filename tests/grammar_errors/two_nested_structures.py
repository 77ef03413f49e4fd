# bad: nested structures over different levels are compiled apart
"""Two nested structures that share no levels."""

from construct import Struct
from tlv import RECORDS, levels

from dicomconstruct.grammar.combinators import Nested

GRAMMAR = Struct("one" / Nested(levels(), RECORDS), "two" / Nested(levels(), RECORDS))
