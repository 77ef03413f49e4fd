"""File-sets that are made, changed, written and copied; what stays as it was, also where writing fails."""

from __future__ import annotations

from pathlib import Path

import pytest
from made import FOLDER, check_offsets, copied, files, instance, theirs
from pydicom.data import get_testdata_file

from dicomconstruct import Dataset, dcmread
from dicomconstruct.compat.pydicom import fileset as face
from dicomconstruct.errors import UnwritableValue
from dicomconstruct.fileset import DIRECTORY_RECORDERS, FileSet, RecordNode, placing
from dicomconstruct.uid import generate_uid

CT = get_testdata_file("CT_small.dcm")


def test_a_new_file_set_is_read_alike_by_pydicom(tmp_path: Path) -> None:
    fs = FileSet()
    added = [fs.add(instance("P1", number=number)) for number in (1, 2)]
    added += [fs.add(instance("P2", "1.2.2", "1.2.2.1")), fs.add(CT)]
    assert list(tmp_path.iterdir()) == []
    fs.write(tmp_path)
    with theirs(tmp_path / "DICOMDIR") as peer:
        assert [one.SOPInstanceUID for one in peer] == [one.SOPInstanceUID for one in added]
        assert not peer.is_staged
        assert str(peer) == str(fs)
    check_offsets(tmp_path / "DICOMDIR")


def test_a_file_given_by_path_is_taken_over_byte_for_byte(tmp_path: Path) -> None:
    fs = FileSet()
    added = fs.add(CT)
    fs.write(tmp_path)
    assert Path(added.path) == tmp_path / "PT000000" / "ST000000" / "SE000000" / "IM000000"
    assert Path(added.path).read_bytes() == Path(CT).read_bytes()


def test_a_data_set_that_was_never_a_file_becomes_a_whole_one(tmp_path: Path) -> None:
    fs = FileSet()
    made = instance()
    added = fs.add(made)
    made.PatientName = "Changed^Later"
    fs.write(tmp_path)
    read = added.load()
    assert read.file_meta.MediaStorageSOPInstanceUID == made.SOPInstanceUID
    assert (read.PatientName, added.PatientName) == ("Doe^Jane", "Doe^Jane")


def test_a_directory_that_says_the_same_is_the_same_bytes(tmp_path: Path) -> None:
    path = copied(tmp_path)
    before = path.read_bytes()
    fs = FileSet(path)
    fs.ID = "OTHER"
    fs.ID = "PYDICOM_TEST"
    fs.write(use_existing=True)
    assert path.read_bytes() == before


def test_an_id_changes_its_element_and_nothing_else(tmp_path: Path) -> None:
    path = copied(tmp_path)
    before = path.read_bytes()
    fs = FileSet(path)
    fs.ID = "DICOMCON_SET"
    fs.write(use_existing=True)
    assert path.read_bytes() == before.replace(b"PYDICOM_TEST", b"DICOMCON_SET")


def test_a_longer_directory_moves_all_offsets(tmp_path: Path) -> None:
    path = copied(tmp_path)
    fs = FileSet(path)
    fs.descriptor_file_id = ["README", "TXT"]
    fs.write(use_existing=True)
    check_offsets(path)
    assert dcmread(path).DirectoryRecordSequence[0].seq_item_tell > 396
    with theirs(path) as peer:
        assert len(peer) == 31


def test_records_that_stay_keep_their_bytes_and_new_ones_come_last(tmp_path: Path) -> None:
    fs = FileSet()
    fs.add(CT)
    fs.write(tmp_path)
    before = (tmp_path / "DICOMDIR").read_bytes()
    fs.add(instance())
    fs.write()
    types = [one.DirectoryRecordType for one in dcmread(tmp_path / "DICOMDIR").DirectoryRecordSequence]
    assert types == ["PATIENT", "STUDY", "SERIES", "IMAGE"] * 2
    after = (tmp_path / "DICOMDIR").read_bytes()
    differing = [place for place, (one, other) in enumerate(zip(before, after, strict=False)) if one != other]
    assert len(differing) < 12
    check_offsets(tmp_path / "DICOMDIR")


def test_files_go_where_their_ids_say_and_leave_no_empty_folder(tmp_path: Path) -> None:
    fs = FileSet(copied(tmp_path))
    before = files(tmp_path)
    del before["DICOMDIR"]
    assert fs.is_staged
    fs.write()
    assert not fs.is_staged
    written = files(tmp_path)
    del written["DICOMDIR"]
    assert sorted(written.values()) == sorted(before.values())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["DICOMDIR", "PT000000", "PT000001"]
    assert [one.path for one in fs] == [str(tmp_path / one.FileID) for one in fs]


