"""What is read besides whole files: bare data sets, sequences, items; where a stream stands afterwards."""

from __future__ import annotations

import io
import os
from contextvars import copy_context
from logging import DEBUG
from pathlib import Path

import pytest
from bytes_of import (
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    explicit,
    fragments,
    implicit,
    item,
    part10,
    sequence_end,
    undefined_item,
)

from dicomconstruct import InvalidDicomError, Tag, dcmread
from dicomconstruct.config import changed_options, strict_reading
from dicomconstruct.dataelem import RawDataElement
from dicomconstruct.errors import DicomError, SourceChanged
from dicomconstruct.filereader import (
    is_dicom,
    read_dataset,
    read_deferred_data_element,
    read_partial,
    read_preamble,
    read_sequence,
    read_sequence_item,
    size_in_bytes,
)
from dicomconstruct.uid import UID, register_transfer_syntax

NAME, ID = explicit(0x00100010, "PN", b"Doe^Jane"), explicit(0x00100020, "LO", b"12")
PIXELS = explicit(0x7FE00010, "OW", bytes(64))
BARE = implicit(0x00100010, b"Doe^Jane") + implicit(0x00100020, b"12")


def test_a_bare_data_set_is_read_from_where_the_file_stands() -> None:
    file = io.BytesIO(b"before" + NAME + ID + b"behind")
    file.seek(6)
    data_set = read_dataset(file, False, True, bytelength=len(NAME + ID))
    assert (data_set.PatientName, data_set.PatientID) == ("Doe^Jane", "12")
    assert file.read() == b"behind"
    assert data_set.original_encoding == (False, True)


def test_the_text_of_a_bare_data_set_is_in_the_encoding_that_is_given() -> None:
    name = "Buc^Jérôme".encode("latin-1")
    assert (
        read_dataset(implicit(0x00100010, name), True, True, parent_encoding="latin1").PatientName == "Buc^Jérôme"
    )
    own = implicit(0x00080005, b"ISO_IR 192") + implicit(0x00100010, "Jérôme".encode())
    assert read_dataset(own, True, True, parent_encoding=["latin_1"]).PatientName == "Jérôme"
    with pytest.raises(LookupError):
        read_dataset(BARE, True, True, parent_encoding="no such codec")


@pytest.mark.parametrize(("data", "is_implicit"), [(NAME + ID, True), (BARE, False)])
def test_a_bare_data_set_in_the_other_encoding_is_read_with_a_warning(data: bytes, is_implicit: bool) -> None:
    words = ["explicit", "implicit"]
    expected = f"Expected {words[is_implicit]} VR, but found {words[not is_implicit]} VR"
    with pytest.warns(UserWarning, match=expected):
        data_set = read_dataset(data, is_implicit, True)
    assert data_set.PatientName == "Doe^Jane"
    assert data_set.original_encoding == (not is_implicit, True)
    with strict_reading(), pytest.raises(InvalidDicomError, match=expected):
        read_dataset(data, is_implicit, True)


def test_a_file_that_is_not_as_it_declares_is_read_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="Expected explicit VR, but found implicit VR"):
        assert dcmread(part10(BARE, uid=EXPLICIT_LE)).PatientID == "12"
    with pytest.warns(UserWarning, match="Expected big endian, but found little endian"):
        assert dcmread(part10(NAME + ID, uid=EXPLICIT_BE)).PatientID == "12"
    meta = implicit(0x00020010, IMPLICIT_LE.encode() + b"\0")
    with pytest.warns(UserWarning, match="Expected explicit VR, but found implicit VR"):
        assert dcmread(meta + BARE, force=True).PatientID == "12"
    with changed_options(reading_validation_mode=0):
        assert dcmread(part10(BARE, uid=EXPLICIT_LE)).PatientID == "12"


