"""Face of pydicom.env_info: versions of packages, for bug reports."""

from __future__ import annotations

import platform
import sys
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType

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
    print_table(
        [
            ("platform", platform.platform()),
            ("Python", sys.version.replace("\n", "")),
            ("pydicom", f"{__version__} (dicomconstruct {import_module('dicomconstruct').__version__})"),
            *((module, _version(distribution)) for module, distribution in PACKAGES.items()),
        ]
    )


def print_table(version_rows: list[tuple[str, str]]) -> None:
    """Print modules and their versions in two columns."""
    print(f"{'module':<12} | version\n{'------':<12} | -------")
    for name, text in version_rows:
        print(f"{name:<12} | {text}")


def extract_version(module: ModuleType) -> str | None:
    """The version of a module, or None."""
    return getattr(module, "__version__", None)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ABSENT


if __name__ == "__main__":
    main()
