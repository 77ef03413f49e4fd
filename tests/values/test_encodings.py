"""Character sets by the names of Python codecs, and what is done about text that does not fit them."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from pydicom.charset import convert_encodings as their_convert, decode_bytes as their_decode, python_encoding

from dicomconstruct import config
from dicomconstruct.dataelem import DataElement
from dicomconstruct.errors import DicomError
from dicomconstruct.parts.text_decoding import decode_element
from dicomconstruct.values import CharacterSets
from dicomconstruct.values.encodings import (
    character_sets_of,
    convert_encodings,
    decode_bytes,
    decode_leniently,
    encode_string,
    encodings_of,
    python_encodings,
)

NAME = 0x00100010


def seen(call: Any, *given: Any) -> tuple[Any, list[str]]:
    """What a call gives and what it warns of."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        result = call(*given)
    return result, [str(one.message) for one in warned]


def test_codecs_are_those_of_the_peer() -> None:
    ours = python_encodings()
    assert {term: ours.get(term) for term in python_encoding if term != "ISO 2022 58"} == {
        term: name for term, name in python_encoding.items() if term != "ISO 2022 58"
    }
    assert all("A".encode(name) for name in ours.values())


@pytest.mark.parametrize(
    "terms",
    [
        None, "", [""], "ISO_IR 100", ["", "ISO 2022 IR 87"], ["ISO 2022 IR 6", "ISO 2022 IR 87"], ["ISO IR 192"],
        ["ISO_IR 100", "ISO-IR 144"], ["ISO_IR 192", "ISO 2022 IR 100", "ISO 2022 IR 144"], "latin_1",
        ["ISO_IR 126", "GBK", "ISO 2022 IR 144"], ["ISO_IR 126", "ISO_IR 192"],
        ["ISO 2022 IR 100", "ISO 2022 IR 146"], ["nonsense"],
    ],
    ids=repr,
)  # fmt: skip
def test_terms_become_codecs_as_they_do_for_the_peer(terms: Any) -> None:
    assert seen(convert_encodings, terms) == seen(their_convert, terms)


def test_terms_that_nobody_knows() -> None:
    with config.strict_reading(), pytest.raises(LookupError, match="Unknown encoding 'nonsense'") as raised:
        convert_encodings(["ISO_IR 100", "nonsense"])
    assert isinstance(raised.value, DicomError)
    assert seen(convert_encodings, "nonsense")[0] == ["iso8859"]
    with config.disable_value_validation():
        assert seen(convert_encodings, "nonsense") == (["iso8859"], [])


@pytest.mark.parametrize(
    ("raw", "encodings"),
    [
        (b"abc", []),
        (b"\xe9", ["iso8859"]),
        (b"\xc3\xa9", ["utf8"]),
        (b"\xff", ["utf8"]),
        (b"a\xff", ["nonsense"]),
        (b"\x1b-F\xe9\xe9", ["latin_1"]),
        (b"\x1b-F\xe9^\xe9", ["latin_1", "iso_ir_126"]),
        (b"\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B", ["iso8859", "iso2022_jp"]),
        (b"A+\x1b)I\xd4\xcf^\xc0", ["iso8859", "shift_jis"]),
        (b"\x80", ["cp1252"]),
    ],
)
def test_bytes_are_decoded_as_the_peer_does(raw: bytes, encodings: list[str]) -> None:
    assert seen(decode_bytes, raw, encodings, b"^=") == seen(
        their_decode, raw, encodings or ["iso8859"], {0x5E, 0x3D}
    )


@pytest.mark.parametrize(
    ("raw", "encodings", "error"),
    [
        (b"\xff", ["utf8"], UnicodeDecodeError),
        (b"\x1b$(D\xc4\xe9", ["iso2022_jp_2"], UnicodeDecodeError),
        (b"\x1b-F\xe9", ["latin_1"], DicomError),
        (b"a", ["nonsense"], LookupError),
    ],
)
def test_strict_reading_raises(raw: bytes, encodings: list[str], error: type[Exception]) -> None:
    with config.strict_reading(), pytest.raises(error):
        decode_bytes(raw, encodings)


def test_encoding() -> None:
    assert encode_string("é", ["iso8859"]) == b"\xe9"
    assert encode_string("あé", ["latin_1", "iso2022_jp"]) == b'\x1b$B$"\x1b-A\xe9\x1b(B'
    assert encode_string("€", ["cp1252"]) == b"\x80"
    text, warned = seen(encode_string, "aあｱ", ["shift_jis"])
    assert text == b"a?\xb1"
    assert warned == [
        "Failed to encode value with encodings: shift_jis - using replacement characters in encoded string"
    ]
    with config.changed_options(writing_validation_mode=config.RAISE), pytest.raises(ValueError, match="xe9"):
        encode_string("é", ["iso_ir_126"])


def test_codecs_and_character_sets() -> None:
    for terms in ("ISO_IR 144", ["", "ISO 2022 IR 87"], "ISO_IR 192", ["ISO 2022 IR 100", "ISO 2022 IR 126"]):
        charsets = CharacterSets.of(terms)
        assert character_sets_of(encodings_of(charsets)).resolved == charsets.resolved
    assert character_sets_of(None).resolved == ("",)
    assert character_sets_of(charsets) is charsets
    with pytest.raises(LookupError):
        character_sets_of("cp1252")


def test_lenient_decoding_says_what_it_did() -> None:
    text, warned = seen(decode_leniently, b"J\xe9r", CharacterSets.of(None), b"", config.WARN)
    assert (text, len(warned)) == ("Jér", 1)
    text, warned = seen(decode_leniently, b"J\xe9r", CharacterSets.of("ISO_IR 192"), b"", config.WARN)
    assert (text, "UTF8" in warned[0]) == ("J\ufffdr", True)
    assert seen(decode_leniently, b"J\xe9r", CharacterSets.of(None), b"", config.IGNORE)[1] == []


def test_elements_given_as_bytes() -> None:
    name = DataElement(NAME, "PN", b"Buc^J\xe9r\xf4me\\\x1b-F\xc4\xe9")
    decode_element(name, ["ISO 2022 IR 100", "ISO 2022 IR 126"])
    assert name.value == ["Buc^Jérôme", "Δι"]
    assert name.value[1].original_string == b"\x1b-F\xc4\xe9"
    plain = DataElement(NAME, "PN", b"A\\B")
    assert plain.value == ["A", "B"]
    text = DataElement(0x00081039, "LO", b"R\xf6ntgen  ")
    decode_element(text, "ISO_IR 100")
    assert text.value == "Röntgen"
    code = DataElement(0x00080060, "CS", "MR")
    decode_element(code, "ISO_IR 192")
    assert code.value == "MR"
