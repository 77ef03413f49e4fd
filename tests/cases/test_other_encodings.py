"""What a file holds besides elements, where it is written in another encoding: moved, or refused by name."""

from __future__ import annotations

import io
import pickle
import struct
import warnings
import zlib
from pathlib import Path
from typing import Any

import pytest
from bytes_of import (
    DEFLATED,
    EXPLICIT_BE,
    EXPLICIT_LE,
    IMPLICIT_LE,
    UNDEFINED,
    deflated,
    explicit,
    implicit,
    item,
    item_end,
    part10,
    sequence,
    sequence_end,
    undefined_item,
)
from click.testing import CliRunner
from pydicom.data import get_testdata_file

from dicomconstruct import STANDARD, Dataset, dcmread, dcmwrite
from dicomconstruct.cli.app import app
from dicomconstruct.errors import UnexplainedBytes, UnexplainedBytesDropped, UnwritableValue
from dicomconstruct.filewriter import write_dataset
from dicomconstruct.parts.streams import DicomBytesIO
from dicomconstruct.transcoding import Target, convert_file, syntax_named
from dicomconstruct.tree import outline

CODE = explicit(0x00080060, "CS", b"MR")
NAME = explicit(0x00100010, "PN", b"Doe^John")
LEADING = b"HTTP/1.1 200 OK\r\n" * 8
ODD = {
    "text in a sequence": (sequence(0x00081140, b"no items at all "), "(0008,1140)"),
    "junk in an item": (sequence(0x00081140, item(CODE, b"junkjunk")), "(0008,1140)[0]"),
    "junk after an item": (sequence(0x00081140, item(CODE), b"junkjunk"), "(0008,1140)"),
    "a delimiter in a defined sequence": (sequence(0x00081140, item(CODE), sequence_end()), "(0008,1140)"),
    "a delimiter in a defined item": (sequence(0x00081140, item(CODE, item_end())), "(0008,1140)[0]"),
    "a stray delimiter": (item_end(), ""),
    "nested text": (sequence(0x00081140, item(sequence(0x00081140, b"no items"))), "(0008,1140)[0].(0008,1140)"),
    "an undefined sequence of text": (
        explicit(0x00081140, "SQ", b"no items", length=UNDEFINED),
        "(0008,1140)",
    ),
}


def written(data_set: Dataset, **options: Any) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set, **options)
    return target.getvalue()


def to(data: bytes, uid: str, **options: Any) -> bytes:
    data_set = dcmread(io.BytesIO(data))
    data_set.file_meta.TransferSyntaxUID = uid
    return written(data_set, **options)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("looked", [False, True])
def test_what_is_no_element_is_refused_by_name(name: str, looked: bool) -> None:
    odd, path = ODD[name]
    data = part10(odd, NAME)
    data_set = dcmread(io.BytesIO(data))
    if looked:
        assert str(data_set)
    data_set.file_meta.TransferSyntaxUID = IMPLICIT_LE
    with pytest.raises(UnexplainedBytes, match="no elements") as raised:
        written(data_set)
    assert [one.path for one in raised.value.stretches] == [path]
    assert all(data[one.offset : one.offset + one.size] for one in raised.value.stretches)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    data_set.file_meta.TransferSyntaxUID = EXPLICIT_LE
    assert written(data_set) == data


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_element_is_dropped_where_that_is_asked_for(name: str) -> None:
    data_set = dcmread(io.BytesIO(part10(ODD[name][0], NAME)))
    data_set.file_meta.TransferSyntaxUID = IMPLICIT_LE
    with pytest.warns(UnexplainedBytesDropped, match="left out") as warned:
        data = written(data_set, drop_unexplained=True)
    assert len(warned) == 1
    assert "opaque" not in outline(STANDARD.read_tree(data))
    again = dcmread(io.BytesIO(data))
    assert again.PatientName == "Doe^John"
    again.file_meta.TransferSyntaxUID = EXPLICIT_BE
    assert dcmread(io.BytesIO(written(again))).PatientName == "Doe^John"


def test_a_rest_after_the_last_element_is_refused_unless_it_means_the_same_everywhere() -> None:
    for rest in (b"\0" * 20, b"\0\0", b"\1\2\3"):
        moved = to(part10(CODE, NAME, rest), IMPLICIT_LE)
        assert moved.endswith(implicit(0x00100010, b"Doe^John") + rest)
        assert to(moved, EXPLICIT_LE) == part10(CODE, NAME, rest)
    with pytest.raises(UnexplainedBytes, match="14 bytes at 0x"):
        to(part10(CODE, NAME, b"\1\2and the like"), IMPLICIT_LE)


