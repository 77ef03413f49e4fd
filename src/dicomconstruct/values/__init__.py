"""Text values: from the bytes of one value to a Python object and back, without losing a byte."""

from dicomconstruct.values.charset import CharacterSets
from dicomconstruct.values.converters import (
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    DEFAULT_TEXT,
    EXACT_DECIMAL_STRING,
    INTEGER_STRING,
    PERSON_NAME,
    TEXT,
    TIME,
    UNIQUE_IDENTIFIER,
    Converter,
)
from dicomconstruct.values.date_time import DA, DT, TM
from dicomconstruct.values.decimal_string import IS, DSdecimal, DSfloat
from dicomconstruct.values.multi_value import MultiValue
from dicomconstruct.values.person_name import NameComponents, PersonName
from dicomconstruct.values.text import Text

__all__ = [
    "DA",
    "DATE",
    "DATE_TIME",
    "DECIMAL_STRING",
    "DEFAULT_TEXT",
    "DT",
    "EXACT_DECIMAL_STRING",
    "INTEGER_STRING",
    "IS",
    "PERSON_NAME",
    "TEXT",
    "TIME",
    "TM",
    "UNIQUE_IDENTIFIER",
    "CharacterSets",
    "Converter",
    "DSdecimal",
    "DSfloat",
    "MultiValue",
    "NameComponents",
    "PersonName",
    "Text",
]
