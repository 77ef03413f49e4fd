"""Libraries written for pydicom run unchanged, and with the same results: each program runs under both.

The programs make what they read from pydicom's own test files, so that both runs have the same input.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.peers

START = """
import sys
from pathlib import Path
import numpy as np
import pydicom
from pydicom.data import get_testdata_file

def example(name):
    return pydicom.dcmread(get_testdata_file(name))

def series(folder, count):
    slice_ = example("CT_small.dcm")
    for number in range(count):
        slice_.SOPInstanceUID = slice_.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{number}"
        slice_.ImagePositionPatient = [0, 0, 5.0 * number]
        slice_.InstanceNumber = number + 1
        slice_.save_as(Path(folder) / f"{number}.dcm")
"""

PROGRAMS = {
    "pynetdicom": """
from pynetdicom import AE, evt
from pynetdicom.sop_class import CTImageStorage, PatientRootQueryRetrieveInformationModelFind, Verification
from pydicom.dataset import Dataset
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian

def store(event):
    stored = event.dataset
    stored.file_meta = event.file_meta
    stored.save_as("stored.dcm", enforce_file_format=True)
    return 0

def find(event):
    answer = Dataset()
    answer.PatientName = event.identifier.PatientName
    answer.QueryRetrieveLevel = "PATIENT"
    yield 0xFF00, answer

FIND = PatientRootQueryRetrieveInformationModelFind
syntaxes = [ImplicitVRLittleEndian, ExplicitVRLittleEndian, ExplicitVRBigEndian]
for syntax in syntaxes:
    provider = AE()
    for context in (Verification, CTImageStorage, FIND):
        provider.add_supported_context(context, syntaxes)
    server = provider.start_server(
        ("127.0.0.1", 0), block=False, evt_handlers=[(evt.EVT_C_STORE, store), (evt.EVT_C_FIND, find)]
    )
    user = AE()
    for context in (Verification, CTImageStorage, FIND):
        user.add_requested_context(context, syntax)
    association = user.associate("127.0.0.1", server.socket.getsockname()[1])
    print(association.is_established, association.send_c_echo().Status)
    image = example("CT_small.dcm")
    if syntax != ExplicitVRBigEndian:
        image.file_meta.TransferSyntaxUID = syntax
        image.save_as("sent.dcm", implicit_vr=syntax.is_implicit_VR, little_endian=True)
        image = pydicom.dcmread("sent.dcm")
        print(association.send_c_store(image).Status, pydicom.dcmread("stored.dcm") == image)
    query = Dataset()
    query.PatientName = "A*"
    query.QueryRetrieveLevel = "PATIENT"
    for status, identifier in association.send_c_find(query, FIND):
        print(status.Status, identifier)
    association.release()
    server.shutdown()
""",
    "highdicom segmentation": """
import highdicom as hd
from highdicom.sr.coding import CodedConcept
from pydicom.sr.codedict import codes

image = example("CT_small.dcm")
mask = image.pixel_array > 1000
description = hd.seg.SegmentDescription(
    segment_number=1,
    segment_label="bright",
    segmented_property_category=codes.SCT.Tissue,
    segmented_property_type=CodedConcept(*codes.SCT.Bone),
    algorithm_type=hd.seg.SegmentAlgorithmTypeValues.MANUAL,
)
made = hd.seg.Segmentation(
    source_images=[image],
    pixel_array=mask,
    segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
    segment_descriptions=[description],
    series_instance_uid="1.2.3",
    series_number=2,
    sop_instance_uid="1.2.4",
    instance_number=1,
    manufacturer="m",
    manufacturer_model_name="n",
    software_versions="1",
    device_serial_number="1",
)
made.save_as("seg.dcm")
again = hd.seg.segread("seg.dcm")
print(type(again).__name__, list(again.segment_numbers), bool((again.pixel_array == mask).all()))
volume = again.get_volume()
print(volume.shape, volume.affine.tolist())
""",
    "highdicom report": """