def test_a_private_transfer_syntax_is_explicit_unless_it_was_registered() -> None:
    data = part10(BARE, uid="1.2.3.4")
    assert dcmread(part10(NAME + ID, uid="1.2.3.4")).PatientID == "12"
    with pytest.warns(UserWarning, match="Expected explicit VR"):
        assert dcmread(data).PatientID == "12"

    def registered() -> None:
        register_transfer_syntax(UID("1.2.3.4"), implicit_vr=True, little_endian=True)
        with strict_reading():
            assert dcmread(data).PatientID == "12"

    copy_context().run(registered)


@pytest.mark.parametrize("filler", [0, 100_000])
def test_a_stream_stands_where_reading_ended(filler: int) -> None:
    content = NAME + explicit(0x00420011, "OB", bytes(filler)) + PIXELS
    data = part10(content)
    start = data.index(PIXELS)
    for source in (io.BytesIO(data), io.BytesIO(b"before" + data)):
        before = len(source.getvalue()) - len(data)
        source.seek(before)
        dcmread(source, stop_before_pixels=True)
        assert source.tell() == before + start
        source.seek(before)
        read_partial(source, lambda tag, vr, length: (tag, vr, length) == (0x00420011, "OB", filler))
        assert source.tell() == before + data.index(content) + len(NAME)
        source.seek(before)
        assert dcmread(source).PatientName == "Doe^Jane"
        assert not source.read()


def test_where_nothing_stands_at_the_end_of_a_stream_it_is_read_from_its_beginning() -> None:
    source = io.BytesIO(BARE)
    source.seek(0, os.SEEK_END)
    assert dcmread(source, force=True).PatientID == "12"
    source = io.BytesIO(part10(NAME))
    source.seek(0, os.SEEK_END)
    with pytest.raises(InvalidDicomError):
        dcmread(source)
    assert dcmread(source, force=True).PatientName == "Doe^Jane"


def test_the_arguments_of_read_partial_may_change_places() -> None:
    def at_id(tag: int, _vr: str | None, _length: int) -> bool:
        return tag == 0x00100020

    data = part10(NAME + ID)
    assert "PatientID" not in read_partial(data, at_id, "1 kB")
    assert "PatientID" not in read_partial(data, "1 kB", at_id)  # type: ignore[arg-type]


def test_sequences_and_items_are_read_by_themselves() -> None:
    items = item(BARE) + undefined_item(implicit(0x00100010, b"Roe^"))
    file = io.BytesIO(items + b"xx")
    held = read_sequence(file, True, True, len(items))
    assert [one.PatientName for one in held] == ["Doe^Jane", "Roe^"]
    assert [one.seq_item_tell for one in held] == [0, len(item(BARE))]
    assert not held.is_undefined_length
    assert file.read() == b"xx"
    file = io.BytesIO(b"abc" + items + sequence_end() + b"xx")
    file.seek(3)
    held = read_sequence(file, True, True, 0xFFFFFFFF, offset=100)
    assert held.is_undefined_length
    assert [one.seq_item_tell for one in held] == [103, 103 + len(item(BARE))]
    assert file.read() == b"xx"
    file.seek(3)
    read = iter(lambda: read_sequence_item(file, True, True, "iso8859"), None)
    made = list(read)
    assert [one.PatientName for one in made] == ["Doe^Jane", "Roe^"]
    assert [one.is_undefined_length_sequence_item for one in made] == [False, True]
    assert file.read() == b"xx"
    with pytest.raises(OSError, match="No tag"):
        read_sequence_item(file, True, True)
    with pytest.raises(DicomError, match="neither"):
        read_sequence_item(io.BytesIO(BARE), True, True)


def test_the_text_of_items_is_in_the_encoding_that_is_given() -> None:
    name = implicit(0x00100010, "Jérôme".encode())
    (made,) = read_sequence(io.BytesIO(item(name)), True, True, 0xFFFFFFFF, encoding="utf8")
    assert made.PatientName == "Jérôme"


def test_a_preamble_is_read_by_itself() -> None:
    file = io.BytesIO(part10(NAME))
    assert read_preamble(file, force=False) == bytes(128)
    assert file.tell() == 132
    for data in (b"", BARE):
        file = io.BytesIO(data)
        with pytest.raises(InvalidDicomError, match="force=True"):
            read_preamble(file, force=False)
        assert read_preamble(file, force=True) is None
        assert file.tell() == 0