def test_removing_shifts_the_names_of_those_after_it(tmp_path: Path) -> None:
    fs = FileSet()
    added = [fs.add(instance(number=number)) for number in range(4)]
    fs.write(tmp_path)
    fs.remove(added[1])
    assert "IMAGE: 3 SOP Instances (4 initial, 1 removal)" in str(fs)
    assert Path(added[1].path).exists()
    fs.write()
    assert [one.InstanceNumber for one in fs] == [0, 2, 3]
    assert [Path(one.path).name for one in fs] == ["IM000000", "IM000001", "IM000002"]
    assert [one.load().InstanceNumber for one in fs] == [0, 2, 3]
    assert sorted(files(tmp_path)) == ["DICOMDIR", *(one.FileID for one in fs)]
    with pytest.raises(ValueError, match="No such instance"):
        fs.remove(added[1])
    assert not added[1].is_staged


def test_removing_the_last_instance_leaves_no_record_of_the_patient(tmp_path: Path) -> None:
    fs = FileSet()
    one, other = fs.add(instance("P1")), fs.add(instance("P2", "1.2.2", "1.2.2.1"))
    fs.write(tmp_path)
    fs.remove(one)
    fs.write()
    assert len(dcmread(tmp_path / "DICOMDIR").DirectoryRecordSequence) == 4
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["PT000000"]
    assert other.FileID.startswith("PT000000")


def test_an_instance_that_is_added_again_is_no_longer_to_be_removed(tmp_path: Path) -> None:
    fs = FileSet()
    added = fs.add(CT)
    fs.write(tmp_path)
    fs.remove(added)
    assert (len(fs), fs.is_staged, added in fs) == (0, True, False)
    assert fs.add(CT) is added
    assert (len(fs), fs.is_staged, added in fs) == (1, False, True)


@pytest.mark.parametrize("failing", ["write_bytes", "copyfile"])
def test_a_write_that_fails_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    fs = FileSet(copied(tmp_path))
    fs.add(instance())
    fs.add(instance(number=2))
    fs.remove(fs.find(PatientID="77654033"))
    before, shown = files(tmp_path), str(fs)

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(placing if failing == "write_bytes" else placing.shutil, failing, fail)
    with pytest.raises(OSError, match="no space left"):
        fs.write()
    assert files(tmp_path) == before
    assert {path.name for path in tmp_path.iterdir()} == {"DICOMDIR", "77654033", "98892001", "98892003"}
    assert str(fs) == shown
    monkeypatch.undo()
    fs.write()
    with theirs(tmp_path / "DICOMDIR") as peer:
        assert len(peer) == len(fs) == 26


def test_a_value_that_cannot_be_written_touches_nothing(tmp_path: Path) -> None:
    fs = FileSet(copied(tmp_path))
    before = files(tmp_path)
    next(iter(fs)).node._record.add_new(0x00280010, "US", 1)
    next(iter(fs)).node._record[0x00280010]._value = "no number"
    next(iter(fs)).node._record[0x00280010]._source = None
    with pytest.raises(UnwritableValue):
        fs.write()
    assert files(tmp_path) == before


def test_two_records_of_one_file_get_a_file_each(tmp_path: Path) -> None:
    path = copied(tmp_path)
    directory = dcmread(path)
    records = directory.DirectoryRecordSequence
    records[5].ReferencedFileID = list(records[3].ReferencedFileID)
    fs = FileSet(directory)
    fs.write()
    one, other = list(fs)[:2]
    assert Path(one.path).read_bytes() == Path(other.path).read_bytes()
    assert len({one.path for one in fs}) == 31


def test_a_copy_leaves_the_original_staged(tmp_path: Path) -> None:
    (tmp_path / "original").mkdir()
    fs = FileSet(copied(tmp_path / "original"))
    before, shown = files(tmp_path / "original"), str(fs)
    fs.add(CT)
    other = fs.copy(tmp_path / "copy")
    assert files(tmp_path / "original") == before
    assert fs.is_staged
    assert len(other) == len(fs) == 32
    assert not other.is_staged
    assert shown.splitlines()[2:5] == str(other).splitlines()[2:5]
    assert [one.SOPInstanceUID for one in other] == [one.SOPInstanceUID for one in fs]
    check_offsets(tmp_path / "copy" / "DICOMDIR")


@pytest.mark.parametrize("name", ["implicit", "bigEnd", "reordered", "nooffset"])
def test_odd_directories_are_put_right(tmp_path: Path, name: str) -> None:
    directory = dcmread(FOLDER / f"DICOMDIR-{name}")
    if name.endswith(("implicit", "bigEnd")):
        with pytest.warns(UserWarning, match="invalid transfer syntax"):
            fs = FileSet(directory)
    else:
        fs = FileSet(directory)
    other = fs.copy(tmp_path)
    check_offsets(tmp_path / "DICOMDIR")
    ours = dcmread(tmp_path / "DICOMDIR")
    assert ours.original_encoding == (False, True)
    assert [one.SOPInstanceUID for one in other] == [one.SOPInstanceUID for one in FileSet(FOLDER / "DICOMDIR")]