import highdicom as hd
from pydicom.sr.codedict import codes

image = example("CT_small.dcm")
observer = hd.sr.PersonObserverIdentifyingAttributes(name="Doe^Jane")
context = hd.sr.ObservationContext(
    observer_person_context=hd.sr.ObserverContext(
        observer_type=codes.DCM.Person, observer_identifying_attributes=observer
    )
)
group = hd.sr.MeasurementsAndQualitativeEvaluations(
    tracking_identifier=hd.sr.TrackingIdentifier(uid="1.2.9", identifier="one"),
    measurements=[hd.sr.Measurement(name=codes.SCT.Diameter, value=10.5, unit=codes.UCUM.Millimeter)],
)
report = hd.sr.MeasurementReport(
    observation_context=context,
    procedure_reported=codes.LN.CTUnspecifiedBodyRegion,
    imaging_measurements=[group],
)
document = hd.sr.ComprehensiveSR(
    evidence=[image],
    content=report,
    series_number=3,
    series_instance_uid="1.2.5",
    sop_instance_uid="1.2.6",
    instance_number=1,
    manufacturer="m",
)
document.save_as("sr.dcm")
read = hd.sr.srread("sr.dcm")
for item in hd.sr.utils.find_content_items(read, recursive=True):
    print(item.name.meaning, item.value_type, getattr(item, "value", None) if item.value_type == "TEXT" else "")
""",
    "dicomweb-client": """
import shutil
from dicomweb_client.api import DICOMfileClient

Path("files").mkdir()
for name in ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm"):
    shutil.copy(get_testdata_file(name), "files")
client = DICOMfileClient(f"file://{Path('files').resolve()}", recreate_db=True, in_memory=True)
print(sorted(found["0020000D"]["Value"][0] for found in client.search_for_studies()))
image = example("CT_small.dcm")
kept = client.retrieve_instance(image.StudyInstanceUID, image.SeriesInstanceUID, image.SOPInstanceUID)
print(kept == image, len(client.search_for_instances()))
""",
    "rt-utils": """
from rt_utils import RTStructBuilder

Path("series").mkdir()
series("series", 3)
mask = np.zeros((128, 128, 3), bool)
mask[20:40, 20:50, :] = True
made = RTStructBuilder.create_new(dicom_series_path="series")
made.add_roi(mask=mask, name="roi", color=[255, 0, 0])
made.save("rt.dcm")
read = RTStructBuilder.create_from(dicom_series_path="series", rt_struct_path="rt.dcm")
print(read.get_roi_names(), int(read.get_roi_mask_by_name("roi").sum()))
""",
    "dicom2nifti": """
import dicom2nifti, nibabel

Path("series").mkdir()
series("series", 6)
dicom2nifti.dicom_series_to_nifti("series", "volume.nii.gz", reorient_nifti=True)
volume = nibabel.load("volume.nii.gz")
print(volume.shape, float(volume.get_fdata().sum()), volume.affine.tolist())
""",
    "dicom-anonymizer": """
from dicomanonymizer import anonymize_dicom_file

for name in ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "liver_1frame.dcm"):
    anonymize_dicom_file(get_testdata_file(name), name)
    made = pydicom.dcmread(name)
    print(name, len(made), [str(element.tag) for element in made.iterall() if element.value in ("", None)])
""",
}


def run(program: str, folder: Path, *through: str) -> str:
    (folder / "program.py").write_text(START + program, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", *through, "program.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_prints_the_same_under_both(name: str, tmp_path: Path) -> None:
    printed = []
    for kind, through in (("theirs", ()), ("ours", ("-m", "dicomconstruct.compat"))):
        (tmp_path / kind).mkdir()
        printed.append(run(PROGRAMS[name], tmp_path / kind, *through).replace(f"/{kind}/", "/"))
    theirs, ours = printed
    assert theirs.strip()
    assert ours == theirs
