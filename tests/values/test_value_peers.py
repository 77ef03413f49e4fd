"""pydicom as the second opinion, on its own files and on what both decode."""

from pathlib import Path

import pydicom
import pytest
from charset_examples import NAMES, TEXTS
from pydicom import config, valuerep
from pydicom.charset import convert_encodings, decode_bytes
from pydicom.data import get_charset_files

from dicomconstruct.values import (
    DATE,
    DATE_TIME,
    DECIMAL_STRING,
    INTEGER_STRING,
    PERSON_NAME,
    TIME,
    CharacterSets,
)

FILES = sorted(path for path in get_charset_files() if path.endswith(".dcm"))
PLAIN = CharacterSets.of()


def names(dataset, inherited):
    """Yield character sets, bytes and pydicom's decoding of every name in `dataset`."""
    terms = dataset.get("SpecificCharacterSet", inherited)
    terms = [terms] if isinstance(terms, str) else terms
    for element in dataset:
        if element.VR == "SQ":
            for item in element.value:
                yield from names(item, terms)
        elif element.VR == "PN" and element.value:
            values = element.value if element.VM > 1 else [element.value]
            yield from ((terms, value) for value in values)


@pytest.mark.parametrize("path", FILES, ids=[Path(path).stem for path in FILES])
def test_names_in_files(path):
    dataset = pydicom.dcmread(path, force=True)
    found = list(names(dataset, None))
    assert found
    for terms, name in found:
        sets = CharacterSets.of(terms)
        raw = name.original_string
        ours = PERSON_NAME.decode(raw, sets)
        assert ours.rstrip("=") == str(name).rstrip("=")
        assert ours.family_name == name.family_name
        assert ours.given_name == name.given_name
        assert ours.ideographic == name.ideographic
        assert ours.phonetic == name.phonetic
        assert PERSON_NAME.encode(ours, sets) == raw


@pytest.mark.parametrize(("terms", "raw", "text"), [row[1:] for row in NAMES + TEXTS])
def test_examples(terms, raw, text):
    delimiters = {0x0D, 0x0A, 0x09, 0x0C, 0x5E, 0x3D}
    theirs = decode_bytes(raw, convert_encodings(terms.split("\\")), delimiters)
    # pydicom 3.0.2 leaves the escape sequence of ISO 2022 IR 58 in the text.
    assert theirs.replace("\x1b$)A", "") == text


@pytest.mark.parametrize("spelt", ["1", "01.0", "1e0", "+7", "-.5", "1.25E-3", "123456789.12345"])
def test_decimal_strings(spelt):
    assert DECIMAL_STRING.decode(spelt.encode(), PLAIN) == valuerep.DSfloat(spelt)


@pytest.mark.parametrize("number", [1 / 3, -1 / 3, 1e-5 / 3, 2e20 / 3, 3.14159265358979, -1e-300 / 3])
def test_rounding_is_no_worse(number):
    theirs = valuerep.format_number_as_ds(number)
    ours = DECIMAL_STRING.encode(number, PLAIN)
    assert abs(float(ours) - number) <= abs(float(theirs) - number)


@pytest.mark.parametrize("spelt", ["1", "007", "+7", "-12"])
def test_integer_strings(spelt):
    assert INTEGER_STRING.decode(spelt.encode(), PLAIN) == valuerep.IS(spelt)


@pytest.mark.parametrize(
    ("converter", "peer", "spelt"),
    [
        (DATE, valuerep.DA, "20230405"),
        (DATE, valuerep.DA, "1997.01.02"),
        (TIME, valuerep.TM, "12"),
        (TIME, valuerep.TM, "1230"),
        (TIME, valuerep.TM, "123015.5"),
        (DATE_TIME, valuerep.DT, "2023"),
        (DATE_TIME, valuerep.DT, "20230405060708.25-0500"),
        (DATE_TIME, valuerep.DT, "202304+0100"),
    ],
)
def test_dates(converter, peer, spelt, monkeypatch):
    monkeypatch.setattr(config, "datetime_conversion", True)
    assert converter.decode(spelt.encode(), PLAIN) == peer(spelt)
