"""A folder of files, each without what tells who the patient is."""

import sys
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.errors import InvalidDicomError

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
CURVES = range(0x5000, 0x5020, 2)


def names_removed(data_set, element):
    if element.VR == "PN":
        element.value = "anonymous"
    if element.tag.group in CURVES:
        del data_set[element.tag]


def texts_shortened(data_set, element):
    if element.VR in ("LT", "ST", "UT") and element.value:
        element.value = element.value[:4]


uids = {}


def uids_replaced(data_set, element):
    if (
        element.VR == "UI"
        and not element.tag.is_private
        and element.value
        and not str(element.value).startswith("1.2.840.10008")
    ):
        values = [element.value] if element.VM == 1 else list(element.value)
        new = [uids.setdefault(str(value), f"2.25.{len(uids) + 1}") for value in values]
        element.value = new if element.VM > 1 else new[0]


here = Path(get_testdata_file("CT_small.dcm")).parent
sources = [path for path in sorted(here.glob("*.dcm")) if path.stat().st_size < 200_000]
for path in sources:
    name = Path(path).name
    try:
        ds = dcmread(path)
    except (InvalidDicomError, OSError):
        print(name, "left out")
        continue
    if not len(ds) or "PatientName" not in ds:
        continue
    ds.remove_private_tags()
    try:
        ds.walk(names_removed)
        ds.walk(texts_shortened)
        ds.walk(uids_replaced)
    except Exception as error:
        print(name, type(error).__name__)
        continue
    for keyword in ("OtherPatientIDs", "OtherPatientIDsSequence"):
        if keyword in ds:
            delattr(ds, keyword)
    if "PatientBirthDate" in ds:
        ds.data_element("PatientBirthDate").value = "19000101"
    ds.PatientID = "id"
    try:
        ds.save_as(folder / name)
    except Exception as error:
        print(name, "not saved", type(error).__name__)
        continue
    again = dcmread(folder / name, force=True)
    people = sorted({str(one.value) for one in again.iterall() if one.VR == "PN"})
    print(
        name,
        sum(one.tag.element != 0 for one in again),
        people,
        again.PatientID,
        again.get("SOPInstanceUID"),
        again.get("PatientBirthDate"),
    )
print(len(uids))
