"""The real files inside the installed pydicom and pydicom-data."""

from __future__ import annotations

from pathlib import Path

import data_store
import pydicom

FOLDERS = (Path(pydicom.__file__).parent / "data", Path(data_store.__file__).parent)
FILES = sorted(
    path
    for folder in FOLDERS
    for path in folder.rglob("*")
    if path.is_file() and path.suffix not in (".py", ".pyc", ".json", ".md", ".txt")
)


def named(path: Path) -> str:
    """What a test of a file is called."""
    return path.name
