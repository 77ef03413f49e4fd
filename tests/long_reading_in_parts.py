"""Reading in parts against reading the whole, over all real files at hand; and how much memory each way takes.

``python tests/long_reading_in_parts.py [PATHS...]`` adds files and folders to those of pydicom and pydicom-data.
Prints a line for each file that differs, then the figures; exits with 1 where any file differs.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

from bytes_of import explicit, part10
from parts_law import OPENERS, check_deferred, check_parts
from real_files import FILES

CHUNKS = (64, 1_000, 16_384, 65_536)
SIZES = (16, 256, 4_096, 65_536, 524_288)
GIGABYTE = 1 << 30
WAYS = {
    "whole": "dcmread(path)",
    "stop_before_pixels": "dcmread(path, stop_before_pixels=True).PatientID",
    "specific_tags": "dcmread(path, specific_tags=['PatientID']).PatientID",
    "defer_size": "dcmread(path, defer_size=1024).PatientID",
    "defer_size, save_as": "dcmread(path, defer_size=1024).save_as(path + '.out')",
    "defer_size, save_as over itself": "dcmread(path, defer_size=1024).save_as(path)",
}
PEAK = """
import sys
from pathlib import Path
from dicomconstruct import dcmread

def resident():
    lines = Path('/proc/self/status').read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith('VmHWM'))

dcmread(sys.argv[2]).save_as(sys.argv[2] + '.out')
path, before = sys.argv[1], resident()
{work}
print(resident() - before)
"""


def compared(files: list[Path]) -> Counter[str]:
    """How many files were compared in which way, and how many differ."""
    counted: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            data = path.read_bytes()
            for chunk in CHUNKS:
                for open_file in OPENERS:
                    name = f"chunks of {chunk}, {open_file.__name__}"
                    counted[name] += agrees(path, name, check_parts, data, chunk=chunk, open_file=open_file)
            for size in SIZES:
                name = f"defer_size {size}"
                target = Path(folder) / "deferred.dcm"
                counted[name] += agrees(path, name, check_deferred, data, target, sizes=(size,), chunk=1_000)
    return counted


def agrees(path: Path, name: str, check: Any, *given: Any, **options: Any) -> bool:
    """Whether a file passes, with a line where it does not."""
    try:
        check(*given, **options)
    except Exception as error:
        print(f"{path.name}: {name}: {type(error).__name__} {str(error)[:100]}")
        return False
    return True


def peaks(folder: Path) -> dict[str, list[int]]:
    """Resident kilobytes above what the import and a small file take, by way of reading and by file."""
    small = folder / "small.dcm"
    small.write_bytes(part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", bytes(220))))
    middle = folder / "middle.dcm"
    middle.write_bytes(part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", bytes(600_000))))
    large = folder / "large.dcm"
    head = part10(explicit(0x00100020, "LO", b"id"), explicit(0x7FE00010, "OB", length=GIGABYTE))
    with large.open("wb") as file:
        file.write(head)
        file.truncate(len(head) + GIGABYTE)
    found: dict[str, list[int]] = {}
    for name, work in WAYS.items():
        for path in (small, middle, large):
            command = [sys.executable, "-c", PEAK.format(work=work), str(path), str(small)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found.setdefault(name, []).append(int(done.stdout))
    return found


def main(given: list[str]) -> int:
    """Compare, measure and print."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    more = [path for one in map(Path, given) for path in ([one] if one.is_file() else sorted(one.rglob("*")))]
    files = [*FILES, *(path for path in more if path.is_file())]
    counted = compared(files)
    for name, count in counted.items():
        print(f"{name}: {count} of {len(files)} files alike")
    with tempfile.TemporaryDirectory() as folder:
        print("resident kB above the import (600 B, 600 kB, 1 GB):")
        for name, kilobytes in peaks(Path(folder)).items():
            print(f"  {name}: {', '.join(map(str, kilobytes))}")
    return 0 if all(count == len(files) for count in counted.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
