"""A value that is read later is what it was when the file was read, or an error says what changed."""

from __future__ import annotations

import copy
import io
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bytes_of import EXPLICIT_LE, explicit, item, part10, sequence

from dicomconstruct import Dataset, dcmread, dcmwrite, sources
from dicomconstruct.errors import DicomError, SourceChanged
from dicomconstruct.uid import ExplicitVRBigEndian, ImplicitVRLittleEndian

BLOB = bytes(range(256)) * 200
PIXELS = bytes(reversed(range(256))) * 300
TEXT = b"comment " * 400
DATA = part10(
    sequence(0x00081140, item(explicit(0x00081155, "UI", b"1.2\0"), explicit(0x00091000, "UN", BLOB))),
    explicit(0x00090010, "LO", b"ACME"),
    explicit(0x00091000, "UN", BLOB),
    explicit(0x00181000, "LO", b"serial"),
    explicit(0x00204000, "LT", TEXT),
    explicit(0x00209000, "UN", b"short!"),
    explicit(0x7FE00010, "OW", PIXELS),
    uid=EXPLICIT_LE,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "deferred.dcm"
    made.write_bytes(DATA)
    return made


def deferred(path: str | os.PathLike[str]) -> Dataset:
    return dcmread(path, defer_size=1000)


def assert_all_there(data_set: Dataset) -> None:
    assert data_set[0x0009, 0x1000].value == BLOB
    assert data_set.ReferencedImageSequence[0][0x0009, 0x1000].value == BLOB
    assert data_set.ImageComments == TEXT.decode().strip()
    assert data_set.PixelData == PIXELS
    assert data_set.DeviceSerialNumber == "serial"


def written(data_set: Dataset) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set)
    return target.getvalue()


