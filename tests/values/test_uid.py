"""Unique identifiers."""

import copy
import pickle
import threading
import uuid

import pytest
from pydicom.uid import UID_dictionary, generate_uid as their_generate_uid

from dicomconstruct import config, uid
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.uid import UID, generate_uid, register_transfer_syntax, uid_of
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
    assert uid_of(text).is_valid is valid


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


def test_a_constructor_checks_and_strips():
    assert UID(" 1.2.3 ", config.IGNORE) == "1.2.3"
    with pytest.warns(UserWarning, match=r"Invalid value for VR UI: '1\.02'"):
        assert UID("1.02") == "1.02"
    with pytest.raises(DicomError, match="exceeds the maximum length of 64"):
        UID("1" * 65, config.RAISE)
    with config.strict_reading(), pytest.raises(DicomError):
        UID("1.02")
    with pytest.raises(TypeError):
        UID(123)  # type: ignore[arg-type]


@pytest.mark.parametrize("registered", ["1.2.840.10008.1.2", "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.1.2.2"])
def test_what_a_uid_is_registered_for(registered):
    known = UID(registered)
    name, kind, info, retired, keyword = UID_dictionary[registered]
    assert (known.name, known.type, known.info, known.keyword) == (name, kind, info, keyword)
    assert known.is_retired is bool(retired)
    assert getattr(uid, keyword) == known
    assert not known.is_private


def test_an_unknown_uid_has_no_name():
    unknown = UID("1.2.3")
    assert (unknown.name, unknown.type, unknown.info, unknown.keyword) == ("1.2.3", "", "", "")
    assert not unknown.is_retired
    assert not unknown.is_transfer_syntax
    with pytest.raises(ValueError, match="not a transfer syntax"):
        assert unknown.is_implicit_VR
    with pytest.raises(AttributeError):
        assert uid.NoSuchStorage


def test_transfer_syntaxes():
    implicit, big, deflated = (
        uid.ImplicitVRLittleEndian,
        uid.ExplicitVRBigEndian,
        uid.DeflatedExplicitVRLittleEndian,
    )
    assert (implicit.is_implicit_VR, implicit.is_little_endian, implicit.is_deflated) == (True, True, False)
    assert (big.is_implicit_VR, big.is_little_endian, big.is_encapsulated) == (False, False, False)
    assert deflated.is_deflated
    assert uid.RLELossless.is_compressed
    assert uid.RLETransferSyntaxes == [uid.RLELossless]
    assert uid.JPEGLosslessSV1 in uid.JPEGTransferSyntaxes
    assert uid.HTJ2K in uid.JPEG2000TransferSyntaxes
    assert set(uid.UncompressedTransferSyntaxes) == {
        implicit, big, deflated, uid.ExplicitVRLittleEndian
    }  # fmt: skip
    assert {*uid.JPEGLSTransferSyntaxes, *uid.MPEGTransferSyntaxes} < set(uid.AllTransferSyntaxes)


def test_a_private_encoding_belongs_to_the_object():
    private = UID("1.2.3")
    private.set_private_encoding(implicit_vr=True, little_endian=False)
    for same in (UID(private), copy.copy(private), copy.deepcopy(private), pickle.loads(pickle.dumps(private))):
        assert (same.is_transfer_syntax, same.is_implicit_VR, same.is_little_endian) == (True, True, False)
        assert same.is_encapsulated
        assert not same.is_deflated
    assert not UID("1.2.3").is_transfer_syntax


def test_registered_transfer_syntaxes_belong_to_the_context():
    assert uid.PrivateTransferSyntaxes == []
    with pytest.raises(ValueError, match="must be set using"):
        register_transfer_syntax("1.2.3", implicit_vr=True)
    register_transfer_syntax("1.2.3", True, True)
    register_transfer_syntax("1.2.3", False, True)
    try:
        assert uid.PrivateTransferSyntaxes == ["1.2.3"]
        assert not uid.private_transfer_syntaxes()[0].is_implicit_VR
        elsewhere = []
        thread = threading.Thread(target=lambda: elsewhere.extend(uid.private_transfer_syntaxes()))
        thread.start()
        thread.join()
        assert elsewhere == []
    finally:
        uid.PrivateTransferSyntaxes = []
    assert uid.private_transfer_syntaxes() == ()


def test_generated_uids():
    ours = generate_uid()
    assert ours.is_valid
    assert uuid.UUID(int=int(ours.removeprefix("2.25."))).version == 4
    assert generate_uid("1.2.3.") != generate_uid("1.2.3.")
    assert len(generate_uid("1.2.3.")) == 64
    assert generate_uid("1.2.3.", ["a", "b"]) == their_generate_uid("1.2.3.", ["a", "b"])
    for prefix in ("1.2", "1.02.", ".", "", "1" * 54 + "."):
        with pytest.raises(ValueError, match="prefix"):
            generate_uid(prefix)
