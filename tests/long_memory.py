"""How much memory the commands take that look through a file, against the size of the file.

``python tests/long_memory.py [NAMES...]`` prints a line for each file and command: the peak of resident memory
above that of the same command for a small file. It exits with 1 where a peak reaches twice the file (deflated data
counted inflated) plus 64 MB, or where a command fails.
"""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from itertools import repeat
from pathlib import Path

from bytes_of import (
    DEFLATED,
    EXPLICIT_LE,
    IMPLICIT_LE,
    JPEG,
    explicit,
    fragments,
    implicit,
    item,
    part10,
    sequence as sequence_of,
)

from dicomconstruct.grammar.deflate import DEFAULT_MAX_INFLATED

MB = 1_000_000
LARGE = 60 * MB
MANY = 300_000
ALLOWED = 64 * MB
VERIFY = ["verify", *(part for level in ("structure", "compiled", "values", "edit") for part in ("--level", level))]
"""The levels that look through trees; `model` and `transcode` hold a data set with every value decoded."""
COMMANDS = (VERIFY, ["check"], ["dump"], ["dump", "--json"])
STATUSES = (0, 1)
"""A file that is odd has findings, and may fall short."""
PEAK = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "dicomconstruct", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
DRAWN = random.Random(0)
SEQUENCE, PRIVATE, PIXELS = 0x00081140, 0x00091000, 0x7FE00010
DESCRIBED = explicit(0x00280010, "US", b"\1\0")


def large(vr: str, value: bytes) -> Callable[[], bytes]:
    """A file of one large private element."""
    return lambda: part10(explicit(PRIVATE, vr, value * (LARGE // len(value))))


def many(element: Callable[[int], bytes], uid: str = EXPLICIT_LE) -> Callable[[], bytes]:
    """A file of many small elements."""
    return lambda: part10(*map(element, range(MANY)), uid=uid)


def ascending(number: int) -> bytes:
    """Elements of private tags that ascend as far as there are numbers, and begin again in the next group."""
    return explicit((0x0009 + 2 * (number >> 15)) << 16 | 0x1000 + (number & 0x7FFF), "US", b"\1\0\2\0")


def in_items(*elements: bytes) -> Callable[[], bytes]:
    """A file of one sequence of many small items."""
    return lambda: part10(sequence_of(SEQUENCE, item(*elements) * MANY))


def encapsulated(*pieces: bytes) -> bytes:
    """A file of fragments, the first of them the offset table."""
    return part10(DESCRIBED, fragments(PIXELS, *pieces), uid=JPEG)


def bomb(size: int, *elements: bytes) -> Callable[[], bytes]:
    """A file that inflates to some zeros behind elements."""

    def made() -> bytes:
        deflater = zlib.compressobj(9, wbits=-15)
        head = b"".join(elements) + explicit(PIXELS, "OB", length=size)
        stream = [deflater.compress(piece) for piece in (head, *repeat(bytes(MB), size // MB))]
        return part10(*stream, deflater.flush(), uid=DEFLATED)

    return made


FILES: dict[str, Callable[[], bytes]] = {
    "60 MB of native pixels": lambda: part10(DESCRIBED, explicit(PIXELS, "OW", DRAWN.randbytes(LARGE))),
    "60 MB in one fragment": lambda: encapsulated(b"", b"\xff\xd8\xff\xe0" + DRAWN.randbytes(LARGE)),
    "60 MB in 6 000 fragments": lambda: encapsulated(b"", *[b"\xff\xd8\xff\xe0" + bytes(9_996)] * 6_000),
    "60 MB in items of 1 MB": lambda: part10(sequence_of(SEQUENCE, item(explicit(PRIVATE, "OB", bytes(MB))) * 60)),
    "60 MB of doubles": large("OD", struct.pack("<d", 0.1)),
    "60 MB of UT": large("UT", b"text that is one value "),
    "60 MB of UT in lines": large("UT", b"text that is one value\r\n"),
    "60 MB of UC": large("UC", b"value that ends somewhere\\"),
    "60 MB of UN": large("UN", b"\1\2\3\4"),
    "3.6 MB of 300 000 elements": many(ascending),
    "3.6 MB of 300 000 elements of one tag": many(lambda _: explicit(PRIVATE, "LO", b"text")),
    "3.6 MB of 300 000 elements, descending": many(lambda number: ascending(MANY - number)),
    "3.6 MB of 300 000 elements, implicit VR": many(
        lambda number: implicit(0x00090000 | number & 0xFFFF, b"text"), IMPLICIT_LE
    ),
    "2.4 MB of 300 000 empty items": in_items(),
    "5.4 MB of 300 000 items of an element": in_items(DESCRIBED),
    "2.4 MB of 300 000 empty fragments": lambda: encapsulated(*[b""] * MANY),
    "3.6 MB of 300 000 fragments": lambda: encapsulated(*[b"\xff\xd8\xff\xd9"] * MANY),
    "3.6 MB of offsets": lambda: encapsulated(struct.pack("<I", 0) * (9 * MANY // 3), b"\xff\xd8\xff\xd9"),
    "a bomb of 0.25 MB": bomb(DEFAULT_MAX_INFLATED - MB),
    "a bomb of 2 MB": bomb(2_000 * MB),
    "a bomb of 300 000 elements": bomb(MB, *map(ascending, range(MANY))),
}
"""What makes each file."""
INFLATED = {
    "a bomb of 0.25 MB": DEFAULT_MAX_INFLATED,
    "a bomb of 2 MB": DEFAULT_MAX_INFLATED,
    "a bomb of 300 000 elements": 12 * MANY + MB,
}
"""Bytes that files inflate to, as far as they are inflated."""


def peak(command: list[str], path: Path) -> tuple[int, int]:
    """The exit status of a command for a file, and the most bytes of memory that one of its processes takes."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, *command, str(path)], stdout=subprocess.PIPE, text=True, check=True
    )
    status, kilobytes = map(int, done.stdout.split())
    return status, kilobytes << 10


def main(names: list[str]) -> int:
    """Measure and print."""
    too_many = 0
    with tempfile.TemporaryDirectory() as folder:
        small, path = Path(folder, "small.dcm"), Path(folder, "file.dcm")
        small.write_bytes(part10(DESCRIBED))
        usual = {" ".join(command): peak(command, small)[1] for command in COMMANDS}
        for name in names or FILES:
            path.write_bytes(FILES[name]())
            size = path.stat().st_size
            allowed = 2 * (size + INFLATED.get(name, 0)) + ALLOWED
            for command in COMMANDS:
                status, most = peak(command, path)
                above = most - usual[" ".join(command)]
                is_wrong = above >= allowed or status not in STATUSES
                too_many += is_wrong
                remark = f"  WRONG (status {status})" if is_wrong else ""
                line = (
                    f"{name} ({size / MB:.1f} MB), {' '.join(command)}: {above / MB:.0f} of {allowed / MB:.0f} MB"
                )
                print(line + remark, flush=True)
    return min(too_many, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
