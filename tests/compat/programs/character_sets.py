"""Files in one character set, saved in another; names in several scripts."""

import sys
import warnings
from pathlib import Path

from pydicom import dcmread
from pydicom.charset import convert_encodings, decode_bytes, encode_string
from pydicom.data import get_charset_files
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

warnings.simplefilter("ignore")
folder = Path(sys.argv[1])
for path in sorted(get_charset_files("*.dcm")):
    ds = dcmread(path)
    ds.decode()
    before = [str(one.value) for one in ds.iterall() if one.VR in ("PN", "LO", "LT", "SH")]
    ds.SpecificCharacterSet = "ISO_IR 192"
    for item in ds.iterall():
        if item.VR == "SQ":
            for one in item.value:
                one.SpecificCharacterSet = "ISO_IR 192"
    for element in ds.iterall():
        if element.VR in ("PN", "LO", "LT", "SH") and element.value:
            element.value = element.value
    ds.save_as(folder / Path(path).name)
    again = dcmread(folder / Path(path).name)
    after = [str(one.value) for one in again.iterall() if one.VR in ("PN", "LO", "LT", "SH")]
    print(Path(path).name, before == after, after[:3])

for terms, name in (
    ("ISO_IR 100", "Buc^Jérôme"),
    (["", "ISO 2022 IR 87"], "Yamada^Tarou=山田^太郎=やまだ^たろう"),
    (["", "ISO 2022 IR 149"], "Hong^Gildong=洪^吉洞=홍^길동"),
    ("GB18030", "Wang^XiaoDong=王^小东"),
    ("ISO_IR 144", "Люкceмбypг"),  # noqa: RUF001
    ("ISO_IR 192", "Διονυσιος"),
):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.SpecificCharacterSet = terms
    ds.PatientName, ds.PatientComments = name, name.replace("^", " ").replace("=", " ")
    ds.SOPClassUID, ds.SOPInstanceUID = "1.2.840.10008.5.1.4.1.1.7", "1.2.3"
    ds.save_as(folder / "made.dcm", enforce_file_format=True)
    again = dcmread(folder / "made.dcm")
    print(
        again.PatientName,
        again.PatientComments,
        again.PatientName.ideographic,
        again["PatientName"],
        again.get_item("PatientComments").value,
    )
    print(
        convert_encodings(terms),
        encode_string("abc", convert_encodings(terms)),
        decode_bytes(b"abc", convert_encodings(terms), set()),
    )
