"""Imports point downwards (docs/explanation/architecture.md), and construct stays in its rooms."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from dicomconstruct.lazy import ABOVE

SRC = Path(__file__).resolve().parents[1] / "src" / "dicomconstruct"

LAYERS = (
    ("lazy", "contexts"),
    ("errors", "config", "exits", "temporary_files", "version"),
    ("validity", "atomic"),
    ("tag",),
    ("dictionary",),
    ("uid",),
    ("values",),
    ("grammar",),
    ("compiler",),
    ("engines",),
    ("tree",),
    ("codec",),
    ("sources",),
    ("sequence", "batches"),
    ("partial_reading",),
    ("dataelem",),
    ("dataset",),
    ("encapsulation", "samples"),
    ("parts",),
    ("filereader", "filewriter"),
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


MODULES = {
    ".".join(file.relative_to(SRC.parent).with_suffix("").parts).removesuffix(".__init__"): file for file in FILES
}
TABLE = "dicomconstruct.lazy"
"""The module with the one table of modules that are called from below (`ABOVE`)."""
CALLED_FROM_BELOW = {
    "dicomconstruct.compat.pydicom.pixel_data_handlers",
    "dicomconstruct.compiler.interpreting",
    "dicomconstruct.dataset.file_meta",
    "dicomconstruct.dataset.jsonmodel",
    "dicomconstruct.dataset.pickles.packing",
    "dicomconstruct.dataset.sequence_values",
    "dicomconstruct.dictionary",
    "dicomconstruct.filewriter",
    "dicomconstruct.overlays",
    "dicomconstruct.pixels",
    "dicomconstruct.waveforms",
}


def run_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a module that are run, which those for type checkers are not."""
    yield node
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield from run_nodes(child)


def modules_named(file: Path) -> Iterator[str]:
    """The modules of the package that a module imports, or names in a string to be imported later."""
    for node in run_nodes(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else node.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != SRC.name:
            yield node.value


def needed(module: str) -> set[str]:
    """The modules that a module needs: those it names, and the packages around them that are not around it."""
    names = {name for name in modules_named(MODULES[module]) if name in MODULES}
    parents = {str(parent).replace("/", ".") for name in names for parent in Path(name.replace(".", "/")).parents}
    around = {name for name in parents - {"."} if not f"{module}.".startswith(f"{name}.")}
    return (names | around) - {module}


def test_no_module_needs_itself() -> None:
    graph = {module: needed(module) for module in MODULES if module != TABLE}
    assert "dicomconstruct.dataset.data_set" in graph["dicomconstruct.dataset.as_read"]
    assert "dicomconstruct.grammar.value_layouts" in graph["dicomconstruct.grammar.kinds"]
    list(TopologicalSorter(graph).static_order())


def test_modules_called_from_below_are_in_one_table() -> None:
    assert set(ABOVE.values()) == CALLED_FROM_BELOW
    assert set(MODULES) >= CALLED_FROM_BELOW


def test_strings_that_name_modules_point_down() -> None:
    known = {room for layer in LAYERS for room in layer}
    for module in MODULES.keys() - {TABLE, SRC.name}:
        room = room_of(MODULES[module])
        for name in modules_named(MODULES[module]):
            if name.startswith(f"{SRC.name}.") and (named := name.split(".")[1]) in known - {room}:
                assert height(named) < height(room), f"{module} names {name}"


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
    assert openers == {"sources.py", "atomic.py", "temporary_files.py", "parts/streams.py"}
