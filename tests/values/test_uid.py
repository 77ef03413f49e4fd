"""Unique identifiers."""

import pytest

from dicomconstruct.errors import MalformedValue
from dicomconstruct.uid import UID
from dicomconstruct.values import UNIQUE_IDENTIFIER, CharacterSets

SETS = CharacterSets.of()


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("1.2.840.10008.1.2", True),
        ("0", True),
        ("1.0.3", True),
        ("1.02.3", False),
        ("1..3", False),
        ("1.2.", False),
        ("", False),
        ("1.2.3 ", False),
        ("1.2.3\n", False),
        ("Secondary Capture", False),
        ("1." + "1" * 62, True),
        ("1." + "1" * 63, False),
        ("1.\uff12", False),
    ],
)
def test_validity(text, valid):
    assert UID(text).is_valid is valid


def test_private():
    assert not UID("1.2.840.10008.1.2").is_private
    assert UID("1.2.840.100081.1").is_private
    assert UID("1.2.3").is_private


@pytest.mark.parametrize("raw", [b"1.2.840.10008.1.2", b"1.2\0\0\0", b"1.2 ", b"01.2", b"Secondary Capture", b""])
def test_bytes_survive(raw):
    uid = UNIQUE_IDENTIFIER.decode(raw, SETS)
    assert isinstance(uid, UID)
    assert uid == raw.decode()
    assert UNIQUE_IDENTIFIER.encode(uid, SETS) == raw


def test_malformed():
    with pytest.raises(MalformedValue):
        UNIQUE_IDENTIFIER.decode(b"1.2\xff", SETS)
