"""A DICOMDIR: looked at, searched, made, changed, copied."""

import sys
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.fileset import FileSet

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
path = get_testdata_file("DICOMDIR")
fs = FileSet(path)
print(fs.__str__().replace(str(Path(path).parent), "."))
print(len(fs), fs.ID, fs.UID, fs.is_staged, fs.descriptor_file_id, fs.descriptor_character_set)
print(fs.find_values("PatientID"), fs.find_values("Modality"), fs.find_values(["StudyDescription", "PatientID"]))
for patient in fs.find_values("PatientID"):
    found = fs.find(PatientID=patient)
    for study in fs.find_values("StudyInstanceUID", instances=found):
        instances = fs.find(PatientID=patient, StudyInstanceUID=study)
        print(
            patient,
            instances[0].PatientName,
            study,
            len(instances),
            instances[0].StudyDescription if "StudyDescription" in instances[0] else None,
        )
print(
    len(fs.find(Modality="CT", PatientID="98890234")),
    len(fs.find(load=True, PhotometricInterpretation="MONOCHROME1")),
)
one = fs.find(Modality="MR")[0]
print(
    one.FileID,
    one.SOPClassUID.name,
    one.SOPInstanceUID,
    one.path.endswith(one.ReferencedFileID[-1]),
    one["PatientName"],
)
print(one.load().Rows, one.is_staged, one.for_addition, one.for_removal, one.for_moving)
for record in dcmread(path).patient_records if hasattr(dcmread(path), "patient_records") else []:
    print(record.PatientID, [child.StudyDate for child in record.children])

copied = fs.copy(folder / "copy")
print(str(copied).replace(str(folder), "."))
print(sorted(one.relative_to(folder).as_posix() for one in (folder / "copy").rglob("*") if one.is_file())[:5])
copied.remove(copied.find(PatientID="77654033"))
print(len(copied), copied.is_staged)
copied.ID = "NEW_ID"
print(str(copied).replace(str(folder), ".").splitlines()[:6])
copied.write()
print(len(FileSet(folder / "copy" / "DICOMDIR")), FileSet(folder / "copy" / "DICOMDIR").ID)

made = FileSet()
made.UID = "1.2.3"
for name in ("CT_small.dcm", "MR_small.dcm", "examples_rgb_color.dcm"):
    made.add(get_testdata_file(name))
again = dcmread(get_testdata_file("CT_small.dcm"))
again.SOPInstanceUID = again.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
added = made.add(again)
print(added.SOPInstanceUID, made.is_staged, len(made))
made.write(folder / "made")
print(str(made).replace(str(folder), "."))
loaded = FileSet(folder / "made" / "DICOMDIR")
print([(one.FileID, one.SOPInstanceUID) for one in loaded])
loaded.remove(loaded.find(SOPInstanceUID="1.2.3.4"))
loaded.write()
print([one.FileID for one in FileSet(folder / "made" / "DICOMDIR")])
