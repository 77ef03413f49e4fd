"""Private elements: blocks, creators, the private dictionary, and taking them out."""

import sys
from pathlib import Path

from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.datadict import (
    add_private_dict_entries,
    add_private_dict_entry,
    get_private_entry,
    private_dictionary_VR,
)
from pydicom.dataset import Dataset

folder = Path(sys.argv[1])
ds = dcmread(get_testdata_file("CT_small.dcm"))
print([one for one in ds if one.tag.is_private][:6])
print(ds.private_creators(0x0019), ds.private_creators(0x0043), ds.private_creators(0x000B))
block = ds.private_block(0x0019, "GEMS_ACQU_01")
print(
    block.group,
    block.private_creator,
    hex(block.block_start),
    block.get_tag(0x03),
    block[0x03],
    0x03 in block,
    0xF0 in block,
)
print(
    ds.get_private_item(0x0019, 0x03, "GEMS_ACQU_01"), ds[0x0019, 0x1003].name, ds[0x0019, 0x1003].private_creator
)

try:
    ds.private_block(0x000B, "hello")
except KeyError as error:
    print("KeyError", str(error)[:33])
try:
    ds.private_block(0x000A, "hello", create=True)
except ValueError as error:
    print("ValueError", str(error)[:19])
block = ds.private_block(0x000B, "hello", create=True)
block.add_new(0x01, "SH", "my special value")
block.add_new(0x02, "DS", ["1", "2.5"])
item = Dataset()
item.PatientID = "inner"
inner = item.private_block(0x000B, "nested", create=True)
inner.add_new(0x05, "FD", [1.5, -2.5])
block.add_new(0x03, "SQ", [item])
second = ds.private_block(0x000B, "second", create=True)
second.add_new(0x01, "UN", b"\x00\x01")
print(ds.group_dataset(0x000B))
del block[0x02]
try:
    block[0x02]
except KeyError as error:
    print("KeyError", error)
ds.add_new_private("third", 0x000B, 0x01, "third value", "LO")
print(ds.private_creators(0x000B), ds[0x000B, 0x1201])

add_private_dict_entry("hello", 0x000B1001, "SH", "A test value", "1")
add_private_dict_entries("second", {0x000B1001: ("US", "1", "Second value", "")})
print(get_private_entry(0x000B1001, "hello"), private_dictionary_VR(0x000B1101, "second"))
print(ds[0x000B, 0x1001], ds[0x000B, 0x1101])
ds.save_as(folder / "private.dcm")
again = dcmread(folder / "private.dcm")
print(again.group_dataset(0x000B))
print(again.get_private_item(0x000B, 0x01, "hello").value, again.private_block(0x000B, "second")[0x01].VR)

copy = Dataset()
copy.update({tag: again[tag] for tag in list(again.group_dataset(0x000B).keys())})
del copy[0x000B, 0x1003]
copy.save_as(folder / "bare.dcm", implicit_vr=True, little_endian=True)
print(dcmread(folder / "bare.dcm", force=True).group_dataset(0x000B))

again.remove_private_tags()
print([one for one in again.iterall() if one.tag.is_private], len(again))
