"""The public names of the package with their signatures, as lines of text.

python tests/pinned/public.py > tests/pinned/names.txt
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

PACKAGE = "dicomconstruct"
ROOMS = (
    "",
    "batches",
    "codec",
    "compiler",
    "config",
    "dataelem",
    "dataset",
    "encapsulation",
    "errors",
    "explore",
    "fidelity",
    "filereader",
    "fileset",
    "filewriter",
    "grammar",
    "grammar.kinds",
    "grammar.primitives",
    "grammar.syntaxes",
    "grammar.vrs",
    "overlays",
    "pictures",
    "pixels",
    "sequence",
    "sr",
    "tag",
    "testing",
    "transcoding",
    "tree",
    "uid",
    "values",
    "waveforms",
)
"""The modules whose names are public, besides the faces of pydicom's."""
FACES = "dicomconstruct.compat.pydicom"
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def modules() -> Iterator[ModuleType]:
    """The public modules."""
    for room in ROOMS:
        yield import_module(f"{PACKAGE}.{room}".rstrip("."))
    faces = import_module(FACES)
    yield faces
    for found in walk_packages(faces.__path__, f"{FACES}."):
        yield import_module(found.name)


def lines() -> list[str]:
    """Every public name, functions and classes with their parameters; members of a class where it is met first."""
    met: set[type] = set()
    return sorted({line for module in modules() for line in _of_module(module, met)})


def _of_module(module: ModuleType, met: set[type]) -> Iterator[str]:
    for name in getattr(module, "__all__", None) or _own(module):
        value = getattr(module, name)
        place = f"{module.__name__}.{name}"
        if inspect.isclass(value) and value.__module__.startswith(PACKAGE):
            yield f"{place}{_signature(value)}"
            if value not in met:
                yield from (f"{place}.{member}" for member in _members(value))
            met.add(value)
        elif inspect.isroutine(value):
            yield f"{place}{_signature(value)}"
        elif not inspect.ismodule(value):
            yield place


def _own(module: ModuleType) -> list[str]:
    return [
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and (getattr(value, "__module__", "") == module.__name__ or name.isupper())
    ]


def _members(kind: type) -> Iterator[str]:
    for name, member in inspect.getmembers_static(kind):
        if name.startswith("_"):
            continue
        owner = next((base for base in kind.__mro__ if name in vars(base)), kind)
        if owner.__module__.startswith(PACKAGE):
            function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
            yield f"{name}{_signature(function) if inspect.isroutine(function) else ''}"


def _signature(value: Any) -> str:
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return "(...)"
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in found.parameters.values()]
    return ADDRESS.sub("", str(found.replace(parameters=bare, return_annotation=inspect.Signature.empty)))


if __name__ == "__main__":
    print(*lines(), sep="\n")
