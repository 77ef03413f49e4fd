"""A data set made in memory becomes a file, in each of the encodings."""

import datetime
import sys
from pathlib import Path

import numpy as np
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset, validate_file_meta
from pydicom.uid import (
    CTImageStorage,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
    generate_uid,
)

folder = Path(sys.argv[1])
meta = FileMetaDataset()
meta.MediaStorageSOPClassUID = CTImageStorage
meta.MediaStorageSOPInstanceUID = "1.2.3"
meta.ImplementationClassUID = "1.2.3.4"
meta.TransferSyntaxUID = ExplicitVRLittleEndian
ds = FileDataset(folder / "made.dcm", {}, file_meta=meta, preamble=b"\0" * 128)
ds.PatientName = "Test^Firstname"
ds.PatientID = "123456"
ds.SOPClassUID, ds.SOPInstanceUID = CTImageStorage, "1.2.3"
now = datetime.datetime(2024, 2, 29, 13, 14, 15, 678)
ds.ContentDate = now.strftime("%Y%m%d")
ds.ContentTime = now.strftime("%H%M%S.%f")
ds.StudyDate = datetime.date(2024, 2, 29)
ds.StudyTime = datetime.time(1, 2, 3)
ds.AcquisitionDateTime = now
ds.PatientWeight = 70.25
ds.SliceLocation = "1.50"
ds.WindowCenter = [40, "400"]
print(ds)
for uid in (ImplicitVRLittleEndian, ExplicitVRLittleEndian, DeflatedExplicitVRLittleEndian):
    ds.file_meta.TransferSyntaxUID = uid
    ds.save_as(folder / "made.dcm", enforce_file_format=True)
    again = dcmread(folder / "made.dcm")
    print(
        again.file_meta.TransferSyntaxUID.name,
        again.original_encoding,
        again == ds,
        again.StudyDate,
        again.StudyTime,
    )

bare = Dataset()
bare.PatientID = "1"
for options in (
    {},
    {"implicit_vr": True},
    {"implicit_vr": True, "little_endian": True},
    {"enforce_file_format": True},
):
    try:
        bare.save_as(folder / "bare.dcm", **options)
        print(options, (folder / "bare.dcm").read_bytes())
    except (ValueError, AttributeError) as error:
        print(options, type(error).__name__ in ("ValueError", "AttributeError") or isinstance(error, ValueError))
try:
    validate_file_meta(FileMetaDataset())
except AttributeError as error:
    print("AttributeError", error)
try:
    meta.PatientID = "1"
except (KeyError, ValueError) as error:
    print("group", "group 2" in str(error))

image = np.arange(64, dtype="<u2").reshape(8, 8)
ds.Rows, ds.Columns = image.shape
ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 12, 11, 0
ds.PixelData = image.tobytes()
ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
dcmwrite(folder / "image.dcm", ds, enforce_file_format=True)
again = dcmread(folder / "image.dcm")
print(again["PixelData"].VR, np.array_equal(again.pixel_array, image), again.pixel_array.dtype)
print(again.file_meta.FileMetaInformationGroupLength > 0, again.file_meta.FileMetaInformationVersion)
print(generate_uid(entropy_srcs=["a", "b"]), generate_uid("1.2.3.", ["a"]), generate_uid(None).startswith("2.25."))
