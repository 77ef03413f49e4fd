# records.garbage.text: StringEncoded has no lowering (see docs/compiler.md: what can be compiled)
"""A token with a field that the compiler does not know."""

from construct import CString, Struct, Tell
from tlv import KEY, RECORDS, levels

from dicomconstruct.grammar.combinators import Known, Nested

LEVEL = levels()[RECORDS]
GARBAGE = Struct("offset" / Tell, "body" / Known("body"), "value_offset" / Tell, "text" / CString("ascii"))

GRAMMAR = Struct(
    "records" / Nested({RECORDS: LEVEL._replace(tokens={**LEVEL.tokens, "garbage": GARBAGE})}, RECORDS, key=KEY)
)
