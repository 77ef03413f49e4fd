"""Names and modules that are loaded when they are first asked for (PEP 562).

Reading a conformant file needs few of the modules that writing, checking and explaining need; a package that
lists its names here can be imported without importing those.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any

PEER_FACES = "dicomconstruct.compat.pydicom"
"""The package that mirrors pydicom's modules completely."""

ABOVE = {
    "dictionary": "dicomconstruct.dictionary",
    "interpreter": "dicomconstruct.compiler.interpreting",
    "sequences": "dicomconstruct.dataset.sequence_values",
    "file meta": "dicomconstruct.dataset.file_meta",
    "JSON": "dicomconstruct.dataset.jsonmodel",
    "pickles": "dicomconstruct.dataset.pickles.packing",
    "writer": "dicomconstruct.filewriter",
    "pixels": "dicomconstruct.pixels",
    "overlays": "dicomconstruct.overlays",
    "waveforms": "dicomconstruct.waveforms",
    "pixel handlers": f"{PEER_FACES}.pixel_data_handlers",
}
"""Modules that are called from below them: imports point downwards everywhere else.

A tag looks up its keyword; emitted code hands over to the interpreter; the value of a sequence holds data sets; a
data set and an element make JSON, pickles, files and arrays; `config` lists pydicom's pixel data handlers.
"""


def above(name: str) -> Any:
    """A module of `ABOVE`, imported now if it was not before."""
    return import_module(ABOVE[name])


def attributes(
    module: str,
    homes: Mapping[str, str],
    submodules: Collection[str] = (),
    *,
    face: str = "",
    only_faces: Collection[str] = (),
) -> Callable[[str], Any]:
    """The ``__getattr__`` of a module.

    Parameters
    ----------
    module
        Its ``__name__``.
    homes
        The name of the module that each attribute comes from.
    submodules
        Names of its own modules that are imported when they are asked for.
    face
        The module of `PEER_FACES` that has the names which pydicom's module of the same name has besides, if any.
    only_faces
        Names of modules that are in `PEER_FACES` only.

    Returns
    -------
    callable
        Raises AttributeError for any other name; it says which module of `PEER_FACES` may have it.
    """

    def load(name: str) -> Any:
        if name in submodules:
            value = import_module(f"{module}.{name}")
        elif name in homes:
            value = getattr(import_module(homes[name]), name)
        else:
            hint = f"; it is {PEER_FACES}.{name}" if name in only_faces else where_else(name, face)
            raise AttributeError(f"module {module!r} has no attribute {name!r}{hint}")
        setattr(sys.modules[module], name, value)
        return value

    return load


def point_to_face(namespace: dict[str, Any]) -> None:
    """Let AttributeErrors of a module that pydicom has too name the module that has the rest of pydicom's names.

    `namespace` is its ``globals()``; type checkers do not see what is put in, and go on to report unknown names.
    """
    module: str = namespace["__name__"]
    namespace["__getattr__"] = attributes(module, {}, face=module.rpartition(".")[2])


def where_else(name: str, face: str) -> str:
    """The end of a message about a missing name: which module of pydicom's whole tree may have it; "" for none."""
    if not face or name.startswith("_"):
        return ""
    return f"; what else pydicom.{face} has is in {PEER_FACES}.{face}"
