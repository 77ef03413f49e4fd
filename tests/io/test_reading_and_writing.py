"""dcmread and dcmwrite on real files: nothing lost, nothing read that was not asked for, edits stay local."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pydicom
import pytest
from bytes_of import EXPLICIT_LE, IMPLICIT_LE, explicit, part10
from real_files import FILES as ALL_FILES, named

from dicomconstruct import (
    STANDARD,
    VR,
    Dataset,
    FileMetaDataset,
    InvalidDicomError,
    config,
    dcmread,
    dcmwrite,
    filereader,
)
from dicomconstruct.errors import DicomError, MalformedValue
from dicomconstruct.filereader import data_element_generator, read_dataset, read_file_meta_info, read_partial
from dicomconstruct.grammar.kinds import numbers
from dicomconstruct.partial_reading import FIRST_CHUNK

FILES = [path for path in ALL_FILES if path.stat().st_size < 3_000_000]
CT = next(path for path in FILES if path.name == "CT_small.dcm")


def written(data_set: Dataset) -> bytes:
    target = io.BytesIO()
    dcmwrite(target, data_set)
    return target.getvalue()


def look_at_everything(data_set: Dataset) -> int:
    seen = 0
    for element in data_set.iterall():
        with contextlib.suppress(DicomError):
            seen += element.value is not None
    return seen


@pytest.mark.filterwarnings("ignore:Invalid value", "ignore:The value length")
@pytest.mark.parametrize("path", FILES, ids=named)
def test_looking_changes_nothing(path: Path) -> None:
    data = path.read_bytes()
    data_set = dcmread(path, force=True)
    assert written(data_set) == data
    look_at_everything(data_set)
    look_at_everything(data_set.file_meta)
    assert written(data_set) == data


@pytest.mark.parametrize("path", FILES, ids=named)
def test_up_to_pixels_are_the_elements_before_them(path: Path) -> None:
    part, whole = dcmread(path, force=True, stop_before_pixels=True), dcmread(path, force=True)
    assert list(part.keys()) == [tag for tag in whole.keys() if tag < FIRST_PIXELS]  # noqa: SIM118


FIRST_PIXELS = 0x7FE00008
PART10 = [path for path in FILES if path.read_bytes()[128:132] == b"DICM" and path.name != "SC_rgb_jpeg.dcm"]
"""Files that the peer reads; of that one it says that the implicit VR which it has is explicit."""


@pytest.mark.parametrize("path", PART10, ids=named)
def test_the_same_elements_as_the_peer(path: Path) -> None:
    peer = pydicom.dcmread(path, stop_before_pixels=True)
    ours = dcmread(path, stop_before_pixels=True)
    assert [int(tag) for tag in ours.keys()] == sorted(int(tag) for tag in peer.keys())  # noqa: SIM118


@pytest.mark.parametrize("path", [path for path in FILES if path.stat().st_size > FIRST_CHUNK][:40], ids=named)
def test_windows_give_what_the_whole_gives(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filereader, "SMALL", FIRST_CHUNK)
    whole, part = dcmread(path, force=True), dcmread(path, force=True, stop_before_pixels=True)
    for element in part:
        assert element == whole[element.tag]
    chosen = dcmread(path, force=True, specific_tags=["PatientID", "Rows"])
    assert set(chosen.keys()) <= {0x00080005, 0x00100020, 0x00280010}
    for element in chosen:
        assert element == whole[element.tag]


def test_one_value_changes_one_element() -> None:
    data = CT.read_bytes()
    data_set = dcmread(CT)
    data_set.PatientID = "another"
    at = data.index(b"1CT1", data.index(b"\x10\x00\x20\x00LO"))
    length = data[at - 2 : at]
    assert length == b"\4\0"
    assert written(data_set) == data[: at - 2] + b"\x08\0another " + data[at + 4 :]


def test_edits_inside_items_reach_the_lengths_around_them() -> None:
    item = explicit(0x00080100, "SH", b"A ")
    sequence = b"\xfe\xff\x00\xe0" + len(item).to_bytes(4, "little") + item
    head = b"\x40\x00\x75\x02SQ\0\0" + len(sequence).to_bytes(4, "little")
    after = explicit(0x00400280, "ST", b"text")
    data = part10(head + sequence + after)
    data_set = dcmread(data)
    data_set[0x0040, 0x0275].value[0].CodeValue = "LONGER"
    longer = explicit(0x00080100, "SH", b"LONGER")
    inner = b"\xfe\xff\x00\xe0" + len(longer).to_bytes(4, "little") + longer
    head = b"\x40\x00\x75\x02SQ\0\0" + len(inner).to_bytes(4, "little")
    assert written(data_set) == part10(head + inner + after)


def test_elements_added_and_taken_out() -> None:
    data_set = dcmread(CT)
    del data_set[0x0010, 0x0020]
    data_set.PatientComments = "new"
    again = dcmread(written(data_set))
    assert "PatientID" not in again
    assert again.PatientComments == "new"
    assert pydicom.dcmread(io.BytesIO(written(data_set))).PatientComments == "new"


@pytest.mark.parametrize("uid", [EXPLICIT_LE, IMPLICIT_LE, "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99"])
def test_a_data_set_from_nothing_is_read_alike_by_the_peer(uid: str) -> None:
    data_set = Dataset()
    data_set.file_meta = FileMetaDataset()
    data_set.file_meta.TransferSyntaxUID = uid
    data_set.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    data_set.PatientName = "Doe^Jane"
    data_set.Rows = 512
    data_set.PixelSpacing = [0.5, 0.25]
    code = Dataset()
    code.CodeValue = "T-1"
    data_set.ProcedureCodeSequence = [code]
    data = written(data_set)
    peer = pydicom.dcmread(io.BytesIO(data))
    assert (peer.PatientName, peer.Rows, list(peer.PixelSpacing)) == ("Doe^Jane", 512, [0.5, 0.25])
    assert peer.ProcedureCodeSequence[0].CodeValue == "T-1"
    ours = dcmread(data)
    assert ours.ProcedureCodeSequence[0].CodeValue == "T-1"
    assert ours.Rows == 512


def test_no_prefix_needs_force() -> None:
    data = explicit(0x00100010, "PN", b"Doe^Jane")
    with pytest.raises(InvalidDicomError, match="DICM"):
        dcmread(data)
    assert dcmread(data, force=True).PatientName == "Doe^Jane"


def test_deferred_values_are_read_when_asked_for(tmp_path: Path) -> None:
    pixels = bytes(range(256)) * 1024
    path = tmp_path / "large.dcm"
    path.write_bytes(part10(explicit(0x00100010, "PN", b"Doe^Jane"), explicit(0x7FE00010, "OB", pixels)))
    data_set = dcmread(path, defer_size="1 kB")
    assert len(data_set._source.store.data) == FIRST_CHUNK
    unread = dcmread(path, defer_size="1 kB")
    assert data_set.PixelData == pixels
    path.unlink()
    assert data_set.PixelData == pixels
    with pytest.raises(OSError, match="large"):
        _ = unread.PixelData


def test_partial_readers() -> None:
    def rows_reached(tag: int, vr: str | None, length: int) -> bool:
        assert length >= 0
        return tag >= 0x00280010 and vr == "US"

    with CT.open("rb") as file:
        part = read_partial(file, rows_reached)
    assert "Rows" not in part
    assert "PhotometricInterpretation" in part
    whole = dcmread(CT)
    meta = read_file_meta_info(CT)
    assert meta.TransferSyntaxUID == whole.file_meta.TransferSyntaxUID
    bare = CT.read_bytes()[whole._source.record.data_set_offset :]
    assert read_dataset(io.BytesIO(bare), False, True) == whole
    tags = [element.tag for element in data_element_generator(io.BytesIO(bare), False, True)]
    assert tags == list(whole.keys())


class Pipe(io.RawIOBase):
    """A stream that cannot be sought in."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, count: int | None = -1) -> bytes:
        return self._data.read(-1 if count is None else count)


