"""Face of pydicom.charset."""

from __future__ import annotations

from dicomconstruct.dataelem.text_decoding import decode_element
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS
from dicomconstruct.values.encodings import (
    DEFAULT_ENCODING,
    convert_encodings,
    decode_bytes,
    encode_string,
    python_encodings,
)

default_encoding = DEFAULT_ENCODING
python_encoding = dict(python_encodings())
STAND_ALONE_ENCODINGS = tuple(term for term, row in CHARACTER_SETS.items() if row[6])
decode_string = decode_bytes

__all__ = [
    "STAND_ALONE_ENCODINGS",
    "convert_encodings",
    "decode_bytes",
    "decode_element",
    "decode_string",
    "default_encoding",
    "encode_string",
    "python_encoding",
]
