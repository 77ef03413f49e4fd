"""pydicom's names on our code: for programs, and for libraries such as pynetdicom and highdicom.

`install` makes ``import pydicom`` resolve to `dicomconstruct.compat.pydicom`;
``python -m dicomconstruct.compat PROGRAM ARGS...`` runs a program that way.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

PEER = "pydicom"
OURS = f"{__name__}.{PEER}"


def our_name(name: str) -> str:
    """The module of ours that one of the peer's names stands for; any other name as it is."""
    package, dot, rest = name.partition(".")
    return f"{OURS}{dot}{rest}" if package == PEER else name


class _Alias(Loader):
    """Loads nothing: the module is one that is there under another name."""

    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> ModuleType:  # noqa: ARG002
        module = import_module(self._name)
        self._spec = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        """Give the module its own spec back, in whose place the import system put that of the alias."""
        module.__spec__ = self._spec


class _Finder(MetaPathFinder):
    """Finds our modules under the peer's names."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        ours = our_name(fullname)
        if ours == fullname:
            return None
        try:
            module = import_module(ours)
        except ModuleNotFoundError as error:
            if error.name == ours:
                return None
            raise
        return ModuleSpec(fullname, _Alias(ours), is_package=hasattr(module, "__path__"))


def install() -> None:
    """Make ``import pydicom``, and its public submodules, resolve to our code in this process.

    Raises ImportError where the real package has been imported already, since programs would then hold both.
    """
    if any(isinstance(finder, _Finder) for finder in sys.meta_path):
        return
    present = sys.modules.get(PEER)
    if present is not None and present.__name__ != OURS:
        raise ImportError(f"{PEER} is imported already; call install() before anything imports it")
    sys.meta_path.insert(0, _Finder())


def uninstall() -> None:
    """Undo `install` for imports that come; modules that were imported stay."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]
    for name in [name for name in sys.modules if name.partition(".")[0] == PEER]:
        del sys.modules[name]