def test_streams_that_cannot_be_sought_in() -> None:
    data = CT.read_bytes()
    assert written(dcmread(Pipe(data))) == data
    assert "PixelData" not in dcmread(Pipe(data), stop_before_pixels=True)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.dcm"
    path.write_bytes(CT.read_bytes())
    data_set = dcmread(path)
    data_set.Rows = 1
    data_set["Rows"]._value = "no number"
    with pytest.raises(DicomError):
        data_set.save_as(path)
    assert path.read_bytes() == CT.read_bytes()
    with pytest.raises(FileExistsError):
        dcmwrite(path, dcmread(CT), overwrite=False)


def test_a_value_without_meaning_does_not_keep_the_rest_from_being_shown() -> None:
    data = part10(explicit(0x00280010, "US", b"\2\0"), explicit(0x00280011, "US", b"\2"))
    lines = str(dcmread(data)).splitlines()
    assert any("Columns" in line and "US: <Expected total bytes" in line for line in lines)
    assert any(line.endswith("US: 2") for line in lines)
    assert written(dcmread(data)) == data


def test_text_that_is_no_number_is_kept_as_text_with_a_warning() -> None:
    data = part10(explicit(0x00200013, "IS", b"1A"))
    data_set = dcmread(data)
    with pytest.warns(UserWarning, match="Invalid value for VR IS: '1A'"):
        assert data_set.InstanceNumber == "1A"
    assert written(data_set) == data
    with config.strict_reading():
        data_set = dcmread(data)
    with pytest.raises(MalformedValue, match=r"Invalid value for VR IS: '1A' at 0x100 in .0020,0013"):
        assert data_set.InstanceNumber


def test_a_new_vr_reaches_the_data_set() -> None:
    lab = STANDARD.with_vr(VR("ZZ", value=numbers("H")))
    element = b"\x09\x00\x01\x10ZZ\0\0\4\0\0\0\1\0\2\0"
    data_set = dcmread(part10(element), codec=lab)
    assert list(data_set[0x0009, 0x1001].value) == [1, 2]
    data_set[0x0009, 0x1001].value = [3, 4]
    target = io.BytesIO()
    dcmwrite(target, data_set, codec=lab)
    assert target.getvalue() == part10(element[:-4] + b"\3\0\4\0")


def test_the_reference_engine_makes_no_data_sets() -> None:
    with pytest.raises(ValueError, match="compiled engine"):
        dcmread(CT, codec=STANDARD.with_engine("reference"))


def test_nothing_is_deferred_that_cannot_be_read_later() -> None:
    pixels = bytes(range(256)) * 1024
    source = io.BytesIO(part10(explicit(0x7FE00010, "OB", pixels)))
    assert dcmread(source, defer_size=1000).PixelData == pixels
