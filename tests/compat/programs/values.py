"""What values are: names, numbers as text, dates, tags, several values, text in character sets."""

import copy
import datetime
import decimal
import warnings

from pydicom import config, dcmread
from pydicom.data import get_charset_files, get_testdata_file
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.tag import BaseTag, Tag, TupleTag
from pydicom.uid import UID
from pydicom.valuerep import DA, DT, IS, TM, VR, DSdecimal, DSfloat, PersonName

warnings.simplefilter("ignore")
name = PersonName("Adams^John Robert Quincy^^Rev.^B.A. M.Div.")
print(
    name.family_name, name.given_name, name.middle_name, name.name_prefix, name.name_suffix, name.components, name
)
print(
    name == "Adams^John Robert Quincy^^Rev.^B.A. M.Div.",
    name.formatted("%(family_name)s, %(given_name)s"),
    "Adams" in name,
)
three = PersonName("Yamada^Tarou=山田^太郎=やまだ^たろう")
print(three.alphabetic, three.ideographic, three.phonetic, three.components, bool(PersonName("")), len(three))
print(PersonName.from_named_components(family_name="A", given_name="B"))

number = DSfloat("1.50")
print(
    number,
    repr(number),
    number + 1,
    number.original_string,
    number == 1.5,
    DSfloat(3),
    DSfloat(1 / 3, auto_format=True),
)
print(
    DSdecimal("1.50"),
    repr(DSdecimal("1.50")),
    DSdecimal("1.5") == decimal.Decimal("1.5"),
    IS("010"),
    IS(3) + 1,
    repr(IS("5")),
)
print(
    DA("20240229"),
    repr(DA("20240229")),
    DA("20240229").year,
    TM("131415.5"),
    TM("1314").minute,
    DT("20240229131415+0100"),
)
print(DA(datetime.date(2024, 2, 29)), TM(datetime.time(1, 2, 3, 4)), DT(datetime.datetime(2024, 2, 29, 1, 2)))
print(
    Tag("PatientName"),
    Tag(0x10, 0x10),
    Tag((0x10, 0x20)),
    repr(Tag("00100030")),
    BaseTag(0x00091001).is_private,
    TupleTag((8, 5)),
)
print(
    Tag(0x00080005) == 0x00080005,
    Tag(0x00080005) == (8, 5),
    Tag(8, 5) < Tag(8, 6),
    Tag("0x00100010").json_key,
    hex(Tag(1, 2)),
)
uid = UID("1.2.840.10008.1.2.4.50")
print(
    uid,
    uid.name,
    uid.keyword,
    uid.type,
    uid.info,
    uid.is_retired,
    uid.is_compressed,
    uid.is_encapsulated,
    uid.is_implicit_VR,
)
print(UID("1.2.3").is_private, UID("1.2.3").name, UID("1.02.3").is_valid, VR.PN, VR.PN == "PN", str(VR.US))

several = MultiValue(int, ["1", "2", "3"])
several.append("4")
several[0:1] = ["7", "8"]
print(several, several[0], list(several), several == [7, 8, 2, 3, 4], several.count(2))
element = DataElement(0x00280030, "DS", "1.5\\2.50")
print(element, element.VM, element.value, element.repval, element.is_empty, element.is_retired, element.is_buffered)
print(
    DataElement("PatientName", "PN", "A^B") == DataElement(0x00100010, "PN", "A^B"),
    copy.deepcopy(element) == element,
)
print(
    DataElement(0x00181063, "DS", None), DataElement(0x00100020, "LO", ""), DataElement(0x7FE00010, "OB", bytes(20))
)
print(
    DataElement(0x00280009, "AT", [0x00181063]),
    DataElement(0x00280010, "US", [1, 2]),
    DataElement(0x00080060, "CS", ["A", "B"]),
)

for path in sorted(get_charset_files("*.dcm")):
    ds = dcmread(path)
    ds.decode()
    found = ds.get("PatientName") or ds.get("OtherPatientNames") or ""
    print(path.rpartition("/")[2], ds.get("SpecificCharacterSet"), found, getattr(found, "family_name", ""))

config.DS_decimal(True)
ds = dcmread(get_testdata_file("CT_small.dcm"))
print(type(ds.SliceThickness).__name__, ds.SliceThickness, ds.ImagePositionPatient)
config.DS_decimal(False)
config.datetime_conversion = True
ds = dcmread(get_testdata_file("CT_small.dcm"))
print(type(ds.StudyDate).__name__, ds.StudyDate, ds.StudyDate - datetime.date(2004, 1, 1), ds.StudyTime.hour)
config.datetime_conversion = False
with config.strict_reading():
    try:
        made = Dataset()
        made.PatientID = "x" * 70
        DataElement(0x00100020, "LO", "x" * 70, validation_mode=config.RAISE)
    except ValueError as error:
        print("ValueError", error)
