"""Generate tests/golden: the source that the compiler emits for a small format.

A change of the emitter shows in a diff of it, which is how it is reviewed; what is emitted for whole DICOM files
is a module of the package, which gen_codec.py writes. Run without arguments to write the files, with ``--check``
to fail where one is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

import generating
from construct import Construct

from dicomconstruct.compiler import compile

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "tests" / "golden"

sys.path.insert(0, str(ROOT / "tests" / "compiler"))
from tlv import FILE  # noqa: E402

GOLDEN: dict[str, Construct] = {"tlv": FILE}
"""The name of each file, without its ``.py.txt``, and the construct whose source it holds."""


def sources() -> dict[str, str]:
    """The text of each file by its name."""
    return {f"{name}.py.txt": compile(construct, name).source for name, construct in GOLDEN.items()}


if __name__ == "__main__":
    sys.exit(generating.run(__doc__, sources, TARGET))
