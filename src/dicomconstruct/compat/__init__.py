"""pydicom's names for this package, for programs and libraries such as pynetdicom and highdicom.

`install` makes ``import pydicom`` resolve to `dicomconstruct.compat.pydicom`;
``python -m dicomconstruct.compat PROGRAM ARGS...`` runs a program that way.

Python processes that are started afterwards inherit it: a folder that holds a module ``pydicom``, which calls
`install` there, comes first on their ``PYTHONPATH``. The folder also says that pydicom is installed, for
`importlib.metadata`.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

PEER = "pydicom"
OURS = f"{__name__}.{PEER}"
OLD_PEER = "dicom"
"""The name of pydicom's package before its release 1.0."""
OLD_MODULES = {f"{OLD_PEER}.UID": f"{PEER}.uid"}
"""Modules of pydicom before 1.0 by their names today."""

_FOLDER = Path(__file__).parent
SHIM, OLD_SHIM = str(_FOLDER / "shim"), str(_FOLDER / "old_shim")
"""The folders put first on the path of child processes: with a module ``pydicom``, and with one ``dicom``."""
SEARCH_PATH = "PYTHONPATH"


def our_name(name: str, *, legacy: bool = False) -> str:
    """The module of this package for a module of pydicom; any other name unchanged."""
    if legacy:
        name = OLD_MODULES.get(name, name)
    package, dot, rest = name.partition(".")
    return f"{OURS}{dot}{rest}" if package == PEER or (legacy and package == OLD_PEER) else name


class _Alias(Loader):
    """Loader of a module that is imported under another name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType:  # noqa: ARG002
        module = import_module(self._name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Restore the module's spec, which the import system replaced by that of the alias."""
        module.__spec__ = self._spec


class _Finder(MetaPathFinder):
    """Finds the modules of this package under pydicom's names.

    Parameters
    ----------
    legacy
        Whether to find them under the names before pydicom 1.0, too.
    """

    def __init__(self, *, legacy: bool) -> None:
        self.legacy = legacy

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        ours = our_name(fullname, legacy=self.legacy)
        if ours == fullname:
            return None
        try:
            module = import_module(ours)
        except ModuleNotFoundError as error:
            if error.name == ours:
                return None
            raise
        if fullname == OLD_PEER:
            warnings.warn(f"'import {OLD_PEER}' is now 'import {PEER}'", DeprecationWarning, stacklevel=2)
        return ModuleSpec(fullname, _Alias(ours), is_package=hasattr(module, "__path__"))


def _installed() -> _Finder | None:
    return next((finder for finder in sys.meta_path if isinstance(finder, _Finder)), None)


def install(*, legacy: bool = False) -> None:
    """Make ``import pydicom``, and its public submodules, resolve to our code here and in child processes.

    Python processes that this one starts from then on inherit it by ``PYTHONPATH`` and, those of
    `multiprocessing`, by ``sys.path``. A child that ignores ``PYTHONPATH`` (``python -I``, ``-E``) does not. A
    child of an interpreter that lacks this package warns, and takes the pydicom that it has.

    Parameters
    ----------
    legacy
        Whether to serve programs written for pydicom before 1.0, and names that 2.x still had: ``import dicom``,
        ``read_file``, ``ds.AddNew``, ``ds.PatientsName``, ``ds.Beams`` (`dicomconstruct.compat.legacy`). Each warns
        with a DeprecationWarning that names today's word.

    Raises
    ------
    ImportError
        When the real package has been imported already, since programs would then hold both.
    """
    for name in (PEER, OLD_PEER) if legacy else (PEER,):
        present = sys.modules.get(name)
        if present is not None and present.__name__ != OURS:
            raise ImportError(f"{name} is imported already; call install() before anything imports it")
    finder = _installed()
    if finder is None:
        finder = _Finder(legacy=legacy)
        sys.meta_path.insert(0, finder)
        _put_first(SHIM)
    if legacy:
        finder.legacy = True
        _put_first(OLD_SHIM)
        import_module(f"{__name__}.legacy").add_old_names()


def uninstall() -> None:
    """Undo `install` for imports and child processes that come; modules that were imported stay."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    package = __name__.partition(".")[0]
    for name in [name for name in sys.modules if name.partition(".")[0] in (PEER, OLD_PEER)]:
        if sys.modules[name].__name__.partition(".")[0] == package:
            del sys.modules[name]
    for folder in (SHIM, OLD_SHIM):
        _take_out(folder)
    legacy = sys.modules.get(f"{__name__}.legacy")
    if legacy is not None:
        legacy.remove_old_names()


def _put_first(folder: str) -> None:
    """Put a folder first on the module path of child processes.

    ``sys.path[0]`` stays where it is: programs take it for the folder that they stand in.
    """
    if folder not in sys.path:
        sys.path.insert(1, folder)
    held = os.environ.get(SEARCH_PATH)
    if folder not in (held or "").split(os.pathsep):
        os.environ[SEARCH_PATH] = folder if not held else folder + os.pathsep + held


def _take_out(folder: str) -> None:
    sys.path[:] = [kept for kept in sys.path if kept != folder]
    held = os.environ.get(SEARCH_PATH)
    if held is None:
        return
    kept = [one for one in held.split(os.pathsep) if one != folder]
    if kept:
        os.environ[SEARCH_PATH] = os.pathsep.join(kept)
    else:
        del os.environ[SEARCH_PATH]
