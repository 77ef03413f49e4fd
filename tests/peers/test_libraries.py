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
    "wsidicom": """
from io import BytesIO
from upath import UPath
from pydicom.tag import Tag
from wsidicom.file.io.wsidicom_io import WsiDicomReadIO
from wsidicom.metadata.uid_generator import CallableUidGenerator
from wsidicom.instance.dataset import WsiDataset

for name in ("CT_small.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm", "rtplan.dcm"):
    stream = BytesIO(Path(get_testdata_file(name)).read_bytes())
    reader = WsiDicomReadIO(stream, filepath=UPath(name))
    elements = {}
    stopped = reader.read_elements_until(Tag("PixelData"), elements)
    made = WsiDataset.make_dataset(elements, reader.transfer_syntax)
    print(name, stopped, reader.media_storage_sop_class_uid, len(made), made.get("PatientName"))
    print([str(element) for element in made][:40])
""",
    "dicognito": """
from dicognito.anonymizer import Anonymizer

anonymizer = Anonymizer(seed="seed")
for name in ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "liver_1frame.dcm", "reportsi.dcm"):
    image = example(name)
    anonymizer.anonymize(image)
    image.save_as(name)
    read = pydicom.dcmread(name)
    print(name, read.PatientName, read.PatientID, read.StudyDate, read.SOPInstanceUID, len(list(read.iterall())))
    print([(element.tag, str(element.value)) for element in read.iterall() if element.VR != "SQ"])
""",
    "deid": """
from deid.config import DeidRecipe
from deid.dicom import get_files, get_identifiers, replace_identifiers, has_burned_pixels
from deid.dicom.parser import DicomParser

Path("recipe").write_text(
    "FORMAT dicom\\n%header\\nREPLACE PatientName var:name\\nBLANK PatientID\\nJITTER StudyDate 3\\n"
    "REMOVE contains:Physician\\nKEEP StudyID\\nADD PatientIdentityRemoved YES\\nREMOVE ALL func:private\\n"
)
Path("files").mkdir()
Path("out").mkdir()
for name in ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm"):
    example(name).save_as(Path("files") / name)
paths = sorted(str(one) for one in get_files(str(Path("files").resolve())))
items = get_identifiers(paths)
for path in sorted(items):
    fields = items[path]
    print(Path(path).name, len(fields), sorted(str(field) for field in fields.values())[:30])
    items[path] = {"name": "Roe^R", "private": lambda item, value, field, dicom: field.element.tag.is_private}
cleaned = replace_identifiers(
    dicom_files=paths, deid=DeidRecipe("recipe"), ids=items, save=True, output_folder="out", overwrite=True
)
for path in sorted(str(one) for one in Path("out").iterdir()):
    print(pydicom.dcmread(path))
print(has_burned_pixels(paths, deid="dicom"))
""",
    "dicomtrolley": """
from dicomtrolley.core import QueryLevels
from dicomtrolley.dicom_qr import DICOMQR, DICOMQuery
from dicomtrolley.parsing import DICOMParseTree
from pydicom.dataset import Dataset

wanted = ["NumberOfStudyRelatedInstances"]
query = DICOMQuery(PatientName="A*", query_level=QueryLevels.STUDY, include_fields=wanted)
print([(element.tag, element.VR, str(element.value)) for element in query.as_dataset()])
answers = []
for series in ("1.1", "1.2"):
    for instance in ("1", "2", "3"):
        answer = Dataset()
        answer.StudyInstanceUID, answer.SeriesInstanceUID = "1", series
        answer.SOPInstanceUID, answer.PatientName = f"{series}.{instance}", "A^B"
        answers.append(answer)
for study in DICOMQR.parse_c_find_response(answers):
    print(study.uid, [(series.uid, [one.uid for one in series.instances]) for series in study.series])
    print(study.data)
""",
    "nibabel.nicom": """
from nibabel.nicom import csareader, dicomreaders, dicomwrappers

for name in ("CT_small.dcm", "MR_small.dcm", "eCT_Supplemental.dcm", "liver_1frame.dcm"):
    try:
        wrapped = dicomwrappers.wrapper_from_file(get_testdata_file(name))
        print(name, type(wrapped).__name__, wrapped.image_shape, wrapped.voxel_sizes, wrapped.affine.tolist())
        print(float(wrapped.get_data().sum()), sorted(wrapped.series_signature))
    except Exception as error:
        print(name, type(error).__name__, error)
print(csareader.get_csa_header(example("MR_small.dcm")))
""",
    "dicom-numpy": """
import dicom_numpy

Path("series").mkdir()
series("series", 6)
slices = [pydicom.dcmread(path) for path in sorted(Path("series").iterdir())]
volume, affine = dicom_numpy.combine_slices(slices)
print(volume.shape, volume.dtype, float(volume.sum()), affine.tolist())
raw, _ = dicom_numpy.combine_slices(slices, rescale=False, c_order_axes=False)
print(raw.shape, raw.dtype, int(raw.sum()))
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
