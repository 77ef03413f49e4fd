"""The page of the format is followed: what changes there changes what every engine, dcmread and dcmwrite do.

A copy of the package has one line edited and nothing else; a process of its own reads and writes with it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from bytes_of import (
    EXPLICIT_LE,
    JPEG,
    explicit,
    fragments,
    implicit,
    item,
    item_end,
    long,
    part10,
    sequence_end,
    tag,
)

from dicomconstruct.codec import Codec
from dicomconstruct.grammar import dicom
from dicomconstruct.testing import example_files
from dicomconstruct.tree import first_difference, outline

PACKAGE = Path(dicom.__file__).resolve().parents[1]
UNDEFINED = 0xFFFFFFFF
PROBE = """
import io, json, sys
import dicomconstruct as dc
from dicomconstruct.tree import first_difference, outline
data = bytes.fromhex(sys.argv[1])
trees = [dc.STANDARD.read_tree(data, engine=engine) for engine in ("reference", "compiled")]
ds = dc.dcmread(io.BytesIO(data), force=True)
for element in ds.iterall():
    element.value
same, made = io.BytesIO(), io.BytesIO()
dc.dcmwrite(same, ds)
exec(sys.argv[2])
dc.dcmwrite(made, ds)
print(json.dumps({
    "difference": first_difference(*trees),
    "outline": outline(trees[0]).splitlines(),
    "recovery": [name for node in trees[0].walk() for name in node.recovery],
    "rebuilt": [dc.STANDARD.rebuild(tree, engine=one).hex() for tree in trees for one in ("reference", "compiled")],
    "read": [str(element.tag) for element in ds.iterall()],
    "same": same.getvalue().hex(),
    "made": made.getvalue().hex(),
    "engine": type(dc.STANDARD.compiled.compiled).__name__,
}))
"""


class Edit(NamedTuple):
    """A line of the grammar edited, a file as the edited one has it, and what is done to it by data set.

    Parameters
    ----------
    module, old, new
        What is replaced in which module of the grammar.
    data
        The file.
    lines
        What its outline ends with.
    edit
        Statements on the data set ``ds``.
    written
        Bytes that are in the file written after that.
    recovery
        The recovery rules that reading the file needs.
    """

    module: str
    old: str
    new: str
    data: bytes
    lines: list[str]
    edit: str
    written: bytes
    recovery: tuple[str, ...] = ()


NAME = explicit(0x00100010, "PN", b"Doe^John")
CONTENT = explicit(0x00081155, "UI", b"1.")
OPEN_ITEM = item(length=UNDEFINED) + CONTENT
OPEN_SEQUENCE = long(0x00081140, "SQ", length=UNDEFINED)
WIDE_NAME = tag(0x00100010) + b"PN\x08\0\0\0Doe^John"
NEW_ITEM = "from dicomconstruct import Dataset; ds.ReferencedImageSequence.append(Dataset())"
RENAMED = "ds.PatientName = 'Roe'", explicit(0x00100010, "PN", b"Roe ")
AFTER_THE_PREAMBLE = [
    "prefix 4",
    "element (0002,0000) UL 4",
    "element (0002,0001) OB 2",
    "element (0002,0002) UI 26",
    "element (0002,0003) UI 6",
    "element (0002,0010) UI 20",
    "element (0002,0012) UI 6",
    "element (0010,0010) PN 8",
]
EDITS = {
    "length of short headers": Edit(
        "dicom.py",
        'SHORT: Struct(*tag, "vr" / Bytes(2), "length" / int16(order))',
        'SHORT: Struct(*tag, "vr" / Bytes(2), "length" / int32(order))',
        WIDE_NAME + tag(0x00100020) + b"LO\x02\0\0\0id",
        ["element (0010,0010) PN 8", "element (0010,0020) LO 2"],
        "ds.PatientName = 'Roe'",
        tag(0x00100010) + b"PN\x04\0\0\0Roe ",
    ),
    "reserved bytes of long headers": Edit(
        "dicom.py",
        '"reserved" / Bytes(2)',
        '"reserved" / Bytes(4)',
        NAME + tag(0x00420011) + b"OB\0\0\0\0\4\0\0\0abcd",
        ["element (0010,0010) PN 8", "element (0042,0011) OB 4"],
        "ds.EncapsulatedDocument = b'xyzxyz'",
        tag(0x00420011) + b"OB\0\0\0\0\6\0\0\0xyzxyz",
    ),
    "length of headers without VR": Edit(
        "dicom.py",
        'IMPLICIT: Struct(*tag, "length" / int32(order))',
        'IMPLICIT: Struct(*tag, "length" / int16(order))',
        part10(tag(0x00100010) + b"\x08\0Doe^John", uid="1.2.840.10008.1.2"),
        ["element (0010,0010) -- 8"],
        "ds.PatientName = 'Roe'",
        tag(0x00100010) + b"\x04\0Roe ",
    ),
    "tag of items": Edit(
        "primitives.py",
        "ITEM = (0xFFFE, 0xE000)",
        "ITEM = (0xFFFE, 0xE111)",
        OPEN_SEQUENCE + tag(0xFFFEE111) + (OPEN_ITEM + item_end())[4:] + sequence_end(),
        ["    item delimiter (FFFE,E00D) 0", "  sequence delimiter (FFFE,E0DD) 0"],
        NEW_ITEM,
        tag(0xFFFEE111) + bytes(4),
    ),
    "tag of the item delimiter": Edit(
        "primitives.py",
        "ITEM_DELIMITER = (0xFFFE, 0xE00D)",
        "ITEM_DELIMITER = (0xFFFE, 0xE00F)",
        OPEN_SEQUENCE + OPEN_ITEM + implicit(0xFFFEE00F) + OPEN_ITEM + implicit(0xFFFEE00F) + sequence_end(),
        ["    item delimiter (FFFE,E00F) 0", "  sequence delimiter (FFFE,E0DD) 0"],
        NEW_ITEM + "; ds.ReferencedImageSequence[-1].is_undefined_length_sequence_item = True",
        tag(0xFFFEE000) + b"\xff\xff\xff\xff" + implicit(0xFFFEE00F),
    ),
    "tag of the sequence delimiter": Edit(
        "primitives.py",
        "SEQUENCE_DELIMITER = (0xFFFE, 0xE0DD)",
        "SEQUENCE_DELIMITER = (0xFFFE, 0xE0EE)",
        OPEN_SEQUENCE + OPEN_ITEM + item_end() + implicit(0xFFFEE0EE) + NAME,
        ["  sequence delimiter (FFFE,E0EE) 0", "element (0010,0010) PN 8"],
        NEW_ITEM,
        tag(0xFFFEE000) + bytes(4) + implicit(0xFFFEE0EE),
    ),
    "tag of encapsulated pixels": Edit(
        "primitives.py",
        "PIXEL_DATA = (0x7FE0, 0x0010)",
        "PIXEL_DATA = (0x7FE1, 0x0012)",
        part10(fragments(0x7FE10012, b"", b"\xff\xd8\xff\xd9"), uid=JPEG),
        ["  fragment [1] (FFFE,E000) 4", "  sequence delimiter (FFFE,E0DD) 0"],
        *RENAMED,
    ),
    "length of the preamble": Edit(
        "primitives.py",
        "PREAMBLE_LENGTH = 128",
        "PREAMBLE_LENGTH = 16",
        part10(NAME)[112:],
        [
            "preamble 16",
            *AFTER_THE_PREAMBLE,
        ],
        "ds.PatientName = 'Roe'",
        bytes(16) + b"DICM",
    ),
    "prefix": Edit(
        "primitives.py",
        'PREFIX = b"DICM"',
        'PREFIX = b"MCID"',
        part10(NAME).replace(b"DICM", b"MCID", 1),
        [
            "preamble 128",
            *AFTER_THE_PREAMBLE,
        ],
        "ds.PatientName = 'Roe'",
        bytes(128) + b"MCID",
    ),
    "header form of a VR": Edit(
        "vrs.py",
        'VR("PN", "Person Name", SHORT',
        'VR("PN", "Person Name", LONG',
        long(0x00100010, "PN", b"Doe^John"),
        ["element (0010,0010) PN 8"],
        "ds.PatientName = 'Roe'",
        long(0x00100010, "PN", b"Roe "),
    ),
    "VRs that hold items": Edit(
        "vrs.py",
        'VR("UT", "Unlimited Text", LONG, text(TEXT, split=False), _LONGEST)',
        'VR("UT", "Unlimited Text", LONG, items(), _LONGEST)',
        long(0x00081140, "UT", item(CONTENT)) + NAME,
        ["    element (0008,1155) UI 2", "element (0010,0010) PN 8"],
        "ds.PatientName = 'Roe'",
        item(CONTENT) + explicit(0x00100010, "PN", b"Roe "),
    ),
    "no line for empty sequences": Edit(
        "dicom.py",
        '    opens(ITEMS, "PS3.5 7.5.1", LONG, rows=SEQUENCES, length=EMPTY),\n',
        "",
        long(0x00081140, "SQ") + NAME,
        ["element (0008,1140) SQ items 0", "element (0010,0010) PN 8"],
        *RENAMED,
        ("header-in-order", "empty-sequence"),
    ),
    "a recovery rule": Edit(
        "recovery/items.py",
        "return here.opaque(here.at + 1, Reason.NO_ITEM)",
        "return here.opaque(here.at + 1, Reason.TOO_SHORT)",
        long(0x00081140, "SQ", item(b"abc") + b"\0" + item(CONTENT)) + NAME,
        [
            "  opaque 1 - fewer bytes than a header takes",
            "  item [1] (FFFE,E000) 10",
            "    element (0008,1155) UI 2",
            "element (0010,0010) PN 8",
        ],
        *RENAMED,
        ("item-that-holds-something-else", "fewer-bytes-than-a-header", "padding-of-an-odd-item"),
    ),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package, to be edited."""
    ignored = shutil.ignore_patterns("__pycache__")
    return Path(shutil.copytree(PACKAGE, tmp_path / "src" / "dicomconstruct", ignore=ignored))