def test_zeros_at_the_end_of_an_item_move() -> None:
    data = part10(sequence(0x00081140, item(CODE, bytes(10))), NAME)
    moved = to(data, IMPLICIT_LE)
    assert item(implicit(0x00080060, b"MR"), bytes(10)) in moved
    assert to(moved, EXPLICIT_LE) == data


def test_all_elements_of_a_tag_move() -> None:
    first, second = explicit(0x00100010, "PN", b"First^It"), explicit(0x00100010, "PN", b"Second^I")
    inner = sequence(0x00081140, item(CODE, CODE)) + sequence(0x00081140, item(explicit(0x00080060, "CS", b"CT")))
    data = part10(inner, first, second)
    for uid in (IMPLICIT_LE, EXPLICIT_BE, DEFLATED):
        moved = to(data, uid)
        assert dcmread(io.BytesIO(moved)).PatientName == "Second^I"
        assert to(moved, EXPLICIT_LE) == data


def test_a_group_length_that_was_right_is_right_in_the_other_encoding() -> None:
    right, wrong = (
        explicit(0x00080000, "UL", struct.pack("<I", 28)),
        explicit(0x00100000, "UL", struct.pack("<I", 5)),
    )
    long = explicit(0x00080119, "UC", b"abcdef")
    data = part10(right, CODE, long, wrong, NAME)
    moved = dcmread(io.BytesIO(to(data, IMPLICIT_LE)))
    assert (moved[0x00080000].value, moved[0x00100000].value) == (24, 5)
    assert to(written(moved), EXPLICIT_LE) == data


def test_what_stands_around_a_deflated_data_set() -> None:
    stream = deflated(CODE + NAME)
    stream += b"\0" * (len(stream) % 2)
    check_sum = struct.pack("<II", zlib.crc32(CODE + NAME), len(CODE + NAME))
    assert to(part10(stream + check_sum, uid=DEFLATED), EXPLICIT_LE) == part10(CODE, NAME)
    with pytest.raises(UnexplainedBytes, match=r"8 bytes at .* \(bytes after the deflate stream\)"):
        to(part10(stream + b"trailer!", uid=DEFLATED), EXPLICIT_LE)
    cut = part10(stream[:-6], uid=DEFLATED)
    with pytest.raises(UnexplainedBytes, match="not inflated to its end"):
        to(cut, EXPLICIT_LE)
    data_set = dcmread(io.BytesIO(cut))
    data_set.PatientID = "4711"
    with pytest.raises(UnexplainedBytes, match="not inflated to its end"):
        written(data_set)


def test_bytes_before_a_file_are_named_where_a_conformant_one_is_asked_for() -> None:
    shifted = LEADING + part10(explicit(0x00080016, "UI", b"1.2\0"), explicit(0x00080018, "UI", b"1.3\0"), CODE)
    data_set = dcmread(io.BytesIO(shifted), force=True)
    with pytest.raises(UnexplainedBytes, match="before the preamble"):
        written(data_set, enforce_file_format=True)
    assert written(data_set) == shifted
    assert to_shifted(shifted).startswith(LEADING + bytes(128) + b"DICM")


def to_shifted(data: bytes) -> bytes:
    data_set = dcmread(io.BytesIO(data), force=True)
    data_set.file_meta.TransferSyntaxUID = IMPLICIT_LE
    return written(data_set)


def test_what_would_be_read_as_something_else_is_refused() -> None:
    """Each of them has no form, or another meaning, in the encoding that is asked for."""
    refused = {
        "file meta information": (part10(CODE, explicit(0x00020016, "AE", b"HERE")), IMPLICIT_LE, "(0002,0016)"),
        "zeros": (part10(explicit(0x00000000, "UL"), CODE), IMPLICIT_LE, "(0000,0000)"),
        "no sequence without VR": (
            part10(CODE, sequence(0x00100010, item(CODE))),
            IMPLICIT_LE,
            "(0010,0010)",
        ),
        "fragments in big endian": (
            part10(CODE, explicit(0x00091001, "OB", item() + item(b"abcd") + sequence_end(), length=UNDEFINED)),
            EXPLICIT_BE,
            "(0009,1001)",
        ),
    }
    for data, uid, path in refused.values():
        with pytest.raises(UnwritableValue) as raised:
            to(data, uid)
        assert raised.value.path == path