def replaced(path: Path) -> None:
    """By a file of the same size and the same times."""
    before = path.stat()
    other = path.with_suffix(".other")
    other.write_bytes(DATA.replace(BLOB, bytes(len(BLOB))))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def modified(path: Path) -> None:
    """In place, with the time of modification put back, once the clock of the file system went on."""
    before = path.stat()
    other = path.with_suffix(".other")
    while not other.exists() or other.stat().st_ctime_ns == before.st_ctime_ns:
        other.write_bytes(b"tick")
    with path.open("r+b") as file:
        file.seek(1000)
        file.write(b"!")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def grown(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0\0")


def shortened(path: Path) -> None:
    os.truncate(path, len(DATA) - 10)


def copied_over(path: Path) -> None:
    """By a shorter file, in place."""
    other = path.with_suffix(".other")
    other.write_bytes(DATA[:5000])
    shutil.copyfile(other, path)


CHANGES = {
    replaced: "another file under the same name",
    modified: "its status changed|it was modified",
    grown: "it had [0-9]+ bytes and has [0-9]+",
    shortened: "it had [0-9]+ bytes and has [0-9]+",
    copied_over: "it had [0-9]+ bytes and has 5000",
    Path.unlink: "is gone",
}


@pytest.mark.parametrize(("change", "words"), CHANGES.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_file_that_changed_is_an_error_that_says_how(
    path: Path, change: Callable[[Path], None], words: str
) -> None:
    data_set = deferred(path)
    change(path)
    for tag in (0x00091000, 0x00204000, 0x7FE00010):
        with pytest.raises(SourceChanged, match=words):
            _ = data_set[tag].value
    with pytest.raises(DicomError, match=words):
        _ = data_set.ReferencedImageSequence[0]
    with pytest.raises(OSError, match=words):
        written(data_set)
    with pytest.raises(SourceChanged, match=words):
        pickle.dumps(data_set)
    assert data_set.DeviceSerialNumber == "serial"


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: one.__name__)
def test_a_save_of_a_data_set_whose_file_changed_leaves_the_target_alone(
    path: Path, change: Callable[[Path], None]
) -> None:
    data_set = deferred(path)
    change(path)
    left = path.read_bytes() if path.exists() else None
    target = path.with_name("target.dcm")
    target.write_bytes(b"before")
    for goal in (target, path):
        with pytest.raises(SourceChanged):
            data_set.save_as(goal)
    assert target.read_bytes() == b"before"
    assert (path.read_bytes() if path.exists() else None) == left
    assert {one.name for one in path.parent.iterdir()} <= {"deferred.dcm", "deferred.other", "target.dcm"}


def test_a_value_that_was_read_before_the_change_stays(path: Path) -> None:
    data_set = deferred(path)
    assert_all_there(data_set)
    replaced(path)
    assert_all_there(data_set)
    assert written(data_set) == DATA


def test_the_header_of_the_element_has_to_be_where_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a file system tells nothing of a change: here, nothing that it tells is believed to differ."""
    data_set = deferred(path)
    path.write_bytes(DATA[:300] + b"xx" + DATA[300:-2])
    monkeypatch.setattr(sources.FileState, "difference", lambda *_: "")
    with pytest.raises(SourceChanged, match="the header of the element is not where it was"):
        _ = data_set.PixelData


def test_a_change_while_the_value_is_read_is_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_set = deferred(path)
    read_fully = sources.read_fully

    def changing(file: object, count: int) -> bytes:
        data = read_fully(file, count)
        grown(path)
        return data

    monkeypatch.setattr(sources, "read_fully", changing)
    with pytest.raises(SourceChanged, match="it had"):
        _ = data_set.PixelData


def test_saving_over_itself_keeps_the_data_set_usable(path: Path) -> None:
    data_set = deferred(path)
    for _ in range(3):
        data_set.save_as(path)
        assert path.read_bytes() == DATA
    assert_all_there(data_set)
    assert written(data_set) == DATA


@pytest.mark.parametrize("serial", ["s", "a serial number that is longer than before"])
def test_an_edit_before_deferred_values_moves_them(path: Path, serial: str) -> None:
    expected = dcmread(DATA)
    expected.DeviceSerialNumber = serial
    expected.StudyDescription = serial
    data_set = deferred(path)
    data_set.DeviceSerialNumber = data_set.StudyDescription = serial
    copied = copy.deepcopy(data_set)
    data_set.save_as(path)
    assert path.read_bytes() == written(expected)
    for one in (data_set, copied):
        assert one == expected
        assert written(one) == written(expected)
    del data_set.DeviceSerialNumber
    data_set.save_as(path)
    del expected.DeviceSerialNumber
    assert path.read_bytes() == written(expected)
    assert deferred(path) == expected


def test_an_element_that_was_taken_out_is_still_what_it_was(path: Path) -> None:
    data_set = deferred(path)
    pixels = data_set["PixelData"]
    del data_set.PixelData
    data_set.save_as(path)
    assert pixels.value == PIXELS


@pytest.mark.parametrize("syntax", [ImplicitVRLittleEndian, ExplicitVRBigEndian])
def test_saving_over_itself_in_another_encoding(path: Path, syntax: str) -> None:
    expected = dcmread(DATA)
    expected.file_meta.TransferSyntaxUID = syntax
    data_set = deferred(path)
    data_set.file_meta.TransferSyntaxUID = syntax
    data_set.save_as(path)
    assert path.read_bytes() == written(expected)
    assert_all_there(data_set)


def test_values_of_another_data_set_of_the_same_file(path: Path) -> None:
    one, other = deferred(path), deferred(path)
    one[0x7FE00010] = other[0x7FE00010]
    one.save_as(path)
    assert path.read_bytes() == DATA
    assert_all_there(one)
    with pytest.raises(SourceChanged, match="another file under the same name"):
        _ = other.ImageComments


def test_saving_into_a_file_that_was_opened_to_be_changed_in_place(path: Path) -> None:
    expected = dcmread(DATA)
    data_set = deferred(path)
    expected.DeviceSerialNumber = data_set.DeviceSerialNumber = "a longer serial number"
    with path.open("r+b") as file:
        data_set.save_as(file)
    assert path.read_bytes() == written(expected)
    assert data_set == expected


def test_a_file_that_was_emptied_before_saving_into_it_is_an_error(path: Path) -> None:
    data_set = deferred(path)
    with path.open("wb") as file, pytest.raises(SourceChanged, match="and has 0"):
        data_set.save_as(file)


def test_a_link_to_the_file_is_the_file(path: Path) -> None:
    link = path.with_name("link.dcm")
    link.symlink_to(path)
    data_set = deferred(link)
    data_set.save_as(path)
    assert_all_there(data_set)
    data_set = deferred(path)
    data_set.save_as(link)
    assert link.is_symlink()
    assert_all_there(data_set)
    assert path.read_bytes() == DATA


def test_the_path_stays_where_it_was_when_the_program_goes_elsewhere(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    data_set = deferred(path.name)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert_all_there(data_set)


def test_a_pickle_and_a_deepcopy_have_the_values(path: Path) -> None:
    data_set = deferred(path)
    copied, pickled = copy.deepcopy(data_set), pickle.dumps(data_set)
    assert_all_there(copied)
    path.unlink()
    assert_all_there(pickle.loads(pickled))