def probed(package: Path, edit: Edit) -> dict[str, Any]:
    """What a process says of an edit's file that imports the package from there."""
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROBE, edit.data.hex(), edit.edit],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", EDITS)
def test_an_edited_line_is_followed(copied: Path, name: str) -> None:
    edit = EDITS[name]
    file = copied / "grammar" / edit.module
    text = file.read_text("utf-8")
    assert text.count(edit.old) == 1
    file.write_text(text.replace(edit.old, edit.new), "utf-8")
    said = probed(copied, edit)
    assert said["difference"] == ""
    assert said["engine"] == "Compiled"
    assert said["outline"][-len(edit.lines) :] == edit.lines
    assert tuple(said["recovery"]) == edit.recovery
    assert set(said["rebuilt"]) == {edit.data.hex()}
    assert said["same"] == edit.data.hex()
    assert edit.written.hex() in said["made"]


@pytest.mark.parametrize("name", EDITS)
def test_the_page_as_it_is_reads_the_file_otherwise(name: str) -> None:
    edit = EDITS[name]
    tree = Codec().read_tree(edit.data)
    recovery = [rule for node in tree.walk() for rule in node.recovery]
    assert (outline(tree).splitlines()[-len(edit.lines) :], tuple(recovery)) != (edit.lines, edit.recovery)


