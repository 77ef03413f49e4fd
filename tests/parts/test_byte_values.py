"""Bytes converted by the functions that programs know, held against the peer's."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import pydicom.values as theirs
import pytest

import dicomconstruct.compat.pydicom.values as ours
from dicomconstruct import config
from dicomconstruct.tag import BaseTag

JAPANESE_GREEK = ["latin_1", "iso2022_jp", "iso_ir_126"]


class Raw(NamedTuple):
    value: bytes
    is_little_endian: bool = True
    is_implicit_VR: bool = False  # noqa: N815
    value_tell: int = 0
    tag: BaseTag = BaseTag(0x00100020)


def result(call: Any, *given: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        value = call(*given)
    return list(value) if isinstance(value, list) or hasattr(value, "extend") else value


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("convert_AE_string", b"  TITLE "),
        ("convert_AE_string", b"A \\ B"),
        ("convert_DA_string", b"20200102\\20200103"),
        ("convert_DA_string", b""),
        ("convert_DS_string", b"1.50\\2 "),
        ("convert_IS_string", b"7 "),
        ("convert_IS_string", b"7.5"),
        ("convert_DT_string", b"2020"),
        ("convert_TM_string", b"1200 "),
        ("convert_OBvalue", b"\0\1"),
        ("convert_OWvalue", b"\0\1\2\3"),
        ("convert_UI", b"1.2.3\0"),
        ("convert_UR_string", b"http://a  "),
        ("convert_string", b"A\\B "),
        ("convert_tag", b"\x10\x00\x20\x00"),
        ("convert_ATvalue", b"\x10\x00\x20\x00\x10\x00\x30\x00"),
        ("convert_ATvalue", b""),
    ],
)
@pytest.mark.parametrize("is_little_endian", [True, False])
def test_as_the_peer_does(name: str, raw: bytes, is_little_endian: bool) -> None:
    call = getattr(ours, name)
    assert result(call, raw, is_little_endian) == result(getattr(theirs, name), raw, is_little_endian)


@pytest.mark.parametrize("typecode", ["H", "h", "I", "i", "f", "d", "Q"])
def test_numbers(typecode: str) -> None:
    for raw in (bytes(range(8)), bytes(range(16)), b""):
        for little in (True, False):
            expected = result(theirs.convert_numbers, raw, little, typecode)
            assert result(ours.convert_numbers, raw, little, typecode) == expected


@pytest.mark.parametrize(
    ("name", "raw", "encodings"),
    [
        ("convert_text", b"Values  \\with spaces   ", None),
        ("convert_text", b"\x1b$BG\\<\\\x1b-A\\\x1b$BK\\L\\\x1b-A", ["latin_1", "iso2022_jp"]),
        ("convert_single_string", b"J\xe9r\\\x1b-F\xc4\r\nJ\xe9", ["latin_1", "iso_ir_126"]),
        ("convert_single_string", b"a\0\0", None),
        ("convert_PN", b"J\xe9r\\\x1b-F\xc4\xe9\\\x1b$BG\\<\\\x1b(B^\x1b$BK\\L\\", JAPANESE_GREEK),
        ("convert_PN", b"A^B", None),
    ],
)  # fmt: skip
def test_text_as_the_peer_does(name: str, raw: bytes, encodings: Any) -> None:
    assert result(getattr(ours, name), raw, encodings) == result(getattr(theirs, name), raw, encodings)


def test_too_little_for_a_tag(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ValueError, match="too short"):
        ours.convert_tag(b"\1\2", True)
    assert ours.convert_ATvalue(b"\x10\0\x20\0\1", True) == 0x00100020
    assert "got length 5" in caplog.text


def test_several_strings() -> None:
    assert ours.multi_string("a\\b \0 ") == ["a", "b"]
    assert ours.multi_string("a \0") == "a"
    assert ours.multi_string("1\\2", int) == [1, 2]


def test_another_vr_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = Raw(b"1A")
    with config.disable_value_validation():
        assert ours.convert_value("SH", raw) == "1A"
        assert ours.convert_value("IS", raw) == "1A"
        monkeypatch.setattr(ours, "convert_retry_VR_order", ["FL", "UL"])
        assert ours.convert_value("IS", raw) == b"1A"
    with config.strict_reading(), pytest.raises(ValueError, match="VR IS"):
        ours.convert_value("IS", raw)
    monkeypatch.delitem(ours.converters, "PN")
    with pytest.raises(NotImplementedError, match="'PN'"):
        ours.convert_value("PN", raw)


def test_items() -> None:
    item = b"\xfe\xff\x00\xe0\x0c\0\0\0" + b"\x10\x00\x20\x00LO\4\0ABCD"
    sequence = ours.convert_value("SQ", Raw(item))
    assert sequence[0].PatientID == "ABCD"
