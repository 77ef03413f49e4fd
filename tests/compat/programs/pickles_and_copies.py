"""Data sets sent through pickle, compared, cached by hash of their text, kept in memory as files."""

import copy
import io
import pickle
import warnings

from pydicom import dcmread, dcmwrite
from pydicom.data import get_testdata_file
from pydicom.dataset import Dataset
from pydicom.filebase import DicomBytesIO

warnings.simplefilter("ignore")
for name in (
    "CT_small.dcm",
    "rtplan.dcm",
    "JPEG2000.dcm",
    "reportsi.dcm",
    "ExplVR_BigEnd.dcm",
    "image_dfl.dcm",
    "priv_SQ.dcm",
):
    ds = dcmread(get_testdata_file(name))
    for protocol in (2, pickle.HIGHEST_PROTOCOL):
        again = pickle.loads(pickle.dumps(ds, protocol))
        print(
            name,
            again == ds,
            again.file_meta == ds.file_meta,
            str(again) == str(ds),
            again.original_encoding,
            type(again).__name__,
        )
    again.PatientName = "Pickled^One"
    twice = pickle.loads(pickle.dumps(again))
    print(twice.PatientName, twice == again, twice == ds, again.is_undefined_length_sequence_item)
    target = io.BytesIO()
    dcmwrite(target, twice)
    target.seek(0)
    print(dcmread(target) == twice, len(target.getvalue()) > 0)
    for one in (copy.copy(ds), copy.deepcopy(ds), ds.copy()):
        print(one == ds, one is ds, one.file_meta == ds.file_meta)
    memory = DicomBytesIO()
    ds.save_as(memory)
    memory.seek(0)
    print(dcmread(memory).get("PatientID") == ds.get("PatientID"))
element = ds["PatientName"] if "PatientName" in ds else next(iter(ds))
print(pickle.loads(pickle.dumps(element)) == element, pickle.loads(pickle.dumps(ds.get("PatientName"))))
made = Dataset()
made.PatientName, made.Rows = "A^B", 3
made.OtherPatientIDsSequence = [Dataset()]
print(pickle.loads(pickle.dumps(made)) == made, pickle.loads(pickle.dumps(made)))
with dcmread(get_testdata_file("CT_small.dcm"), defer_size=100) as late:
    print(late.PixelData[:4], late == dcmread(get_testdata_file("CT_small.dcm")))
