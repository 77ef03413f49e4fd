"""Text values: lossless conversion between the bytes of one value and a Python object."""

from dicomconstruct.lazy import point_to_face
from dicomconstruct.values.charset import CharacterSets
from dicomconstruct.values.converters import (
    APPLICATION_ENTITY,
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
from dicomconstruct.values.decimal_string import DS, DSdecimal, DSfloat
from dicomconstruct.values.integer_string import IS, ISfloat
from dicomconstruct.values.multi_value import ConstrainedList, MultiValue, joined
from dicomconstruct.values.person_name import NameComponents, PersonName
from dicomconstruct.values.text import Text

point_to_face(globals())

__all__ = [
    "APPLICATION_ENTITY",
    "DA",
    "DATE",
    "DATE_TIME",
    "DECIMAL_STRING",
    "DEFAULT_TEXT",
    "DS",
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
    "ConstrainedList",
    "Converter",
    "DSdecimal",
    "DSfloat",
    "ISfloat",
    "MultiValue",
    "NameComponents",
    "PersonName",
    "Text",
    "joined",
]