TABLES = ("ELEMENTS_WITH_VR", "ELEMENTS_WITHOUT_VR", "ITEMS_LINES", "FRAGMENTS_LINES")
LINES = [(table, place) for table in TABLES for place in range(len(getattr(dicom, table)))]
EXAMPLES = [data for _, data in example_files()]


@pytest.mark.parametrize(("table", "place"), LINES)
def test_engines_agree_without_a_line(monkeypatch: pytest.MonkeyPatch, table: str, place: int) -> None:
    """Recovery rules do what the line did, or keep the bytes as they are."""
    lines = getattr(dicom, table)
    monkeypatch.setattr(dicom, table, (*lines[:place], *lines[place + 1 :]))
    codec = Codec()
    for data in EXAMPLES[::6]:
        tree = codec.read_tree(data)
        assert first_difference(tree, codec.read_tree(data, engine="reference")) == ""
        assert codec.rebuild(tree) == codec.rebuild(tree, engine="reference") == data


def test_the_page_is_a_page() -> None:
    assert len(Path(dicom.__file__).read_text("utf-8").splitlines()) <= 250


def test_every_line_has_a_clause() -> None:
    lines = [line for table in TABLES for line in getattr(dicom, table)] + [dicom.ITEM_ENDS, dicom.META_ENDS]
    ends = [dicom.ELEMENTS_END, dicom.ITEMS_END, dicom.FRAGMENTS_END]
    assert all(one.clause.startswith("PS3.") for one in (*lines, *ends))
    assert EXPLICIT_LE in Codec().syntaxes
