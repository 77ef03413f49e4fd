"""Face of pydicom.env_info: which versions are at work, for bug reports."""

from __future__ import annotations

import platform
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from dicomconstruct.compat.pydicom import __version__

PACKAGES = {
    "gdcm": "python-gdcm",
    "jpeg_ls": "pyjpegls",
    "numpy": "numpy",
    "PIL": "pillow",
    "pylibjpeg": "pylibjpeg",
    "openjpeg": "pylibjpeg-openjpeg",
    "libjpeg": "pylibjpeg-libjpeg",
}
"""The distributions that decode and encode pixels, by the name of their module."""
ABSENT = "_module not found_"


def main() -> None:
    """Print a table of versions."""
    rows = [
        ("platform", platform.platform()),
        ("Python", sys.version.replace("\n", "")),
        ("pydicom", f"{__version__} (dicomconstruct {import_module('dicomconstruct').__version__})"),
        *((module, _version(distribution)) for module, distribution in PACKAGES.items()),
    ]
    print(f"{'module':<12} | version\n{'------':<12} | -------")
    for name, text in rows:
        print(f"{name:<12} | {text}")


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ABSENT
