"""The DICOM JSON model in both directions, with bulk data kept elsewhere."""

import json
import warnings

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset

warnings.simplefilter("ignore")
for name in ("CT_small.dcm", "rtplan.dcm", "reportsi.dcm", "DICOMDIR", "examples_palette.dcm", "JPEG2000.dcm"):
    ds = dcmread(get_testdata_file(name))
    text = ds.to_json()
    print(
        name,
        len(text.replace('"Value": [], ', "")),
        json.loads(text) == ds.to_json_dict(),
        Dataset.from_json(text) == Dataset.from_json(json.loads(text)),
    )
    print(text[:300])

ds = dcmread(get_testdata_file("CT_small.dcm"), stop_before_pixels=True)
print(json.dumps(ds.to_json_dict(), indent=1, sort_keys=True))
again = Dataset.from_json(ds.to_json())
print(again == Dataset.from_json(again.to_json()), again.PatientName, again.ImagePositionPatient)
print(ds["PatientName"].to_json_dict(None, 1024), ds["PatientName"].to_json())

kept = {}


def keep(element):
    uri = f"https://example.org/{element.tag:08X}"
    kept[uri] = element.value
    return uri


def fetch(tag, vr, uri):
    return kept[uri]


full = dcmread(get_testdata_file("CT_small.dcm"))
text = full.to_json(bulk_data_threshold=100, bulk_data_element_handler=keep)
print(sorted((uri, len(value)) for uri, value in kept.items()))
print(
    json.loads(text)["7FE00010"], Dataset.from_json(text, bulk_data_uri_handler=fetch).PixelData == full.PixelData
)

made = Dataset()
made.SpecificCharacterSet = "ISO_IR 192"
made.PatientName = "Yamada^Tarou=山田^太郎=やまだ^たろう"
made.PatientWeight, made.SliceThickness, made.SeriesNumber = "70.50", 1.5, 7
made.WindowCenter = ["1", "2.50"]
made.FrameIncrementPointer = [0x00181063, 0x00181065]
made.add_new(0x00091001, "UN", b"\x01\x02")
made.add_new(0x00091002, "FD", [1.5, -2.5])
made.ReferencedImageSequence = [Dataset(), Dataset()]
made.ReferencedImageSequence[0].ReferencedSOPInstanceUID = "1.2.3"
made.AccessionNumber, made.StudyID, made.Rows = "", None, None
made.ImageType = ["ORIGINAL", "Y", "X"]
print(json.dumps(made.to_json_dict(), sort_keys=True, ensure_ascii=False))
print(made.to_json(dump_handler=lambda data: json.dumps(data, sort_keys=True, indent=0))[:80])
print(Dataset.from_json(made.to_json()))
print(
    Dataset.from_json(
        '{"00100010": {"vr": "PN", "Value": [{"Alphabetic": "A^B", "Ideographic": "C"}]}}'
    ).PatientName
)
for wrong in (
    '{"00100010": {"vr": "PN", "Value": ["A"]}}',
    '{"00100020": {"vr": "LO", "Values": ["A"]}}',
    '{"00100020": {"Value": ["A"]}}',
):
    try:
        print(Dataset.from_json(wrong))
    except Exception as error:
        print(isinstance(error, KeyError))
