# nowhere: the structure has no such level to begin with
"""A nested structure whose first level is misspelt."""

from construct import Struct
from tlv import KEY, levels

from dicomconstruct.grammar.combinators import Nested

GRAMMAR = Struct("records" / Nested(levels(), "nowhere", key=KEY))
