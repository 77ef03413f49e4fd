"""Face of pydicom.charset."""

from dicomconstruct.dataelem.representations import CUSTOMIZABLE_CHARSET_VR
from dicomconstruct.parts.text_decoding import TEXT_DELIMITERS, decode_element
from dicomconstruct.values.character_sets_generated import CHARACTER_SETS
from dicomconstruct.values.encodings import (
    DEFAULT_ENCODING,
    convert_encodings,
    decode_bytes,
    encode_string,
    python_encodings,
)
from dicomconstruct.values.iso2022 import GRAPHIC_SETS
from dicomconstruct.values.repertoire import DEFAULT_TERM

default_encoding = DEFAULT_ENCODING
python_encoding = dict(python_encodings())
STAND_ALONE_ENCODINGS = tuple(term for term, row in CHARACTER_SETS.items() if row[6])
decode_string = decode_bytes
ESC = b"\x1b"
TEXT_VR_DELIMS = set(TEXT_DELIMITERS)
CODES_TO_ENCODINGS = {
    escape: DEFAULT_ENCODING if graphic.term == DEFAULT_TERM else python_encoding[graphic.term]
    for escape, graphic in GRAPHIC_SETS.items()
}
"""The codec that each escape sequence switches to (PS3.3 C.12.1.1.2)."""
ENCODINGS_TO_CODES = {encoding: code for code, encoding in reversed(CODES_TO_ENCODINGS.items())}

__all__ = [
    "CODES_TO_ENCODINGS",
    "CUSTOMIZABLE_CHARSET_VR",
    "ENCODINGS_TO_CODES",
    "ESC",
    "STAND_ALONE_ENCODINGS",
    "TEXT_VR_DELIMS",
    "convert_encodings",
    "decode_bytes",
    "decode_element",
    "decode_string",
    "default_encoding",
    "encode_string",
    "python_encoding",
]