def test_a_data_set_without_a_file_is_refused_as_well() -> None:
    """By `write_dataset`, which network libraries call, and as an item of a new data set."""
    data_set = dcmread(io.BytesIO(part10(ODD["junk in an item"][0], NAME)))
    stream = DicomBytesIO()
    stream.is_implicit_VR, stream.is_little_endian = True, True
    with pytest.raises(UnexplainedBytes):
        write_dataset(stream, data_set)
    assert stream.getvalue() == b""
    holder = Dataset()
    holder.ReferencedStudySequence = [data_set.ReferencedImageSequence[0]]
    with pytest.raises(UnexplainedBytes) as raised:
        written(holder, implicit_vr=True, little_endian=True)
    assert [one.path for one in raised.value.stretches] == ["(0008,1110)[0]"]


def test_a_compressed_implicit_file_is_refused_where_it_is_written(tmp_path: Path) -> None:
    data_set = dcmread(get_testdata_file("MR_small_implicit.dcm"))
    path = tmp_path / "odd.dcm"
    path.write_bytes(written(data_set) + b"junk after the last element")
    odd = dcmread(path)
    odd.compress("1.2.840.10008.1.2.5")
    with pytest.raises(UnexplainedBytes, match="27 bytes"):
        odd.save_as(tmp_path / "compressed.dcm")
    assert not (tmp_path / "compressed.dcm").exists()
    with pytest.warns(UnexplainedBytesDropped, match="27 bytes"):
        odd.save_as(tmp_path / "compressed.dcm", drop_unexplained=True)
    assert dcmread(tmp_path / "compressed.dcm").pixel_array.any()


# The command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("odd").mkdir()
    Path("odd/good.dcm").write_bytes(part10(CODE, NAME))
    Path("odd/text.dcm").write_bytes(part10(ODD["text in a sequence"][0], NAME))
    Path("odd/two.dcm").write_bytes(part10(ODD["junk in an item"][0], item_end(), NAME))
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_convert_refuses_such_files_by_name(jobs: str) -> None:
    arguments = ["convert", "-r", "odd", "--to", "ImplicitVRLittleEndian", "-o", "out", "--jobs", jobs]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 1
    assert (
        "odd/text.dcm: no elements, so they have no form in another encoding or data set: 16 bytes" in result.stderr
    )
    assert "in (0008,1140) (a sequence without items)" in result.stderr
    assert result.stdout.startswith("3 files: 1 converted to Implicit VR Little Endian, 2 files failed")
    assert [path.name for path in Path("out").iterdir()] == ["good.dcm"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_convert_drops_and_counts_where_that_is_asked_for(jobs: str) -> None:
    arguments = ["convert", "-r", "odd", "--to", "ImplicitVRLittleEndian", "-o", "out", "--jobs", jobs]
    result = CliRunner().invoke(app, [*arguments, "--drop-unexplained"])
    assert result.exit_code == 0
    assert "odd/two.dcm: warning: left out, since they are no elements: 8 bytes at 0x" in result.stderr
    assert result.stdout.startswith(
        "3 files: 3 converted to Implicit VR Little Endian, 3 stretches of unexplained bytes dropped"
    )
    assert {str(dcmread(path).PatientName) for path in Path("out").iterdir()} == {"Doe^John"}


def test_what_does_not_change_its_encoding_keeps_everything(tmp_path: Path) -> None:
    data = part10(ODD["text in a sequence"][0], NAME, b"junk after the last element")
    (tmp_path / "odd.dcm").write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        convert_file(
            str(tmp_path / "odd.dcm"),
            str(tmp_path / "out.dcm"),
            Target(syntax_named("DeflatedExplicitVRLittleEndian")),
        )
    back = to((tmp_path / "out.dcm").read_bytes(), EXPLICIT_LE)
    assert back == data


def test_a_value_cut_short_takes_in_nothing_that_is_added_after_it() -> None:
    cut = part10(CODE, explicit(0x00100010, "PN", b"Doe^John", length=20))
    data_set = dcmread(io.BytesIO(cut))
    assert written(data_set) == cut
    data_set.PatientID = "4711"
    again = dcmread(io.BytesIO(written(data_set)))
    assert (again.PatientName, again.PatientID) == ("Doe^John", "4711")


def test_an_undefined_item_with_zeros_before_its_delimiter_moves() -> None:
    data = part10(sequence(0x00081140, undefined_item(CODE, bytes(8)), sequence_end(), length=UNDEFINED), NAME)
    assert to(to(data, EXPLICIT_BE), EXPLICIT_LE) == data
