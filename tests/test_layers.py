"""Imports point downwards (docs/explanation/architecture.md), and construct stays in its rooms."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "dicomconstruct"

LAYERS = (
    ("lazy", "contexts"),
    ("errors", "config", "exits", "temporary_files"),
    ("validity", "atomic"),
    ("tag", "uid"),
    ("values", "dictionary"),
    ("grammar",),
    ("compiler",),
    ("engines",),
    ("tree",),
    ("codec",),
    ("sources",),
    ("sequence", "streams", "buffers", "batches"),
    ("partial_reading",),
    ("hooks",),
    ("dataelem",),
    ("dataset",),
    ("filereader", "filewriter", "encapsulation", "samples"),
    ("pixels", "fileset", "waveforms", "overlays", "sr"),
    ("fidelity", "pictures", "transcoding"),
    ("explore",),
    ("compat",),
    ("testing",),
    ("cli",),
    ("__main__",),
)
"""From the bottom up; rooms of one layer do not import each other."""

NOT_FOR_THE_GRAMMAR = {"dictionary"}
"""An implicit VR needs one, so the codec passes ``vr_of`` in."""

FILES = sorted(SRC.rglob("*.py"))


def room_of(file: Path) -> str:
    return file.relative_to(SRC).parts[0].removesuffix(".py")


def height(room: str) -> int:
    return next(level for level, rooms in enumerate(LAYERS) if room in rooms)


def imports(file: Path) -> Iterator[tuple[ast.AST, str]]:
    """Every module named by an import statement, relative ones excluded by ruff."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def imported_rooms(file: Path) -> set[str]:
    rooms = {name.split(".")[1] for _, name in imports(file) if name.startswith("dicomconstruct.")}
    known = {room for layer in LAYERS for room in layer}
    return rooms & known


def test_every_room_has_a_layer() -> None:
    known = {room for rooms in LAYERS for room in rooms} | {"__init__"}
    assert {room_of(file) for file in FILES} <= known


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(SRC)))
def test_imports_point_down(file: Path) -> None:
    room = room_of(file)
    if room == "__init__":
        return
    for imported in imported_rooms(file) - {room}:
        assert height(imported) < height(room), f"{room} imports {imported}"
        assert room != "grammar" or imported not in NOT_FOR_THE_GRAMMAR


UPWARDS = {
    ("dataelem/element.py", "dicomconstruct.dataset.jsonmodel"),
    ("dataelem/element.py", "dicomconstruct.dataset.pickles.packing"),
    ("dataelem/hooks.py", "dicomconstruct.dataset.bare"),
    ("dataset/data_set.py", "dicomconstruct.filewriter"),
    ("lazy.py", "dicomconstruct.compat.pydicom"),
    ("tag.py", "dicomconstruct.dictionary"),
    ("uid.py", "dicomconstruct.dictionary"),
}
"""Modules of a higher or the same layer that are named in a string, to be imported when they are needed."""
MODULE_NAME = re.compile(r"dicomconstruct(\.\w+)+")


def test_strings_that_name_modules_above_are_listed() -> None:
    known = {room for layer in LAYERS for room in layer}
    found = set()
    for file in FILES:
        room = room_of(file)
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and MODULE_NAME.fullmatch(node.value):
                named = node.value.split(".")[1]
                if named in known - {room} and room != "__init__" and height(named) >= height(room):
                    found.add((str(file.relative_to(SRC)), node.value))
    assert found == UPWARDS


def test_construct_is_imported_in_its_rooms_only() -> None:
    importers = {
        str(file.relative_to(SRC))
        for file in FILES
        if any(name.split(".")[0] == "construct" for _, name in imports(file))
    }
    elsewhere = {name for name in importers if not name.startswith(("grammar/", "compiler/"))}
    assert elsewhere == {"engines/reference.py"}


def test_no_import_inside_a_function() -> None:
    for file in FILES:
        tree = ast.parse(file.read_text("utf-8"))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = [node for node in ast.walk(function) if isinstance(node, ast.Import | ast.ImportFrom)]
                assert not inner, f"{file.relative_to(SRC)}: {function.name} imports"


def test_only_four_modules_open_files() -> None:
    openers = {
        str(file.relative_to(SRC))
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Name) and node.func.id == "open")
            or (isinstance(node.func, ast.Attribute) and node.func.attr in ("read_bytes", "write_bytes", "fdopen"))
        )
    }
    assert openers == {"sources.py", "atomic.py", "temporary_files.py", "streams.py"}
