"""Reading a file, looking at it in every way, changing it and saving it."""

import sys
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag

folder = Path(sys.argv[1])
ds = dcmread(get_testdata_file("MR_small.dcm"))
print(ds)
print(repr(ds) == str(ds), type(ds).__name__, len(ds))
print(ds.file_meta)
print(ds.file_meta.TransferSyntaxUID, ds.file_meta.TransferSyntaxUID.name, ds.file_meta["MediaStorageSOPClassUID"])

element = ds["PatientName"]
print(element, repr(element), element.tag, element.keyword, element.name, element.VR, element.VM, element.value)
print(ds[0x0010, 0x0010] is element, ds[0x00100010] == element, ds["0x00100010"] == element)
print(ds.PatientName, repr(ds.PatientName), ds.PatientName.family_name, ds.PatientName.given_name)
print(ds.get("PatientName"), ds.get("Nothing", 5), ds.get((0x0010, 0x0010)), ds.get(0x00999999))
print("PatientName" in ds, 0x00100010 in ds, (0x0010, 0x0010) in ds, "PatientSex" in ds, Tag(0x10, 0x40) in ds)
for name in ("NoSuchThing", "BeamSequence"):
    try:
        getattr(ds, name)
    except AttributeError as error:
        print(error)
try:
    ds[0x00999999]
except KeyError as error:
    print("KeyError", error)

print(ds.ImageType, len(ds.ImageType), ds["ImageType"].VM, ds.ImageType[-1])
ds.ImageType[2] = "LOCALIZER"
ds.ImageType.insert(1, "PRIMARY")
print(ds["ImageType"])
ds["ImageType"].value = ["ORIGINAL"]
print(ds["ImageType"], ds["ImageType"].VM)

print(ds.PixelSpacing, ds.PixelSpacing[0] + 1, ds.SliceThickness * 2, type(ds.SliceThickness).__name__)
print(ds.InstanceNumber, repr(ds["InstanceNumber"].value), int(ds.InstanceNumber) + 1)
print(ds.StudyDate, ds.StudyTime, ds.SOPClassUID, ds.SOPClassUID.name, ds.SOPClassUID.keyword)

ds.PatientID = "12345"
ds.PatientName = "CITIZEN^Jan"
ds.SeriesNumber = 5
ds.SeriesNumber = None
print(ds["SeriesNumber"], ds["PatientName"], ds["PatientID"], ds["SeriesNumber"].is_empty)
ds.add_new([0x0014, 0x2014], "IS", 1)
ds.add_new("PatientSex", "CS", "O")
ds[0x0010, 0x0030] = DataElement(0x00100030, "DA", "19991231")
ds.add(DataElement("PatientWeight", "DS", "70.5"))
print(ds[0x00142014], ds["PatientSex"], ds["PatientBirthDate"], ds["PatientWeight"])
with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    ds.PatientsName = "no keyword"
    ds.EnergyWindowInformationSequenc = []
print([str(one.message) for one in said])

item = Dataset()
item.CodeValue = "T-A0100"
item.CodingSchemeDesignator = "SRT"
ds.AnatomicRegionSequence = [item, Dataset()]
print(ds["AnatomicRegionSequence"], len(ds.AnatomicRegionSequence), ds["AnatomicRegionSequence"].VM)
ds.AnatomicRegionSequence.append(Dataset())
ds.AnatomicRegionSequence[1].CodeMeaning = "Brain"
del ds.AnatomicRegionSequence[2]
for one in ds.AnatomicRegionSequence:
    print([child.keyword for child in one])

del ds.PatientWeight
del ds["PatientSex"]
del ds[0x00142014]
try:
    del ds.PatientWeight
except AttributeError as error:
    print("AttributeError", str(error).endswith(("PatientWeight", "'PatientWeight'")))
print(ds.pop("PatientBirthDate"), ds.pop("PatientBirthDate", None), ds.setdefault("PatientAge", "018Y"))
print([str(tag) for tag in ds][:0], [one.tag for one in ds][:3], list(ds.keys())[:3], ds.dir("patient", "name"))
print(ds[0x00080000:0x00090000].dir(), ds.group_dataset(0x0010).dir(), ds[0x00100010:0x00100021])
print(ds == ds, ds == Dataset(), ds != Dataset())

ds.save_as(folder / "changed.dcm")
again = dcmread(folder / "changed.dcm")
print(
    again == ds,
    again.PatientName,
    again.AnatomicRegionSequence[0].CodeValue,
    again.filename == str(folder / "changed.dcm"),
)
try:
    ds.save_as(folder / "changed.dcm", overwrite=False)
except FileExistsError as error:
    print("FileExistsError", str(error).replace(str(folder), ""))
print(dcmread(folder / "changed.dcm", specific_tags=["PatientID", "Rows"]))
print("PixelData" in dcmread(folder / "changed.dcm", stop_before_pixels=True))
