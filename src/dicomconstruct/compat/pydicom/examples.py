"""Face of pydicom.examples: a data set of each kind, read anew each time one is asked for.

The files are those that the program's own pydicom.data finds, where it has one beside ours.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from types import MappingProxyType

from dicomconstruct.compat.pydicom import data
from dicomconstruct.compat.pydicom._asked_for import asked_for
from dicomconstruct.dataset import FileDataset
from dicomconstruct.filereader import dcmread

FILES = MappingProxyType(
    {
        "ct": "CT_small.dcm",
        "dicomdir": "dicomdirtests/DICOMDIR",
        "jpeg2k": "examples_jpeg2k.dcm",
        "mr": "MR_small.dcm",
        "no_meta": "no_meta.dcm",
        "overlay": "examples_overlay.dcm",
        "palette_color": "examples_palette.dcm",
        "rgb_color": "examples_rgb_color.dcm",
        "rt_dose": "rtdose.dcm",
        "rt_plan": "rtplan.dcm",
        "rt_ss": "rtstruct.dcm",
        "waveform": "waveform_ecg.dcm",
        "ybr_color": "examples_ybr_color.dcm",
    }
)
"""The file of each example."""


def get_path(name: str) -> Path:
    """The path of an example.

    Raises ValueError for an unknown name, FileNotFoundError where the files of pydicom are not installed.
    """
    if name not in FILES:
        raise ValueError(f"No example dataset exists with the name '{name}'")
    path = sys.modules.get("pydicom.data", data).get_testdata_file(FILES[name])
    if path is None:
        raise FileNotFoundError(f"The example '{name}' is one of pydicom's test files, which are not installed")
    return Path(path)


def _example(name: str) -> FileDataset:
    return dcmread(get_path(name), force=True)


__getattr__ = asked_for("pydicom.examples", {name: partial(_example, name) for name in FILES})


def __dir__() -> list[str]:
    return sorted([*FILES, "get_path"])