def test_a_file_is_told_by_its_prefix(tmp_path: Path) -> None:
    path = tmp_path / "a"
    for data, told in ((part10(NAME), True), (BARE, False), (b"", False)):
        path.write_bytes(data)
        assert is_dicom(path) is told
    with pytest.raises(OSError, match="nothing"):
        is_dicom(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("text", "size"),
    [
        (None, None),
        (float("inf"), None),
        (512, 512),
        ("512", 512),
        ("2 kB", 2000),
        ("2KiB", 2048),
        ("0.5 GB", 5 * 10**8),
    ],
)
def test_sizes_are_given_in_units(text: float | str | None, size: int | None) -> None:
    assert size_in_bytes(text) == size


@pytest.mark.parametrize("text", ["", "kB", "2 TB", "2 kB more", "kB 2", "-1"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no size"):
        size_in_bytes(text)


def test_a_deferred_value_of_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(part10(NAME + explicit(0x7FE00010, "OW", bytes(40_000))))
    data_set = dcmread(path, defer_size=1000)
    assert len(data_set.PixelData) == 40_000
    data_set = dcmread(path, defer_size=1000)
    os.utime(path, (1, 1))
    with pytest.raises(SourceChanged, match="it was modified"):
        _ = data_set.PixelData
    data_set = dcmread(path, defer_size=1000)
    path.unlink()
    with pytest.raises(OSError, match=r"a"):
        assert data_set[Tag(0x7FE00010)].value


@pytest.mark.parametrize("source", [None, 42])
def test_what_is_no_source_is_refused(source: object) -> None:
    with pytest.raises(TypeError, match="file path, file-like or readable buffer"):
        dcmread(source)  # type: ignore[arg-type]


def test_what_is_read_is_logged_while_debugging(caplog: pytest.LogCaptureFixture) -> None:
    name = implicit(0x00080070, b"ab")
    items = undefined_item(name) + sequence_end(length=1)
    data = name + implicit(0x00081140, items, length=0xFFFFFFFF)
    with caplog.at_level(DEBUG, logger="dicomconstruct"), changed_options(debugging=True):
        read_dataset(data, True, True)
    start = len(name) + 8
    assert f"{start:08X}: Reading/parsing undefined length sequence" in caplog.text
    assert f"{start + 4:08x}: fe ff 00 e0 ff ff ff ff  Found Item tag (start of item)" in caplog.text
    assert "Finished sequence item" in caplog.text
    assert "Expected 0x00000000 after delimiter, found 0x1" in caplog.text
    caplog.clear()
    with changed_options(debugging=True):
        read_dataset(explicit(0x00081140, "SQ", NAME, length=0xFFFFFFFF), False, True)
    assert "Expected sequence item with tag (FFFE,E000) at file position 0x10" in caplog.text
    caplog.clear()
    with caplog.at_level(DEBUG, logger="dicomconstruct"):
        read_dataset(data, True, True)
    assert not caplog.text


def test_a_value_that_was_left_in_a_file_is_read_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "a"
    data = part10(NAME, fragments(0x7FE00010, b"", b"abcd"))
    path.write_bytes(data)
    name = RawDataElement(Tag(0x00100010), "PN", 8, None, data.index(b"Doe^"), False, True)
    assert read_deferred_data_element(open, path, None, name).value == b"Doe^Jane"
    assert read_deferred_data_element(io.BytesIO, io.BytesIO(data), None, name).value == b"Doe^Jane"
    pixels = name._replace(length=0xFFFFFFFF, value_tell=data.index(item(b"")))
    assert read_deferred_data_element(open, path, None, pixels).value == item(b"") + item(b"abcd")
    with pytest.warns(UserWarning, match="modification time"):
        read_deferred_data_element(open, path, 1.0, name)
    for gone in (None, tmp_path / "b"):
        with pytest.raises(OSError, match="Deferred read"):
            read_deferred_data_element(open, gone, None, name)
