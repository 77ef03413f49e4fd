"""Face of pydicom.data: the test files inside the distributions pydicom and pydicom-data, where they are installed.

Neither is imported for that, and nothing is downloaded: a file that is not installed is not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dicomconstruct.filereader import dcmread

_TEST_FILES, _CHARSET_FILES, _PALETTES = "test_files", "charset_files", "palettes"
_STORE = "data_store"
"""The package that pydicom-data installs."""


def _folders(name: str) -> Iterator[Path]:
    for pydicom in distributions(name="pydicom"):
        yield Path(str(pydicom.locate_file("pydicom/data"))) / name
    store = find_spec(_STORE) if name == _TEST_FILES else None
    if store is not None and store.origin is not None:
        yield Path(store.origin).parent / "data"


def _files(folder: str, pattern: str, function: str) -> list[str]:
    if Path(pattern).is_absolute():
        raise ValueError(
            f"'{function}' does not support absolute paths, as it only works with internal pydicom test data."
        )
    return [str(path) for root in _folders(folder) for path in sorted(root.rglob(pattern)) if path.is_file()]


def get_testdata_file(name: str, read: bool = False, download: bool = True) -> Any:  # noqa: ARG001
    """The path of a test file, or its data set.

    Parameters
    ----------
    name
        The name of the file, or its path below the folder of test files.
    read
        Whether to read it.
    download
        Without meaning: nothing is downloaded.

    Returns
    -------
        None where no such file is installed.

    Raises
    ------
    ValueError
        For an absolute path.
    """
    if Path(name).is_absolute():
        raise ValueError(
            "'get_testdata_file' does not support absolute paths, as it only works with internal pydicom test data "
            f"- did you mean 'dcmread(\"{name}\")'?"
        )
    for root in _folders(_TEST_FILES):
        found = next((path for path in (root / name, *sorted(root.rglob(name))) if path.is_file()), None)
        if found is not None:
            return dcmread(found, force=True) if read else str(found)
    return None


def get_testdata_files(pattern: str = "**/*") -> list[str]:
    """The paths of the test files that fit a pattern. ValueError for an absolute one, as for the next two."""
    return _files(_TEST_FILES, pattern, "get_testdata_files")


def get_charset_files(pattern: str = "**/*") -> list[str]:
    """The paths of the files in various character sets that fit a pattern."""
    return _files(_CHARSET_FILES, pattern, "get_charset_files")


def get_palette_files(pattern: str = "**/*") -> list[str]:
    """The paths of the well-known palettes (PS3.6 Annex B) that fit a pattern."""
    return _files(_PALETTES, pattern, "get_palette_files")


__all__ = ["get_charset_files", "get_palette_files", "get_testdata_file", "get_testdata_files"]