def test_offsets_are_right_with_undefined_lengths(tmp_path: Path) -> None:
    directory = dcmread(copied(tmp_path))
    records = directory.DirectoryRecordSequence
    records.is_undefined_length = directory["DirectoryRecordSequence"].is_undefined_length = True
    for record in records:
        record.is_undefined_length_sequence_item = True
    records.append(records.pop(0))
    FileSet(directory).write(use_existing=True)
    check_offsets(tmp_path / "DICOMDIR")
    with theirs(tmp_path / "DICOMDIR") as peer:
        assert len(peer) == 31


def test_custom_records_and_recorders(tmp_path: Path) -> None:
    made = instance()
    leaf = RecordNode(Dataset({}))
    leaf._record.DirectoryRecordType = "PRIVATE"
    leaf._record.PrivateRecordUID = generate_uid()
    top = RecordNode(Dataset({}))
    top._record.DirectoryRecordType = "PATIENT"
    top._record.PatientID = made.PatientID
    leaf.parent = top
    fs = FileSet()
    added = fs.add_custom(made, leaf)
    fs.write(tmp_path)
    assert added.FileID == "PT000000/P1000000"
    assert added.is_private
    assert dcmread(tmp_path / added.FileID).SOPInstanceUID == made.SOPInstanceUID


def test_a_recorder_of_ones_own_holds_until_it_is_taken_out() -> None:
    usual = DIRECTORY_RECORDERS["IMAGE"]

    def with_rows(ds: Dataset) -> Dataset:
        record = usual(ds)
        record.Rows = ds.Rows
        return record

    DIRECTORY_RECORDERS["IMAGE"] = with_rows
    try:
        assert FileSet().add(CT).Rows == 128
    finally:
        DIRECTORY_RECORDERS["IMAGE"] = usual
    assert "Rows" not in FileSet().add(CT)


@pytest.mark.parametrize("keyword", ["PatientID", "StudyDate", "Modality", "InstanceNumber"])
def test_an_instance_that_lacks_a_key_is_refused(keyword: str) -> None:
    made = instance()
    delattr(made, keyword)
    fs = FileSet()
    with pytest.raises(UnwritableValue, match="element is missing"):
        fs.add(made)
    assert (len(fs), list(fs._tree)) == (0, [])


def test_a_key_that_the_peer_does_not_ask_for_is_warned_of() -> None:
    made = Dataset()
    made.file_meta = instance().file_meta
    made.SOPClassUID, made.SOPInstanceUID = "1.2.840.10008.5.1.4.44.1", generate_uid()
    made.Manufacturer, made.ImplantAssemblyTemplateName = "M", "N"
    made.ProcedureTypeCodeSequence = [instance()]
    with pytest.warns(UserWarning, match="Implant Assembly Template Issuer") as caught:
        FileSet().add(made)
    assert caught[0].filename == __file__


def test_modifiers_of_a_document_title_are_the_only_content_that_is_recorded() -> None:
    made = instance()
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    made.ContentDate, made.ContentTime = "20240102", "1030"
    made.CompletionFlag, made.VerificationFlag = "COMPLETE", "VERIFIED"
    concept, modifier, text = Dataset(), Dataset(), Dataset()
    concept.CodeMeaning = "Report"
    modifier.RelationshipType, text.RelationshipType = "HAS CONCEPT MOD", "CONTAINS"
    made.ConceptNameCodeSequence, made.ContentSequence = [concept], [text, modifier]
    early, late = Dataset(), Dataset()
    early.VerificationDateTime, late.VerificationDateTime = "20240103", "20240104"
    made.VerifyingObserverSequence = [late, early]
    record = FileSet().add(made).node._record
    assert [item.RelationshipType for item in record.ContentSequence] == ["HAS CONCEPT MOD"]
    assert record.VerificationDateTime == "20240104"
    assert record.ConceptNameCodeSequence[0] is not concept


def test_new_uids_need_no_registration_and_those_of_the_face_are_the_peers() -> None:
    assert FileSet().UID.startswith("2.25.")
    assert face.FileSet().UID.startswith("1.2.826.0.1.3680043.8.498.")


def test_many_instances(tmp_path: Path) -> None:
    fs = FileSet()
    for number in range(300):
        fs.add(instance(number=number))
    fs.write(tmp_path)
    with theirs(tmp_path / "DICOMDIR") as peer:
        assert len(peer) == 300


def test_what_is_staged_is_known_after_every_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fs = FileSet()
    assert fs.is_staged
    added = [fs.add(instance(number=number)) for number in (1, 2)]
    fs.write(tmp_path)
    states = [fs.is_staged]
    fs.remove(added[0])
    states.append(fs.is_staged)
    fs.write()
    states.append(fs.is_staged)
    another = fs.add(instance(number=3))
    states.append(fs.is_staged)
    fs.remove(another)
    states.append(fs.is_staged)
    assert states == [False, True, False, True, False]
    monkeypatch.setattr("dicomconstruct.fileset.file_set.placed", None)
    assert not fs.is_staged
