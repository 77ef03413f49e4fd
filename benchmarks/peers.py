"""How each library does each piece of work; the one place that knows the libraries' own names.

A piece of work is an `Operation`: `prepare` is not timed and gives what `work` is timed on. Where `work` returns a
number, it is a count of what was looked at, by which two libraries can be held to have done the same. A library is
imported when its peer is made, never by importing this module.
"""

from __future__ import annotations

import importlib
import io
import logging
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

OURS = "dicomconstruct"
PYDICOM = "pydicom"
DICOMSDL = "dicomsdl"
GDCM = "gdcm"
NUMPY = "numpy"
PYLIBJPEG = "pylibjpeg-rle"
NAMES = (OURS, PYDICOM, DICOMSDL, GDCM, NUMPY, PYLIBJPEG)

ONE_TAG = 0x00100020
"""Patient ID: the element that the rows about a single tag ask for."""
PIXEL_DATA = 0x7FE00010

SCRATCH_VALUES: tuple[tuple[int, str, object], ...] = (
    (0x00080005, "CS", "ISO_IR 100"),
    (0x00080008, "CS", ["ORIGINAL", "PRIMARY", "AXIAL"]),
    (0x00080012, "DA", "20240131"),
    (0x00080013, "TM", "101530"),
    (0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    (0x00080018, "UI", "1.2.826.0.1.3680043.8.498.1"),
    (0x00080020, "DA", "20240131"),
    (0x00080021, "DA", "20240131"),
    (0x00080022, "DA", "20240131"),
    (0x00080023, "DA", "20240131"),
    (0x0008002A, "DT", "20240131101530.123456"),
    (0x00080030, "TM", "101530.5"),
    (0x00080031, "TM", "101531"),
    (0x00080050, "SH", "A-123456"),
    (0x00080060, "CS", "CT"),
    (0x00080070, "LO", "Maker of Scanners"),
    (0x00080080, "LO", "General Hospital"),
    (0x00080081, "ST", "1 Long Road, Town"),
    (0x00080090, "PN", "Doe^Jane^^Dr"),
    (0x00080201, "SH", "+0100"),
    (0x00081010, "SH", "STATION1"),
    (0x00081030, "LO", "Chest"),
    (0x0008103E, "LO", "Axial thin"),
    (0x00081060, "PN", ["Roe^Richard", "Poe^Paula"]),
    (0x00081090, "LO", "Model T"),
    (0x00089123, "UI", "1.2.826.0.1.3680043.8.498.2"),
    (0x00100010, "PN", "Doe^John"),
    (0x00100020, "LO", "1CT1"),
    (0x00100030, "DA", "19700101"),
    (0x00100040, "CS", "O"),
    (0x00101010, "AS", "054Y"),
    (0x00101020, "DS", "1.75"),
    (0x00101030, "DS", "72.5"),
    (0x001021B0, "LT", "Nothing of note. " * 20),
    (0x00104000, "LT", "Came by tram."),
    (0x00180050, "DS", "1.25"),
    (0x00180060, "DS", "120"),
    (0x00181020, "LO", ["1.0", "2.0"]),
    (0x00181151, "IS", "200"),
    (0x00189073, "FD", 12.5),
    (0x00189313, "FD", [1.0, 2.0, 3.0]),
    (0x00189328, "FD", 33.25),
    (0x0020000D, "UI", "1.2.826.0.1.3680043.8.498.3"),
    (0x0020000E, "UI", "1.2.826.0.1.3680043.8.498.4"),
    (0x00200010, "SH", "STUDY1"),
    (0x00200011, "IS", "7"),
    (0x00200013, "IS", "42"),
    (0x00200032, "DS", ["-125.5", "-100.25", "33.75"]),
    (0x00200037, "DS", ["1", "0", "0", "0", "1", "0"]),
    (0x00280002, "US", 1),
    (0x00280004, "CS", "MONOCHROME2"),
    (0x00280009, "AT", 0x00181063),
    (0x00280010, "US", 64),
    (0x00280011, "US", 64),
    (0x00280030, "DS", ["0.5", "0.5"]),
    (0x00280100, "US", 16),
    (0x00280101, "US", 16),
    (0x00280102, "US", 15),
    (0x00280103, "US", 0),
    (0x00281050, "DS", ["40", "400"]),
    (0x00720064, "IS", ["1", "2"]),
    (0x00720066, "LO", "chosen"),
    (0x00720068, "LT", "a text"),
    (0x00720076, "FL", [0.5, 0.25]),
    (0x00720078, "UL", [1, 2, 3]),
    (0x0072007C, "SL", -5),
    (0x0072007E, "SS", -3),
    (0x7FE00010, "OW", bytes(64 * 64 * 2)),
)
"""What the data set built from scratch holds, besides one sequence."""
SCRATCH_SEQUENCE = 0x00081140
SCRATCH_ITEMS = 20
SCRATCH_ITEM_VALUES: tuple[tuple[int, str, str], ...] = (
    (0x00081150, "UI", "1.2.840.10008.5.1.4.1.1.2"),
    (0x00081155, "UI", "1.2.826.0.1.3680043.8.498.5"),
)
EXPLICIT_VR_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"


def as_given(source: Any) -> Any:
    """Prepare nothing."""
    return source


@dataclass(frozen=True)
class Operation:
    """One piece of work of one library."""

    work: Callable[[Any], object]
    prepare: Callable[[Any], Any] = as_given


@dataclass(frozen=True)
class Peer:
    """A library, its version, and what it can do by the operation names that `rows.py` uses."""

    name: str
    version: str
    operations: Mapping[str, Operation]


class PydicomLike:
    """The operations of a module with the names of pydicom 3: pydicom itself, and ours."""

    def __init__(self, name: str) -> None:
        self.module = importlib.import_module(name)

    def has(self, *names: str) -> bool:
        return all(hasattr(self.module, name) for name in names)

    def operations(self) -> dict[str, Operation]:
        """What the module can do; an operation whose functions it does not have is left out."""
        known: dict[str, Operation] = {}
        if self.has("dcmread"):
            known |= {
                "read": Operation(self.read),
                "read and list": Operation(lambda path: len(list(self.read(path).keys()))),
                "read from memory": Operation(self.read, lambda path: io.BytesIO(path.read_bytes())),
                "read up to pixels": Operation(self.read_up_to_pixels),
                "read one tag": Operation(self.read_one_tag),
                "read and decode": Operation(lambda path: decode(self.read(path))),
                "decode": Operation(decode, self.read),
                "read and walk": Operation(lambda path: walk(self.read(path))),
                "to JSON": Operation(lambda data_set: discard(data_set.to_json_dict()), self.read),
                "to text": Operation(lambda data_set: discard(str(data_set)), self.read),
                "save": Operation(save, self.read),
            }
        if self.has("dcmread", "dcmwrite"):
            known |= {
                "write": Operation(self.write, self.read),
                "edit and write": Operation(self.edit_and_write, self.read),
                "edit decoded and write": Operation(self.edit_and_write, self.read_decoded),
            }
        if self.has("Dataset", "FileMetaDataset", "Sequence", "dcmwrite"):
            known |= {
                "build and write": Operation(lambda _: self.write(self.build())),
                "write built": Operation(self.write, lambda _: self.build()),
            }
        return known

    def read(self, source: Any) -> Any:
        return self.module.dcmread(source, force=True)

    def read_up_to_pixels(self, source: Any) -> None:
        self.module.dcmread(source, stop_before_pixels=True, force=True)

    def read_one_tag(self, source: Any) -> None:
        data_set = self.module.dcmread(source, specific_tags=[ONE_TAG], force=True)
        if ONE_TAG in data_set:
            data_set[ONE_TAG].value  # noqa: B018

    def read_decoded(self, source: Any) -> Any:
        data_set = self.read(source)
        decode(data_set)
        return data_set

    def write(self, data_set: Any) -> None:
        self.module.dcmwrite(io.BytesIO(), data_set)

    def edit_and_write(self, data_set: Any) -> None:
        for tag in list(data_set.keys()):
            element = data_set[tag]
            if element.VR != "SQ":
                element.value = element.value
        self.module.dcmwrite(io.BytesIO(), data_set)

    def build(self) -> Any:
        """A data set of many VRs with a sequence, ready to be written."""
        data_set = self.module.Dataset()
        data_set.file_meta = self.module.FileMetaDataset()
        data_set.file_meta.TransferSyntaxUID = EXPLICIT_VR_LITTLE_ENDIAN
        for tag, vr, value in SCRATCH_VALUES:
            data_set.add_new(tag, vr, value)
        items = []
        for _ in range(SCRATCH_ITEMS):
            item = self.module.Dataset()
            for tag, vr, text in SCRATCH_ITEM_VALUES:
                item.add_new(tag, vr, text)
            items.append(item)
        data_set.add_new(SCRATCH_SEQUENCE, "SQ", self.module.Sequence(items))
        return data_set


def discard(_: object) -> None:
    """Say that what was made is not a count."""


def decode(data_set: Any) -> int:
    """Look at every value, nested ones too."""
    count = 0
    for element in data_set.iterall():
        element.value  # noqa: B018
        count += 1
    return count


def walk(data_set: Any) -> int:
    """The same through the callback that pydicom's users know."""
    count = 0

    def look(_: Any, element: Any) -> None:
        nonlocal count
        element.value  # noqa: B018
        count += 1

    data_set.walk(look)
    return count


def save(data_set: Any) -> None:
    data_set.save_as(io.BytesIO())


def pydicom_like(name: str) -> Peer:
    library = PydicomLike(name)
    pixels = importlib.import_module("benchmarks.pixels").Pixels(name)
    return Peer(name, library.module.__version__, library.operations() | pixels.operations())


def memory_copy(name: str) -> Peer:
    peer: Peer = importlib.import_module("benchmarks.pixels").memory_copy(name)
    return peer


def compiled_rle(name: str) -> Peer:
    peer: Peer = importlib.import_module("benchmarks.pixels").compiled_rle(name)
    return peer


def dicomsdl(name: str) -> Peer:
    """The C++ library with a Python face; ``load_until`` names the last tag that is read."""
    module = importlib.import_module(name)
    module.set_loglevel(module.LogLevel.DISABLE)
    open_file = module.open

    def one_tag(path: Any) -> None:
        open_file(str(path), load_until=ONE_TAG).PatientID  # noqa: B018

    return Peer(
        name,
        module.DICOMSDL_VERSION,
        {
            "read": Operation(lambda path: discard(open_file(str(path)))),
            "read and list": Operation(lambda path: discard([element.tag for element in open_file(str(path))])),
            "read up to pixels": Operation(lambda path: discard(open_file(str(path), load_until=PIXEL_DATA - 1))),
            "read one tag": Operation(one_tag),
        },
    )


def gdcm(name: str) -> Peer:
    """The C++ toolkit through its SWIG wrapping."""
    module = importlib.import_module(name)
    for kind in ("Warning", "Error", "Debug"):
        getattr(module.Trace, f"{kind}Off")()

    def read(path: Any) -> None:
        reader = module.Reader()
        reader.SetFileName(str(path))
        if not reader.Read():
            raise ValueError("GDCM refuses the file")

    return Peer(name, module.Version.GetVersion(), {"read": Operation(read)})


MAKERS: dict[str, Callable[[str], Peer]] = {
    OURS: pydicom_like,
    PYDICOM: pydicom_like,
    DICOMSDL: dicomsdl,
    GDCM: gdcm,
    NUMPY: memory_copy,
    PYLIBJPEG: compiled_rle,
}


def load(name: str) -> Peer:
    """Import a library and make it quiet.

    Raises
    ------
    ImportError
        Where the library is not installed.
    """
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    return MAKERS[name](name)
